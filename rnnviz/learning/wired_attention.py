"""Attention over a packed batch, forward and back.

What was read and what is written are packed, each in its own order of rows. Only here they become blocks with
padding, (rows, timesteps, width), because every state of a row's writer looks at every state of its reader;
padding gets no weight.
"""

from typing import NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.learning.packing import IntArray, Packing
from rnnviz.learning.wired_batch import WiredBatch


class Block(NamedTuple):
    """Where the words of a packing stand in a block with padding.

    Attributes:
        rows: how many.
        steps: of the longest.
        places: of each word, in the block laid flat.
    """

    rows: int
    steps: int
    places: IntArray

    @classmethod
    def of(cls, packing: Packing, seats: IntArray | None = None) -> "Block":
        """The block of a packing, its row n in row n or in row seats[n]."""
        rows = packing.rows if seats is None else seats[packing.rows]
        steps = len(packing.counts)
        return cls(packing.counts[0], steps, rows * steps + packing.steps)

    def spread(self, values: FloatArray) -> FloatArray:
        """Words (words, width) as a block (rows, timesteps, width), with zeros as padding."""
        block = np.zeros((self.rows * self.steps, values.shape[1]), values.dtype)
        block[self.places] = values
        return block.reshape(self.rows, self.steps, -1)

    def gather(self, block: FloatArray) -> FloatArray:
        """The words of a block, (words, width)."""
        return block.reshape(self.rows * self.steps, -1).take(self.places, axis=0)


class Attended(NamedTuple):
    """What the way back needs of the way forward.

    Attributes:
        gathered: c_t, packed as what is written.
        states: s_t, packed as what is written.
        queries: s_t W_a, (rows, timesteps written, width).
        memory: h_j, (rows, timesteps read, width).
        weights: a_tj, (rows, timesteps written, timesteps read).
        blocks: of what is read and of what is written.
    """

    gathered: FloatArray
    states: FloatArray
    queries: FloatArray
    memory: FloatArray
    weights: FloatArray
    blocks: tuple[Block, Block]


def attend(kernel: FloatArray, states: FloatArray, memory: FloatArray, batch: WiredBatch) -> Attended:
    """Let every state of the writers look at all states of their readers.

    Args:
        kernel: W_a, (units, width).
        states: s_t, packed as the target.
        memory: h_j, packed as the source.
        batch: its packings.
    """
    if batch.source is None:
        raise ValueError("attention needs something that was read")
    read, written = Block.of(batch.source.packing), Block.of(batch.target.packing, batch.seats)
    looked_at, queries = read.spread(memory), written.spread(states @ kernel)
    weights = np.matmul(queries, looked_at.swapaxes(1, 2))
    softmax_over(weights, np.bincount(batch.source.packing.rows))
    gathered = written.gather(np.matmul(weights, looked_at))
    return Attended(gathered, states, queries, looked_at, weights, (read, written))


def attend_back(
    kernel: FloatArray, attended: Attended, arriving: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Carry dL/dc back.

    Args:
        kernel: W_a.
        attended: what `attend` gave.
        arriving: dL/dc_t, packed as the target.

    Returns:
        dL/dW_a, dL/ds packed as the target, and dL/dh packed as the source.
    """
    _, states, queries, memory, weights, (read, written) = attended
    on_gathered = written.spread(arriving)
    on_memory = np.matmul(weights.swapaxes(1, 2), on_gathered)
    # Through the softmax: dL/dscore_j = a_j (dL/da_j - sum_k a_k dL/da_k).
    on_scores = np.matmul(on_gathered, memory.swapaxes(1, 2))
    on_scores -= np.einsum("rts,rts->rt", on_scores, weights)[..., None]
    on_scores *= weights
    on_memory += np.matmul(on_scores.swapaxes(1, 2), queries)
    on_queries = written.gather(np.matmul(on_scores, memory))
    return states.T @ on_queries, on_queries @ kernel.T, read.gather(on_memory)


def softmax_over(scores: FloatArray, lengths: IntArray) -> None:
    """Softmax over the last axis of (rows, timesteps, timesteps read), in place.

    Args:
        scores: of all, padding too.
        lengths: how many of each row are no padding.
    """
    is_padding = np.arange(scores.shape[-1]) >= lengths[:, None]
    scores += np.where(is_padding, scores.dtype.type(-np.inf), scores.dtype.type(0))[:, None]
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
