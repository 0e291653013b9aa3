"""One or two shapes in a picture: where they may lie, what is said of them, how they are painted.

Many pictures are made at once; everything here has one row for each.
"""

from typing import NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.data.pictures_shapes import SHAPES, SIZE, masks

SIDE = 12
COLOURS = ("red", "green", "blue", "yellow")
NOTHING = "nothing"
CLASSES = tuple(f"{colour} {shape}" for colour in COLOURS for shape in SHAPES)
PLACES = (
    *("at the top left", "at the top", "at the top right"),
    *("on the left", "in the middle", "on the right"),
    *("at the bottom left", "at the bottom", "at the bottom right"),
)
ABOVE, LEFT_OF = 1, 2
RELATIONS = {ABOVE: "above", LEFT_OF: "left of"}
_BOTH = {ABOVE: "one above the other", LEFT_OF: "side by side"}
_TOP, _MIDDLE, _BOTTOM = 7, (9, 13), 15  # Of a shape's middle, in half cells; between them nothing is drawn.
_MARGIN = 6  # Half cells by which two middles lie further apart in one direction than in the other.
_NOISY = 0.2  # The share of pictures that lack a cell or have a stray one.


class Shapes(NamedTuple):
    """One shape of each picture, all (count,): form, row and column of the corner, colour from 0."""

    form: FloatArray
    row: FloatArray
    column: FloatArray
    colour: FloatArray

    def names(self) -> FloatArray:
        """Numbers into CLASSES."""
        return self.colour * len(SHAPES) + masks().shapes[self.form]

    def middles(self) -> tuple[FloatArray, FloatArray]:
        """Rows and columns of the middles, in half cells."""
        known = masks()
        return 2 * self.row + known.heights[self.form] - 1, 2 * self.column + known.widths[self.form] - 1

    def taken(self, chosen: FloatArray) -> "Shapes":
        """Those of some of the pictures."""
        return Shapes(*(values[chosen] for values in self))


def random_shapes(count: int, rng: np.random.Generator) -> Shapes:
    """Shapes anywhere inside, each shape and colour as often as the others."""
    known = masks()
    shapes = rng.integers(len(SHAPES), size=count)
    # The forms of a shape share one unit of weight, so that a shape and a share of its unit choose a form.
    order = np.argsort(known.shapes, kind="stable")
    sums = np.cumsum(known.weights[order])
    chosen = np.minimum(np.searchsorted(sums, shapes + rng.random(count) * (1 - 1e-9)), len(order) - 1)
    form = order[chosen]
    row = (rng.random(count) * (SIDE - known.heights[form] + 1)).astype(int)
    column = (rng.random(count) * (SIDE - known.widths[form] + 1)).astype(int)
    return Shapes(form, row, column, rng.integers(len(COLOURS), size=count))


def places(shapes: Shapes) -> FloatArray:
    """Numbers into PLACES; -1 for a shape between two places."""
    row, column = (_thirds(middle) for middle in shapes.middles())
    return np.where((row < 0) | (column < 0), -1, 3 * row + column)


def _thirds(middle: FloatArray) -> FloatArray:
    inside = (_MIDDLE[0] <= middle) & (middle <= _MIDDLE[1])
    return np.select([middle <= _TOP, inside, middle >= _BOTTOM], [0, 1, 2], -1)


def relations(one: Shapes, two: Shapes) -> FloatArray:
    """ABOVE or LEFT_OF where the first lies so of the second, negative where the second does; else 0."""
    known = masks()
    (row, column), (other_row, other_column) = one.middles(), two.middles()
    down, across = other_row - row, other_column - column
    above = (one.row + known.heights[one.form] < two.row) | (two.row + known.heights[two.form] < one.row)
    beside = (one.column + known.widths[one.form] < two.column) | (
        two.column + known.widths[two.form] < one.column
    )
    is_above = above & (abs(down) - abs(across) >= _MARGIN)
    is_beside = beside & (abs(across) - abs(down) >= _MARGIN)
    return np.where(is_above, ABOVE * np.sign(down), np.where(is_beside, LEFT_OF * np.sign(across), 0))


def told_one(shapes: Shapes) -> list[str]:
    """Captions of pictures of one shape."""
    return [
        f"a {CLASSES[name]} {PLACES[place]}"
        for name, place in zip(shapes.names(), places(shapes), strict=True)
    ]


def told_two(one: Shapes, two: Shapes) -> list[str]:
    """Captions of pictures of two shapes that lie in one of the relations."""
    return [
        _told(first, second, int(relation)) if relation > 0 else _told(second, first, -int(relation))
        for first, second, relation in zip(one.names(), two.names(), relations(one, two), strict=True)
    ]


def _told(first: int, second: int, relation: int) -> str:
    if first == second:
        return f"two {plural(CLASSES[first])} {_BOTH[relation]}"
    return f"a {CLASSES[first]} {RELATIONS[relation]} a {CLASSES[second]}"


def plural(shape: str) -> str:
    """More than one of a shape."""
    return f"{shape}es" if shape.endswith("s") else f"{shape}s"


def painted(*parts: Shapes) -> FloatArray:
    """Pictures (count, SIDE, SIDE) of one or two shapes."""
    count = len(parts[0].form)
    canvas = np.zeros((count, SIDE + SIZE, SIDE + SIZE), np.int8)
    picture, along = np.arange(count)[:, None, None], np.arange(SIZE)
    for shapes in parts:
        where = (picture, shapes.row[:, None, None] + along[:, None], shapes.column[:, None, None] + along)
        colour = (shapes.colour[:, None, None] + 1).astype(np.int8)
        canvas[where] = np.where(masks().cells[shapes.form], colour, canvas[where])
    return canvas[:, :SIDE, :SIDE]


def are_steady(*parts: Shapes) -> FloatArray:
    """Whether a cell may change in each picture and every shape is still itself."""
    return np.logical_and.reduce([masks().steady[shapes.form] for shapes in parts])


def with_noise(cells: FloatArray, steady: FloatArray, rng: np.random.Generator) -> FloatArray:
    """The pictures, some of the steady ones less one cell of a shape or with a stray cell somewhere."""
    noisy = cells.reshape(len(cells), -1).copy()
    rows = np.arange(len(cells))
    chance = np.where(steady, rng.random(len(cells)), 1)
    scores = rng.random(noisy.shape)
    lost = np.argmax(scores * (noisy > 0), axis=1)
    stray = np.argmax(scores * (noisy == 0), axis=1)
    colours = rng.integers(1, len(COLOURS) + 1, size=len(cells)).astype(noisy.dtype)
    loses, gains = chance < _NOISY / 2, (chance >= _NOISY / 2) & (chance < _NOISY)
    noisy[rows[loses], lost[loses]] = 0
    noisy[rows[gains], stray[gains]] = colours[gains]
    return noisy.reshape(cells.shape)
