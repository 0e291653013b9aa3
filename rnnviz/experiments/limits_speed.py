"""One word after another, or all at once: the time of a recurrent layer and of a dense one of its size."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from time import perf_counter
from typing import NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.cells import CELL_TITLES, CELLS, CellKind
from rnnviz.unroll import unroll

LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
UNITS, INPUT = 64, 64
QUICK, THOROUGH = 8, 20  # Rounds, the best of which counts: a fraction of a second in all, or a second.
LEAST_SECONDS = 0.001  # Of a round.


class Timing(NamedTuple):
    """Seconds of one reading.

    Attributes:
        cell: which one.
        words: how many were read.
        stepwise: by the recurrent layer, timestep after timestep.
        at_once: by a dense layer with as many weights, on all words in one product.
    """

    cell: CellKind
    words: int
    stepwise: float
    at_once: float


def measure(
    lengths: Sequence[int] = LENGTHS,
    seed: int = 0,
    clock: Callable[[], float] = perf_counter,
    rounds: int = QUICK,
) -> Iterator[Timing]:
    """Measure every cell at every length, here and now, on random weights and words.

    The dense layer reads x_t and a vector as long as h_{t-1} through a matrix of the same size, and applies
    tanh to all its outputs: the same multiplications, none of which waits for the word before.

    Args:
        lengths: in words.
        seed: of the weights and words.
        clock: in seconds.
        rounds: how often each is measured; the best counts.
    """
    rng = np.random.default_rng(seed)
    for kind, title in CELL_TITLES.items():
        cell_type = CELLS[title]
        width = len(cell_type.gates) * UNITS
        kernel, recurrent = (
            (rng.standard_normal((size, width)) * 0.1).astype(np.float32) for size in (INPUT, UNITS)
        )
        bias = np.zeros((*cell_type.bias_rows, width), np.float32)
        cell, dense = cell_type(kernel, recurrent, bias), np.concatenate([kernel, recurrent])
        for words in lengths:
            inputs = rng.standard_normal((words, INPUT + UNITS)).astype(np.float32)
            read = inputs[:, :INPUT]
            stepwise = _best(partial(unroll, cell, read), clock, rounds)
            at_once = _best(partial(_at_once, inputs, dense), clock, rounds)
            yield Timing(kind, words, stepwise, at_once)


def _at_once(inputs: FloatArray, kernel: FloatArray) -> FloatArray:
    """A dense layer on all words in one product."""
    return np.tanh(inputs @ kernel)


def _best(work: Callable[[], object], clock: Callable[[], float], rounds: int) -> float:
    """Seconds of the work, the best of some rounds: what else the machine does only adds."""
    times, best = 1, float("inf")
    for _ in range(rounds):
        begun = clock()
        for _ in range(times):
            work()
        taken = clock() - begun
        best = min(best, taken / times)
        if taken < LEAST_SECONDS:
            times = max(times, round(LEAST_SECONDS / max(best, 1e-7)))
    return best
