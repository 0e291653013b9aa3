"""The chain in a real browser: its numbers, its colours, and hands on keys and mouse."""

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rnnviz.analysis.flow import Flow, flow_of
from rnnviz.analysis.gradient import Loss, gradient_of
from rnnviz.arrays import FloatArray
from rnnviz.components.flow_words import conclude, read_words
from rnnviz.figures.style import GATE, Theme
from tests.browser.conftest import OpenPage
from tests.browser.explore import (
    address,
    eventually,
    instrument,
    network_of,
    not_named,
    say_in_the_address,
    view,
)
from tests.browser.unfold import colours_at

if TYPE_CHECKING:
    from playwright.sync_api import Page

TEXT = "not a bad film at all"
LAST = 6
RIVER = (-6, 2)  # Powers of ten between which the colours change.
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def url(network: str, text: str = TEXT, **more: str) -> str:
    rest = "".join(f"&chain_{name}={value}" for name, value in more.items())
    return f"/gradients?chain_network={network_of(network).title}&chain_text={text}{rest}".replace(" ", "+")


def flow(network: str, text: str = TEXT, trace: int = 0) -> Flow:
    loaded = network_of(network)
    reading = loaded.read(text)
    return flow_of(reading, gradient_of(loaded, reading, Loss(0.0)), trace)


def number(text: str) -> float:
    """A number as it is written on the page: 0.43, 2.1·10⁻⁵, 37 %."""
    found = re.fullmatch(r"([\d.]+)(?:·10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))?( %)?", text)
    assert found, text
    power: int = int(found[2].translate(RAISED)) if found[2] else 0
    return float(found[1]) * 10.0**power * (0.01 if found[3] else 1)


def rows(page: "Page") -> list[list[str]]:
    """The table twin, from t = T to t = 0."""
    page.locator(".twin summary").click()
    page.locator(".twin tbody tr").first.wait_for()
    read: list[list[str]] = page.locator(".twin tbody").evaluate(
        "(body) => [...body.rows].map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    return read


def is_at(page: "Page", t: int) -> None:
    """The step at t is looked at, its matrices have come, and the address names its word."""
    assert instrument(page).get_attribute("data-step") == str(t)
    assert page.locator(".detail h3").inner_text().startswith(f"t = {t} of ")
    assert page.locator(".shown").get_attribute("class") == "shown"


def assert_numbers(page: "Page", seen: Flow) -> None:
    """The sentences and the table of an LSTM say what was computed."""
    said = conclude(seen, TEXT.split())
    assert page.locator(".big").inner_text() == said.number
    assert page.locator(".sentence").inner_text().split("\n") == [said.sentence, said.teachers]
    table = rows(page)
    assert [row[:2] for row in table[:2]] == [["6", "all"], ["5", "at"]]
    assert table[0][3] == "exactly 0" and table[-1][1] == "before the first word"
    memory, loss = seen.memory, seen.loss_hidden
    assert memory is not None
    paths = seen.gate / (seen.gate + seen.matrix)
    shares = seen.taught / seen.taught.sum()
    for row in table[1:-1]:
        t = int(row[0])
        norms = (seen.hidden[t], memory[t], seen.state[t], loss[t], seen.factors[t - 1], seen.bounds[t - 1])
        np.testing.assert_allclose([number(text) for text in row[2:8]], norms, rtol=6e-3)
        assert number(row[8]) == pytest.approx(paths[t - 1], abs=0.006)
        assert number(row[9]) == pytest.approx(shares[t - 1], abs=0.006) if shares[t - 1] else "exactly 0"


def assert_colours(page: "Page", scheme: Theme, norms: FloatArray) -> None:
    """The states have the colours of their norms."""
    box = page.locator(".picture").bounding_box()
    column = page.locator(".cursor .column").first.bounding_box()
    assert box and column
    t = int(instrument(page).get_attribute("data-step") or 0)
    middle = column["x"] + column["width"] / 2 - box["x"]
    step = column["width"] + 2
    # Beside the letters in a disc, whose place follows from the heights of the words and the row.
    places = [(middle + (n - t) * step - 11, 71.0) for n in range(3)]
    ends = [[int(stop[n : n + 2], 16) for n in (1, 3, 5)] for stop in GATE[scheme]]
    parts = (np.log10(norms) - RIVER[0]) / (RIVER[1] - RIVER[0]) * (len(ends) - 1)
    expected = [
        [np.interp(part, range(len(ends)), colour) for colour in zip(*ends, strict=True)] for part in parts
    ]
    np.testing.assert_allclose(colours_at(page, places)[:, :3], expected, atol=6)


def assert_only_the_picture_scrolls(page: "Page", width: int) -> None:
    """It is scrolled to the end of the text, and says how much there is before."""
    left, whole, seen = page.locator(".scroller").evaluate(
        "(one) => [one.scrollLeft, one.scrollWidth, one.clientWidth]"
    )
    assert whole > seen > 0.5 * width and left + seen == pytest.approx(whole, abs=1)
    assert re.fullmatch(r"← \d+ more steps", page.locator(".earlier").inner_text())
    assert page.locator(".later").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".instrument").evaluate("(one) => one.scrollWidth - one.clientWidth") <= 1


