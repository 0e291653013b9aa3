"""The score of "positive": its log-odds, which have no ends where a probability is squeezed into 0 to 1."""

import numpy as np

from rnnviz.activations import activation
from rnnviz.arrays import FloatArray
from rnnviz.network import Network


def log_odds(network: Network, states: FloatArray) -> FloatArray:
    """log(p / (1 - p)) of "positive", or the output itself where that is no probability.

    One sigmoid: the head's score itself. Softmax: s_k - log of the sum of exp of the other scores.

    Args:
        network: whose head reads.
        states: final states, (..., units).

    Returns:
        (...).
    """
    scores, place = _last_scores(network, states), network.positive_output
    if network.head[-1].activation != "softmax":
        return scores[..., place]
    others = np.delete(scores, place, axis=-1)
    return scores[..., place] - np.logaddexp.reduce(others, axis=-1)


def log_odds_slope(network: Network, states: FloatArray) -> FloatArray:
    """d log-odds / d state, (..., units); arguments as of `log_odds`."""
    *hidden, last = network.head
    inputs = [states]
    for dense in hidden:
        inputs.append(dense.apply(inputs[-1]))
    scores, place = last.score(inputs[-1]), network.positive_output
    slope = np.zeros_like(scores)
    if last.activation == "softmax":
        others = np.delete(scores, place, axis=-1)
        raised = np.exp(others - others.max(axis=-1, keepdims=True))
        shares = raised / raised.sum(axis=-1, keepdims=True)
        slope[..., [k for k in range(scores.shape[-1]) if k != place]] = -shares
    slope[..., place] = 1
    slope = slope @ last.kernel.T
    for n in range(len(hidden) - 1, -1, -1):
        # A hidden layer's slope is known from its output, which is what the next layer received.
        slope = (slope * activation(hidden[n].activation).slope(inputs[n + 1])) @ hidden[n].kernel.T
    return slope


def _last_scores(network: Network, states: FloatArray) -> FloatArray:
    for dense in network.head[:-1]:
        states = dense.apply(states)
    return network.head[-1].score(states)
