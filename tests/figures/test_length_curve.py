"""Accuracy against length, and against updates, read back from Plotly's figures."""

from typing import Any

import pytest

from rnnviz.figures.length_curve import ends_said, learning_figure, length_figure, length_said
from rnnviz.figures.style import RUNS, THEMES, Theme


def bins(*shares: float, count: int = 100) -> list[dict[str, Any]]:
    """Bins of five lengths each."""
    return [
        {"low": 5 * n + 1, "high": 5 * n + 5, "right": share, "count": count}
        for n, share in enumerate(shares)
    ]


CURVES = {"plain": bins(1.0, 0.8, 0.1), "attention": bins(1.0, 0.98, 0.5, count=400)}


@pytest.mark.parametrize("theme", THEMES)
def test_a_point_stands_in_the_middle_of_its_lengths_with_its_standard_error(theme: Theme) -> None:
    figure = length_figure(CURVES, "attention", theme)
    plain, attention = figure.data
    assert (plain.name, attention.name) == ("plain", "attention")
    assert plain.x == attention.x == (3, 8, 13)
    assert plain.y == (1.0, 0.8, 0.1) and attention.y == (1.0, 0.98, 0.5)
    # sqrt(0.8 * 0.2 / 100) = 0.04, sqrt(0.1 * 0.9 / 100) = 0.03, sqrt(0.5 * 0.5 / 400) = 0.025.
    assert list(plain.error_y.array) == pytest.approx([0, 0.04, 0.03], abs=1e-5)
    assert list(attention.error_y.array) == pytest.approx([0, 0.007, 0.025], abs=1e-5)
    assert [list(row) for row in plain.customdata] == [[1, 5, 100], [6, 10, 100], [11, 15, 100]]
    assert [line.line.color for line in figure.data] == list(RUNS[theme][:2])


def test_the_network_that_answers_has_the_thick_line_and_each_a_sign_of_its_own() -> None:
    for chosen, other in (("plain", "attention"), ("attention", "plain")):
        lines = {line.name: line for line in length_figure(CURVES, chosen).data}
        assert lines[chosen].line.width > lines[other].line.width
        assert lines[chosen].marker.size > lines[other].marker.size
    symbols = {line.marker.symbol for line in length_figure({f"{n}": bins(1) for n in range(4)}, "0").data}
    assert len(symbols) == 4


def test_axes_show_everything_from_nothing_to_all() -> None:
    figure = length_figure(CURVES, "plain")
    low, high = figure.layout.yaxis.range
    assert low == 0 and 1 < high < 1.1
    assert figure.layout.xaxis.rangemode == "tozero" and figure.layout.xaxis.title.text
    assert figure.layout.yaxis.title.text == "wholly right"


def test_more_networks_than_colours_are_drawn_as_well() -> None:
    curves = {f"network {n}": bins(0.5, 0.25) for n in range(12)}
    assert len(length_figure(curves, "none of them").data) == 12
    assert length_figure({}, "").data == ()


def test_a_training_is_drawn_over_its_updates() -> None:
    checks = [[0, 0.0, 0.0, 0.1, 3.0], [400, 10.5, 0.5, 0.9, 0.5], [800, 21.0, 0.75, 0.95, 0.2]]
    figure = learning_figure({"plain": checks, "attention": checks[:2]}, "plain", "dark")
    plain, attention = figure.data
    assert plain.x == (0, 400, 800) and plain.y == (0.0, 0.5, 0.75)  # Wholly right, not the symbols.
    assert [row[0] for row in plain.customdata] == [0.0, 10.5, 21.0]
    assert attention.x == (0, 400)
    assert plain.line.width > attention.line.width and plain.line.color == RUNS["dark"][0]
    assert figure.layout.xaxis.title.text == "updates" and figure.layout.yaxis.range[0] == 0


def test_both_ends_are_said_without_attention_and_with_it() -> None:
    assert ends_said(CURVES["plain"], CURVES["attention"], 4_000) == (
        "After 4,000 updates 100.0 % of the shortest and 10.0 % of the longest are right; "
        "with attention 100.0 % and 50.0 %."
    )


def test_curves_are_said_in_a_sentence() -> None:
    assert length_said(CURVES) == (
        "plain: 100.0 % at 1 to 5 symbols, 10.0 % at 11 to 15; "
        "attention: 100.0 % at 1 to 5 symbols, 50.0 % at 11 to 15."
    )
    assert "none" not in length_said({**CURVES, "none": []})
