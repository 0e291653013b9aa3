"""The Architectures page in a real browser: wirings that move, answer, are forced, drawn for and trained."""

from functools import partial
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from rnnviz.components.wirings import WIRINGS
from rnnviz.figures.style import SIGNED, THEMES
from rnnviz.tasks.registry import task_of
from rnnviz.tasks.running import beam, teach
from tests.browser.architectures import (
    assert_shows,
    board,
    diagram,
    link_to,
    look_at,
    network,
    ran,
    shown,
    tree,
    typed_into,
)
from tests.browser.conftest import OpenPage
from tests.browser.explore import address, eventually, not_named, say_in_the_address, view
from tests.browser.rig import wait_until_at_rest
from tests.browser.test_wired import assert_shown, colours
from tests.pages.architectures import first_task

if TYPE_CHECKING:
    from playwright.sync_api import Page

DATE, OTHER = "the third of May 1979", "29 February 2000"
TRAINING_SECONDS = 40  # Three where nothing else runs.
STEP = 2  # Of the writer, at which it is made to write something else.
# Notes the pixels of the diagram frame by frame, each picture once, until there are some.
FILM = """(canvas) => {
    window.filmed = new Set();
    const look = () => filmed.add(canvas.toDataURL()).size < 5 && requestAnimationFrame(look);
    look();
}"""
TOO_WIDE = """() => ['stMain', 'stApp'].map((name) => document.querySelector(`[data-testid=${name}]`))
    .concat(document.scrollingElement).some((part) => part.scrollWidth > part.clientWidth)"""


def choose(page: "Page", name: str) -> None:
    """Press one of a row of buttons."""
    page.get_by_role("radio", name=name, exact=True).click()


def test_another_wiring_moves_into_its_place(open_page: OpenPage) -> None:
    page = open_page("/architectures")
    for wiring in ("encoder-decoder", "many-to-many"):
        diagram(page).evaluate(FILM)
        before = diagram(page).get_attribute("aria-label")
        choose(page, WIRINGS[wiring])
        page.wait_for_function("() => filmed.size === 5")  # Not a jump from one to the other.
        expect(diagram(page)).not_to_have_attribute("aria-label", before or "")
        wait_until_at_rest(page)
        eventually(page, partial(say_in_the_address, page, {"wiring": WIRINGS[wiring]}))


def test_a_typed_date_is_written_as_computed_and_goes_on_otherwise_where_it_is_forced(
    open_page: OpenPage,
) -> None:
    page = open_page(link_to("dates"))
    typed_into(page, "dates").fill(OTHER)
    free = ran("dates", OTHER)
    eventually(page, lambda: assert_shows(network(page), free.text))
    say_in_the_address(page, {"text-dates": OTHER})

    look_at(page, len(free.chosen) - 1 - STEP)
    assert_shows(network(page), f"writer {STEP}", "at")
    another = network(page).locator(".chances .press:not(.chosen)").first
    number = free.symbols.numbers[another.locator(".name").inner_text()]
    another.click()
    forced = ran("dates", OTHER, forced={STEP: number})
    eventually(page, lambda: assert_shows(network(page), forced.text))
    assert forced.text[STEP] != free.text[STEP] and address(page)["force"] == f"{STEP}-{number}"

    page.reload()
    eventually(page, lambda: assert_shows(network(page), forced.text))
    look_at(page, len(forced.chosen) - 1 - STEP)
    network(page).get_by_role("button", name="Let it choose again").click()
    eventually(page, lambda: assert_shows(network(page), free.text))
    eventually(page, lambda: not_named(page, "force"))


def test_a_picture_drawn_by_hand_is_described_and_survives_a_reload(open_page: OpenPage) -> None:
    page = open_page(link_to("captions"))
    assert_shows(network(page), ran("captions", shown(board(page))).text)
    board(page).get_by_role("button", name="Clear").click()
    eventually(page, lambda: assert_shows(network(page), ran("captions", "." * 144).text))
    board(page).get_by_role("button", name="Blue").click()
    box = board(page).locator("canvas.picture").bounding_box()
    assert box
    one = box["width"] / 12
    for row in (2, 3, 4):  # A square of three by three, line by line.
        page.mouse.move(box["x"] + 2.5 * one, box["y"] + (row + 0.5) * one)
        page.mouse.down()
        page.mouse.move(box["x"] + 4.5 * one, box["y"] + (row + 0.5) * one, steps=3)
        page.mouse.up()
    drawn = "".join("..bbb......." if row in (2, 3, 4) else "." * 12 for row in range(12))
    assert_shows(board(page), drawn)
    told = ran("captions", drawn).text
    eventually(page, lambda: assert_shows(network(page), told))
    eventually(page, lambda: say_in_the_address(page, {"picture": drawn}))
    page.reload()
    eventually(page, lambda: assert_shows(network(page), told))
    assert_shows(board(page), drawn)


