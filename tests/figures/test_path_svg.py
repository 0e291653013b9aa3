"""The picture of a plane, read back: dots where the states are, colours of verdicts, the line, the words."""

import re
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.plane import plane_of
from rnnviz.analysis.trajectory import Walk
from rnnviz.figures.path_course import Course, course_of
from rnnviz.figures.path_place import fit
from rnnviz.figures.path_svg import NARROW, PRESENTED, WIDE, Cloud, Picture, path_picture
from rnnviz.figures.style import SIGNED, shade
from rnnviz.network import load_network
from tests.figures.markup import Element, Markup

FRAME = (-2.0, 2.0, -1.0, 1.0)
COURSE = Course(
    "", np.array([[0, 0], [1, 0.5], [-1.5, -0.5], [-0.2, 0.9]]), ("very", "<bad>", "film"),
    np.array([0.5, 0.9, 0.1, 0.6]), (0, 1, 2),
)  # fmt: skip
UPRIGHT = np.array([[[0.5, -1.0], [0.5, 0.0]], [[0.5, 0.0], [0.5, 1.0]]])  # Positive to the left of it.
PICTURE = Picture((COURSE,), FRAME, UPRIGHT, ("first, 61 %", "second, 20 %"), "What is <seen>.", chosen=2)


def drawn(picture: Picture, size: str = "normal") -> Markup:
    """The wide picture alone."""
    html = path_picture(picture, size)
    return Markup(re.split('<div class="narrow">', html)[0] + "</figure>")


def place(element: Element) -> tuple[float, float]:
    """The middle of a mark."""
    at = element.attributes
    if "cx" in at:
        return float(at["cx"]), float(at["cy"])
    x, y, reach = map(float, re.findall(r"[-\d.]+", at["d"])[:3])
    return x + reach, y


def test_every_dot_stands_where_its_state_is_and_has_the_colour_of_its_verdict() -> None:
    marks = drawn(PICTURE).of_class("mark")
    expected = fit(FRAME, WIDE).pixels(COURSE.points)[[0, 1, 3, 2]]  # The chosen one covers the others.
    np.testing.assert_allclose([place(mark) for mark in marks], expected, atol=0.2)
    assert [mark.style["fill"] for mark in marks[1:]] == [shade(SIGNED, p) for p in (0.9, 0.6, 0.1)]
    assert marks[0].style["fill"] == "var(--page)"  # Before any word.
    # A diamond where the verdict is negative, so that colour is not alone.
    assert [mark.tag for mark in marks] == ["path", "circle", "circle", "path"]


def test_both_widths_and_the_presenter_show_the_same_dots() -> None:
    html = path_picture(PICTURE)
    assert html.count('class="mark"') == 8
    sizes = [f'<svg width="{canvas.width:g}" height="{canvas.height:g}">' for canvas in (WIDE, NARROW)]
    assert re.findall("<svg width[^>]+>", html) == sizes
    # Names of the axes and the key stand around it, within the whole picture.
    for box, canvas in zip(re.findall('viewBox="([^"]+)"', html), (WIDE, NARROW), strict=True):
        left, _, width, height = map(float, box.split())
        assert left < -canvas.letters and left + width == canvas.width
        assert height > canvas.height + 2 * canvas.letters
    assert f'<svg width="{PRESENTED.width:g}"' in path_picture(PICTURE, "presenter")


def test_a_word_that_stands_twice_has_its_number_and_the_text_for_a_file_is_there() -> None:
    twice = replace(COURSE, words=("the", "film", "the"))
    page = drawn(replace(PICTURE, courses=(twice,), source="<Here>"))
    words = {word.text for word in page.of_class("word") if "on-hover" not in word.classes}
    assert words == {"h₀", "the₁", "film", "the₃"}
    markup = Markup(path_picture(replace(PICTURE, source="<Here>")))
    (texts,) = markup.of_class("saving")
    assert (texts.attributes["data-said"], texts.attributes["data-source"]) == ("What is <seen>.", "<Here>")


def test_a_dot_can_be_pressed_for_the_column_of_its_word_and_is_named() -> None:
    page = drawn(replace(PICTURE, courses=(replace(COURSE, columns=(2, 1, 0)),)))
    pressed = {
        group.attributes["data-press"]: group
        for group in page.of_tag("g")
        if "data-press" in group.attributes
    }
    assert sorted(pressed) == ["0", "1", "2"]
    assert "<bad>: 10.0 % positive" in pressed["1"].text and "chosen" in pressed["1"].classes
    assert "very: 90.0 % positive" in pressed["2"].text
    assert page.of_tag("figure")[0].attributes["aria-label"] == "What is <seen>."


