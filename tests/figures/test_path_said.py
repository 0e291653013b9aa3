"""What is said of the way of a state follows from its numbers, worked out here by hand."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.plane import Plane
from rnnviz.analysis.trajectory import Landscape, Walk
from rnnviz.board import Curve
from rnnviz.figures.path_board import path_board
from rnnviz.figures.path_course import Course
from rnnviz.figures.path_epochs import Snapshot, epochs_picture, epochs_said
from rnnviz.figures.path_said import (
    course_said,
    honesty,
    line_said,
    plane_said,
    share,
    source_said,
    step_said,
)
from rnnviz.network import load_network
from tests.figures.markup import Markup

# The plane is that of the first two of three units; the third one leaves it.
STATES = np.array([[0.0, 0, 0], [3, 4, 0], [3, 4, 2], [3, 4, 2.5]])
PLANE = Plane(np.zeros(3), np.eye(3)[:2], np.array([0.5, 0.3]))
COURSE = Course("", PLANE.place(STATES), ("not", "bad", "film"), np.array([0.4, 0.2, 0.7, 0.9]), (0, 1, 2))
LINE = np.array([[[0.0, 0.0], [1.0, 1.0]]])
LANDSCAPE = Landscape(PLANE, np.zeros((320, 2)), np.zeros(320), (-1.0, 1.0, -1.0, 1.0), LINE, 0.93, 0.0)
FLAT = replace(LANDSCAPE, plane=replace(PLANE, shares=np.array([0.7, 0.3])))  # Nothing is outside of it.


def test_the_way_of_a_sentence() -> None:
    assert course_said(COURSE, STATES) == (
        "From 40.0 % before any word the verdict goes to 90.0 % positive; it changes sides once, at “bad”. "
        "The longest step is at “not”: 5 of 7.5 in all."
    )
    often = replace(COURSE, verdicts=np.array([0.6, 0.4, 0.7, 0.3]))
    assert "it changes sides 3 times, last at “film”." in course_said(often, STATES)
    never = replace(COURSE, verdicts=np.array([0.6, 0.7, 0.7, 0.7]))
    assert "to 70.0 % positive, without changing sides." in course_said(never, STATES)
    backward = replace(COURSE, verdicts=np.full(4, np.nan))
    assert course_said(backward, STATES).startswith("The longest step")


def test_a_state_that_stands_or_leaves_all_numbers() -> None:
    assert course_said(COURSE, STATES * 0).endswith("The state does not move.")
    runaway = np.where(STATES > 3.5, np.inf, STATES)
    assert course_said(COURSE, runaway).endswith("The state leaves all numbers.")
    assert step_said(COURSE, 2, runaway, PLANE).startswith("Here the state is no number any more. Verdict:")
    assert plane_said(LANDSCAPE, runaway, COURSE, True).endswith("nothing was trained).")
    nothing = Course("", np.zeros((1, 2)), (), np.array([0.5]))
    assert course_said(nothing, STATES[:1]).startswith("No word yet")


def test_how_much_the_plane_shows() -> None:
    # About their mean (2.25, 3, 1.125) the squares add up to 18.75 in the plane and 5.1875 outside it.
    assert plane_said(LANDSCAPE, STATES, COURSE, True) == (
        "The plane holds 50.0 % and 30.0 % of what differs among the states of 320 other sentences (minimal "
        "pairs, on which nothing was trained), and 78.3 % of what differs along this one. The state stands "
        "furthest outside it at “film”, by 2.5."
    )
    flat = STATES * [1, 1, 1e-17]
    assert "The state never leaves it." in plane_said(LANDSCAPE, flat, COURSE, True)
    strange = replace(LANDSCAPE, unknown=0.4)
    assert "does not know 40.0 % of the words" in plane_said(strange, STATES, COURSE, True)
    # Of another's network nobody knows what it was trained on; one may have been read its own words only.
    assert "(minimal pairs, which come with the program)" in plane_said(LANDSCAPE, STATES, COURSE, False)
    own = replace(LANDSCAPE, finals=np.zeros((9, 2)), is_of_own=True)
    assert "the states of 9 rows of its own words" in plane_said(own, STATES, COURSE, False)
    assert "Plane: laid through its states on 9 rows of its own words." in source_said("Mine", own)
    alone = plane_said(LANDSCAPE, STATES[:1], replace(COURSE, points=COURSE.points[:1], words=()), True)
    assert alone.endswith("(minimal pairs, on which nothing was trained).") and "along this" not in alone


@pytest.mark.parametrize(
    ("part", "said"),
    [(-1e-16, "0 %"), (1 + 1e-15, "100 %"), (0.9997, ">99.9 %"), (2e-4, "<0.1 %"), (np.nan, "–")],
)
def test_a_share_is_nothing_or_the_whole_only_where_it_is(part: float, said: str) -> None:
    assert share(part) == said


def test_what_the_line_is_or_why_there_is_none() -> None:
    said = line_said(LANDSCAPE, is_whole=True)
    assert "93.0 % of the states" in said and "what a state has outside it is left out" in said
    assert "left out" not in line_said(FLAT, is_whole=True)
    silent = line_said(replace(LANDSCAPE, agreement=np.nan), is_whole=True)
    assert silent.endswith("is left out.") and "–" not in silent
    assert "not read from this state alone" in line_said(replace(LANDSCAPE, line=None), is_whole=False)
    assert "turns nowhere" in line_said(replace(LANDSCAPE, line=LINE[:0]), is_whole=True)


def test_one_step() -> None:
    assert step_said(COURSE, 2, STATES, PLANE) == (
        "This step is 2 long, 0 of it in the plane; the state then stands 2 outside it. "
        "Verdict: 20.0 % → 70.0 % positive."
    )
    assert step_said(COURSE, 1, STATES, PLANE).startswith(
        "This step is 5 long, all of it in the plane; the state then stands in it."
    )
    assert "Verdict" not in step_said(replace(COURSE, verdicts=np.full(4, np.nan)), 1, STATES, PLANE)


def test_what_is_left_out_is_said() -> None:
    said = honesty(LANDSCAPE, is_towards=False)
    assert "how far at least" in said and "for 20.0 % of what differs among those sentences is not in" in said
    assert said.endswith("No direction here means something by itself.")
    assert "direction here" not in honesty(LANDSCAPE, is_towards=True)
    assert honesty(FLAT, is_towards=True) == (
        "One may read off in which order the state goes where in this plane, and how far."
    )
    assert "read afresh" in honesty(replace(LANDSCAPE, is_afresh=True), True) and "afresh" not in said
    alike = replace(LANDSCAPE, plane=replace(PLANE, shares=np.full(2, np.nan)))
    assert honesty(alike, True).startswith("Nothing may be concluded")
    assert plane_said(alike, STATES, COURSE, True).startswith("There is no such plane")


def test_the_board_has_every_number_at_its_word_also_where_it_was_read_backwards() -> None:
    network = load_network("simple-rnn")
    reading = network.read("not bad film")
    board = path_board(network, reading, Walk(STATES, np.array([2, 1, 0]), True), LANDSCAPE, "said")
    curves = {row.key: row for row in board.rows if isinstance(row, Curve)}
    values = {series.name: series.values.tolist() for curve in curves.values() for series in curve.series}
    assert values["step of the state"] == [0.5, 2, 5] and values["distance outside the plane"] == [2.5, 2, 0]
    assert values["to the right"] == [3, 3, 3] and values["upwards"] == [4, 4, 4]
    assert "320 sentences of minimal pairs" in board.source and "afresh" not in curves["moved"].note
    afresh = path_board(network, reading, Walk(STATES, np.arange(3), False, True), LANDSCAPE, "said")
    assert any("afresh" in row.note for row in afresh.rows if isinstance(row, Curve))
    assert (curves["moved"].high, curves["components"].high, curves["components"].low) == (5, 4, -4)
    np.testing.assert_array_equal(curves["verdict"].series[0].values, reading.probabilities)


def test_epochs_side_by_side() -> None:
    before = Snapshot(-1, "before training", replace(COURSE, points=COURSE.points * 0.1), LINE)
    after = Snapshot(4, "epoch 5", replace(COURSE, verdicts=np.array([0.5, 0.3, 0.3, 0.3])), None)
    page = Markup(epochs_picture([before, after], (-1.0, 5.0, -1.0, 5.0), 4))
    first, second = page.of_tag("button")
    assert (first.attributes["data-press"], first.attributes["aria-pressed"]) == ("-1", "false")
    assert (second.attributes["data-press"], second.attributes["aria-pressed"]) == ("4", "true")
    assert first.text == "before training90.0 %" and second.text == "epoch 530.0 %"
    assert len(page.of_class("turn")) == 1 and len(page.of_class("mark")) == 4
    assert epochs_said([before, after], [0.2, 0.9]) == (
        "In the plane of epoch 5 the way of the sentence is 0.5 long before training and 5 after epoch 5; "
        "its verdict goes from 90.0 % to 30.0 % positive. The plane holds 20.0 % to 90.0 % of what differs "
        "among the states of an epoch."
    )
    lost = after._replace(course=replace(COURSE, points=np.full((4, 2), np.nan), verdicts=np.full(4, np.nan)))
    huge = before._replace(course=replace(COURSE, points=COURSE.points * 1e30))
    assert epochs_said([huge, lost], [0.2, np.nan]) == (
        "In the plane of epoch 5 the way of the sentence is 5.0·10³⁰ long before training; after epoch 5 the "
        "state leaves all numbers. The plane holds 20.0 % of what differs among the states of an epoch (of 1 "
        "of 2 epochs)."
    )
