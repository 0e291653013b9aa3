"""What the tests of the Explore page look at, and what rnnviz says should be seen there."""

import base64
import math
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urljoin, urlsplit

import numpy as np

from rnnviz.analysis.units import UnitOrder, rows_in, unit_orders
from rnnviz.arrays import FloatArray
from rnnviz.data.sentences import EXAMPLES
from rnnviz.figures.style import GATE, SIGNED, Theme
from rnnviz.network import Reading, load_network, verdict_weights
from rnnviz.tracks import TraceTracks, Track, tracks_of

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.rig import Scheme, View

PATIENCE_SECONDS = 15
SNAPSHOT = """(root) => {
    const all = (parts, look) => [...root.querySelectorAll(parts)].map(look);
    const box = (node) => (({ x, y, width, height }) => [x, y, width, height])(node.getBoundingClientRect());
    const text = (node) => node.textContent;
    return {
        headings: all('.inspector h2', text),
        places: all('.inspector .place', text),
        verdict: all('.verdict strong', text).join(),
        sums: all('.sum', (sum) => ['.name span', '.formula'].map((part) => text(sum.querySelector(part)))),
        lines: all('.memory .line', text),
        columns: all('.cursor .column', box),
        cells: all('.cursor .cell', box),
        tracks: Object.fromEntries(
            all('.track', (track) => [track.dataset.key, box(track.querySelector('canvas'))])),
        spoken: text(root.querySelector('.spoken')),
    };
}"""
PIXELS = """(root) => Object.fromEntries([...root.querySelectorAll('.track')].map((track) => {
    const canvas = track.querySelector('canvas');
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    let bytes = '';
    for (let n = 0; n < data.length; n += 4096) bytes += String.fromCharCode(...data.subarray(n, n + 4096));
    return [track.dataset.key, [height, width, btoa(bytes)]];
}))"""


network_of = cache(load_network)


@cache
def reading_of(network: str, text: str) -> Reading:
    """How a network reads a text."""
    return network_of(network).read(text)


@cache
def orders_of(network: str, order: UnitOrder) -> list[list[int]]:
    """For each trace the unit that stands in each row."""
    orders = unit_orders(network_of(network), EXAMPLES)
    return [rows.units.tolist() for rows in rows_in(orders, order)]


class Seen(NamedTuple):
    """What should be seen of one text: how one network reads it, and the units in which order."""

    network: str
    text: str
    order: UnitOrder = "weight"

    def reading(self) -> Reading:
        """What the network makes of it."""
        return reading_of(self.network, self.text)

    def traces(self) -> tuple[TraceTracks, ...]:
        """All layers and directions."""
        return tracks_of(self.reading())

    def orders(self) -> list[list[int]]:
        """For each trace the unit that stands in each row."""
        return orders_of(self.network, self.order)

    def words(self) -> tuple[str, ...]:
        """The words as read."""
        return self.reading().tokens

    def percents(self) -> list[str]:
        """The verdict before any word and after each."""
        reading = self.reading()
        return [percent(each) for each in (reading.initial_probability, *reading.probabilities.tolist())]


class Choice(NamedTuple):
    """A word, a unit and a trace, each counted from zero."""

    word: int
    unit: int
    trace: int = 0


def strongest(network: str) -> int:
    """The unit that speaks first: of the first direction, the one with most weight to the verdict."""
    first = network_of(network).layers[-1].forward.units
    return int(np.argmax(np.abs(verdict_weights(network_of(network))[:first])))


def percent(probability: float) -> str:
    """A probability as the page writes it."""
    if not 0.005 <= probability <= 0.995:
        return ">99 %" if probability > 0.5 else "<1 %"
    return f"{math.floor(100 * probability + 0.5)} %"


def written(value: float) -> str:
    """A number as the page writes it."""
    return f"{0 if abs(value) < 0.005 else value:.2f}".replace("-", "−")


def colours(track: Track, theme: Theme) -> FloatArray:
    """The colour that figures/style gives to each value; (timesteps, units, 3)."""
    stops = (SIGNED if track.scale.kind == "signed" else GATE)[theme]
    ends = np.array([list(bytes.fromhex(stop[1:])) for stop in stops])
    share = (track.values - track.scale.low) / (track.scale.limit - track.scale.low)
    places = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(share, places, channel) for channel in ends.T], axis=-1)


def view(
    width: int = 1440, height: int = 900, scheme: "Scheme" = "light", reduced_motion: bool = False
) -> "View":
    """A view of the rig, which is imported only where there is a browser."""
    from tests.browser.rig import View

    return View(width, height, scheme, reduced_motion)


def instrument(page: "Page") -> "Locator":
    """The instrument."""
    return page.locator(".instrument")


