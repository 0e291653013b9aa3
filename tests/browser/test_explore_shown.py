"""What the Explore page says in numbers, in words, and on other screens."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rnnviz.network import load_network
from rnnviz.tracks import TraceTracks
from rnnviz.unroll import Trace
from tests.browser.conftest import OpenPage
from tests.browser.explore import (
    Choice,
    Seen,
    assert_chosen,
    assert_colours,
    box,
    eventually,
    instrument,
    numbers,
    percent,
    pixels,
    snapshot,
    type_whole,
    view,
    written,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

TEXT = "The film was not zzqxj goood"
HALF = 0.0051  # Of the last decimal that is written.
GATES = {  # The heading of each sum, by its first word, and the quantity it is of.
    "New": "hidden_state",
    "Forget": "forget_gate",
    "Input": "input_gate",
    "Candidate:": "candidate",
    "Output": "output_gate",
    "Update": "update_gate",
    "Reset": "reset_gate",
}
CONTRASTS = """(root) => {
    const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const luminance = (colour) => channels(colour).slice(0, 3).map((value) => value / 255)
        .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, n) => sum + value * [0.2126, 0.7152, 0.0722][n], 0);
    const plain = (colour) => {
        const context = document.createElement('canvas').getContext('2d');
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        return `rgb(${[...context.getImageData(0, 0, 1, 1).data].slice(0, 3).join()})`;
    };
    const behind = (node) => {
        const colour = getComputedStyle(node).backgroundColor;
        return channels(colour)[3] === 0 ? behind(node.parentElement) : plain(colour);
    };
    const hasText = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    const nodes = [...root.querySelectorAll('*')].filter((node) => hasText(node) && node.checkVisibility());
    return nodes.map((node) => {
        const { color, fontSize, fontWeight } = getComputedStyle(node);
        const [low, high] = [luminance(plain(color)), luminance(behind(node))].sort((a, b) => a - b);
        const large = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
        const name = node.className + ': ' + node.textContent.slice(0, 40);
        return [name, (high + 0.05) / (low + 0.05), large ? 3 : 4.5];
    });
}"""


def chosen_link(seen: Seen, choice: Choice) -> str:
    """The address of a choice."""
    title = load_network(seen.network).title.replace(" ", "+")
    named = f"word={choice.word + 1}&unit={choice.unit}&trace={choice.trace}"
    return f"/?network={title}&text={seen.text.replace(' ', '+')}&{named}"


def arithmetic(trace: Trace, word: int, unit: int) -> list[list[float]]:
    """The numbers of each line of the memory's arithmetic, by the formulas in the cells."""
    now: dict[str, Any] = {
        name: part[word, unit] for name, part in trace.steps._asdict().items() if part.shape[1] > unit
    }
    before = {name: part[word, unit] for name, part in trace.previous._asdict().items()}
    h = now["hidden_state"]
    if trace.cell.title == "LSTM":
        i, f, g, o, c = (
            now[n] for n in ("input_gate", "forget_gate", "candidate", "output_gate", "cell_state")
        )
        old = before["cell_state"]
        return [[f, old, f * old], [i, g, i * g], [f * old, i * g, c], [o, c, h]]
    if trace.cell.title == "GRU":
        z, g, old = now["update_gate"], now["candidate"], before["hidden_state"]
        return [[z, old, z * old], [1 - z, g, (1 - z) * g], [z * old, (1 - z) * g, h]]
    return []


def assert_sums(shown: list[list[str]], tracks: TraceTracks, word: int, unit: int) -> None:
    """Each sum has its three parts, they add up as written, and the activation of the sum is the value."""
    cell, told = tracks.trace.cell, {}
    for heading, formula in shown:
        name = GATES[heading.split()[0]]
        *parts, total, result = numbers(formula)
        place = cell.gates.index(name) * cell.units + unit
        expected = [share[word, place] for share in tracks.shares]
        np.testing.assert_allclose(parts, expected, atol=HALF)
        assert abs(sum(parts) - total) < 1e-9 or len(str(total).split(".")[1]) == 4
        assert abs(total - sum(expected)) < HALF
        squashed = np.tanh(total) if "tanh(" in formula else 1 / (1 + np.exp(-total))
        assert abs(squashed - result) < 2 * HALF
        told[name] = result
    assert told.keys() == set(cell.gates)
    for name, result in told.items():
        assert abs(result - getattr(tracks.trace.steps, name)[word, unit]) < HALF


