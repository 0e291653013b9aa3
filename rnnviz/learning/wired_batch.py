"""Batches of a wired network's examples, packed; what is read and what is written each in its own order."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.learning.packing import Batch, IntArray, Shelf
from rnnviz.learning.wired_data import WiredData, expect_data
from rnnviz.symbols import START
from rnnviz.wired_spec import WiredSpec


@dataclass(frozen=True, eq=False)
class WiredBatch:
    """Examples of one update. Their order is that of the sources, the longest first.

    Attributes:
        pictures: (rows, inputs), if there are any.
        source: what is read, if anything.
        target: what should be answered; a writer's rows stand in an order of their own, longest first.
        seats: for each row of the target the row of its source.
    """

    pictures: FloatArray | None
    source: Batch | None
    target: Batch
    seats: IntArray

    @cached_property
    def before(self) -> IntArray:
        """What a writer reads under teacher forcing: START, then always the right symbol."""
        first = self.target.packing.counts[0]
        ids = np.full_like(self.target.ids, START)
        ids[first:] = self.target.ids[self.target.packing.previous]
        return ids


@dataclass(frozen=True, eq=False)
class WiredShelf:
    """Examples from which batches are packed.

    Attributes:
        pictures: (n, inputs), if there are any.
        sources: what is read, if anything.
        targets: what should be answered.
    """

    pictures: FloatArray | None
    sources: Shelf | None
    targets: Shelf

    @classmethod
    def of(cls, spec: WiredSpec, data: WiredData) -> "WiredShelf":
        """These examples.

        Raises:
            ValueError: if a network of this spec cannot learn from them.
        """
        expect_data(spec, data)
        targets = Shelf.of(data.targets)
        if isinstance(data.sources, tuple):
            return cls(None, Shelf.of(data.sources), targets)
        return cls(data.sources, None, targets)

    def __len__(self) -> int:
        return len(self.targets)

    def pack(self, chosen: IntArray) -> WiredBatch:
        """Pack these of the examples."""
        source = None if self.sources is None else self.sources.pack(chosen)
        chosen = chosen if source is None else source.chosen
        pictures = None if self.pictures is None else self.pictures[chosen]
        # `pack` sorts in the same way: the target's row n is row seats[n] of the source.
        seats = np.argsort(-self.targets.lengths[chosen], kind="stable")
        return WiredBatch(pictures, source, self.targets.pack(chosen), seats)

    def batches(self, size: int, rng: np.random.Generator) -> Iterator[WiredBatch]:
        """Batches without end, each of this size, or of all examples if there are fewer.

        Each pass over the examples has a new order. To put examples of one length together gains nothing
        here: measured with sources of 10 to 35 symbols, packing has already saved what it would save.
        """
        size = min(size, len(self))
        order = rng.permutation(len(self))
        while True:
            if len(order) < size:  # A batch that begins in one pass ends in the next.
                order = np.concatenate([order, rng.permutation(len(self))])
            yield self.pack(order[:size])
            order = order[size:]
