"""Success against lag: medians and dots are the numbers, baselines stand where they belong."""

from dataclasses import replace
from math import inf, log10, nan

import pytest

from rnnviz.experiments.memory_cases import CASES, STARTS
from rnnviz.experiments.memory_shipped import larger_points
from rnnviz.experiments.memory_tasks import TASKS
from rnnviz.figures.memory_frame import Frame, look_of
from rnnviz.figures.memory_success import success_figure, success_said
from rnnviz.figures.style import NOT_A_NUMBER, THEMES
from tests.figures.memory import result

RECALL = Frame(TASKS["recall"], ("rnn", "lstm"), 40)
RIGHTS = {0: 1.0, 1: 0.5, 2: 0.25}
SHIPPED = [result("rnn", lag, seed, right=right) for lag in (5, 40) for seed, right in RIGHTS.items()]


def test_no_two_cases_look_alike_and_a_cell_has_one_colour() -> None:
    for theme in THEMES:
        looks = {name: look_of(case, theme) for name, case in CASES.items()}
        assert len({look.symbol for look in looks.values()}) == len(CASES)
        assert len({(look.colour, look.dash) for look in looks.values()}) == len(CASES)
        cells = {(case.cell, looks[name].colour) for name, case in CASES.items()}
        assert len(cells) == 3


def test_the_line_is_the_median_and_every_seed_is_a_dot() -> None:
    figure = success_figure(RECALL, SHIPPED)
    line, dots = (trace for trace in figure.data if trace.name == CASES["rnn"].title)
    assert list(line.x) == [5, 40] and list(line.y) == [0.5, 0.5]
    assert list(dots.y) == [1.0, 0.5, 0.25] * 2
    assert [said[1] for said in dots.customdata] == [0, 1, 2] * 2
    assert all(abs(log10(x / lag)) < 0.03 for x, lag in zip(dots.x, [5] * 3 + [40] * 3, strict=True))
    said = success_said(RECALL, SHIPPED)
    assert said == "SimpleRNN, orthogonal: 50% at lag 5, 50% at lag 40; LSTM, default: nothing yet."


@pytest.mark.parametrize("task", list(TASKS))
def test_the_baseline_is_that_of_the_task(task: str) -> None:
    frame = Frame(TASKS[task], STARTS["all"].cases, 5)
    base = success_figure(frame, [result("gru", lag, task=task) for lag in (5, 80)]).data[0]
    assert base.name == TASKS[task].baseline_says
    assert base.y[1] == TASKS[task].baseline(5) and base.y[2] == TASKS[task].baseline(80)


def test_ones_own_are_open_marks_and_only_of_what_is_shown() -> None:
    own = [result("lstm", 40, 7, solved=True), result("gru", 40, 8)]
    names = {trace.name: trace for trace in success_figure(RECALL, SHIPPED, own).data}
    mark = names["yours: LSTM, default, seed 7"]
    assert mark.marker.symbol == "diamond-open" and list(mark.y) == [1.0]
    assert not any("GRU" in name for name in names)


def test_the_line_goes_through_a_network_never_between_two() -> None:
    two = [result("rnn", 40, seed, right=right) for seed, right in enumerate((0.2, 1.0))]
    line, dots = success_figure(Frame(TASKS["recall"], ("rnn",), 40), two).data[1:3]
    assert list(line.y) == [0.2] and list(dots.y) == [0.2, 1.0]
    assert "2 seeds" in success_figure(RECALL, two).layout.legend.title.text


def test_networks_of_another_size_are_open_marks_with_their_size() -> None:
    point = larger_points()[0]
    larger = replace(result("irnn", point.lag, task="copy", loss=0.01), point=point)
    *_, one, other = success_figure(Frame(TASKS["copy"], ("irnn",), 5), [], [larger, larger]).data
    assert one.name == other.name == "SimpleRNN, identity + ReLU, 64 units"
    assert (one.showlegend, other.showlegend) == (True, False)


@pytest.mark.parametrize("loss", [nan, inf])
def test_a_loss_that_is_no_number_is_drawn_at_the_top_and_called_so(loss: float) -> None:
    frame = Frame(TASKS["adding"], ("irnn",), 40)
    shipped = [
        result("irnn", 40, seed, task="adding", loss=value) for seed, value in enumerate((0.1, loss, loss))
    ]
    line, dots = success_figure(frame, shipped).data[1:3]
    assert list(line.y) == [None]  # The median is none.
    assert list(dots.y) == [0.1, 0.5, 0.5] and dots.marker.symbol[1] == "x-thin-open"
    assert dots.marker.color[1] == NOT_A_NUMBER["light"] and "no number" in dots.customdata[1][2]


def test_nothing_trained_yet_is_drawn_too() -> None:
    assert success_figure(RECALL, []).data[0].name == "guessing: 1 in 8"
