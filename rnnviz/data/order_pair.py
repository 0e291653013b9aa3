"""A sentence with its answer, and the same words in another order with theirs."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Answered(NamedTuple):
    """A sentence and the right answer to the question of its task."""

    text: str
    answer: str


class Pair(NamedTuple):
    """A sentence and its twin: the two nouns exchanged; the sentence again where there is one noun."""

    one: Answered
    two: Answered

    @property
    def words(self) -> frozenset[str]:
        """The words of either; they have the same."""
        return frozenset(self.one.text.split())


def draw(choices: Sequence[str], rng: np.random.Generator) -> str:
    """One of some words or phrases."""
    return choices[int(rng.integers(len(choices)))]


def maybe(choices: Sequence[str], chance: float, rng: np.random.Generator) -> tuple[str, ...]:
    """One of some words or phrases with this chance, else none."""
    return (draw(choices, rng),) if rng.random() < chance else ()
