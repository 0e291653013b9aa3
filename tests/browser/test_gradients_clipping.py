"""The cliff in a real browser: stepped through, played, started elsewhere; and the cures on a phone."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from rnnviz.analysis.cliff import USUAL, CliffSpec, Descent, descend
from rnnviz.figures.cliff import step_said
from rnnviz.figures.style import RUNS
from tests.browser.conftest import OpenPage
from tests.browser.explore import eventually
from tests.browser.rig import View

if TYPE_CHECKING:
    from playwright.sync_api import Page

CLIFF = "/gradients?look=Clipping"
TOO_WIDE = """() => ['stMain', 'stApp'].map((name) => document.querySelector(`[data-testid=${name}]`))
    .concat(document.scrollingElement).some((part) => part.scrollWidth > part.clientWidth)"""
# The mean place, in CSS pixels, of its pixels of one colour; none where there is no such pixel.
PLACE_OF = """(canvas, colour) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    let [count, x, y] = [0, 0, 0];
    for (let n = 0; n < data.length; n += 4) {
        if (colour.some((part, k) => Math.abs(data[n + k] - part) > 2)) continue;
        count += 1; x += (n / 4) % width; y += Math.floor(n / 4 / width);
    }
    const scale = canvas.clientWidth / canvas.width;
    return count ? [x / count * scale, y / count * scale] : null;
}"""

KEY_THEN_PRESS = """(picture, [place, later]) => new Promise((done) => {
    const box = picture.getBoundingClientRect();
    const [clientX, clientY] = [box.left + place[0], box.top + place[1]];
    picture.closest('.board').dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true }));
    const press = new MouseEvent('click', { bubbles: true, clientX, clientY });
    setTimeout(() => done(picture.dispatchEvent(press)), later);
})"""


def until(page: "Page", holds: Callable[[], bool]) -> None:
    """Wait for something to hold."""

    def check() -> None:
        assert holds()

    eventually(page, check)


def shown(page: "Page") -> list[str]:
    """What stands beside the map of the three descents."""
    return page.locator(".card .what").all_inner_texts()


def said(spec: CliffSpec, descents: tuple[Descent, ...], step: int) -> list[str]:
    """What should stand there."""
    return [step_said(spec, each, step) for each in descents]


def step_in_address(page: "Page") -> str:
    """The step that a link to this page would show."""
    return parse_qs(urlsplit(page.url).query).get("cliff_step", [""])[0]


def test_every_step_can_be_looked_at_and_any_place_be_the_start(open_page: OpenPage) -> None:
    spec = USUAL["tanh"]
    descents = descend(spec, 40)
    page = open_page(CLIFF)
    until(page, lambda: shown(page) == said(spec, descents, 6))  # Where the unclipped one is thrown away.
    page.get_by_role("button", name="One step on").click()
    assert shown(page) == said(spec, descents, 7)
    board = page.get_by_role("application")
    board.press("End")
    assert shown(page) == said(spec, descents, 40)
    until(page, lambda: step_in_address(page) == "40")
    board.press("Home")
    board.press(" ")
    until(page, lambda: shown(page) == said(spec, descents, 2))  # It plays.
    page.get_by_role("button", name=re.compile("Pause")).click()
    page.locator(".scrub").fill("13")
    assert shown(page) == said(spec, descents, 13)
    assert f"turned by {descents[2].turned[12]:.0f}°" in shown(page)[2]
    page.get_by_text("The same as a table").click()
    rows = page.locator(".twin tr.chosen")
    until(page, lambda: [row[:2] for row in rows.all_inner_texts()] == ["13"] * 3)
    board.press("Home")
    the_start_is_where_it_should_be_and_where_one_presses(page)


def the_start_is_where_it_should_be_and_where_one_presses(page: "Page") -> None:
    """The rest of the test above: one page is enough for both."""
    picture = page.locator(".board .picture")
    colour = [int(RUNS["light"][0][n : n + 2], 16) for n in (1, 3, 5)]
    before = picture.evaluate(PLACE_OF, colour)
    box = picture.bounding_box()
    assert box is not None and before is not None
    wide, tall = box["width"] - 56, box["height"] - 48  # Without the margins of the axes.
    window = USUAL["tanh"].window
    w = window.w[0] + (before[0] - 46) / wide * (window.w[1] - window.w[0])
    b = window.b[1] - (before[1] - 10) / tall * (window.b[1] - window.b[0])
    # Its path to come is as thin and nearer to the wall, and moves the mean a little.
    assert abs(w - 1.5) < 0.1 and abs(b + 0.4) < 0.1
    picture.click(position={"x": 46 + wide / 2, "y": 10 + tall / 4})
    page.get_by_role("button", name="Settings").click()
    until(page, lambda: page.get_by_label("Start, w").input_value() == "1.30")
    until(page, lambda: page.get_by_label("Start, b").input_value() == "0.10")
    spec = CliffSpec(start=(1.3, 0.1))
    until(page, lambda: shown(page) == said(spec, descend(spec, 40), 0))
    until(page, lambda: parse_qs(urlsplit(page.url).query).get("cliff_b") == ["0.1"])
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".narrow").wait_for()
    assert not page.evaluate(TOO_WIDE)


def test_the_cures_fit_a_phone_and_their_links_lead_to_the_same_settings(open_page: OpenPage) -> None:
    page = open_page("/gradients?look=Cures&cure=Gates", View(390, 844, "dark"))
    assert not page.evaluate(TOO_WIDE)
    page.get_by_role("link", name="Run it yourself: GRU").click()
    page.get_by_role("combobox", name="Learning rate").wait_for()
    assert parse_qs(urlsplit(page.url).query) == {
        "data": ["Generated sentences"], "kind": ["GRU"], "epochs": ["8"], "rate": ["0.003"], "seeds": ["3"],
    }  # fmt: skip
    assert page.get_by_role("radio", name="GRU").is_checked()


def test_a_press_soon_after_a_key_is_not_lost(open_page: OpenPage) -> None:
    """The step that the key chose is told 250 ms later, and took the place of the press."""
    page = open_page(CLIFF)
    page.get_by_role("button", name="Settings").click()
    picture = page.locator(".board .picture")
    box = picture.bounding_box()
    assert box is not None
    for share, later in ((0.4, 180), (0.5, 220), (0.6, 235), (0.7, 245)):
        start = page.get_by_label("Start, w")
        before = start.input_value()
        place = [46 + share * (box["width"] - 56), 10 + (box["height"] - 48) / 4]
        picture.evaluate(KEY_THEN_PRESS, [place, later])
        expect(start).not_to_have_value(before)
        page.get_by_role("application").press("End")
        until(page, lambda: step_in_address(page) == "40")
