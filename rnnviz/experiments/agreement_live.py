"""A network that learns was or were from sentences of one distance only, while the page looks on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any

from rnnviz.experiments.agreement_training import ALONE, CASES, Exam, Lesson, learn, share_right, watched_by
from rnnviz.learning.engine import BatchDone

MOST_DISTANCE, MOST_SEED = 60, 999
MEASURED_ON = 200  # Held-out sentences; fewer than for the shipped results, which have minutes.


def lesson_of(values: Mapping[str, Any]) -> Lesson:
    """What a page asks for.

    Args:
        values: "case", "distance" and "seed"; "examples" where they are fewer than usual.

    Raises:
        ValueError: if one of them is out of its range.
    """
    case, distance, seed = values.get("case"), values.get("distance"), values.get("seed")
    if case not in CASES:
        raise ValueError(f"the case must be one of {', '.join(CASES)}, got {case!r}")
    for name, value, most in (("distance", distance, MOST_DISTANCE), ("seed", seed, MOST_SEED)):
        if not isinstance(value, int) or not 0 <= value <= most:
            raise ValueError(f"the {name} must be a whole number from 0 to {most}, got {value!r}")
    lesson = Lesson.alone(str(case), int(str(seed)), int(str(distance)))
    return replace(lesson, examples=int(values.get("examples", ALONE)))


def messages(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What is told of the training: each batch, each epoch, and at last how it does on other sentences.

    Args:
        values: as of `lesson_of`.

    Raises:
        ValueError: if there is no such lesson.
    """
    lesson = lesson_of(values)
    begun, distance = perf_counter(), lesson.distances.start
    watched = watched_by(lesson)
    curve: list[float] = []
    weights = None
    of = lesson.epochs * lesson.examples
    for event in learn(lesson):
        if isinstance(event, BatchDone):
            step = event.epoch * lesson.examples + event.done
            yield {
                "kind": "progress",
                "step": step,
                "of": of,
                "loss": event.loss if event.is_finite else None,
            }
        else:
            weights = event.weights
            curve.append(share_right(event.validation, watched))
            yield {"kind": "epoch", "right": curve[-1], "curve": list(curve)}
    if weights is None:
        raise ValueError("the training diverged before its first epoch ended")
    exam = Exam.set((distance,), MEASURED_ON)
    yield {
        "kind": "done",
        **{name: values[name] for name in ("case", "distance", "seed")},
        "right": exam.right_at(lesson, weights, ("mixed", distance)),
        "curve": curve,
        "seconds": perf_counter() - begun,
    }
