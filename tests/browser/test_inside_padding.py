"""Padding on a phone: it fits, and each place can be looked at; of more the end of the words is in sight."""

from typing import TYPE_CHECKING

from tests.browser.conftest import OpenPage
from tests.browser.explore import eventually
from tests.browser.rig import View

if TYPE_CHECKING:
    from playwright.sync_api import Page

HIDDEN = "(node) => node.scrollWidth - node.clientWidth"
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


def assert_its_button_is_in_sight(page: "Page") -> None:
    """The row of tools has gone to the one that the address names, and fades where more of them is hidden."""
    row = page.get_by_role("radiogroup", name="Look inside")
    tool = page.get_by_role("radio", name="Padding")
    port, chosen = row.bounding_box(), tool.bounding_box()
    assert port and chosen and port["x"] < chosen["x"]
    assert chosen["x"] + chosen["width"] < port["x"] + port["width"]
    assert "before" in (row.get_attribute("data-more") or "")
    row.evaluate("(node) => (node.scrollLeft = 0)")
    page.locator("[role=radiogroup][data-more=behind]", has=tool).wait_for()


def assert_places_are_thin_and_can_be_looked_at(page: "Page") -> None:
    """All is in sight at once; each place has its column, its name and its line of the table."""
    scroller, root = page.locator(".scroller"), page.locator(".instrument")
    assert scroller.evaluate(HIDDEN) == 0 and root.get_attribute("data-more") == ""
    images = page.locator(".heat[data-key='h-masked'] image")
    widths = images.evaluate_all("(all) => all.map((one) => Number(one.getAttribute('width')))")
    assert len(widths) == 3 and widths[0] == widths[2] and widths[1] / 12 > 4 * widths[0] / 20
    for key in ("Home", "ArrowRight", "ArrowRight"):
        scroller.press(key)
    mark = page.locator(".cursor .column").last.bounding_box()
    assert root.get_attribute("data-column") == "2" and mark and mark["width"] >= 8
    port, curve = scroller.bounding_box(), page.locator(".curve").first.bounding_box()
    assert port and curve
    x, y = mark["x"] + mark["width"] / 2 - port["x"], curve["y"] + curve["height"] / 2 - port["y"]
    scroller.hover(position={"x": x, "y": y})
    assert (page.locator(".tip").text_content() or "").startswith("padding 3 of 20 · ")
    page.locator(".instrument summary").click()
    assert page.locator(".table tbody .chosen th").text_content() == "padding 3 of 20"


def test_it_fits_on_a_phone_and_of_more_the_end_of_the_words_is_in_sight(open_page: OpenPage) -> None:
    page = open_page("/?inside=Padding", View(390, 844, "dark"))
    eventually(page, lambda: in_sight(page, 40, 31))
    assert_its_button_is_in_sight(page)
    assert_places_are_thin_and_can_be_looked_at(page)
    number = page.get_by_role("spinbutton", name="Places")
    number.fill("120")
    number.press("Enter")
    eventually(page, lambda: in_sight(page, 240, 131))
    page.get_by_role("radio", name="Behind").click()
    eventually(page, lambda: in_sight(page, 120, 11))
    assert not page.evaluate(TOO_WIDE)
