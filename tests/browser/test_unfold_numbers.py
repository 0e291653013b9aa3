"""Numbers of the Unfold page that a person writes over, and the sums as a person checks them."""

import re
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rnnviz.figures.style import Theme
from rnnviz.text import tokenize
from rnnviz.worked import ExampleSpec, parse_edits
from tests.browser.conftest import OpenPage
from tests.browser.explore import address, eventually, go, not_named, say_in_the_address, view
from tests.browser.test_explore_screens import assert_readable, assert_themed
from tests.browser.unfold import MINUS, assert_cards, assert_open, example, ledger, number

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

TOO_WIDE = """() => ['stMain', 'stApp'].map((name) => document.querySelector(`[data-testid=${name}]`))
    .concat(document.scrollingElement).some((part) => part.scrollWidth > part.clientWidth)"""


def cell(page: "Page", name: str) -> "Locator":
    """A number by its name: "x3[0]"."""
    return page.locator(".instrument").get_by_label(name, exact=True)


def test_a_number_that_is_typed_changes_the_result_at_once(open_page: OpenPage) -> None:
    page = open_page("/unfold?word=3")
    box = cell(page, "x₃[1]")
    box.click()
    for typed, edits in (
        ("2", "x.2.1:2"),
        ("2.5", "x.2.1:2.5"),
        ("-0,25", "x.2.1:-0.25"),
        ("−7", "x.2.1:-7"),
    ):
        box.fill(typed)
        eventually(page, partial(say_in_the_address, page, {"edits": edits}))
        seen = example(ExampleSpec(edits=parse_edits(edits)))
        eventually(page, partial(assert_cards, page, seen, 2))
        assert box.input_value() == typed  # What is being typed is left alone.
        assert box.evaluate("(one) => one.getRootNode().activeElement === one")
    box.press("ArrowUp")
    eventually(page, lambda: say_in_the_address(page, {"edits": "x.2.1:-6.9"}))
    code = page.get_by_test_id("stCode")
    eventually(page, lambda: assert_holds_text(code, "[0.7, -6.9, 0.1]"))
    box.press("Escape")
    assert box.input_value() == f"{MINUS}6.90"


def assert_holds_text(node: "Locator", text: str) -> None:
    """A text stands there."""
    assert text in node.inner_text()


def test_every_weight_can_be_written_over(open_page: OpenPage) -> None:
    page = open_page("/unfold?word=3")
    for name, place, line in (
        ("Wxh[2], unit 1", "Wxh.2.1", 0),
        ("Whh[0], unit 0", "Whh.0.0", 0),
        ("bh[1]", "bh.1", 0),
        ("Why[1], output", "Why.1.0", 1),
        ("by[0]", "by.0", 1),
    ):
        page.locator(".card button.title").nth(line).click()
        cell(page, name).fill("0.33")
        seen = example(ExampleSpec(edits=parse_edits(f"{place}:0.33")))
        eventually(page, partial(assert_cards, page, seen, 2))
        assert_open(page, seen.lines()[line], 2)
        page.get_by_role("button", name="Undo my numbers").click()
        eventually(page, lambda: assert_cards(page, example(), 2))
        eventually(page, lambda: not_named(page, "edits"))


def test_the_state_before_the_first_step_can_be_written_over(open_page: OpenPage) -> None:
    page = open_page("/unfold?cell=LSTM&word=1")
    cell(page, "h0, unit 1, can be written over").fill("0.8")
    cell(page, "c0, unit 0, can be written over").fill("-1.5")
    seen = example(ExampleSpec("LSTM", edits=parse_edits("h0.1:0.8_c0.0:-1.5")))
    eventually(page, lambda: assert_cards(page, seen, 0))


def test_what_is_no_number_is_said_and_nothing_is_lost(open_page: OpenPage) -> None:
    page = open_page("/unfold?edits=x.2.0:0.7&word=3")
    box = cell(page, "x₃[0]")
    seen = example(ExampleSpec(edits=parse_edits("x.2.0:0.7")))
    for typed in ("abc", "1e999", "101", "--1", "<b>"):
        box.fill(typed)
        assert box.get_attribute("aria-invalid") == "true"
        said = ledger(page)["caption"]
        assert f"“{typed}” is no number" in said and f"{MINUS}100 to 100" in said
    page.wait_for_timeout(400)
    assert_cards(page, seen, 2)
    assert address(page)["edits"] == "x.2.0:0.7"
    box.press("Escape")
    assert box.input_value() == "0.70"
    assert "is no number" not in ledger(page)["caption"]


