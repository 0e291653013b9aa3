"""The Unfold page in hasty hands: faults that were found by using it, each with its test."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from rnnviz.worked import ExampleSpec, parse_edits
from tests.browser.conftest import OpenPage
from tests.browser.explore import address, eventually, not_named, say_in_the_address
from tests.browser.test_unfold_numbers import cell
from tests.browser.unfold import assert_cards, colours_at, example, ledger, sentence, state_rows

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOCUSED = "(root) => (({ tagName, textContent }) => [tagName, textContent])(root.getRootNode().activeElement)"
# Waits until the picture is the same in four frames.
STANDS_STILL = """(canvas) => new Promise((done) => {
    let [last, same] = ['', 0];
    const look = () => {
        const now = canvas.toDataURL();
        same = now === last ? same + 1 : 0;
        last = now;
        same < 3 ? requestAnimationFrame(look) : done(0);
    };
    look();
})"""


def fold(page: "Page") -> None:
    """Close the loop, and wait until it is."""
    page.locator(".player").get_by_role("button", name="Fold into a loop").click()
    eventually(page, lambda: say_in_the_address(page, {"folded": "1"}))
    page.locator(".picture").evaluate(STANDS_STILL)


def test_in_the_loop_a_click_means_the_step_that_is_seen(open_page: OpenPage) -> None:
    page = open_page("/unfold?steps=6&word=3")
    fold(page)
    box = page.locator(".picture").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + state_rows()[0])
    page.wait_for_timeout(400)
    assert ledger(page)["moment"][0] == "t = 3 of 6"


def test_the_loop_of_a_long_sentence_shows_its_cell(open_page: OpenPage) -> None:
    page = open_page("/unfold?unfolded=SimpleRNN&text=" + "good+" * 95)
    fold(page)
    middle = page.locator(".scroller").evaluate("(one) => one.clientWidth / 2")
    places = [(middle + x, float(y)) for x in range(-20, 20, 4) for y in range(120, 220, 8)]
    assert len(np.unique(colours_at(page, places), axis=0)) > 3


def test_fast_arrow_keys_all_count(open_page: OpenPage) -> None:
    page = open_page("/unfold?word=3")
    box = cell(page, "x₃[0]")
    box.click()
    for _ in range(5):
        box.press("ArrowUp")
    eventually(page, lambda: say_in_the_address(page, {"edits": "x.2.0:1.2"}))


def test_two_units_clicked_away_in_haste_are_both_gone(open_page: OpenPage) -> None:
    page = open_page("/unfold?unfolded=LSTM&text=so+good&columns=3-5-7-9")
    for unit in (3, 5):
        page.get_by_role("button", name=f"hide unit {unit}", exact=True).click()
    eventually(page, lambda: say_in_the_address(page, {"columns": "7-9"}))
    eventually(page, lambda: assert_cards(page, sentence("lstm", "so good", (7, 9)), 1))


def test_a_unit_is_added_by_its_number(open_page: OpenPage) -> None:
    page = open_page("/unfold?unfolded=LSTM&text=so+good&columns=3-5")
    field = page.get_by_label("add a unit, 0 to 63")
    field.fill("64")
    field.press("Enter")
    assert "wrong" in (field.get_attribute("class") or "")
    field.fill("12")
    field.press("Enter")
    eventually(page, lambda: assert_cards(page, sentence("lstm", "so good", (3, 5, 12)), 1))


def test_the_focus_stays_where_it_was(open_page: OpenPage) -> None:
    page = open_page("/unfold?cell=LSTM")
    title = page.locator(".card button.title").nth(1)
    title.focus()
    title.press("Enter")
    assert ledger(page)["cards"][1]["opened"]
    tag, text = page.locator(".instrument").evaluate(FOCUSED)
    assert tag == "BUTTON" and text.startswith("Input gate")


def test_a_gradient_that_has_nearly_vanished_is_not_written_as_zero(open_page: OpenPage) -> None:
    edits = "_".join(f"Whh.{row}.{column}:0.001" for row in range(2) for column in range(2))
    page = open_page(f"/unfold?way=backward&word=1&edits={edits}")
    formula = ledger(page)["number"][1]
    assert "e−" in formula and not formula.endswith("= 0.00")


@pytest.mark.parametrize("setting", ["&seed=2", "&cell=GRU"])
def test_numbers_are_those_of_one_example_and_wait_for_its_return(open_page: OpenPage, setting: str) -> None:
    page = open_page("/unfold?word=3")
    cell(page, "x₃[0]").fill("7")
    eventually(page, lambda: say_in_the_address(page, {"edits": "x.2.0:7"}))
    if "cell" in setting:
        page.get_by_role("radio", name="GRU", exact=True).last.click()
    else:
        page.get_by_role("spinbutton", name="Random seed").fill("2")
        page.get_by_role("spinbutton", name="Random seed").press("Enter")
    eventually(page, lambda: not_named(page, "edits"))
    other = ExampleSpec("GRU") if "cell" in setting else ExampleSpec(seed=2)
    eventually(page, lambda: assert_cards(page, example(other), 2))
    if "cell" in setting:
        page.get_by_role("radio", name="SimpleRNN", exact=True).last.click()
    else:
        page.get_by_role("spinbutton", name="Random seed").fill("1")
        page.get_by_role("spinbutton", name="Random seed").press("Enter")
    mine = example(ExampleSpec(edits=parse_edits("x.2.0:7")))
    eventually(page, lambda: assert_cards(page, mine, 2))


def test_who_looks_at_another_page_finds_the_example_again(open_page: OpenPage) -> None:
    page = open_page("/unfold")
    page.locator(".scroller").press("ArrowRight")
    page.get_by_role("link", name="Explore").click()
    page.get_by_role("textbox", name="Your sentence").wait_for()
    assert "worked" not in str(address(page))
    page.get_by_role("link", name="Unfold").click()
    page.locator(".instrument .card .equation").first.wait_for()
    eventually(page, lambda: assert_cards(page, example(), int(ledger(page)["moment"][0][4]) - 1))


def test_what_was_played_stands_in_the_address_when_it_pauses(open_page: OpenPage) -> None:
    page = open_page("/unfold?word=3")
    page.locator(".player").get_by_role("button", name="▶ Play").click()
    page.wait_for_timeout(900)
    page.locator(".player").get_by_role("button", name="❚❚ Pause").click()
    eventually(page, lambda: say_in_the_address(page, {"word": "1"}))
