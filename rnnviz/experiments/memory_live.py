"""A point of the memory bench, trained again while the page looks on."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from rnnviz.experiments.memory_results import Result, measure_point
from rnnviz.experiments.memory_training import Point


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