def test_the_line_and_the_names_of_its_sides() -> None:
    page = drawn(PICTURE)
    (line,) = page.of_class("turn")
    numbers = np.array(re.findall(r"[-\d.]+", line.attributes["d"]), float).reshape(-1, 2, 2)
    np.testing.assert_allclose(numbers, fit(FRAME, WIDE).pixels(UPRIGHT), atol=0.06)
    middle = fit(FRAME, WIDE).pixels(np.array([0.5, 0.0]))[0]
    positive, negative = page.of_class("side")
    assert positive.text == "← positive" and float(positive.attributes["x"]) < middle
    assert negative.text == "negative →" and float(negative.attributes["x"]) > middle
    turned = drawn(replace(PICTURE, line=UPRIGHT[:, ::-1]))
    assert [side.text for side in turned.of_class("side")] == ["positive →", "← negative"]
    flat = np.array([[[1.0, 0.0], [-1.0, 0.0]]])  # To its left is below.
    assert [side.text for side in drawn(replace(PICTURE, line=flat)).of_class("side")] == [
        "positive ↓",
        "negative ↑",
    ]


@pytest.mark.parametrize("line", [None, np.zeros((0, 2, 2)), UPRIGHT + 50])
def test_without_a_line_in_sight_no_side_is_named(line: np.ndarray | None) -> None:
    assert not drawn(replace(PICTURE, line=line)).of_class("side")


def test_the_cloud_has_a_plus_or_a_minus_for_each_sentence() -> None:
    cloud = Cloud(
        np.array([[0.0, 0.0], [1.0, 0.0], [-1.0, 0.5], [99.0, 0.0]]), np.array([0.9, 0.2, 0.1, 0.9])
    )
    clouds = {
        next(iter(each.classes - {"cloud"})): each
        for each in drawn(replace(PICTURE, cloud=cloud)).of_class("cloud")
    }
    assert clouds["positive"].attributes["d"].count("v6") == 1  # The fourth is out of sight.
    assert clouds["negative"].attributes["d"].count("h6") == 2
    assert "v" not in clouds["negative"].attributes["d"]


def test_a_further_sentence_has_its_name_at_its_end_and_cannot_be_pressed() -> None:
    other = Course("<other>", np.array([[0, 0], [1.2, -0.7]]), ("good",), np.array([0.5, 0.8]), (0,))
    page = drawn(replace(PICTURE, courses=(COURSE, other)))
    assert len(page.of_class("way")) == 2
    assert len([1 for group in page.of_tag("g") if "data-press" in group.attributes]) == 3
    named = [word for word in page.of_class("word") if word.text == "<other>"]
    end = fit(FRAME, WIDE).pixels(other.points)[-1]
    assert len(named) == 1 and abs(float(named[0].attributes["x"]) - end[0]) < 90


def test_what_is_no_number_breaks_the_line_and_has_no_dot() -> None:
    broken = replace(COURSE, points=np.where(np.arange(4)[:, None] == 1, np.nan, COURSE.points))
    page = drawn(replace(PICTURE, courses=(broken,)))
    assert len(page.of_class("mark")) == 3
    assert page.of_class("way")[0].attributes["d"].count("M") == 2
    everywhere = replace(COURSE, points=np.full((4, 2), np.inf), verdicts=np.full(4, np.nan))
    assert not drawn(replace(PICTURE, courses=(everywhere,))).of_class("mark")


def test_of_many_words_only_some_stand_in_the_picture_and_all_can_be_pressed(
    rng: np.random.Generator,
) -> None:
    count = 400
    course = Course(
        "",
        rng.normal(size=(count + 1, 2)),
        ("x" * 300,) * count,
        np.full(count + 1, 0.7),
        tuple(range(count)),
    )
    page = drawn(replace(PICTURE, courses=(course,), frame=(-3.0, 3.0, -3.0, 3.0), chosen=None))
    pressed = [group for group in page.of_tag("g") if "data-press" in group.attributes]
    assert len(pressed) > 350 and len(page.of_class("word")) <= 40
    assert len(path_picture(replace(PICTURE, courses=(course,)))) < 300_000


def test_a_course_takes_words_and_verdicts_from_the_reading() -> None:
    reading = load_network("lstm").read("A film, blargh gooood")
    states = reading.layers[-1].steps.hidden_state.astype(float)
    plane = plane_of(states)
    course = course_of(reading, Walk(np.concatenate([states[:1] * 0, states]), np.arange(4)), plane)
    assert course.words == ("a", "film", "blargh", "good")
    np.testing.assert_allclose(course.points[1:], plane.place(states))
    np.testing.assert_allclose(course.verdicts[1:], reading.probabilities)
    back = course_of(reading, Walk(np.concatenate([states[:1] * 0, states]), np.arange(4)[::-1], True), plane)
    assert back.words[0] == "good" and np.isnan(back.verdicts).all() and back.columns == (3, 2, 1, 0)
