"""Questions to verdicts, against scikit-learn and numbers worked out by hand."""

import math
from typing import Any

import numpy as np
import pytest
from sklearn import metrics
from sklearn.calibration import calibration_curve

from rnnviz.analysis.verdicts import (
    best_epoch,
    calibration,
    confusion,
    overfit_since,
    spread,
    worst_mistakes,
)
from rnnviz.arrays import FloatArray


def drawn(seed: int) -> tuple[FloatArray, FloatArray]:
    """Probabilities that know something of their labels, and the labels."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, rng.integers(5, 400))
    labels[:2] = 0, 1
    return 1 / (1 + np.exp(-(2 * labels - 1 + rng.normal(size=len(labels)) * 2))), labels


def epochs_of(losses: list[float | None], first: int = -1) -> list[dict[str, Any]]:
    """Points of epochs with these validation losses; None leaves it out."""
    return [
        {"epoch": n} if loss is None else {"epoch": n, "validation_loss": loss}
        for n, loss in enumerate(losses, start=first)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_counts_and_scores_are_those_of_scikit_learn(seed: int) -> None:
    probabilities, labels = drawn(seed)
    found, said = confusion(probabilities, labels), probabilities > 0.5
    assert list(found) == metrics.confusion_matrix(labels, said).ravel().tolist()
    assert found.texts == len(labels)
    assert found.accuracy == pytest.approx(metrics.accuracy_score(labels, said))
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        labels, said, average="binary", zero_division=np.nan
    )
    np.testing.assert_allclose([found.precision, found.recall, found.f1], [precision, recall, f1])


def test_a_confusion_by_hand() -> None:
    found = confusion([0.9, 0.8, 0.7, 0.2, 0.5], [1, 0, 1, 1, 0])  # 0.5 is not yet "positive".
    assert found == (1, 1, 1, 2)
    assert found.accuracy == 0.6
    assert found.standard_error == pytest.approx(math.sqrt(0.6 * 0.4 / 5))


def test_what_is_not_defined_is_not_a_number() -> None:
    none = confusion([], [])
    assert none == (0, 0, 0, 0)
    shares = (none.accuracy, none.standard_error, none.precision, none.recall, none.f1)
    assert all(math.isnan(share) for share in shares)
    negative = confusion([0.1, 0.2], [0, 0])
    assert math.isnan(negative.precision) and math.isnan(negative.recall) and negative.accuracy == 1


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("bins", [5, 10])
def test_calibration_is_that_of_scikit_learn(seed: int, bins: int) -> None:
    probabilities, labels = drawn(seed)
    found = calibration(probabilities, labels, bins)
    positive, mean = calibration_curve(labels, probabilities, n_bins=bins)
    np.testing.assert_allclose([each.positive for each in found.bins], positive)
    np.testing.assert_allclose([each.mean for each in found.bins], mean)
    assert found.brier == pytest.approx(metrics.brier_score_loss(labels, probabilities))
    assert sum(each.texts for each in found.bins) == len(labels)
    assert all(each.low < each.mean <= each.high for each in found.bins)


def test_the_calibration_error_by_hand() -> None:
    found = calibration([0.15, 0.15, 0.95, 0.95], [0, 1, 1, 1])
    assert [(each.texts, each.positive) for each in found.bins] == [(2, 0.5), (2, 1.0)]
    assert found.expected_error == pytest.approx((2 * 0.35 + 2 * 0.05) / 4)
    assert [calibration([p], [1]).bins[0].low for p in (0.0, 1.0)] == [0.0, 0.9]
    empty = calibration([], [])
    assert empty.bins == () and math.isnan(empty.brier) and math.isnan(empty.expected_error)


def test_the_most_certain_mistakes_come_first() -> None:
    probabilities = [0.9, 0.02, 0.6, 0.99, 0.4, 0.02]
    labels = [0, 1, 0, 1, 0, 1]
    assert worst_mistakes(probabilities, labels) == (1, 5, 0, 2)
    assert worst_mistakes(probabilities, labels, 2) == (1, 5)
    assert worst_mistakes([0.9, 0.1], [1, 0]) == ()


def test_what_is_no_probability_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="as many probabilities as labels were expected, got 2 and 1"):
        confusion([0.1, 0.2], [1])
    with pytest.raises(ValueError, match="probabilities must lie between 0 and 1, got nan"):
        calibration([0.1, math.nan], [1, 0])
    with pytest.raises(ValueError, match=r"labels must lie between 0 and 1, got 2\.0"):
        worst_mistakes([0.1, 0.5], [2, 0])


@pytest.mark.parametrize(
    ("losses", "best", "since"),
    [
        ([0.69, 0.5, 0.4, 0.45, 0.6], 1, 1),
        ([0.69, 0.5, 0.4], 1, None),
        ([0.69, 0.9, 1.2], 0, -1),
        ([0.69, 0.4, 0.5, 0.4], 0, None),  # It came back to its minimum: it did not stay above.
        ([0.69, 0.4, 0.4, 0.5], 0, 1),
        ([0.69, math.nan, 0.5, math.inf, 0.6], 1, 1),
        ([None, 0.5, None], 0, None),
        ([math.nan, None], None, None),
        ([], None, None),
    ],
)
def test_the_best_epoch_and_what_came_after(
    losses: list[float | None], best: int | None, since: int | None
) -> None:
    points = epochs_of(losses)
    assert best_epoch(points) == best_epoch(points[::-1]) == best
    assert overfit_since(points) == overfit_since(points[::-1]) == since


def test_the_spread_leaves_out_what_is_not_finite() -> None:
    found = spread([0.7, 0.8, math.nan, 0.75])
    assert (found.low, found.high, found.number) == (0.7, 0.8, 3)
    assert found.mean == pytest.approx(0.75)
    assert found.standard_deviation == pytest.approx(0.05)  # sqrt((0.05² + 0.05²) / 2)
    assert math.isnan(spread([0.7]).standard_deviation)
    assert spread([]).number == 0 and math.isnan(spread([]).mean)
