"""Reading step by step: each word in its turn, what is to come covered, and stopped when one says so."""

from typing import TYPE_CHECKING, Any

from tests.browser.conftest import OpenPage
from tests.browser.explore import (
    Choice,
    Seen,
    address,
    assert_chosen,
    eventually,
    instrument,
    percent,
    say_in_the_address,
    snapshot,
    strongest,
    type_whole,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SEEN = Seen("lstm", "not bad film")
STEP_MILLISECONDS = 750
# Notes in every frame what is being said, where the cover begins and the cursor ends, and any overflow.
WATCH = """(root) => {
    const part = (name) => root.querySelector(name);
    const wide = () => [document.scrollingElement, ...['stMain', 'stApp']
        .map((name) => document.querySelector(`[data-testid=${name}]`))]
        .some((node) => node.scrollWidth > node.clientWidth);
    const button = part('.play');
    window.watched = { seen: [], overflow: 0, replaced: 0, on: true };
    const look = () => {
        const cover = part('.future').hidden ? null : part('.future').getBoundingClientRect().left;
        const cursor = part('.cursor .column').getBoundingClientRect().right;
        const said = [button.textContent, part('.says').textContent, part('.turned').textContent,
            part('.inspector h2').textContent, cover !== null, !cover || Math.abs(cover - cursor) < 3];
        if (JSON.stringify(watched.seen.at(-1)) !== JSON.stringify(said)) watched.seen.push(said);
        watched.overflow += wide() || part('.scroller').scrollWidth > part('.scroller').clientWidth;
        watched.replaced += part('.play') !== button || !button.isConnected;
        if (watched.on) requestAnimationFrame(look);
    };
    look();
}"""
PLAY, PAUSE = "▶ Watch it read", "❚❚ Pause"


def play_button(page: "Page") -> "Locator":
    """The button that starts and stops."""
    return instrument(page).locator(".play")


def verdict(probability: float) -> str:
    """What the headline says of a probability."""
    if probability >= 0.6:
        return f"Positive {percent(probability)}"
    if probability <= 0.4:
        return f"Negative {percent(1 - probability)}"
    return f"Undecided, {percent(probability)} positive"


def headline(word: int) -> list[Any]:
    """What is seen while a word is being read."""
    text = SEEN.words()[word]
    said = verdict(float(SEEN.reading().probabilities[word]))
    return [PAUSE, said, f"so far, after “{text}”", text, True, True]


def opened(open_page: OpenPage) -> "Page":
    """The page of three words."""
    return open_page(f"/?text={SEEN.text.replace(' ', '+')}")


def is_at(page: "Page", word: int) -> None:
    """This word is being read."""
    assert instrument(page).locator(".turned").inner_text() == headline(word)[2]


def is_quiet(page: "Page") -> None:
    """Nothing is being played."""
    assert play_button(page).inner_text() == PLAY
    assert not instrument(page).locator(".future").is_visible()


def test_each_word_has_its_turn_and_nothing_overflows(open_page: OpenPage) -> None:
    page = opened(open_page)
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        instrument(page).evaluate(WATCH)
        play_button(page).click()
        page.mouse.move(5, 5)
        page.wait_for_timeout(STEP_MILLISECONDS)
        eventually(page, lambda: is_quiet(page))
        watched = page.evaluate("() => { watched.on = false; return watched; }")
        before, *played, after = watched["seen"]
        assert played == [headline(word) for word in range(3)]
        assert before == after and before[0] == PLAY and not before[2].startswith("so far")
        assert (watched["overflow"], watched["replaced"]) == (0, 0)
    assert play_button(page).evaluate("button => button.getRootNode().activeElement === button")
    assert "word" not in address(page)  # Having watched it chooses nothing.


def test_pause_stops_at_the_word_though_a_step_passes_while_it_is_pressed(open_page: OpenPage) -> None:
    page = opened(open_page)
    play_button(page).hover()
    page.mouse.click(*middle(page))
    eventually(page, lambda: is_at(page, 0))
    page.mouse.down()
    page.wait_for_timeout(STEP_MILLISECONDS + 150)
    page.mouse.up()
    page.mouse.move(5, 5)
    is_quiet(page)
    assert_chosen(page, SEEN, Choice(1, strongest("lstm")))
    page.wait_for_timeout(STEP_MILLISECONDS + 150)  # And it stays there.
    assert_chosen(page, SEEN, Choice(1, strongest("lstm")))
    eventually(page, lambda: say_in_the_address(page, {"word": "2"}))
    play_button(page).click()
    eventually(page, lambda: is_at(page, 0))  # From the beginning.
    type_whole(page, "not bad food")
    is_quiet(page)  # What is new is not half read.


def middle(page: "Page") -> tuple[float, float]:
    """The middle of the button."""
    edges = play_button(page).bounding_box()
    assert edges
    return edges["x"] + edges["width"] / 2, edges["y"] + edges["height"] / 2


def test_space_starts_and_stops_and_other_keys_take_over(open_page: OpenPage) -> None:
    page, unit = opened(open_page), strongest("lstm")
    instrument(page).locator(".scroller").focus()
    for key, word in (("Space", 1), ("ArrowLeft", 0), ("Escape", 2)):
        page.keyboard.press("Space")
        eventually(page, lambda: is_at(page, 1))
        page.keyboard.press(key)
        is_quiet(page)
        assert_chosen(page, SEEN, Choice(word, unit))
        assert snapshot(page)["places"][0] == f"word {word + 1} of 3"
        page.wait_for_timeout(450)  # The choice is in the address, and its answer has come.


def test_reading_goes_on_though_the_choice_before_it_is_still_on_its_way(open_page: OpenPage) -> None:
    page = opened(open_page)
    instrument(page).locator(".scroller").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    eventually(page, lambda: say_in_the_address(page, {"word": "1"}))
    page.wait_for_timeout(300)
    assert play_button(page).inner_text() == PAUSE
    eventually(page, lambda: is_at(page, 2))
