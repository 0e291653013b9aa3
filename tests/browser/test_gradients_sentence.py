"""Was or were, and the limits, in a real browser: by keyboard, by link, and on a phone."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from rnnviz.experiments.limits_speed import QUICK, THOROUGH
from tests.browser.conftest import OpenPage
from tests.browser.explore import eventually, view

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOO_WIDE = """() => ['stMain', 'stApp'].map((name) => document.querySelector(`[data-testid=${name}]`))
    .concat(document.scrollingElement).some((part) => part.scrollWidth > part.clientWidth)"""
# Each bar's middle against that of its word: one axis for words and tracks.
OFF_AXIS = """() => {
    const middles = (kind) => [...document.querySelectorAll(`.wasere ${kind}`)].map((part) => {
        const box = part.getBoundingClientRect();
        return box.left + box.width / 2;
    });
    const words = middles('.word'), below = [...middles('.p'), ...middles('.reach')];
    return below.filter((x, n) => Math.abs(x - words[n % words.length]) > 1).length;
}"""


CUT = """(part) => part.getBoundingClientRect().right > window.innerWidth
    || part.closest('.limits').scrollWidth > part.closest('.limits').clientWidth"""


def verdicts(page: "Page") -> list[str]:
    texts: list[str] = page.locator(".wasere .says.begin b").all_inner_texts()
    return texts


def test_the_slider_puts_words_between_by_keyboard_and_the_address_says_so(open_page: OpenPage) -> None:
    page = open_page("/gradients?look=The+sentence")
    eventually(page, lambda: _expect(verdicts(page) == ["was", "was", "was"]))
    assert page.evaluate(OFF_AXIS) == 0
    page.get_by_role("slider", name="Words between subject and verb").focus()
    page.keyboard.press("ArrowRight")

    def longer() -> None:
        assert page.locator(".wasere .word").count() == 19
        assert "behind the old house, was hungry" in page.get_by_label("Your sentence").input_value()

    eventually(page, longer)
    box = page.get_by_label("Your sentence")
    box.fill("The dogs near the lamp were")
    eventually(page, lambda: _expect(verdicts(page) == ["were", "were", "were"]))
    address = parse_qs(urlsplit(page.url).query)
    assert (address["said"], address["said_words"]) == (["The dogs near the lamp were"], ["17"])


def test_limits_are_typed_live_measured_on_a_press_and_fit_a_phone(open_page: OpenPage) -> None:
    page = open_page("/gradients?look=Limits", view(390, 844))
    page.get_by_label("Your text").fill("we hated it")
    eventually(page, lambda: _expect(page.locator(".limits .says").first.inner_text().endswith("of 3")))
    page.get_by_text(f"the best of {QUICK} rounds").wait_for()
    page.get_by_role("button", name="Measure again, thoroughly").click()
    page.get_by_text(f"the best of {THOROUGH} rounds").wait_for()
    assert page.get_by_text("largest move").evaluate(CUT) is False
    assert not page.evaluate(TOO_WIDE)


def _expect(truth: bool) -> None:
    assert truth
