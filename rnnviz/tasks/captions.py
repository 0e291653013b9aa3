"""Small pictures: what is it (one answer), and how would one say it (a caption, word by word)."""

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.data import pictures
from rnnviz.data.pictures import Pictures
from rnnviz.learning.wired_data import WiredData
from rnnviz.symbols import Symbols
from rnnviz.tasks.task import Input, Sizes, Task
from rnnviz.wired_archive import Alphabets

PIXELS = pictures.SIDE**2 * len(pictures.COLOURS)
WORDS = Alphabets(None, Symbols.to_write(pictures.words()))
CLASSES = Alphabets(None, Symbols(pictures.CLASSES))
_TRAINED_ON_ONE = (
    "Trained on pictures of one shape in four colours, drawn by rules of ours. It has never seen other"
    " shapes, or two of them."
)
_NO_RULE = (
    "By our rules no right caption is known: a shape without a name, more than two, or a place between two "
    "names. The network answers all the same: it has learnt nothing else."
)


def understand_caption(text: str) -> Input:
    """A picture as 144 letters, for a caption."""
    return _understand(text, is_class=False)


def understand_shape(text: str) -> Input:
    """A picture as 144 letters, for the name of its one shape."""
    return _understand(text, is_class=True)


def _understand(text: str, is_class: bool) -> Input:
    cells = pictures.from_text(text)
    told = pictures.named(cells) if is_class else pictures.expected(cells)
    says = "" if told is not None else _only_one(cells) if is_class else _NO_RULE
    right = None if told is None else (told,) if is_class else tuple(told.split())
    return Input(picture=pictures.encode(cells), shown=pictures.to_text(cells), says=says, right=right)


def _only_one(cells: np.ndarray[tuple[int, ...], np.dtype[np.int8]]) -> str:
    if not cells.any():
        return "Nothing is drawn. The network must choose one of its sixteen answers all the same."
    return (
        "By our rules this is no picture of exactly one shape. The network has one answer out of sixteen, "
        "and no way to say more: that takes many steps."
    )


def _captions(drawn: Pictures) -> WiredData:
    targets = tuple(np.array(WORDS.writes.ended(caption.split())) for caption in drawn.captions)
    return WiredData(_pixels(drawn), targets)


def _classes(drawn: Pictures) -> WiredData:
    targets = tuple(np.array([CLASSES.writes.numbers[name]]) for name in drawn.captions)
    return WiredData(_pixels(drawn), targets)


def _pixels(drawn: Pictures) -> FloatArray:
    """As bytes: as floats, the pictures of a training would fill 350 MB."""
    return pictures.encode(drawn.cells).astype(np.uint8)


def draw_unseen(count: int, seed: int) -> WiredData:
    """Pictures whose whole caption no picture of the training has."""
    return _captions(pictures.draw_unseen(count, seed))


CAPTIONS = Task(
    "captions",
    "Describe a picture",
    "one-to-many",
    WORDS,
    pictures.TRAINED_ON,
    understand_caption,
    lambda count, seed: _captions(pictures.draw(count, seed)),
    lambda count, seed: _captions(pictures.draw_held_out(count, seed)),
    examples=pictures.EXAMPLES,
    modifiers=("stacked",),
    sizes=Sizes(96, 32, 256, 32, 150_000, 3_500, 1_000, 128, 3e-3),
    scored="held-out pictures whose caption is right to the last word",
    most=16,
    pixels=PIXELS,
)
SHAPES = Task(
    "shapes",
    "Name a shape",
    "one-to-one",
    CLASSES,
    _TRAINED_ON_ONE,
    understand_shape,
    lambda count, seed: _classes(pictures.draw_single(count, seed)),
    lambda count, seed: _classes(pictures.draw_single_held_out(count, seed)),
    examples=tuple(text for text in pictures.EXAMPLES if understand_shape(text).right),
    scored="held-out pictures that are named right",
    sizes=Sizes(hidden=64, filters=16, examples=60_000, updates=2_000),
    pixels=PIXELS,
)
