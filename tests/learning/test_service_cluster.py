"""Trainings on a dask cluster, whose workers may vanish: on another one they go on, without one they end."""

import json
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from rnnviz.learning import service as service_module
from rnnviz.learning.channel import Switchboard
from rnnviz.learning.cluster import ClusterExecutor, executor_from
from rnnviz.learning.service import TrainingService
from rnnviz.learning.spec import RunSpec, TrainingSpec
from rnnviz.learning.store import RunStore
from tests.learning.desk import SMALL, TABLE
from tests.learning.runs import numbers
from tests.learning.test_cluster import start
from tests.learning.test_executor import until
from tests.learning.test_service_lost import state_of

pytestmark = pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is not installed")
LONG = RunSpec(SMALL.data, SMALL.model, TrainingSpec(epochs=30, batch_size=1))
ENDLESS = RunSpec(SMALL.data, SMALL.model, TrainingSpec(epochs=100_000))  # Never done before it is stopped.


class Cluster:
    """A scheduler and workers that come and go."""

    def __init__(self, folder: Path):
        self.file = folder / "scheduler.json"
        self.folder = folder
        self.scheduler = start(
            *("-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0"),
            *("--no-dashboard", "--scheduler-file", str(self.file), "--idle-timeout", "60s"),
        )
        self.workers: list[subprocess.Popen[bytes]] = []

    def join(self) -> None:
        """Start one more worker."""
        worker = start(
            *("-m", "dask", "worker", "--scheduler-file", str(self.file), "--host", "127.0.0.1"),
            *("--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder)),
        )
        self.workers.append(worker)

    def kill_the_first(self) -> None:
        self.workers[0].kill()
        self.workers.pop(0).wait()

    def executor(self) -> ClusterExecutor:
        assert until(self.file.exists, 30), "the scheduler did not start"
        address = json.loads(self.file.read_text())["address"]
        executor = executor_from({"RNNVIZ_EXECUTOR": address.replace("tcp://", "dask://")}, 1)
        assert isinstance(executor, ClusterExecutor)
        return executor

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("dask"))
    try:
        cluster.join()
        yield cluster
    finally:
        cluster.close()


@pytest.fixture(scope="module")
def executor(cluster: Cluster) -> Iterator[ClusterExecutor]:
    executor = cluster.executor()
    yield executor
    executor.shutdown(cancel_futures=True)


@pytest.fixture
def service(executor: ClusterExecutor, tmp_path: Path) -> Iterator[TrainingService]:
    with Switchboard() as board:
        service = TrainingService(RunStore(tmp_path / "runs", 10**9), executor, board, lambda _: True)
        yield service
        service.close()


def begin(service: TrainingService, spec: RunSpec, owner: str = "ann") -> str:
    (record,) = service.start(owner, "page", [spec], TABLE)
    return record.id


def test_a_run_is_trained_and_the_next_one_stopped(service: TrainingService) -> None:
    id = begin(service, SMALL)
    assert until(lambda: state_of(service, id) == "done", 30)
    assert numbers(service.store, id) == [-1, 0, 1, 2]
    stopped = begin(service, ENDLESS)
    waiting = begin(service, SMALL, "bob")
    assert until(lambda: state_of(service, stopped) == "running")
    service.stop("bob", waiting)
    assert until(lambda: state_of(service, waiting, "bob") == "stopped", 20)
    service.stop("ann", stopped)
    assert until(lambda: state_of(service, stopped) == "stopped", 20)
    last = begin(service, SMALL, "eve")
    assert until(lambda: state_of(service, last, "eve") == "done", 30)


def test_a_run_whose_worker_vanishes_goes_on_at_another_or_ends(
    service: TrainingService, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = begin(service, LONG)
    assert until(lambda: len(numbers(service.store, id)) > 3, 20)
    before = service.store.epoch(id, 1).weights
    cluster.join()
    cluster.kill_the_first()
    monkeypatch.setattr(service_module, "LOST", 30.0)  # The new one takes some seconds to start.
    assert until(lambda: state_of(service, id) == "done", 40)
    assert numbers(service.store, id) == list(range(-1, LONG.training.epochs))
    for ours, expected in zip(service.store.epoch(id, 1).weights, before, strict=True):
        np.testing.assert_array_equal(ours, expected)

    monkeypatch.setattr(service_module, "LOST", 0.5)
    id = begin(service, LONG)
    assert until(lambda: len(numbers(service.store, id)) > 3, 20)
    cluster.kill_the_first()
    assert until(lambda: state_of(service, id) == "interrupted", 6)
    assert service.store.get("ann", id).says == (
        "The connection to its worker was lost. What was finished is kept, and it can go on from there."
    )
    cluster.join()
    service.go_on("ann", "page", id)
    assert until(lambda: state_of(service, id) == "done", 40)
    assert numbers(service.store, id) == list(range(-1, LONG.training.epochs))
