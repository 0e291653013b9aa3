"""Word order in a real browser: the same answer from a bag, different ones from a recurrent network."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from rnnviz.figures.style import THEMES
from tests.browser.conftest import OpenPage
from tests.browser.explore import eventually, view
from tests.browser.rig import wait_until_at_rest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ONE, TWO = "Yesterday the cat chased the bear", "Yesterday the bear chased the cat"
FIRST_ANSWERS = """(section) => [...section.querySelectorAll('.answers')].map((list) =>
    [...list.querySelector('.first').children].map((part) => part.textContent.trim()).filter(Boolean))"""
BARS = """(section) => [...section.querySelectorAll('.answers .bar')].map((bar) =>
    parseFloat(getComputedStyle(bar, '::after').width) / bar.getBoundingClientRect().width)"""
PERCENTS = """(section) => [...section.querySelectorAll('.answers li')].map(
    (line) => line.children[2].textContent)"""
TOO_WIDE = """() => ['stMain', 'stApp'].map((name) => document.querySelector(`[data-testid=${name}]`))
    .concat(document.scrollingElement).some((part) => part.scrollWidth > part.clientWidth)"""
# Words and numbers of the picture that stick out of it or out of their own cell.
CLIPPED = """() => [...document.querySelectorAll('.contrast :is(li, li > span, p, h3)')]
    .filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline')
    .map((part) => part.textContent)"""


def first_answers(page: "Page", network: str) -> list[list[str]]:
    """Of both sentences: the answer that comes first, its percentage, and the mark."""
    answers: list[list[str]] = page.get_by_label(network, exact=True).evaluate(FIRST_ANSWERS)
    return answers


def type_both(page: "Page") -> None:
    for title, text in (("Sentence 1", ONE), ("Sentence 2", TWO)):
        page.get_by_role("textbox", name=title).fill(text)


def test_a_bag_cannot_tell_who_did_it_and_the_recurrent_network_can(open_page: OpenPage) -> None:
    page = open_page("/order")
    type_both(page)

    def told_apart() -> None:
        assert [answer[0] for answer in first_answers(page, "Recurrent")] == ["cat", "bear"]
        assert {answer[2] for answer in first_answers(page, "Recurrent")} == {"✓ right"}
        one, two = first_answers(page, "Bag of words")
        assert one[:2] == two[:2] and {one[2], two[2]} == {"✓ right", "✗ wrong"}

    eventually(page, told_apart)
    assert page.locator(".contrast .sign").all_inner_texts() == ["=", "≠", "≠"]
    address = parse_qs(urlsplit(page.url).query)
    assert (address["one"], address["two"]) == ([ONE], [TWO])
    again = open_page(f"/order?{urlsplit(page.url).query}")
    assert [answer[0] for answer in first_answers(again, "Recurrent")] == ["cat", "bear"]


def test_bars_are_as_long_as_the_numbers_beside_them(open_page: OpenPage) -> None:
    page = open_page("/order?task=Is+the+food+good%3F")
    for network in ("Bag of words", "Word slots", "Recurrent"):
        section = page.get_by_label(network, exact=True)
        bars, written = section.evaluate(BARS), section.evaluate(PERCENTS)
        assert len(bars) == len(written) == 4
        for bar, text in zip(bars, written, strict=True):
            assert 100 * bar == pytest.approx(float(text.strip("<> %")), abs=0.3)


def test_another_question_by_mouse_and_the_twin_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/order")
    page.get_by_role("radio", name="Is the food good?").click()
    second = page.get_by_role("textbox", name="Sentence 2")
    eventually(page, lambda: _is(second.input_value(), "The room was good but the food was not"))
    page.get_by_role("textbox", name="Sentence 1").fill("the food was not dull and the wine was poor")
    eventually(page, lambda: _is(page.locator(".contrast .verdict").count(), 3))
    page.get_by_role("button", name="Exchange the nouns").focus()
    page.keyboard.press("Enter")
    eventually(page, lambda: _is(second.input_value(), "the wine was not dull and the food was poor"))
    eventually(page, lambda: _is([one[0] for one in first_answers(page, "Recurrent")], ["yes", "no"]))


def _is(found: object, expected: object) -> None:
    assert found == expected


def test_nothing_is_clipped_on_a_phone_or_a_screen(open_page: OpenPage) -> None:
    long = "This morning the hungry young dog was chased by the tired supercalifragilisticexpialidocious man"
    page = open_page(f"/order?one={long.replace(' ', '+')}&two=Zzqxj", view(390))
    page.get_by_text("The same as a table").click()
    page.get_by_text("How well do these networks do?").click()
    eventually(page, lambda: _is(page.locator(".contrast-table:visible").count(), 4))
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in THEMES:
            page.emulate_media(color_scheme=scheme)
            wait_until_at_rest(page)
            eventually(page, lambda: _is(page.evaluate(TOO_WIDE), False))
            eventually(page, lambda: _is(page.evaluate(CLIPPED), []))
