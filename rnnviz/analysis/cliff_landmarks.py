"""What stands out on a loss surface: the line of its target, the cliff, and the plains; found on its grid."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.cliff import FOUND, Descent, Surface
from rnnviz.arrays import FloatArray

STEEP = 0.25  # Of all heights, between two neighbours of the grid: a cliff.
FLAT = 0.2  # Of all heights, if the ground went on so over the whole picture: a plain.
TALLEST = 1e6  # A loss above is as high as this one, or an endless wall would hide every other.
LEAST_PLAIN = 12  # Points from the middle of a plain to its end; what is smaller has no name.
PLAINS, ALIKE = 2, 0.3  # As many are named, at heights apart by this share of all.


class Landmarks(NamedTuple):
    """Places of a surface that have a name; nan or None where it has none.

    Attributes:
        target: b at which h_T is the target, on open ground, for each w; (across,).
        cliff: b of the greatest jump of the loss, for each w; (across,).
        is_falling: whether the loss is lower on that side of the cliff where b is greater.
        plains: w, b and loss of the places on flat ground that are farthest from where it ends.
    """

    target: FloatArray
    cliff: FloatArray
    is_falling: bool
    plains: tuple[tuple[float, float, float], ...]


def landmarks_of(surface: Surface, is_log: bool, descents: Sequence[Descent] = ()) -> Landmarks:
    """Find them. What is steep and what is flat is told by the loss, or by its logarithm.

    Args:
        surface: of a grid.
        is_log: whether heights are powers of ten: where the loss has no bound.
        descents: paths from which the middle of a plain keeps away.
    """
    with np.errstate(all="ignore"):
        heights = np.log10(np.maximum(surface.loss, FOUND)) if is_log else surface.loss
        bounded = np.minimum(heights, np.log10(TALLEST) if is_log else TALLEST)
        jumps = np.diff(bounded, axis=0)
    known = bounded[np.isfinite(bounded)]
    reach = float(np.ptp(known)) if known.size else 0.0
    is_jump = np.abs(jumps) > STEEP * reach
    between = (surface.b[1:] + surface.b[:-1]) / 2
    sizes = np.where(is_jump, np.abs(jumps), 0.0)
    cliff = np.where(is_jump.any(axis=0), between[sizes.argmax(axis=0)], np.nan)
    is_falling = bool(np.sum(jumps[is_jump]) < 0)
    is_flat = _flat(heights, FLAT * reach)
    for descent in descents:
        is_flat &= ~_trodden(surface, descent.places)
    plains: list[tuple[float, float, float]] = []
    while len(plains) < PLAINS and (middle := _middle(is_flat)):
        plains.append((float(surface.w[middle[1]]), float(surface.b[middle[0]]), float(surface.loss[middle])))
        is_flat &= np.abs(heights - heights[middle]) > ALIKE * reach
    return Landmarks(_target(surface, is_jump), cliff, is_falling, tuple(plains))


def _target(surface: Surface, is_jump: NDArray[np.bool_]) -> FloatArray:
    """Where h_T - target changes its sign between two points of a column; in a cliff it does so unseen."""
    one, other = surface.missed[:-1], surface.missed[1:]
    near = is_jump.copy()
    near[1:] |= is_jump[:-1]
    near[:-1] |= is_jump[1:]
    with np.errstate(all="ignore"):
        crosses = (np.sign(one) * np.sign(other) < 0) & ~near
        share = np.where(crosses, one / (one - other), 0.0)
    row = crosses.argmax(axis=0)
    columns = np.arange(len(surface.w))
    step = surface.b[1] - surface.b[0]
    return np.where(crosses.any(axis=0), surface.b[row] + share[row, columns] * step, np.nan)


@np.errstate(all="ignore")
def _flat(heights: FloatArray, most: float) -> NDArray[np.bool_]:
    """Where the height would change by no more than this over the whole picture."""
    by_b, by_w = np.gradient(heights)
    steepness = np.maximum(np.abs(by_b) * len(heights), np.abs(by_w) * len(heights[0]))
    return (steepness <= most) & np.isfinite(heights)


def _middle(is_flat: NDArray[np.bool_]) -> tuple[int, int] | None:
    """Ground is worn away from its ends until nothing is left: the last place is its middle, if large."""
    depth, last = 0, is_flat
    while is_flat.any():
        last, depth = is_flat, depth + 1
        is_flat = _worn(is_flat)
    if depth <= LEAST_PLAIN:
        return None
    places = np.argwhere(last)
    row, column = places[len(places) // 2]
    return int(row), int(column)


def _worn(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Only what has all four neighbours; nothing is beyond the edge."""
    inner = np.zeros_like(mask)
    inner[1:-1, 1:-1] = mask[1:-1, 1:-1] & mask[:-2, 1:-1] & mask[2:, 1:-1] & mask[1:-1, :-2] & mask[1:-1, 2:]
    return inner


def _trodden(surface: Surface, places: FloatArray) -> NDArray[np.bool_]:
    """The points of the grid next to the places of a path."""
    found = np.zeros(surface.missed.shape, bool)
    w, b = surface.w, surface.b
    with np.errstate(all="ignore"):
        columns = np.rint((places[:, 0] - w[0]) / (w[1] - w[0]))
        rows = np.rint((places[:, 1] - b[0]) / (b[1] - b[0]))
        inside = (columns >= 0) & (columns < len(w)) & (rows >= 0) & (rows < len(b))
    found[rows[inside].astype(int), columns[inside].astype(int)] = True
    return found
