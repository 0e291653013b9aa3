"""Many sentences of different lengths read at once, without padding: longest first, and each ends in its row.

It computes what `Network.read` does, with the cells' own `step`, for a hundred sentences at a time.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.score import log_odds
from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell
from rnnviz.network import Network

IntArray = NDArray[np.integer[Any]]


class Held(NamedTuple):
    """A unit whose hidden state is set to a value after every step, before anything reads it.

    trace: which, in the order of computation. unit: of its cell. value: what it is held at.
    """

    trace: int
    unit: int
    value: float = 0.0


class Read(NamedTuple):
    """What was read: numbers behind the end of a sentence are 0.

    states: hidden states of each trace, (timesteps, sentences, units).
    scores: log-odds of "positive" after the whole sentence, (sentences,).
    """

    states: tuple[FloatArray, ...]
    scores: FloatArray


def read_sentences(network: Network, sentences: Sequence[IntArray], held: Held | None = None) -> Read:
    """Read sentences at once.

    Args:
        network: that reads.
        sentences: their ids, the longest first, none empty.
        held: a unit that is held, if any.

    Raises:
        ValueError: if a sentence is empty, or longer than the one before it.
    """
    lengths = np.array([len(ids) for ids in sentences])
    if not lengths.size or lengths[-1] < 1 or np.any(np.diff(lengths) > 0):
        raise ValueError("sentences were expected, the longest first and none empty")
    inputs = np.zeros((lengths[0], len(lengths), network.embeddings.shape[1]), network.embeddings.dtype)
    for row, ids in enumerate(sentences):
        inputs[: len(ids), row] = network.embeddings[ids]
    counts = np.searchsorted(-lengths, -np.arange(lengths[0]), side="left")
    found: list[FloatArray] = []
    finals: list[FloatArray] = []
    for layer in network.layers:
        finals, outputs = [], []
        for cell in layer.cells:
            mine = held if held is not None and held.trace == len(found) else None
            is_back = cell is layer.backward
            outputs.append(_states(cell, inputs, counts, is_back, mine))
            finals.append(outputs[-1][0] if is_back else outputs[-1][lengths - 1, np.arange(len(lengths))])
            found.append(outputs[-1])
        inputs = np.concatenate(outputs, axis=-1) if len(outputs) > 1 else outputs[0]
    return Read(tuple(found), log_odds(network, np.concatenate(finals, axis=-1)))


def _states(cell: Cell, inputs: FloatArray, counts: IntArray, is_back: bool, held: Held | None) -> FloatArray:
    """Hidden states (timesteps, rows, units); at timestep t the first counts[t] rows have a word."""
    states = np.zeros((*inputs.shape[:2], cell.units), inputs.dtype)
    kept = type(cell.initial_step())(*(np.array(part) for part in cell.initial_step(inputs.shape[1:2])))
    times = range(len(counts))
    for t in reversed(times) if is_back else times:
        now = slice(int(counts[t]))
        step = cell.step(inputs[t, now], type(kept)(*(part[now] for part in kept)))
        if held is not None:
            step.hidden_state[..., held.unit] = held.value
        # Forward the rows that have ended are left behind; backward those that begin join with zeros.
        for part, new in zip(kept, step, strict=True):
            part[now] = new
        states[t, now] = step.hidden_state
    return states
