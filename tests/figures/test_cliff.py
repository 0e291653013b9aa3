"""The cliff in words and in space, read back."""

from typing import Any

import numpy as np
import pytest

from rnnviz.analysis.cliff import USUAL, CliffSpec, Descent, descend, surface_of
from rnnviz.figures.cliff import (
    LOOKS,
    conclusion,
    headline,
    is_thrown,
    logarithm,
    number,
    step_said,
    surface_figure,
)
from rnnviz.figures.sheet import Sheet
from rnnviz.figures.style import RUNS, THEMES, Theme


def descents_of(spec: CliffSpec, steps: int = 40) -> tuple[Descent, ...]:
    """All three."""
    return descend(spec, steps)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (203.61, "204"),
        (1221.2, "1,221"),
        (-0.4, "−0.4"),
        (8.592, "8.59"),
        (2.5e-8, "2.5·10⁻⁸"),
        (6.1e233, "6.1·10²³³"),
        (float("inf"), "infinite"),
        (float("nan"), "no number"),
    ],
)
def test_numbers_are_short_and_what_is_none_is_a_word(value: float, text: str) -> None:
    assert number(value) == text


def test_the_step_over_the_cliff_is_said_with_its_numbers() -> None:
    spec = USUAL["tanh"]
    unclipped, _, by_value = descents_of(spec)
    length, (w, b) = unclipped.norms[5], unclipped.places[6]
    assert step_said(spec, unclipped, 6) == (
        f"From step 5 to 6: the gradient at step 5 was {length:.0f} long, the step {0.1 * length:.3g}. "
        f"It left the picture, to w = {w:.3g}, b = {b:.3g}. Loss now: 0.09."
    )
    assert "exactly 0" in step_said(spec, unclipped, 7) and "outside" in step_said(spec, unclipped, 7)
    assert f"turned by {by_value.turned[12]:.0f}°" in step_said(spec, by_value, 13)
    assert step_said(spec, by_value, 0).startswith("It starts at w = 1.5, b = −0.4")


def test_the_headline_names_who_is_thrown_away() -> None:
    spec = USUAL["tanh"]
    descents = descents_of(spec)
    assert [is_thrown(spec, each) for each in descents] == [True, False, False]
    assert headline(spec, descents) == (
        "The descent that is not clipped is thrown away, while clipped by norm or clipped by value it "
        "reaches the target."
    )
    lost = CliffSpec("relu", timesteps=500, learning_rate=10.0, start=(1.1, 0.1))
    assert headline(lost, descend(lost, 5)) == "All three descents are thrown away, clipped or not."
    calm = CliffSpec(threshold=100.0, learning_rate=0.01)
    assert headline(calm, descents_of(calm, 5)) == (
        "From this start no descent is thrown away, but none reaches the target in 5 steps."
    )
    slow = CliffSpec(start=(1.2, 0.2), threshold=0.01)
    assert headline(slow, descents_of(slow)) == (
        "From this start no descent is thrown away, but clipped by norm and clipped by value it has not "
        "reached the target after 40 steps: clipping to so little makes the way longer."
    )
    far = CliffSpec(start=(900.0, 0.0))
    assert headline(far, descents_of(far)).startswith("The start lies outside of the picture")


def test_the_conclusion_has_the_steepest_gradient_of_each() -> None:
    spec = USUAL["tanh"]
    descents = descents_of(spec)
    said = conclusion(spec, descents)
    for descent in descents:
        assert number(float(descent.norms.max())) in said
    assert "after step 17 the loss stays below 0.001" in said  # Clipped by norm.
    assert descents[1].losses[17] < 1e-3 <= descents[1].losses[16]


def test_infinite_and_missing_numbers_are_said() -> None:
    spec = CliffSpec("relu", timesteps=500, start=(50.0, 1.0))
    unclipped, by_norm, by_value = descents_of(spec, 3)
    assert "infinite" in step_said(spec, unclipped, 1) and "not finite" in step_said(spec, unclipped, 1)
    assert "no step can bring them back" in step_said(spec, unclipped, 2)
    assert "divided by that length it is NaN" in step_said(spec, by_norm, 1)
    assert "cut to 0.424" in step_said(spec, by_value, 1)
    assert "an infinite gradient, and there are no parameters any more" in conclusion(spec, [unclipped])


@pytest.mark.parametrize("theme", THEMES)
def test_in_space_the_thrown_path_ends_at_the_edge(theme: Theme) -> None:
    spec = USUAL["tanh"]
    descents, surface = descents_of(spec), surface_of(spec, 20, 15)
    drawn: tuple[Any, ...] = surface_figure(spec, surface, descents, 5, Sheet(theme)).data
    assert np.array_equal(drawn[0].z, surface.loss)
    for trace, descent in zip(drawn[1:], descents, strict=True):
        assert trace.name == LOOKS[descent.clip].title
        assert trace.line.color == RUNS[theme][LOOKS[descent.clip].colour]
    thrown = drawn[1]
    assert len(thrown.x) == 7 and thrown.y[-1] == pytest.approx(spec.window.b[1])
    (w, b), (to_w, to_b) = descents[0].places[5:7]
    assert (thrown.x[-1] - w) / (thrown.y[-1] - b) == pytest.approx((to_w - w) / (to_b - b))
    assert list(drawn[2].x) == list(descents[1].places[:, 0])
    assert len({trace.marker.symbol for trace in drawn[1:]}) == 3
    assert [np.argmax(trace.marker.size) for trace in drawn[1:]] == [5, 5, 5]
    later = surface_figure(spec, surface, descents, 9, Sheet(theme)).data[1:]
    assert [np.argmax(trace.marker.size) for trace in later] == [6, 9, 9]  # Where the thrown one left.


def test_the_logarithm_keeps_what_is_not_finite() -> None:
    found = logarithm(np.array([0.0, 1e-9, 0.1, 1e90, np.inf, np.nan]))
    assert found[:4].tolist() == [-6, -6, -1, 6]
    assert found[4] == np.inf and np.isnan(found[5])
