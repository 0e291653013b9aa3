"""Many sentences of different lengths read at once, without padding: longest first, and each ends in its row.

It computes what `Network.read` does, with the cells' own `step`, for a hundred sentences at a time.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.score import log_odds
from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, Step
from rnnviz.layers import final_states_of_rows
from rnnviz.network import Network
from rnnviz.unroll import read_rows

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
    has_word = [slice(int(count)) for count in counts]
    found: list[FloatArray] = []

    def read(number: int, cell: Cell, below: FloatArray, is_back: bool) -> tuple[FloatArray, FloatArray]:
        def advance(_: int, x: FloatArray, step: Step) -> Step:
            step = cell.step(x, step)
            if held is not None and held.trace == number:
                step.hidden_state[..., held.unit] = held.value
            return step

        # Forward the rows that have ended are left behind; backward those that begin join with zeros.
        first = cell.initial_step(below.shape[1:2])
        states, finals = read_rows(advance, below, first, has_word, is_back)
        found.append(states)
        return states, finals

    scores = log_odds(network, final_states_of_rows(network.layers, inputs, read))
    return Read(tuple(found), scores)
