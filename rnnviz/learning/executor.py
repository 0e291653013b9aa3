"""An executor whose processes are warm, can be killed, and leave with the server, however it leaves.

`concurrent.futures.ProcessPoolExecutor` does none of that: a running job cannot be ended and keeps the
server from leaving on Ctrl-C, one death breaks the pool, and spawned children run the script of Streamlit.
"""

import logging
import pickle
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from rnnviz.learning.process import WorkerDied, WorkerProcess
from rnnviz.learning.worker import JobFailed, Setup

__all__ = ["JobFailed", "ProcessExecutor", "WorkerDied", "WorkerKilled"]

_log = logging.getLogger(__name__)


class WorkerKilled(RuntimeError):
    """The job was ended by `ProcessExecutor.kill`."""


class _Job:
    def __init__(self, future: "Future[Any]", message: bytes):
        self.future, self.message = future, message
        self.is_killed = False
        self.is_over = False  # Its end is known, and being told.


class _Worker:
    """One process, the thread that feeds it, and the job it is at."""

    def __init__(self, job: _Job | None):
        self.job = job
        self.process: WorkerProcess | None = None  # Until it has started.
        self.is_leaving = False

    def is_alive(self) -> bool:
        return not self.is_leaving and (self.process is None or self.process.is_alive())