def assert_numbers(page: "Page", seen: Seen, choice: Choice) -> None:
    """The inspector's numbers are those of rnnviz."""
    assert_chosen(page, seen, choice)
    shown, tracks = snapshot(page), seen.traces()[choice.trace]
    assert_sums(shown["sums"], tracks, choice.word, choice.unit)
    lines = arithmetic(tracks.trace, choice.word, choice.unit)
    assert len(shown["lines"]) == len(lines)
    for line, expected in zip(shown["lines"], lines, strict=True):
        np.testing.assert_allclose(numbers(line), expected, atol=HALF, err_msg=line)
    share = tracks.input_weight[choice.word]
    bars = instrument(page).locator(".split i").all_inner_texts()
    for text, part in zip(bars, (share, 1 - share), strict=True):
        assert text == "" or abs(float(text.split()[0]) - 100 * part) < 0.501


@pytest.mark.parametrize(
    ("network", "trace"), [("simple-rnn", 0), ("gru", 0), ("stacked-lstm", 1), ("bidirectional-lstm", 1)]
)
def test_the_inspector_does_the_arithmetic_of_the_cell(open_page: OpenPage, network: str, trace: int) -> None:
    seen = Seen(network, TEXT)
    (first, second, *_), word = seen.orders()[trace], 0
    page = open_page(chosen_link(seen, Choice(0, first, trace)))
    instrument(page).locator(".scroller").focus()
    for word in range(len(seen.words())):
        assert_numbers(page, seen, Choice(word, first, trace))
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert_numbers(page, seen, Choice(word, second, trace))
    instrument(page).get_by_role("button", name="previous word").click()
    page.mouse.move(5, 5)
    assert_numbers(page, seen, Choice(word - 1, second, trace))


def test_the_table_and_the_spoken_sentence_tell_the_same(open_page: OpenPage) -> None:
    seen, choice = Seen("stacked-lstm", TEXT), Choice(4, 7, 0)
    page = open_page(chosen_link(seen, choice))
    instrument(page).locator(".twin summary").click()
    rows = (
        instrument(page)
        .locator("tbody tr")
        .evaluate_all("rows => rows.map((row) => [...row.children].map((cell) => cell.textContent))")
    )
    reading, tracks = load_network(seen.network).read(TEXT), seen.traces()[0].tracks
    for t, (row, column) in enumerate(zip(rows, reading.columns, strict=True)):
        read_as = "unknown" if column.status == "unknown" else column.text
        values = [written(track.values[t, choice.unit]) for track in tracks]
        assert row == [column.typed, read_as, percent(reading.probabilities[t]), *values]
    assert (
        instrument(page).locator("caption").inner_text()
        == f"{load_network(seen.network).title}, layer 1, unit 7"
    )
    state = written(tracks[0].values[4, 7])
    sentence = f"zzqxj, unknown to the network, word 5 of 6. {seen.percents()[5]} positive. "
    sentence += f"Unit 7: hidden state {state}."
    eventually(page, lambda: spoken_is(page, sentence))
    instrument(page).locator(".scroller").press("ArrowRight")
    state = written(tracks[0].values[5, 7])
    sentence = f"{seen.words()[5]}, word 6 of 6. {seen.percents()[6]} positive. Unit 7: hidden state {state}."
    eventually(page, lambda: spoken_is(page, sentence))
    assert instrument(page).locator("tr.chosen th").inner_text() == "goood"


def spoken_is(page: "Page", sentence: str) -> None:
    """What a screen reader is given to say."""
    assert snapshot(page)["spoken"] == sentence


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_instrument_can_be_read(open_page: OpenPage, scheme: Any) -> None:
    seen = Seen("lstm", TEXT)
    gate = next(track for track in seen.traces()[0].tracks if track.name == "forget_gate").values
    faint: dict[str, float] = {}
    for value in (0.3, 0.5, 0.7):  # Chips in the middle of their scale are the hardest to write on.
        word, unit = (int(place) for place in np.unravel_index(np.abs(gate - value).argmin(), gate.shape))
        page = open_page(chosen_link(seen, Choice(word, unit)), view(scheme=scheme))
        instrument(page).locator(".twin summary").click()
        for text, contrast, needed in instrument(page).evaluate(CONTRASTS):
            if contrast < needed:
                faint[text] = round(contrast, 2)
    assert not faint


def test_on_a_narrow_screen_the_panel_unfolds_at_the_bottom(open_page: OpenPage) -> None:
    page = open_page("/", view(390, 844))
    rest, panel = instrument(page).locator(".rest"), instrument(page).locator(".inspector")

    def stands_in_the_window() -> None:
        place = panel.bounding_box()
        assert place and place["x"] >= 0 and place["x"] + place["width"] <= 390
        assert place["y"] >= 0 and place["y"] + place["height"] <= 844

    eventually(page, stands_in_the_window)
    assert not rest.is_visible()
    instrument(page).get_by_role("button", name="Show what happened inside").click()
    assert rest.is_visible()
    eventually(page, stands_in_the_window)
    instrument(page).get_by_role("button", name="Hide what happened inside").click()
    assert not rest.is_visible()


