"""Agreement of four ways: correlations worked out by hand, and signs."""

import numpy as np
import pytest

from rnnviz.analysis.attribution import Attribution
from rnnviz.analysis.attribution_agreement import agreement_of, opposed, rank_correlations, strongest


def told(*rows: list[float]) -> Attribution:
    """Four rows, or the same one four times."""
    a, b, c, d = (np.array(row, float) for row in (rows if len(rows) == 4 else rows * 4))
    return Attribution(a, b, c, d, score=1, before=0, baseline_score=0, baseline="zero", points=16)


def test_rank_correlations_are_those_worked_out_by_hand() -> None:
    # d = ranks apart: 1 - 6 Σd² / (n (n² - 1)); row 1 against 0: d = 0, 0, 1, 1; Σd² = 2; n = 4.
    rows = np.array([[1.0, 2, 3, 40], [10, 20, 40, 30], [4, 3, 2, 1], [1, 1, 2, 2]])
    found = rank_correlations(rows)
    assert found[0, 1] == pytest.approx(1 - 6 * 2 / (4 * 15))
    assert found[0, 2] == pytest.approx(-1)
    # Ties share ranks 1.5 and 3.5: covariance 4, lengths √5 and 2.
    assert found[0, 3] == pytest.approx(4 / (np.sqrt(5) * 2))
    np.testing.assert_allclose(found, found.T)


def test_by_size_the_sign_does_not_count() -> None:
    up, down = [1.0, 2, 3], [-1.0, -2, -3]
    found = agreement_of(told(up, down, up, down))
    assert found.signed[0, 1] == pytest.approx(-1) and found.sizes[0, 1] == pytest.approx(1)


@pytest.mark.parametrize("row", [[1.0, 2.0], [], [0.0, 0, 0], [1.0, np.nan, 2]])
def test_where_there_is_no_order_there_is_no_correlation(row: list[float]) -> None:
    assert np.isnan(agreement_of(told(row)).signed).all()


def test_words_are_opposed_where_two_clear_values_have_two_signs() -> None:
    rows = [2.0, 1, -0.19, 0], [2.0, -1, 1, 0], [2.0, 1, 1, 0], [2.0, 1, 1, 0]
    assert opposed(told(*rows)) == (1,)  # -0.19 is less than a tenth of the largest.
    rows[0][2] = -0.2
    assert opposed(told(*rows)) == (1, 2)


def test_the_strongest_word_of_each_way_is_the_largest_in_size() -> None:
    nothing = [np.nan, np.nan]
    found = strongest(told([1, -2], [3, np.nan], nothing, [0, 0]))
    assert found == {"running": 1, "left_out": 0, "integrated": 0}
