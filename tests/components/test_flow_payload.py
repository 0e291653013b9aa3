"""The bytes of a gradient on its way back, read by the little reader of their layout."""

from typing import Any

import numpy as np
import pytest

from rnnviz.analysis.flow import Tried, flow_of
from rnnviz.analysis.gradient import Loss, gradient_of
from rnnviz.arrays import FloatArray
from rnnviz.cells import LSTMCell, SimpleRNNCell
from rnnviz.components.flow_payload import Carried, FlowView, address_of_flow, pack_flow
from rnnviz.components.flow_words import conclude, read_words
from rnnviz.network import Network
from tests.components.test_payload import TEXT, Packet, each_network
from tests.oracles import Kind, random_network

LOGARITHMS = {"lossHidden": "loss_hidden", "lossMemory": "loss_memory"}
LOGARITHMS |= {name: name for name in "hidden memory state factors bounds gate matrix".split()}


def carried(network: Network, text: str = TEXT, tried: tuple[Tried, ...] = ()) -> Carried:
    reading = network.read(text)
    return Carried(network, reading, gradient_of(network, reading, Loss(0.0)), tried)


def sent(shown: Carried, **view: Any) -> tuple[Packet, dict[str, Any]]:
    """The bytes, and what they say of the flow."""
    packet = Packet(pack_flow(shown, FlowView(**view)))
    return packet, packet.header["flow"]


def numbers(packet: Packet, reference: list[int]) -> FloatArray:
    row: FloatArray = packet.array(reference)[0]
    return row


@each_network
def test_every_norm_arrives_in_the_order_of_reading(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    shown = carried(random_network(kind, wiring, rng))
    count = sum(len(layer.traces) for layer in shown.reading.layers)
    for number in range(count):
        packet, found = sent(shown, trace=number)
        flow = flow_of(shown.reading, shown.gradient, number)
        assert packet.header["trace"] == number and len(packet.header["traces"]) == count
        direction = "backward" if flow.trace.reverse else "forward"
        assert packet.header["traces"][number]["direction"] == direction
        with np.errstate(divide="ignore"):
            for name, source in LOGARITHMS.items():
                expected = getattr(flow, source)
                assert (found.get(name) is None) == (expected is None), name
                if expected is not None:
                    np.testing.assert_allclose(
                        numbers(packet, found[name]), np.log10(expected), rtol=1e-5, atol=1e-6
                    )
        np.testing.assert_allclose(
            numbers(packet, found["taught"]), flow.taught / flow.taught.sum(), rtol=1e-5
        )
        assert (found["horizon"], found["usual"]) == (flow.horizon, flow.usual_step)
        assert found["says"] == conclude(flow, read_words(shown.reading, flow.trace.reverse))._asdict()


@each_network
def test_the_step_that_is_looked_at_arrives_with_its_matrices(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    shown = carried(random_network(kind, wiring, rng))
    last = len(shown.reading.columns)
    for number, word in ((0, 0), (None, 2), (0, None), (0, 10**6)):
        packet, found = sent(shown, trace=number, word=word)
        flow = flow_of(shown.reading, shown.gradient, packet.header["trace"])
        column = None if word is None else min(word, last - 1)
        expected = flow.usual_step if column is None else last - column if flow.trace.reverse else column + 1
        step = found["step"]
        assert step["t"] == expected
        jacobian = flow.jacobian(expected)
        np.testing.assert_array_equal(packet.array(step["whole"]), jacobian.whole)
        np.testing.assert_array_equal(packet.array(step["product"]), flow.product(expected - 1))
        singular = numbers(packet, step["singular"])
        np.testing.assert_allclose(singular, np.linalg.svd(jacobian.whole)[1], rtol=1e-4, atol=1e-6)
        if kind is SimpleRNNCell:
            assert step["gate"] is None and step["matrix"] is None
        else:
            paths = packet.array(step["gate"]) + packet.array(step["matrix"])
            np.testing.assert_allclose(paths, jacobian.whole, rtol=1e-6, atol=1e-7)


def test_a_check_arrives_with_what_it_could_not_see(rng: np.random.Generator) -> None:
    tried = (Tried(0, 1e-30, np.nan), Tried(2, 0.5, 1e-6))
    packet, found = sent(carried(random_network(LSTMCell, "one-layer", rng), tried=tried))
    assert found["tried"]["times"] == [0, 2]
    np.testing.assert_allclose(numbers(packet, found["tried"]["norms"]), [-30, np.log10(0.5)], rtol=1e-6)
    np.testing.assert_allclose(numbers(packet, found["tried"]["deviations"]), [np.nan, 1e-6])
    assert "at t = 2" in found["tried"]["says"]
    assert sent(carried(random_network(LSTMCell, "one-layer", rng)))[1]["tried"] is None


def test_without_a_word_there_is_no_flow(rng: np.random.Generator) -> None:
    packet, found = sent(carried(random_network(LSTMCell, "bidirectional", rng), " "), word=3, trace=1)
    assert found is None and packet.header["columns"] == []


def test_numbers_that_are_none_arrive_as_what_they_are(rng: np.random.Generator) -> None:
    network = random_network(SimpleRNNCell, "one-layer", rng)
    cell = network.layers[0].forward
    huge = SimpleRNNCell(cell.kernel, np.full_like(cell.recurrent_kernel, 1e30), cell.bias, "linear")
    object.__setattr__(network, "layers", (type(network.layers[0])(huge),))
    with np.errstate(all="ignore"):
        shown = carried(network, "the film was good bad not very")
    packet, found = sent(shown, word=6)
    norms = numbers(packet, found["hidden"])
    assert abs(norms[7]) < 1e-6 and np.isfinite(norms[6]) and norms[5] == np.inf
    assert found["says"]["number"] == "overflow"
    assert np.isnan(numbers(packet, found["taught"])).any()


@pytest.mark.parametrize(
    ("address", "view"),
    [
        ({}, FlowView()),
        ({"chain_word": "3", "chain_trace": "1", "chain_of": "loss"}, FlowView(2, None, 1, quantity="loss")),
        ({"chain_word": "0", "chain_trace": "-1", "chain_of": "<b>"}, FlowView()),
        ({"chain_word": "9" * 400, "chain_trace": "x", "chain_of": ""}, FlowView()),
        ({"word": "3", "trace": "1", "of": "loss"}, FlowView()),
    ],
)
def test_an_address_is_read_as_far_as_it_means_something(address: dict[str, str], view: FlowView) -> None:
    assert FlowView.from_address(address, "normal") == view


def test_a_choice_and_its_address_are_each_others_inverse() -> None:
    choice = {"word": 4, "trace": 1, "quantity": "loss", "version": 3}
    address = address_of_flow(choice)
    assert address == {"chain_word": "5", "chain_trace": "1", "chain_of": "loss"}
    assert FlowView.from_address(address, "presenter", 3) == FlowView(4, None, 1, "presenter", 3, "loss")
    assert address_of_flow({"word": None, "trace": "<b>", "quantity": "chain"}) == {}
