"""The Keras layer page in a real browser: its pictures to scale, in both themes, on a phone."""

import re
from functools import partial
from typing import TYPE_CHECKING

import pytest

from rnnviz.analysis.squash import SquashSpec, squash
from rnnviz.figures.style import SIGNED, THEMES, Theme, shade
from rnnviz.keras_layer import LayerSpec, formula, parts_of, summary_text
from tests.browser.conftest import OpenPage
from tests.browser.explore import eventually, go, view

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = "all => all.map(one => { const box = one.getBoundingClientRect(); return [box.width, box.height]; })"
TOO_WIDE = """() => ['stMain', 'stApp'].map((name) => document.querySelector(`[data-testid=${name}]`))
    .concat(document.scrollingElement).some((part) => part.scrollWidth > part.clientWidth)"""
# Notes every text of the picture as it is written: its edges and what it says.
LISTEN = """() => {
    window.written = [];
    const { prototype } = CanvasRenderingContext2D;
    const { fillText: write, clearRect: clear } = prototype;
    prototype.clearRect = function (...edges) { written.length = 0; return clear.apply(this, edges); };
    prototype.fillText = function (text, x, y, ...rest) {
        const box = this.measureText(text);
        const left = this.textAlign === 'center' ? x - box.width / 2 : x;
        const [above, below] = [box.actualBoundingBoxAscent, box.actualBoundingBoxDescent];
        written.push([text, left, left + box.width, y - above, y + below]);
        return write.call(this, text, x, y, ...rest);
    };
    dispatchEvent(new Event('resize'));
}"""
# Notes frame by frame how tall the picture is.
HEIGHTS = """(canvas) => {
    window.heights = new Set();
    const look = () => heights.add(canvas.clientHeight).size < 5 && requestAnimationFrame(look);
    look();
}"""
# The texts that stick out of the picture, or lie over another one.
IN_THE_WAY = """(canvas) => {
    const found = [];
    written.forEach(([text, left, right, top, bottom], n) => {
        const isInside = left > -1 && right < canvas.clientWidth + 1 && bottom < canvas.clientHeight;
        if (!isInside) found.push(`${text} sticks out`);
        for (const [other, from, to, high, low] of written.slice(0, n)) {
            const across = Math.min(right, to) - Math.max(left, from);
            const down = Math.min(bottom, low) - Math.max(top, high);
            if (across > 2 && down > 3) found.push(`${text} covers ${other}`);
        }
    });
    return found;
}"""


def shown_summary(page: "Page") -> str:
    """The summary as it stands on the page."""
    return page.get_by_test_id("stCode").last.inner_text().strip()


def test_each_control_changes_the_page_and_goes_into_the_address(open_page: OpenPage) -> None:
    page = open_page("/layer")
    assert shown_summary(page) == summary_text(LayerSpec()).strip()
    page.get_by_role("radio", name="LSTM").click()
    eventually(page, lambda: summary_is(page, LayerSpec("LSTM")))
    page.get_by_test_id("stCheckbox").filter(has_text="return_sequences").click()
    page.get_by_test_id("stCheckbox").filter(has_text="Bidirectional").click()
    spec = LayerSpec("LSTM", return_sequences=True, bidirectional=True)
    eventually(page, lambda: summary_is(page, spec))
    page.get_by_role("spinbutton", name="Units H").fill("64")
    page.get_by_role("spinbutton", name="Units H").press("Enter")
    spec = LayerSpec("LSTM", 4, 64, return_sequences=True, bidirectional=True)
    eventually(page, lambda: summary_is(page, spec))
    assert page.locator(".weights .sum").inner_text().startswith(formula(spec))
    for part in ("cell=LSTM", "sequences=true", "both=true", "units=64"):
        assert part in page.url
    assert page.get_by_text("Not possible").count() == 0
    page.reload()
    eventually(page, lambda: summary_is(page, spec))


def summary_is(page: "Page", spec: LayerSpec) -> None:
    """The summary is that of these settings."""
    assert shown_summary(page) == summary_text(spec).strip()


def test_an_address_out_of_range_is_answered_with_a_sentence_and_cleaned(open_page: OpenPage) -> None:
    page = open_page("/layer?units=1e999&cell=Transformer&inputs=7")
    note = page.get_by_text("Not possible, so left as usual: units=1e999, cell=Transformer.")
    assert note.count() == 1
    assert shown_summary(page) == summary_text(LayerSpec(input_dim=7)).strip()
    eventually(page, lambda: address_is(page, "inputs=7"))
    page.get_by_role("radio", name="GRU").click()
    eventually(page, lambda: summary_is(page, LayerSpec("GRU", 7)))
    assert page.get_by_text("Not possible").count() == 0


def address_is(page: "Page", query: str) -> None:
    """What stands behind the question mark."""
    assert page.url.partition("?")[2] == query


