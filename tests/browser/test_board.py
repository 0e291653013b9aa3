"""The board in a real browser: its colours, bars, hands, files, table, and how it looks on a phone."""

import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.board import Curve, Heat
from rnnviz.components.board_payload import BoardChoice
from rnnviz.figures.style import GATE, NOT_A_NUMBER, PAGE, SIGNED, THEMES, Theme
from tests.browser.board_app import TEXT, made
from tests.browser.explore import eventually
from tests.browser.server import running_app
from tests.components.registered import registered

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

BOARD = made(TEXT)
ROWS: dict[str, Any] = {row.key: row for row in BOARD.rows}
COLUMNS = BOARD.columns
SVG = "{http://www.w3.org/2000/svg}"
# The pixels of the picture inside the picture: what anyone else would read from the file.
PIXELS = """async (image) => {
    const copy = new Image();
    copy.src = image.getAttribute('href');
    await copy.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [copy.width, copy.height];
    const context = canvas.getContext('2d');
    context.drawImage(copy, 0, 0);
    return [copy.width, copy.height, [...context.getImageData(0, 0, copy.width, copy.height).data]];
}"""


@pytest.fixture(scope="module")
def opened(browser: "Browser") -> "Iterator[Page]":
    """One page for all tests; each begins with nothing chosen."""
    from tests.browser.rig import View, new_context, visit

    faults: list[str] = []
    with running_app(Path(__file__).with_name("board_app.py")) as server:
        context = new_context(browser, View(), faults)
        yield visit(context.new_page(), server.url)
        context.close()
    assert faults == []


@pytest.fixture
def page(opened: "Page") -> "Page":
    opened.set_viewport_size({"width": 1440, "height": 900})
    opened.locator(".scroller").press("Escape")
    opened.mouse.move(5, 5)
    return opened


def becomes_so(page: "Page", look: Callable[[], object]) -> None:
    """Wait until what is seen is so."""

    def check() -> None:
        assert look()

    eventually(page, check)


def rgb(colour: str) -> list[int]:
    return list(bytes.fromhex(colour[1:]))


def mixed(heat: Heat, stops: tuple[str, ...]) -> FloatArray:
    """Red, green and blue of every value, (columns, rows, 3), linear between the stops."""
    low, limit = heat.scale.low, heat.scale.limit
    places = np.clip(np.round(255 * (heat.values - low) / (limit - low)), 0, 255) / 255 * (len(stops) - 1)
    table = np.array([rgb(stop) for stop in stops])
    return np.stack([np.interp(places, range(len(stops)), table[:, channel]) for channel in range(3)], -1)


def assert_coloured(page: "Page", key: str, theme: Theme) -> None:
    heat: Heat = ROWS[key]
    width, height, flat = page.locator(f".heat[data-key='{key}'] image").evaluate(PIXELS)
    assert (width, height) == heat.values.shape
    seen = np.array(flat).reshape(height, width, 4).swapaxes(0, 1)
    stops = {"h": SIGNED, "c": SIGNED, "f": GATE}[key]
    wanted = mixed(heat, stops[theme])
    missing = np.isnan(heat.values)
    wanted[missing] = rgb(NOT_A_NUMBER[theme])
    absent = np.array(heat.absent or [False] * COLUMNS)
    np.testing.assert_allclose(seen[~absent, :, :3], wanted[~absent], atol=1.01)
    assert missing.sum() == 1
    assert (seen[absent, :, 3] == 0).all() and (seen[~absent, :, 3] == 255).all()


@pytest.mark.parametrize("theme", THEMES[::-1])
def test_every_value_has_its_colour_in_both_themes(page: "Page", theme: Theme) -> None:
    page.emulate_media(color_scheme=theme)
    for key in ("h", "f", "c"):
        eventually(page, partial(assert_coloured, page, key, theme))
    assert page.locator(".heat[data-key='h'] .marked").count() == 2
    assert page.locator(".heat .missing").count() == 3


def numbers(nodes: "Locator", *names: str) -> FloatArray:
    """Attributes of nodes as numbers, one row a node."""
    read = "(all, names) => all.map((node) => names.map((name) => Number(node.getAttribute(name))))"
    return np.array(nodes.evaluate_all(read, list(names)))


