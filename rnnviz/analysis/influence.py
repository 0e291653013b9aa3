"""What each word can still do to the answer: the gradient of the final score at every word."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.network import Network, Reading, verdict_weights
from rnnviz.unroll import backpropagate


@dataclass(frozen=True, eq=False)
class Influence:
    """The gradient of the last score, before its sigmoid, of a network that reads forward in one layer.

    The score and not the loss: a loss has no slope where the answer is right and sure, whatever is
    remembered.

    Attributes:
        words: d score / d x_t, (timesteps, embedding_dim).
        states: d score / d h_t, along all ways, (timesteps, units).
    """

    words: FloatArray
    states: FloatArray

    @cached_property
    def lengths(self) -> FloatArray:
        """How long d score / d x_t is, (timesteps,): what the most fitting change of a word would do."""
        return np.linalg.norm(self.words, axis=-1)


def influence_of(network: Network, reading: Reading) -> Influence:
    """Carry the slope of the last score back to every word.

    Args:
        network: which read.
        reading: what it computed.

    Raises:
        ValueError: if the network has several recurrent layers, or also reads backwards.
    """
    if len(network.layers) != 1 or not network.is_causal:
        raise ValueError("influence is computed of one layer that reads forward, got another network")
    trace = reading.layers[0].forward
    arriving = np.zeros_like(trace.steps.hidden_state)
    arriving[-1:] = verdict_weights(network)
    back = backpropagate(trace, arriving)
    return Influence(back.steps.inputs, back.steps.hidden_state)
