"""Two sentences in a real browser: both boxes live, the board follows, and a link restores it."""

from typing import TYPE_CHECKING

import numpy as np

from rnnviz.analysis.difference import Pair
from rnnviz.analysis.units import Rows
from rnnviz.components.inside_pair import PAIRS
from rnnviz.components.words import as_text
from rnnviz.figures.pair_board import Look
from rnnviz.figures.pair_said import pair_said
from tests.browser.conftest import OpenPage
from tests.browser.explore import address, eventually, network_of

if TYPE_CHECKING:
    from playwright.sync_api import Page


NO_ROWS = Rows("trained", np.array([], np.intp))


def shows(page: "Page", first: str, second: str, quantity: str = "hidden_state") -> None:
    """The sentence above the board, and the board's own, are those of the two texts."""
    lstm = network_of("lstm")
    pair = Pair(lstm, lstm.read(first), lstm.read(second))
    said = pair_said(pair, Look("side", 0, quantity, NO_ROWS), pair.difference(0, quantity))

    def check() -> None:
        assert as_text(said) in page.get_by_test_id("stMarkdown").all_inner_texts()
        assert page.locator(".instrument").get_attribute("data-read") == " ".join(
            "" if place.first is None else pair.first.tokens[place.first] for place in pair.places
        )

    eventually(page, check)


def test_both_sentences_are_read_as_they_are_typed(open_page: OpenPage) -> None:
    page = open_page("/?inside=Two+sentences&text=The+film+is+not+new")
    shows(page, "The film is not new", "The film is new")
    second = page.get_by_role("textbox", name="Second sentence")
    second.press_sequentially("The film is good")
    shows(page, "The film is not new", "The film is good")
    first = page.get_by_role("textbox", name="Your sentence")
    first.fill("The film is good and new")
    shows(page, "The film is good and new", "The film is good")
    page.get_by_role("radio", name="one word").click()
    shows(page, *PAIRS["one word"])
    page.get_by_role("radio", name="Difference").click()
    eventually(page, lambda: _titled(page, "Two sentences, the first less the second"))
    named = {"text": PAIRS["one word"][0], "pair_text": PAIRS["one word"][1], "pair_mode": "Difference"}
    eventually(page, lambda: _named(page, named))
    page.get_by_role("radio", name="Several networks").click()
    eventually(page, lambda: _titled(page, "One sentence, several networks"))


def _titled(page: "Page", title: str) -> None:
    assert page.locator(".instrument").get_attribute("data-title") == title


def _named(page: "Page", named: dict[str, str]) -> None:
    assert address(page).items() >= named.items()
