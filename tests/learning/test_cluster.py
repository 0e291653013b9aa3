"""The same jobs run on a dask cluster, told by the environment; and a machine bears only so many."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from importlib.util import find_spec
from pathlib import Path

import pytest

from rnnviz.learning import cluster
from rnnviz.learning.channel import Switchboard
from rnnviz.learning.cluster import ClusterExecutor, channel_host, executor_from, most_workers_here
from rnnviz.learning.executor import ProcessExecutor
from tests.house.source import TOP
from tests.learning import jobs
from tests.learning.test_executor import until

with_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is not installed")

# A server of which all lines are busy, until Ctrl-C.
SERVER = """
import sys, time
from pathlib import Path
from rnnviz.learning.cluster import executor_from
from tests.learning import jobs
executor = executor_from({"RNNVIZ_EXECUTOR": sys.argv[1]}, 1)
future = executor.submit(time.sleep, 1)
Path(sys.argv[2]).write_text("ready")
time.sleep(100)
"""


def start(*command: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *command], cwd=TOP, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(TOP), "DASK_DISTRIBUTED__DIAGNOSTICS__NVML": "False"},
        start_new_session=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment that asks for a scheduler with one worker, both running on this machine."""
    folder = tmp_path_factory.mktemp("dask")
    file, local = str(folder / "scheduler.json"), str(folder)
    scheduler = start(
        *("-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0"),
        *("--no-dashboard", "--scheduler-file", file, "--idle-timeout", "60s"),
    )
    worker = start(
        *("-m", "dask", "worker", "--scheduler-file", file, "--host", "127.0.0.1"),
        *("--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", local),
    )
    try:
        assert until(Path(file).exists, 30), "the scheduler did not start"
        address = json.loads(Path(file).read_text())["address"]
        yield {"RNNVIZ_EXECUTOR": address.replace("tcp://", "dask://")}
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def on_cluster(asked: dict[str, str]) -> Iterator[ClusterExecutor]:
    executor = executor_from(asked, 1, jobs.be_prepared)
    assert isinstance(executor, ClusterExecutor)
    yield executor
    executor.shutdown()


@with_dask
def test_a_job_on_a_cluster_tells_of_itself_on_its_line(
    on_cluster: ClusterExecutor, asked: dict[str, str]
) -> None:
    heard: list[bytes] = []

    def on_message(message: bytes) -> str:
        heard.append(message)
        return f"order {len(heard)}"

    with Switchboard(channel_host(asked)) as board:
        future = on_cluster.submit(jobs.tell_twice, board.open_line(on_message), b"abc")
        assert future.result(30) == ["order 1", "order 2"]
    assert heard == [b"abc", b"cba"]
    assert on_cluster.place_of(future) is None


@with_dask
def test_the_same_job_runs_twice_when_it_is_asked_twice(on_cluster: ClusterExecutor, tmp_path: Path) -> None:
    futures = [on_cluster.submit(jobs.note_and_wait, tmp_path / "notes", "x") for _ in range(2)]
    assert [future.result(30) != os.getpid() for future in futures] == [True, True]
    assert (tmp_path / "notes").read_text() == "x\nx\n"


@with_dask
def test_a_worker_of_a_cluster_is_warmed(on_cluster: ClusterExecutor) -> None:
    on_cluster.warm()
    on_cluster.warm()
    assert on_cluster.submit(jobs.environment, "PREPARED").result(30)["PREPARED"] is not None


@with_dask
def test_an_exception_comes_back_from_a_cluster(on_cluster: ClusterExecutor) -> None:
    with pytest.raises(ValueError, match="three words were expected, got two"):
        on_cluster.submit(jobs.fail).result(30)


@with_dask
def test_a_job_on_a_cluster_that_was_killed_ends_at_the_next_message(on_cluster: ClusterExecutor) -> None:
    told = threading.Event()

    def on_message(_: bytes) -> str:
        told.set()
        time.sleep(0.01)
        return "go"

    with Switchboard() as board:
        address = board.open_line(on_message)
        running = on_cluster.submit(jobs.tell_until_stopped, address)
        waiting = on_cluster.submit(os.getpid)
        assert told.wait(30)
        assert on_cluster.kill(waiting) and on_cluster.kill(running)
        for future in (waiting, running):
            with pytest.raises(CancelledError):
                future.result(10)
        board.close_line(address.token)
        assert on_cluster.submit(os.getpid).result(30)  # Its one thread is free again.
    assert not on_cluster.kill(running)


