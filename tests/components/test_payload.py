"""The bytes, read by a little reader of their layout's description, and what an address may say."""

import itertools
import json
import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.analysis.units import unit_orders
from rnnviz.arrays import FloatArray
from rnnviz.cells import LSTMCell
from rnnviz.components.payload import View, address_of, pack_reading
from rnnviz.network import Network, Reading, verdict_weights
from rnnviz.tracks import QUANTITIES, shares_of, tracks_of
from tests.oracles import KINDS, WIRINGS, Kind, random_network

EVERY = list(itertools.product(KINDS, WIRINGS))
each_network = pytest.mark.parametrize(("kind", "wiring"), EVERY, ids=[f"{k.title}-{w}" for k, w in EVERY])
TEXT = "The film wasn't “boooring” – <b>qqqq</b> 42, кот!"
SHARES = ("inputShare", "stateShare", "biasShare")


def refuse(name: str) -> NoReturn:
    """Called for what Python writes but JSON does not have: NaN, Infinity."""
    raise ValueError(name)


class Packet:
    """The layout as documented: length, header, floats."""

    def __init__(self, payload: bytes) -> None:
        (length,) = struct.unpack_from("<I", payload)
        self.header = json.loads(payload[4 : 4 + length].decode(), parse_constant=refuse)
        self.floats = np.frombuffer(payload[4 + length :], "<f4")

    def array(self, reference: list[int]) -> FloatArray:
        """The array that [offset, rows, columns] refers to."""
        offset, rows, columns = reference
        return self.floats[offset : offset + rows * columns].reshape(rows, columns)

    def references(self) -> Iterator[list[int]]:
        """Every reference of the header."""
        yield self.header["probabilities"]
        yield self.header["embedding"]["values"]
        for trace in self.header["traces"]:
            yield from (track["values"] for track in trace["tracks"])
            yield from (trace[name] for name in (*SHARES, "inputWeight", "weights") if trace[name])


def packed(network: Network, text: str, view: View | None = None) -> tuple[Reading, Packet]:
    """A reading and its bytes, the units in order of similarity."""
    reading = network.read(text)
    orders = [each["similarity"] for each in unit_orders(network, ["the film was good bad", "42 story"])]
    return reading, Packet(pack_reading(network, reading, orders, view or View()))


@each_network
def test_every_array_arrives_as_it_was_computed(kind: Kind, wiring: str, rng: np.random.Generator) -> None:
    network = random_network(kind, wiring, rng)
    reading, packet = packed(network, TEXT)
    before_and_after = [reading.initial_probability, *reading.probabilities]
    np.testing.assert_array_equal(packet.array(packet.header["probabilities"]), [before_and_after])
    embedding = packet.header["embedding"]
    np.testing.assert_array_equal(packet.array(embedding["values"]), reading.embeddings)
    traces = [trace for layer in reading.layers for trace in layer.traces]
    weight_of_input = [each.input_weight for each in tracks_of(reading)]
    for sent, trace, weight in zip(packet.header["traces"], traces, weight_of_input, strict=True):
        for track in sent["tracks"]:
            computed = getattr(trace.steps, track["name"])
            np.testing.assert_array_equal(packet.array(track["values"]), computed)
        for name, share in zip(SHARES, shares_of(trace), strict=True):
            np.testing.assert_array_equal(packet.array(sent[name]), share)
        np.testing.assert_array_equal(packet.array(sent["inputWeight"]), [weight.astype("<f4")])


