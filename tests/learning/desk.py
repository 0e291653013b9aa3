"""A service whose workers and lines are played by the test: what is told, and when, is then certain."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rnnviz.data.examples import Example
from rnnviz.learning.channel import LineAddress
from rnnviz.learning.executor import WorkerKilled
from rnnviz.learning.messages import pack
from rnnviz.learning.service import TrainingService
from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec
from rnnviz.learning.store import RunStore

TABLE = tuple(Example(f"{'good' if n % 2 else 'bad'} text number {n} of many", n % 2) for n in range(50))
SMALL = RunSpec(
    DataSpec("table", length=8), ModelSpec(100, 4, "gru", 3), TrainingSpec(epochs=3, batch_size=8)
)


@dataclass
class Job:
    """One job that a service handed out, as the worker has it."""

    desk: "Desk"
    future: "Future[Any]"
    token: str
    order: bytes

    def tell(self, kind: str, **header: Any) -> str:
        """What the service answers; "hung up" where the line is closed."""
        arrays = header.pop("arrays", {})
        return self.tell_bytes(pack({"kind": kind, **header}, arrays))

    def tell_bytes(self, message: bytes) -> str:
        on_message = self.desk.lines.get(self.token)
        return on_message(message) if on_message else "hung up"

    def begin(self) -> str:
        return self.tell("phase", phase="reading")

    def train(self, done: int = 8) -> str:
        return self.tell("progress", epoch=0, done=done, of=40, loss=0.5, seconds=0.1)

    def finish_epoch(self, number: int) -> str:
        """Tell of an epoch and of the optimiser after it."""
        weights = {"weight0": np.full(3, number, np.float32), "validation": np.ones(2), "test": np.ones(2)}
        self.tell("epoch", epoch=number, loss=0.5, arrays=weights)
        return self.tell("resume", epoch=number, steps=5, arrays={"moment0.0": np.zeros(3)})

    def end(self, error: BaseException | None = None) -> None:
        self.desk.jobs.remove(self)
        if error is None:
            self.future.set_result(None)
        else:
            self.future.set_exception(error)

    def finish(self) -> None:
        self.tell("done")
        self.end()


class Desk:
    """An executor with one worker, and a switchboard."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.lines: dict[str, Callable[[bytes], str]] = {}
        self.given = 0
        self.refuses: Exception | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> "Future[Any]":
        if self.refuses:
            raise self.refuses
        address, order = args
        self.jobs.append(Job(self, Future(), address.token, order))
        return self.jobs[-1].future

    def place_of(self, future: "Future[Any]") -> int | None:
        return next((place for place, job in enumerate(self.jobs) if job.future is future), None)

    def warm(self) -> None:
        pass

    def kill(self, future: "Future[Any]") -> bool:
        job = next((job for job in self.jobs if job.future is future), None)
        if job is None:
            return False
        if self.jobs.index(job):
            self.jobs.remove(job)
            return future.cancel()
        job.end(WorkerKilled("the job was ended"))
        return True

    def open_line(self, on_message: Callable[[bytes], str]) -> LineAddress:
        self.given += 1
        self.lines[f"line {self.given}"] = on_message
        return LineAddress("nowhere", 0, b"", f"line {self.given}")

    def close_line(self, token: str) -> None:
        self.lines.pop(token)

    @property
    def worker(self) -> Job:
        """The job that the one worker is at."""
        return self.jobs[0]


class Place:
    """A service at a desk, and the pages that are open."""

    def __init__(self, folder: Path) -> None:
        self.desk, self.open = Desk(), {"page"}
        self.store = RunStore(folder, 10**9)
        self.service = TrainingService(self.store, self.desk, self.desk, lambda page: page in self.open)

    def start(self, owner: str = "ann", count: int = 1, page: str = "page") -> list[str]:
        """Ids of runs that were started."""
        return [record.id for record in self.service.start(owner, page, [SMALL] * count, TABLE)]

    def states(self, owner: str = "ann") -> dict[str, str]:
        return {each.record.id: each.record.state for each in reversed(self.service.standings(owner, "page"))}

    def places(self, owner: str = "ann") -> list[int | None]:
        """In the order in which they were asked for."""
        return [each.place for each in reversed(self.service.standings(owner, "page"))]

    def says(self, id: str, owner: str = "ann") -> str:
        (found,) = (each.record for each in self.service.standings(owner, "page") if each.record.id == id)
        return found.says
