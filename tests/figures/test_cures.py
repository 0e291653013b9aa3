"""The pictures of the cures, read back from Plotly's figures."""

import numpy as np
import pytest

from rnnviz.figures.cures import SYMBOLS, Chart, felt_figure, losses_figure, median_of, scores_figure
from rnnviz.figures.cures_clipping import updates_figure, updates_said
from rnnviz.figures.cures_overview import overview_figure
from rnnviz.figures.style import NEGATIVE, POSITIVE, THEMES, Theme
from tests.figures.tried import outcome


@pytest.mark.parametrize("theme", THEMES)
def test_losses_of_every_seed_and_their_median_stand_on_one_axis(theme: Theme) -> None:
    tried = outcome((0.6, 0.6, 0.6), (0.7, 0.7, 0.7), (0.8, 0.8, 0.8))
    chart = Chart(theme)
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


def test_a_training_that_died_stands_hollow_at_a_guess_and_is_said() -> None:
    tried = outcome((None, 0.7, None), (0.8, 0.8, 0.9), key="clipping")
    _, dots, _, after = scores_figure(tried, Chart("light")).data
    assert dots.y == (0.5, 0.7, 0.5) and dots.marker.symbol == ("x-open", "x", "x-open")
    assert after.y == (0.8, 0.8, 0.9)
    texts = [note.text for note in losses_figure(tried, 0, Chart("light")).layout.annotations]
    assert "2 of 3 seeds not finite<br>at update 7, 7" in texts


def test_what_is_felt_is_drawn_from_the_end_back() -> None:
    tried = outcome((0.6, 0.6, 0.6), (0.7, 0.7, 0.7), felt=[1.0, 0.1, 0.0])
    figure = felt_figure(tried, Chart("dark"))
    median = figure.data[3]
    assert tuple(median.x) == (0, 1, 2) and tuple(median.y) == (1.0, 0.1, 1e-8)  # 0 stands at the edge.
    (line,) = figure.layout.shapes
    (note,) = figure.layout.annotations
    assert line.y0 == 0.01 and note.y == -2  # A note on a logarithmic axis stands at the exponent.


def test_the_updates_end_with_a_mark_where_a_training_died() -> None:
    tried = outcome((None, None, None), (0.7, 0.7, 0.7), (0.7, 0.7, 0.7), key="clipping")
    figure = updates_figure(tried, "gradient", Chart("light"))
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert len(lines) == 9 and {tuple(line.y) for line in lines} == {(0.5, 20.0)}
    assert [mark.x[0] for mark in marks] == [7, 7, 7] and marks[0].y[0] == 1e6
    losses = updates_figure(tried, "loss", Chart("light"))
    assert tuple(losses.data[0].y) == (0.7, 0.6)
    assert updates_said(tried) == (
        "Not clipped: all 3 seeds end in numbers that are not finite, at update 7, 7, 7. "
        "By norm, 0.5: all 3 seeds came to the end, though the longest gradient, before clipping, was 20. "
        "By value, 0.01: all 3 seeds came to the end, though the longest gradient, before clipping, was 20."
    )


def test_what_is_not_finite_breaks_a_line_and_is_named_on_hover() -> None:
    odd = [[1, 0.7, 0.5, 0.5], [2, "nan", "inf", "nan"], [3, 9.0, 1e9, 1.0]]
    tried = outcome((0.6, 0.6, 0.6), (0.7, 0.7, 0.7), key="clipping", updates=odd)
    line = updates_figure(tried, "gradient", Chart("light")).data[0]
    assert line.y == (0.5, None, 1e6) and line.customdata == ("0.5", "inf", "1e+09")


def test_the_overview_has_every_seed_on_its_side_of_the_line() -> None:
    outcomes = {
        "gates": outcome((0.6, 0.6, 0.6), (0.7, 0.65, 0.75), (0.5, 0.6, 0.65)),
        "dropout": outcome((0.6, 0.6, 0.6), (0.61, 0.61, 0.61), key="dropout"),
    }
    figure = overview_figure(outcomes, "dropout", Chart("light"))
    bars, marks = figure.data[::2], figure.data[1::2]
    assert [list(mark.x) for mark in marks] == [
        pytest.approx([10, 5, 15]), pytest.approx([-10, 0, 5]), pytest.approx([1, 1, 1]),
    ]  # fmt: skip
    assert [bar.x[1] for bar in bars] == pytest.approx([10, 0, 1])
    assert marks[1].marker.color[0] == NEGATIVE["light"] and marks[1].marker.color[2] == POSITIVE["light"]
    assert marks[1].marker.symbol == ("triangle-left", "circle", "triangle-right")
    assert figure.layout.yaxis.ticktext == ("Gates: GRU", "Gates: LSTM", "<b>▸ Dropout</b>")
    verdicts = [note.text for note in figure.layout.annotations]
    assert verdicts == ["helped", "no clear difference", "a little better"]
