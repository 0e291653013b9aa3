"""A plane through the states of a network, and the line in it on which the verdict turns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.score import log_odds, log_odds_slope
from rnnviz.arrays import FloatArray
from rnnviz.network import Network

CELLS = 72  # Of the grid, along each side of a frame, in which the decision line is looked for.
HALVINGS = 40  # Of a side of such a cell; what is left of it no double can tell apart.
EMPTY = 1e-12  # Of the farthest point; a side that is shorter is one only by rounding.
Frame = tuple[float, float, float, float]  # Of a plane: left, right, bottom, top.


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane in the space of the states.

    Attributes:
        mean: the point that is 0, 0 in it; (units,).
        axes: two directions at right angles, of length 1, (2, units); zeros where there is no second one.
        shares: of the variance of the states it was laid through, along each axis; NaN where they are all
            alike. (2,)
    """

    mean: FloatArray
    axes: FloatArray
    shares: FloatArray

    def place(self, states: FloatArray) -> FloatArray:
        """Where states stand in the plane, seen at a right angle; (..., units) to (..., 2)."""
        with np.errstate(invalid="ignore", over="ignore"):
            return (states - self.mean) @ self.axes.T

    def lift(self, points: FloatArray) -> FloatArray:
        """The states in the plane itself; (..., 2) to (..., units)."""
        return self.mean + points @ self.axes

    def distance(self, states: FloatArray) -> FloatArray:
        """How far states stand outside the plane; (..., units) to (...)."""
        with np.errstate(invalid="ignore", over="ignore"):
            return np.linalg.norm(states - self.lift(self.place(states)), axis=-1)

    def held(self, states: FloatArray) -> float:
        """Of all that these states differ from their own mean, squared, the share within the plane.

        NaN where they are all alike.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            differences = states - states.mean(axis=0)
            whole = float((differences**2).sum())
            return float(((differences @ self.axes.T) ** 2).sum()) / whole if whole > 0 else float("nan")


def plane_of(states: FloatArray, network: Network | None = None) -> Plane:
    """Lay a plane through states along the two directions in which they differ most.

    The principal components: eigenvectors of the covariance. Each points to where its states are judged more
    positive, so that the picture does not depend on the sign that the computation happens to give.

    Args:
        states: (states, units), two at least; what is not finite is left out.
        network: whose head tells what is positive; without it the largest part of each direction is positive.

    Source:
        Pearson (1901), "On Lines and Planes of Closest Fit to Systems of Points in Space".
    """
    mean, centred = _centred(states)
    variances, vectors = _components(centred)
    axes, shares = np.zeros((2, len(mean))), np.zeros(2)
    count = min(2, len(mean))
    axes[:count], shares[:count] = vectors[:2], variances[:2]
    slope = _rise(network, mean, axes) if network else np.zeros(2)
    signs = np.where(slope != 0, np.sign(slope), _signs(axes))
    return Plane(mean, axes * signs[:, None], _shares(shares, variances))


def plane_towards(states: FloatArray, network: Network) -> Plane:
    """Lay a plane through states: along the steepest rise of the log-odds, and most variance beside it.

    With one dense layer its decision line is upright, and each state stands on the side of its verdict: what
    is outside the plane adds nothing to the score. Where the log-odds rise nowhere it is that of `plane_of`.

    Args:
        states: (states, units), two at least; what is not finite is left out.
        network: whose head judges.
    """
    mean, centred = _centred(states)
    slope = log_odds_slope(network, mean)
    steepness = float(np.linalg.norm(slope))
    if not 0 < steepness < np.inf or not len(centred):
        return plane_of(states, network)
    towards = slope / steepness
    along = centred @ towards
    variances, _ = _components(centred)
    beside, vectors = _components(centred - along[:, None] * towards)
    second = vectors[0] - vectors[0] @ towards * towards if len(mean) > 1 else np.zeros(1)
    axes = np.stack([towards, second * _signs(second[None])[0]])
    return Plane(mean, axes, _shares(np.array([(along**2).mean(), beside[0] * (len(mean) > 1)]), variances))


def _centred(states: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The mean of all that is finite, and what differs from it, scaled so that no square overflows."""
    states = states[np.isfinite(states).all(axis=1)]
    mean = states.mean(axis=0) if len(states) else np.zeros(states.shape[1])
    centred = states - mean
    return mean, centred / max(float(np.abs(centred).max(initial=0)), 1e-300)


