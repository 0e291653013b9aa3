"""A loss of a reading, carried back through the head and every recurrent layer."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnviz.activations import activation
from rnnviz.arrays import FloatArray
from rnnviz.network import Network, Reading
from rnnviz.unroll import GradientTrace, backpropagate

# The slope of each loss with respect to the head's score is output - target, so one line serves all.
LOSSES = {
    "sigmoid": "the cross-entropy, −log of the probability of the true verdict, in nats",
    "softmax": "the cross-entropy, −log of the probability of the true verdict, in nats",
    "linear": "half the squared error, (yₜ − target)² / 2",
}


CERTAIN = 1e-7  # keras.config.epsilon().


class Loss(NamedTuple):
    """What the network should have said, and when it is asked.

    target: 1 or 0 for a verdict, any number for a linear output.
    every: whether the outputs after all words are asked, and the losses added; else the last alone.
    """

    target: float = 1.0
    every: bool = False


@dataclass(frozen=True, eq=False)
class ReadingGradient:
    """dL of everything that the loss can reach.

    Attributes:
        loss: what it is of.
        losses: at each word, zero where the output is not asked, (timesteps,).
        scores: dL/d of the head's score, before its activation, at each word, (timesteps, outputs).
        arriving: for each trace what reaches h_t from above, from the head or the next layer, not through
            time; (timesteps, units).
        traces: for each trace the gradients of all timesteps.
    """

    loss: Loss
    losses: FloatArray
    scores: FloatArray
    arriving: tuple[FloatArray, ...]
    traces: tuple[GradientTrace, ...]

    @property
    def total(self) -> float:
        """L, the loss that was carried back."""
        return float(self.losses.sum())


def gradient_of(network: Network, reading: Reading, loss: Loss) -> ReadingGradient:
    """Carry a loss back through a network.

    Where a network also reads backwards, only its last output is a function of this reading alone:
    every earlier one is of a reading of its own.

    Args:
        network: which read.
        reading: what it computed, in the network's own precision.
        loss: of the last output or of every output.

    Raises:
        ValueError: if every output of a network is asked that reads backwards, or the head's activation
            has no loss in `LOSSES`.
    """
    if loss.every and not network.is_causal:
        raise ValueError("every output can be asked of a network that reads forward only, got another one")
    if network.head[-1].activation not in LOSSES:
        kinds = ", ".join(LOSSES)
        raise ValueError(f"the head's activation must be one of {kinds}, got {network.head[-1].activation!r}")
    asked = np.zeros(len(reading.columns), reading.outputs.dtype)
    asked[slice(None) if loss.every else slice(-1, None)] = 1
    losses = _losses(network, reading.outputs, loss)
    # The slope of each of these losses at the score, before the head's activation.
    scores = (reading.outputs - wanted_output(network, loss, reading.outputs)) * asked[:, None]
    above = _through_head(network, reading, scores)
    arriving: list[FloatArray] = []
    traces: list[GradientTrace] = []
    for recorded in reversed(reading.layers):
        parts = np.split(above, [recorded.forward.cell.units], axis=-1)[: len(recorded.traces)]
        back = [backpropagate(trace, part) for trace, part in zip(recorded.traces, parts, strict=True)]
        arriving[:0], traces[:0] = parts, back
        above = np.sum([each.steps.inputs for each in back], axis=0)
    return ReadingGradient(loss, losses * asked, scores, tuple(arriving), tuple(traces))


def wanted_output(network: Network, loss: Loss, outputs: FloatArray) -> FloatArray:
    """What the outputs should have been, (timesteps, outputs).

    One output: the target. Of a softmax a 1 at "positive", or, where the verdict is to be negative, the
    other outputs in the shares that they have: with those, outputs less wanted is the slope at the scores
    of -log(1 - p) of "positive".

    Args:
        network: whose head.
        loss: the target.
        outputs: as they are, (timesteps, outputs).
    """
    if network.head[-1].activation != "softmax":
        return np.full_like(outputs, loss.target)
    is_positive = np.arange(outputs.shape[-1]) == network.positive_output
    if loss.target:
        return np.broadcast_to(is_positive.astype(outputs.dtype), outputs.shape)
    others = np.where(is_positive, 0, outputs)
    rest = others.sum(axis=-1, keepdims=True)
    evenly = (~is_positive).astype(outputs.dtype) / max(1, (~is_positive).sum())
    return np.where(rest > 0, others / np.where(rest > 0, rest, 1), evenly)


def _losses(network: Network, outputs: FloatArray, loss: Loss) -> FloatArray:
    """The loss of each output, (timesteps,)."""
    if network.head[-1].activation == "linear":
        return ((outputs - loss.target) ** 2).sum(axis=-1) / 2
    true = outputs[..., network.positive_output]
    if not loss.target and network.head[-1].activation == "sigmoid":
        true = 1 - true
    elif not loss.target:
        true = np.delete(outputs, network.positive_output, axis=-1).sum(axis=-1)
    # Cut off where Keras cuts it off, so that a certain and wrong verdict has no endless loss; the
    # gradient is of the loss itself.
    return -np.log(np.clip(true, CERTAIN, 1 - CERTAIN))


def _through_head(network: Network, reading: Reading, scores: FloatArray) -> FloatArray:
    """dL/dh_t of the last layer, (timesteps, units), a zero row where the head reads no state."""
    head = network.head
    inputs = [final_states(reading)]
    for dense in head[:-1]:
        inputs.append(dense.apply(inputs[-1]))
    slope = scores
    for n in range(len(head) - 1, -1, -1):
        slope = slope @ head[n].kernel.T
        if n:
            slope = slope * activation(head[n - 1].activation).slope(inputs[n])
    if network.is_causal or not len(slope):
        return slope
    forward = reading.layers[-1].forward.cell.units
    placed = np.zeros_like(slope)
    placed[-1, :forward], placed[0, forward:] = slope[-1, :forward], slope[-1, forward:]
    return placed


def final_states(reading: Reading) -> FloatArray:
    """The states that the head reads of the whole text, as rows of their words; (timesteps, units).

    Of a layer that also reads backwards only the last row is what the head reads: the forward state of
    the last word beside the backward state of the first.
    """
    last = reading.layers[-1]
    if last.backward is None or not len(last.backward):
        return last.steps.hidden_state
    states = last.steps.hidden_state.copy()
    states[-1, last.forward.cell.units :] = last.backward.steps.hidden_state[0]
    return states
