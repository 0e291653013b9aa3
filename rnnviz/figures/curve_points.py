"""From what a training told of itself to points of a curve: what is known, and not too many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose, isfinite
from typing import Any, NamedTuple

import numpy as np

from rnnviz.analysis.verdicts import Epochs

MOST = 600  # Points of a line; more than a chart has pixels.
MOST_EPOCHS = 60  # Within which the points between are drawn; of more, each epoch is one point.
POSITIVE_ONLY = ("gradient_norm", "clipped_norm")  # Drawn on a logarithmic axis.


@dataclass(frozen=True)
class Curve:
    """What is drawn of one run.

    Args:
        name: of the run.
        progress: points within epochs: "epoch" (from 0), "done", "of", and quantities.
        epochs: a point for each epoch: "epoch" (from 0; -1 is before training), and quantities.
        colour: which of the colours of runs it has among others.
        clip: the norm that all gradients together are cut to; None where there is no such line to draw.
        until: how many epochs were asked for; the axis reaches so far from the beginning on.
    """

    name: str
    progress: Sequence[Mapping[str, Any]] = ()
    epochs: Epochs = ()
    colour: int = 0
    clip: float | None = None
    until: int = 0


class Points(NamedTuple):
    """Epochs passed, and a quantity there; None breaks the line."""

    x: list[float]
    y: list[float | None]

    @property
    def known(self) -> list[float]:
        """The quantity without the breaks."""
        return [value for value in self.y if value is not None]


def points_of_epochs(epochs: Epochs, key: str) -> Points:
    """A point at the end of each epoch that has this quantity; before training is at 0."""
    found = [
        (float(point["epoch"] + 1), float(point[key])) for point in epochs if is_known(point, "epoch", key)
    ]
    kept = thinned([y for _, y in found])
    return Points([found[n][0] for n in kept], [found[n][1] for n in kept])


def points_of_progress(run: Curve, key: str) -> Points:
    """The points within epochs; of very many epochs, or where there are none, the epochs' means."""
    found = [
        (point["epoch"] + point["done"] / point["of"], float(point[key]), point["epoch"])
        for point in run.progress
        if is_known(point, "epoch", "done", "of", key) and point["of"] > 0
    ]
    if key in POSITIVE_ONLY:
        found = [each for each in found if each[1] > 0]
    elif not found or len({epoch for *_, epoch in found}) > MOST_EPOCHS:
        return points_of_epochs([point for point in run.epochs if point.get("epoch", -1) >= 0], key)
    kept = [found[n] for n in thinned([y for _, y, _ in found])]
    return Points([x for x, *_ in kept], [y for _, y, _ in kept])


def is_known(point: Mapping[str, Any], *keys: str) -> bool:
    """Whether a point has a finite number of each name."""
    values = [point.get(key) for key in keys]
    return all(isinstance(value, (int, float, np.number)) and isfinite(value) for value in values)


def is_unclipped(run: Curve) -> bool:
    """Whether gradients were everywhere as long after clipping as before."""
    return all(
        isclose(point["gradient_norm"], point["clipped_norm"], rel_tol=1e-4)
        for point in run.progress
        if is_known(point, *POSITIVE_ONLY)
    )


def thinned(values: Sequence[float], most: int = MOST) -> list[int]:
    """The places of at most so many values: the ends, and the lowest and highest of equal stretches."""
    count = len(values)
    if count <= most:
        return list(range(count))
    kept = {0, count - 1}
    array = np.asarray(values)
    for stretch in np.array_split(np.arange(count), most // 2 - 1):
        kept |= {int(stretch[array[stretch].argmin()]), int(stretch[array[stretch].argmax()])}
    return sorted(kept)
