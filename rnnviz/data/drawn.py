"""What all generated data have in common: pairs of symbols, and a rule that keeps items out of training.

An item is held out by a checksum of its name, so that it is held out for every seed and in every process.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar
from zlib import crc32

import numpy as np

Item = TypeVar("Item")
Kept = TypeVar("Kept", bound=Hashable)

HELD_OUT_PERCENT = 10
_PATIENCE = 2_000  # Draws for each item asked for, before we say that there are none.


class Pair(NamedTuple):
    """What is read and what is to be written, symbol by symbol."""

    read: tuple[str, ...]
    written: tuple[str, ...]


def falls_out(name: str) -> bool:
    """Whether an item of this name is among the tenth that nobody learns from."""
    return crc32(name.encode()) % 100 < HELD_OUT_PERCENT


def pick(options: Sequence[Item], rng: np.random.Generator) -> Item:
    """One of the options, each as likely as the others."""
    return options[int(rng.random() * len(options))]


def take(count: int, items: Iterator[Item], wanted: Callable[[Item], bool]) -> tuple[Item, ...]:
    """The first so many wanted items; one may stand there twice.

    Raises:
        ValueError: if hardly any item is wanted.
    """
    found = tuple(islice(filter(wanted, _patiently(items, count)), count))
    return _complete(found, count)


def take_distinct(count: int, items: Iterator[Kept], wanted: Callable[[Kept], bool]) -> tuple[Kept, ...]:
    """The first so many wanted items that differ from each other.

    Raises:
        ValueError: if hardly any item is wanted.
    """
    seen: set[Kept] = set()

    def is_new(item: Kept) -> bool:
        known = len(seen)
        seen.add(item)
        return len(seen) > known

    fresh = (item for item in _patiently(items, count) if wanted(item) and is_new(item))
    return _complete(tuple(islice(fresh, count)), count)


def _patiently(items: Iterator[Item], count: int) -> Iterator[Item]:
    return islice(items, _PATIENCE * max(count, 10))


def _complete(found: tuple[Item, ...], count: int) -> tuple[Item, ...]:
    if len(found) < count:
        raise ValueError(f"{count} such items were asked for, {len(found)} could be drawn")
    return found
