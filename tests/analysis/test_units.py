"""Orders of units: permutations that find what was planted."""

import dataclasses

import numpy as np
import pytest

from rnnviz.analysis.units import (
    UNIT_ORDERS,
    UnitOrder,
    hidden_states,
    order_by_similarity,
    order_by_weight,
    rows_in,
    unit_orders,
)
from rnnviz.arrays import FloatArray
from rnnviz.cells import GRUCell, LSTMCell
from tests.oracles import KINDS, WIRINGS, WORDS, Kind, random_network

TEXTS = ("the film was good", "bad", "not very boring story 42 qqqq")
WORDS_IN_TEXTS = 4 + 1 + 6


def is_permutation(order: FloatArray, units: int) -> bool:
    """Whether each unit stands in exactly one place."""
    return sorted(order.tolist()) == list(range(units))


def runs(labels: FloatArray) -> int:
    """How many stretches of equal labels there are."""
    return 1 + int(np.count_nonzero(np.diff(labels)))


@pytest.mark.parametrize("seed", range(10))
def test_the_order_by_similarity_is_a_permutation(seed: int) -> None:
    rng = np.random.default_rng(seed)
    observations, units = rng.integers(2, 60, 2)
    activity = rng.normal(size=(observations, units)).astype(np.float32)
    assert is_permutation(order_by_similarity(activity), int(units))


@pytest.mark.parametrize("seed", range(10))
def test_units_that_move_alike_stand_together(seed: int) -> None:
    rng = np.random.default_rng(seed)
    groups = rng.permutation(np.repeat(np.arange(5), rng.integers(2, 7, 5)))
    signals = rng.normal(size=(200, 5))
    # Alike means rising and falling together, whatever the height and the size of the movement.
    activity = signals[:, groups] * rng.uniform(0.2, 3, len(groups)) + rng.normal(size=len(groups))
    assert runs(groups[order_by_similarity(activity)]) == 5


@pytest.mark.parametrize("seed", range(5))
def test_a_chain_of_units_is_found_from_end_to_end(seed: int) -> None:
    # Each unit resembles its neighbours in the chain most: the case for which the method is proven.
    rng = np.random.default_rng(seed)
    phases = rng.permutation(np.linspace(0, np.pi / 2, 12))
    activity = np.cos(np.linspace(0, 2 * np.pi, 400, endpoint=False)[:, None] + phases)
    along = np.diff(phases[order_by_similarity(activity)])
    assert np.all(along > 0) or np.all(along < 0)


@pytest.mark.parametrize("seed", range(10))
def test_the_order_does_not_depend_on_how_the_units_were_numbered(seed: int) -> None:
    rng = np.random.default_rng(seed)
    activity = rng.normal(size=(50, 3)) @ rng.normal(size=(3, 16))
    renumbered = rng.permutation(16)
    first = order_by_similarity(activity).tolist()
    second = renumbered[order_by_similarity(activity[:, renumbered])].tolist()
    assert second in (first, first[::-1])


def test_a_unit_that_never_moves_spoils_nothing() -> None:
    activity = np.random.default_rng(1).normal(size=(40, 6))
    activity[:, 2] = 0.25
    assert is_permutation(order_by_similarity(activity), 6)
    assert is_permutation(order_by_similarity(np.zeros((40, 6))), 6)


def test_one_unit_has_one_place() -> None:
    activity = np.random.default_rng(2).normal(size=(40, 1))
    assert order_by_similarity(activity).tolist() == [0]


def test_units_that_are_not_numbers_have_their_places_too() -> None:
    activity = np.random.default_rng(3).normal(size=(40, 6))
    activity[:, 4] = np.nan
    assert is_permutation(order_by_similarity(activity), 6)