def test_a_unit_is_written_out_as_a_sum_that_holds(open_page: OpenPage) -> None:
    page = open_page("/unfold?seed=0&word=3")
    for seed in range(2):
        if seed:
            go(page, f"/unfold?seed={seed}&word=3")
        for unit in (0, 1):
            page.locator(".card.opened button.cell").nth(unit).click()
            heading, formula, squash = ledger(page)["number"]
            assert heading == f"h₃ unit {unit}"
            assert_holds(formula.removeprefix("sum = "))
            assert_holds(re.sub(r"tanh\((.*?)\)", r"tanh(\1)", squash))


def assert_holds(equation: str) -> None:
    """The equation is true to the digits it is written with, unless it says "≈"."""
    sign = "≈" if "≈" in equation else "="
    left, right = equation.rsplit(sign, 1)
    plain = left.replace(MINUS, "-").replace("·", "*").replace("tanh", "np.tanh")
    digits = len(right.strip().partition(".")[2])
    room = 0.5001 * 10**-digits if sign == "=" else 0.02
    assert abs(eval(plain, {"np": np}) - number(right.strip())) <= room, equation  # noqa: S307


def test_row_and_column_that_make_a_number_light_up_together(open_page: OpenPage) -> None:
    page = open_page("/unfold?word=3")
    seen = example()
    column = seen.lines()[0]
    for unit in (1, 0):
        page.locator(".card.opened button.cell").nth(unit).click()
        lit = [number(text) for text in ledger(page)["lit"]]
        x, h = column.terms[0].factors, column.terms[1].factors
        expected = [
            *(*x[0].values[2], *x[1].values[:, unit], column.terms[0].values[2, unit]),
            *(*h[0].values[2], *h[1].values[:, unit], column.terms[1].values[2, unit]),
            *(column.terms[2].factors[0].values[2, unit], column.terms[2].values[2, unit]),
            *(column.total[2, unit], column.values[2, unit]),
        ]
        np.testing.assert_allclose(lit, expected, atol=0.0051)


@pytest.mark.parametrize("path", ["/unfold", "/unfold?cell=LSTM&way=backward", "/unfold?unfolded=GRU"])
def test_every_text_can_be_read_in_both_themes(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    schemes: tuple[Theme, ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        eventually(page, partial(assert_themed, page, scheme))
        eventually(page, lambda: assert_readable(page))


@pytest.mark.parametrize(
    "path", ["/unfold", "/unfold?unfolded=Bidirectional+LSTM", "/unfold?cell=GRU&folded=1"]
)
def test_on_a_narrow_screen_only_the_picture_scrolls_sideways(open_page: OpenPage, path: str) -> None:
    page = open_page(path, view(390, 844))
    page.locator(".instrument .card").first.wait_for()
    assert not page.evaluate(TOO_WIDE)
    page.locator(".twin summary").click()
    page.locator(".table tbody tr").nth(3).wait_for()
    assert not page.evaluate(TOO_WIDE)


@pytest.mark.parametrize(
    ("name", "texts"),
    [("SimpleRNN", ("", "good " * 150)), ("Bidirectional+LSTM", ("", "<b>bad</b> 👍", "zzqxj"))],
)
def test_odd_texts_are_unfolded_without_a_fault(
    open_page: OpenPage, name: str, texts: tuple[str, ...]
) -> None:
    page = open_page(f"/unfold?unfolded={name}")
    for text in texts:
        page.get_by_role("textbox", name="Your sentence").fill(text)
        words = min(100, len(tokenize(text)))
        wanted = f"t = {words} of {words}" if words else "no step yet"
        eventually(page, partial(assert_moment, page, wanted))
        for key in ("b", "f", "Home", ".", "b", "End"):
            page.locator(".scroller").press(key)


def assert_moment(page: "Page", wanted: str) -> None:
    """So far the text is unfolded."""
    assert ledger(page)["moment"][0] == wanted
