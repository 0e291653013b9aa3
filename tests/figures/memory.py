"""Results of the memory bench as a test wants them, made without training."""

from typing import Any

from rnnviz.experiments.memory_results import Reach, Result
from rnnviz.experiments.memory_training import Point


def result(case: str, lag: int, seed: int = 0, solved: bool = False, **more: Any) -> Result:
    """A result; what is not said is what an unsolved or a solved one would have."""
    point = Point(more.pop("task", "recall"), case, lag, seed)
    values: dict[str, Any] = {
        "how": "solved" if solved else "out of updates",
        "updates": 250 if solved else 1_500,
        "seconds": 1.0,
        "loss": 0.01 if solved else 2.0,
        "right": 1.0 if solved else 0.25,
        "before": Reach(30, 0.1),
        "after": Reach(None, 1.5),
        "curve": ((0, 2.1, 0.1), (250, 0.01, 1.0)) if solved else ((0, 2.1, 0.1), (1_500, 2.0, 0.25)),
        "said": ((3,), (1,), (0,), (7,)),
    }
    return Result(point, **(values | more))
