"""Which words mattered in a real browser: bars of the right size, a word chosen by hand, live typing."""

from typing import TYPE_CHECKING

import numpy as np

from rnnviz.analysis.attribution import WAYS, Attribution, attribute
from rnnviz.analysis.attribution_agreement import agreement_of
from rnnviz.figures.words_board import common_axis
from rnnviz.figures.words_said import words_said
from tests.browser.conftest import OpenPage
from tests.browser.explore import address, eventually, network_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

TEXT = "The film was not bad"
BARS = """(root, keys) => keys.map((key) =>
    [...root.querySelectorAll(`[data-key=${key}] rect`)].map((bar) => bar.getBoundingClientRect().height))"""


def shows(page: "Page", text: str) -> Attribution:
    """The sentence above the board and all bars are those of the text."""
    lstm = network_of("lstm")
    reading = lstm.read(text)
    told = attribute(lstm, reading)
    said = words_said(reading, told, agreement_of(told))
    low, high = common_axis(told.values)

    def check() -> None:
        assert said in page.get_by_test_id("stMarkdown").all_inner_texts()
        bars = np.array(page.locator(".instrument").evaluate(BARS, list(WAYS)))
        assert bars.shape == told.values.shape
        sizes = np.abs(told.values)
        long = sizes > 0.1 * (high - low)
        assert long.any()
        ratios = bars[long] / sizes[long]
        np.testing.assert_allclose(ratios, ratios[0], rtol=0.05)  # One scale for all four rows.

    eventually(page, check)
    return told


def test_the_bars_are_the_numbers_and_a_word_is_chosen_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/?inside=Which+words+mattered&text=The+film+was+not")
    page.get_by_role("textbox", name="Your sentence").press("End")
    page.keyboard.type(" bad")
    told = shows(page, TEXT)
    board = page.locator(".instrument")
    board.locator(".scroller").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")

    def chosen() -> None:
        assert address(page).get("words_word") == "4"
        assert page.locator(".asked .word").inner_text() == "“not”, word 4"
        values = page.locator(".asked .value").all_inner_texts()
        assert [float(value.replace("−", "-")) for value in values] == [
            round(float(n), 2) for n in told.values[:, 3]
        ]

    eventually(page, chosen)
    page.keyboard.press("Escape")
    eventually(page, lambda: _without(page, "words_word"))


def _without(page: "Page", name: str) -> None:
    assert name not in address(page)
