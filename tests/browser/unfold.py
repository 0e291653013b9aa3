"""What the tests of the Unfold page look at, and what rnnviz says should be seen there."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rnnviz.analysis.gradient import Loss, gradient_of
from rnnviz.arrays import FloatArray
from rnnviz.equations.backward import backward_lines
from rnnviz.equations.forward import Shown, forward_lines
from rnnviz.equations.lines import Line
from rnnviz.figures.style import SIGNED, Theme
from rnnviz.network import Network, Reading, load_network
from rnnviz.worked import ExampleSpec, make_example

if TYPE_CHECKING:
    from playwright.sync_api import Page

MINUS = "−"
LEDGER = """(root) => {
    const text = (node) => node.tagName === 'INPUT' ? node.value : node.textContent;
    const all = (host, parts, look) => [...host.querySelectorAll(parts)].map(look);
    const cells = (host) => all(host, '.cell', text);
    return {
        moment: all(root, '.moment > *', text),
        cards: all(root, '.card:not(.start, .units)', (card) => ({
            title: text(card.querySelector('strong')), equation: text(card.querySelector('.equation')),
            cells: cells(card), opened: card.classList.contains('opened'),
            waits: card.classList.contains('waits'), now: card.classList.contains('now') })),
        rows: all(root, '.sheet .row:not(.heads)', (row) => ({
            cells: cells(row), waits: row.classList.contains('waits'), now: row.classList.contains('now') })),
        heads: all(root, '.heads .head', text),
        number: all(root, '.number > *', text),
        caption: text(root.querySelector('.caption')),
        chips: all(root, '.chip', (chip) => chip.firstChild.textContent),
        lit: all(root, '.sheet .cell.lit', text),
    };
}"""
# Places in the picture as it is painted at 100 % in the usual size; x and y in CSS pixels.
GEOMETRY = {"row": 25, "gap": 46, "box": 104, "widest": 320, "label": 21, "top": 4}
PIXELS_AT = """(root, places) => {
    const canvas = root.querySelector('.picture');
    const ratio = canvas.width / canvas.clientWidth;
    const context = canvas.getContext('2d');
    const at = (place) => place.map((pixels) => Math.round(pixels * ratio));
    return places.map((place) => [...context.getImageData(...at(place), 1, 1).data]);
}"""


class Unfolded(NamedTuple):
    """What should be seen: a network's reading, the units in the columns, the loss."""

    network: Network
    reading: Reading
    units: tuple[int, ...]
    loss: Loss = Loss()
    trace: int = 0

    def lines(self, way: str = "forward") -> tuple[Line, ...]:
        """Every equation of one way through time."""
        traces = [trace for layer in self.reading.layers for trace in layer.traces]
        if way == "forward":
            return forward_lines(self.network, self.reading, Shown(traces[self.trace], self.units))
        gradient = gradient_of(self.network, self.reading, self.loss)
        return backward_lines(self.network, self.reading, gradient, self.trace, self.units)


def example(spec: ExampleSpec | None = None, loss: Loss = Loss()) -> Unfolded:  # noqa: B008
    """The worked example, as a new visitor finds it or as specified."""
    made = make_example(spec or ExampleSpec())
    return Unfolded(made.network, made.read(), (0, 1), loss)


def sentence(name: str, text: str, units: tuple[int, ...]) -> Unfolded:
    """A shipped network on a sentence."""
    network = load_network(name)
    trace = sum(len(layer.cells) for layer in network.layers[:-1])
    return Unfolded(network, network.read(text), units, trace=trace)


def ledger(page: "Page") -> dict[str, Any]:
    """Everything that the instrument says of the step, at one moment."""
    found: dict[str, Any] = page.locator(".instrument").evaluate(LEDGER)
    return found


def number(text: str) -> float:
    """A number as a person reads it off the page."""
    return float(text.replace(MINUS, "-"))


def assert_cards(page: "Page", seen: Unfolded, word: int, way: str = "forward") -> None:
    """Every equation stands there with the results of this step, as the network computed them."""
    lines, cards = seen.lines(way), ledger(page)["cards"]
    assert [card["title"] for card in cards] == [line.title for line in lines]
    for card, line in zip(cards, lines, strict=True):
        assert len(card["cells"]) == len(line.columns)
        for shown, value in zip(card["cells"], line.values[word], strict=True):
            assert_written(shown, float(value), way)


def assert_written(shown: str, value: float, way: str = "forward") -> None:
    """A number is written with two decimals; a gradient with at least one digit that counts."""
    room = 0.0051 if way == "forward" else max(0.51 * 10.0 ** np.floor(np.log10(abs(value) or 1)), 1e-9)
    assert abs(number(shown) - value) <= min(room, 0.0051) + 1e-9, (shown, value)


def assert_open(page: "Page", line: Line, word: int, way: str = "forward") -> None:
    """The opened equation shows each term's result, the sum, and what the activation makes of it."""
    rows = [[number(cell) for cell in row["cells"]][-len(line.columns) :] for row in ledger(page)["rows"]]
    expected = [term.values[word] for term in line.terms]
    if line.activation:
        expected += [line.total[word]]
    if line.activation or len(line.terms) > 1:
        expected += [line.values[word]]
    assert len(rows) == len(expected)
    np.testing.assert_allclose(rows, np.array(expected), atol=0.0051)


def column_of(page: "Page", steps: int, word: int) -> float:
    """The middle of the column of a step in the worked example, -1 for h0."""
    width: float = page.locator(".scroller").evaluate("(one) => one.clientWidth")
    step = min(GEOMETRY["widest"], (width - 2) / (steps + 1))
    return (word + 1.5) * step


def state_rows(units: int = 2) -> list[float]:
    """Where the rows of h_t stand in the picture of the worked example; y of each middle."""
    inputs = 3 * GEOMETRY["row"] + GEOMETRY["label"] + 8
    top = GEOMETRY["top"] + inputs + GEOMETRY["gap"]
    height = units * GEOMETRY["row"] + GEOMETRY["label"] + 8
    high = (height - 6 - 14 * 1.35) / units
    return [top + height - 3 - (units - row - 0.5) * high for row in range(units)]


def colours_at(page: "Page", places: list[tuple[float, float]]) -> FloatArray:
    """The colours of the picture at these places, (places, 4)."""
    return np.array(page.locator(".instrument").evaluate(PIXELS_AT, places), float)


def colour_of(value: float, theme: Theme, limit: float = 1.0) -> FloatArray:
    """The colour of a signed value."""
    ends = np.array([list(bytes.fromhex(stop[1:])) for stop in SIGNED[theme]])
    share = np.clip((value + limit) / (2 * limit), 0, 1)
    return np.array([np.interp(share, np.linspace(0, 1, len(ends)), channel) for channel in ends.T])
