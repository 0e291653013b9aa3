"""A point of the memory bench, trained again while the page looks on."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from rnnviz.experiments.memory_results import Result, measure_point
from rnnviz.experiments.memory_training import Point

LONGEST = 300.0  # Seconds of computation; all who look at the page share one worker.


def messages(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What is told of training a point: each check, and at last the result.

    Args:
        values: of `Point.as_values`.

    Raises:
        ValueError: if there is no such point.
    """
    point = Point.from_values(values)
    for event in measure_point(point):
        if isinstance(event, Result):
            yield {"kind": "done", "result": event.as_values()}
        elif event.seconds > LONGEST:
            yield {"kind": "failed", "says": _too_long(event.update, point.updates)}
            return
        else:
            judged = event.judged
            yield {
                "kind": "progress",
                "step": event.update,
                "of": point.updates,
                "seconds": event.seconds,
                "loss": judged.loss if isfinite(judged.loss) else None,
                "right": judged.right,
            }


def _too_long(update: int, of: int) -> str:
    return (
        f"It was ended at update {update:,} of {of:,} after {LONGEST / 60:.0f} minutes, for others may wait. "
        "Fewer units, fewer updates or a shorter lag take less time."
    )
