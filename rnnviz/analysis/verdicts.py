"""Questions to the verdicts of a trained network, and to the epochs of its training."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import nan, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnnviz.arrays import FloatArray

BELIEVED = 0.5  # The verdict is "positive" above it, as Keras's binary accuracy counts.
Epochs = Sequence[Mapping[str, Any]]


class Confusion(NamedTuple):
    """How many texts of each class were judged how; the positive class is the one that is looked for."""

    true_negative: int
    false_positive: int
    false_negative: int
    true_positive: int

    @property
    def texts(self) -> int:
        """All of them."""
        return sum(self)

    @property
    def accuracy(self) -> float:
        """The share judged right; NaN of no texts."""
        return _share(self.true_negative + self.true_positive, self.texts)

    @property
    def standard_error(self) -> float:
        """Of the accuracy, were the texts drawn anew."""
        return sqrt(self.accuracy * (1 - self.accuracy) / self.texts) if self.texts else nan

    @property
    def precision(self) -> float:
        """Of the texts judged positive, the share that is; NaN where none was."""
        return _share(self.true_positive, self.true_positive + self.false_positive)

    @property
    def recall(self) -> float:
        """Of the positive texts, the share judged so; NaN where there are none."""
        return _share(self.true_positive, self.true_positive + self.false_negative)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; NaN where no text is positive or judged so."""
        return _share(2 * self.true_positive, self.texts + self.true_positive - self.true_negative)


class Bin(NamedTuple):
    """The texts whose probability lies above `low` and not above `high`; 0 belongs to the first bin.

    mean: of their probabilities. positive: the share that is positive. texts: how many.
    """

    low: float
    high: float
    mean: float
    positive: float
    texts: int


class Calibration(NamedTuple):
    """How far probabilities can be taken at their word.

    bins: from low to high, without the empty ones.
    expected_error: |mean probability - share positive|, the mean over all texts by their bins; NaN of none.
    brier: the mean squared distance of probability and label; NaN of no texts.
    """

    bins: tuple[Bin, ...]
    expected_error: float
    brier: float


class Spread(NamedTuple):
    """Values of several seeds; NaN of no value, and no deviation of a single one."""

    mean: float
    low: float
    high: float
    number: int
    standard_deviation: float


def confusion(probabilities: ArrayLike, labels: ArrayLike) -> Confusion:
    """Count verdicts by what they should have been.

    Args:
        probabilities: of positive, (texts,).
        labels: 1 for positive, 0 for negative, (texts,).

    Raises:
        ValueError: if the two are not of one length, or hold something else than shares.
    """
    said, truth = _verdicts(*_paired(probabilities, labels))
    counts = np.bincount(2 * truth + said, minlength=4)
    return Confusion(*(int(count) for count in counts))


def calibration(probabilities: ArrayLike, labels: ArrayLike, bins: int = 10) -> Calibration:
    """Compare probabilities with how often they came true, in bins of equal width.

    Raises:
        ValueError: as of `confusion`.

    Source:
        Naeini, Cooper & Hauskrecht (2015), "Obtaining Well Calibrated Probabilities Using Bayesian
        Binning", for the expected calibration error; Brier (1950) for the score.
    """
    p, y = _paired(probabilities, labels)
    edges = np.linspace(0, 1, bins + 1)
    place = np.digitize(p, edges[1:-1], right=True)
    filled = []
    for n, (low, high) in enumerate(pairwise(edges.tolist())):
        held = place == n
        if held.any():
            filled.append(Bin(low, high, float(p[held].mean()), float(y[held].mean()), int(held.sum())))
    error = sum(each.texts * abs(each.mean - each.positive) for each in filled)
    return Calibration(tuple(filled), _share(error, len(p)), _share(float(((p - y) ** 2).sum()), len(p)))


def worst_mistakes(probabilities: ArrayLike, labels: ArrayLike, most: int = 10) -> tuple[int, ...]:
    """Find the texts that were judged wrong, the most certain verdicts first.

    Raises:
        ValueError: as of `confusion`.
    """
    p, y = _paired(probabilities, labels)
    said, truth = _verdicts(p, y)
    wrong = np.flatnonzero(said != truth)
    order = np.argsort(-np.abs(p[wrong] - BELIEVED), kind="stable")
    return tuple(int(n) for n in wrong[order][:most])


def best_epoch(epochs: Epochs) -> int | None:
    """The finished epoch with the lowest validation loss, the first of equal ones.

    None where no epoch has a finite one. The network before training, epoch -1, is none of them.
    """
    losses = {epoch: loss for epoch, loss in _validation_losses(epochs).items() if epoch >= 0}
    return min(losses, key=lambda epoch: (losses[epoch], epoch)) if losses else None


def overfit_since(epochs: Epochs) -> int | None:
    """The epoch after which the validation loss only stayed above its minimum; None if that is the last.

    -1 if it was never as low again as before training.
    """
    losses = _validation_losses(epochs)
    if not losses:
        return None
    lowest = min(losses.values())
    latest = max(epoch for epoch, loss in losses.items() if loss == lowest)
    return latest if latest < max(losses) else None


def spread(values: ArrayLike) -> Spread:
    """Mean and reach of some values; what is not finite is left out. The deviation is that of a sample."""
    known = np.asarray(values, float).ravel()
    known = known[np.isfinite(known)]
    if not known.size:
        return Spread(nan, nan, nan, 0, nan)
    deviation = float(known.std(ddof=1)) if known.size > 1 else nan
    return Spread(float(known.mean()), float(known.min()), float(known.max()), known.size, deviation)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else nan


def _paired(probabilities: ArrayLike, labels: ArrayLike) -> tuple[FloatArray, FloatArray]:
    p, y = (np.asarray(each, float).ravel() for each in (probabilities, labels))
    if len(p) != len(y):
        raise ValueError(f"as many probabilities as labels were expected, got {len(p)} and {len(y)}")
    for name, values in (("probabilities", p), ("labels", y)):
        wrong = values[~((values >= 0) & (values <= 1))]  # NaN is neither.
        if wrong.size:
            raise ValueError(f"{name} must lie between 0 and 1, got {wrong[0]}")
    return p, y


def _verdicts(p: FloatArray, y: FloatArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return (p > BELIEVED).astype(np.int64), (y > BELIEVED).astype(np.int64)


def _validation_losses(epochs: Epochs) -> dict[int, float]:
    """The finite validation losses by epoch."""
    found = ((point.get("epoch"), point.get("validation_loss")) for point in epochs)
    return {
        int(n): float(loss) for n, loss in found if n is not None and loss is not None and np.isfinite(loss)
    }
