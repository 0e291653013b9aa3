"""What the tests of the Explore page look at, and what rnnviz says should be seen there."""

import math
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import numpy as np

from rnnviz.analysis.units import UnitOrder, unit_orders
from rnnviz.arrays import FloatArray
from rnnviz.data.sentences import EXAMPLES
from rnnviz.figures.style import GATE, SIGNED, Theme
from rnnviz.network import load_network
from rnnviz.tracks import TraceTracks, Track, tracks_of

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.rig import Scheme, View

PATIENCE_SECONDS = 15
NUMBER = re.compile(r"−?\s?\d+\.\d{2,4}")
SNAPSHOT = """(root) => {
    const all = (parts, look) => [...root.querySelectorAll(parts)].map(look);
    const box = (node) => (({ x, y, width, height }) => [x, y, width, height])(node.getBoundingClientRect());
    const text = (node) => node.textContent;
    return {
        headings: all('.inspector h3', text),
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
    return [track.dataset.key, [height, width, [...data]]];
}))"""


class Seen(NamedTuple):
    """What should be seen of one text: how one network reads it, and the units in which order."""

    network: str
    text: str
    order: UnitOrder = "weight"

    def traces(self) -> tuple[TraceTracks, ...]:
        """All layers and directions."""
        return tracks_of(load_network(self.network).read(self.text))

    def orders(self) -> list[list[int]]:
        """For each trace the unit that stands in each row."""
        return [each[self.order].tolist() for each in unit_orders(load_network(self.network), EXAMPLES)]

    def words(self) -> tuple[str, ...]:
        """The words as read."""
        return load_network(self.network).read(self.text).tokens

    def percents(self) -> list[str]:
        """The verdict before any word and after each."""
        reading = load_network(self.network).read(self.text)
        return [percent(each) for each in (reading.initial_probability, *reading.probabilities.tolist())]


class Choice(NamedTuple):
    """A word, a unit and a trace, each counted from zero."""

    word: int
    unit: int
    trace: int = 0


def percent(probability: float) -> str:
    """A probability as the page writes it."""
    if not 0.005 <= probability <= 0.995:
        return ">99 %" if probability > 0.5 else "<1 %"
    return f"{math.floor(100 * probability + 0.5)} %"


def written(value: float) -> str:
    """A number as the page writes it."""
    return f"{0 if abs(value) < 0.005 else value:.2f}".replace("-", "−")


def numbers(text: str) -> list[float]:
    """The decimal numbers of a formula; a minus between two of them belongs to the second."""
    return [float(found.replace("−", "-").replace(" ", "")) for found in NUMBER.findall(text)]


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
        key: np.array(data, np.uint8).reshape(height, width, 4)[..., :3].astype(float)
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


def type_whole(page: "Page", text: str) -> None:
    """Put a text into the box and wait for its last word."""
    box(page).fill(text)
    last = load_network("lstm").read(text).columns[-1].typed
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
