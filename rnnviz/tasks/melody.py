"""A melody, continued from its first note."""

import numpy as np

from rnnviz.data import melodies
from rnnviz.learning.wired_data import WiredData
from rnnviz.symbols import Symbols
from rnnviz.tasks.task import Input, Sizes, Task
from rnnviz.wired_archive import Alphabets

_LENGTHS = {"1": "⅛", "2": "¼", "4": "½"}
ALPHABETS = Alphabets(None, Symbols.to_write(melodies.symbols()))


def understand(text: str) -> Input:
    """A first note, such as "C4 2"; another text is no note that a melody begins with."""
    note = text.strip()
    if not note:
        return Input()
    if note not in melodies.first_notes():
        return Input(
            says=f"“{note[:20]}” is no note that a melody begins with, such as {melodies.first_notes()[0]}."
        )
    return Input(begun=(ALPHABETS.writes.numbers[note],))


def pretty(note: str) -> str:
    """A note as a person reads it: "C4 2" lasts two eighths, a quarter."""
    pitch, _, eighths = note.partition(" ")
    return f"{pitch} {_LENGTHS.get(eighths, eighths)}".strip()


def _data(drawn: tuple[tuple[str, ...], ...]) -> WiredData:
    return WiredData(None, tuple(np.array(ALPHABETS.writes.ended(notes)) for notes in drawn))


TASK = Task(
    "melody",
    "Continue a melody",
    "one-to-many",
    ALPHABETS,
    melodies.TRAINED_ON,
    understand,
    lambda count, seed: _data(melodies.draw(count, seed)),
    lambda count, seed: _data(melodies.draw_held_out(count, seed)),
    melodies.first_notes(),
    ("stacked",),
    Sizes(units=128, examples=40_000, updates=3_000, quick=1_000),
    most=40,
    joined=lambda notes: ", ".join(map(pretty, notes)),
    pretty=pretty,
)