def test_bars_are_as_long_as_their_values_and_what_is_cut_off_says_so(page: "Page") -> None:
    for key in ("verdict", "change"):
        curve: Curve = ROWS[key]
        group = page.locator(f".curve[data-key='{key}']")
        bars = numbers(group.locator("rect"), "x", "y", "height")
        values = curve.series[0].values
        known = values[~np.isnan(values)]
        assert len(bars) == len(known)
        levels = numbers(group.locator("line:not(.threshold)"), "y1")[:, 0]
        long = (levels.max() - levels.min()) / (curve.high - curve.low)  # Pixels of 1.
        reach = np.abs(np.clip(known, curve.low, curve.high) - curve.middle)
        np.testing.assert_allclose(bars[:, 2], np.maximum(long * reach, 1.5), atol=0.02)
        foot = levels[2]  # Behind the two ends.
        above = known > curve.middle
        np.testing.assert_allclose((bars[:, 1] + bars[:, 2])[above], foot, atol=0.02)
        np.testing.assert_allclose(bars[known < curve.middle, 1], foot, atol=0.02)
    assert page.locator(".curve[data-key='change'] .beyond").count() == 1
    texts = page.locator(".curve[data-key='change'] text").all_text_contents()
    assert "9.00" in texts and "−0.96" in texts and len(texts) == COLUMNS - 2  # 0 has no bar.
    assert "73 %" in page.locator(".curve[data-key='verdict'] text").all_text_contents()


def heard(page: "Page", choice: BoardChoice) -> None:
    assert page.get_by_text("heard").text_content() == f"heard {choice}"


def middle_of(page: "Page", key: str, column: int, place: int) -> tuple[float, float]:
    """Where on the screen a value of a heat stands."""
    image = page.locator(f".heat[data-key='{key}'] image")
    image.scroll_into_view_if_needed()
    box = image.bounding_box()
    assert box
    rows = len(ROWS[key].names)
    return box["x"] + box["width"] * (column + 0.5) / COLUMNS, box["y"] + box["height"] * (place + 0.5) / rows


@pytest.fixture(scope="module")
def bench(browser: "Browser") -> "Iterator[Page]":
    """An empty page that has the board's functions."""
    page = browser.new_page()
    page.add_script_tag(
        content=registered("board").files["js"].replace("export default function", "function")
    )
    yield page
    page.close()


PERCENT = {"form": "percent", "low": 0, "high": 1}
CHANGE = {"form": "share", "low": -0.5, "high": 0.5}
LEFT = {"form": "share", "low": 0, "high": 1.5}
ODDS = {"form": "number", "low": -4, "high": 4}
TINY = {"form": "number", "low": 0, "high": 0.02}


@pytest.mark.parametrize(
    ("curve", "value", "wanted"),
    [
        (PERCENT, "0.426", "43 %"),
        (PERCENT, "0.9999", ">99 %"),
        (CHANGE, "-0.124", "−12 %"),
        (CHANGE, "0", "0 %"),
        (LEFT, "1.05", "105 %"),
        (LEFT, "1", "100 %"),
        (LEFT, "0.997", ">99 %"),
        (LEFT, "0.001", "<1 %"),
        (ODDS, "-1.005001", "−1.01"),
        (ODDS, "-0.001, 0.5", "0.00"),
        (ODDS, "-12, NaN, 3", "−12"),  # All are whole.
        (ODDS, "1e-9", "1.0e−9"),  # Not nothing.
        (ODDS, "NaN", "not a number"),
        (ODDS, "-Infinity", "−∞"),
        (TINY, "0.01234", "0.0123"),
    ],
)
def test_values_are_written_as_their_axis_needs_them(
    bench: "Page", curve: dict[str, Any], value: str, wanted: str
) -> None:
    opened = f"openCurve({{ ...curve, series: [{{ values: [{value}] }}] }}, (values) => ({{ values }}))"
    code = f"(curve) => {{ const open = {opened}; return curveText(open, open.series[0], 0); }}"
    assert bench.evaluate(code, curve) == wanted


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"low": 0, "high": 4, "middle": 9}, [0, 4, 4]),
        ({"low": None, "high": None, "middle": None}, [0, 1, 0]),
        ({"low": 2, "high": 2, "middle": 0}, [2, 3, 2]),
        ({"low": None, "high": -3, "middle": 0}, [-4, -3, -3]),
    ],
)
def test_an_axis_without_ends_or_length_gets_them(
    bench: "Page", given: dict[str, Any], wanted: list[float]
) -> None:
    ends = "({ low, high, middle }) => [low, high, middle]"
    assert bench.evaluate(f"(row) => ({ends})(openCurve(row, null))", given | {"series": []}) == wanted


def test_a_value_is_named_below_the_pointer_and_chosen_by_a_click(page: "Page") -> None:
    heat: Heat = ROWS["h"]
    page.mouse.move(*middle_of(page, "h", 4, 3))
    unit, value = heat.names[3], heat.values[4, 3]
    tip = f"qqqq (unknown) · unit {unit} · hidden state {value:.2f}".replace("-", "−")
    assert page.locator(".tip").text_content() == tip
    page.mouse.click(*middle_of(page, "h", 4, 3))
    eventually(page, partial(heard, page, BoardChoice(4, "h", unit)))
    page.mouse.move(*middle_of(page, "h", 6, 0))
    assert "nothing here" in (page.locator(".tip").text_content() or "")


