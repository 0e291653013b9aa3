"""The way of a state on the columns of the words: verdict, place in the plane, step, distance outside it."""

import numpy as np

from rnnviz.analysis.trajectory import Landscape, Walk, step_lengths
from rnnviz.arrays import FloatArray
from rnnviz.board import Board, Curve, Series
from rnnviz.figures.path_said import source_said
from rnnviz.figures.read_rows import verdict_curve, words_row
from rnnviz.network import Network, Reading

ENDS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)  # Times a power of ten: where an axis ends.
LEAST = 1e-3  # What moves less than this hardly moves.


def path_board(network: Network, reading: Reading, walk: Walk, landscape: Landscape, said: str) -> Board:
    """Draw what the plane shows, word by word.

    Args:
        network: which read.
        reading: what it computed.
        walk: the state that is followed.
        landscape: with the plane in which it is seen.
        said: what is to be seen, in a sentence.
    """
    plane = landscape.plane
    points = plane.place(walk.states)
    steps = step_lengths(walk.states)
    first, second = (_by_word(points[1:, axis], walk) for axis in (0, 1))
    moved, away = _by_word(steps, walk), _by_word(plane.distance(walk.states)[1:], walk)
    limit, far = _limit(first, second), _limit(moved, away)
    step = "step from one reading afresh to the next" if walk.is_afresh else "step to here"
    rows = (
        verdict_curve([Series("positive so far", reading.probabilities)], [network], "bars"),
        Curve(
            "components",
            "Place in the plane",
            (Series("to the right", first, 0), Series("upwards", second, 1, is_dashed=True)),
            *(-limit, limit),
            style="lines",
            note="in the picture above",
        ),
        Curve(
            "moved",
            "How far it moves",
            (Series("step of the state", moved, 2), Series("distance outside the plane", away, "quiet")),
            *(0, far),
            note=f"{step}, and how far outside the plane it then stands",
        ),
    )
    source = source_said(network.title, landscape)
    return Board("Where the state goes", said, (words_row(reading), *rows), source=source)


def _by_word(values: FloatArray, walk: Walk) -> FloatArray:
    """Values in the order of reading as values in the order of the words."""
    placed = np.full(len(values), np.nan)
    placed[walk.words] = values
    return placed


def _limit(*values: FloatArray) -> float:
    """A round number that none of these is beyond."""
    finite = np.concatenate(values)
    finite = np.abs(finite[np.isfinite(finite)])
    largest = max(float(finite.max()) if len(finite) else 1.0, LEAST)
    power = 10.0 ** np.floor(np.log10(largest))
    return next(step * power for step in ENDS if largest <= step * power * (1 + 1e-9))
