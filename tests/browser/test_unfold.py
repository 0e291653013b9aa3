"""The Unfold page in a real browser: the chain, time, and the numbers of every step."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rnnviz.analysis.gradient import Loss
from rnnviz.figures.style import Theme
from rnnviz.network import shipped_networks
from rnnviz.worked import ExampleSpec
from tests.browser.conftest import OpenPage
from tests.browser.explore import eventually, link, network_of, not_named, say_in_the_address, view
from tests.browser.server import running_app
from tests.browser.unfold import (
    assert_cards,
    assert_open,
    colour_of,
    colours_at,
    column_of,
    example,
    ledger,
    sentence,
    state_rows,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.visitors import Visitors

TEXT = "not a bad film"
PLAY, PAUSE = "▶ Play", "❚❚ Pause"
# Notes every part of a step that is named.
MOMENTS = """(root) => {
    window.moments = new Set();
    const look = () => moments.add(root.querySelector('.moment').lastElementChild.textContent);
    new MutationObserver(look).observe(root, { childList: true, characterData: true, subtree: true });
}"""
# Notes frame by frame the colour of a place in the picture.
FILM = """(canvas, place) => {
    window.filmed = new Set();
    const [x, y] = place.map((pixels) => Math.round(pixels * canvas.width / canvas.clientWidth));
    const look = () => {
        filmed.add(canvas.getContext('2d').getImageData(x, y, 1, 1).data.join());
        if (filmed.size < 5) requestAnimationFrame(look);
    };
    look();
}"""
SIMPLE_PHASES = 9  # x; three terms, the sum, tanh; two terms and the result of the output.


def button(page: "Page", name: str) -> None:
    """Press a button of the instrument."""
    page.locator(".player").get_by_role("button", name=name, exact=True).click()


def test_a_new_visitor_sees_the_worked_example_and_every_number_is_computed(open_page: OpenPage) -> None:
    page, seen = open_page("/unfold"), example()
    assert_cards(page, seen, word=1)
    assert_open(page, seen.lines()[0], word=1)
    shown = ledger(page)
    assert shown["moment"] == ["t = 2 of 3", "complete"]
    assert shown["heads"] == ["unit 0", "unit 1"]
    assert shown["cards"][0]["equation"] == "h₂ = tanh(x₂ Wxh + h₁ Whh + bh)"


def test_the_picture_shows_the_states_in_their_colours(open_page: OpenPage) -> None:
    page = open_page("/unfold?word=3", view(scheme="dark"))
    states = example().reading.layers[0].steps.hidden_state
    places = [(column_of(page, 3, word) - 40, y) for word in range(3) for y in state_rows()]

    def assert_coloured(scheme: Theme) -> None:
        expected = [colour_of(float(value), scheme) for value in states.reshape(-1)]
        np.testing.assert_allclose(colours_at(page, places)[:, :3], expected, atol=4)

    assert_coloured("dark")
    page.emulate_media(color_scheme="light")
    eventually(page, lambda: assert_coloured("light"))


def test_pointing_at_one_weight_lights_all_its_copies(open_page: OpenPage) -> None:
    page = open_page("/unfold?word=3")
    box = page.locator(".picture").bounding_box()
    assert box
    y = float(np.mean(state_rows())) - 10  # The middle of the cells, label and all.
    middles = [(column_of(page, 3, word) + column_of(page, 3, word - 1)) / 2 - 40 for word in range(3)]
    places = [(x, y) for x in middles]
    before = colours_at(page, places)
    page.mouse.move(box["x"] + middles[1], box["y"] + y)

    def all_are_lit() -> None:
        after = colours_at(page, places)
        assert (np.abs(after - before).max(axis=1) > 20).all()
        assert np.abs(after - after[0]).max() == 0
        assert ledger(page)["caption"].startswith("Whh is the same 2 × 2 numbers at every step: 4 in all")

    eventually(page, all_are_lit)
    page.mouse.move(5, 5)
    eventually(page, lambda: np.testing.assert_array_equal(colours_at(page, places), before))


def test_time_goes_on_part_by_part_and_what_is_to_come_waits(open_page: OpenPage) -> None:
    page = open_page("/unfold")
    page.locator(".scroller").press("Home")
    eventually(page, lambda: say_in_the_address(page, {"word": "1"}))
    said = []
    for _ in range(SIMPLE_PHASES):
        button(page, "one part on")
        shown = ledger(page)
        said.append((shown["moment"][1], [row["waits"] for row in shown["rows"]]))
        assert shown["moment"][0] == "t = 2 of 3"
    assert [text for text, _ in said[:3]] == [
        "The input arrives: x₂",
        "Hidden state: x₂ Wxh",
        "Hidden state: h₁ Whh",
    ]
    assert [waits for _, waits in said[:6]] == [
        [n > number for n in range(1, 6)] for number in range(6)
    ]  # Terms, sum and state are computed one after another.
    button(page, "one part on")
    assert ledger(page)["moment"] == ["t = 3 of 3", "The input arrives: x₃"]
    for _ in range(2):
        button(page, "one part back")
    assert ledger(page)["moment"][0] == "t = 2 of 3"


def test_the_slider_reaches_every_part_of_every_step(open_page: OpenPage) -> None:
    page = open_page("/unfold")
    slider = page.get_by_role("slider", name="Time")
    assert slider.get_attribute("max") == str(3 * SIMPLE_PHASES - 1)
    slider.fill("0")
    assert ledger(page)["moment"] == ["t = 1 of 3", "The input arrives: x₁"]
    slider.fill(str(SIMPLE_PHASES + 2))
    assert ledger(page)["moment"] == ["t = 2 of 3", "Hidden state: h₁ Whh"]
    assert slider.get_attribute("aria-valuetext") == "t = 2 of 3, Hidden state: h₁ Whh"
    slider.press("End")
    assert ledger(page)["moment"] == ["t = 3 of 3", "complete"]


def test_playing_goes_through_all_steps_and_pauses_when_asked(open_page: OpenPage) -> None:
    page = open_page("/unfold?steps=1")
    page.locator(".instrument").evaluate(MOMENTS)
    button(page, PLAY)
    eventually(page, lambda: assert_over(page))
    assert len(page.evaluate("() => [...moments]")) == SIMPLE_PHASES + 1
    button(page, PLAY)
    button(page, PAUSE)
    stopped = ledger(page)["moment"]
    page.wait_for_timeout(1000)  # A part takes 700.
    assert ledger(page)["moment"] == stopped


def assert_over(page: "Page") -> None:
    """The only step has been computed, part by part."""
    assert ledger(page)["moment"] == ["t = 1 of 1", "complete"]
    assert page.evaluate("() => moments.size") > 1


def test_the_loop_opens_into_the_chain_step_by_step(open_page: OpenPage) -> None:
    page = open_page("/unfold?word=3")
    place = [(column_of(page, 3, 0) - 40, state_rows()[1])]
    chain = colours_at(page, place)
    page.locator(".picture").evaluate(FILM, place[0])
    button(page, "Fold into a loop")
    page.wait_for_function("() => filmed.size > 2")  # An animation, not a jump.
    eventually(page, lambda: say_in_the_address(page, {"folded": "1"}))
    eventually(page, lambda: assert_differs(page, place, chain))
    middle = page.locator(".scroller").evaluate("(one) => one.clientWidth / 2")
    state = float(example().reading.layers[0].steps.hidden_state[2, 1])
    eventually(page, partial(assert_colour, page, (middle - 40, state_rows()[1]), state))
    button(page, "Unfold the loop")
    eventually(page, lambda: np.testing.assert_array_equal(colours_at(page, place), chain))
    eventually(page, lambda: not_named(page, "folded"))


def assert_colour(page: "Page", place: tuple[float, float], value: float) -> None:
    """There a value is shown."""
    np.testing.assert_allclose(colours_at(page, [place])[0, :3], colour_of(value, "light"), atol=4)


def assert_differs(page: "Page", place: list[tuple[float, float]], before: np.ndarray) -> None:
    """Nothing stands there any more."""
    assert np.abs(colours_at(page, place) - before).max() > 20


def test_who_wants_no_motion_gets_none(open_page: OpenPage) -> None:
    page = open_page("/unfold?word=3", view(reduced_motion=True))
    place = [(column_of(page, 3, 0) - 40, state_rows()[1])]
    chain = colours_at(page, place)
    button(page, "Fold into a loop")
    assert_differs(page, place, chain)


@pytest.mark.parametrize("every", [False, True])
def test_backward_the_gradient_has_its_two_sources(open_page: OpenPage, every: bool) -> None:
    page = open_page(f"/unfold?way=backward&word=2&target=0.5&every={'true' if every else 'false'}")
    seen = example(loss=Loss(0.5, every))
    assert_cards(page, seen, 1, "backward")
    hidden = seen.lines("backward")[1]
    assert_open(page, hidden, 1, "backward")
    from_output, from_next = (np.abs(term.values[1]).max() for term in hidden.terms)
    assert from_next > 0 and (from_output > 0) == every
    assert ledger(page)["caption"].startswith("L = ")


@pytest.mark.parametrize("name", shipped_networks())
def test_a_shipped_network_is_unfolded_on_a_typed_sentence(open_page: OpenPage, name: str) -> None:
    title = network_of(name).title.replace(" ", "+")
    page = open_page(f"/unfold?unfolded={title}&columns=3-5")
    page.get_by_role("textbox", name="Your sentence").fill(TEXT)
    seen = sentence(name, TEXT, (3, 5))
    eventually(page, lambda: assert_cards(page, seen, 3))
    for way, key in (("backward", "b"), ("forward", "b")):
        page.locator(".scroller").press(key)
        eventually(page, partial(assert_cards, page, seen, 3, way))
    for index, line in enumerate(seen.lines()):
        page.locator(".card:not(.start, .units) button.title").nth(index).click()
        eventually(page, partial(assert_open, page, line, 3))


def test_the_units_are_chosen_in_the_track_and_by_their_chips(open_page: OpenPage) -> None:
    page = open_page("/unfold?unfolded=GRU&text=" + TEXT.replace(" ", "+"))
    usual = ledger(page)["chips"]
    assert len(usual) == 3
    box = page.locator(".track canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + 9)
    eventually(page, lambda: assert_chips(page, 4))
    added = int(ledger(page)["chips"][3].split()[1])
    eventually(page, lambda: say_in_the_address(page, {"unit": str(added), "word": "3"}))
    units = tuple(int(chip.split()[1]) for chip in ledger(page)["chips"])
    assert_cards(page, sentence("gru", TEXT, units), 2)
    page.get_by_role("button", name=f"hide unit {units[0]}", exact=True).click()
    eventually(page, lambda: assert_chips(page, 3))
    assert_cards(page, sentence("gru", TEXT, units[1:]), 2)


def assert_chips(page: "Page", count: int) -> None:
    """So many units are shown."""
    assert len(ledger(page)["chips"]) == count


def test_a_link_shows_another_visitor_the_same_step(open_page: OpenPage) -> None:
    page = open_page("/unfold?cell=LSTM&seed=7&steps=4&activation=ReLU")
    scroller = page.locator(".scroller")
    for key in ("b", "ArrowLeft", "ArrowLeft", "ArrowUp"):
        scroller.press(key)
    page.locator(".card button.title").nth(3).click()
    named = {"word": "1", "way": "backward", "unit": "0", "line": "4"}
    eventually(page, lambda: say_in_the_address(page, named))
    other = open_page(link(page))
    shown, copied = ledger(page), ledger(other)
    assert shown == copied
    assert_cards(other, example(ExampleSpec("LSTM", "relu", 7, 4)), 0, "backward")


def test_keys_do_what_the_mouse_does_and_do_not_reach_streamlit(open_page: OpenPage) -> None:
    page = open_page("/unfold?word=3")
    page.evaluate("() => { window.keys = []; addEventListener('keydown', (event) => keys.push(event.key)) }")
    scroller = page.locator(".scroller")
    scroller.press("ArrowLeft")
    assert ledger(page)["moment"] == ["t = 2 of 3", "complete"]
    scroller.press(".")
    assert ledger(page)["moment"] == ["t = 3 of 3", "The input arrives: x₃"]
    scroller.press(",")
    assert ledger(page)["moment"][0] == "t = 2 of 3"
    scroller.press("End")
    for key, unit in (("ArrowDown", 1), ("ArrowDown", 1), ("ArrowUp", 0)):
        scroller.press(key)
        assert ledger(page)["number"][0] == f"h₃ unit {unit}"
    for weight in ("Wxh", "Whh", "Why"):
        scroller.press("w")
        assert ledger(page)["caption"].startswith(f"{weight} is the same ")
    scroller.press("w")
    assert not ledger(page)["caption"].startswith("W")
    for key in ("c", "r", "C"):
        scroller.press(key)
    assert page.evaluate("() => keys") == []
    assert page.get_by_role("dialog").count() == 0


def test_a_link_to_the_page_works_on_a_server_that_nobody_has_visited(
    visitors: "Visitors", faults: list[str]
) -> None:
    from tests.browser.rig import visit

    with running_app() as server, visitors.visit_of() as page:
        visit(page, server.url + "/unfold?seed=5")
        page.get_by_role("link", name="Explore").wait_for()
        page.locator(".instrument .card").first.wait_for()
        eventually(page, lambda: assert_cards(page, example(ExampleSpec(seed=5)), 1))
        assert page.get_by_test_id("stSidebar").count() == 0
    assert faults == []