def test_keys_choose_words_rows_and_spans(page: "Page") -> None:
    scroller = page.locator(".scroller")
    wanted = [
        (["ArrowRight", "ArrowRight"], BoardChoice(1)),
        (["End", "ArrowLeft"], BoardChoice(COLUMNS - 2)),
        (["Home", "ArrowDown", "ArrowDown"], BoardChoice(0, "h", ROWS["h"].names[1])),
        (["PageDown"], BoardChoice(0, "f", ROWS["f"].names[1])),
        (["l"], BoardChoice(0, "c", ROWS["f"].names[1])),
    ]
    for keys, choice in wanted:
        for key in keys:
            scroller.press(key)
        eventually(page, partial(heard, page, choice))
    said = f"the, word 1 of {COLUMNS}. Verdict so far 73 %"
    becomes_so(page, lambda: re.match(said, page.locator(".spoken").text_content() or ""))
    for key in ("Escape", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft"):
        scroller.press(key)
    eventually(page, partial(heard, page, BoardChoice(first=0, last=1)))
    scroller.press("Escape")
    eventually(page, partial(heard, page, BoardChoice()))


def test_a_span_is_drawn_along_the_words(page: "Page") -> None:
    page.get_by_test_id("stMain").evaluate("(main) => main.scrollTo(0, 0)")  # From below the header.
    span = page.locator(".spans text").first.bounding_box()
    word = page.locator(".words").first.locator("g").nth(3).bounding_box()
    assert span and word
    (first, last) = [(box["x"] + 5, box["y"] + 5) for box in (span, word)]
    page.mouse.move(*first)
    page.mouse.down()
    page.mouse.move(*last, steps=3)
    page.mouse.up()
    eventually(page, partial(heard, page, BoardChoice(first=1, last=3)))


def saved(page: "Page", kind: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(f".files .{kind}").click()
    assert waiting.value.suggested_filename == f"all-that-a-board-holds.{kind}"
    return Path(waiting.value.path()).read_bytes()


def test_the_files_hold_the_picture_and_what_it_is(page: "Page") -> None:
    text = saved(page, "svg").decode()
    tree = ET.fromstring(text)
    here = page.locator(".heat image").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
    assert [image.get("href") for image in tree.iter(f"{SVG}image")] == here
    written = [node.text for node in tree.iter(f"{SVG}text")]
    assert {BOARD.title, BOARD.said, BOARD.source, "Hidden state", "What it hands on.", "−1", "≥ 2"} <= {
        *written
    }
    assert {"film", "“flim”", "unknown", "padding × 2", "early", "First sentence", "50 %"} <= {*written}
    assert not re.search(r"var\(|light-dark|https?://(?!www\.w3\.org/2000/svg)", text)
    ground = tree.find(f"{SVG}rect")
    assert ground is not None and ground.get("fill", "").upper() == PAGE["light"]
    width, height = (int(tree.get(name, "0")) for name in ("width", "height"))
    png = saved(page, "png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", png[16:24]) == (2 * width, 2 * height)


def test_the_table_has_the_same_numbers(page: "Page") -> None:
    page.locator("summary").click()
    page.locator(".scroller").press("ArrowDown")
    cells = page.locator(".table tr").nth(3).locator("th, td").all_text_contents()
    assert cells[:5] == [
        "was",
        "40 %",
        f"{ROWS['h'].values[2, 0]:.2f}".replace("-", "−"),
        "9.00",
        "no word here",
    ]
    assert "Hidden state hₜ, unit 7" in page.locator("thead th").all_text_contents()
    page.locator("summary").click()


def test_a_phone_scrolls_the_picture_and_not_the_page_and_no_word_is_no_picture(page: "Page") -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    box, root = page.get_by_role("textbox"), page.locator(".instrument")
    box.fill("a long sentence about a film that goes on and on and does not end so soon as one had hoped it")
    becomes_so(page, lambda: "hoped" in (root.get_attribute("data-read") or ""))
    inside, outside = page.locator(".scroller"), page.locator("html")
    overflow = "(node) => node.scrollWidth - node.clientWidth"
    assert inside.evaluate(overflow) > 50 and outside.evaluate(overflow) == 0
    # An edge fades where more of the picture is hidden.
    assert root.get_attribute("data-more") == "behind"
    assert not page.locator(".stage > .fade.before").is_visible()
    assert page.locator(".stage > .fade.behind").is_visible()
    inside.press("End")
    becomes_so(page, lambda: inside.evaluate("(node) => node.scrollLeft") > 50)
    becomes_so(page, lambda: root.get_attribute("data-more") == "before")
    # Scrolled down, the words stay in sight.
    page.locator(".heat").last.scroll_into_view_if_needed()
    becomes_so(page, lambda: page.locator(".heads.stuck").count() == 1)
    box.fill("")
    becomes_so(page, lambda: page.get_by_text("Type a sentence.").is_visible())
    assert not page.locator(".drawing").is_visible()
    box.fill(TEXT)
    becomes_so(page, lambda: page.locator(".drawing").is_visible())