def test_beam_and_teacher_forcing_show_what_is_computed(open_page: OpenPage) -> None:
    page = open_page(link_to("dates", **{"text-dates": DATE}))
    free = ran("dates", DATE)
    found = beam(free.task, free.network, free.given, 3)
    taught = teach(free.task, free.network, free.given)
    assert found and taught
    choose(page, "Beam search")
    best = free.task.joined(free.symbols.decode(found.text_of(found.ended[0])))
    eventually(page, lambda: assert_shows(tree(page), best))
    tree(page).locator("summary").click()
    parents = {branch.parent for branch in found.branches}
    leaves = set(range(len(found.branches))) - parents
    expect(tree(page).locator("tbody tr")).to_have_count(len(leaves))  # Filled when it has opened.

    choose(page, "Teacher forcing")
    eventually(page, lambda: assert_shows(network(page), taught.text))
    losses = [taught.loss_at(step) or 0.0 for step in range(len(taught.chosen))]
    worst = losses.index(max(losses))
    look_at(page, len(losses) - 1 - worst)
    assert network(page).locator(".chances .press").count() == 0
    assert f"ln p(right) = {losses[worst]:.2f}" in network(page).locator(".inspector").inner_text()


def test_a_melody_is_played_and_stopped_and_the_cursor_goes_along(open_page: OpenPage) -> None:
    page = open_page(link_to("melody"))
    melody = network(page)
    melody.get_by_role("button", name="♪ Play").click()
    for step in ("0", "1", "2"):
        page.wait_for_function(
            "([root, step]) => root.dataset.step === step", arg=[melody.element_handle(), step]
        )
    melody.get_by_role("button", name="■ Stop").click()
    stands = shown(melody, "step")
    page.wait_for_timeout(900)  # Longer than any note.
    assert_shows(melody, stands, "step")
    melody.get_by_role("button", name="♪ Play").wait_for()


def test_a_network_trained_again_answers_on_its_page(open_page: OpenPage) -> None:
    page = open_page(link_to("tags"))
    page.get_by_text("Train it again").first.click()
    updates = page.get_by_role("spinbutton", name="Updates")
    updates.fill("60")
    updates.press("Enter")
    page.get_by_role("button", name="Train it again").click()
    page.get_by_text("60 updates in").wait_for(timeout=TRAINING_SECONDS * 1000)
    whose = page.get_by_role("combobox", name="Network that answers")
    eventually(page, lambda: _is(whose.input_value(), "yours: GRU, 64 units, 60 updates, seed 1"))
    eventually(page, lambda: assert_shows(network(page), "tags, yours, seed 1", "network"))
    assert len(shown(network(page)).split()) == len(task_of("tags").examples[0].split())
    assert page.locator(".st-key-attempt .js-plotly-plot").count() == 1


def test_on_a_phone_every_wiring_fits_and_its_states_have_the_colours_of_both_themes(
    open_page: OpenPage,
) -> None:
    page = open_page("/architectures", view(390, 844, scheme="dark"))
    for wiring in reversed(WIRINGS):
        choose(page, WIRINGS[wiring])
        page.get_by_role("heading", name=first_task(wiring).title, exact=True).wait_for()
        eventually(page, lambda: _is(page.evaluate(TOO_WIDE), False))
    choose(page, WIRINGS["many-to-one"])
    task = task_of("sentiment")
    read = ran("sentiment", task.examples[0]).read
    assert read
    states = read.layers[-1].traces[0].steps.hidden_state
    for theme in reversed(THEMES):
        page.emulate_media(color_scheme=theme)
        wanted = colours(states, SIGNED[theme], -1)
        eventually(page, partial(assert_shown, network(page), "reader.0", states, wanted))


def _is(found: object, expected: object) -> None:
    assert found == expected
