"""What dies, fills up or goes away: what was finished stays, the run says so, and it can go on."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnviz.learning import service as service_module
from rnnviz.learning.channel import Switchboard
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.learning.service import TrainingService
from rnnviz.learning.spec import RunSpec, TrainingSpec
from rnnviz.learning.store import RunRecord, RunStore, StoreError, StoreFull
from tests.house.source import TOP
from tests.learning.desk import SMALL, TABLE, Place
from tests.learning.runs import again, numbers
from tests.learning.test_executor import end, until
from tests.learning.test_executor_killed import runs

LONG = RunSpec(SMALL.data, SMALL.model, TrainingSpec(epochs=50, batch_size=1))  # Long enough to be killed.
FULL = StoreFull("The disk is full.")
SERVER = """
import sys
from pathlib import Path
from rnnviz.learning.channel import Switchboard
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.learning.service import TrainingService
from rnnviz.learning.store import RunStore
from tests.learning.desk import TABLE
from tests.learning.test_service_lost import LONG, numbers

store, workers = RunStore(Path(sys.argv[1]), 10**9), ProcessExecutor(1)
service = TrainingService(store, workers, Switchboard(), lambda page: True)
(record,) = service.start("ann", "page", [LONG], TABLE)
while len(numbers(store, record.id)) < 4:
    pass
