"""What came out of the cures that were tried: the shipped records, read once and asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.experiments.cures_plan import SEEDS, Arm, Cure, seeded
from rnnviz.network import SHIPPED

PATH = SHIPPED / "cures.json"
CHANCE = 0.5  # Accuracy of a guess; what a network that died is counted as.
Quantity = str


@dataclass(frozen=True, eq=False)
class Tried:
    """An arm with the records of its seeds, in the order of SEEDS; see `cures_run.record_of`."""

    arm: Arm
    records: tuple[Mapping[str, Any], ...]

    @property
    def scores(self) -> tuple[float | None, ...]:
        """Accuracy on the test texts after the last epoch, of each seed; None where the training died."""
        return tuple(record["test_accuracy"] for record in self.records)

    @property
    def died(self) -> tuple[int | None, ...]:
        """The update at which each seed stopped being finite; None where none did."""
        return tuple(record["died"] for record in self.records)

    @property
    def alive(self) -> tuple[Mapping[str, Any], ...]:
        """The records of the seeds that came to the end."""
        return tuple(record for record in self.records if record["died"] is None)

    @property
    def score(self) -> float:
        """The median test accuracy of all seeds; a training that died counts as a guess."""
        return float(np.median([CHANCE if score is None else score for score in self.scores]))

    def last(self, quantity: Quantity) -> float | None:
        """The median of an epochs' quantity after the last epoch, of the seeds that came there."""
        ends = [record["epochs"][-1][quantity] for record in self.alive]
        return float(np.median(ends)) if ends else None

    def curves(self, quantity: Quantity) -> list[FloatArray]:
        """A quantity after each epoch that was finished, of each seed."""
        return [np.array([float(epoch[quantity]) for epoch in record["epochs"]]) for record in self.records]

    @cached_property
    def felt(self) -> FloatArray:
        """‖∂h_T/∂h_t‖ at T - t = 0, 1, …: of each seed that has it, (seeds, lags)."""
        return np.array([[float(each) for each in record["felt"]] for record in self.alive if record["felt"]])


@dataclass(frozen=True, eq=False)
class Outcome:
    """A cure, tried."""

    cure: Cure
    before: Tried
    after: tuple[Tried, ...]

    @property
    def all(self) -> tuple[Tried, ...]:
        """Before and after."""
        return (self.before, *self.after)

    def changes(self, after: Tried) -> tuple[float, ...]:
        """By how much the test accuracy of each seed changed; a training that died counts as a guess."""
        pairs = zip(self.before.scores, after.scores, strict=True)
        return tuple((CHANCE if b is None else b) - (CHANCE if a is None else a) for a, b in pairs)


def read_outcomes(cures: Mapping[str, Cure], path: Path = PATH) -> dict[str, Outcome]:
    """The cures of a plan with their records.

    Raises:
        KeyError: if the file has no record of one of the settings: it is older than the plan.
    """
    runs = json.loads(path.read_text(encoding="utf-8"))["runs"]

    def tried(arm: Arm) -> Tried:
        return Tried(arm, tuple(runs[name_of(seeded(arm.spec, seed))] for seed in SEEDS))

    return {
        key: Outcome(cure, tried(cure.before), tuple(map(tried, cure.after))) for key, cure in cures.items()
    }


def name_of(spec: Any) -> str:
    """The settings of a run as the key of its record."""
    return json.dumps(spec.as_values(), sort_keys=True)