def _components(centred: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The variances along the principal components, the greatest first, and the components as rows."""
    variances, vectors = np.linalg.eigh(centred.T @ centred / max(len(centred), 1))
    return variances[::-1], vectors.T[::-1]


def _signs(axes: FloatArray) -> FloatArray:
    """The signs that make the largest part of each axis positive."""
    return np.where(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)] < 0, -1.0, 1.0)


def _shares(along: FloatArray, variances: FloatArray) -> FloatArray:
    total = float(variances.sum())
    return along / total if total > 0 else np.full(2, np.nan)


def frame_around(points: FloatArray) -> Frame:
    """What points take up, (points, 2), left, right, bottom, top; what is not finite is left out.

    A side that would be empty, as where the states have one unit, is as long as the other, or 2.
    """
    known = points[np.isfinite(points).all(axis=-1)]
    if not len(known):
        return (-1.0, 1.0, -1.0, 1.0)
    low, high = known.min(axis=0), known.max(axis=0)
    is_empty = high - low <= EMPTY * np.abs(known).max()
    half = (high - low).max() / 2 if not is_empty.all() else 1.0
    (left, bottom), (right, top) = (low - half * is_empty).tolist(), (high + half * is_empty).tolist()
    return (left, right, bottom, top)


def wider(frame: Frame) -> Frame:
    """The same frame with its width and height once more on each side."""
    left, right, bottom, top = frame
    wide, high = right - left, top - bottom
    return (left - wide, right + wide, bottom - high, top + high)


def decision_line(network: Network, plane: Plane, frame: Frame, cells: int = CELLS) -> FloatArray:
    """Find where the log-odds are 0 in a plane: (pieces, 2 ends, 2), "positive" to the left of each.

    Marching squares: on every side of a cell of a grid whose ends have different verdicts the point between
    is found by halving; the points of a cell are joined. With one dense layer the pieces make a straight
    line. What a state has outside the plane is taken to be what the mean has.

    Source:
        Lorensen & Cline (1987), "Marching Cubes", in two dimensions.
    """
    left, right, bottom, top = frame
    grid = np.stack(
        np.meshgrid(np.linspace(left, right, cells + 1), np.linspace(bottom, top, cells + 1), indexing="ij"),
        -1,
    )
    signs = _is_positive(network, plane, grid)
    ends = _crossed_sides(signs)
    if not len(ends):
        return np.zeros((0, 2, 2))
    one, other = (grid[tuple(np.moveaxis(ends[:, :, side], -1, 0))] for side in (0, 1))
    pieces = _between(network, plane, one, other)
    along = pieces[:, 1] - pieces[:, 0]
    step = min(right - left, top - bottom) / cells / 8
    left_of_it = np.stack([-along[:, 1], along[:, 0]], -1)
    left_of_it *= step / np.maximum(np.linalg.norm(left_of_it, axis=1, keepdims=True), 1e-300)
    is_right = _is_positive(network, plane, pieces.mean(axis=1) + left_of_it)
    return np.where(is_right[:, None, None], pieces, pieces[:, ::-1])


def _crossed_sides(signs: NDArray[np.bool_]) -> NDArray[np.intp]:
    """For each piece of the line the sides that it joins: (pieces, 2 sides, 2 corners, 2 on the grid)."""
    pieces = []
    around = ((0, 0), (1, 0), (1, 1), (0, 1))
    mixed = signs[:-1, :-1].astype(int) + signs[1:, :-1] + signs[1:, 1:] + signs[:-1, 1:]
    for x, y in np.argwhere((mixed > 0) & (mixed < 4)).tolist():
        corners = [(x + dx, y + dy) for dx, dy in around]
        sides = [(corners[n], corners[(n + 1) % 4]) for n in range(4)]
        crossed = [side for side in sides if signs[side[0]] != signs[side[1]]]
        pieces += [crossed[n : n + 2] for n in range(0, len(crossed), 2)]
    return np.array(pieces, np.intp).reshape(-1, 2, 2, 2)


def _between(network: Network, plane: Plane, one: FloatArray, other: FloatArray) -> FloatArray:
    """Between points of different verdicts, those where it turns; (..., 2)."""
    is_positive = _is_positive(network, plane, one)
    for _ in range(HALVINGS):
        middle = (one + other) / 2
        is_near = (_is_positive(network, plane, middle) == is_positive)[..., None]
        one, other = np.where(is_near, middle, one), np.where(is_near, other, middle)
    return (one + other) / 2


def _is_positive(network: Network, plane: Plane, points: FloatArray) -> NDArray[np.bool_]:
    return log_odds(network, plane.lift(points)) > 0


def _rise(network: Network, mean: FloatArray, axes: FloatArray) -> FloatArray:
    """By how much the log-odds rise from one step back to one step forth along each axis; (axes,)."""
    return log_odds(network, mean + axes) - log_odds(network, mean - axes)
