"""The figure of activations, read back from its HTML."""

import math
import re
from collections.abc import Callable

import numpy as np
import pytest

from rnnviz.analysis.squash import COMPARED, Squashed, SquashSpec, compare, squash
from rnnviz.arrays import FloatArray
from rnnviz.figures.activations import activation_figure, sentence, states_table, written
from rnnviz.figures.style import SIGNED, THEMES
from tests.figures.markup import Element, Markup

TITLE = re.compile(r"step (\d+), unit (\d+): h = (.+)")
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "tanh": math.tanh,
    "sigmoid": lambda a: 1 / (1 + math.exp(-a)),
    "relu": lambda a: max(a, 0.0),
    "linear": lambda a: a,
}
LIMITS = {"tanh": 1, "sigmoid": 1, "relu": 2, "linear": 2}


def drawn(result: Squashed) -> Markup:
    """The column of one activation, read back."""
    return Markup(activation_figure([result]))


def states_shown(page: Markup) -> list[Element]:
    """The squares of the states, row by row."""
    return [one for one in page.of_tag("i") if TITLE.fullmatch(one.attributes.get("title", ""))]


def colours(html: str) -> dict[str, dict[str, FloatArray]]:
    """What each class of colour is in each theme: red, green, blue."""
    rules = re.findall(r"\.(c\d+)\{background-color:light-dark\((#\w{6}), (#\w{6})\)\}", html)
    return {
        name: {theme: rgb(colour) for theme, colour in zip(("light", "dark"), pair, strict=True)}
        for name, *pair in rules
    }


def rgb(colour: str) -> FloatArray:
    """Red, green and blue, 0 to 255."""
    return np.array(list(bytes.fromhex(colour[1:])), float)


def percent(element: Element, name: str) -> float:
    """A place in the frame."""
    return float(element.style[name].removesuffix("%"))


def outline(element: Element) -> FloatArray:
    """The corners of a clipped element, in percent; (corners, 2)."""
    inside = element.style["clip-path"].removeprefix("polygon(").removesuffix(")")
    return np.array([[float(x.strip("%")) for x in corner.split()] for corner in inside.split(",")])


@pytest.mark.parametrize("name", COMPARED)
@pytest.mark.parametrize("scale", [0.5, 1.5])
def test_every_state_has_its_square_with_its_value_and_the_colour_of_its_place(
    name: str, scale: float
) -> None:
    result = squash(SquashSpec(2, scale, 13), name)
    page, shades = drawn(result), colours(activation_figure([result]))
    squares = states_shown(page)
    timesteps, units = result.states.shape
    assert len(squares) == timesteps * units
    for n, square in enumerate(squares):
        unit, t = divmod(n, timesteps)
        h = float(result.states[t, unit])
        assert square.attributes["title"] == f"step {t + 1}, unit {unit}: h = {written(h)}"
        (shade,) = square.classes
        for theme in THEMES:
            stops = np.array([rgb(stop) for stop in SIGNED[theme]])
            share = np.clip((h / LIMITS[name] + 1) / 2, 0, 1)
            expected = [np.interp(share, np.linspace(0, 1, 9), channel) for channel in stops.T]
            # 64 steps of the scale, so at most half a step of one ninth's slope.
            steepest = np.abs(np.diff(stops, axis=0)).max() * 8
            np.testing.assert_allclose(shades[shade][theme], expected, atol=steepest / 128 + 1)


@pytest.mark.parametrize("name", COMPARED)
def test_dots_stand_on_the_curve_and_count_every_pre_activation(name: str) -> None:
    result = squash(SquashSpec(4, 1.5, 30), name)
    page = drawn(result)
    counted = 0
    for dot in page.of_class("dot"):
        count, total, near = re.fullmatch(  # type: ignore[union-attr]
            r"(\d+) of (\d+) pre-activations near (-?\d\.\d)", dot.attributes["title"]
        ).groups()
        a = 8 * percent(dot, "left") / 100 - 4
        assert float(near) == pytest.approx(a, abs=0.06)
        assert 4 - 8 * percent(dot, "top") / 100 == pytest.approx(FUNCTIONS[name](a), abs=0.02)
        middle = round(a, 1)  # A place is written with one digit of a percent.
        inside = (result.pre_activations >= middle - 0.1) & (result.pre_activations < middle + 0.1)
        assert int(count) == pytest.approx(inside.sum(), abs=1)  # One may lie on the edge, as rounded.
        assert int(total) == result.pre_activations.size
        counted += int(count)
    beyond = [int(re.sub(r"\D", "", text.text)) for text in page.of_class("beyond")]
    outside = [(result.pre_activations < -4).sum(), (result.pre_activations > 4).sum()]
    assert beyond == [count for count in outside if count]
    assert counted + sum(beyond) == result.pre_activations.size


