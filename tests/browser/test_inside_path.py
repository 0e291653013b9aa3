"""Where the state goes, in a real browser: dots and words choose each other, further sentences, a phone."""

import struct
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np

from rnnviz.analysis.trajectory import follow, landscape_of, sites
from rnnviz.data.pairs import read_pairs
from rnnviz.network import load_network
from tests.browser.conftest import OpenPage
from tests.browser.explore import address, box, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page

TEXT = "The plot is not new but I loved it"
WIDER = "node => node.scrollWidth > node.clientWidth"
# The middles of the dots of the first sentence, by the column of their word, in pixels of the picture.
DOTS = """nodes => nodes.map((node) => {
    const places = [node.querySelector('.mark'), node.ownerSVGElement];
    const [box, frame] = places.map((one) => one.getBoundingClientRect());
    return [Number(node.dataset.press), box.x + box.width / 2 - frame.x, box.y + box.height / 2 - frame.y];
})"""


def dots(page: "Page") -> dict[int, tuple[float, float]]:
    found = page.locator(".path .wide .dot[data-press]").evaluate_all(DOTS)
    return {int(column): (x, y) for column, x, y in found}


def has_chosen(page: "Page", word: int, said: str) -> None:
    """The picture, the board, the words beside and the address name the same word."""
    chosen = page.locator(".path .wide .dot.chosen")
    assert chosen.get_attribute("data-press") == str(word - 1)
    assert address(page).get("word") == str(word)
    assert page.get_by_text(f"{said}, word {word} of 9", exact=True).is_visible()
    cursor, words = (
        page.locator(f".instrument {part}").first.bounding_box() for part in (".cursor .column", ".scroller")
    )
    assert cursor and words
    assert 0 < cursor["x"] - words["x"] - (word - 1.5) * cursor["width"] < 2 * cursor["width"]


def assert_saved(page: "Page", folder: Path, word: str) -> None:
    """The plane as a file needs nothing of the page: a title, its source, and colours of its own."""
    saved = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download() as download:
            page.locator(".path .saving button", has_text=kind).click()
        saved[kind] = folder / download.value.suggested_filename
        download.value.save_as(saved[kind])
    root = ElementTree.parse(saved["SVG"]).getroot()
    texts = ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "Where the state goes" and word in texts
    assert any(text.startswith("Network: GRU. Plane:") for text in texts)
    looks = [value for each in root.iter() for name, value in each.items() if name in ("fill", "stroke")]
    assert looks and not any("var(" in look or "light-dark" in look for look in looks)
    assert not any(name in each.attrib for each in root.iter() for name in ("class", "style", "data-press"))
    width, height = struct.unpack(">II", saved["PNG"].read_bytes()[16:24])
    assert (width, height) == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))


def test_dots_and_words_choose_each_other(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/?inside=Where+the+state+goes&network=GRU")
    box(page).fill(TEXT)
    page.locator('.instrument[data-read="the plot is not new but i loved it"]').wait_for()
    page.locator('.path .wide .dot[data-press="3"] .mark').click()
    eventually(page, partial(has_chosen, page, 4, "not"))
    page.locator(".instrument .scroller").press("ArrowRight")
    eventually(page, partial(has_chosen, page, 5, "new"))
    # The dots stand where NumPy puts the states, up to one scale and one shift.
    network = load_network("gru")
    site = sites(network)[0]
    plane = landscape_of(network, site, [sentence.text for sentence in read_pairs()]).plane
    places = plane.place(follow(network, network.read(TEXT), site).states)[1:]
    seen = dots(page)
    shown = np.array([seen[column] for column in range(9)])
    scale = np.ptp(shown[:, 0]) / np.ptp(places[:, 0])
    expected = (places - places.mean(axis=0)) * [scale, -scale]
    np.testing.assert_allclose(shown - shown.mean(axis=0), expected, atol=1.5)
    # Another sentence beside it.
    page.get_by_role("button", name="More sentences").click()
    page.get_by_test_id("stPopoverBody").get_by_text("hardly", exact=True).click()
    page.locator(".path .wide .way").nth(1).wait_for()
    assert page.locator(".path .wide .word:not(.on-hover)", has_text="hardly").count() == 1
    page.keyboard.press("Escape")
    assert address(page)["path_beside"] == "hardly"
    assert_saved(page, tmp_path, "not")
    # On a phone the narrow picture takes its place, and nothing sticks out.
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".path .narrow").wait_for()
    assert not page.locator(".path .wide").is_visible()
    assert not page.get_by_test_id("stMain").evaluate(WIDER)
    box(page).fill("")
    page.get_by_text("No word yet: the state stands at h₀.").wait_for()
