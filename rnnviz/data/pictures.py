"""Small pictures of one or two coloured shapes, with a caption by one rule.

A picture is 12 by 12 cells, each empty (0) or of one of four colours (1 to 4). A caption names one shape and
its place, or two shapes and how they lie, the upper or the left one first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from rnnviz.arrays import FloatArray, sealed
from rnnviz.data import pictures_scenes as scenes
from rnnviz.data.drawn import falls_out
from rnnviz.data.pictures_scenes import CLASSES, COLOURS, NOTHING, SIDE, Shapes
from rnnviz.data.pictures_shapes import SHAPES, masks

__all__ = [
    "CLASSES",
    "COLOURS",
    "EXAMPLES",
    "NOTHING",
    "SHAPES",
    "SIDE",
    "SIGNS",
    "TRAINED_ON",
    "Pictures",
    "draw",
    "draw_held_out",
    "draw_single",
    "draw_single_held_out",
    "draw_unseen",
    "encode",
    "expected",
    "from_text",
    "is_held_out",
    "is_unseen",
    "named",
    "to_text",
    "words",
]
TRAINED_ON = (
    "Trained on pictures of one or two shapes in four colours, drawn and described by rules of ours. It has"
    " never seen other shapes, three of them, or shapes that touch."
)
SIGNS = ".rgby"
EXAMPLES = tuple(
    "".join(row.ljust(SIDE, SIGNS[0]) for row in rows.split("|")).ljust(SIDE * SIDE, SIGNS[0])
    for rows in (
        "|.rrrr|.rrrr|.rrrr|.rrrr",
        "|....bbb|...bbbbb|...bbbbb|...bbbbb|....bbb||...yyyy|...y..y|...y..y|...yyyy",
        "|||..g....y|..g....yy|ggggg..yyy|..g....yyyy|..g....yyyyy",
        "||||.rrr....rrr|r...r..r...r|r...r..r...r|r...r..r...r|.rrr....rrr",
        "|||||||.......g...g|........g.g|.........g|........g.g|.......g...g",
        "|.....r|....rrr|...rrrrr||||....bb|...bbbb|..bbbbbb",
    )
)
_SHARES = (0.03, 0.29, 0.60, 0.08)  # Of nothing, of one shape, of two shapes, of two equal ones.
_BLOCK = 2_048  # Pictures that are drawn at once.
_LETTERS = bytes(SIGNS, "ascii").ljust(256, b".")
Block = tuple[FloatArray, list[str]]
Wanted = Callable[[FloatArray, str], bool]


@dataclass(frozen=True, eq=False)
class Pictures:
    """Pictures and what is to be said of each.

    Attributes:
        cells: (count, SIDE, SIDE) numbers of colours, 0 where a cell is empty.
        captions: a text for each.
    """

    cells: FloatArray
    captions: tuple[str, ...]


def encode(cells: FloatArray) -> FloatArray:
    """One-hot colours of each cell, (..., SIDE * SIDE * 4); an empty cell is four zeros."""
    hot = np.asarray(cells)[..., None] == np.arange(1, len(COLOURS) + 1)
    return hot.reshape(*cells.shape[:-2], SIDE * SIDE * len(COLOURS)).astype(np.float32)


def to_text(cells: FloatArray) -> str:
    """A picture as 144 letters, row by row."""
    return np.ascontiguousarray(cells, np.uint8).tobytes().translate(_LETTERS).decode("ascii")


def from_text(text: str) -> FloatArray:
    """A picture from letters: an unknown one is an empty cell, as is what is missing; the rest is cut."""
    known = text[: SIDE * SIDE].ljust(SIDE * SIDE, SIGNS[0])
    return sealed(np.array([max(SIGNS.find(sign), 0) for sign in known], np.int8).reshape(SIDE, SIDE))


def words() -> tuple[str, ...]:
    """Every word of a caption, sorted."""
    texts = (*scenes.PLACES, *scenes.RELATIONS.values(), *CLASSES, *map(scenes.plural, SHAPES), NOTHING)
    return tuple(sorted(set(" ".join((*texts, "a two side by one above the other")).split())))


def is_held_out(cells: FloatArray, caption: str) -> bool:
    """Whether a picture is never learnt from: because of its cells, or because its whole caption is not."""
    return is_unseen(caption) or _falls_out(cells)


def is_unseen(caption: str) -> bool:
    """Whether no picture with this caption, one of two different shapes, is learnt from."""
    return caption.count(" a ") == 1 and falls_out(caption)


def draw(count: int, seed: int) -> Pictures:
    """Pictures to learn from, with their captions."""
    return _collect(count, _scenes(seed), lambda cells, caption: not is_held_out(cells, caption))


def draw_held_out(count: int, seed: int) -> Pictures:
    """Pictures that are never learnt from, whose captions others have, none twice."""
    return _distinct(
        count, _scenes(seed), lambda cells, caption: not is_unseen(caption) and _falls_out(cells)
    )


def draw_unseen(count: int, seed: int) -> Pictures:
    """Pictures with captions that no picture to learn from has, though each of their words is learnt."""
    return _distinct(count, _scenes(seed), lambda cells, caption: is_unseen(caption))


def draw_single(count: int, seed: int) -> Pictures:
    """Pictures of one shape to learn from; a caption is one of the CLASSES."""
    return _collect(count, _singles(seed), lambda cells, caption: not _falls_out(cells))


def draw_single_held_out(count: int, seed: int) -> Pictures:
    """Pictures of one shape that are never learnt from, none twice; a caption is one of the CLASSES."""
    return _distinct(count, _singles(seed), lambda cells, caption: _falls_out(cells))


def expected(cells: FloatArray) -> str | None:
    """The caption by rule of a picture without noise; None where the rule does not reach."""
    parts = list(_parts(cells))
    if not parts:
        return NOTHING
    if len(parts) > 2 or any(part is None for part in parts):
        return None
    shapes = [part for part in parts if part is not None]
    if len(shapes) == 1:
        return scenes.told_one(shapes[0])[0] if scenes.places(shapes[0])[0] >= 0 else None
    return scenes.told_two(*shapes)[0] if scenes.relations(*shapes)[0] else None


def named(cells: FloatArray) -> str | None:
    """The one of CLASSES that a picture of exactly one shape shows, wherever it lies; None of any other."""
    parts = list(_parts(cells))
    if len(parts) != 1 or parts[0] is None:
        return None
    return CLASSES[int(parts[0].names()[0])]


def _falls_out(cells: FloatArray) -> bool:
    text = to_text(cells)
    return falls_out(text) or text in EXAMPLES


def _distinct(count: int, blocks: Iterator[Block], wanted: Wanted) -> Pictures:
    """The first so many pictures that are wanted, none twice."""
    seen: set[str] = set()

    def is_new(cells: FloatArray, caption: str) -> bool:
        known = len(seen)
        if wanted(cells, caption):
            seen.add(to_text(cells))
        return len(seen) > known

    return _collect(count, blocks, is_new)


def _collect(count: int, blocks: Iterator[Block], wanted: Wanted) -> Pictures:
    """The first so many pictures that are wanted."""
    cells, captions = [np.zeros((0, SIDE, SIDE), np.int8)], list[str]()
    while len(captions) < count:
        drawn, told = next(blocks)
        kept = [n for n, caption in enumerate(told) if wanted(drawn[n], caption)]
        cells.append(drawn[kept])
        captions += [told[n] for n in kept]
    return Pictures(sealed(np.concatenate(cells)[:count].copy()), tuple(captions[:count]))


def _singles(seed: int) -> Iterator[Block]:
    """Pictures of one shape without end, with their classes."""
    rng = np.random.default_rng(seed)
    while True:
        shapes = scenes.random_shapes(_BLOCK, rng)
        cells = scenes.with_noise(scenes.painted(shapes), scenes.are_steady(shapes), rng)
        yield cells, [CLASSES[name] for name in shapes.names()]


def _scenes(seed: int) -> Iterator[Block]:
    """Pictures of all kinds without end, with their captions."""
    rng = np.random.default_rng(seed)
    while True:
        empty, single, double, equal = rng.multinomial(_BLOCK, _SHARES)
        one = _some(single, rng)
        two, twins = _some_pairs(double, rng, equal=False), _some_pairs(equal, rng, equal=True)
        cells = (
            np.zeros((empty, SIDE, SIDE), np.int8),
            scenes.painted(one),
            scenes.painted(*two),
            scenes.painted(*twins),
        )
        told = [NOTHING] * empty + scenes.told_one(one) + scenes.told_two(*two) + scenes.told_two(*twins)
        parts = (np.ones(empty, bool), *(scenes.are_steady(*each) for each in ((one,), two, twins)))
        order = rng.permutation(len(told))
        steady = np.concatenate(parts)[order]
        yield scenes.with_noise(np.concatenate(cells)[order], steady, rng), [told[n] for n in order]


def _some(count: int, rng: np.random.Generator) -> Shapes:
    """Shapes, each in one of the places."""
    shapes = scenes.random_shapes(4 * count + 64, rng)
    return shapes.taken(np.flatnonzero(scenes.places(shapes) >= 0)[:count])


def _some_pairs(count: int, rng: np.random.Generator, equal: bool) -> tuple[Shapes, Shapes]:
    """Two shapes each that lie in one of the relations; equal ones have a shape and a colour in common."""
    tries = (48 if equal else 12) * count + 256
    one, two = scenes.random_shapes(tries, rng), scenes.random_shapes(tries, rng)
    if equal:
        two = two._replace(colour=one.colour)
    fits = scenes.relations(one, two) != 0
    fits &= (one.names() == two.names()) if equal else True
    chosen = np.flatnonzero(fits)[:count]
    return one.taken(chosen), two.taken(chosen)


def _parts(cells: FloatArray) -> Iterator[Shapes | None]:
    """Every group of cells of one colour that touch, as a shape; None for a group that is none."""
    left = {(int(row), int(column)) for row, column in np.argwhere(cells)}
    while left:
        start = min(left)
        group, fresh = {start}, [start]
        while fresh:
            row, column = fresh.pop()
            near = {(row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)}
            found = {cell for cell in near & (left - group) if cells[cell] == cells[start]}
            group |= found
            fresh += found
        left -= group
        yield _shape(group, int(cells[start]) - 1)


def _shape(group: set[tuple[int, int]], colour: int) -> Shapes | None:
    rows, columns = zip(*group, strict=True)
    top, start = min(rows), min(columns)
    form = _known_forms().get(frozenset((row - top, column - start) for row, column in group))
    if form is None:
        return None
    return Shapes(*(np.array([number]) for number in (form, top, start, colour)))


@cache
def _known_forms() -> dict[frozenset[tuple[int, int]], int]:
    """The number of each form, by its cells."""
    return {
        frozenset((int(row), int(column)) for row, column in np.argwhere(form)): number
        for number, form in enumerate(masks().cells)
    }
