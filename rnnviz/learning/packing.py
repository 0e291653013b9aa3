"""Sentences of different lengths as one block without padding: timestep after timestep, longest row first.

At timestep t only the rows that still have a word take part, and because the longest stand first they
are the first ones. So no product is spent on padding, and a masked layer needs no mask.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Packing:
    """Where the words of some rows stand in the block.

    Attributes:
        counts: rows that take part in each timestep, descending.
        starts: where each timestep begins in the block, and at last the block's length.
    """

    counts: tuple[int, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, lengths: IntArray) -> "Packing":
        """The packing of rows with these lengths, which must be descending and at least 1."""
        counts = np.searchsorted(-lengths, -np.arange(lengths[0]), side="left")
        starts = np.concatenate([[0], np.cumsum(counts)])
        return cls(tuple(counts.tolist()), tuple(starts.tolist()))

    def __len__(self) -> int:
        return self.starts[-1]

    @cached_property
    def rows(self) -> IntArray:
        """The row of each word in the block."""
        return np.arange(len(self)) - np.repeat(self.starts[:-1], self.counts)

    @cached_property
    def steps(self) -> IntArray:
        """The timestep of each word in the block."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    @cached_property
    def _lengths(self) -> IntArray:
        return np.bincount(self.rows)

    @cached_property
    def last(self) -> IntArray:
        """Where the last word of each row stands."""
        return np.asarray(self.starts)[self._lengths - 1] + np.arange(self.counts[0])

    @cached_property
    def mirror(self) -> IntArray:
        """For each place the one of the same row's word counted from the other end."""
        other = self._lengths[self.rows] - 1 - self.steps
        return np.asarray(self.starts)[other] + self.rows

    @cached_property
    def previous(self) -> IntArray:
        """For each place from the second timestep on, where the word before it stands."""
        return (np.asarray(self.starts)[self.steps - 1] + self.rows)[self.counts[0] :]


@dataclass(frozen=True, eq=False)
class Shelf:
    """Sentences end to end, from which batches are packed without a loop over them.

    Attributes:
        ids: of all words.
        starts: where each sentence begins.
        lengths: of each sentence.
    """

    ids: IntArray
    starts: IntArray
    lengths: IntArray

    @classmethod
    def of(cls, sentences: Sequence[IntArray]) -> "Shelf":
        """These sentences, none empty."""
        lengths = np.array([len(ids) for ids in sentences])
        return cls(np.concatenate(sentences), np.cumsum(lengths) - lengths, lengths)

    def __len__(self) -> int:
        return len(self.lengths)

    def pack(self, chosen: IntArray) -> "Batch":
        """Pack these of the sentences; the longest stand first, else they keep their order."""
        chosen = chosen[np.argsort(-self.lengths[chosen], kind="stable")]
        packing = Packing.of(self.lengths[chosen])
        ids = self.ids[self.starts[chosen][packing.rows] + packing.steps]
        return Batch(ids.astype(np.int32, copy=False), packing, chosen)


@dataclass(frozen=True, eq=False)
class Batch:
    """Rows of one update, or of one prediction.

    Attributes:
        ids: the words in the order of the packing.
        packing: where they stand.
        chosen: which sentence stands in each row.
    """

    ids: IntArray
    packing: Packing
    chosen: IntArray
