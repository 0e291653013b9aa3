"""A training of a demonstration, read back from Plotly's figure."""

import plotly.graph_objects as go
import pytest

from rnnviz.figures.style import RUNS, THEMES, Theme
from rnnviz.figures.wired_curve import attempt_figure
from rnnviz.tasks.retrain import Order
from rnnviz.tasks.retrainer import Attempt

ATTEMPT = Attempt(
    Order("dates", updates=800),
    "training",
    update=160,
    of=800,
    losses=((7, 2.5), (80, 1.25), (150, 0.5)),
    checks=((0, 0.0, 0.1), (80, 0.25, 0.7), (160, 0.5, 0.9)),
)


def line(figure: go.Figure, name: str) -> go.Scatter:
    (found,) = [each for each in figure.data if each.name == name]
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_each_line_shows_what_it_is_called(theme: Theme) -> None:
    figure = attempt_figure(ATTEMPT, theme)
    loss, symbols, whole = (line(figure, name) for name in ("loss", "symbols", "whole answers"))
    assert (loss.x, loss.y) == ((7, 80, 150), (2.5, 1.25, 0.5))
    assert whole.x == symbols.x == (0, 80, 160)
    assert whole.y == (0.0, 0.25, 0.5) and symbols.y == (0.1, 0.7, 0.9)
    assert "whole answers" in whole.hovertemplate and "symbols" in symbols.hovertemplate
    colours = RUNS[theme]
    assert {loss.line.color, symbols.line.color, whole.line.color} == set(colours[:3])
    assert symbols.line.dash != whole.line.dash  # Not told apart by colour alone.


def test_losses_and_shares_have_axes_of_their_own_with_room_for_all_updates() -> None:
    figure = attempt_figure(ATTEMPT)
    loss, whole = line(figure, "loss"), line(figure, "whole answers")
    assert (loss.xaxis, loss.yaxis) == ("x", "y") and (whole.xaxis, whole.yaxis) == ("x2", "y2")
    assert tuple(figure.layout.xaxis.range) == tuple(figure.layout.xaxis2.range) == (0, 800)
    assert figure.layout.yaxis2.range[0] == 0 and figure.layout.yaxis2.range[1] > 1
    assert figure.layout.yaxis.rangemode == "tozero"
    titles = [note.text for note in figure.layout.annotations]
    assert "loss" in titles[0] and "held-out" in titles[1]


def test_before_the_first_point_there_are_axes_already() -> None:
    figure = attempt_figure(Attempt(Order("dates")))
    assert all(not each.x for each in figure.data)
    assert tuple(figure.layout.xaxis.range) == (0, 1)
