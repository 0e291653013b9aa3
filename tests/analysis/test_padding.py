"""Padding: against Keras with and without a mask, and a linear network that obeys a law of powers."""

from typing import Any

import numpy as np
import pytest

from rnnviz.analysis.difference import traces_of
from rnnviz.analysis.padding import SIDES, Padded, Side, half_of
from rnnviz.arrays import FloatArray
from rnnviz.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from rnnviz.text import Vocabulary
from tests.oracles import KINDS, WORDS, Kind, keras_bidirectional, random_network

TEXT = "the film was not good qqqq story"
PLACES = 4
WIRED = [(SimpleRNNCell, "one-layer"), (LSTMCell, "bidirectional"), (GRUCell, "stacked-bidirectional")]


def keras_padding(network: Network) -> Any:
    """From ids to the output and the states of every layer, first with a mask and then without."""
    import keras

    ids = keras.Input((None,), dtype="int32")
    told = []
    for mask in (True, False):
        embedding = keras.layers.Embedding(*network.embeddings.shape, mask_zero=mask)
        sequence, final = embedding(ids), None
        embedding.set_weights([network.embeddings])
        for layer in network.layers:
            final = keras_bidirectional(layer)(sequence)
            sequence = keras_bidirectional(layer, return_sequences=True)(sequence)
            told.append(sequence)
        dense = network.head[0]
        twin = keras.layers.Dense(dense.kernel.shape[1], activation=dense.activation)
        told.append(twin(final))
        twin.set_weights([dense.kernel, dense.bias])
    return keras.Model(ids, told)


def of_layer(padded: Padded, layer: int, of_trace: list[FloatArray]) -> FloatArray:
    """Both directions of a layer side by side."""
    traces = [n for n, (at, _) in enumerate(traces_of(padded.network)) if at == layer]
    return np.concatenate([of_trace[n] for n in traces], axis=-1)


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "wiring"), WIRED)
def test_all_four_cases_are_those_of_keras(kind: Kind, wiring: str, rng: np.random.Generator) -> None:
    import keras

    network = random_network(kind, wiring, rng)
    padded = Padded(network, network.read(TEXT), PLACES)
    model, count = keras_padding(network), len(network.layers)
    ids = [column.id for column in padded.reading.columns]
    traces = range(len(traces_of(network)))
    for side in SIDES:
        batch = keras.utils.pad_sequences([ids], len(ids) + PLACES, padding=side)
        told = [np.asarray(one)[0] for one in model(batch)]
        masked, plain, span = told[: count + 1], told[count + 1 :], padded.span(side)
        end = span.stop - 1
        for layer in range(count):
            with_mask = of_layer(padded, layer, [padded.masked_states(trace) for trace in traces])
            # What Keras's Bidirectional hands on from a masked place is 0, and the next layer skips it.
            seen = padded.words if "bidirectional" in wiring else span
            there = slice(seen.start - span.start, seen.stop - span.start)
            np.testing.assert_allclose(with_mask[seen], masked[layer][there], atol=2e-6)
            without = of_layer(padded, layer, [padded.states(side, trace) for trace in traces])
            np.testing.assert_allclose(without[span], plain[layer], atol=2e-6)
        assert padded.masked_verdicts[end] == pytest.approx(masked[-1].item(), abs=2e-6)
        assert padded.verdicts(side)[end] == pytest.approx(plain[-1].item(), abs=2e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_with_a_mask_the_verdict_is_exactly_that_without_padding(
    kind: Kind, rng: np.random.Generator
) -> None:
    network = random_network(kind, "bidirectional", rng)
    padded = Padded(network, network.read(TEXT), PLACES)
    masked, reading = padded.masked_verdicts, padded.reading
    assert (masked[: padded.words.start] == np.float32(reading.initial_probability)).all()
    np.testing.assert_array_equal(masked[padded.words], reading.probabilities)
    assert (masked[padded.words.stop :] == reading.probabilities[-1]).all()


def linear_network(rate: float, rng: np.random.Generator) -> Network:
    """Both directions turn their state, shrink it by a rate, and add the word; padding is no zero."""
    cells = []
    for _ in range(2):
        turn, _ = np.linalg.qr(rng.normal(size=(6, 6)))
        cells.append(SimpleRNNCell(rng.normal(size=(3, 6)), turn * rate, rng.normal(size=6), "linear"))
    vocabulary = Vocabulary.of(WORDS)
    head = Dense(rng.normal(size=(12, 1)), np.zeros(1))
    table = rng.normal(size=(len(vocabulary), 3))
    return Network("linear", vocabulary, table, (RecurrentLayer(*cells),), (head,))


@pytest.mark.parametrize(("side", "trace"), [("post", 0), ("pre", 1)])
def test_a_linear_state_is_washed_out_by_a_power_at_each_place(
    side: Side, trace: int, rng: np.random.Generator
) -> None:
    network = linear_network(0.8, rng)
    padded = Padded(network, network.read(TEXT), 9)
    wash = padded.washed_words(side, trace)
    expected = 0.8 ** np.arange(1, 10)
    behind, front = slice(padded.words.stop, None), slice(0, padded.words.start)
    np.testing.assert_allclose(wash.shares[behind if trace == 0 else front][:: -1 if trace else 1], expected)
    assert wash.half == 4 and wash.last == pytest.approx(0.8**9)  # 0.8^3 is still more than half.
    assert np.isnan(wash.shares[padded.words]).all() and not np.isfinite(
        padded.washed_padding(side, trace).last
    )


@pytest.mark.parametrize(("side", "trace"), [("pre", 0), ("post", 1)])
def test_words_wash_out_padding_by_the_same_power(side: Side, trace: int, rng: np.random.Generator) -> None:
    network = linear_network(0.8, rng)
    padded = Padded(network, network.read(TEXT), 9)
    wash = padded.washed_padding(side, trace)
    expected = 0.8 ** np.arange(1, 8)
    np.testing.assert_allclose(wash.shares[padded.words][:: -1 if trace else 1], expected)
    assert wash.half == 4 and wash.last == pytest.approx(0.8**7)
    assert not np.isfinite(padded.washed_words(side, trace).last)


def test_no_place_changes_nothing(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "bidirectional", rng)
    padded = Padded(network, network.read(TEXT), 0)
    for side in SIDES:
        np.testing.assert_allclose(padded.verdicts(side), padded.reading.probabilities, atol=1e-6)
        for trace in (0, 1):
            assert not np.isfinite([padded.washed_words(side, trace).last]).any()
            assert not np.isfinite([padded.washed_padding(side, trace).last]).any()


def test_less_than_half_counts_where_it_stays_so() -> None:
    assert half_of(np.array([0.9, 0.4, 0.6, 0.3, 0.2])) == 4
    assert half_of(np.array([0.1])) == 1 and half_of(np.array([0.1, 0.5])) is None
