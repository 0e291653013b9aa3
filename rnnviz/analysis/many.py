"""Many sequences of one length judged at once: log-odds, and their gradients with respect to the inputs."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np

from rnnviz.analysis.score import log_odds, log_odds_slope
from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, Step
from rnnviz.layers import final_states_of_rows
from rnnviz.network import Network, Reading
from rnnviz.unroll import backpropagate, read_rows

BLOCK = 4_000_000  # Hidden values of one block of sequences: 16 MB, and some more beside them.
Kept = Mapping[int, FloatArray]


def blocks(network: Network, timesteps: int, batch: int, share: int = 1) -> Iterator[slice]:
    """Parts of a batch that are small enough to be read at once.

    Args:
        network: which reads.
        timesteps: of each sequence.
        batch: how many sequences there are.
        share: how many times the hidden states a computation keeps beside them.
    """
    widest = max(max(layer.units, layer.forward.input_dim) for layer in network.layers)
    size = max(1, BLOCK // (share * max(1, timesteps) * widest))
    return (slice(start, min(start + size, batch)) for start in range(0, batch, size))


def final_states(network: Network, inputs: FloatArray, kept: Kept = MappingProxyType({})) -> FloatArray:
    """The states that the head reads of many sequences, (batch, units).

    Args:
        network: which reads.
        inputs: what the first layer receives, (timesteps, batch, embedding_dim).
        kept: for a trace, by its number in the order of computation, what its hidden state is multiplied
            by after every step, (units,) or (batch, units): 0 holds a unit at zero.
    """

    def read(number: int, cell: Cell, below: FloatArray, is_back: bool) -> tuple[FloatArray, FloatArray]:
        held = kept.get(number)

        def advance(_: int, x: FloatArray, step: Step) -> Step:
            step = cell.step(x, step)
            return step if held is None else step._replace(hidden_state=step.hidden_state * held)

        return read_rows(advance, below, cell.initial_step(below.shape[1:-1]), reverse=is_back)

    return final_states_of_rows(network.layers, inputs, read)


def log_odds_of_many(network: Network, inputs: FloatArray, kept: Kept = MappingProxyType({})) -> FloatArray:
    """The log-odds of "positive" of many sequences, (batch,); arguments as of `final_states`."""
    return log_odds(network, final_states(network, inputs, kept))


def slopes_of_many(network: Network, inputs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The log-odds of many sequences, and their gradients with respect to the inputs.

    Args:
        network: which reads.
        inputs: (timesteps, batch, embedding_dim).

    Returns:
        s, (batch,), and ds/dx, (timesteps, batch, embedding_dim).
    """
    read, outputs = [], inputs
    for layer in network.layers:
        read.append(layer.read(outputs))
        outputs = read[-1].steps.hidden_state
    states = read[-1].final
    slope = log_odds_slope(network, states)
    above = np.zeros_like(outputs)
    if len(above):  # Forward the head reads the state of the last word, backward that of the first one.
        forward = network.layers[-1].forward.units
        above[-1, :, :forward] = slope[:, :forward]
        above[0, :, forward:] = slope[:, forward:]
    for recorded in reversed(read):
        parts = np.split(above, [recorded.forward.cell.units], axis=-1)[: len(recorded.traces)]
        back = [backpropagate(trace, part) for trace, part in zip(recorded.traces, parts, strict=True)]
        above = np.sum([each.steps.inputs for each in back], axis=0)
    return log_odds(network, states), above


def running_log_odds(network: Network, reading: Reading) -> FloatArray:
    """The log-odds after each word, were it the last one, (timesteps,): what a running verdict is made of."""
    return log_odds(network, reading.judged)
