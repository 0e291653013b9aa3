"""Which words mattered, as a board: four rows of signed bars below the words, on one scale."""

from types import MappingProxyType

import numpy as np

from rnnviz.analysis.attribution import WAYS, Attribution
from rnnviz.analysis.attribution_agreement import opposed
from rnnviz.arrays import FloatArray
from rnnviz.board import Board, Curve, Series, Span
from rnnviz.figures.read_rows import words_row
from rnnviz.network import Network, Reading

NOTES = MappingProxyType(
    {
        "running": "read so far",
        "left_out": "the rest read again",
        "gradient": "the slope here",
        "integrated": "the slope on the way",
    }
)
OPPOSED = "signs differ"
STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0)  # Times a power of ten: an axis's end.
LEAST = 0.1  # Log-odds; smaller changes need not fill the picture.
LEAST_SIDE = 0.25  # Of the longer side, so that the middle is no edge.


def words_board(network: Network, reading: Reading, told: Attribution, said: str) -> Board:
    """Draw all four ways on one scale.

    Args:
        network: which read.
        reading: what it computed.
        told: what each word did.
        said: what is to be seen, in a sentence.
    """
    low, high = common_axis(told.values)
    rows = [
        Curve(way, title, (Series(title, values),), low, high, note=NOTES[way])
        for (way, title), values in zip(WAYS.items(), told.values, strict=True)
    ]
    spans = tuple(Span(column, column, OPPOSED) for column in opposed(told))
    return Board(
        f"Which words mattered: {network.title}",
        said,
        (words_row(reading), *rows),
        spans,
        f"Network: {network.title}. Log-odds of “positive”, from {low:g} to {high:g} in all rows",
    )


def common_axis(values: FloatArray) -> tuple[float, float]:
    """Where the axis of all rows begins and ends: at round numbers that no value is beyond."""
    finite = values[np.isfinite(values)]
    up, down = (_round(float(side.max(initial=LEAST))) for side in (finite, -finite))
    return -max(down, _round(LEAST_SIDE * up)), max(up, _round(LEAST_SIDE * down))


def _round(size: float) -> float:
    """The next of `STEPS` times a power of ten."""
    power = 10.0 ** np.floor(np.log10(size))
    return float(f"{next(step * power for step in STEPS if size <= step * power * (1 + 1e-9)):.6g}")
