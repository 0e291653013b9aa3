"""The Explore page on other screens, in other colours, at other sizes, and with long texts."""

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnviz.figures.style import POSITIVE, Theme
from tests.browser.conftest import OpenPage
from tests.browser.explore import (
    Choice,
    Seen,
    assert_colours,
    box,
    choose_in_view,
    chosen_link,
    eventually,
    instrument,
    pixels,
    snapshot,
    type_whole,
    view,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

TEXT = "The film was not zzqxj goood"
CONTRASTS = """(root) => {
    const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const luminance = (colour) => channels(colour).slice(0, 3).map((value) => value / 255)
        .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, n) => sum + value * [0.2126, 0.7152, 0.0722][n], 0);
    const plain = (colour) => {
        const context = document.createElement('canvas').getContext('2d');
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        return `rgb(${[...context.getImageData(0, 0, 1, 1).data].slice(0, 3).join()})`;
    };
    const behind = (node) => {
        const colour = getComputedStyle(node).backgroundColor;
        return channels(colour)[3] === 0 ? behind(node.parentElement) : plain(colour);
    };
    const hasText = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    const nodes = [...root.querySelectorAll('*')].filter((node) => hasText(node) && node.checkVisibility());
    return nodes.map((node) => {
        const { color, fontSize, fontWeight } = getComputedStyle(node);
        const [low, high] = [luminance(plain(color)), luminance(behind(node))].sort((a, b) => a - b);
        const large = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
        const name = node.className + ': ' + node.textContent.slice(0, 40);
        return [name, (high + 0.05) / (low + 0.05), large ? 3 : 4.5];
    });
}"""
# Notes where each number of the verdict stands in the picture as painted last: its edges and its text.
LISTEN = """() => {
    window.labels = [];
    const { prototype } = CanvasRenderingContext2D;
    const { fillText: write, clearRect: clear } = prototype;
    prototype.clearRect = function (...edges) {
        if (this.canvas.className === 'picture') labels.length = 0;
        return clear.apply(this, edges);
    };
    prototype.fillText = function (text, x, y, ...rest) {
        if (this.canvas.className === 'picture' && this.textAlign === 'center' && /\\d/.test(text)
            && !text.startsWith('h')) {
            const box = this.measureText(text);
            const [above, below] = [box.actualBoundingBoxAscent, box.actualBoundingBoxDescent];
            labels.push([x - box.width / 2, x + box.width / 2, y - above, y + below, text]);
        }
        return write.call(this, text, x, y, ...rest);
    };
}"""


def test_every_text_of_the_instrument_can_be_read(open_page: OpenPage) -> None:
    page = open_page(chosen_link(Seen("lstm", TEXT), Choice(3, 5)))
    instrument(page).locator(".twin summary").click()
    instrument(page).get_by_role("button", name="Embedding: show").click()
    schemes: tuple[Theme, ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        eventually(page, partial(assert_themed, page, scheme))
        eventually(page, partial(assert_readable, page))  # The page fades from one theme to the other.


def assert_readable(page: "Page") -> None:
    """Every text stands out from its ground as much as it needs to."""
    texts = instrument(page).evaluate(CONTRASTS)
    assert not {text: round(contrast, 2) for text, contrast, needed in texts if contrast < needed}


def assert_themed(page: "Page", scheme: Theme) -> None:
    """The instrument has taken over the colours of a theme."""
    style = "root => getComputedStyle(root).getPropertyValue('--positive').trim()"
    assert instrument(page).evaluate(style) == POSITIVE[scheme]


def test_on_a_narrow_screen_nothing_scrolls_sideways_and_the_panel_unfolds_at_the_bottom(
    open_page: OpenPage,
) -> None:
    page = open_page("/", view(390, 844))
    too_wide = """() => ['stMain', 'stApp'].map((name) => document.querySelector(`[data-testid=${name}]`))
        .concat(document.scrollingElement).some((part) => part.scrollWidth > part.clientWidth)"""
    for text in ("g" + "o" * 300 + "d", "z" * 300, "good " * 401, "The film was not good at all"):
        type_whole(page, text)
        if len(text) < 100:
            eventually(page, partial(assert_colours, page, Seen("lstm", text), "light"))
        assert not page.evaluate(too_wide), text[:10]
    rest, panel = instrument(page).locator(".rest"), instrument(page).locator(".inspector")

    def stands_in_the_window() -> None:
        place = panel.bounding_box()
        assert place and place["x"] >= 0 and place["x"] + place["width"] <= 390
        assert place["y"] >= 0 and place["y"] + place["height"] <= 844

    eventually(page, stands_in_the_window)
    assert not rest.is_visible()
    instrument(page).get_by_role("button", name="Show what happened inside").click()
    assert rest.is_visible()
    assert not page.evaluate(too_wide)
    eventually(page, stands_in_the_window)
    instrument(page).get_by_role("button", name="Hide what happened inside").click()
    assert not rest.is_visible()


def test_the_presenters_size_is_larger_in_everything_and_a_sharp_screen_gets_a_sharp_picture(
    open_page: OpenPage,
) -> None:
    measure = """(root) => ['.picture', '.track canvas', '.inspector h2', '.label']
        .map((part) => root.querySelector(part))
        .map((part) => [part.offsetHeight, parseFloat(getComputedStyle(part).fontSize)])"""
    page = open_page("/")
    normal = np.array(instrument(page).evaluate(measure))
    choose_in_view(page, "Presenter")
    page.locator('.instrument[data-size="presenter"]').wait_for(state="attached")
    large = np.array(instrument(page).evaluate(measure))
    assert np.all(large[:, 0] > 1.2 * normal[:, 0])
    assert np.all(large[1:, 1] > 1.2 * normal[1:, 1])
    size = "canvas => [canvas.width / canvas.offsetWidth, canvas.height / canvas.offsetHeight]"
    picture = instrument(page).locator(".picture")
    np.testing.assert_allclose(picture.evaluate(size), 1, atol=0.01)
    screen = {"width": 1440, "height": 900, "deviceScaleFactor": 2, "mobile": False}
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setDeviceMetricsOverride", screen)
    page.reload()
    eventually(page, lambda: np.testing.assert_allclose(picture.evaluate(size), 2, atol=0.01))
    session.send("Emulation.clearDeviceMetricsOverride")
    session.detach()


def test_the_numbers_of_the_verdict_are_never_written_over_each_other(open_page: OpenPage) -> None:
    page = open_page("/?text=so+good")
    page.evaluate(LISTEN)
    for size in ("Normal", "Presenter"):
        choose_in_view(page, size)
        page.locator(f'.instrument[data-size="{size.lower()}"]').wait_for(state="attached")
        # From a few wide columns over the narrowest that have each a number to those that take turns.
        for words in (6, 18, 20, 22, 25, 33, 34, 60):
            for few in ("wonderful superb", "wonderful awful"):
                text = " ".join((few.split() * words)[:words])
                type_whole(page, text)
                eventually(page, partial(assert_apart, page, (size, words, few)))


def assert_apart(page: "Page", where: tuple[str, int, str]) -> None:
    """The text is read, and no two of its numbers share a point; in wide columns each word has one."""
    _, words, few = where
    assert snapshot(page)["places"][0] == f"word {words} of {words}"
    assert snapshot(page)["headings"][0] == few.split()[(words - 1) % 2]
    labels = page.evaluate("() => labels")
    assert labels and (words > 20 or len(labels) == words + 1)
    for n, (left, right, top, bottom, text) in enumerate(labels):
        for other in labels[:n]:
            across = min(right, other[1]) - max(left, other[0])
            down = min(bottom, other[3]) - max(top, other[2])
            assert across <= 0 or down <= 0, (where, text, other[4])


def test_a_long_text_scrolls_to_its_last_word(open_page: OpenPage) -> None:
    page = open_page("/", view(reduced_motion=True))
    text = "good film " * 200 + "but bad"
    box(page).fill(text)
    (note,) = (page.get_by_test_id("stText").filter(has_text="words"),)
    note.wait_for()
    assert note.inner_text() == "The text has 402 words; the first 400 are read."
    assert box(page).input_value() == text
    seen = Seen("lstm", "good film " * 200)
    eventually(page, lambda: assert_colours(page, seen, "light"))
    edges = instrument(page).locator(".scroller").bounding_box()
    assert edges
    eventually(page, lambda: in_sight(page, edges))
    instrument(page).locator(".scroller").press("Home")
    eventually(page, lambda: in_sight(page, edges))
    assert snapshot(page)["places"][0].startswith("word 1 of 400")
    moving = "(root) => root.getAnimations({ subtree: true }).length"
    assert instrument(page).evaluate(moving) == 0
    assert instrument(page).locator(".scroller").evaluate("(one) => one.scrollLeft") < 60
    assert next(iter(pixels(page).values())).shape[1] == 400


def in_sight(page: "Page", edges: Any) -> None:
    """The chosen word stands within the scroller."""
    ((x, _, width, _),) = snapshot(page)["columns"]
    assert edges["x"] - 1 <= x and x + width <= edges["x"] + edges["width"] + 1