def test_the_order_by_weight_goes_from_most_positive_to_most_negative() -> None:
    weights = np.array([0.5, -2, 0, 3, 0.5, -0.0])
    assert order_by_weight(weights).tolist() == [3, 0, 4, 2, 5, 1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wiring", WIRINGS)
def test_each_trace_of_a_network_has_every_order_that_there_is(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng)
    cells = [(layer, cell) for layer in network.layers for cell in layer.cells]
    for (layer, cell), each in zip(cells, unit_orders(network, TEXTS), strict=True):
        # The head reads the last layer only; elsewhere a unit has no weight to the verdict.
        unread = set() if layer is network.layers[-1] else {"weight"}
        assert each.keys() == UNIT_ORDERS.keys() - unread
        assert each["trained"].tolist() == list(range(cell.units))
        assert all(is_permutation(order, cell.units) for order in each.values())


@pytest.mark.parametrize("wiring", WIRINGS)
def test_the_layer_that_the_head_reads_is_ordered_by_weight(wiring: str, rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, wiring, rng)
    (head,), last = network.head, network.layers[-1]
    # The head's column of weights: the forward units first, then the backward ones.
    sizes = np.cumsum([cell.units for cell in last.cells])[:-1]
    orders = unit_orders(network, TEXTS)[-len(last.cells) :]
    for part, each in zip(np.split(head.kernel[:, 0], sizes), orders, strict=True):
        assert np.all(np.diff(part[each["weight"]]) <= 0)


@pytest.mark.parametrize("wiring", WIRINGS)
@pytest.mark.parametrize("order", UNIT_ORDERS)
def test_rows_say_which_order_they_are_in_where_the_one_asked_for_is_missing(
    wiring: str, order: UnitOrder, rng: np.random.Generator
) -> None:
    orders = unit_orders(random_network(GRUCell, wiring, rng), TEXTS)
    for each, rows in zip(orders, rows_in(orders, order), strict=True):
        assert rows.order == (order if order in each else "trained")
        assert rows.units.tolist() == each[rows.order].tolist()


def test_the_orders_that_every_visitor_shares_cannot_be_changed(rng: np.random.Generator) -> None:
    (orders,) = unit_orders(random_network(GRUCell, "one-layer", rng), TEXTS)
    for places in orders.values():
        with pytest.raises(ValueError, match="read-only"):
            places[0] = 1


def test_a_head_of_two_outputs_weighs_by_their_difference(rng: np.random.Generator) -> None:
    network = random_network(GRUCell, "one-layer", rng, outputs=(2,))
    kernel = network.head[0].kernel
    (orders,) = unit_orders(network, TEXTS)
    assert np.all(np.diff((kernel[:, 1] - kernel[:, 0])[orders["weight"]]) <= 0)


@pytest.mark.parametrize("wiring", WIRINGS)
def test_similarity_is_of_the_states_after_every_word_of_every_text(
    wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(GRUCell, wiring, rng)
    states = hidden_states(network, TEXTS)
    readings = [network.read(text) for text in TEXTS]
    for n, (orders, seen) in enumerate(zip(unit_orders(network, TEXTS), states, strict=True)):
        parts = [[trace for layer in each.layers for trace in layer.traces][n] for each in readings]
        np.testing.assert_array_equal(seen, np.vstack([trace.steps.hidden_state for trace in parts]))
        assert len(seen) == WORDS_IN_TEXTS
        assert orders["similarity"].tolist() == order_by_similarity(seen).tolist()


@pytest.mark.parametrize("wiring", WIRINGS)
def test_a_text_without_words_adds_nothing(wiring: str, rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, wiring, rng)
    for seen, without in zip(
        hidden_states(network, ["", *TEXTS, "..."]), hidden_states(network, TEXTS), strict=True
    ):
        np.testing.assert_array_equal(seen, without)


def test_a_network_of_single_units_has_its_orders(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    layer, (head,) = network.layers[0], network.head
    cell = layer.forward
    units, first = cell.units, slice(0, 1)
    gates = [array.reshape(*array.shape[:-1], 4, units)[..., first] for array in (cell.kernel, cell.bias)]
    recurrent = cell.recurrent_kernel.reshape(units, 4, units)[first, :, first].reshape(1, 4)
    kernel, bias = gates[0].reshape(-1, 4), gates[1].reshape(4)
    small = dataclasses.replace(cell, kernel=kernel, recurrent_kernel=recurrent, bias=bias)
    network = dataclasses.replace(
        network,
        layers=(dataclasses.replace(layer, forward=small),),
        head=(dataclasses.replace(head, kernel=head.kernel[first]),),
    )
    (orders,) = unit_orders(network, WORDS)
    assert [order.tolist() for order in orders.values()] == [[0], [0], [0]]
