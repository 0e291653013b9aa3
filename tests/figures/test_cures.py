"""The pictures of the cures, read back from Plotly's figures."""

import numpy as np
import pytest

from rnnviz.figures.cures import (
    SYMBOLS,
    felt_figure,
    losses_figure,
    median_of,
    power,
    scores_figure,
    updates_listed,
)
from rnnviz.figures.cures_clipping import updates_figure, updates_said
from rnnviz.figures.cures_overview import overview_figure
from rnnviz.figures.sheet import Sheet
from rnnviz.figures.style import THEMES, Theme
from tests.figures.tried import outcome


@pytest.mark.parametrize("theme", THEMES)
def test_losses_of_every_seed_and_their_median_stand_on_one_axis(theme: Theme) -> None:
    tried = outcome((0.6, 0.6, 0.6), (0.7, 0.7, 0.7), (0.8, 0.8, 0.8))
    chart = Sheet(theme)
    figures = [losses_figure(tried, arm, chart) for arm in range(3)]
    for arm, figure in enumerate(figures):
        *_, median = figure.data
        assert len(figure.data) == 2 * (3 + 1)
        assert tuple(median.y) == (0.6, 1.2) and tuple(median.x) == (1, 2)
        assert median.marker.symbol == SYMBOLS[arm] and median.line.color == chart.colour(arm)
        assert tuple(figure.data[3].y) == (0.5, 0.2) and figure.data[3].line.dash == "dot"
        assert tuple(figure.layout.yaxis.range) == pytest.approx((0, 1.08 * 1.2))
    assert len({figure.data[-1].line.color for figure in figures}) == 3


def test_a_median_is_of_those_that_came_so_far() -> None:
    curves = [np.array([1.0, 5.0]), np.array([3.0]), np.array([8.0, 7.0])]
    assert median_of(curves).tolist() == [3.0, 6.0]
    assert median_of([]).tolist() == []


def test_a_training_that_died_stands_hollow_where_guessing_would_and_is_said() -> None:
    tried = outcome((None, 0.7, None), (0.8, 0.8, 0.9), key="clipping")
    _, dots, _, after = scores_figure(tried, Sheet("light")).data
    assert dots.y == (0.5, 0.7, 0.5) and dots.marker.symbol == ("x-open", "x", "x-open")
    assert after.y == (0.8, 0.8, 0.9)
    texts = [note.text for note in losses_figure(tried, 0, Sheet("light")).layout.annotations]
    assert "2 of 3 seeds: NaN or infinity<br>at updates 7 and 7" in texts


def test_what_is_felt_is_drawn_from_the_end_back() -> None:
    tried = outcome((0.6, 0.6, 0.6), (0.7, 0.7, 0.7), felt=[1.0, 0.1, 0.0])
    figure = felt_figure(tried, Sheet("dark"))
    median = figure.data[3]
    assert tuple(median.x) == (0, 1, 2) and tuple(median.y) == (1.0, 0.1, 1e-8)  # 0 stands at the edge.
    (line,) = figure.layout.shapes
    (note,) = figure.layout.annotations
    assert line.y0 == 0.01 and note.y == -2  # A note on a logarithmic axis stands at the exponent.


def test_the_updates_end_with_a_mark_where_a_training_died() -> None:
    tried = outcome((None, None, None), (0.7, 0.7, 0.7), (0.7, 0.7, 0.7), key="clipping")
    figure = updates_figure(tried, "gradient", Sheet("light"))
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    marks = [trace for trace in figure.data if trace.mode == "markers+text"]
    assert len(lines) == 9 and {tuple(line.y) for line in lines} == {(0.5, 20.0)}
    # At the last value that is a number, where the line ends.
    assert [(mark.x[0], mark.y[0], mark.text[0]) for mark in marks] == [(2, 20.0, "→ NaN")] * 3
    losses = updates_figure(tried, "loss", Sheet("light"))
    assert tuple(losses.data[0].y) == (0.7, 0.6)
    assert updates_said(tried) == (
        "Not clipped: all 3 seeds end in NaN or infinity, at updates 7, 7 and 7. "
        "By norm, 0.5: all 3 seeds came to the end, though the longest gradient, before clipping, was 20. "
        "By value, 0.01: all 3 seeds came to the end, though the longest gradient, before clipping, was 20."
    )


