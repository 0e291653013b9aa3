"""Many sequences at once: against reading one by one, finite differences, and Keras with GradientTape."""

from typing import Any

import numpy as np
import pytest

from rnnviz.analysis.many import blocks, final_states, log_odds_of_many, running_log_odds, slopes_of_many
from rnnviz.analysis.score import log_odds
from rnnviz.arrays import FloatArray
from rnnviz.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.network import Network
from tests.analysis.double import doubled
from tests.oracles import KINDS, WIRINGS, keras_bidirectional, random_network, random_text

CASES = [(LSTMCell, wiring) for wiring in WIRINGS] + [
    (GRUCell, "stacked-bidirectional"),
    (SimpleRNNCell, "one-layer"),
]


def drawn(network: Network, rng: np.random.Generator, timesteps: int, batch: int) -> FloatArray:
    return rng.normal(size=(timesteps, batch, network.embeddings.shape[1])).astype(network.embeddings.dtype)


@pytest.mark.parametrize(("kind", "wiring"), CASES)
def test_each_sequence_is_judged_as_if_it_were_alone(
    kind: Any, wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng, (3, 4))
    network = Network("n", network.vocabulary, network.embeddings, network.layers, network.head, positive=2)
    inputs = drawn(network, rng, 6, 5)
    alone = [network.read_vectors("", (), inputs[:, n]) for n in range(5)]
    states = np.stack([reading.layers[-1].final for reading in alone])
    np.testing.assert_allclose(final_states(network, inputs), states, rtol=1e-5, atol=1e-6)
    p = np.array([network.judge(state)[2] for state in states])
    np.testing.assert_allclose(log_odds_of_many(network, inputs), np.log(p / (1 - p)), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("kind", "wiring"), CASES)
def test_slopes_are_those_of_finite_differences(kind: Any, wiring: str, rng: np.random.Generator) -> None:
    network = doubled(random_network(kind, wiring, rng, (3, 1)))
    inputs, way = drawn(network, rng, 5, 3), drawn(network, rng, 5, 3)
    scores, slopes = slopes_of_many(network, inputs)
    np.testing.assert_allclose(scores, log_odds_of_many(network, inputs), rtol=1e-12)
    ahead, behind = (log_odds_of_many(network, inputs + step * way) for step in (1e-6, -1e-6))
    np.testing.assert_allclose((slopes * way).sum(axis=(0, 2)), (ahead - behind) / 2e-6, rtol=1e-6, atol=1e-9)


def test_what_is_kept_out_of_a_trace_is_kept_out_of_what_follows(rng: np.random.Generator) -> None:
    network = doubled(random_network(LSTMCell, "stacked-bidirectional", rng))
    inputs = drawn(network, rng, 4, 2)
    kept = rng.integers(0, 2, (2, network.layers[0].forward.units)).astype(np.float64)
    lower, upper = network.layers
    step, below = lower.forward.initial_step((2,)), []
    for x in inputs:
        step = lower.forward.step(x, step)
        step = step._replace(hidden_state=step.hidden_state * kept)
        below.append(step.hidden_state)
    back = lower.read(inputs).steps.hidden_state[..., lower.forward.units :]
    expected = upper.read(np.concatenate([np.stack(below), back], axis=-1)).final
    np.testing.assert_allclose(final_states(network, inputs, {0: kept}), expected, rtol=1e-12)


@pytest.mark.parametrize("wiring", WIRINGS)
def test_the_running_score_is_that_of_each_prefix_alone(wiring: str, rng: np.random.Generator) -> None:
    network = random_network(GRUCell, wiring, rng)
    text = random_text(rng, 6)
    words = text.split()
    each = [network.read(" ".join(words[: n + 1])).layers[-1].final for n in range(6)]
    running = running_log_odds(network, network.read(text))
    np.testing.assert_allclose(running, [log_odds(network, state) for state in each], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_no_timestep_leaves_the_first_state(kind: Any, rng: np.random.Generator) -> None:
    network = random_network(kind, "bidirectional", rng)
    scores, slopes = slopes_of_many(network, drawn(network, rng, 0, 2))
    assert slopes.shape == (0, 2, network.embeddings.shape[1])
    zero = log_odds(network, np.zeros(network.layers[-1].units, np.float32))
    np.testing.assert_array_equal(scores, [zero, zero])


def test_blocks_are_a_batch_in_order_whatever_their_size(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "stacked", rng)
    for timesteps, batch, share in [(400, 300, 16), (0, 3, 1), (10, 0, 1), (10**8, 3, 1)]:
        found = [n for block in blocks(network, timesteps, batch, share) for n in range(batch)[block]]
        assert found == list(range(batch))


@pytest.mark.keras
def test_slopes_are_those_of_gradient_tape(rng: np.random.Generator) -> None:
    import tensorflow as tf

    network = random_network(LSTMCell, "stacked-bidirectional", rng)
    inputs = drawn(network, rng, 5, 3)
    lower, upper = network.layers
    below, above = keras_bidirectional(lower, return_sequences=True), keras_bidirectional(upper)
    dense = network.head[0]
    x = tf.constant(inputs.swapaxes(0, 1))
    with tf.GradientTape() as tape:
        tape.watch(x)
        score = above(below(x)) @ dense.kernel + dense.bias
    expected = tape.gradient(score, x).numpy().swapaxes(0, 1)
    scores, slopes = slopes_of_many(network, inputs)
    np.testing.assert_allclose(scores, score.numpy()[:, 0], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(slopes, expected, rtol=1e-3, atol=1e-6)