def test_the_states_have_the_colours_of_their_norms_in_any_theme_and_width(open_page: OpenPage) -> None:
    page = open_page(url("gru", "not good"), view(1440, 844, scheme="light"))
    norms = flow("gru", "not good").hidden
    assert_colours(page, "light", norms)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    eventually(page, lambda: assert_colours(page, "dark", norms))
    page.get_by_role("textbox", name="Your sentence").fill("not good " * 30)
    page.locator('.instrument[data-read^="not good not good"]').wait_for(state="attached")
    eventually(page, lambda: assert_only_the_picture_scrolls(page, 390))
    page.set_viewport_size({"width": 1440, "height": 844})
    eventually(page, lambda: assert_only_the_picture_scrolls(page, 1440))


def test_numbers_are_the_networks_and_hands_choose_a_step(open_page: OpenPage) -> None:
    page, seen = open_page(url("lstm")), flow("lstm")
    assert_numbers(page, seen)
    scroller = page.locator(".scroller")
    eventually(page, lambda: is_at(page, seen.usual_step))
    scroller.press("End")
    eventually(page, lambda: say_in_the_address(page, {"chain_word": "6"}))
    for key, t in (("ArrowLeft", 5), ("Home", 1), ("ArrowRight", 2)):
        scroller.press(key)
        assert instrument(page).get_attribute("data-step") == str(t)
    eventually(page, lambda: is_at(page, 2))
    scroller.press("q")
    eventually(page, lambda: say_in_the_address(page, {"chain_word": "2", "chain_of": "loss"}))
    (factor,) = re.findall(r"× ([\d.]+)", page.locator(".times").inner_text())
    assert float(factor) == pytest.approx(seen.factors[1], rel=6e-3)
    page.reload()  # A new visitor, as far as the server can tell.
    eventually(page, lambda: is_at(page, 2))
    assert page.locator(".quantities .chosen").inner_text() == "∂L/∂hₜ"
    place = page.locator(".cursor .column").first.bounding_box()
    assert place
    page.mouse.click(place["x"] + 1.5 * place["width"], place["y"] + 40)
    eventually(page, lambda: is_at(page, 3))
    page.locator(".scroller").press("Escape")
    eventually(page, lambda: not_named(page, "chain_word"))


def test_it_follows_the_typing_and_is_checked_when_asked(open_page: OpenPage) -> None:
    page = open_page(url("bidirectional-lstm", "not", trace="1"))
    box = page.get_by_role("textbox", name="Your sentence")
    box.press("End")
    box.press_sequentially(" a bad film at all")
    page.locator(f'.instrument[data-read="{TEXT}"]').wait_for(state="attached")
    seen = flow("bidirectional-lstm", trace=1)
    said = conclude(seen, read_words(network_of("bidirectional-lstm").read(TEXT), reverse=True))
    assert page.locator(".sentence").inner_text().split("\n")[0] == said.sentence
    assert address(page)["chain_trace"] == "1"
    # Read from the end, the first step stands at the last word.
    page.locator(".scroller").press("End")
    eventually(page, lambda: is_at(page, 1))
    page.get_by_role("button", name="Check against finite differences").click()
    page.locator('.instrument[data-tried="6"]').wait_for(state="attached")
    assert re.match(
        r"Tried out at 6 of 7 points, .* by at most \d\.\d·10⁻[⁵⁶⁷⁸] ", page.locator(".checked").inner_text()
    )
    box.fill("")
    page.locator(".instrument.empty").wait_for(state="attached")
    assert page.locator(".start").inner_text().startswith("Type a sentence above.")
    box.fill("good")
    page.locator('.instrument[data-read="good"][data-tried=""]').wait_for(state="attached")
    assert page.locator(".big").is_visible()