@pytest.mark.parametrize("name", COMPARED)
def test_the_line_is_drawn_along_the_function(name: str) -> None:
    curve, slope = (outline(one) for one in drawn(squash(SquashSpec(), name)).of_class("curve"))
    half = len(curve) // 2
    middle = (curve[:half] + curve[: half - 1 : -1]) / 2  # Between both sides.
    for left, top in middle:
        assert 4 - top / 12.5 == pytest.approx(FUNCTIONS[name](left / 12.5 - 4), abs=0.01)
    for left, top in slope[1:-1]:
        a, step = left / 12.5 - 4, 1e-5
        if name == "relu" and abs(a) < 0.06:
            continue  # The corner.
        central = (FUNCTIONS[name](a + step) - FUNCTIONS[name](a - step)) / (2 * step)
        assert 1 - top / 100 == pytest.approx(central, abs=0.02)


@pytest.mark.parametrize(
    ("name", "zones"),
    [
        ("tanh", [(-4, -math.atanh(0.9**0.5)), (math.atanh(0.9**0.5), 4)]),
        ("sigmoid", [(-4, -math.log(4 + 15**0.5)), (math.log(4 + 15**0.5), 4)]),
        ("relu", [(-4, 0)]),
        ("linear", []),
    ],
)
def test_shade_lies_where_the_slope_is_below_a_tenth(name: str, zones: list[tuple[float, float]]) -> None:
    flat = drawn(squash(SquashSpec(), name)).of_class("flat")
    assert len(flat) == 2 * len(zones)  # On the curve, and on the slope.
    for zone, (start, end) in zip(flat, zones * 2, strict=True):
        left = 8 * percent(zone, "left") / 100 - 4
        assert left == pytest.approx(start, abs=0.02)
        assert left + 8 * percent(zone, "width") / 100 == pytest.approx(end, abs=0.02)


def test_what_is_infinite_or_no_number_is_hatched_and_named() -> None:
    result = squash(SquashSpec(0, 3.0, 100), "linear")
    squares = states_shown(drawn(result))
    flat = result.states.T.ravel()
    for h, square in zip(flat, squares, strict=True):
        assert ("nan" in square.classes) == bool(np.isnan(h))
        assert ("inf" in square.classes) == bool(np.isinf(h))
    assert {"c0", "inf"} in [one.classes for one in squares] or {"c64", "inf"} in [
        one.classes for one in squares
    ]
    assert "hatched: ∞" in activation_figure([result])
    assert "hatched: ∞" not in activation_figure([squash(SquashSpec(), "linear")])
    assert sentence(result).endswith(f"At step {result.largest_at} it overflows what a float32 can hold.")


def made(name: str, states: list[list[float]], slopes: list[list[float]]) -> Squashed:
    """A result of numbers written by hand."""
    return Squashed(name, np.array(states), np.array(states), np.array(slopes))


def test_the_sentence_says_what_was_measured() -> None:
    quiet = made("tanh", [[0.5, -0.75]], [[0.05, 0.5]])
    assert sentence(quiet) == "50 % of the states sit where the slope is below 0.1. Largest |h|: 0.750."
    close = made("tanh", [[0.9999]], [[0.0]])
    assert sentence(close).endswith(
        "Dead: 1 of 1 units, with slope 0 at every step. Largest |h|: just below 1."
    )
    grown = made("relu", [[1.0, 0.0], [41.0, 0.0]], [[1, 0], [1, 0]])
    assert sentence(grown) == (
        "50 % of the states sit where the slope is 0. Dead: 1 of 2 units, with slope 0 at every step. "
        "|h| passes 10 at step 2. Largest: 41.0 after 2 steps."
    )
    assert sentence(made("linear", [[2.0]], [[1.0]])) == "The slope is 1 everywhere. Largest |h|: 2.00."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.000"),
        (-0.5, "−0.500"),
        (9.876, "9.88"),
        (99.96, "100"),
        (-1327.4, "−1,327"),
        (-7.15e17, "−7.2 × 10¹⁷"),
        (1e5, "1.0 × 10⁵"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
    ],
)
def test_numbers_as_written(value: float, text: str) -> None:
    assert written(value) == text


def test_the_table_holds_the_same_states() -> None:
    results = compare(SquashSpec(1, 2.0, 40))
    page = Markup(states_table(results))
    rows = page.of_tag("tr")[2:]
    cells = [one.text for one in page.of_tag("td")]
    expected = [written(float(h)) for t in range(40) for result in results for h in result.states[t]]
    assert len(rows) == 40 and cells == expected
    groups = [one.text for one in page.of_tag("th") if one.attributes.get("scope") == "colgroup"]
    assert groups == list(COMPARED)


@pytest.mark.parametrize("chosen", [*COMPARED, ""])
def test_the_chosen_activation_is_marked_and_no_other(chosen: str) -> None:
    sections = Markup(activation_figure(compare(SquashSpec()), chosen)).of_tag("section")
    marked = [each.attributes["aria-label"] for each in sections if "aria-current" in each.attributes]
    assert marked == ([chosen] if chosen else [])
    assert [each.attributes["aria-label"] for each in sections if "chosen above" in each.text] == marked
