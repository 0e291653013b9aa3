"""The Explore page in a real browser: every colour and number against what rnnviz computes."""

from functools import partial
from typing import TYPE_CHECKING, Any

from rnnviz.data.sentences import EXAMPLES, FIRST_SENTENCE
from rnnviz.figures.style import Theme
from rnnviz.network import shipped_networks
from tests.browser.conftest import OpenPage
from tests.browser.explore import (
    Choice,
    Seen,
    assert_chosen,
    assert_colours,
    box,
    choose_in_view,
    eventually,
    instrument,
    link,
    network_of,
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

TEXT = "The film was not good at all"
# Marks the parts of the instrument, then notes in every frame whether they are still there and filled.
WATCH = """(root) => {
    const parts = ['.picture', '.scroller', '.inspector', '.labels', '.track canvas'];
    const nodes = parts.map((part) => root.querySelector(part));
    window.watched = { frames: 0, blank: 0, replaced: 0 };
    const filled = (canvas) => canvas.width > 0 && canvas.getContext('2d')
        .getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value);
    const look = () => {
        watched.frames += 1;
        watched.replaced += parts.some((part, n) => root.querySelector(part) !== nodes[n]);
        watched.blank += !root.isConnected || !filled(nodes[0]) || !filled(nodes[4]);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


def test_every_value_of_every_network_has_its_colour(open_page: OpenPage) -> None:
    page = open_page("/?text=" + TEXT.replace(" ", "+"))
    for network in shipped_networks():
        switch(page, network)
        seen, trace = Seen(network, TEXT), len(network_of(network).layers) - 1
        eventually(page, partial(assert_colours, page, seen, "light"))
        assert_chosen(page, seen, Choice(6, strongest(network), trace))


def test_light_and_dark_are_followed_and_typing_does_not_flicker(open_page: OpenPage) -> None:
    page, seen = open_page("/", view(scheme="dark")), Seen("lstm", FIRST_SENTENCE)
    themes: tuple[Theme, ...] = ("dark", "light")
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        eventually(page, partial(assert_colours, page, seen, theme))
    type_whole(page, "The film was good")
    instrument(page).evaluate(WATCH)
    box(page).focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("not ", delay=60)
    eventually(page, lambda: assert_colours(page, Seen("lstm", "The film was not good"), "light"))
    assert box(page).evaluate("box => [box.matches(':focus'), box.selectionStart]") == [True, 17]
    watched = page.evaluate("() => watched")
    assert watched["frames"] > 5
    assert (watched["blank"], watched["replaced"]) == (0, 0)
    page.emulate_media(color_scheme="dark")
    eventually(page, lambda: assert_colours(page, Seen("lstm", "The film was not good"), "dark"))


def test_word_and_unit_are_chosen_by_keys(open_page: OpenPage) -> None:
    page, seen = open_page("/?network=GRU&text=" + TEXT.replace(" ", "+")), Seen("gru", TEXT)
    (order,) = seen.orders()
    row, word = order.index(strongest("gru")), 6
    instrument(page).locator(".scroller").focus()
    down = 1 if row < len(order) - 10 else -1
    steps: list[tuple[str, int, int]] = [
        ("ArrowLeft", -1, 0),
        ("ArrowLeft", -1, 0),
        ("ArrowRight", 1, 0),
        ("ArrowDown" if down > 0 else "ArrowUp", 0, down),
        ("PageDown" if down > 0 else "PageUp", 0, 8 * down),
        ("ArrowUp" if down > 0 else "ArrowDown", 0, -down),
        ("Home", -5, 0),
        ("ArrowLeft", 0, 0),
        ("End", 6, 0),
        ("ArrowRight", 0, 0),
    ]
    for key, words, rows in steps:
        page.keyboard.press(key)
        word, row = word + words, row + rows
        assert_chosen(page, seen, Choice(word, order[row]))
    assert_keys_do_not_reach_streamlit(page)


def test_word_and_unit_are_chosen_by_the_mouse(open_page: OpenPage) -> None:
    tall = view(height=2000)  # All tracks in the window, where the mouse can reach them.
    page = open_page("/?network=Bidirectional+LSTM&text=" + TEXT.replace(" ", "+"), tall)
    seen, at_rest = Seen("bidirectional-lstm", TEXT), Choice(6, strongest("bidirectional-lstm"))
    assert_chosen(page, seen, at_rest)
    hovered, clicked = Choice(1, seen.orders()[0][3]), Choice(3, seen.orders()[0][20])
    page.mouse.move(*place_of(page, seen, hovered))
    eventually(page, lambda: assert_chosen(page, seen, hovered))
    value = seen.traces()[0].tracks[0].values[hovered.word, hovered.unit]
    tip = f"film · unit {hovered.unit} · hidden state {written(value)}"
    assert instrument(page).locator(".tip").inner_text() == tip
    page.mouse.move(5, 5)
    eventually(page, lambda: assert_chosen(page, seen, at_rest))
    page.mouse.click(*place_of(page, seen, clicked))
    page.mouse.move(5, 5)
    eventually(page, lambda: assert_chosen(page, seen, clicked))
    backward = Choice(2, seen.orders()[1][11], 1)
    page.mouse.click(*place_of(page, seen, backward))
    page.mouse.move(5, 5)
    eventually(page, lambda: assert_chosen(page, seen, backward))
    assert_colours(page, seen, "light")  # The backward gates have taken the place of the forward ones.


def assert_keys_do_not_reach_streamlit(page: "Page") -> None:
    """Streamlit has shortcuts of its own on single letters."""
    page.evaluate("() => { window.keys = []; addEventListener('keydown', (event) => keys.push(event.key)) }")
    for key in ("c", "r", "C", "R", "l", "ArrowDown"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.evaluate("() => keys") == []
    assert page.get_by_role("dialog").count() == 0
    page.keyboard.press("Tab")  # But nobody is held inside.
    assert page.evaluate("() => keys") == ["Tab"]


def everything(page: "Page") -> dict[str, Any]:
    """What two visitors compare: all that is shown of the choice, and where."""
    return {name: shown for name, shown in snapshot(page).items() if name != "spoken"}


def test_a_link_shows_another_visitor_the_same(open_page: OpenPage) -> None:
    page, text = open_page("/?text=so+good&network=&order=&size="), "not a bad film & it's 100% “fun” <b>"
    assert_chosen(page, Seen("lstm", "so good"), Choice(1, strongest("lstm")))  # An empty name is none.
    type_whole(page, text)
    switch(page, "stacked-lstm")
    choose_in_view(page, "As trained", "Presenter")
    seen = Seen("stacked-lstm", text, "trained")
    eventually(page, lambda: assert_colours(page, seen, "light"))
    instrument(page).locator(".scroller").focus()
    for key in ("l", "ArrowLeft", "ArrowLeft", "Home", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    choice = Choice(1, int(snapshot(page)["headings"][1].split()[1]), 0)
    named = {"word": "2", "unit": str(choice.unit), "trace": "0", "text": text}
    eventually(page, lambda: say_in_the_address(page, named))
    assert_chosen(page, seen, choice)
    other = open_page(link(page))
    assert box(other).input_value() == text
    assert_chosen(other, seen, choice)
    other.mouse.move(5, 5)
    shown = [{**everything(each), "columns": 0, "cells": 0, "tracks": 0} for each in (page, other)]
    assert shown[0] == shown[1]
    assert instrument(other).get_attribute("data-size") == "presenter"


def test_another_network_forgets_unit_and_trace_and_another_example_the_word(open_page: OpenPage) -> None:
    page = open_page("/?network=Stacked+LSTM&text=so+good&word=1&unit=7&trace=0")
    assert_chosen(page, Seen("stacked-lstm", "so good"), Choice(0, 7, 0))
    switch(page, "lstm")
    eventually(page, lambda: assert_colours(page, Seen("lstm", "so good"), "light"))
    eventually(page, lambda: not_named(page, "unit", "trace"))
    assert_chosen(page, Seen("lstm", "so good"), Choice(0, strongest("lstm")))  # The word stays.
    other = open_page(link(page))
    assert snapshot(other)["headings"] == snapshot(page)["headings"]
    example, title = next(iter(EXAMPLES.items()))
    instrument(page).locator(".scroller").press("Home")
    eventually(page, lambda: say_in_the_address(page, {"word": "1"}))
    page.get_by_role("radio", name=title, exact=True).click()
    seen, last = Seen("lstm", example), len(example.split()) - 1
    eventually(page, partial(assert_colours, page, seen, "light"))
    eventually(page, partial(not_named, page, "word", "unit", "trace"))
    assert box(page).input_value() == example
    assert_chosen(page, seen, Choice(last, strongest("lstm")))
