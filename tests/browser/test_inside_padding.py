"""Padding on a phone: the words are in sight at first, and again when there is more of it."""

from typing import TYPE_CHECKING

from tests.browser.conftest import OpenPage
from tests.browser.explore import eventually
from tests.browser.rig import View

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOO_WIDE = "() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"


def in_sight(page: "Page", columns: int, column: int) -> None:
    """The board has so many columns, and this one is chosen and not scrolled away."""
    found = page.locator(".instrument").evaluate(
        """(root) => {
            const [port, mark] = ['.scroller', '.cursor .column'].map((part) =>
                root.querySelector(part).getBoundingClientRect());
            return { chosen: root.dataset.column, seen: port.left <= mark.left && mark.right <= port.right };
        }"""
    )
    assert found == {"chosen": str(column), "seen": True}
    words = page.locator(".instrument").get_attribute("data-read") or ""
    assert words.count("·") == columns


def test_the_end_of_the_words_is_in_sight_wherever_the_columns_begin(open_page: OpenPage) -> None:
    page = open_page("/?inside=Padding&text=not+bad", View(390, 844, "dark"))
    eventually(page, lambda: in_sight(page, 40, 21))
    number = page.get_by_role("spinbutton", name="Places")
    number.fill("120")
    number.press("Enter")
    eventually(page, lambda: in_sight(page, 240, 121))
    page.get_by_role("radio", name="Behind").click()
    eventually(page, lambda: in_sight(page, 120, 1))
    assert not page.evaluate(TOO_WIDE)
