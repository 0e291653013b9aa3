"""The instrument's functions, run in a real Chromium on an empty page, against Python's numbers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rnnviz.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.figures.style import THEMES, Theme
from rnnviz.network import verdict_weights
from rnnviz.tracks import QUANTITIES, Track, tracks_of
from tests.browser.bench import opened_bench, unpacked
from tests.browser.explore import colours
from tests.oracles import WIRINGS, Kind, random_network

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TEXT = "the film was qqqq not goooood"
LAY_OUT = """(options) => {
    window.layout = layOut(reading, {
        width: 1000, size: 'normal', active: 0, ...options,
        toggled: new Set(options.toggled ?? []), measure: (text) => 8 * text.length });
    const plain = ({ kind, y, height, key, row, units }) => ({ kind, y, height, key, row, units });
    return { ...layout, bands: layout.bands.map(plain) };
}"""


@pytest.fixture(scope="module")
def bench(browser: "Browser") -> "Iterator[Page]":
    """An empty page that has the instrument's functions."""
    with opened_bench(browser) as page:
        yield page


def values(array: Any) -> Any:
    """An array of the browser as Python's."""
    return np.array(array["values"], np.float32).reshape(array["rows"], array["columns"])


@pytest.mark.parametrize("kind", [SimpleRNNCell, LSTMCell, GRUCell])
@pytest.mark.parametrize("wiring", WIRINGS)
@pytest.mark.parametrize("odd", [0, 3])
def test_the_browser_unpacks_what_python_packed_bit_for_bit(
    bench: "Page", rng: np.random.Generator, kind: Kind, wiring: str, odd: int
) -> None:
    network = random_network(kind, wiring, rng)
    reading, sent = network.read(TEXT), unpacked(bench, network, TEXT, odd)
    np.testing.assert_array_equal(values(sent["embedding"]["values"]), reading.embeddings)
    verdicts = np.array([reading.initial_probability, *reading.probabilities], np.float32)
    np.testing.assert_array_equal(np.array(sent["probabilities"], np.float32), verdicts)
    assert [[each[name] for name in ("text", "typed", "id", "status")] for each in sent["columns"]] == [
        list(column) for column in reading.columns
    ]
    for shown, tracks in zip(sent["traces"], tracks_of(reading), strict=True):
        for track, made in zip(shown["tracks"], tracks.tracks, strict=True):
            np.testing.assert_array_equal(values(track["values"]), made.values)
            assert not track["missing"]
        assert list(shown["parts"]) == ["input", "state", "bias"]
        for sent_part, part in zip(shown["parts"].values(), tracks.parts, strict=True):
            np.testing.assert_array_equal(values(sent_part), part)
        share = np.array(shown["inputShare"], np.float32)
        np.testing.assert_array_equal(share, tracks.input_share.astype("<f4"))
    weights = [weight for shown in sent["traces"] for weight in shown["weights"] or ()]
    np.testing.assert_array_equal(np.array(weights, np.float32), verdict_weights(network))


def test_the_step_before_is_the_one_read_before(bench: "Page", rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "bidirectional", rng)
    unpacked(bench, network, TEXT)
    for n, trace in enumerate(network.read(TEXT).layers[0].traces):
        before = bench.evaluate(
            """([n, words]) => [...Array(words).keys()].map(
                (word) => previousQuantity(reading.traces[n], 'cell_state', word, 0))""",
            [n, len(trace)],
        )
        expected: Any = trace.previous
        np.testing.assert_array_equal(np.array(before, np.float32), expected.cell_state[:, 0])


@pytest.mark.parametrize("words", [0, 1, 2, 40, 400])
@pytest.mark.parametrize("size", ["normal", "presenter", "no such size"])
def test_bands_stand_on_each_other_without_a_gap(
    bench: "Page", rng: np.random.Generator, words: int, size: str
) -> None:
    network = random_network(LSTMCell, "bidirectional" if words else "stacked", rng)
    unpacked(bench, network, "good " * words)
    layout = bench.evaluate(LAY_OUT, {"size": size, "toggled": ["embedding"]})
    y = layout["bands"][0]["y"]
    for band in layout["bands"]:
        assert band["y"] == y and band["height"] > 0
        y += band["height"]
        if band["kind"] == "track":
            assert band["row"] >= 1 and band["row"] * band["units"] < band["height"]
    assert layout["height"] >= y
    assert (layout["words"], layout["count"]) == (words, words + (2 if words else 1))
    assert layout["total"] >= layout["count"] * layout["step"]
    assert layout["size"]["narrowest"] <= layout["step"] <= layout["size"]["widest"]
    keys = [band["key"] for band in layout["bands"] if band["kind"] == "track"]
    assert keys[:2] == ["0.hidden_state", "1.hidden_state"] and keys[-1] == "embedding"
    assert words == 400 or words == 40 or layout["total"] <= 1002  # A short text needs no scrolling.