def test_on_a_narrow_screen_the_page_never_scrolls_sideways(open_page: OpenPage) -> None:
    page = open_page("/", view(390, 844))
    too_wide = """() => ['stMain', 'stApp'].map((name) => document.querySelector(`[data-testid=${name}]`))
        .concat(document.scrollingElement).some((part) => part.scrollWidth > part.clientWidth)"""
    for text in ("The film was not good at all", "g" + "o" * 300 + "d", "z" * 300, "good " * 401):
        type_whole(page, text)
        if len(text) < 100:
            assert_colours(page, Seen("lstm", text), "light")
        assert not page.evaluate(too_wide), text[:10]


def test_the_presenters_size_is_larger_in_everything(open_page: OpenPage) -> None:
    measure = """(root) => ['.picture', '.track canvas', '.inspector h3', '.label']
        .map((part) => root.querySelector(part))
        .map((part) => [part.offsetHeight, parseFloat(getComputedStyle(part).fontSize)])"""
    page = open_page("/")
    normal = np.array(instrument(page).evaluate(measure))
    page.get_by_role("button", name="View").click()
    page.get_by_text("Presenter").click()
    page.locator('.instrument[data-size="presenter"]').wait_for(state="attached")
    large = np.array(instrument(page).evaluate(measure))
    assert np.all(large[:, 0] > 1.2 * normal[:, 0])
    assert np.all(large[1:, 1] > 1.2 * normal[1:, 1])


def test_a_sharp_screen_gets_a_sharp_picture(open_page: OpenPage) -> None:
    page = open_page("/")
    size = "canvas => [canvas.width / canvas.offsetWidth, canvas.height / canvas.offsetHeight]"
    picture = instrument(page).locator(".picture")
    np.testing.assert_allclose(picture.evaluate(size), 1, atol=0.01)
    screen = {"width": 1440, "height": 900, "deviceScaleFactor": 2, "mobile": False}
    page.context.new_cdp_session(page).send("Emulation.setDeviceMetricsOverride", screen)
    page.reload()
    eventually(page, lambda: np.testing.assert_allclose(picture.evaluate(size), 2, atol=0.01))


def test_markup_that_is_typed_stays_text(open_page: OpenPage) -> None:
    page = open_page("/")
    text = (
        '<img src=x onerror="window.hacked=1"><i id=injected>zzqxj</i> <script>window.hacked=2</script> zzqxj'
    )
    instrument(page).locator(".twin summary").click()
    type_whole(page, text)
    instrument(page).locator(".scroller").focus()
    words = load_network("lstm").read(text).tokens
    for n in range(len(words)):
        assert snapshot(page)["headings"][0] == words[-1 - n]
        page.keyboard.press("ArrowLeft")
    assert (
        instrument(page).locator("#injected, img, script").count() == page.locator("#injected").count() == 0
    )
    assert page.evaluate("() => window.hacked") is None


def test_a_long_text_scrolls_to_its_last_word(open_page: OpenPage) -> None:
    page = open_page("/", view(reduced_motion=True))
    text = "good film " * 200 + "but bad"
    box(page).fill(text)
    (note,) = (page.get_by_test_id("stText").filter(has_text="words"),)
    note.wait_for()
    assert note.inner_text() == "The text has 402 words; the first 400 are read."
    assert box(page).input_value() == text
    seen = Seen("lstm", "good film " * 200)
    eventually(page, lambda: assert_colours(page, seen, "light"))
    edges = instrument(page).locator(".scroller").bounding_box()
    assert edges
    eventually(page, lambda: in_sight(page, edges))
    instrument(page).locator(".scroller").press("Home")
    eventually(page, lambda: in_sight(page, edges))
    assert snapshot(page)["places"][0].startswith("word 1 of 400")
    moving = "(root) => root.getAnimations({ subtree: true }).length"
    assert instrument(page).evaluate(moving) == 0
    assert instrument(page).locator(".scroller").evaluate("(one) => one.scrollLeft") < 60
    assert next(iter(pixels(page).values())).shape[1] == 400


def in_sight(page: "Page", edges: Any) -> None:
    """The chosen word stands within the scroller."""
    ((x, _, width, _),) = snapshot(page)["columns"]
    assert edges["x"] - 1 <= x and x + width <= edges["x"] + edges["width"] + 1
