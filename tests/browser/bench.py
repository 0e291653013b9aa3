"""An empty page that has the instrument's functions, for tests that look at one of them alone."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnviz.analysis.units import Rows
from rnnviz.components.payload import pack_reading
from rnnviz.components.view import View
from rnnviz.network import Network
from tests.components.registered import registered

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Bytes on a base64 string, behind `odd` others: what arrives in a browser begins anywhere.
UNPACK = """([text, odd]) => {
    const all = Uint8Array.from('x'.repeat(odd) + atob(text), (one) => one.charCodeAt(0));
    window.reading = unpack(all.subarray(odd));
    return JSON.stringify(reading, (key, value) => ArrayBuffer.isView(value) ? [...value] : value);
}"""
# What the inspector says of some units of a trace, at every word: the name and text of each formula.
INSPECT = """([index, units]) => {
    const { signed, gate, nan } = PALETTE.light;
    const theme = { nan, tables: { signed: colourTable(signed), gate: colourTable(gate) } };
    const panel = document.createElement('aside');
    const text = (node) => node.textContent;
    return units.flatMap((unit) => reading.columns.map((_, word) => {
        inspect(panel, theme, reading, { word, unit, trace: index, pinned: false }, {});
        const all = (parts, look = text) => [...panel.querySelectorAll(parts)].map(look);
        const named = (part) =>
            [part.querySelector('.name').firstChild.textContent, text(part.querySelector('.formula'))];
        const [lines, sums] = [all('.line', named), all('.sum', named)];
        return { word, unit, lines, sums, legends: all('.legend'), places: all('.sum .place') };
    }));
}"""


@contextmanager
def opened_bench(browser: "Browser") -> "Iterator[Page]":
    """The page, until the block is left."""
    page = browser.new_page()
    page.add_script_tag(content=registered().files["js"].replace("export default function", "function"))
    yield page
    page.close()


def unpacked(bench: "Page", network: Network, text: str, odd: int = 0) -> Any:
    """What the browser makes of a reading; it stays there under the name `reading`."""
    cells = [cell for layer in network.layers for cell in layer.cells]
    rows = [Rows("trained", np.arange(cell.units)[::-1]) for cell in cells]
    payload = pack_reading(network, network.read(text), rows, View())
    return json.loads(bench.evaluate(UNPACK, [base64.b64encode(payload).decode(), odd]))


def inspected(bench: "Page", trace: int, units: list[int]) -> list[dict[str, Any]]:
    """What is said of these units of a trace of `reading`, one entry for each unit and word."""
    found: list[dict[str, Any]] = bench.evaluate(INSPECT, [trace, units])
    return found
