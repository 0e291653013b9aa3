"""What is said of the way of a state follows from its numbers, worked out here by hand."""

from dataclasses import replace

import numpy as np

from rnnviz.analysis.plane import Plane
from rnnviz.analysis.trajectory import Landscape, Walk
from rnnviz.board import Curve
from rnnviz.figures.path_board import path_board
from rnnviz.figures.path_course import Course
from rnnviz.figures.path_epochs import Snapshot, epochs_picture, epochs_said
from rnnviz.figures.path_said import course_said, honesty, line_said, plane_said, step_said
from rnnviz.network import load_network
from tests.figures.markup import Markup

# The plane is that of the first two of three units; the third one leaves it.
STATES = np.array([[0.0, 0, 0], [3, 4, 0], [3, 4, 2], [3, 4, 2.5]])
PLANE = Plane(np.zeros(3), np.eye(3)[:2], np.array([0.5, 0.3]))
COURSE = Course("", PLANE.place(STATES), ("not", "bad", "film"), np.array([0.4, 0.2, 0.7, 0.9]), (0, 1, 2))
LINE = np.array([[[0.0, 0.0], [1.0, 1.0]]])
LANDSCAPE = Landscape(PLANE, np.zeros((2, 2)), np.array([0.2, 0.9]), (-1.0, 1.0, -1.0, 1.0), LINE, 0.93, 0.0)


def test_the_way_of_a_sentence() -> None:
    assert course_said(COURSE, STATES) == (
        "From 40.0 % before any word the verdict goes to 90.0 % positive; it changes sides once, at “bad”. "
        "The longest step of the state is at “not”: 5.00 of a way of 7.50."
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
    assert "not a number" in step_said(COURSE, 2, runaway, PLANE)
    assert plane_said(LANDSCAPE, 320, runaway, COURSE).endswith("nothing was trained).")
    nothing = Course("", np.zeros((1, 2)), (), np.array([0.5]))
    assert course_said(nothing, STATES[:1]).startswith("No word yet")


def test_how_much_the_plane_shows() -> None:
    # About their mean (2.25, 3, 1.125) the squares add up to 18.75 in the plane and 5.1875 outside it.
    assert plane_said(LANDSCAPE, 320, STATES, COURSE) == (
        "The plane shows 50 % and 30 % of what the states of 320 other sentences differ by (minimal pairs, "
        "on which nothing was trained), and 78 % of what this sentence's do. The state stands furthest "
        "outside it at “film”, by 2.50."
    )
    flat = STATES * [1, 1, 1e-17]
    assert "The state never leaves it." in plane_said(LANDSCAPE, 320, flat, COURSE)
    strange = replace(LANDSCAPE, unknown=0.4)
    assert "does not know 40 % of the words" in plane_said(strange, 320, STATES, COURSE)
    alone = plane_said(LANDSCAPE, 320, STATES[:1], replace(COURSE, points=COURSE.points[:1], words=()))
    assert alone.endswith("(minimal pairs, on which nothing was trained).") and "this sentence" not in alone


def test_what_the_line_is_or_why_there_is_none() -> None:
    assert "93 % of the states" in line_said(LANDSCAPE, is_whole=True)
    assert "not read from this state alone" in line_said(replace(LANDSCAPE, line=None), is_whole=False)
    assert "turns nowhere" in line_said(replace(LANDSCAPE, line=LINE[:0]), is_whole=True)


def test_one_step() -> None:
    assert step_said(COURSE, 2, STATES, PLANE) == (
        "The state moves by 2.00, of which 0.00 can be seen here, and then stands 2.00 outside the plane. "
        "Verdict: 20.0 % → 70.0 % positive."
    )
    assert "Verdict" not in step_said(replace(COURSE, verdicts=np.full(4, np.nan)), 1, STATES, PLANE)


def test_what_is_left_out_is_said() -> None:
    said = honesty(LANDSCAPE, is_towards=False)
    assert "for 20 % of the variance is not in the picture; or that a direction" in said
    assert "direction here" not in honesty(LANDSCAPE, is_towards=True)


def test_the_board_has_every_number_at_its_word_also_where_it_was_read_backwards() -> None:
    network = load_network("simple-rnn")
    reading = network.read("not bad film")
    board = path_board(network, reading, Walk(STATES, np.array([2, 1, 0]), True), PLANE, "said")
    curves = {row.key: row for row in board.rows if isinstance(row, Curve)}
    values = {series.name: series.values.tolist() for curve in curves.values() for series in curve.series}
    assert values["step of the state"] == [0.5, 2, 5] and values["distance outside the plane"] == [2.5, 2, 0]
    assert values["to the right"] == [3, 3, 3] and values["upwards"] == [4, 4, 4]
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
        "In the plane of epoch 5 the way of the sentence is 0.50 long before training and 5.00 after "
        "epoch 5; its verdict goes from 90.0 % to 30.0 % positive. The plane shows 20 to 90 % of what the "
        "states of an epoch differ by."
    )
