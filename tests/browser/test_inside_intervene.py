"""Intervene in a real browser: a bar, a cell and a box choose the unit, and the board is computed anew."""

from typing import TYPE_CHECKING, Any

from rnnviz.analysis.intervention import Intervention, read_with
from rnnviz.analysis.units import order_by_weight
from rnnviz.components.words import as_text
from rnnviz.figures.intervene_said import held_label, intervene_said
from rnnviz.network import verdict_weights
from tests.browser.conftest import OpenPage
from tests.browser.explore import address, eventually, network_of
from tests.browser.rig import View

if TYPE_CHECKING:
    from playwright.sync_api import Page

TEXT = "The plot is not new"
TOO_WIDE = "() => document.querySelector('[data-testid=stMain]').scrollWidth > window.innerWidth"


def shows(page: "Page", unit: int, **how: Any) -> None:
    """The sentence above and the board's own are those of this unit held at 0."""
    lstm = network_of("lstm")
    held = Intervention(0, "hidden_state", (unit,), "zero", **how)
    before = lstm.read(TEXT)
    said = intervene_said(held_label(held, before, lstm), before, read_with(lstm, TEXT, [held]))

    def check() -> None:
        assert as_text(said) in page.get_by_test_id("stMarkdown").all_inner_texts()
        assert address(page).get("intervene_unit") == str(unit)
        assert page.get_by_role("textbox", name="of unit").input_value() == str(unit)

    eventually(page, check)


def rows_of(name: str) -> list[int]:
    """The units from top to bottom, by weight to the verdict as the page has them at first."""
    return [int(unit) for unit in order_by_weight(verdict_weights(network_of(name)))]


def test_a_unit_is_chosen_by_its_bar_its_row_or_its_number(open_page: OpenPage) -> None:
    page = open_page("/?inside=Intervene&text=The+plot+is+not+new", View(1440, 1400))
    bar = page.locator(".ranking button").nth(2)
    unit = int(bar.get_attribute("data-press") or "")
    bar.focus()
    page.keyboard.press("Enter")
    shows(page, unit)
    page.get_by_role("radio", name="From a word on").click()
    page.get_by_role("spinbutton", name="Word").fill("3")
    page.keyboard.press("Enter")
    shows(page, unit, first=2)
    board = page.locator(".instrument .scroller")
    board.press("ArrowRight")
    board.press("ArrowDown")
    chosen = rows_of("lstm")[rows_of("lstm").index(unit) + 1]
    shows(page, chosen, first=3)
    page.get_by_role("textbox", name="of unit").fill("17")
    shows(page, 17, first=3)
    page.set_viewport_size({"width": 390, "height": 844})
    assert not page.evaluate(TOO_WIDE)


def _named(page: "Page", name: str, value: str) -> None:
    assert address(page).get(name) == value
