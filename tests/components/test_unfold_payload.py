"""The bytes of an unfolded reading, read by a little reader of their layout's description."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from rnnviz.analysis.gradient import Loss, gradient_of
from rnnviz.analysis.units import rows_as_trained
from rnnviz.arrays import FloatArray
from rnnviz.components.unfold_payload import Unfolded, chosen_trace, chosen_units, pack_unfolded
from rnnviz.components.view import MOST_UNITS, UnfoldView
from rnnviz.equations.backward import backward_lines
from rnnviz.equations.forward import Shown, forward_lines
from rnnviz.equations.lines import Line
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network, load_network, verdict_weights
from rnnviz.tracks import GRADIENT, Scale, tracks_of
from rnnviz.worked import ExampleSpec, make_example, parse_edits, places
from tests.components.test_payload import TEXT, Packet, each_network
from tests.oracles import KINDS, Kind, random_cell, random_network

NUMBERS = {"units", "rows", "columns"}  # Lists that are no references to an array.


def references(node: Any, name: str = "") -> Iterator[list[int]]:
    """Every [offset, rows, columns] of a header."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from references(value, key)
    elif isinstance(node, list):
        is_array = len(node) == 3 and all(type(number) is int for number in node)
        if is_array and name not in NUMBERS:
            yield node
        for value in node:
            yield from references(value)


def unfolded(network: Network, text: str = TEXT, loss: Loss | None = None) -> Unfolded:
    reading = network.read(text)
    back = gradient_of(network, reading, loss or Loss())
    return Unfolded(network, reading, back, rows_as_trained(network))


def worked(spec: ExampleSpec, loss: Loss | None = None) -> Unfolded:
    example = make_example(spec)
    reading = example.read()
    back = gradient_of(example.network, reading, loss or Loss())
    rows = rows_as_trained(example.network)
    return Unfolded(example.network, reading, back, rows, places(spec.edits), is_worked=True)


def sent(shown: Unfolded, **view: Any) -> tuple[Packet, dict[str, Any]]:
    """The bytes, and what they say of the unfolded network."""
    packet = Packet(pack_unfolded(shown, UnfoldView(**view)))
    return packet, packet.header["unfolded"]


def wide_network(rng: np.random.Generator, kind: Kind, *units: int) -> Network:
    """A network whose last layer has cells of so many units, in one or both directions."""
    network = random_network(kind, "stacked", rng)
    below = network.layers[0]
    cells = [random_cell(kind, rng, (below.units, count)) for count in units]
    width = sum(units)
    head = Dense(rng.normal(size=(width, 1)).astype(np.float32), np.zeros(1, np.float32))
    return dataclasses.replace(network, layers=(below, RecurrentLayer(*cells)), head=(head,))


def as_sent(values: FloatArray) -> FloatArray:
    return np.atleast_2d(values).astype("<f4")


def scale_sent(packet: Packet, scale: Scale) -> dict[str, Any]:
    """How a range arrives: that of a gradient is signed, and ends where all of the page end."""
    limit = packet.header["unfolded"]["gradientLimit"]
    return {"kind": "signed", "limit": limit, "bounded": False} if scale is GRADIENT else scale._asdict()


def check_line(packet: Packet, line: dict[str, Any], made: Line) -> None:
    """A line that was sent is the one that was made, to the last number."""
    for name in ("name", "title", "letters", "meaning", "activation"):
        assert line[name] == getattr(made, name)
    assert line["scale"] == scale_sent(packet, made.scale)
    assert line["columns"] == [column._asdict() for column in made.columns]
    for name in ("total", "values"):
        np.testing.assert_array_equal(packet.array(line[name]), as_sent(getattr(made, name)))
    for term, own in zip(line["terms"], made.terms, strict=True):
        assert (term["kind"], term["source"]) == (own.kind, own.source)
        np.testing.assert_array_equal(packet.array(term["values"]), as_sent(own.values))
        for factor, part in zip(term["factors"], own.factors, strict=True):
            assert (factor["letters"], tuple(factor["columns"])) == (part.letters, part.columns)
            assert factor["scale"] == scale_sent(packet, part.scale)
            np.testing.assert_array_equal(packet.array(factor["values"]), as_sent(part.values))


@each_network
def test_every_line_arrives_as_it_was_computed(kind: Kind, wiring: str, rng: np.random.Generator) -> None:
    shown = unfolded(random_network(kind, wiring, rng))
    for number, trace in enumerate(shown.traces):
        units = tuple(rng.permutation(trace.cell.units)[:2].tolist())
        packet, found = sent(shown, trace=number, units=units)
        assert (found["trace"], tuple(found["units"])) == (number, units)
        forward = forward_lines(shown.network, shown.reading, Shown(trace, units))
        backward = backward_lines(shown.network, shown.reading, shown.gradient, number, units)
        for way, made in (("forward", forward), ("backward", backward)):
            for line, own in zip(found[way], made, strict=True):
                check_line(packet, line, own)


