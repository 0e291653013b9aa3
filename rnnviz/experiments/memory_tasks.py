"""Tasks that ask for memory, each with a lag: timesteps between what must be kept and its use.

What is drawn comes from a generator that is passed. Inputs are one-hot symbols or plain numbers, packed as
`learning.packing` does it: timestep after timestep.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.random import Generator

from rnnviz.arrays import FloatArray
from rnnviz.learning.packing import IntArray, Packing

SYMBOLS = 8  # That are to be remembered, in recall and copy.
COPIED = 10  # Of them, in the copy task.
BLANK, GO = SYMBOLS, SYMBOLS + 1  # Of the copy task.
LEAST_LAG, MOST_LAG = 4, 200
FAINT = 0.1
Measure = Literal["right", "loss"]
TaskName = Literal["recall", "faint", "adding", "anbn", "copy"]


@dataclass(frozen=True, eq=False)
class Batch:
    """Sequences of one update.

    Attributes:
        symbols: what is read, packed, (words,); of the adding task which numbers are marked.
        inputs: the same as the network reads it, (words, D).
        packing: where they stand.
        places: in the block, after which words an answer is asked for, (answers,).
        targets: the right answers, classes or numbers, (answers,).
    """

    symbols: IntArray
    inputs: FloatArray
    packing: Packing
    places: IntArray
    targets: FloatArray

    def row(self, row: int) -> IntArray:
        """Where the words of one row stand in the block."""
        return np.flatnonzero(self.packing.rows == row)


@dataclass(frozen=True)
class MemoryTask:
    """One of the tasks.

    Attributes:
        name: in addresses and files.
        title: for people.
        says: what is read and what is asked, in a sentence.
        width: D, numbers that are read at each timestep.
        outputs: classes of an answer; 1 where it is a number.
        measure: what the task is judged by: the share of right answers, or the mean loss.
        enough: from where on it is solved: a share at least, or a loss at most.
        draw: rows of a lag, from a generator.
        baseline: what is reached without any memory, by lag.
        source: of the task and of its baseline.
        baseline_says: what the baseline is.
    """

    name: TaskName
    title: str
    says: str
    width: int
    outputs: int
    measure: Measure
    enough: float
    draw: Callable[[Generator, int, int], Batch]
    baseline: Callable[[int], float]
    source: str
    baseline_says: str

    @property
    def is_number(self) -> bool:
        """Whether the answer is a number, not a class."""
        return self.outputs == 1

    def is_solved(self, loss: float, right: float) -> bool:
        """Whether this is enough."""
        return right >= self.enough if self.measure == "right" else loss <= self.enough

    def held_out(self, lag: int, rows: int, seed: int = 1_000_003) -> Batch:
        """What all networks are judged on: of aⁿbⁿ every n once, else drawn with a seed of its own."""
        if self.name == "anbn":
            return _strings(np.arange(lag // 2, 0, -1))
        return self.draw(np.random.default_rng([seed, lag]), lag, rows)

    def sequence(self, chance: Generator, lag: int) -> FloatArray:
        """What is read in one sequence, up to the lag; of aⁿbⁿ the longest string; (lag, width)."""
        batch = _strings(np.array([lag // 2])) if self.name == "anbn" else self.draw(chance, lag, 1)
        return batch.inputs[:lag]


@lru_cache(64)
def _even(rows: int, steps: int) -> Packing:
    return Packing.of(np.full(rows, steps))


def _packed(tokens: IntArray, width: int, places: IntArray, targets: FloatArray) -> Batch:
    """Rows of one length, (rows, steps), as one-hot inputs."""
    symbols = np.ascontiguousarray(tokens.T).reshape(-1)
    return Batch(symbols, np.eye(width, dtype=np.float32)[symbols], _even(*tokens.shape), places, targets)


def _recall(chance: Generator, lag: int, rows: int) -> Batch:
    """One of eight symbols, then `lag` distractors; asked after the last of them."""
    first = chance.integers(0, SYMBOLS, (rows, 1))
    noise = chance.integers(SYMBOLS, 2 * SYMBOLS, (rows, lag))
    places = lag * rows + np.arange(rows)
    return _packed(np.hstack([first, noise]), 2 * SYMBOLS, places, first[:, 0])


def _faint(chance: Generator, lag: int, rows: int) -> Batch:
    """As `_recall`, every input a tenth as strong."""
    batch = _recall(chance, lag, rows)
    return replace(batch, inputs=batch.inputs * np.float32(FAINT))


def _copy(chance: Generator, lag: int, rows: int) -> Batch:
    """Ten symbols, lag - 1 blanks, a sign, ten blanks: lag + 20; an answer is asked after every one."""
    letters = chance.integers(0, SYMBOLS, (rows, COPIED))
    tokens = np.full((rows, lag + 2 * COPIED), BLANK)
    tokens[:, :COPIED] = letters
    tokens[:, COPIED + lag - 1] = GO
    answers = np.full_like(tokens, BLANK)
    answers[:, -COPIED:] = letters
    return _packed(tokens, SYMBOLS + 2, np.arange(tokens.size), answers.T.reshape(-1))


def _adding(chance: Generator, lag: int, rows: int) -> Batch:
    """`lag` numbers in [0, 1), one marked in each half; their sum is asked after the last."""
    values = chance.random((rows, lag), np.float32)
    marks = np.zeros((rows, lag), np.int64)
    half = lag // 2
    first, second = chance.integers(0, half, rows), chance.integers(half, lag, rows)
    everyone = np.arange(rows)
    marks[everyone, first] = marks[everyone, second] = 1
    inputs = np.stack([values.T, marks.T.astype(np.float32)], axis=2).reshape(-1, 2)
    targets = values[everyone, first] + values[everyone, second]
    return Batch(marks.T.reshape(-1), inputs, _even(rows, lag), (lag - 1) * rows + everyone, targets)


def _counting(chance: Generator, lag: int, rows: int) -> Batch:
    """Strings aⁿbⁿ with n from 1 to lag / 2."""
    return _strings(-np.sort(-chance.integers(1, lag // 2 + 1, rows)))


def _strings(counts: IntArray) -> Batch:
    """aⁿbⁿ for each n, the greatest first; after every b is asked whether the string ends here."""
    packing = Packing.of(2 * counts)
    n, steps = counts[packing.rows], packing.steps
    symbols = (steps >= n).astype(np.int64)
    places = np.flatnonzero(symbols)
    ends = (steps == 2 * n - 1)[places].astype(np.int64)
    return Batch(symbols, np.eye(2, dtype=np.float32)[symbols], packing, places, ends)


_COPY_PAPERS = "Hochreiter & Schmidhuber (1997); as in Arjovsky, Shah & Bengio (2016)"
_RECALL = MemoryTask(
    "recall",
    "First symbol",
    "One of eight symbols, followed by as many random distractors as the lag; which symbol was the first?",
    2 * SYMBOLS,
    SYMBOLS,
    "right",
    0.95,
    _recall,
    lambda lag: 1 / SYMBOLS,
    "",
    "guessing: 1 in 8",
)
_TASKS = (
    _RECALL,
    replace(
        _RECALL,
        name="faint",
        title="First symbol, faint",
        says="The same, every input a tenth as strong: about what an Embedding layer of Keras begins with.",
        draw=_faint,
    ),
    MemoryTask(
        "adding",
        "Adding",
        "As many numbers as the lag says, two of them marked, one in each half; what is their sum?",
        2,
        1,
        "loss",
        1 / 60,
        _adding,
        lambda lag: 1 / 6,
        _COPY_PAPERS,
        "without memory, always 1: 0.167",
    ),
    MemoryTask(
        "anbn",
        "aⁿbⁿ",
        "n times a, then n times b; where does the string end? n goes up to half the lag.",
        2,
        2,
        "right",
        1.0,
        _counting,
        lambda lag: 1 / (lag // 2),
        "Gers & Schmidhuber (2001)",
        "one length known by heart",
    ),
    MemoryTask(
        "copy",
        "Copy",
        "Ten symbols, a wait as long as the lag, a sign; then the ten are to be written down in order.",
        SYMBOLS + 2,
        SYMBOLS + 1,
        "loss",
        0.02,
        _copy,
        lambda lag: COPIED * log(SYMBOLS) / (lag + 2 * COPIED),
        _COPY_PAPERS,
        "without memory: 10 ln 8 / (T + 20)",
    ),
)
TASKS: Mapping[str, MemoryTask] = MappingProxyType({task.name: task for task in _TASKS})