def test_what_is_not_finite_breaks_a_line_and_is_named_on_hover() -> None:
    odd = [[1, 0.7, 0.5, 0.5], [2, "nan", "inf", "nan"], [3, 9.0, 1e9, 1.0]]
    tried = outcome((0.6, 0.6, 0.6), (0.7, 0.7, 0.7), key="clipping", updates=odd)
    line = updates_figure(tried, "gradient", Sheet("light")).data[0]
    assert line.y == (0.5, None, 1e6) and line.customdata == ("0.5", "inf", "1e+09")


def test_a_mark_says_in_what_a_training_ended() -> None:
    end = [[1, 0.7, 0.5, 0.5], [2, 9.0, 4.0, 4.0], [3, 1e30, "inf", "nan"]]
    tried = outcome((None, 0.6, 0.6), (0.7, 0.7, 0.7), key="clipping", updates=end)
    marks = {
        quantity: next(trace for trace in updates_figure(tried, quantity, Sheet("dark")).data if trace.text)
        for quantity in ("gradient", "loss")
    }
    assert (marks["gradient"].x[0], marks["gradient"].y[0], marks["gradient"].text[0]) == (2, 4.0, "→ ∞")
    assert (marks["loss"].x[0], marks["loss"].y[0], marks["loss"].text[0]) == (3, 2.0, "→ NaN")


@pytest.mark.parametrize(
    ("updates", "said"),
    [([7], "update 7"), ([245, 10], "updates 10 and 245"), ([9, 4, 1200], "updates 4, 9 and 1,200")],
)
def test_updates_are_listed_in_their_order(updates: list[int], said: str) -> None:
    assert updates_listed(updates) == said


def test_powers_of_ten_are_written_without_small_letters_of_plotly() -> None:
    assert [power(n) for n in (-8, -2, 0, 3, 6)] == ["10⁻⁸", "0.01", "1", "1000", "10⁶"]


def test_the_overview_has_every_seed_before_and_after_on_one_axis() -> None:
    outcomes = {
        "gates": outcome((0.6, 0.55, 0.62), (0.7, 0.65, 0.75), (0.5, 0.6, 0.65)),
        "clipping": outcome((None, None, None), (0.61, 0.61, 0.61), key="clipping"),
    }
    chart = Sheet("light")
    figure = overview_figure(outcomes, "clipping", chart)
    lines, before, after = figure.data[::3], figure.data[1::3], figure.data[2::3]
    assert [line.x for line in lines] == [(0.6, 0.7), (0.6, 0.6), (0.5, 0.61)]
    assert [marks.x for marks in before] == [(0.6, 0.55, 0.62)] * 2 + [(0.5, 0.5, 0.5)]
    assert [marks.x for marks in after] == [(0.7, 0.65, 0.75), (0.5, 0.6, 0.65), (0.61, 0.61, 0.61)]
    assert before[2].marker.symbol == ("x-open",) * 3 and after[2].marker.symbol == ("circle",) * 3
    assert {marks.marker.color for marks in before} == {chart.colour(0)} != {chart.colour(1)}
    for row in range(3):
        heights = (before[row].y[0], after[row].y[0])
        assert row - 0.5 < heights[0] < lines[row].y[0] < heights[1] < row + 0.5
    texts = [note.text for note in figure.layout.annotations if note.yref != "paper"]
    assert texts[1::2] == ["helped", "no clear difference", "helped"]
    assert [("forgets what is far back" in text, "explodes" in text, "▸" in text) for text in texts[::2]] == [
        (True, False, False), (True, False, False), (False, True, True),
    ]  # fmt: skip