def box(page: "Page") -> "Locator":
    """Where one types."""
    return page.get_by_role("textbox", name="Your sentence")


def snapshot(page: "Page") -> dict[str, Any]:
    """Everything that the instrument says of the choice, at one moment."""
    found: dict[str, Any] = instrument(page).evaluate(SNAPSHOT)
    return found


def pixels(page: "Page") -> dict[str, FloatArray]:
    """The colours of each track's canvas, (units, timesteps, 3), at one moment."""
    return {
        key: np.frombuffer(base64.b64decode(data), np.uint8).reshape(height, width, 4)[..., :3].astype(float)
        for key, (height, width, data) in instrument(page).evaluate(PIXELS).items()
    }


def address(page: "Page") -> dict[str, str]:
    """What stands in the address behind the question mark."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def eventually(page: "Page", check: Callable[[], None]) -> None:
    """Try a check again and again until it holds; fail as it failed last."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return check()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        page.wait_for_timeout(40)


def not_named(page: "Page", *names: str) -> None:
    """The address says nothing of these."""
    assert not set(names) & set(address(page))


def say_in_the_address(page: "Page", named: dict[str, str]) -> None:
    """The address says at least this."""
    assert address(page).items() >= named.items()


def link(page: "Page") -> str:
    """The address as somebody else would be sent it."""
    found: str = page.evaluate("location.pathname + location.search")
    return found


def chosen_link(seen: Seen, choice: Choice) -> str:
    """The address of a choice."""
    title = network_of(seen.network).title.replace(" ", "+")
    named = f"word={choice.word + 1}&unit={choice.unit}&trace={choice.trace}"
    return f"/?network={title}&text={seen.text.replace(' ', '+')}&{named}"


def go(page: "Page", path: str) -> None:
    """Go on to another address of the app as the same visitor, and wait until the page is at rest."""
    from tests.browser.rig import visit

    visit(page, urljoin(page.url, path))


def switch(page: "Page", network: str) -> None:
    """Choose a network by its title."""
    page.get_by_role("radio", name=network_of(network).title, exact=True).click()


def choose_in_view(page: "Page", *titles: str) -> None:
    """Choose these in the popover of the view, and close it."""
    page.get_by_role("button", name="View").click()
    for title in titles:
        page.get_by_test_id("stRadio").get_by_text(title).click()
    page.keyboard.press("Escape")


def type_whole(page: "Page", text: str) -> None:
    """Put a text into the box and wait for its last word."""
    box(page).fill(text)
    last = network_of("lstm").read(text).columns[-1].typed
    page.locator(f'.instrument[data-read="{last}"]').wait_for(state="attached")


def place_of(page: "Page", seen: Seen, choice: Choice, name: str = "hidden_state") -> tuple[float, float]:
    """The middle of one value on the screen."""
    x, y, width, height = snapshot(page)["tracks"][f"{choice.trace}.{name}"]
    order = seen.orders()[choice.trace]
    row = order.index(choice.unit)
    return x + width * (choice.word + 0.5) / len(seen.words()), y + height * (row + 0.5) / len(order)


def assert_chosen(page: "Page", seen: Seen, choice: Choice) -> None:
    """The cursor stands on the word and the unit in every track, and the inspector tells of them."""
    shown, words = snapshot(page), seen.words()
    assert shown["headings"] == [words[choice.word], f"Unit {choice.unit}"]
    assert shown["places"][0].startswith(f"word {choice.word + 1} of {len(words)}")
    assert shown["verdict"] == seen.percents()[choice.word + 1]
    tracks = seen.traces()[choice.trace].tracks
    assert len(shown["cells"]) == len(tracks)
    for (left, top, width, height), track in zip(shown["cells"], tracks, strict=True):
        x, y = place_of(page, seen, choice, track.name)
        assert abs(left + width / 2 - x) < 2, track.name
        assert abs(top + height / 2 - y) < 1, track.name
    ((left, _, width, _),) = shown["columns"]
    assert abs(left + width / 2 - x) < 2


def assert_colours(page: "Page", seen: Seen, theme: Theme) -> None:
    """Every value of every track on the page has its colour; a table of 256 colours is near enough."""
    shown = pixels(page)
    expected = {
        f"{n}.{track.name}": colours(track, theme)[:, order].swapaxes(0, 1)
        for n, (trace, order) in enumerate(zip(seen.traces(), seen.orders(), strict=True))
        for track in trace.tracks
    }
    assert shown.keys() <= expected.keys()
    assert {f"{n}.hidden_state" for n in range(len(seen.orders()))} <= shown.keys()
    for key, picture in shown.items():
        assert picture.shape == expected[key].shape, key
        assert np.abs(picture - expected[key]).max() <= 3, key
