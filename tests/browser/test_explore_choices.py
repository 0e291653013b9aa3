"""What is chosen: pinned, let go, said aloud, and kept in the address whatever the server's haste."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest

from rnnviz.data.sentences import EXAMPLES
from tests.browser.conftest import OpenPage
from tests.browser.explore import (
    Choice,
    Seen,
    address,
    assert_chosen,
    assert_colours,
    eventually,
    instrument,
    link,
    not_named,
    place_of,
    say_in_the_address,
    snapshot,
    strongest,
    switch,
    type_whole,
    view,
    written,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.server import Server
    from tests.browser.visitors import Visitors

TEXT = "The film was not good but I loved every minute of it"
LATE_MILLISECONDS = 300
# Everything that the server says arrives late, in its order.
SLOW = f"""
const Prompt = window.WebSocket;
window.WebSocket = class extends Prompt {{
    addEventListener(type, listener, ...rest) {{
        const late = (event) => setTimeout(() => listener.call(this, event), {LATE_MILLISECONDS});
        super.addEventListener(type, type === 'message' ? late : listener, ...rest);
    }}
}};
"""
REPORTED_MILLISECONDS = 300  # After so long a choice is on its way to the server, at latest.


@pytest.fixture
def slow_page(app_server: "Server", visitors: "Visitors", faults: list[str]) -> "Iterator[Page]":
    """The page of TEXT, its server slow."""
    from tests.browser.rig import visit

    with visitors.visit_of() as page:
        session = page.context.new_cdp_session(page)
        session.send("Page.enable")
        session.send("Page.addScriptToEvaluateOnNewDocument", {"source": SLOW})
        yield visit(page, f"{app_server.url}/?text={TEXT.replace(' ', '+')}")
        session.detach()  # And the next visitor's server is as fast as it is.
    assert not faults


def assert_settled(page: "Page", open_page: OpenPage, seen: Seen, choice: Choice) -> None:
    """Once all is quiet the cursor, the address and what a fresh visitor sees of it agree."""
    page.wait_for_timeout(REPORTED_MILLISECONDS + 2 * LATE_MILLISECONDS)
    assert_chosen(page, seen, choice)
    assert_chosen(open_page(link(page)), seen, choice)


def test_quick_choices_do_not_race_with_a_slow_server(slow_page: "Page", open_page: OpenPage) -> None:
    page, seen, unit = slow_page, Seen("lstm", TEXT), strongest("lstm")
    instrument(page).locator(".scroller").press("Home")
    # Some in one breath, some as the report of the one before is sent, some as its answer arrives.
    for word, pause in enumerate((10, 10, 260, 260, 320, 120, 10, 550, 10, 10), start=1):
        page.keyboard.press("ArrowRight")
        assert_chosen(page, seen, Choice(word, unit))
        page.wait_for_timeout(pause)
        assert_chosen(page, seen, Choice(word, unit))
    eventually(page, lambda: say_in_the_address(page, {"word": "11"}))
    assert_settled(page, open_page, seen, Choice(10, unit))


def test_an_example_and_another_network_overtake_a_choice_on_its_way(
    slow_page: "Page", open_page: OpenPage
) -> None:
    page, (example, title) = slow_page, next(iter(EXAMPLES.items()))
    last = len(example.split()) - 1
    instrument(page).locator(".scroller").press("ArrowDown")
    switch(page, "gru")
    eventually(page, partial(assert_colours, page, Seen("gru", TEXT), "light"))
    assert_settled(page, open_page, Seen("gru", TEXT), Choice(11, strongest("gru")))
    assert not {"unit", "trace"} & address(page).keys()
    instrument(page).locator(".scroller").press("Home")
    page.get_by_role("radio", name=title, exact=True).click()
    eventually(page, partial(assert_colours, page, Seen("gru", example), "light"))
    assert_settled(page, open_page, Seen("gru", example), Choice(last, strongest("gru")))
    assert not {"word", "unit", "trace"} & address(page).keys()


def test_a_pinned_word_is_let_go_by_key_by_button_and_by_a_second_click(open_page: OpenPage) -> None:
    page, unit = open_page("/?text=The+film+was+good&word=2&unit=3", view(height=1600)), 3
    button = instrument(page).get_by_role("button", name="follow the typing again")
    assert_chosen(page, Seen("lstm", "The film was good"), Choice(1, unit))
    type_whole(page, "The film was good and long")
    seen = Seen("lstm", "The film was good and long")
    assert_chosen(page, seen, Choice(1, unit))
    instrument(page).locator(".scroller").press("Escape")
    assert_let_go(page, seen, unit)
    word = place_of_word(page, 2)
    for by_button in (True, False):
        page.mouse.click(*word)
        page.mouse.move(5, 5)
        assert_chosen(page, seen, Choice(2, unit))
        eventually(page, lambda: say_in_the_address(page, {"word": "3"}))
        assert button.is_visible()
        button.click() if by_button else page.mouse.click(*word)
        page.mouse.move(5, 5)
        assert_let_go(page, seen, unit)
    for _ in range(2):  # In a track a click says which unit, and lets nothing go.
        page.mouse.click(*place_of(page, seen, Choice(2, unit)))
        page.mouse.move(5, 5)
        assert_chosen(page, seen, Choice(2, unit))
        assert button.is_visible()
    button.click()
    type_whole(page, "The film was good and long but")
    assert_chosen(page, Seen("lstm", "The film was good and long but"), Choice(6, unit))


def assert_let_go(page: "Page", seen: Seen, unit: int) -> None:
    """The last word is looked at, nothing is pinned, and the address soon knows."""
    assert_chosen(page, seen, Choice(len(seen.words()) - 1, unit))
    assert instrument(page).get_by_role("button", name="follow the typing again").count() == 0
    eventually(page, lambda: not_named(page, "word"))
    assert_chosen(page, seen, Choice(len(seen.words()) - 1, unit))


def place_of_word(page: "Page", word: int) -> tuple[float, float]:
    """The middle of a word above the cells."""
    x, _ = place_of(page, Seen("lstm", "The film was good and long"), Choice(word, 0))
    edges = instrument(page).locator(".scroller").bounding_box()
    assert edges
    return x, edges["y"] + 15


def test_only_a_choice_and_what_was_typed_are_said_aloud(open_page: OpenPage) -> None:
    page, seen = open_page("/?text=The+film+was+good"), Seen("lstm", "The film was good")
    unit = strongest("lstm")
    page.mouse.move(*place_of(page, seen, Choice(1, unit)))
    page.mouse.move(5, 5)
    page.wait_for_timeout(900)
    assert snapshot(page)["spoken"] == ""  # A page that opens, and a pointer that passes, say nothing.
    instrument(page).locator(".scroller").press("ArrowLeft")
    eventually(page, lambda: says(page, chosen_sentence(seen, Choice(2, unit))))
    eventually(page, lambda: say_in_the_address(page, {"word": "3"}))
    page.wait_for_timeout(600)
    says(page, chosen_sentence(seen, Choice(2, unit)))  # And the answer of the server takes nothing back.
    instrument(page).get_by_role("button", name="previous word").click()
    eventually(page, lambda: says(page, chosen_sentence(seen, Choice(1, unit))))
    type_whole(page, "The film was bad")
    eventually(page, lambda: starts_to_say(page, "Negative "))
    assert snapshot(page)["spoken"].endswith(" %, 4 words.")


def chosen_sentence(seen: Seen, choice: Choice) -> str:
    """What a screen reader says of a choice."""
    words, state = seen.words(), seen.traces()[0].tracks[0].values[choice.word, choice.unit]
    place = f"{words[choice.word]}, word {choice.word + 1} of {len(words)}. "
    verdict = f"{seen.percents()[choice.word + 1]} positive. "
    return f"{place}{verdict}Unit {choice.unit}: hidden state {written(state)}."


def says(page: "Page", sentence: str) -> None:
    """What a screen reader is given to say."""
    assert snapshot(page)["spoken"] == sentence


def starts_to_say(page: "Page", words: str) -> None:
    """What a screen reader is given to say begins so."""
    assert snapshot(page)["spoken"].startswith(words)
