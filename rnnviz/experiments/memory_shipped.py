"""The results of the memory bench that come with the program."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from rnnviz.experiments.memory_results import Result
from rnnviz.experiments.memory_training import Point
from rnnviz.network import SHIPPED

PATH: Path = SHIPPED / "memory.json"
SHIPPED_LAGS = (5, 10, 20, 40, 80)
SHIPPED_SEEDS = (0, 1, 2)


def as_shipped(point: Point) -> Point:
    """The same point with the settings of the shipped ones."""
    return replace(point, rate=1e-2, rows=16) if point.task == "copy" else point


def as_larger(point: Point) -> Point:
    """The same point with more units, more sequences an update and more updates."""
    return replace(point, updates=20_000, units=64, rate=5e-3, rows=64)


def larger_points() -> tuple[Point, ...]:
    """What was trained with more room and time: of the task that none of the others solves."""
    cases = ("irnn", "gru-chrono", "lstm-chrono")
    return tuple(as_larger(Point("copy", case, lag)) for lag in SHIPPED_LAGS[:2] for case in cases)


@dataclass(frozen=True)
class Example:
    """A held-out sequence.

    Attributes:
        symbols: what is read.
        values: of the adding task the numbers; else empty.
        targets: the right answers, in the order in which they are asked for.
    """

    symbols: tuple[int, ...]
    values: tuple[float, ...]
    targets: tuple[float, ...]

    @classmethod
    def from_values(cls, values: Mapping[str, Sequence[Any]]) -> "Example":
        """From its JSON."""
        return cls(*(tuple(values[name]) for name in ("symbols", "values", "targets")))


@dataclass(frozen=True)
class Bench:
    """Everything that was measured beforehand.

    Attributes:
        command: with which it was.
        made: on which day.
        held_out: sequences each network was judged on.
        results: all with the usual settings.
        larger: those of `larger_points`.
        examples: by task and lag.
    """

    command: str
    made: str
    held_out: int
    results: tuple[Result, ...]
    larger: tuple[Result, ...]
    examples: Mapping[tuple[str, int], Sequence[Example]]

    def of(self, task: str) -> tuple[Result, ...]:
        """The results of a task."""
        return tuple(result for result in self.results if result.point.task == task)

    def larger_of(self, task: str) -> tuple[Result, ...]:
        """The results of a task with more room and time."""
        return tuple(result for result in self.larger if result.point.task == task)


@lru_cache(1)
def shipped_bench() -> Bench:
    """The results that come with the program, read once."""
    found: Mapping[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    examples = {
        (task, int(lag)): tuple(Example.from_values(one) for one in each)
        for task, lags in found["examples"].items()
        for lag, each in lags.items()
    }
    known, larger = tuple(map(Result.from_values, found["results"])), set(larger_points())
    results = tuple(result for result in known if result.point not in larger)
    more = tuple(result for result in known if result.point in larger)
    return Bench(found["command"], found["made"], found["held_out"], results, more, examples)
