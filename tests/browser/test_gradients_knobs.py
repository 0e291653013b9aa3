"""The knobs of the Gradients page in a real browser: turned, pressed, read from the picture, linked to."""

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnviz.analysis.laboratory import KINDS, Knobs
from rnnviz.analysis.laboratory_measure import measure
from rnnviz.analysis.laboratory_words import explanation, headline
from rnnviz.figures.style import RUNS
from tests.browser.conftest import OpenPage
from tests.browser.explore import address, eventually, instrument, say_in_the_address, view

if TYPE_CHECKING:
    from playwright.sync_api import Page

KNOBS = "/gradients?look=The+knobs"
# Where a solid line of one colour is met in a column of the picture, in CSS pixels; its height in all.
LINE = """(canvas, [share, colour]) => {
    const { width, height } = canvas;
    const ratio = window.devicePixelRatio;
    const x = Math.round(share * width);
    const { data } = canvas.getContext('2d').getImageData(x, 0, 1, height);
    const is = (y) => colour.every((part, n) => Math.abs(data[4 * y + n] - part) < 40);
    const met = [...Array(height).keys()].filter(is);
    return [met.reduce((sum, y) => sum + y, 0) / met.length / ratio, width / ratio, height / ratio];
}"""
LEFT, RIGHT, FONT = 112, 49, 12  # The margins of the picture and its small letters, as it is laid out.
PULL = """(range, value) => {
    range.dispatchEvent(new PointerEvent('pointerdown'));
    for (let n = 1; n <= 5; n++) {
        range.value = String(Number(range.value) + (value - Number(range.value)) * n / 5);
        range.dispatchEvent(new Event('input'));
    }
}"""


@cache
def said(knobs: Knobs) -> list[str]:
    """What should be said of the SimpleRNN's experiment, all seeds drawn."""
    measured = [measure(kind, knobs.of(kind)) for kind in KINDS]
    return [headline(measured), explanation(measured[0])]


def assert_said(page: "Page", texts: list[str]) -> None:
    shown = [instrument(page).locator(f".{name}").text_content() for name in ("headline", "explanation")]
    assert shown == texts


def height_of(page: "Page", t: float, colour: str) -> tuple[float, float]:
    """Where the line of a colour stands at t of 100, and the height of the picture."""
    canvas = page.locator(".picture")
    _, width, _ = canvas.evaluate(LINE, [0.5, [0, 0, 0]])
    share = (LEFT + (width - LEFT - RIGHT) * t / 100) / width
    y, _, height = canvas.evaluate(LINE, [share, list(bytes.fromhex(colour[1:]))])
    return y, height


def test_a_preset_is_pressed_a_knob_is_dragged_and_every_number_is_computed(open_page: OpenPage) -> None:
    page = open_page(KNOBS)
    assert "knobs" not in address(page)
    page.get_by_role("button", name="1.1¹⁰⁰").click()
    law = Knobs(radius=1.1, activation="linear")
    eventually(page, lambda: assert_said(page, said(law)))
    assert "SimpleRNN 13,781," in said(law)[0]
    eventually(page, lambda: say_in_the_address(page, {"knobs": "radius-1.1~activation-linear"}))

    radius = page.get_by_role("slider", name="Spectral radius")
    radius.evaluate(PULL, 0.9)
    small = Knobs(radius=0.9, activation="linear")
    draft = [measure(kind, small.of(kind), seeds=1, points=13) for kind in KINDS]
    of_draft = [headline(draft), explanation(draft[0])]
    eventually(page, lambda: assert_said(page, of_draft))
    say_in_the_address(page, {"knobs": "radius-1.1~activation-linear"})  # Not while the hand is on it.
    radius.dispatch_event("pointerup")
    eventually(page, lambda: assert_said(page, said(small)))
    eventually(page, lambda: say_in_the_address(page, {"knobs": "radius-0.9~activation-linear"}))
    assert page.get_by_role("spinbutton", name="Spectral radius").input_value() == "0.9"

    for t in (25, 45, 70):  # Between the marks on the line; the axis reaches from 10^-10 to 10^0.5.
        y, height = height_of(page, t, RUNS["light"][0])
        top, bottom = 1.9 * FONT, height - 2.7 * FONT
        expected = top + (0.5 - (100 - t) * np.log10(0.9)) / 10.5 * (bottom - top)
        assert abs(y - expected) < 2

    page.get_by_role("application").first.press("Home")
    tip = page.locator(".tip").text_content() or ""
    assert tip.startswith("t = 0, 100 steps before the end") and "SimpleRNN: 2.7·10⁻⁵" in tip
    assert "law ρ¹⁰⁰: 2.7·10⁻⁵" in tip
    page.get_by_text("The same as a table").click()
    page.locator(".table tbody tr").first.wait_for()  # It is filled as it is opened, a moment later.
    cells = page.locator(".table table").first.locator("tbody tr").last.locator("td").all_text_contents()
    assert cells[:2] == ["100", "2.7·10⁻⁵"] and cells[2].startswith("2.7·10⁻⁵ (2.7·10⁻⁵ to")


def test_a_link_to_the_end_of_float32_opens_on_a_phone_in_the_dark(open_page: OpenPage) -> None:
    knobs = "timesteps-500~radius-1.2~activation-linear~strength-0~units-4~shown-state~x-1"
    page = open_page(f"{KNOBS}&knobs={knobs}", view(390, 844, "dark"))
    shown = Knobs(timesteps=500, units=4, radius=1.2, activation="linear", strength=0)
    eventually(page, lambda: assert_said(page, said(shown)))
    assert (
        page.get_by_role("alert").text_content()
        == "The address names a knob that the laboratory does not have."
    )
    overflow: Any = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    assert page.locator(".maptitle").text_content() == "Hidden state hₜ"
    page.get_by_role("button", name="GRU", exact=True).click()
    gru = measure("gru", shown.of("gru"))
    of_gru = [said(shown)[0], explanation(gru)]
    eventually(page, lambda: assert_said(page, of_gru))
    page.locator(".mapbox").press("Home")
    assert page.locator(".maptitle").text_content() == "Hidden state hₜ = 0.000 (t = 1, unit 0)"
    chosen = "timesteps-500~radius-1.2~activation-linear~strength-0~units-4~cell-gru~shown-state"
    eventually(page, lambda: say_in_the_address(page, {"knobs": chosen}))