@pytest.mark.parametrize(
    "address", ["", "?cell=GRU", "?cell=LSTM&both=true", "?cell=LSTM&inputs=20&units=24"]
)
def test_every_parameter_has_the_same_area(open_page: OpenPage, address: str) -> None:
    given = dict(re.findall(r"(\w+)=(\w+)", address))
    spec = LayerSpec(given.get("cell", "SimpleRNN"), int(given.get("inputs", 4)), int(given.get("units", 5)))
    page = open_page(f"/layer{address}")
    assert_to_scale(page, spec)
    page.set_viewport_size({"width": 390, "height": 900})
    eventually(page, lambda: assert_fits(page))
    eventually(page, lambda: assert_to_scale(page, spec))


def assert_to_scale(page: "Page", spec: LayerSpec) -> None:
    """Every weight has as much room on the screen as any other."""
    boxes = page.locator(".matrix").evaluate_all(SIZES)
    parts = parts_of(spec)
    areas = [wide * high / part.size for (wide, high), part in zip(boxes, parts, strict=True)]
    assert areas[0] > 0.3
    # A row may be half a pixel off.
    for area, (wide, high), part in zip(areas, boxes, parts, strict=True):
        assert area == pytest.approx(areas[0], rel=0.02 + 0.5 / high), part.name
        assert wide / part.columns == pytest.approx(high / part.rows, rel=0.02 + 0.5 / high)


def assert_fits(page: "Page") -> None:
    """Nothing is wider than the window."""
    assert not page.evaluate(TOO_WIDE)


def test_nothing_is_clipped_or_covered_at_any_width(open_page: OpenPage) -> None:
    addresses = (
        "",
        "?cell=LSTM&inputs=512&units=512&both=true&scale=3&timesteps=100",
        "?cell=LSTM&sequences=true&both=true&head=true",
        "?cell=GRU&both=true&units=64",
        "?inputs=512&units=1",
    )
    page = open_page("/layer", view(390, 844))
    for number, address in enumerate(addresses):
        if address:
            go(page, f"/layer{address}")
        page.evaluate(LISTEN)
        for width in (389, 1439) if number < 3 else (389,):
            page.set_viewport_size({"width": width + 1, "height": 844})
            page.evaluate("() => { written.length = 0 }")
            page.set_viewport_size({"width": width, "height": 844})  # So that it is painted again.
            eventually(page, partial(assert_nothing_in_the_way, page))
            eventually(page, partial(assert_fits, page))


def assert_nothing_in_the_way(page: "Page") -> None:
    """The picture has been painted since one listens, and all of its texts can be read."""
    assert page.evaluate("() => written.length") > 10
    assert page.locator(".picture").evaluate(IN_THE_WAY) == [], page.url


def test_another_wiring_moves_into_its_place(open_page: OpenPage) -> None:
    page = open_page("/layer")
    picture = page.locator(".picture")
    picture.evaluate(HEIGHTS)
    page.get_by_test_id("stCheckbox").filter(has_text="Bidirectional").click()
    page.wait_for_function("() => heights.size > 3")  # Not a jump from one to the other.
    assert "second row of cells" in (picture.get_attribute("aria-label") or "")


def test_pointing_at_a_weight_says_that_it_is_the_same_everywhere(open_page: OpenPage) -> None:
    page = open_page("/layer")
    box = page.locator(".picture").bounding_box()
    assert box
    step = min(170, box["width"] / 5)
    page.mouse.move(box["x"] + step * 1.5, box["y"] + 80)
    caption = page.locator(".instrument .caption")
    eventually(
        page, lambda: assert_says(caption.inner_text(), "Wxh The same (4, 5) weights at every timestep.")
    )
    page.mouse.move(5, 5)
    eventually(page, lambda: assert_says(caption.inner_text(), ""))


def assert_says(shown: str, expected: str) -> None:
    """A text is there."""
    assert shown.replace("\n", "") == expected


def test_states_have_the_colours_of_the_theme(open_page: OpenPage) -> None:
    states = squash(SquashSpec(), "tanh").states
    page = open_page("/layer")
    squares = page.locator(".states").first.locator("i")
    assert squares.count() == states.size  # The sanitiser let them pass.

    def assert_coloured(scheme: Theme) -> None:
        for n, h in ((0, states[0, 0]), (21, states[1, 1])):
            colour = squares.nth(n).evaluate("one => getComputedStyle(one).backgroundColor")
            shown = bytes(int(channel) for channel in re.findall(r"\d+", colour)[:3])
            assert shown == expected(float(h), scheme)

    for scheme in THEMES:
        page.emulate_media(color_scheme=scheme)
        eventually(page, partial(assert_coloured, scheme))


def expected(h: float, theme: Theme) -> bytes:
    """The colour of a state on [-1, 1]."""
    css = shade(SIGNED, round(64 * (h + 1) / 2) / 64)
    light, dark = re.findall(r"#(\w{6})", css)
    return bytes.fromhex(light if theme == "light" else dark)
