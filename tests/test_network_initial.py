"""Reading on from states that are not zero: Keras with initial_state, and prefixes read afresh."""

import itertools
from typing import Any

import numpy as np
import pytest

from rnnviz import network as network_module
from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, Step
from rnnviz.layers import RecurrentLayer
from rnnviz.network import Network
from tests.oracles import (
    KINDS,
    WIRINGS,
    Kind,
    keras_layer,
    random_cell,
    random_initial,
    random_network,
    random_text,
)

EVERY = list(itertools.product(KINDS, WIRINGS))
each_network = pytest.mark.parametrize(("kind", "wiring"), EVERY, ids=[f"{k.title}-{w}" for k, w in EVERY])


def cells_of(network: Network) -> list[Cell]:
    """In the order of computation."""
    return [cell for layer in network.layers for cell in layer.cells]


def random_start(network: Network, rng: np.random.Generator) -> dict[int, Step]:
    """A state that is not zero for every layer and direction."""
    return {n: random_initial(cell, rng) for n, cell in enumerate(cells_of(network))}


def keras_direction(cell: Cell, inputs: FloatArray, initial: Step) -> FloatArray:
    """The states of one direction in the order of its reading."""
    names = [name for name in ("hidden_state", "cell_state") if name in initial._fields]
    given = [getattr(initial, name)[None] for name in names]
    found: FloatArray = np.asarray(
        keras_layer(cell, return_sequences=True)(inputs[None], initial_state=given)
    )[0]
    return found


@pytest.mark.keras
@each_network
def test_states_equal_keras_with_the_same_initial_states(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng, (3, 2))
    start, text = random_start(network, rng), random_text(rng, 7)
    reading = network.read(text, start)
    inputs, number, final = reading.embeddings, iter(start), np.zeros(0)
    for layer, recorded in zip(network.layers, reading.layers, strict=True):
        forward = keras_direction(layer.forward, inputs, start[next(number)])
        parts, ends = [forward], [forward[-1]]
        if layer.backward is not None:
            backward = keras_direction(layer.backward, inputs[::-1], start[next(number)])
            parts, ends = [forward, backward[::-1]], [forward[-1], backward[-1]]
        inputs, final = np.concatenate(parts, axis=-1), np.concatenate(ends)
        np.testing.assert_allclose(recorded.steps.hidden_state, inputs, atol=1e-5)
    np.testing.assert_allclose(reading.outputs[-1], network.judge(final), atol=1e-5)


@each_network
@pytest.mark.parametrize("elements", [1, 60, 10**9])
def test_running_verdicts_from_a_state_are_those_of_every_prefix_from_that_state(
    kind: Kind, wiring: str, elements: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(11)
    monkeypatch.setattr(network_module, "PREFIX_ELEMENTS", elements)
    network = random_network(kind, wiring, rng, (5, 2))
    start, words = random_start(network, rng), random_text(rng, 8).split()
    reading = network.read(" ".join(words), start)
    prefixes = [network.read(" ".join(words[:t]), start) for t in range(1, 9)]
    by_final_states = [network.judge(prefix.layers[-1].final) for prefix in prefixes]
    np.testing.assert_allclose(reading.outputs, by_final_states, atol=1e-6)
    np.testing.assert_allclose(reading.outputs, [prefix.outputs[-1] for prefix in prefixes], atol=1e-6)


@each_network
def test_beginning_from_zeros_is_what_is_done_where_nothing_is_named(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network, text = random_network(kind, wiring, rng), random_text(rng, 9)
    zeros = {n: cell.initial_step() for n, cell in enumerate(cells_of(network))}
    plain, named = network.read(text), network.read(text, zeros)
    np.testing.assert_array_equal(plain.outputs, named.outputs)
    np.testing.assert_array_equal(plain.initial_outputs, named.initial_outputs)
    for one, other in zip(plain.layers, named.layers, strict=True):
        for ours, theirs in zip(one.steps, other.steps, strict=True):
            np.testing.assert_array_equal(ours, theirs)


@each_network
def test_each_trace_begins_from_the_state_of_its_number_and_the_others_from_zeros(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng)
    start = random_start(network, rng)
    for n, step in start.items():
        traces = [trace for layer in network.read("good", {n: step}).layers for trace in layer.traces]
        for place, trace in enumerate(traces):
            if place == n:
                np.testing.assert_array_equal(trace.initial.hidden_state, step.hidden_state)
            else:
                assert not trace.initial.hidden_state.any()


@each_network
def test_before_any_word_the_head_is_asked_of_the_states_begun_from(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng)
    start = random_start(network, rng)
    last = list(start.values())[-len(network.layers[-1].cells) :]
    expected = network.judge(np.concatenate([step.hidden_state for step in last]))
    for text in ("", "the film was good"):
        np.testing.assert_allclose(network.read(text, start).initial_outputs, expected, atol=1e-6)
    assert network.read("", start).probability == network.read("", start).initial_probability


@each_network
def test_vectors_are_read_as_the_embeddings_of_words_are(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng)
    start, text = random_start(network, rng), random_text(rng, 6)
    expected = network.read(text, start)
    found = network.read_vectors(text, expected.columns, expected.embeddings, start)
    assert found.columns == expected.columns and found.text == text
    np.testing.assert_array_equal(found.outputs, expected.outputs)
    np.testing.assert_array_equal(found.layers[-1].final, expected.layers[-1].final)


@pytest.mark.parametrize("kind", KINDS)
def test_reading_leaves_the_state_it_began_from_as_it_was(kind: Kind, rng: np.random.Generator) -> None:
    network = random_network(kind, "stacked-bidirectional", rng)
    start = random_start(network, rng)
    before = {n: [np.array(part) for part in step] for n, step in start.items()}
    network.read("the film was not good", start)
    for n, parts in before.items():
        for part, kept in zip(start[n], parts, strict=True):
            np.testing.assert_array_equal(part, kept)


@pytest.mark.parametrize("kind", KINDS)
def test_a_direction_of_a_layer_that_is_given_no_state_begins_from_zeros(
    kind: Kind, rng: np.random.Generator
) -> None:
    cells: list[Any] = [random_cell(kind, rng), random_cell(kind, rng)]
    layer, first = RecurrentLayer(*cells), random_initial(cells[0], rng)
    inputs = rng.normal(size=(4, 5)).astype(np.float32)
    alone, both = layer.read(inputs), layer.read(inputs, [first])
    assert alone.backward is not None and both.backward is not None
    np.testing.assert_array_equal(both.forward.initial.hidden_state, first.hidden_state)
    np.testing.assert_array_equal(both.backward.steps.hidden_state, alone.backward.steps.hidden_state)
    assert not np.allclose(both.forward.steps.hidden_state, alone.forward.steps.hidden_state)