print(record.id, *workers.processes(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "runs")
    yield place
    place.service.close()


@pytest.fixture(scope="module")
def workers() -> Iterator[ProcessExecutor]:
    executor = ProcessExecutor(1)
    yield executor
    end(executor)


@pytest.fixture
def real(tmp_path: Path, workers: ProcessExecutor) -> Iterator[TrainingService]:
    with Switchboard() as board:
        service = TrainingService(RunStore(tmp_path / "runs", 10**9), workers, board, lambda _: True)
        yield service
        service.close()


@pytest.fixture(scope="module")
def undisturbed(workers: ProcessExecutor, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The weights after each epoch of a run that nobody disturbed."""
    with Switchboard() as board:
        store = RunStore(tmp_path_factory.mktemp("undisturbed"), 10**9)
        service = TrainingService(store, workers, board, lambda _: True)
        (id,) = (each.id for each in service.start("ann", "page", [LONG], TABLE))
        assert until(lambda: store.get("ann", id).state == "done", 30)
        service.close()
    return [store.epoch(id, number).weights for number in range(LONG.training.epochs)]


def assert_as_undisturbed(store: RunStore, id: str, undisturbed: list[Any]) -> None:
    assert numbers(store, id) == list(range(-1, LONG.training.epochs))
    for number, expected in enumerate(undisturbed):
        for ours, theirs in zip(store.epoch(id, number).weights, expected, strict=True):
            np.testing.assert_array_equal(ours, theirs)
    seconds = [header["seconds"] for header in store.history(id).epochs]
    assert seconds == sorted(seconds)


def state_of(service: TrainingService, id: str, owner: str = "ann") -> str:
    return {each.record.id: each.record.state for each in service.standings(owner, "page")}[id]


def test_a_worker_killed_twice_costs_nothing_that_was_finished(
    real: TrainingService, workers: ProcessExecutor, undisturbed: list[Any]
) -> None:
    (id,) = (each.id for each in real.start("ann", "page", [LONG], TABLE))
    for epochs in (4, 10):
        assert until(lambda: len(numbers(real.store, id)) > epochs)  # noqa: B023
        (process,) = workers.processes()
        os.kill(process, signal.SIGKILL)
        assert until(lambda: state_of(real, id) == "interrupted")
        assert "ended unexpectedly" in real.store.get("ann", id).says
        assert not set(workers.processes()) & {process}
        (theirs,) = (each.id for each in real.start("bob", "page", [SMALL], TABLE))
        real.go_on("ann", "page", id)
    assert until(lambda: state_of(real, theirs, "bob") == state_of(real, id) == "done", 30)
    assert_as_undisturbed(real.store, id, undisturbed)


def test_a_killed_server_leaves_no_worker_and_its_run_goes_on_in_the_next(
    tmp_path: Path, workers: ProcessExecutor, undisturbed: list[Any]
) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path / "runs")], cwd=TOP, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert server.stdout is not None
    id, *processes = server.stdout.readline().split()
    server.kill()
    server.communicate()
    assert len(processes) == 1
    assert until(lambda: not runs(int(processes[0])), 2)
    with Switchboard() as board:
        service = TrainingService(RunStore(tmp_path / "runs", 10**9), workers, board, lambda _: True)
        assert state_of(service, id) == "interrupted"
        assert "epochs are kept. It can go on from there." in service.store.get("ann", id).says
        service.go_on("ann", "page", id)
        assert until(lambda: state_of(service, id) == "done", 30)
        service.close()
    assert_as_undisturbed(service.store, id, undisturbed)


def test_a_run_cut_off_after_its_last_epoch_ends_as_done(real: TrainingService) -> None:
    (id,) = (each.id for each in real.start("ann", "page", [SMALL], TABLE))
    assert until(lambda: state_of(real, id) == "done")
    real.store.set_state(id, "interrupted")
    kept = real.store.checkpoint(id)
    real.go_on("ann", "page", id)
    assert until(lambda: state_of(real, id) == "done")
    assert real.store.checkpoint(id) == kept


def test_a_run_without_a_checkpoint_begins_anew(real: TrainingService) -> None:
    (id,) = (each.id for each in real.start("ann", "page", [SMALL], TABLE))
    assert until(lambda: state_of(real, id) == "done")
    before = [real.store.epoch(id, number).weights for number in range(3)]
    (real.store.folder / id / "resume.npz").write_bytes(b"damaged")
    (real.store.folder / id / "epoch-0002.npz").unlink()
    real.store.set_state(id, "interrupted")
    real.go_on("ann", "page", id)
    assert until(lambda: state_of(real, id) == "done")
    assert numbers(real.store, id) == [-1, 0, 1, 2]
    for number, weights in enumerate(before):
        for ours, theirs in zip(real.store.epoch(id, number).weights, weights, strict=True):
            np.testing.assert_array_equal(ours, theirs)
    places = [(line["epoch"], line["done"]) for line in real.store.history(id).progress]
    assert places == sorted(set(places))


def test_a_frozen_worker_is_ended_when_its_run_is_stopped(
    real: TrainingService, workers: ProcessExecutor
) -> None:
    (id,) = (each.id for each in real.start("ann", "page", [LONG], TABLE))
    assert until(lambda: state_of(real, id) == "running")
    (process,) = workers.processes()
    os.kill(process, signal.SIGSTOP)
    began = time.monotonic()
    real.stop("ann", id)
    assert until(lambda: state_of(real, id) == "stopped")
    assert time.monotonic() - began < service_module.PATIENCE + 0.5
    assert until(lambda: not runs(process), 2)


def refuse(error: Exception) -> Any:
    def refusing(*_: Any, **__: Any) -> None:
        raise error

    return refusing


def test_a_disk_that_fills_up_interrupts_a_run_which_goes_on_when_there_is_space(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    (id,) = here.start()
    here.desk.worker.finish_epoch(0)
    with monkeypatch.context() as full:
        full.setattr(here.store, "append", refuse(FULL))
        full.setattr(here.store, "set_state", refuse(FULL))
        full.setattr(here.store, "clean_up", refuse(StoreError("The lock cannot be opened.")))
        assert here.desk.worker.finish_epoch(1) == "stop"
        here.desk.worker.end()
        says = "The disk is full. What was finished is kept, and it can go on from there."
        for _ in range(2):
            assert (here.states()[id], here.says(id)) == ("interrupted", says)
            here.service.look_after()
        assert again(here.store).get("ann", id).says == ""
        with pytest.raises(StoreFull):
            here.service.go_on("ann", "page", id)
    here.service.look_after()  # Now it can be written down.
    assert (again(here.store).get("ann", id).state, again(here.store).get("ann", id).says) == (
        "interrupted",
        says,
    )
    assert here.store.epoch(id, 0).number == 0
    here.service.go_on("ann", "page", id)
    here.desk.worker.finish_epoch(1)
    here.desk.worker.finish()
    assert (here.states()[id], numbers(here.store, id)) == ("done", [0, 1])


@pytest.mark.parametrize("is_full_for_states", [False, True])
def test_of_several_runs_all_or_none_are_made(
    here: Place, monkeypatch: pytest.MonkeyPatch, is_full_for_states: bool
) -> None:
    create = here.store.create
    made: list[RunRecord] = []

    def create_two(*args: Any, **kwargs: Any) -> Any:
        if len(made) == 2:
            raise FULL
        made.append(create(*args, **kwargs))
        return made[-1]

    with monkeypatch.context() as full:
        full.setattr(here.store, "create", create_two)
        if is_full_for_states:
            full.setattr(here.store, "set_state", refuse(FULL))
        with pytest.raises(StoreFull):
            here.start(count=3)
        left = [record.id for record in made] if is_full_for_states else []
        assert here.states() == dict.fromkeys(left, "stopped")
        assert not here.desk.jobs
    assert set(here.start()) <= set(here.states())
    here.service.look_after()
    assert all("never begun" in again(here.store).get("ann", id).says for id in left)


@pytest.mark.parametrize("whole", [False, True])
def test_a_folder_deleted_underneath_ends_its_run_and_no_other(here: Place, whole: bool) -> None:
    (id,) = here.start()
    (theirs,) = here.start("bob")
    here.desk.worker.finish_epoch(0)
    shutil.rmtree(here.store.folder if whole else here.store.folder / id)
    assert here.desk.worker.train() == "stop"
    here.desk.worker.end()
    here.service.look_after()
    assert here.states("ann") == {}
    if not whole:
        assert here.desk.worker.train() == "go"
        assert here.states("bob") == {theirs: "running"}


def test_a_run_that_nobody_watches_is_stopped_after_the_grace(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = here.start(count=2)
    here.desk.worker.finish_epoch(0)
    monkeypatch.setattr(here.service, "_grace", 0.1)
    here.open.clear()
    assert here.desk.worker.train() == "go"
    time.sleep(0.15)
    here.service.look_after()
    assert here.desk.worker.train() == "stop"
    here.desk.worker.end()
    assert here.states() == dict.fromkeys((first, second), "interrupted") and not here.desk.jobs
    kept = "What was finished is kept, and it can go on from there."
    assert here.says(first) == f"Its page was closed, so it was stopped. {kept}"
    assert here.says(second).endswith("No epoch was finished yet; it can be started again.")


def test_another_page_of_the_same_browser_keeps_a_run_alive(here: Place) -> None:
    here.service._grace = 0.0
    here.start()
    here.open |= {"another"}
    here.service.standings("ann", "another")
    here.open.remove("page")
    here.service.look_after()
    assert here.desk.worker.train() == "go"
    here.open.remove("another")
    time.sleep(0.01)
    here.service.look_after()
    assert here.desk.worker.train() == "stop"


def test_rounds_go_on_after_an_error_of_ours(
    here: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(service_module, "BETWEEN_ROUNDS", 0.01)
    monkeypatch.setattr(here.service, "_is_open", refuse(RuntimeError("no runtime")))
    monkeypatch.setattr(here.service, "_grace", 0.0)
    here.start()
    assert until(lambda: "it cannot be told whether a page is open" in caplog.text, 3)
    assert here.desk.worker.train() == "go"  # Nobody pays for our error.
    monkeypatch.setattr(here.service, "_cut_off", refuse(KeyError("x")))
    monkeypatch.setattr(here.service, "_is_open", lambda _: False)
    assert until(lambda: "a round of the trainings failed" in caplog.text)
    monkeypatch.undo()
    here.service._grace = 0.0
    here.open.clear()
    assert until(lambda: here.desk.worker.train() == "stop", 3)


def test_a_line_that_ends_without_its_job_cuts_off_the_run(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "LOST", 0.1)
    (id,) = here.start()
    thread = threading.Thread(target=here.desk.worker.finish_epoch, args=(0,))  # As a line has its own.
    thread.start()
    thread.join()
    here.service.look_after()
    assert here.desk.worker.train() == "go"  # It came back in time.
    thread = threading.Thread(target=here.desk.worker.train)
    thread.start()
    thread.join()
    monkeypatch.setattr(service_module, "PATIENCE", 0.01)
    here.service.look_after()
    time.sleep(0.15)
    here.service.look_after()
    assert until(lambda: here.states()[id] == "interrupted", 3)
    assert here.says(id).startswith("The connection to its worker was lost. What was finished is kept")
