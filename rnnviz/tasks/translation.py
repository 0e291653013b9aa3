"""Small English sentences to French, word by word."""

from rnnviz.data import translation
from rnnviz.learning.wired_data import WiredData
from rnnviz.symbols import Symbols
from rnnviz.tasks.task import Column, Input, Sizes, Task, data_of, unknown_among
from rnnviz.wired_archive import Alphabets

ALPHABETS = Alphabets(Symbols.to_read(translation.ENGLISH), Symbols.to_write(translation.FRENCH))
LONGEST = 30  # Words.


def understand(text: str) -> Input:
    """The words of a typed sentence; those that the grammar does not have are read as unknown."""
    words = translation.words_of(text)
    kept = words[:LONGEST]
    ids = ALPHABETS.reads.encode(kept) if ALPHABETS.reads else ()
    columns = tuple(Column(word, known=word in translation.ENGLISH) for word in kept)
    said = []
    if unknown := unknown_among(columns):
        named = ", ".join(f"“{word}”" for word in unknown[:4])
        said.append(f"It has never read {named}, and does not know that it does not know: it guesses.")
    if len(words) > LONGEST:
        said.append(f"It reads the first {LONGEST} words.")
    right = translation.translate(kept)
    if right is None and kept and not unknown:
        said.append("Its grammar has no such sentence, so no right answer is known. The network guesses.")
    return Input(columns, ids, says=" ".join(said), right=right)


def _draw(count: int, seed: int) -> WiredData:
    return data_of(ALPHABETS, translation.draw(count, seed))


def _draw_held_out(count: int, seed: int) -> WiredData:
    return data_of(ALPHABETS, translation.draw_held_out(count, seed))


def _draw_of_length(low: int, high: int, count: int, seed: int) -> WiredData:
    return data_of(ALPHABETS, translation.draw_of_length(low, high, count, seed))


TASK = Task(
    "translation",
    "English to French",
    "encoder-decoder",
    ALPHABETS,
    translation.TRAINED_ON,
    understand,
    _draw,
    _draw_held_out,
    translation.EXAMPLES,
    ("stacked", "bidirectional", "attention"),
    Sizes(examples=60_000, updates=4_000, quick=1_000, batch_size=128),
    most=40,
    joined=translation.joined,
    draw_of_length=_draw_of_length,
    asks="An English sentence",
    scored="held-out sentences that are right to the last word",
)
