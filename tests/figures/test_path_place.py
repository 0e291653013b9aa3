"""Places in the picture of a plane: one scale for both axes, and words that do not cover each other."""

from itertools import combinations

import numpy as np

from rnnviz.figures.path_place import GAP, LETTER, RING, Canvas, fit, place_words

CANVAS = Canvas(400, 300, 20, 12)


def test_a_frame_is_laid_in_the_middle_with_one_scale_for_both_axes() -> None:
    laid = fit((-1.0, 3.0, 0.0, 2.0), CANVAS)
    assert laid.scale == 90  # 360 pixels for 4, although 260 for 2 would be more.
    np.testing.assert_allclose(laid.pixels(np.array([[1.0, 1.0], [-1.0, 2.0]])), [[200, 150], [20, 60]])
    assert laid.shown(np.array([400.0, 0.0])) and not laid.shown(np.array([401.0, 0.0]))
    assert not laid.shown(np.array([np.nan, 1.0]))


def test_a_frame_without_width_is_still_laid() -> None:
    assert np.isfinite(fit((1.0, 1.0, 0.0, 2.0), CANVAS).pixels(np.zeros(2))).all()


def test_words_stand_beside_their_dots_and_never_on_each_other(rng: np.random.Generator) -> None:
    dots = rng.uniform((60, 40), (340, 260), (40, 2))
    words = ["word" * rng.integers(1, 4) for _ in dots]
    labels = place_words(dots, words, range(40), CANVAS)
    assert len(labels) > 15 and labels[0].dot == 0  # What matters most is placed first.
    boxes = []
    for dot, left, foot in labels:
        right, top = left + len(words[dot]) * 12 * LETTER, foot + 2.4 - 12
        boxes.append((left, top, right, foot + 2.4))
        near = np.clip(dots[dot], (left, top), (right, foot + 2.4))
        assert np.hypot(*(near - dots[dot])) < 2 * GAP + 2
        assert left >= 2 and top >= 2 and right <= 398 and foot <= 298
    for (a, b, c, d), (e, f, g, h) in combinations(boxes, 2):
        assert c <= e or g <= a or d <= f or h <= b


def test_a_word_steps_aside_for_the_line() -> None:
    # The line goes on to the right, so the word stands on another side.
    (label,) = place_words(np.array([[100.0, 100.0], [300.0, 100.0]]), ["here", ""], [0], CANVAS)
    assert label.x < 100
    # A gap in the line is none of it.
    gap = np.array([[100.0, 100.0], [np.nan, np.nan], [300.0, 100.0]])
    (label,) = place_words(gap, ["here", "", ""], [0], CANVAS)
    assert label.x > 100


def test_a_ring_is_covered_by_no_word_and_a_knot_of_dots_by_few() -> None:
    dots = np.array([[100.0, 100.0], [np.nan, np.nan], [112.0, 100.0]])
    for label in place_words(dots, ["chosen", "", "other"], [2, 0], CANVAS, ringed=0):
        right, top = label.x + 6 * 12 * LETTER, label.y + 2.4 - 12
        assert label.x >= 100 + RING or right <= 100 - RING or top >= 100 + RING or label.y <= 100 - RING
    knot = np.stack(np.meshgrid(np.arange(100.0, 300, 6), np.arange(60.0, 240, 6)), -1).reshape(-1, 2)
    order = [520, 521, 522, 486, 554, 452, 588]  # In the middle of it.
    labels = place_words(knot, ["hidden"] * len(knot), order, CANVAS)
    assert {label.dot for label in labels} <= {520, 521, 522}  # The first three wherever there is room.


def test_a_dot_that_is_nowhere_has_no_word() -> None:
    assert place_words(np.array([[np.nan, 5.0]]), ["lost"], [0], CANVAS) == ()
