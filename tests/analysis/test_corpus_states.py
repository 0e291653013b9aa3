"""Sentences read at once, against each read alone, and a unit held against a loop by hand."""

import numpy as np
import pytest

from rnnviz.analysis.corpus_states import Held, read_sentences
from rnnviz.arrays import FloatArray
from rnnviz.network import Network, Reading
from tests.oracles import KINDS, WIRINGS, Kind, random_network


def sentences(network: Network, rng: np.random.Generator, lengths: tuple[int, ...]) -> list[FloatArray]:
    """Ids of sentences of these lengths."""
    return [rng.integers(1, len(network.vocabulary), length) for length in lengths]


def read_alone(network: Network, ids: FloatArray) -> Reading:
    """One sentence, as Explore reads it."""
    return network.read_vectors("", [None] * len(ids), network.embeddings[ids])  # type: ignore[list-item]


@pytest.mark.parametrize("wiring", WIRINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_sentences_read_at_once_are_those_read_alone(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng)
    several = sentences(network, rng, (9, 9, 5, 4, 1))
    read = read_sentences(network, several)
    for row, ids in enumerate(several):
        alone = read_alone(network, ids)
        traces = [trace for layer in alone.layers for trace in layer.traces]
        for states, trace in zip(read.states, traces, strict=True):
            np.testing.assert_allclose(states[: len(ids), row], trace.steps.hidden_state, atol=1e-6)
            assert not states[len(ids) :, row].any()
        odds = np.log(alone.probability / (1 - alone.probability))
        assert read.scores[row] == pytest.approx(odds, abs=1e-4)


@pytest.mark.parametrize("trace", [0, 1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_a_held_unit_is_what_everything_behind_it_reads(
    kind: Kind, trace: int, rng: np.random.Generator
) -> None:
    network = random_network(kind, "stacked-bidirectional", rng)
    ids, held = sentences(network, rng, (6,))[0], Held(trace, 1, 0.25)
    inputs, number = network.embeddings[ids], 0
    finals: list[FloatArray] = []
    for layer in network.layers:
        rows = []
        for cell in layer.cells:
            step, states = cell.initial_step(), {}
            times = range(len(ids))
            for t in reversed(times) if cell is layer.backward else times:
                step = cell.step(inputs[t], step)
                state = step.hidden_state.copy()
                if number == held.trace:
                    state[held.unit] = held.value
                step = step._replace(hidden_state=state)
                states[t] = state
            rows.append(np.array([states[t] for t in times]))
            finals = [*finals, step.hidden_state] if cell is layer.backward else [step.hidden_state]
            number += 1
        inputs = np.concatenate(rows, axis=-1)
    p = float(network.judge(np.concatenate(finals))[0])
    found = float(read_sentences(network, [ids], held).scores[0])
    assert found == pytest.approx(np.log(p / (1 - p)), abs=1e-4)
    assert found != pytest.approx(float(read_sentences(network, [ids]).scores[0]), abs=1e-6)


@pytest.mark.parametrize("lengths", [(), (3, 4), (2, 0)])
def test_sentences_in_another_order_are_refused(lengths: tuple[int, ...], rng: np.random.Generator) -> None:
    network = random_network(KINDS[0], "one-layer", rng)
    with pytest.raises(ValueError, match="the longest first and none empty"):
        read_sentences(network, sentences(network, rng, lengths))
