"""Jobs run in processes, in the order they came, and whatever they do comes back as a value or an error."""

import operator
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, wait
from pathlib import Path

import pytest

from rnnviz.learning.executor import JobFailed, ProcessExecutor, WorkerDied
from tests.learning import jobs


@pytest.fixture
def executor() -> Iterator[ProcessExecutor]:
    executor = ProcessExecutor(1)
    yield executor
    end(executor)


def end(executor: ProcessExecutor) -> None:
    """Shut down without waiting for a job: a test that failed may have left one that never ends."""
    executor.shutdown(wait=False, cancel_futures=True)
    for process in executor.processes():
        os.kill(process, signal.SIGKILL)
    executor.shutdown()


def until(is_so: Callable[[], object], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    return bool(is_so())


def test_a_job_runs_in_another_process_and_its_result_comes_back(executor: ProcessExecutor) -> None:
    assert executor.submit(operator.add, 40, 2).result(10) == 42
    assert executor.submit(sorted, [1, 3, 2], reverse=True).result(10) == [3, 2, 1]
    process = executor.submit(os.getpid).result(10)
    assert process != os.getpid()
    assert executor.processes() == (process,)


def test_megabytes_go_both_ways(executor: ProcessExecutor) -> None:
    many = os.urandom(5_000_000)
    assert executor.submit(operator.add, many, b"!").result(10) == many + b"!"


def test_jobs_run_in_the_order_they_came(executor: ProcessExecutor, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    names = [f"{n}" for n in range(20)]
    futures = [executor.submit(jobs.note_and_wait, notes, name) for name in names]
    assert len({future.result(10) for future in futures}) == 1
    assert notes.read_text().split() == names


def test_a_future_knows_its_place(executor: ProcessExecutor) -> None:
    first = executor.submit(jobs.spin)
    second, third, fourth = (executor.submit(operator.neg, n) for n in range(3))
    assert [executor.place_of(future) for future in (first, second, third, fourth)] == [0, 1, 2, 3]
    assert second.cancel()
    assert [executor.place_of(future) for future in (second, third, fourth)] == [None, 1, 2]
    executor.kill(first)
    assert fourth.result(10) == -2
    assert [executor.place_of(future) for future in (first, third, fourth)] == [None] * 3
    assert executor.place_of(Future()) is None


def test_as_many_jobs_run_at_once_as_there_may_be_workers(tmp_path: Path) -> None:
    executor = ProcessExecutor(2)
    futures = [executor.submit(jobs.note_and_wait, tmp_path / "notes", "x", 0.3) for _ in range(4)]
    assert [executor.place_of(future) for future in futures] == [0, 0, 1, 2]
    assert len({future.result(10) for future in futures}) == 2
    executor.shutdown()


def test_many_threads_may_submit_at_once() -> None:
    executor = ProcessExecutor(2)
    results: dict[int, list[int]] = {}

    def ask(thread: int) -> None:
        futures = [executor.submit(operator.mul, thread, n) for n in range(40)]
        results[thread] = [future.result(20) for future in futures]

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results == {thread: [thread * n for n in range(40)] for thread in range(8)}
    assert len(executor.processes()) <= 2
    executor.shutdown()


def test_what_a_job_prints_and_reads_does_not_reach_the_pipe(executor: ProcessExecutor) -> None:
    assert executor.submit(jobs.chatter).result(10) == ""
    assert executor.submit(operator.add, 1, 1).result(10) == 2


def test_an_exception_comes_back_with_its_traceback_as_a_note(executor: ProcessExecutor) -> None:
    with pytest.raises(ValueError, match="three words were expected, got two") as raised:
        executor.submit(jobs.fail).result(10)
    (note,) = raised.value.__notes__
    assert "jobs.py" in note and "in fail" in note
    assert executor.submit(operator.add, 1, 1).result(10) == 2


@pytest.mark.parametrize(
    ("job", "args", "says"),
    [
        (jobs.refuse, (), "Refusal: this worker: it will not"),
        (jobs.leave, (3,), "the job left by SystemExit"),
        (jobs.a_lambda, (), "the result of the job, a function, cannot be pickled"),
    ],
)
def test_what_cannot_be_carried_back_is_described(
    executor: ProcessExecutor, job: Callable[..., object], args: tuple[object, ...], says: str
) -> None:
    before = executor.submit(os.getpid).result(10)
    with pytest.raises(JobFailed, match=says):
        executor.submit(job, *args).result(10)
    assert executor.submit(os.getpid).result(10) == before


def test_an_answer_imports_nothing_into_the_server(
    executor: ProcessExecutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "uncommon.py").write_text("class Uncommon: pass")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(JobFailed, match=r"uncommon\.Uncommon, and uncommon is not imported here"):
        executor.submit(jobs.made, "uncommon", "Uncommon").result(10)
    assert "uncommon" not in sys.modules


def test_what_no_worker_could_import_is_refused_at_once(
    executor: ProcessExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs.fail, "__module__", "__main__")
    with pytest.raises(ValueError, match="fail stands in the main module"):
        executor.submit(jobs.fail)
    assert executor.processes() == ()


def test_a_worker_computes_on_one_thread_and_stands_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", "8501")
    executor = ProcessExecutor(1, niceness=7)
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "CUDA_VISIBLE_DEVICES", "STREAMLIT_SERVER_PORT")
    assert list(executor.submit(jobs.environment, *names).result(10).values()) == ["1", "1", "-1", None]
    assert executor.submit(jobs.niceness).result(10) == min(19, os.nice(0) + 7)
    executor.shutdown()


def test_a_worker_is_prepared_once_before_its_first_job() -> None:
    executor = ProcessExecutor(1, prepare=jobs.be_prepared)
    for _ in range(2):
        process = executor.submit(os.getpid).result(10)
        assert executor.submit(jobs.environment, "PREPARED").result(10) == {"PREPARED": str(process)}
    executor.shutdown()


def test_when_preparing_fails_the_job_says_so_and_the_next_has_another_worker() -> None:
    executor = ProcessExecutor(1, prepare=jobs.cannot_prepare)
    executor.warm()
    for future in [executor.submit(os.getpid) for _ in range(3)]:
        with pytest.raises(OSError, match="no room for TensorFlow") as raised:
            future.result(10)
        assert "while preparing the worker" in raised.value.__notes__[0]
    executor.shutdown()
    assert executor.processes() == ()


def test_a_warm_worker_waits_for_the_first_job() -> None:
    executor = ProcessExecutor(2)
    executor.warm()
    assert until(lambda: len(executor.processes()) == 1)
    executor.warm()
    (process,) = executor.processes()
    assert executor.submit(os.getpid).result(10) == process
    executor.shutdown()


def test_an_idle_worker_leaves_and_the_next_job_starts_another() -> None:
    executor = ProcessExecutor(2, idle_seconds=0.1)
    first = [executor.submit(time.sleep, 0.05) for _ in range(2)]
    wait(first, 10)
    assert until(lambda: executor.processes() == ())
    assert executor.submit(operator.add, 1, 1).result(10) == 2
    executor.shutdown()


def test_shutdown_waits_for_all_jobs_and_leaves_no_process(tmp_path: Path) -> None:
    with ProcessExecutor(1) as executor:
        futures = [executor.submit(jobs.note_and_wait, tmp_path / "notes", "x", 0.05) for _ in range(3)]
        assert until(executor.processes)
        processes = executor.processes()
    assert all(future.done() and not future.exception() for future in futures)
    assert executor.processes() == ()
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    with pytest.raises(RuntimeError, match="after shutdown"):
        executor.submit(os.getpid)


def test_shutdown_can_drop_what_waits() -> None:
    executor = ProcessExecutor(1)
    running, waiting = executor.submit(time.sleep, 0.2), executor.submit(os.getpid)
    executor.shutdown(cancel_futures=True)
    assert running.result(0) is None
    with pytest.raises(CancelledError):
        waiting.result(0)


def test_shutdown_need_not_wait(tmp_path: Path) -> None:
    executor = ProcessExecutor(1)
    futures = [executor.submit(jobs.note_and_wait, tmp_path / "notes", "x", 0.1) for _ in range(2)]
    began = time.monotonic()
    executor.shutdown(wait=False)
    assert time.monotonic() - began < 0.1
    assert all(future.result(10) for future in futures)
    assert until(lambda: executor.processes() == ())


def test_a_worker_that_cannot_be_started_fails_its_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rnnviz.learning.process._COMMAND", ("no-such-python",))
    executor = ProcessExecutor(1)
    with pytest.raises(FileNotFoundError):
        executor.submit(os.getpid).result(10)
    executor.shutdown()


def test_there_is_at_least_one_worker() -> None:
    with pytest.raises(ValueError, match="most_workers must be at least 1, got 0"):
        ProcessExecutor(0)


def test_a_death_is_told_by_code_and_last_lines(executor: ProcessExecutor) -> None:
    with pytest.raises(WorkerDied, match=r"exit code 3\).*so long") as died:
        executor.submit(jobs.die, 3).result(10)
    assert (died.value.exit_code, died.value.last_lines) == (3, "so long")
