"""Outcomes of cures made up for tests: few numbers, each known."""

from collections.abc import Sequence
from typing import Any

from rnnviz.experiments.cures_plan import CURES
from rnnviz.experiments.cures_shipped import Outcome, Tried

TESTED = 800


def record(score: float | None, losses: Sequence[tuple[float, float]] = (), **more: Any) -> dict[str, Any]:
    """A training: its test accuracy, or None where it died, and its losses on learnt and on new texts."""
    epochs = [{"learnt_loss": learnt, "validation_loss": new} for learnt, new in losses]
    died = None if score is not None else 7
    updates = [[1, 0.7, 0.5, 0.5], [2, 0.6, 20.0, 0.5]]
    return {
        "test_accuracy": score, "epochs": epochs, "died": died, "tested": TESTED, "felt": [],
        "updates": updates,
    } | more  # fmt: skip


def outcome(
    before: Sequence[float | None], *afters: Sequence[float | None], key: str = "gates", **more: Any
) -> Outcome:
    """A cure of the plan with these test accuracies; every loss is 0.2 on learnt and 1.2 on new texts."""
    losses = ((0.5, 0.6), (0.2, 1.2))
    arms = [
        tuple(record(score, losses if score is not None else (), **more) for score in scores)
        for scores in (before, *afters)
    ]
    cure = CURES[key]
    after = (Tried(arm, records) for arm, records in zip(cure.after, arms[1:], strict=False))
    return Outcome(cure, Tried(cure.before, arms[0]), tuple(after))
