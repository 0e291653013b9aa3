"""Two rows of words on the same columns: equal words stand together, a gap stands where one has no word."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.arrays import FloatArray


class Place(NamedTuple):
    """One column: which word of each row stands there, counted from 0; None is a gap."""

    first: int | None
    second: int | None


Places = tuple[Place, ...]


def align(first: Sequence[str], second: Sequence[str]) -> Places:
    """Put two rows of words on common columns with as few edits as possible.

    An edit is a word left out, put in, or in another's place; two that are exchanged share a column. Of all
    ways with the fewest edits, one in which the most words stand together with their like.

    Source:
        Wagner & Fischer (1974), "The String-to-String Correction Problem".
    """
    most = min(len(first), len(second))
    head = next((n for n in range(most) if first[n] != second[n]), most)
    most -= head
    tail = next((n for n in range(most) if first[-1 - n] != second[-1 - n]), most)
    middle = _aligned(first[head : len(first) - tail], second[head : len(second) - tail])
    behind = (Place(len(first) - n, len(second) - n) for n in range(tail, 0, -1))
    return (
        *(Place(n, n) for n in range(head)),
        *(Place(*(None if n is None else n + head for n in place)) for place in middle),
        *behind,
    )


def carried(
    values: FloatArray, initial: FloatArray, words: Sequence[int | None], reverse: bool
) -> FloatArray:
    """Values of one row at every column: in a gap nothing is read, and what was last is carried on.

    Args:
        values: after each word, (timesteps, ...).
        initial: before the first word that is read, (...).
        words: the word in each column, None in a gap.
        reverse: read from the last word to the first.

    Returns:
        (columns, ...).
    """
    if reverse:
        return carried(values[::-1], initial, _from_the_end(words, len(values)), False)[::-1]
    read = np.maximum.accumulate(np.array([0 if word is None else word + 1 for word in words], np.intp))
    return np.concatenate([initial[None], values])[read]


def _from_the_end(words: Sequence[int | None], count: int) -> list[int | None]:
    return [None if word is None else count - 1 - word for word in reversed(words)]


def _aligned(first: Sequence[str], second: Sequence[str]) -> list[Place]:
    """As `align`, row by row through the table of costs."""
    numbers = {word: n for n, word in enumerate(dict.fromkeys((*first, *second)))}
    a, b = (np.array([numbers[word] for word in words], np.int64) for words in (first, second))
    edit = len(a) + len(b) + 1  # Dearer than all matches together are worth.
    steps = np.where(a[:, None] == b, -1, edit)
    costs = _costs(steps, edit)
    places, i, j = [], len(a), len(b)
    while i or j:
        if i and costs[i, j] == costs[i - 1, j] + edit:  # Gaps stand as late as they may.
            i -= 1
            places.append(Place(i, None))
        elif j and costs[i, j] == costs[i, j - 1] + edit:
            j -= 1
            places.append(Place(None, j))
        else:
            i, j = i - 1, j - 1
            places.append(Place(i, j))
    return places[::-1]


def _costs(steps: NDArray[np.int64], edit: int) -> NDArray[np.int64]:
    """The least cost of the first i words against the first j; (words of one + 1, of the other + 1)."""
    rows, width = steps.shape
    gaps = np.arange(width + 1) * edit
    costs = np.empty((rows + 1, width + 1), np.int64)
    costs[0] = gaps
    for i in range(rows):
        costs[i + 1, 0] = costs[i, 0] + edit
        costs[i + 1, 1:] = np.minimum(costs[i, 1:] + edit, costs[i, :-1] + steps[i])
        # A gap in this row may follow any place to its left.
        costs[i + 1] = np.minimum.accumulate(costs[i + 1] - gaps) + gaps
    return costs
