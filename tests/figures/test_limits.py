"""The pictures of the limits: cells, dots and lines stand where the numbers are."""

import numpy as np
import pytest

from rnnviz.analysis.limits import HalfLives, Window
from rnnviz.experiments.limits_speed import Timing
from rnnviz.figures.limits_speed import speed_figure, speed_said, speed_table
from rnnviz.figures.limits_strip import length_said, length_strip, window_said, window_strip
from rnnviz.figures.limits_units import (
    axis_of,
    half_life_picture,
    half_life_said,
    half_life_table,
    window_and_gates_said,
    words,
)
from rnnviz.text import Token
from tests.figures.markup import Markup

COLUMNS = [Token(word, word, 2, "known") for word in ("a", "very", "good")] + [
    Token("x<", "x<", 1, "unknown")
]
WINDOWS = {
    "One": Window(np.array([0.9, 0.88, 0.2, 0.996]), 3, 2),
    "Two": Window(np.array([np.nan, 0.1, 0.1, 0.1]), 4, None),
}


def test_a_cell_for_each_beginning_and_a_line_under_the_window() -> None:
    html = window_strip(COLUMNS, WINDOWS)
    markup = Markup(html)
    numbers = [each.text for each in markup.of_class("n")]
    assert numbers == ["90", "88", "20", ">99", "–", "10", "10", "10"]
    kept = ["in" in each.classes for each in markup.of_class("line")]
    assert kept == [False, True, True, True, True, True, True, True]
    assert [each.text for each in markup.of_class("says")] == [
        "last 3 of 4",
        "2 words",
        "last 4 of 4",
        "> 4 words",
    ]
    beyond = window_strip(COLUMNS, {"Two": WINDOWS["Two"]})
    assert "horizon" not in beyond and "last 4 of 4" in beyond
    assert [each.text for each in markup.of_class("unknown")] == ["x<"]
    assert ".p90{" in html and ".p20{" in html


def test_the_windows_in_words() -> None:
    assert "Two needs the last 4 of 4 words, One the last 3." in window_said(WINDOWS, 4)
    alike = {"One": WINDOWS["One"], "Three": WINDOWS["One"]}
    assert "is not reached within this text" in window_said({"Two": WINDOWS["Two"]}, 4)
    assert window_said(alike, 4) == "All need the last 3 of 4 words for a verdict within 5 points."


def test_the_length_in_cells_and_in_words() -> None:
    rows = {"One": np.array([0.9, 0.8, 0.3]), "Two": np.array([0.9, 0.9, 0.95])}
    markup = Markup(length_strip(rows, (0, 1, 8)))
    assert [each.text for each in markup.of_class("n")] == ["90", "80", "30", "90", "90", "95"]
    assert [each.text for each in markup.of_class("says")] == ["60 points", "5 points"]
    narrow = [each.text for each in markup.of_class("passed") if each.tag == "th"]
    assert narrow == ["+1"]  # What a phone leaves out.
    said = length_said(rows, {"One": 0.5, "Two": 0.94}, 8)
    assert "One by 60, Two by 5." in said and said.endswith("The verdict of One flipped.")
    assert length_said({"Two": rows["Two"]}, {"Two": 0.5}, 8).endswith("No verdict flipped.")
    gone = length_said(rows, {"One": 0.31, "Two": 0.94}, 8)  # Two was there from the first word on.
    assert "Nothing of the text is left in the verdict of One: the 8 neutral words alone" in gone


LIVES = HalfLives(np.array([1.0, 10.0, np.inf]), np.array([0.1, 1.0, 2.0]), np.array([2.0, 1e6, np.inf]))


def test_a_dot_stands_at_its_half_life_and_its_line_from_least_to_most() -> None:
    markup = Markup(half_life_picture(LIVES, "forget gate", (1.0, "before")))
    units = markup.of_class("unit")
    assert [unit.attributes["title"].split(":")[0] for unit in units] == ["unit 2", "unit 1", "unit 0"]
    dots = [each.style["bottom"] for each in markup.of_tag("b")]
    assert dots == ["100.00%", "50.00%", "25.00%"]  # The axis has four powers of ten, from 0.1 to 1000.
    bars = [(each.style["bottom"], each.style["height"]) for each in markup.of_tag("i")]
    assert bars[1:] == [("25.00%", "75.00%"), ("0.00%", "32.53%")]
    assert len(markup.of_class("endless")) == 1
    assert markup.of_class("start")[0].style["bottom"] == "25.00%"


def test_the_axis_of_half_lives_is_fitted_to_them() -> None:
    lives = HalfLives(np.array([2.0, 5.0]), np.array([0.4, 0.9]), np.array([4.0, 25.0]))
    assert axis_of(lives, 1.0) == (0.3, 1, 3, 10, 30)
    assert axis_of(LIVES, 1.0) == (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000)
    assert axis_of(lives, 50.0)[-1] == 100


def test_half_lives_and_the_window_are_brought_together() -> None:
    lives = HalfLives(np.array([2.0, 5.0, 3.0]), np.ones(3), np.ones(3))
    said = window_and_gates_said(lives, 10, 2.2)
    assert "from 2.2 words to 3 words" in said and "unit 1, keeps 25 %" in said  # Two half-lives.
    assert window_and_gates_said(lives, 3, 3.0).startswith("Training left the middle unit at 3 words.")


def test_half_lives_in_words_and_in_a_table() -> None:
    assert [words(value) for value in (0.123, 12.3, 250.0, np.inf, np.nan)] == [
        "0.12 words",
        "12 words",
        "250 words",
        "endless",
        "not a number",
    ]
    said = half_life_said(LIVES, "forget gate")
    assert "for 10 words or longer" in said and "unit 2: endless, unit 1: 10 words" in said
    cells = [each.text for each in Markup(half_life_table({"LSTM": LIVES})).of_tag("td")]
    assert cells[:4] == ["2", "endless", "2 words", "endless"] and len(cells) == 12


TIMINGS = [
    Timing(cell, count, 1e-5 * count, 1e-6 * count)
    for cell in ("simple-rnn", "gru", "lstm")
    for count in (1, 500)
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_times_are_drawn_in_milliseconds_on_logarithmic_axes(theme: str) -> None:
    figure = speed_figure(TIMINGS, theme)  # type: ignore[arg-type]
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "log")
    assert len(figure.data) == 6
    stepwise, at_once = figure.data[:2]
    assert list(stepwise.y) == pytest.approx([0.01, 5]) and list(at_once.y) == pytest.approx([0.001, 0.5])
    assert stepwise.line.dash != at_once.line.dash


def test_the_ratio_is_said_at_the_greatest_length() -> None:
    assert "At 500 words" in speed_said(TIMINGS)
    cells = [each.text for each in Markup(speed_table(TIMINGS)).of_tag("td")]
    assert cells[4:8] == ["500", "5", "0.5", "10.0"] and len(cells) == 4 * len(TIMINGS)
    assert "SimpleRNN 10 times as long (10.0 against 1.0 µs a word)" in speed_said(TIMINGS)