@pytest.mark.parametrize("words", [1, 7, 90])
def test_what_lies_under_a_point_is_what_was_put_there(
    bench: "Page", rng: np.random.Generator, words: int
) -> None:
    network = random_network(GRUCell, "bidirectional", rng)
    unpacked(bench, network, "bad " * words)
    bench.evaluate(LAY_OUT, {})
    wrong = bench.evaluate(
        """() => {
        const wrong = [];
        for (const band of layout.bands.filter((one) => one.kind === 'track'))
            for (let word = -1; word <= layout.words; word++)
                for (let row = 0; row < band.units; row++)
                    for (const [across, down] of [[0.01, 0.01], [0.5, 0.5], [0.99, 0.99]]) {
                        const x = columnLeft(layout, word) + across * layout.step;
                        const found = find(layout, reading, x, band.y + (row + down) * band.row);
                        const right = word < 0 || word === layout.words ? null : word;
                        const unit = band.trace ? band.trace.rows[row] : row;
                        if (found.word !== right || found.band !== band || found.unit !== unit)
                            wrong.push([band.key, word, row]);
                    }
        return wrong;
    }"""
    )
    assert wrong == []
    outside = """() => [[-5, -5], [5, 1e6]].map(([x, y]) => find(layout, reading, x, y))
        .map(({ word, band, unit }) => [word, band ?? null, unit])"""
    assert bench.evaluate(outside) == [[None, None, None]] * 2


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["hidden_state", "cell_state", "forget_gate"])
def test_a_value_has_the_colour_of_its_place_on_the_scale(bench: "Page", theme: Theme, name: str) -> None:
    scale = QUANTITIES[name].scale
    grid = np.linspace(-3, 3, 241)[:, None]
    shown = bench.evaluate(
        """([theme, track, values]) => {
        const table = colourTable(PALETTE[theme][track.kind]);
        return values.map((value) => table[shade(track, value)]);
    }""",
        [theme, scale._asdict(), grid[:, 0].tolist()],
    )
    np.testing.assert_allclose(shown, colours(Track(name, grid, scale), theme)[:, 0], atol=3)


def test_what_is_not_a_number_is_hatched_and_nothing_else_is(bench: "Page") -> None:
    drawn = bench.evaluate(
        """() => {
        const tables = { signed: colourTable(PALETTE.light.signed) };
        const theme = { nan: PALETTE.light.nan, background: 'white', tables };
        const numbers = { rows: 2, columns: 2, values: Float32Array.of(0, NaN, 0, 0) };
        const track = { kind: 'signed', limit: 1, missing: true, values: numbers };
        const canvas = document.createElement('canvas');
        paintTrack(canvas, theme, { track });
        const [wide, high] = [canvas.width / 2, canvas.height / 2];
        const plain = (x, y) => {
            const { data } = canvas.getContext('2d').getImageData(x * wide, y * high, wide, high);
            const tones = Array.from({ length: wide * high }, (_, n) => data.slice(4 * n, 4 * n + 3).join());
            const counts = [...new Set(tones)].map((tone) => tones.filter((other) => other === tone).length);
            return Math.max(...counts) / tones.length;
        };
        return [[plain(0, 0), plain(1, 0)], [plain(0, 1), plain(1, 1)]];
    }"""
    )
    assert min(*drawn[0], drawn[1][1]) > 0.95  # A stroke may reach a pixel over its corner.
    assert drawn[1][0] < 0.9  # Unit 1 of the first word is what is missing.


def test_titles_and_subscripts(bench: "Page", rng: np.random.Generator) -> None:
    titles = "() => reading.traces.map((trace) => traceTitle(reading, trace))"
    expected = {
        "one-layer": [""],
        "stacked": ["layer 1", "layer 2"],
        "bidirectional": ["forward →", "← backward"],
        "bidirectional-below": ["layer 1, forward →", "layer 1, ← backward", "layer 2, forward →"],
    }
    for wiring, right in expected.items():
        unpacked(bench, random_network(GRUCell, wiring, rng), "good")
        assert bench.evaluate(titles) == right
    assert bench.evaluate("() => [0, 7, 10, 400].map(subscript)") == ["₀", "₇", "₁₀", "₄₀₀"]
