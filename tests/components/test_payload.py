"""The bytes, read by a little reader of their layout's description."""

import itertools
import json
import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np
import pytest

from rnnviz.analysis.units import UNIT_ORDERS, Rows, rows_in, unit_orders
from rnnviz.arrays import FloatArray
from rnnviz.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.components.payload import pack_reading
from rnnviz.components.view import View
from rnnviz.network import Network, Reading, verdict_weights
from rnnviz.tracks import QUANTITIES, tracks_of
from tests.oracles import KINDS, WIRINGS, Kind, random_network

EVERY = list(itertools.product(KINDS, WIRINGS))
each_network = pytest.mark.parametrize(("kind", "wiring"), EVERY, ids=[f"{k.title}-{w}" for k, w in EVERY])
TEXT = "The film wasn't “boooring” – <b>qqqq</b> 42, кот!"
PARTS = ("inputPart", "statePart", "biasPart")
EARLIER = ["the film was good bad", "42 story"]  # What the units are ordered by.


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
            yield from (trace[name] for name in (*PARTS, "inputShare", "weights") if trace[name])


def packed(network: Network, text: str, view: View | None = None) -> tuple[Reading, Packet]:
    """A reading and its bytes, the units in order of similarity."""
    reading = network.read(text)
    rows = rows_in(unit_orders(network, EARLIER), "similarity")
    return reading, Packet(pack_reading(network, reading, rows, view or View()))


def trained(network: Network) -> Rows:
    """The units of a first layer as they are."""
    return Rows("trained", np.arange(network.layers[0].forward.units))


@each_network
def test_every_array_arrives_as_it_was_computed(kind: Kind, wiring: str, rng: np.random.Generator) -> None:
    network = random_network(kind, wiring, rng)
    reading, packet = packed(network, TEXT)
    before_and_after = [reading.initial_probability, *reading.probabilities]
    np.testing.assert_array_equal(packet.array(packet.header["probabilities"]), [before_and_after])
    embedding = packet.header["embedding"]
    np.testing.assert_array_equal(packet.array(embedding["values"]), reading.embeddings)
    for sent, made in zip(packet.header["traces"], tracks_of(reading), strict=True):
        for track in sent["tracks"]:
            computed = getattr(made.trace.steps, track["name"])
            np.testing.assert_array_equal(packet.array(track["values"]), computed)
        for name, part in zip(PARTS, made.parts, strict=True):
            np.testing.assert_array_equal(packet.array(sent[name]), part)
        np.testing.assert_array_equal(packet.array(sent["inputShare"]), [made.input_share.astype("<f4")])


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
    rows = rows_in(unit_orders(network, EARLIER), "similarity")
    for sent, trace, placed in zip(packet.header["traces"], tracks_of(reading), rows, strict=True):
        cell = trace.trace.cell
        assert (sent["layer"], sent["direction"]) == (trace.layer, trace.direction)
        assert (sent["cell"], sent["units"]) == (cell.title, cell.units)
        assert (sent["activation"], tuple(sent["gates"])) == (cell.activation, cell.gates)
        assert (sent["order"], sent["rows"]) == (UNIT_ORDERS["similarity"], placed.units.tolist())
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
    packet = Packet(pack_reading(network, reading, [trained(network)], View()))
    embedding = packet.array(packet.header["embedding"]["values"])
    assert np.argwhere(np.isnan(embedding)).tolist() == [[1, 0]]
    states = packet.array(packet.header["traces"][0]["tracks"][0]["values"])
    assert np.isnan(states).any(axis=1).tolist() == [False, True]


def test_the_view_travels_along(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    _, packet = packed(network, TEXT, View(3, None, 0, "presenter", 7))
    view = {"word": 3, "unit": None, "trace": 0, "size": "presenter", "version": 7}
    assert packet.header["view"] == view


def test_each_trace_is_said_to_stand_in_the_order_that_it_stands_in(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "stacked", rng)
    rows = rows_in(unit_orders(network, EARLIER), "weight")
    packet = Packet(pack_reading(network, network.read(TEXT), rows, View()))
    below, above = packet.header["traces"]
    assert below["order"] == "As trained" and above["order"] == "By weight to the verdict"
    assert below["rows"] == list(range(below["units"]))
    (weights,) = packet.array(above["weights"])
    assert np.all(np.diff(weights[above["rows"]]) <= 0)


@pytest.mark.parametrize("kind", [LSTMCell, GRUCell])
def test_the_activations_of_a_cell_travel_along(kind: Kind, rng: np.random.Generator) -> None:
    network = random_network(kind, "one-layer", rng)
    cell: Any = network.layers[0].forward
    cell = replace(cell, activation="relu", recurrent_activation="tanh")
    own = replace(network, layers=(replace(network.layers[0], forward=cell),))
    for each, activations in ((network, ("tanh", "sigmoid")), (own, ("relu", "tanh"))):
        (sent,) = packed(each, TEXT)[1].header["traces"]
        assert (sent["activation"], sent["recurrentActivation"]) == activations


def test_a_cell_without_gates_has_no_activation_for_them(rng: np.random.Generator) -> None:
    (sent,) = packed(random_network(SimpleRNNCell, "one-layer", rng), TEXT)[1].header["traces"]
    assert (sent["activation"], sent["recurrentActivation"]) == ("tanh", None)
