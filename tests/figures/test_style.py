"""Colours: contrast by the WCAG formula, lightness by CIELAB, and what remains for the colour-blind."""

import re
import tomllib
from itertools import combinations

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.figures import style
from rnnviz.figures.style import GATE, SIGNED, THEMES, Theme, palette
from tests.house.source import TOP

THEME = tomllib.loads((TOP / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
TEXT, LARGE = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11.

# Linear sRGB as a dichromat sees it: Machado, Oliveira & Fernandes (2009), "A Physiologically-based
# Model for Simulation of Color Vision Deficiency", table of severity 1.0.
DICHROMATS = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(  # IEC 61966-2-1, white point D65.
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
JUST_SEEN = 2.3  # CIE 1976 colour difference that one in two people notices.

each_theme = pytest.mark.parametrize("theme", THEMES)
each_eye = pytest.mark.parametrize("eye", ["trichromat", *DICHROMATS])


def linear(colour: str) -> FloatArray:
    """Linear red, green and blue of "#rrggbb"."""
    encoded = np.frombuffer(bytes.fromhex(colour.removeprefix("#")), np.uint8) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """(L1 + 0.05) / (L2 + 0.05), L being relative luminance; WCAG 2.2."""
    dark, light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, eye: str = "trichromat") -> FloatArray:
    """CIELAB of a colour as this eye sees it."""
    seen = linear(colour)
    if eye != "trichromat":
        seen = np.clip(np.array(DICHROMATS[eye]) @ seen, 0, 1)
    relative = TO_XYZ @ seen / TO_XYZ.sum(axis=1)
    root = np.where(relative > (6 / 29) ** 3, np.cbrt(relative), relative / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def difference(one: str, other: str, eye: str = "trichromat") -> float:
    """CIE 1976 colour difference."""
    return float(np.linalg.norm(lab(one, eye) - lab(other, eye)))


def hue(colour: str) -> float:
    """Hue angle in degrees."""
    _, a, b = lab(colour)
    return float(np.degrees(np.arctan2(b, a)))


def test_the_formulas_give_the_textbooks_numbers() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#767676") == pytest.approx(4.54, abs=0.01)  # WebAIM's example of just enough.
    np.testing.assert_allclose(lab("#FF0000"), [53.2, 80.1, 67.2], atol=0.1)
    np.testing.assert_allclose(lab("#FFFFFF"), [100, 0, 0], atol=0.02)
    for matrix in DICHROMATS.values():  # Greys stay grey.
        np.testing.assert_allclose(np.sum(matrix, axis=1), 1, atol=1e-5)


@each_theme
@pytest.mark.parametrize("name", ["POSITIVE", "NEGATIVE", "MUTED"])
def test_text_in_a_colour_can_be_read(theme: Theme, name: str) -> None:
    assert contrast(getattr(style, name)[theme], THEME[theme]["backgroundColor"]) >= TEXT


@each_theme
@pytest.mark.parametrize("name", ["POSITIVE", "NEGATIVE"])
def test_a_verdict_can_be_read_on_the_raised_background_too(theme: Theme, name: str) -> None:
    assert contrast(getattr(style, name)[theme], THEME[theme]["secondaryBackgroundColor"]) >= LARGE


@each_theme
@pytest.mark.parametrize("name", ["textColor", "linkColor", "primaryColor"])
@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
def test_the_themes_own_text_can_be_read(theme: Theme, name: str, ground: str) -> None:
    assert contrast(THEME[theme][name], THEME[theme][ground]) >= TEXT


@each_theme
def test_the_edge_of_a_widget_can_be_seen(theme: Theme) -> None:
    assert contrast(THEME[theme]["borderColor"], THEME[theme]["backgroundColor"]) >= LARGE


@each_theme
def test_the_ends_of_a_scale_stand_out_from_the_page(theme: Theme) -> None:
    for end in (SIGNED[theme][0], SIGNED[theme][-1], GATE[theme][-1]):
        assert contrast(end, THEME[theme]["backgroundColor"]) >= LARGE


@each_theme
def test_both_arms_of_the_signed_scale_are_equally_light(theme: Theme) -> None:
    lightness = np.array([lab(stop)[0] for stop in SIGNED[theme]])
    assert len(lightness) % 2 == 1
    np.testing.assert_allclose(lightness, lightness[::-1], atol=8)


@each_theme
def test_lightness_alone_tells_how_far_a_value_is_from_nothing(theme: Theme) -> None:
    middle = len(SIGNED[theme]) // 2
    for arm in (SIGNED[theme][middle::-1], SIGNED[theme][middle:], GATE[theme]):
        steps = np.diff([lab(stop)[0] for stop in arm])
        assert np.all(np.sign(steps) == np.sign(steps[0]))
        assert np.all(np.abs(steps) > 2 * JUST_SEEN)


@each_theme
def test_nothing_is_neutral_and_means_the_same_on_both_scales(theme: Theme) -> None:
    zero = SIGNED[theme][len(SIGNED[theme]) // 2]
    assert zero == GATE[theme][0]
    chroma = [float(np.hypot(*lab(stop)[1:])) for stop in SIGNED[theme]]
    assert min(chroma) == chroma[len(chroma) // 2] < max(chroma) / 8
    assert difference(zero, THEME[theme]["backgroundColor"]) < difference(zero, SIGNED[theme][0])


@each_theme
@each_eye
def test_no_eye_takes_one_stop_of_a_scale_for_another(theme: Theme, eye: str) -> None:
    for scale in (SIGNED[theme], GATE[theme]):
        assert all(difference(*pair, eye) > 3 * JUST_SEEN for pair in combinations(scale, 2))


@each_theme
@each_eye
def test_every_eye_tells_both_ends_and_both_verdicts_apart(theme: Theme, eye: str) -> None:
    ends = SIGNED[theme][0], SIGNED[theme][-1]
    verdicts = style.NEGATIVE[theme], style.POSITIVE[theme]
    for one, other in (ends, verdicts):
        assert difference(one, other, eye) > 10 * JUST_SEEN


@each_theme
@each_eye
def test_what_is_not_a_number_is_not_taken_for_zero(theme: Theme, eye: str) -> None:
    zero = SIGNED[theme][len(SIGNED[theme]) // 2]
    assert difference(style.NOT_A_NUMBER[theme], zero, eye) > 8 * JUST_SEEN


@each_theme
def test_positive_and_negative_have_the_colours_of_their_ends(theme: Theme) -> None:
    # The ends themselves are too near to black or white to have a hue: the stops beside them show it.
    assert abs(hue(style.POSITIVE[theme]) - hue(SIGNED[theme][-2])) < 20
    assert abs(hue(style.NEGATIVE[theme]) - hue(SIGNED[theme][1])) < 20


def test_both_themes_have_the_same_colours_by_name() -> None:
    light, dark = palette()["light"], palette()["dark"]
    assert list(palette()) == list(THEMES)
    assert light.keys() == dark.keys()
    for name, colours in light.items():
        pair = [np.atleast_1d(np.array(each)) for each in (colours, dark[name])]
        assert pair[0].shape == pair[1].shape
        for colour in np.concatenate(pair):
            assert re.fullmatch("#[0-9A-F]{6}", str(colour))


def test_a_shade_passes_through_every_stop_and_ends_at_the_ends() -> None:
    for stops in (SIGNED, GATE):
        count = len(stops["light"])
        for n in range(count):
            colours: dict[str, str] = {theme: stops[theme][n] for theme in THEMES}
            assert style.shade(stops, n / (count - 1)) == style.themed(colours)
        assert (
            style.shade(stops, -7) == style.shade(stops, 0) != style.shade(stops, 1) == style.shade(stops, 7)
        )
    halfway = {"light": "#808080", "dark": "#405060"}
    stops = {"light": ("#000000", "#FFFFFF"), "dark": ("#305070", "#505050")}
    assert style.shade(stops, 0.5) == f"light-dark({halfway['light']}, {halfway['dark']})"


@each_theme
def test_runs_stand_out_from_the_page(theme: Theme) -> None:
    for colour in style.RUNS[theme]:
        assert contrast(colour, THEME[theme]["backgroundColor"]) >= LARGE


@each_theme
@each_eye
def test_every_eye_tells_any_two_runs_apart(theme: Theme, eye: str) -> None:
    assert all(difference(*pair, eye) > 10 * JUST_SEEN for pair in combinations(style.RUNS[theme], 2))


@each_theme
def test_the_pages_own_colours_are_those_of_its_theme(theme: Theme) -> None:
    assert style.PAGE[theme] == THEME[theme]["backgroundColor"]
    assert style.TEXT[theme] == THEME[theme]["textColor"]


@pytest.mark.parametrize("stops", [SIGNED, GATE])
def test_numbers_can_be_read_on_every_shade(stops: dict[str, tuple[str, ...]]) -> None:
    for share in np.linspace(0, 1, 101).tolist():
        grounds, inks = (
            re.findall("#[0-9A-F]{6}", css) for css in (style.shade(stops, share), style.ink(stops, share))
        )
        assert all(contrast(*pair) >= TEXT for pair in zip(inks, grounds, strict=True))