class ProcessExecutor(Executor):
    """Runs functions in worker processes, first come, first served.

    All threads are daemon threads and nothing is joined at exit: a server that leaves on Ctrl-C leaves at
    once, and its workers end when their pipe does, even after `kill -9` of the server.

    Args:
        most_workers: how many processes at most.
        prepare: is called in each process at its start; a function of an importable module.
        niceness: how far a worker stands back behind the server.
        idle_seconds: after so long without a job a process ends; the last one, too.

    Raises:
        ValueError: if there is to be no worker.
    """

    def __init__(
        self,
        most_workers: int,
        prepare: Callable[[], None] | None = None,
        niceness: int = 10,
        idle_seconds: float = 600.0,
    ):
        if most_workers < 1:
            raise ValueError(f"most_workers must be at least 1, got {most_workers}")
        self._most_workers, self._idle_seconds = most_workers, idle_seconds
        self._setup = pickle.dumps(tuple(Setup(niceness, _importable(prepare) if prepare else None)))
        self._changed = threading.Condition()  # Its lock guards everything below.
        self._waiting: deque[_Job] = deque()
        self._workers: list[_Worker] = []
        self._is_shut = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Queue `fn(*args, **kwargs)`.

        Returns:
            A future. Besides what `fn` returns or raises it may end with WorkerKilled, WorkerDied or
            JobFailed. What `fn` raised carries the traceback from the worker as a note.

        Raises:
            RuntimeError: after `shutdown`.
            ValueError: if `fn` stands in the main module, which no other process can import.
        """
        job = _Job(Future(), pickle.dumps((_importable(fn), args, kwargs), protocol=5))
        with self._changed:
            if self._is_shut:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._waiting.append(job)
            self._hand_out()
        return job.future

    def place_of(self, future: "Future[Any]") -> int | None:
        """0 for a job that runs, 1 for the next one, and so on; None for one that ended or is unknown."""
        with self._changed:
            if any(worker.job and worker.job.future is future for worker in self._workers):
                return 0
            waiting = [job.future for job in self._waiting if not job.future.cancelled()]
        return next((place for place, other in enumerate(waiting, 1) if other is future), None)

    def warm(self) -> None:
        """Have a process ready for the next job, if one more may be and none is."""
        with self._changed:
            if not self._is_shut and not self._free() and len(self._workers) < self._most_workers:
                self._start(None)

    def kill(self, future: "Future[Any]") -> bool:
        """End a job at once: the process that runs it is killed, or the waiting job cancelled.

        Returns:
            Whether there was anything to end.
        """
        with self._changed:
            for worker in self._workers:
                if worker.job and worker.job.future is future and not worker.job.is_over:
                    worker.job.is_killed = True
                    if worker.process:
                        worker.process.kill()
                    return True
            waiting = next((job for job in self._waiting if job.future is future), None)
            if waiting is None:
                return False
            self._waiting.remove(waiting)
        _cancel(waiting.future)
        return True

    def processes(self) -> tuple[int, ...]:
        """The process ids of the living workers."""
        with self._changed:
            found = [worker.process for worker in self._workers if worker.process]
        return tuple(process.pid for process in found if process.is_alive())

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more jobs. With `wait`, return when all are done and no process is left."""
        with self._changed:
            self._is_shut = True
            dropped = tuple(self._waiting) if cancel_futures else ()
            if cancel_futures:
                self._waiting.clear()
            self._changed.notify_all()
        for job in dropped:
            _cancel(job.future)
        if wait:
            with self._changed:
                self._changed.wait_for(lambda: not self._workers and not self._waiting)

    def _look_again(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _free(self) -> list[_Worker]:
        return [worker for worker in self._workers if worker.job is None and worker.is_alive()]

    def _hand_out(self) -> None:
        """Give waiting jobs to free workers and to new ones. Called with the lock held."""
        while self._waiting:
            free = self._free()
            if not free and len(self._workers) >= self._most_workers:
                break
            job = self._waiting.popleft()
            if not job.future.set_running_or_notify_cancel():
                continue
            if free:
                free[0].job = job
            else:
                self._start(job)
        self._changed.notify_all()

    def _start(self, job: _Job | None) -> None:
        worker = _Worker(job)
        self._workers.append(worker)
        threading.Thread(target=self._live, args=(worker,), name="worker", daemon=True).start()

    def _live(self, worker: _Worker) -> None:
        """The thread of a worker, which starts the process and outlives it.

        On Linux a worker dies with the thread that started it (see worker.py), so no thread that may end
        earlier, as those of Streamlit's scripts do, may start one.
        """
        try:
            process = WorkerProcess(self._setup, self._look_again)
        except OSError as error:
            _log.error("no worker process could be started", exc_info=error)
            self._tell(worker, "raised", error)
        else:
            with self._changed:
                worker.process = process
                if worker.job and worker.job.is_killed:
                    process.kill()
            while job := self._next_job(worker):
                self._do(job, worker, process)
            process.end()
        with self._changed:
            self._workers.remove(worker)
            self._hand_out()

    def _next_job(self, worker: _Worker) -> _Job | None:
        """Wait for a job. None if the worker is to end: idle for too long, dead, or sent home."""
        with self._changed:
            self._changed.wait_for(
                lambda: worker.job or self._is_shut or not worker.is_alive(), self._idle_seconds
            )
            worker.is_leaving = worker.job is None  # If so, it is handed nothing from here on.
            return worker.job

    def _do(self, job: _Job, worker: _Worker, process: WorkerProcess) -> None:
        """Run a job, and tell how it ended."""
        try:
            kind, value = process.ask(job.message)
        except Exception as error:
            kind, value = "died" if isinstance(error, WorkerDied) else "raised", error
        self._tell(worker, kind, value)

    def _tell(self, worker: _Worker, kind: str, value: Any) -> None:
        """Give the job of a worker its end; then the worker is free, if its process can be used again."""
        with self._changed:
            if (job := worker.job) is None:
                return
            job.is_over = True  # From here on nobody kills the process for the sake of this job.
        if job.is_killed:
            job.future.set_exception(WorkerKilled("the job was ended"))
        elif kind == "returned":
            job.future.set_result(value)
        else:
            job.future.set_exception(value)
        with self._changed:
            worker.job = None
            worker.is_leaving = job.is_killed or kind in ("died", "unprepared")
            self._hand_out()


def _cancel(future: "Future[Any]") -> None:
    """Cancel a future that no worker knows, also for those who wait for it."""
    future.cancel()
    future.set_running_or_notify_cancel()


def _importable(function: Callable[..., Any]) -> Callable[..., Any]:
    if getattr(function, "__module__", "") == "__main__":
        name = getattr(function, "__qualname__", function)
        raise ValueError(
            f"a worker must be able to import what it runs, but {name} stands in the main module"
        )
    return function