@each_network
def test_the_reading_arrives_as_every_instrument_is_sent_it(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    shown = unfolded(random_network(kind, wiring, rng))
    packet, _ = sent(shown)
    header, reading = packet.header, shown.reading
    before_and_after = np.array([reading.initial_probability, *reading.probabilities])
    np.testing.assert_array_equal(packet.array(header["probabilities"]), as_sent(before_and_after))
    assert [tuple(column) for column in header["columns"]] == list(reading.columns)
    for trace, made in zip(header["traces"], tracks_of(reading), strict=True):
        assert trace["rows"] == list(range(made.trace.cell.units)) and trace["order"] == "As trained"
        for track in trace["tracks"]:
            computed = getattr(made.trace.steps, track["name"])
            np.testing.assert_array_equal(packet.array(track["values"]), computed)


@each_network
def test_outputs_arrive_from_before_the_first_word_on(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    shown = unfolded(random_network(kind, wiring, rng))
    packet, found = sent(shown)
    expected = [*shown.reading.initial_outputs, *shown.reading.outputs[:, 0]]
    np.testing.assert_array_equal(packet.array(found["outputs"]), as_sent(np.array(expected)))
    assert found["outputFollows"] == shown.network.is_causal
    assert (found["output"], found["worked"], found["edited"]) == ("sigmoid", False, [])


@each_network
def test_the_weights_that_an_arrow_stands_for_say_their_shapes(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    shown = unfolded(random_network(kind, wiring, rng))
    for number, trace in enumerate(shown.traces):
        cell, (_, found) = trace.cell, sent(shown, trace=number)
        shapes = {each["part"]: tuple(each["shape"]) for each in found["weights"]}
        head = shown.network.head[0].kernel
        assert shapes == {"Wxh": cell.kernel.shape, "Whh": cell.recurrent_kernel.shape, "Why": head.shape}
        assert {each["gates"] for each in found["weights"]} == {len(cell.gates)}


@each_network
def test_equal_arrays_are_sent_once_and_no_float_is_left_over(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    packet, _ = sent(unfolded(random_network(kind, wiring, rng)))
    places = sorted({tuple(reference) for reference in references(packet.header)})
    end = 0
    for offset, rows, columns in places:
        assert offset == end
        end += rows * columns
    assert end == packet.floats.size
    contents = {(rows, columns, packet.array([at, rows, columns]).tobytes()) for at, rows, columns in places}
    assert len(contents) == len(places)
    assert len(list(references(packet.header))) > len(places), "h is shown more than once"


@pytest.mark.parametrize("kind", KINDS)
def test_the_usual_units_are_those_with_most_weight_to_the_output(
    kind: Kind, rng: np.random.Generator
) -> None:
    network = wide_network(rng, kind, 7, 5)
    shown = unfolded(network)
    weights = np.abs(verdict_weights(network))
    for number, own in ((1, weights[:7]), (2, weights[7:])):
        heaviest = sorted(np.argsort(-own)[:3].tolist())
        assert sent(shown, trace=number)[1]["units"] == heaviest
    below = sent(shown, trace=0)[1]["units"]
    assert below == list(range(min(3, network.layers[0].units)))
    # Where no trace is chosen, it is the first that the head reads.
    assert chosen_trace(shown, UnfoldView()) == 1 == sent(shown)[1]["trace"]


@each_network
def test_the_usual_trace_is_the_first_that_the_head_reads(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    shown = unfolded(random_network(kind, wiring, rng))
    usual = len(shown.traces) - len(shown.reading.layers[-1].traces)
    assert [chosen_trace(shown, UnfoldView(trace=trace)) for trace in (None, 99, 0)] == [usual, usual, 0]


def test_units_that_are_chosen_are_shown_as_chosen(rng: np.random.Generator) -> None:
    shown = unfolded(wide_network(rng, KINDS[1], 9))
    six = (8, 7, 6, 5, 4, 3)
    usual = chosen_units(shown, UnfoldView())
    outside = next(unit for unit in range(9) if unit not in usual)
    for view, expected in (
        (UnfoldView(units=(5, 2)), (5, 2)),
        (UnfoldView(units=(5, 9, 99, 2)), (5, 2)),
        (UnfoldView(units=(9, 99)), usual),
        (UnfoldView(units=(5, 2), unit=2), (5, 2)),
        (UnfoldView(units=(5, 2), unit=7), (5, 2, 7)),
        (UnfoldView(units=(5, 2), unit=9), (5, 2)),
        (UnfoldView(units=six, unit=0), (8, 7, 6, 5, 4, 0)),
        (UnfoldView(unit=outside), (*usual, outside)),
    ):
        assert chosen_units(shown, view) == expected
        assert sent(shown, **vars(view))[1]["units"] == list(expected)
    assert len(usual) == 3 and len(six) == MOST_UNITS


def test_a_cell_of_fewer_units_than_usual_shows_all(rng: np.random.Generator) -> None:
    assert chosen_units(unfolded(wide_network(rng, KINDS[0], 2)), UnfoldView()) == (0, 1)
    assert chosen_units(worked(ExampleSpec("LSTM")), UnfoldView()) == (0, 1)


@pytest.mark.parametrize("cell", ["SimpleRNN", "LSTM", "GRU"])
def test_an_example_can_be_written_over_and_a_trained_network_cannot(
    cell: str, rng: np.random.Generator
) -> None:
    example = worked(ExampleSpec(cell, edits=parse_edits("Wxh.0.1:0.5_h0.0:0.25_c0.1:-2")))
    trained = unfolded(
        random_network(dict(zip(("SimpleRNN", "LSTM", "GRU"), KINDS, strict=True))[cell], "one-layer", rng)
    )
    for shown, is_worked in ((example, True), (trained, False)):
        packet, found = sent(shown)
        assert found["worked"] is is_worked
        edits = {
            way: {factor["edit"] for factor in factors_of(found[way])} for way in ("forward", "backward")
        }
        assert edits["backward"] == {""}
        assert (edits["forward"] == {""}) is not is_worked
        names = ["h0", *(["c0"] if cell == "LSTM" else [])]
        assert [(each["letters"], each["edit"]) for each in found["start"]] == [
            (name, f"{name}.{{column}}") for name in names
        ]
        assert shown.traces[0].initial.hidden_state[list(found["units"])].tolist() == (
            packet.array(found["start"][0]["values"])[0].tolist()
        )
    assert sent(example)[1]["edited"] == ["Wxh.0.1", "h0.0", "c0.1"]


def factors_of(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [factor for line in lines for term in line["terms"] for factor in term["factors"]]


def test_the_view_travels_along(rng: np.random.Generator) -> None:
    shown = unfolded(random_network(KINDS[2], "stacked", rng))
    view = {"word": 2, "unit": 1, "trace": 0, "size": "presenter", "version": 4}
    own = {"units": (1, 0), "way": "backward", "folded": True, "line": 2}
    assert sent(shown, **view, **own)[0].header["view"] == view | own | {"units": [1, 0]}


@each_network
def test_a_text_without_words_is_packed_too(kind: Kind, wiring: str, rng: np.random.Generator) -> None:
    packet, found = sent(unfolded(random_network(kind, wiring, rng), "…"))
    assert packet.header["columns"] == []
    assert packet.array(found["loss"]["total"]) == 0
    assert [packet.array(each["norms"]).size for each in found["gradients"]] == [0] * len(found["gradients"])


def test_what_is_not_a_number_does_not_break_the_header(rng: np.random.Generator) -> None:
    network = random_network(KINDS[1], "one-layer", rng)
    broken = np.array(network.embeddings)
    broken[network.vocabulary.ids["film"], 0] = np.nan
    packet, found = sent(unfolded(dataclasses.replace(network, embeddings=broken), "the film"))
    values = packet.array(found["gradients"][0]["values"])
    assert np.isnan(values).any()


@pytest.mark.parametrize("cell", ["SimpleRNN", "LSTM", "GRU"])
@pytest.mark.parametrize("activation", ["linear", "relu", "tanh"])
def test_an_example_that_explodes_is_packed_without_a_warning(cell: str, activation: str) -> None:
    # Every number that can be written is at its largest, over the most steps: more than float32 holds.
    wide = {"SimpleRNN": 2, "LSTM": 8, "GRU": 6}[cell]
    edits = [f"Wxh.{row}.{column}:100" for row in range(3) for column in range(wide)]
    edits += [f"Whh.{row}.{column}:100" for row in range(2) for column in range(wide)]
    edits += ["Why.0.0:100", "Why.1.0:100"]
    spec = ExampleSpec(cell, activation, 1, 12, parse_edits("_".join(edits)))
    packet, found = sent(worked(spec, Loss(1, every=True)))
    assert packet.array(found["loss"]["total"]) > 0


def test_forty_words_of_a_trained_lstm_are_sent_in_less_than_600_kilobytes() -> None:
    network = load_network("lstm")
    words = "this is not a bad film at all but the story was very boring in the end and i did not like it"
    shown = unfolded(network, " ".join((words + " " + words).split()[:40]), Loss(1, every=True))
    assert len(shown.reading.columns) == 40
    for view in (UnfoldView(), UnfoldView(units=tuple(range(MOST_UNITS)))):
        assert len(pack_unfolded(shown, view)) < 600_000


def test_the_output_that_is_drawn_is_the_one_called_positive(rng: np.random.Generator) -> None:
    network = random_network(KINDS[0], "one-layer", rng)
    head = Dense(rng.normal(size=(network.layers[-1].units, 3)).astype(np.float32), np.zeros(3), "softmax")
    network = dataclasses.replace(network, head=(head,), positive=0)
    packet, header = sent(unfolded(network, loss=Loss(0.0)))
    drawn = packet.array(header["outputs"]).ravel()
    reading = network.read(TEXT)
    np.testing.assert_allclose(drawn, [reading.initial_outputs[0], *reading.outputs[:, 0]], rtol=1e-6)