@each_network
def test_the_floats_are_used_once_each_and_there_are_no_others(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    _, packet = packed(random_network(kind, wiring, rng), TEXT)
    end = 0
    for offset, rows, columns in sorted(packet.references()):
        assert offset == end
        end += rows * columns
    assert end == packet.floats.size


@each_network
def test_each_trace_says_what_it_is(kind: Kind, wiring: str, rng: np.random.Generator) -> None:
    network = random_network(kind, wiring, rng)
    reading, packet = packed(network, TEXT)
    orders = unit_orders(network, ["the film was good bad", "42 story"])
    for sent, trace, order in zip(packet.header["traces"], tracks_of(reading), orders, strict=True):
        cell = trace.trace.cell
        assert (sent["layer"], sent["direction"]) == (trace.layer, trace.direction)
        assert (sent["cell"], sent["units"]) == (cell.title, cell.units)
        assert (sent["activation"], tuple(sent["gates"])) == (cell.activation, cell.gates)
        assert sent["order"] == order["similarity"].tolist()
        for shown, track in zip(sent["tracks"], trace.tracks, strict=True):
            quantity, scale = QUANTITIES[track.name], track.scale
            assert (shown["label"], shown["letter"]) == (quantity.label, quantity.letter)
            assert shown["meaning"] == quantity.meaning
            assert (shown["kind"], shown["limit"], shown["bounded"]) == tuple(scale)


@each_network
def test_weights_to_the_verdict_are_sent_where_the_head_reads(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng, (4, 2))
    _, packet = packed(network, TEXT)
    traces = packet.header["traces"]
    last = max(trace["layer"] for trace in traces)
    assert all(trace["weights"] is None for trace in traces if trace["layer"] < last)
    sent = [packet.array(trace["weights"]) for trace in traces if trace["layer"] == last]
    np.testing.assert_array_equal(np.concatenate(sent, axis=1), [verdict_weights(network).astype("<f4")])


def test_columns_carry_the_word_as_typed_and_as_read(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    reading, packet = packed(network, TEXT)
    assert [tuple(column) for column in packet.header["columns"]] == [tuple(each) for each in reading.columns]
    words = {typed: (text, status) for text, typed, _, status in packet.header["columns"]}
    assert words["boooring"] == ("boring", "respelled")
    assert words["qqqq"] == ("qqqq", "unknown")
    assert words["кот"][1] == "unknown"
    assert packet.header["network"] == network.title


@pytest.mark.parametrize("wiring", WIRINGS)
def test_a_text_without_words_is_packed_too(wiring: str, rng: np.random.Generator) -> None:
    reading, packet = packed(random_network(LSTMCell, wiring, rng), "…")
    assert packet.header["columns"] == []
    np.testing.assert_array_equal(
        packet.array(packet.header["probabilities"]), [[reading.initial_probability]]
    )


def test_what_is_not_a_number_travels_as_such(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    broken = np.array(network.embeddings)
    broken[network.vocabulary.ids["film"], 0] = np.nan
    reading = replace(network, embeddings=broken).read("the film")
    packet = Packet(pack_reading(network, reading, [np.arange(network.layers[0].units)], View()))
    embedding = packet.array(packet.header["embedding"]["values"])
    assert np.argwhere(np.isnan(embedding)).tolist() == [[1, 0]]
    states = packet.array(packet.header["traces"][0]["tracks"][0]["values"])
    assert np.isnan(states).any(axis=1).tolist() == [False, True]


def test_the_view_travels_along(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    _, packet = packed(network, TEXT, View(3, None, 0, "presenter", "As trained"))
    assert packet.header["unitOrder"] == "As trained"
    assert packet.header["view"] == {"word": 3, "unit": None, "trace": 0, "size": "presenter"}


numbers = st.none() | st.integers(0, 9998)
written = st.text() | st.text("0123456789-+.eE_ ", max_size=7) | st.integers().map(str)
unhurried = settings(deadline=None)


@unhurried
@given(numbers, numbers, numbers)
def test_an_address_gives_back_what_was_put_into_it(
    word: int | None, unit: int | None, trace: int | None
) -> None:
    choice = {"word": word, "unit": unit, "trace": trace}
    assert View.from_address(address_of(choice), "normal") == View(word, unit, trace, "normal")


def test_an_address_counts_words_from_one_and_the_rest_from_zero() -> None:
    assert address_of({"word": 0, "unit": 0, "trace": 1}) == {"word": "1", "unit": "0", "trace": "1"}
    assert address_of({"word": None, "unit": None}) == {}
    assert address_of({}) == {}
    assert View.from_address({"word": "4", "unit": "7"}, "presenter") == View(3, 7, None, "presenter")


@pytest.mark.parametrize(
    "hostile",
    ["", " ", "-1", "+1", "1.5", "1e9", "0x10", "²", "½", "一", "None", "NaN", "<b>", "1;2", "9" * 400],
)
@pytest.mark.parametrize("name", ["word", "unit", "trace"])
def test_what_is_no_small_whole_number_names_nothing(name: str, hostile: str) -> None:
    assert View.from_address({name: hostile}, "normal") == View()


def test_there_is_no_word_before_the_first() -> None:
    assert View.from_address({"word": "0"}, "normal") == View()


def test_digits_of_another_script_are_digits() -> None:
    assert View.from_address({"unit": "٣"}, "normal") == View(unit=3)


@unhurried
@given(st.dictionaries(st.sampled_from(["word", "unit", "trace", "other"]), written))
def test_no_address_at_all_is_an_error(address: dict[str, str]) -> None:
    view = View.from_address(address, "normal")
    chosen: list[Any] = [view.word, view.unit, view.trace]
    assert all(number is None or 0 <= number < 100_000 for number in chosen)
