"""What came of training one point of the memory bench: how well, how fast, how far back it feels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite, nan
from typing import Any, NamedTuple

import numpy as np

from rnnviz.analysis.chain import chain_of, horizon_of
from rnnviz.arrays import FloatArray
from rnnviz.cells import CELL_TITLES, CELLS
from rnnviz.experiments.memory_cases import CASES
from rnnviz.experiments.memory_tasks import COPIED, MOST_LAG, TASKS, Batch
from rnnviz.experiments.memory_training import (
    HELD_OUT,
    Checked,
    Finished,
    Net,
    Point,
    answers,
    initial_net,
    settings_of,
    train,
)
from rnnviz.unroll import unroll

EXAMPLES = 4  # Held-out sequences whose answers are kept.
MOST_CHECKS = 16  # Of a learning curve that is kept.
Curve = tuple[tuple[int, float, float], ...]


class Reach(NamedTuple):
    """How far back a network feels a change of its state, on one sequence of its task with the longest lag.

    Attributes:
        horizon: the smallest lag at which ‖∂h_T/∂state_t‖ is below 1 %; None: not within `MOST_LAG`.
        felt: the norm at the lag of the task; None where it is no finite number.
        exploded: whether the states themselves are no finite numbers; then nothing is measured.
    """

    horizon: int | None
    felt: float | None
    exploded: bool = False


@dataclass(frozen=True)
class Result:
    """One trained point.

    Attributes:
        point: what was trained.
        how: "solved", "out of updates" or "diverged".
        updates: made.
        seconds: of computation on the machine that trained it.
        loss, right: at the end, on held-out sequences; a loss that is no number is nan.
        before, after: the training.
        curve: update, loss, share right of some checks, the first and the last among them.
        said: the answers to the kept examples, one tuple for each.
    """

    point: Point
    how: str
    updates: int
    seconds: float
    loss: float
    right: float
    before: Reach
    after: Reach
    curve: Curve
    said: tuple[tuple[float, ...], ...]

    @property
    def is_solved(self) -> bool:
        """Whether the task is solved."""
        return self.how == "solved"

    @property
    def score(self) -> float:
        """What the task is judged by."""
        return self.right if TASKS[self.point.task].measure == "right" else self.loss

    def as_values(self) -> dict[str, Any]:
        """As a table of plain values; the inverse of `from_values`."""
        plain = asdict(self) | {"before": list(self.before), "after": list(self.after)}
        curve = [[update, _or_none(loss), right] for update, loss, right in self.curve]
        return plain | {"loss": _or_none(self.loss), "curve": curve}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Result":
        """From what `as_values` gave, or from its JSON."""
        curve = tuple((update, _or_nan(loss), right) for update, loss, right in values["curve"])
        more = {"curve": curve, "said": tuple(map(tuple, values["said"])), "loss": _or_nan(values["loss"])}
        reaches = {name: Reach(*values[name]) for name in ("before", "after")}
        return cls(**{**values, **more, **reaches, "point": Point.from_values(values["point"])})


def measure_point(point: Point) -> Iterator[Checked | Result]:
    """Train a point: every check, and at last the result."""
    before = reach_of(point, initial_net(point))
    checks: list[Checked] = []
    for event in train(point):
        if isinstance(event, Finished):
            yield _result(point, event, before, checks)
        else:
            checks.append(event)
            yield event


def _result(point: Point, end: Finished, before: Reach, checks: Sequence[Checked]) -> Result:
    task, last = TASKS[point.task], end.last
    kept = np.unique(np.linspace(0, len(checks) - 1, min(len(checks), MOST_CHECKS)).round().astype(int))
    curve = tuple((checks[n].update, *map(_short, checks[n].judged)) for n in kept.tolist())
    said = said_of(point, end.net, task.held_out(point.lag, HELD_OUT))
    seconds = round(last.seconds, 2)
    loss, right = map(_short, last.judged)
    reached = reach_of(point, end.net)
    return Result(point, end.how, last.update, seconds, loss, right, before, reached, curve, said)


def _or_none(value: float) -> float | None:
    """What JSON can carry."""
    return value if isfinite(value) else None


def _or_nan(value: float | None) -> float:
    return nan if value is None else value


def _short(value: float) -> float:
    return float(f"{value:.4g}")


@np.errstate(all="ignore")  # What explodes is told as what it is.
def reach_of(point: Point, net: Net) -> Reach:
    """How far back a network feels, measured by the chain of its Jacobians."""
    case, task = CASES[point.case], TASKS[point.task]
    cell = CELLS[CELL_TITLES[case.cell]](*net.cell, activation=case.activation)
    trace = unroll(cell, task.sequence(np.random.default_rng([point.seed, 3]), MOST_LAG))
    if not np.isfinite(trace.steps.hidden_state).all():
        return Reach(None, None, exploded=True)
    chain = chain_of(trace)
    norms = chain.state_norms
    felt = float(norms[len(norms) - 1 - point.lag])
    return Reach(horizon_of(chain.times, norms), _short(felt) if isfinite(felt) else None)


def said_of(point: Point, net: Net, held_out: Batch) -> tuple[tuple[float, ...], ...]:
    """What a network answers to the examples: the symbol, the ten symbols, the sum.

    Of aⁿbⁿ, for every n from the greatest down, after how many b it first says that the string ends, or 0.
    """
    _, said = answers(settings_of(point), net, held_out)
    if point.task == "anbn":
        return (tuple(_first_ends(held_out, said.argmax(axis=1))),)
    rows = held_out.packing.counts[0]
    if point.task == "adding":
        return tuple((round(float(one), 3),) for one in said[:EXAMPLES, 0])
    table = said.argmax(axis=1).reshape(-1, rows)[-COPIED:].T
    return tuple(tuple(row.tolist()) for row in table[:EXAMPLES])


def _first_ends(held_out: Batch, chosen: FloatArray) -> Iterator[int]:
    rows = held_out.packing.rows[held_out.places]
    for row in range(held_out.packing.counts[0]):
        hits = np.flatnonzero(chosen[rows == row])
        yield int(hits[0]) + 1 if hits.size else 0
