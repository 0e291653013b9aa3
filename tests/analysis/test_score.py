"""The score of "positive": against the head's own outputs, and finite differences."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.score import log_odds, log_odds_slope
from rnnviz.layers import Dense
from rnnviz.network import Network, load_network


def network_with(outputs: int, last: str, positive: int | None, hidden: str = "") -> Network:
    """A shipped network with another head, random."""
    rng = np.random.default_rng(outputs)
    network = load_network("simple-rnn")
    network = replace(network, embeddings=network.embeddings.astype(np.float64))
    width, head = network.layers[-1].units, []
    if hidden:
        head.append(Dense(rng.normal(0, 0.3, (width, 5)), rng.normal(0, 1, 5), hidden))
        width = 5
    head.append(Dense(rng.normal(0, 0.5, (width, outputs)), rng.normal(0, 1, outputs), last))
    return replace(network, head=tuple(head), positive=positive)


CASES = [
    (1, "sigmoid", None, ""),
    (1, "sigmoid", None, "relu"),
    (2, "softmax", None, "tanh"),
    (4, "softmax", 1, "tanh"),
    (4, "softmax", 3, ""),
]


@pytest.mark.parametrize(("outputs", "last", "positive", "hidden"), CASES)
def test_log_odds_are_those_of_the_probability(
    outputs: int, last: str, positive: int | None, hidden: str
) -> None:
    network = network_with(outputs, last, positive, hidden)
    states = np.random.default_rng(1).normal(0, 1, (3, 7, network.layers[-1].units))
    p = network.judge(states)[..., -1 if positive is None else positive]
    np.testing.assert_allclose(1 / (1 + np.exp(-log_odds(network, states))), p, rtol=1e-12)


@pytest.mark.parametrize(("outputs", "last", "positive", "hidden"), CASES)
def test_the_slope_is_that_of_finite_differences(
    outputs: int, last: str, positive: int | None, hidden: str
) -> None:
    network = network_with(outputs, last, positive, hidden)
    rng = np.random.default_rng(2)
    states = rng.normal(0, 1, (6, network.layers[-1].units))
    way = rng.normal(0, 1, states.shape)
    step = 1e-6
    moved = log_odds(network, states + step * way) - log_odds(network, states - step * way)
    expected = moved / (2 * step)
    np.testing.assert_allclose((log_odds_slope(network, states) * way).sum(axis=-1), expected, rtol=1e-6)


def test_a_linear_output_is_its_own_score() -> None:
    network = network_with(1, "linear", None)
    states = np.ones((2, network.layers[-1].units))
    np.testing.assert_array_equal(log_odds(network, states), network.judge(states)[..., 0])
