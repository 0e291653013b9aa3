"""What the Explore page says in numbers and in words."""

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from rnnviz.network import verdict_weights
from rnnviz.tracks import TraceTracks
from tests.browser.conftest import OpenPage
from tests.browser.equations import NAMES, arithmetic, assert_near, assert_sums, claims
from tests.browser.explore import (
    Choice,
    Seen,
    assert_chosen,
    assert_colours,
    chosen_link,
    colours,
    eventually,
    instrument,
    network_of,
    percent,
    snapshot,
    switch,
    type_whole,
    view,
    written,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

TEXT = "The film was not zzqxj goood"


def assert_numbers(page: "Page", seen: Seen, choice: Choice) -> None:
    """The inspector's numbers are those of rnnviz."""
    assert_chosen(page, seen, choice)
    shown, tracks = snapshot(page), seen.traces()[choice.trace]
    assert_sums(shown["sums"], tracks, choice.word, choice.unit)
    lines = arithmetic(tracks.trace, choice.word, choice.unit)
    for line, expected in zip(shown["lines"], lines, strict=True):
        assert_near(line, expected)
    assert_push(page, seen, choice)
    formulas = instrument(page).locator(".line .formula, .sum .formula").all_inner_texts()
    assert len(formulas) >= len(tracks.trace.cell.gates)
    for formula in formulas:
        assert all(claim.holds() == (claim.sign == "=") for claim in claims(formula)), formula
    assert_chips(page, tracks, choice)
    share = tracks.input_share[choice.word]
    bars = instrument(page).locator(".split i").all_inner_texts()
    for text, part in zip(bars, (share, 1 - share), strict=True):
        assert text == "" or abs(float(text.split()[0]) - 100 * part) < 0.501


def assert_chips(page: "Page", tracks: TraceTracks, choice: Choice) -> None:
    """Beside the name of each sum stands its number, and a chip of the colour that it has in the track."""
    look = """(whole) => [...whole.querySelectorAll('.sum')].map((sum) => [
        sum.querySelector('.name span').textContent, sum.querySelector('.swatch').textContent,
        getComputedStyle(sum.querySelector('.swatch i')).backgroundColor.match(/\\d+/g).map(Number)])"""
    for heading, text, colour in instrument(page).evaluate(look):  # In one look: sums are drawn anew.
        track = next(each for each in tracks.tracks if each.name == NAMES[heading])
        assert text == written(track.values[choice.word, choice.unit])
        np.testing.assert_allclose(colour, colours(track, "light")[choice.word, choice.unit], atol=3)


def assert_push(page: "Page", seen: Seen, choice: Choice) -> None:
    """What the unit says to the verdict, where the head reads it: the state that a trace ends with."""
    tracks = seen.traces()[choice.trace]
    lines = instrument(page).locator(".push .formula").all_inner_texts()
    ends_here = tracks.direction == "forward" or choice.word == 0
    reads = tracks.layer == len(network_of(seen.network).layers) and ends_here
    assert len(lines) == reads
    if not reads:
        return
    before = [each for each in seen.traces()[: choice.trace] if each.layer == tracks.layer]
    place = sum(each.trace.cell.units for each in before) + choice.unit
    weight = float(verdict_weights(network_of(seen.network))[place])
    state = float(tracks.tracks[0].values[choice.word, choice.unit])
    assert_near(lines[0], [state, weight, state * weight])


def test_the_inspector_does_the_arithmetic_of_the_cell(open_page: OpenPage) -> None:
    page = open_page(f"/?text={TEXT.replace(' ', '+')}")
    for network, trace in (("simple-rnn", 0), ("gru", 0), ("stacked-lstm", 1), ("bidirectional-lstm", 1)):
        seen, words = Seen(network, TEXT), len(Seen(network, TEXT).words())
        switch(page, network)
        eventually(page, partial(assert_colours, page, seen, "light"))
        instrument(page).locator(".scroller").press("Home")
        if network == "bidirectional-lstm":
            page.keyboard.press("l")  # Now backward.
        unit = int(snapshot(page)["headings"][1].split()[1])
        for word in range(words):
            assert_numbers(page, seen, Choice(word, unit, trace))
            page.keyboard.press("ArrowRight")
        instrument(page).get_by_role("button", name="previous word").click()
        instrument(page).get_by_role("button", name="unit below").click()
        page.mouse.move(5, 5)
        order = seen.orders()[trace]
        below = order[min(order.index(unit) + 1, len(order) - 1)]
        assert_numbers(page, seen, Choice(words - 2, below, trace))


def test_the_table_tells_the_same_and_begins_before_the_first_word(open_page: OpenPage) -> None:
    seen, choice = Seen("stacked-lstm", TEXT), Choice(4, 7, 0)
    page = open_page(chosen_link(seen, choice))
    instrument(page).locator(".twin summary").click()
    look = "rows => rows.map((row) => [...row.children].map((cell) => cell.textContent))"
    start, *rows = instrument(page).locator("tbody tr").evaluate_all(look)
    reading, tracks = seen.reading(), seen.traces()[0].tracks
    zeros = [written(0) if track.name in ("hidden_state", "cell_state") else "–" for track in tracks]
    assert start == ["h₀, before any word", "–", percent(reading.initial_probability), "–", *zeros]
    for t, (row, column) in enumerate(zip(rows, reading.columns, strict=True)):
        read_as = "unknown" if column.status == "unknown" else column.text
        values = [written(track.values[t, choice.unit]) for track in tracks]
        share = percent(seen.traces()[0].input_share[t])
        assert row == [column.typed, read_as, percent(reading.probabilities[t]), share, *values]
    headings = instrument(page).locator("thead th").all_inner_texts()
    assert headings[:4] == ["Word", "Read as", "Positive so far", "Share of the input"]
    assert len(headings) == len(start)
    title = network_of(seen.network).title
    assert instrument(page).locator("caption").inner_text() == f"{title}, layer 1, unit 7"
    chosen = instrument(page).locator("tr.chosen th")
    assert chosen.inner_text() == "zzqxj"
    instrument(page).locator(".scroller").press("ArrowRight")
    assert chosen.inner_text() == "goood"
    instrument(page).locator(".scroller").press("Home")
    assert chosen.inner_text() == "The"


def test_a_track_is_made_larger_smaller_shown_and_hidden(open_page: OpenPage) -> None:
    page = open_page("/?text=so+good", view(height=1600))
    for key, label, actions in (
        ("0.hidden_state", "Hidden state", ("smaller", "larger", "smaller")),
        ("0.forget_gate", "Forget gate", ("larger", "smaller", "larger")),
        ("embedding", "Embedding", ("show", "hide", "show")),
    ):
        before = height_of(page, key)
        for action, then in pairwise(actions):
            button = instrument(page).get_by_role("button", name=f"{label}: {action}", exact=True)
            assert button.inner_text() == action
            button.click()
            changed = height_of(page, key)
            assert (changed > before) == (action in ("larger", "show")) and changed != before
            before = changed
            focused = "root => root.getRootNode().activeElement.textContent"
            assert instrument(page).evaluate(focused) == then  # The next click is where the last one was.


def height_of(page: "Page", key: str) -> float:
    """How tall a track is; nothing where it is not shown."""
    _, _, _, height = snapshot(page)["tracks"].get(key, (0, 0, 0, 0))
    return float(height)


def test_markup_that_is_typed_stays_text(open_page: OpenPage) -> None:
    page = open_page("/")
    text = (
        '<img src=x onerror="window.hacked=1"><i id=injected>zzqxj</i> <script>window.hacked=2</script> zzqxj'
    )
    instrument(page).locator(".twin summary").click()
    type_whole(page, text)
    instrument(page).locator(".scroller").focus()
    words = network_of("lstm").read(text).tokens
    for n in range(len(words)):
        assert snapshot(page)["headings"][0] == words[-1 - n]
        page.keyboard.press("ArrowLeft")
    assert (
        instrument(page).locator("#injected, img, script").count() == page.locator("#injected").count() == 0
    )
    assert page.evaluate("() => window.hacked") is None
