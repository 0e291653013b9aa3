"""The unit finder in a real browser: it reads its sentences, is pressed and searched."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.explore import address, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page


def says(page: "Page", beginning: str) -> None:
    """The bold sentence on top begins so."""
    expect(page.get_by_test_id("stMarkdown").filter(has_text=beginning).first).to_be_visible()


def test_units_are_found_opened_and_searched_for(open_page: OpenPage) -> None:
    page = open_page("/?inside=Unit+finder&network=GRU&text=The+film+is+not+good")
    page.locator(".atlas").wait_for()
    says(page, "Unit 23 alone puts a positive and a negative test sentence in the right order in 86 of")
    page.locator('button[data-press="concept:position"]').press("Enter")
    says(page, "Unit 31 alone puts a late and an early word in the right order in 94 of")
    page.locator('.strip-of [data-press="unit:0.4"]').first.click()
    says(page, "Unit 4 alone")
    eventually(page, lambda: _named(page, {"units_concept": "position", "units_unit": "0.4"}))
    page.get_by_role("radio", name="Find a pattern elsewhere").click()
    page.locator(".found li").first.wait_for()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        page.locator(".scroller").press(key)
    eventually(page, lambda: _named(page, {"units_span": "4-5"}))
    says(page, "units are beyond ±0.3 throughout “not good”")
    assert page.locator(".found li").count() == 20
    page.set_viewport_size({"width": 390, "height": 844})
    eventually(page, lambda: _fits(page))
    page.get_by_role("radio", name="What single units carry").click()
    page.locator(".portrait").wait_for()
    eventually(page, lambda: _fits(page))
    _folds(page)


def _fits(page: "Page") -> None:
    """Nothing is wider than the page."""
    main = page.get_by_test_id("stMain")
    assert main.evaluate("(element) => element.scrollWidth - element.clientWidth") == 0


def _folds(page: "Page") -> None:
    """On a phone what is secondary is folded; what was opened stays so. On a wide page all is shown."""
    peaks, title = page.locator(".fold[data-fold=highest] li").first, page.get_by_text("Where it is highest")
    assert not peaks.is_visible()
    title.first.click()
    assert peaks.is_visible()
    page.locator('button[data-press="concept:length"]').press("Enter")
    says(page, "Unit 28 alone puts a long and a short sentence")
    assert peaks.is_visible()
    title.first.click()
    page.set_viewport_size({"width": 1440, "height": 900})
    assert peaks.is_visible() and not page.locator(".fold summary").first.is_visible()


def _named(page: "Page", named: dict[str, str]) -> None:
    assert address(page).items() >= named.items()