@with_dask
def test_ctrl_c_ends_a_server_with_a_cluster_at_once(asked: dict[str, str], tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    server = start("-c", SERVER, asked["RNNVIZ_EXECUTOR"], str(ready))
    assert until(ready.exists, 30)
    os.killpg(server.pid, signal.SIGINT)
    assert server.wait(2) != 0


def speak(server: socket.socket, words: bytes) -> None:
    with server.accept()[0] as caller:
        caller.sendall(words)
        time.sleep(5)


@with_dask
@pytest.mark.parametrize("words", [None, b"", b"SSH-2.0-OpenSSH_9.2", b"\0" * 64])
def test_an_address_without_a_scheduler_is_said_to_be_one(
    words: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_SECONDS_TO_ANSWER", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if words is None:
            server.close()
        else:
            threading.Thread(target=speak, args=(server, words), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(ConnectionError, match=f"no dask scheduler answers at tcp://127.0.0.1:{port}"):
            executor_from({"RNNVIZ_EXECUTOR": f"dask://127.0.0.1:{port}"}, 1)
        assert time.monotonic() - began < 3


def test_without_the_package_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)  # As if it were not there.
    with pytest.raises(ValueError, match="RNNVIZ_EXECUTOR asks for dask; for that, pip install distributed"):
        executor_from({"RNNVIZ_EXECUTOR": "dask://127.0.0.1:8786"}, 1)


@pytest.mark.parametrize("environ", [{}, {"RNNVIZ_EXECUTOR": ""}])
def test_nothing_asked_means_processes_of_this_machine(environ: dict[str, str]) -> None:
    assert channel_host(environ) == "127.0.0.1"
    with Switchboard(channel_host(environ)) as board, executor_from(environ, 1) as executor:
        assert isinstance(executor, ProcessExecutor)
        address = board.open_line(lambda message: "go" if message == b"abc" else "stop")
        assert executor.submit(jobs.tell_twice, address, b"abc").result(10) == ["go", "stop"]


@pytest.mark.parametrize(
    "asked",
    ["threads", "dask://", "dask://host", "dask://:8786", "dask://host:port", "dask://host:99999999",
     "tcp://host:8786", "dask://host:8786/path"],
)  # fmt: skip
def test_anything_else_is_refused_with_what_was_expected(asked: str) -> None:
    with pytest.raises(ValueError, match=r"must be empty or dask://host:port, got '" + asked):
        executor_from({"RNNVIZ_EXECUTOR": asked}, 1)


def test_the_host_of_the_channel_can_be_told() -> None:
    told = {"RNNVIZ_EXECUTOR": "dask://127.0.0.1:8786", "RNNVIZ_CHANNEL_HOST": "10.0.0.7"}
    assert channel_host(told) == "10.0.0.7"
    assert channel_host({"RNNVIZ_EXECUTOR": "dask://127.0.0.1:8786"}) == "127.0.0.1"


def machine(folder: Path, files: dict[str, str]) -> tuple[Path, Path]:
    """What Linux would tell of a machine: (proc, cgroups)."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder / "proc", folder / "cgroup"


MEMORY = "MemTotal: 99999999 kB\nMemAvailable: {} kB\n"
GIB = 2**30


@pytest.mark.parametrize(
    ("files", "workers"),
    [
        ({}, 7),
        ({"proc/meminfo": MEMORY.format(GIB // 1024 * 64)}, 7),
        ({"proc/meminfo": MEMORY.format(GIB // 1024 * 2 - 1)}, 3),
        ({"proc/meminfo": MEMORY.format(1000)}, 1),
        ({"cgroup/a/b/cpu.max": "350000 100000"}, 2),
        ({"cgroup/a/cpu.max": "50000 100000"}, 1),
        ({"cgroup/a/b/cpu.max": "max 100000", "cgroup/a/b/memory.max": "max"}, 7),
        ({"cgroup/a/b/memory.max": str(6 * GIB), "cgroup/a/b/memory.current": str(4 * GIB)}, 4),
        ({"cgroup/a/memory.max": str(3 * GIB), "cgroup/a/memory.current": str(2 * GIB),
          "cgroup/a/memory.stat": f"anon 5\ninactive_file {3 * GIB // 2}\n"}, 5),
    ],
)  # fmt: skip
def test_a_machine_bears_a_worker_for_each_processor_but_one_and_half_a_gibibyte(
    files: dict[str, str], workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    proc, cgroups = machine(tmp_path, {"proc/self/cgroup": "4:memory:/x\n0::/a/b\n", **files})
    assert most_workers_here({}, proc, cgroups) == workers


def test_the_number_of_workers_can_be_told() -> None:
    assert most_workers_here({"RNNVIZ_WORKERS": "12"}) == 12
    assert most_workers_here({"RNNVIZ_WORKERS": ""}) >= 1
    for wrong in ("0", "-1", "many", "1.5"):
        with pytest.raises(ValueError, match=f"must be a positive integer, got '{wrong}'"):
            most_workers_here({"RNNVIZ_WORKERS": wrong})
