"""Nothing that is killed takes another with it, and nothing outlives the server."""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, wait
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from rnnviz.learning.executor import ProcessExecutor, WorkerDied, WorkerKilled
from rnnviz.learning.worker import Setup, write_frame
from tests.house.source import TOP
from tests.learning import jobs
from tests.learning.test_executor import end, until

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the kernel helps on Linux only")

# A server as Streamlit is one: jobs come from threads that soon end, and the main thread waits.
SERVER = """
import sys, threading, time
from pathlib import Path
from rnnviz.learning.executor import ProcessExecutor
from tests.learning import jobs
executor = ProcessExecutor(2)
for job, file in zip((jobs.spin, getattr(jobs, sys.argv[1])), sys.argv[2:]):
    thread = threading.Thread(target=executor.submit, args=(job, Path(file)))
    thread.start()
    thread.join()
executor.submit(time.sleep, 100)
if sys.stdin.readline().strip() == "wait":
    time.sleep(100)
"""


@pytest.fixture
def executor() -> Iterator[ProcessExecutor]:
    executor = ProcessExecutor(1)
    yield executor
    end(executor)


class Server:
    """A process with an executor of two busy workers."""

    def __init__(self, folder: Path, second_job: str = "spin"):
        files = [folder / "first", folder / "second"]
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, second_job, *map(str, files)], cwd=TOP, text=True,
            stdin=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        assert until(lambda: all(file.exists() and file.read_text() for file in files))
        self.workers = [int(file.read_text()) for file in files]

    def say(self, what: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()

    def errors(self) -> str:
        """What it wrote to standard error, after it ended within two seconds."""
        return self.process.communicate(timeout=2)[1]

    def workers_are_gone(self) -> bool:
        return until(lambda: not any(map(runs, self.workers)), 2.0)


def runs(process: int) -> bool:
    """Whether a process is there and is no zombie that nobody has buried yet."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_kill_ends_a_busy_job_at_once(executor: ProcessExecutor, tmp_path: Path) -> None:
    future = executor.submit(jobs.spin, tmp_path / "started")
    assert until((tmp_path / "started").exists)
    (process,) = executor.processes()
    began = time.monotonic()
    assert executor.kill(future)
    with pytest.raises(WorkerKilled):
        future.result(10)
    assert time.monotonic() - began < 0.5
    assert not runs(process)
    assert executor.submit(os.getpid).result(10) != process


def test_kill_ends_a_job_that_has_hardly_begun(executor: ProcessExecutor) -> None:
    for _ in range(10):
        future = executor.submit(jobs.spin)
        assert executor.kill(future)
        with pytest.raises(WorkerKilled):
            future.result(10)


def test_kill_drops_a_job_that_waits(executor: ProcessExecutor) -> None:
    running, waiting, last = (executor.submit(job) for job in (jobs.spin, jobs.spin, os.getpid))
    assert executor.kill(waiting)
    with pytest.raises(CancelledError):
        waiting.result(0)
    assert wait([waiting], 0).done == {waiting}
    assert [executor.place_of(future) for future in (running, waiting, last)] == [0, None, 1]
    executor.kill(running)
    assert last.result(10)


def test_kill_leaves_alone_who_comes_after_a_job_that_is_done(executor: ProcessExecutor) -> None:
    done = executor.submit(os.getpid)
    process = done.result(10)
    later = executor.submit(time.sleep, 0.2)
    assert not executor.kill(done)
    assert later.result(10) is None
    assert executor.processes() == (process,)


def test_kill_from_within_a_callback_comes_too_late(executor: ProcessExecutor) -> None:
    killed: list[bool] = []
    process = executor.submit(os.getpid).result(10)
    told = executor.submit(time.sleep, 0.1)
    told.add_done_callback(lambda future: killed.append(executor.kill(future)))
    assert until(lambda: killed) and killed == [False]
    assert executor.submit(os.getpid).result(10) == process


def test_a_worker_killed_from_outside_fails_its_job_and_the_next_runs(
    executor: ProcessExecutor, tmp_path: Path
) -> None:
    future, after = executor.submit(jobs.spin, tmp_path / "started"), executor.submit(os.getpid)
    assert until((tmp_path / "started").exists)
    (process,) = executor.processes()
    os.kill(process, signal.SIGKILL)
    with pytest.raises(WorkerDied, match=r"signal SIGKILL") as died:
        future.result(10)
    assert died.value.exit_code == -signal.SIGKILL
    assert after.result(10) != process


def test_a_fault_in_c_is_told_with_where_it_happened(executor: ProcessExecutor) -> None:
    with pytest.raises(WorkerDied, match="signal SIGSEGV") as died:
        executor.submit(signal.raise_signal, signal.SIGSEGV).result(10)
    assert "Segmentation fault" in died.value.last_lines


def test_an_idle_worker_killed_from_outside_costs_no_job(executor: ProcessExecutor) -> None:
    for _ in range(5):
        process = executor.submit(os.getpid).result(10)
        os.kill(process, signal.SIGKILL)
        assert until(lambda: executor.processes() == ())
        assert executor.submit(os.getpid).result(10) != process


def test_an_idle_worker_killed_from_outside_makes_room_for_a_warm_one(executor: ProcessExecutor) -> None:
    process = executor.submit(os.getpid).result(10)
    os.kill(process, signal.SIGKILL)

    def is_warm() -> bool:
        executor.warm()
        return executor.processes() not in ((), (process,))

    assert until(is_warm)


def test_ctrl_c_is_not_for_workers(executor: ProcessExecutor) -> None:
    process = executor.submit(os.getpid).result(10)
    os.kill(process, signal.SIGINT)
    assert executor.submit(os.getpid).result(10) == process


def test_a_busy_worker_ends_when_its_pipe_does(tmp_path: Path) -> None:
    # As on every system when the server is gone; on Linux the kernel may be quicker.
    worker = subprocess.Popen(
        [sys.executable, "-m", "rnnviz.learning.worker"], cwd=TOP, bufsize=0,
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    assert worker.stdin
    messages: tuple[object, ...] = (Setup(0, None), (jobs.spin, (tmp_path / "started",), {}))
    for message in messages:
        write_frame(cast(BinaryIO, worker.stdin), pickle.dumps(message))
    assert until((tmp_path / "started").exists)
    worker.stdin.close()
    try:
        assert worker.wait(1) == 0
    finally:
        worker.kill()


@pytest.mark.parametrize("job", ["spin", pytest.param("hold_the_interpreter", marks=linux_only)])
def test_workers_end_when_the_server_is_killed(tmp_path: Path, job: str) -> None:
    server = Server(tmp_path, job)
    time.sleep(0.2)  # The threads that submitted are long gone: the workers must still be there.
    assert all(map(runs, server.workers))
    server.process.kill()
    server.process.communicate()
    assert server.workers_are_gone()


def test_ctrl_c_ends_the_server_and_its_workers_at_once(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.say("wait")
    time.sleep(0.2)
    os.killpg(server.process.pid, signal.SIGINT)
    assert server.errors().count("Traceback") == 1  # That of the server itself.
    assert server.workers_are_gone()


def test_a_server_that_comes_to_its_end_does_not_wait_for_jobs(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.say("leave")
    assert server.errors() == ""
    assert server.process.returncode == 0
    assert server.workers_are_gone()
