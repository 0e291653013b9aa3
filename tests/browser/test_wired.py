"""The running network, the drawing board and the beam's tree in a real browser, with invented payloads."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.figures.style import GATE, PICTURE, SIGNED, THEMES
from tests.browser.explore import eventually
from tests.browser.server import running_app
from tests.browser.wired_app import READ, WRITTEN, attention, states

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.visitors import Visitors

PIXELS = """(canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return [canvas.width, canvas.height, [...data]];
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running_app(Path(__file__).with_name("wired_app.py")) as server:
        yield server.url


@pytest.fixture
def page(address: str, visitors: "Visitors", faults: list[str]) -> "Iterator[Page]":
    from tests.browser.rig import visit

    with visitors.visit_of() as page:
        yield visit(page, address)
    assert faults == []


def part(page: "Page", number: int) -> "Locator":
    """One of the three: the network, the board, the tree."""
    return page.locator(".instrument").nth(number)


def data(root: "Locator", name: str) -> Any:
    return root.evaluate("(root, name) => root.dataset[name]", name)


def is_so(root: "Locator", **wanted: str) -> None:
    assert {name: data(root, name) for name in wanted} == wanted


def colours(values: FloatArray, stops: tuple[str, ...], low: float) -> FloatArray:
    """Red, green and blue of values from low to 1, linear between the stops."""
    table = np.array([list(bytes.fromhex(stop[1:])) for stop in stops])
    places = (np.round(255 * (values - low) / (1 - low)) / 255) * (len(stops) - 1)
    return np.stack([np.interp(places, range(len(stops)), table[:, channel]) for channel in range(3)], -1)


def assert_shown(network: "Locator", key: str, values: FloatArray, wanted: FloatArray) -> None:
    canvas = network.locator(f".track[data-key='{key}'] canvas")
    width, height, flat = canvas.evaluate(PIXELS)
    assert (width, height) == values.shape
    seen = np.array(flat).reshape(height, width, 4)[..., :3].swapaxes(0, 1)
    np.testing.assert_allclose(seen, wanted, atol=1.01)


def test_every_state_and_every_weight_has_its_colour_in_both_themes(page: "Page") -> None:
    network = part(page, 0)
    tracks = {"reader.0": states(len(READ), 1), "writer.0": states(len(WRITTEN), 2)}
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for key, values in tracks.items():
            wanted = colours(values, SIGNED[theme], -1)
            eventually(page, partial(assert_shown, network, key, values, wanted))
        weights = attention().T
        assert_shown(network, "attention", weights, colours(weights, GATE[theme], 0))


def test_the_least_sure_step_is_looked_at_and_keys_move_on(page: "Page") -> None:
    network = part(page, 0)
    is_so(network, read="05", at="writer 1", step="6")
    network.locator(".scroller").focus()
    for key, place in (("Home", "reader 0"), ("ArrowRight", "reader 1"), ("End", "writer 2")):
        page.keyboard.press(key)
        is_so(network, at=place)
    assert "Looked most at" in network.locator(".inspector").inner_text()
    page.keyboard.press("Escape")
    is_so(network, at="writer 1")
    page.keyboard.press("c")  # A shortcut of Streamlit's.
    assert page.get_by_role("dialog").count() == 0


def test_a_step_is_made_to_write_something_else_and_let_go_again(page: "Page") -> None:
    network = part(page, 0)
    network.get_by_role("button", name="Write this instead: 3").click()
    page.get_by_text("heard {'step': 1, 'number': 4, 'version': 4}").wait_for()
    eventually(page, lambda: is_so(network, read="03", at="writer 1"))
    assert "right would be “5”" in network.locator(".inspector").inner_text()
    network.get_by_role("button", name="Let it choose again").click()
    page.get_by_text("heard {'step': 1, 'number': None, 'version': 4}").wait_for()
    eventually(page, lambda: is_so(network, read="05"))
    network.get_by_role("button", name="Write this instead: 3").click()  # The same once more is heard too.
    eventually(page, lambda: is_so(network, read="03"))


def test_it_plays_step_by_step_and_covers_what_is_to_come(page: "Page") -> None:
    network = part(page, 0)
    network.locator(".play").first.click()
    assert network.locator(".future").is_visible()
    assert network.locator(".says").inner_text() == "…"
    eventually(page, lambda: is_so(network, at="writer 0"))
    assert network.locator(".says").inner_text() == "“0”"
    network.locator(".play").first.click()
    assert network.locator(".future").is_hidden()
    is_so(network, at="writer 0")


def test_the_table_holds_every_step(page: "Page") -> None:
    network = part(page, 0)
    network.locator("summary").click()
    rows = network.locator("tbody tr")
    rows.nth(len(READ) + len(WRITTEN) - 1).wait_for()  # It is filled as it is opened, a moment later.
    assert rows.count() == len(READ) + len(WRITTEN)
    cells = rows.nth(len(READ) + 1).locator("td").all_inner_texts()
    assert cells == ["The decoder writes", "0", "5", "55 %", "end (27 %)", "␣ (80 %)"]


def test_a_picture_is_drawn_by_hand_and_by_keys_and_an_example_wins(page: "Page") -> None:
    board = part(page, 1)
    box = board.locator(".picture").bounding_box()
    assert box
    one = box["width"] / 4
    page.mouse.move(box["x"] + one / 2, box["y"] + one / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 3.5 * one, box["y"] + 3.5 * one)
    page.mouse.up()
    drawn = "r....r....r....r"
    is_so(board, read=drawn)
    page.get_by_text(f"drawn {drawn}").wait_for()
    for key in ("ArrowUp", "b", "ArrowLeft", "Space"):  # The board has the focus since it was pressed.
        page.keyboard.press(key)
    drawn = "r....r....bb...r"
    page.get_by_text(f"drawn {drawn}").wait_for()
    is_so(board, read=drawn)
    page.get_by_role("button", name="Example").click()
    eventually(page, lambda: is_so(board, read="yy" + "." * 14))
    board.get_by_role("button", name="Clear").click()
    page.get_by_text("drawn " + "." * 16).wait_for()


def test_the_colours_of_the_board_are_those_of_the_palette(page: "Page") -> None:
    inks = part(page, 1).locator(".ink i")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        wanted = [tuple(bytes.fromhex(colour[1:])) for colour in PICTURE[theme].values()]
        eventually(page, partial(assert_grounds, inks, wanted))


def assert_grounds(nodes: "Locator", wanted: list[tuple[int, ...]]) -> None:
    for place, colour in enumerate(wanted):
        seen = nodes.nth(place).evaluate("node => getComputedStyle(node).backgroundColor")
        assert seen == f"rgb({', '.join(map(str, colour))})"


def test_the_tree_says_which_text_won_and_what_another_would_be(page: "Page") -> None:
    tree = part(page, 2)
    is_so(tree, read="b")
    assert tree.locator(".caption").inner_text() == "The winner: b · 36 %, the whole text · ln p = −1.02"
    tree.locator(".scroller").focus()
    page.keyboard.press("ArrowDown")
    assert tree.locator(".caption").inner_text() == "This one: a · 20 %, the whole text · ln p = −1.61"
    page.keyboard.press("Escape")
    assert tree.locator(".caption").inner_text().startswith("The winner: b")
