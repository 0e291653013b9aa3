"""Places in a picture of a plane: from a plane's own numbers to pixels, and words where they hide least."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.plane import Frame
from rnnviz.arrays import FloatArray

LETTER = 0.58  # Of a letter's height its usual width.
GAP = 4.0  # Pixels between a dot and its word.
RING = 11.0  # Pixels from the middle of a dot to the outside of its ring.
DOT_COUNTS, LINE_COUNTS = 4.0, 1.0  # How much a dot and eight pixels of a line matter below a word.
MOST_HIDDEN = 9.0  # As much may lie below a word: two dots, or a dot and some lines.
ALWAYS = 3  # The words that matter most stand there whatever they cover.
EVERY = 8.0  # Pixels between the points of a line that are looked at.
_AROUND = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
Box = tuple[float, float, float, float]  # Left, top, right, bottom.


class Canvas(NamedTuple):
    """A picture in pixels: how large, the margin around its plane, the height of its letters."""

    width: float
    height: float
    margin: float = 26
    letters: float = 13


class Fit(NamedTuple):
    """How a plane is laid onto a canvas: one scale for both axes, so that distances can be compared."""

    canvas: Canvas
    centre: tuple[float, float]
    scale: float

    def pixels(self, points: FloatArray) -> FloatArray:
        """Points of the plane (..., 2) as pixels from the left and from the top."""
        middle = np.array([self.canvas.width, self.canvas.height]) / 2
        return middle + (points - self.centre) * [self.scale, -self.scale]

    def shown(self, point: FloatArray) -> bool:
        """Whether a place in pixels is finite and lies on the canvas."""
        x, y = point.tolist()
        return 0 <= x <= self.canvas.width and 0 <= y <= self.canvas.height


def fit(frame: Frame, canvas: Canvas) -> Fit:
    """Lay a frame of a plane in the middle of a canvas, as large as it can be."""
    left, right, bottom, top = frame
    room = canvas.width - 2 * canvas.margin, canvas.height - 2 * canvas.margin
    scale = min(room[0] / max(right - left, 1e-9), room[1] / max(top - bottom, 1e-9))
    return Fit(canvas, ((left + right) / 2, (bottom + top) / 2), scale)


class Label(NamedTuple):
    """A word beside its dot: the dot's number, where the word begins, and its foot."""

    dot: int
    x: float
    y: float


def place_words(
    dots: FloatArray, words: Sequence[str], order: Sequence[int], canvas: Canvas, ringed: int | None = None
) -> tuple[Label, ...]:
    """Put words beside their dots so that none covers another, and dots and lines as little as can be.

    Each word takes the best of the eight places around its dot that is free; where none is, or where all but
    the first words would cover too much, it is left out.

    Args:
        dots: in pixels, in the order of the line that joins them, which NaN interrupts; (dots, 2).
        words: of each dot.
        order: numbers of dots, those that matter most first.
        canvas: that they stand on.
        ringed: the dot that has a ring, which no other word may cover.
    """
    ground, weights = _ground(dots)
    taken = [] if ringed is None else _ring(dots[ringed])
    labels = []
    for dot in order:
        size = len(words[dot]) * canvas.letters * LETTER, canvas.letters
        others, far = (taken[1:], RING - GAP) if dot == ringed else (taken, 0.0)
        boxes = [box for box in _boxes(dots[dot], size, far) if _is_free(box, others, canvas)]
        hidden = _hidden(boxes, ground, weights) if boxes else np.array([np.inf])
        if hidden.min() < (np.inf if dot in order[:ALWAYS] else MOST_HIDDEN):
            best = boxes[int(hidden.argmin())]
            taken.append(best)
            labels.append(Label(dot, best[0], best[3] - 0.2 * canvas.letters))
    return tuple(labels)


def _ground(dots: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Points that words should not cover, (points, 2), and how much each of them matters."""
    finite = np.asarray(np.isfinite(dots).all(axis=1))
    pieces = [dots[finite]]
    for n in np.flatnonzero(finite[:-1] & finite[1:]):
        one, other = dots[n], dots[n + 1]
        count = min(int(np.hypot(*(other - one)) / EVERY), 200)
        shares = np.linspace(0, 1, count + 2)[1:-1, None]
        pieces.append(one + shares * (other - one))
    ground = np.concatenate(pieces)
    return ground, np.where(np.arange(len(ground)) < finite.sum(), DOT_COUNTS, LINE_COUNTS)


def _ring(dot: FloatArray) -> list[Box]:
    (x, y), r = dot.tolist(), RING
    return [(x - r, y - r, x + r, y + r)]


def _boxes(dot: FloatArray, size: tuple[float, float], more: float) -> list[Box]:
    """The eight places for a word of this size around a dot, so much farther; none where it is nowhere."""
    if not np.isfinite(dot).all():
        return []
    (x, y), (width, height) = dot.tolist(), size
    found = []
    for right, down in _AROUND:
        far = more + (GAP + 3 if right * down == 0 else GAP)
        middle_x = x + right * (far + width / 2)
        middle_y = y + down * (far + height / 2)
        found.append(
            (middle_x - width / 2, middle_y - height / 2, middle_x + width / 2, middle_y + height / 2)
        )
    return found


def _is_free(box: Box, taken: Sequence[Box], canvas: Canvas) -> bool:
    left, top, right, bottom = box
    if left < 2 or top < 2 or right > canvas.width - 2 or bottom > canvas.height - 2:
        return False
    return not any(left < c + 1 and a < right + 1 and top < d + 1 and b < bottom + 1 for a, b, c, d in taken)


def _hidden(boxes: Sequence[Box], ground: FloatArray, weights: FloatArray) -> FloatArray:
    """How much a word would cover in each of these places; (boxes,)."""
    left, top, right, bottom = (np.array(edges)[:, None] for edges in zip(*boxes, strict=True))
    x, y = ground.T
    return ((x > left - 2) & (x < right + 2) & (y > top - 2) & (y < bottom + 2)) @ weights
