"""The shapes of the small pictures, each in several sizes and hands, as masks of SIZE by SIZE cells."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray, sealed

SHAPES = ("square", "circle", "triangle", "cross")
SMALLEST, SIZE = 3, 6  # Cells of a side.


class Masks(NamedTuple):
    """Every form that a shape can have, one a row.

    Attributes:
        cells: (forms, SIZE, SIZE) booleans; a form stands in the upper left corner.
        shapes: (forms,) numbers into SHAPES.
        heights: (forms,) rows that are used.
        widths: (forms,) columns that are used.
        weights: (forms,) how often a form is drawn; each shape's sum is one.
        steady: (forms,) whether no cell more or less makes a form of another shape of it.
    """

    cells: FloatArray
    shapes: FloatArray
    heights: FloatArray
    widths: FloatArray
    weights: FloatArray
    steady: FloatArray


@cache
def masks() -> Masks:
    """All forms of all shapes; no two shapes share one."""
    forms = {(shape, form.tobytes(), form.shape): (form, weight) for shape, form, weight in _forms()}
    shapes = np.array([SHAPES.index(shape) for shape, _, _ in forms])
    cells = np.zeros((len(forms), SIZE, SIZE), bool)
    weights = np.array([weight for _, weight in forms.values()], float)
    for row, (form, _) in enumerate(forms.values()):
        cells[row, : form.shape[0], : form.shape[1]] = form
    for shape in range(len(SHAPES)):
        weights[shapes == shape] /= weights[shapes == shape].sum()
    sides = np.array([form.shape for form, _ in forms.values()])
    steady = _steady(cells, shapes)
    return Masks(*map(sealed, (cells, shapes, sides[:, 0], sides[:, 1], weights, steady)))


def _steady(cells: FloatArray, shapes: FloatArray) -> FloatArray:
    """Whether each form keeps its shape, whatever one cell is changed."""
    known = {_trimmed(form): shape for form, shape in zip(cells, shapes, strict=True)}
    steady = []
    for form, shape in zip(cells, shapes, strict=True):
        wide = np.pad(form, 1)
        changes = np.eye(wide.size, dtype=bool).reshape(wide.size, *wide.shape) ^ wide
        steady.append(all(known.get(_trimmed(change), shape) == shape for change in changes))
    return np.array(steady)


def _trimmed(form: FloatArray) -> tuple[int, bytes]:
    """The cells of a form wherever it lies: the width and the rows."""
    rows, columns = np.nonzero(form.any(1))[0], np.nonzero(form.any(0))[0]
    part = form[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return part.shape[1], part.tobytes()


def _forms() -> Iterator[tuple[str, FloatArray, float]]:
    """(shape, mask, weight) of every form."""
    for shape, makes in (
        ("square", _squares),
        ("circle", _circles),
        ("triangle", _triangles),
        ("cross", _crosses),
    ):
        for form, weight in makes():
            yield shape, form, weight


def _squares() -> Iterator[tuple[FloatArray, float]]:
    for height, width in _sides():
        usual = 6.0 if height == width else 0.5
        full = np.ones((height, width), bool)
        yield full, usual
        yield _outline(full), usual
        if height == width:
            for form in (full, _outline(full)) if height > SMALLEST else (full,):
                yield from ((cornered, 0.25) for cornered in _without_a_corner(form))


def _circles() -> Iterator[tuple[FloatArray, float]]:
    """Squares without their corners, and the rounder ones of six cells."""
    for height, width in _sides():
        if min(height, width) > SMALLEST:
            form = np.ones((height, width), bool)
            form[[0, 0, -1, -1], [0, -1, 0, -1]] = False
            usual = 6.0 if height == width else 0.5
            yield form, usual
            yield _outline(form), usual
    rounder = _drawn("..##..", ".####.", "######", "######", ".####.", "..##..")
    yield rounder, 4.0
    yield _outline(rounder), 4.0


def _triangles() -> Iterator[tuple[FloatArray, float]]:
    """Standing on a side, and, less often, with a right angle below on the left or on the right."""
    full = (
        _drawn("..#..", ".###.", "#####"),
        _drawn("..#..", ".###.", ".###.", "#####"),
        _drawn("..##..", ".####.", "######"),
        _drawn("..##..", "..##..", ".####.", ".####.", "######"),
        _drawn("..##..", ".####.", ".####.", "######"),
    )
    hollow = (
        _drawn("..#..", ".#.#.", "#####"),
        _drawn("..#..", ".#.#.", ".#.#.", "#####"),
        _drawn("..##..", ".#..#.", "######"),
        _drawn("..##..", ".#..#.", ".#..#.", "######"),
    )
    for form in (*full, *hollow):
        yield form, 6.0
    for side in range(SMALLEST + 1, SIZE + 1):
        right = np.tril(np.ones((side, side), bool))
        yield right, 3.0
        yield right[:, ::-1], 3.0
        if side > SMALLEST + 1:
            yield np.eye(side, dtype=bool) | _edges(side), 1.5


def _crosses() -> Iterator[tuple[FloatArray, float]]:
    """Diagonal ones and upright ones."""
    for side in range(SMALLEST, SIZE + 1):
        yield np.eye(side, dtype=bool) | np.eye(side, dtype=bool)[::-1], 6.0
    yield _drawn(".#.", "###", ".#."), 3.0
    yield _drawn("..#..", "..#..", "#####", "..#..", "..#.."), 6.0
    yield _drawn("..##..", "..##..", "######", "######", "..##..", "..##.."), 6.0


def _sides() -> Iterator[tuple[int, int]]:
    """Heights and widths that differ by a cell at most."""
    for height in range(SMALLEST, SIZE + 1):
        for width in range(max(SMALLEST, height - 1), min(SIZE, height + 1) + 1):
            yield height, width


def _outline(form: FloatArray) -> FloatArray:
    """The cells of a form that have a side to the outside."""
    wide = np.pad(form, 1)
    inner = wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:]
    return form & ~inner


def _without_a_corner(form: FloatArray) -> Iterator[FloatArray]:
    for row, column in ((0, 0), (0, -1), (-1, 0), (-1, -1)):
        cut = form.copy()
        cut[row, column] = False
        yield cut


def _edges(side: int) -> FloatArray:
    """The left column and the bottom row."""
    form = np.zeros((side, side), bool)
    form[:, 0], form[-1] = True, True
    return form


def _drawn(*rows: str) -> FloatArray:
    return np.array([[sign == "#" for sign in row] for row in rows])
