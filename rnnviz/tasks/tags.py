"""A part of speech for each word of a sentence."""

import numpy as np

from rnnviz.data import tags
from rnnviz.data.drawn import Pair
from rnnviz.learning.wired_data import WiredData
from rnnviz.symbols import UNKNOWN, Symbols
from rnnviz.tasks.task import Column, Input, Sizes, Task, unknown_among
from rnnviz.wired_archive import Alphabets

ALPHABETS = Alphabets(Symbols.to_read(tags.words()), Symbols(tuple(tags.TAGS)))
LONGEST = 40  # Words.
WORD_DROPOUT = 0.03  # So many words are read as unknown in training: a word never seen is no surprise then.


def understand(text: str) -> Input:
    """The words of a typed sentence; those that the grammar does not have are read as unknown."""
    words = tags.words_of(text)
    kept = words[:LONGEST]
    ids = ALPHABETS.reads.encode(kept) if ALPHABETS.reads else ()
    known = set(tags.words())
    columns = tuple(Column(word, known=word in known) for word in kept)
    said = []
    if unknown := unknown_among(columns):
        named = ", ".join(f"“{word}”" for word in unknown[:4])
        said.append(f"It has never read {named}: their tags are guessed from the words around them alone.")
    if len(words) > LONGEST:
        said.append(f"It reads the first {LONGEST} words.")
    path = next((path for path in tags.GARDEN_PATHS if path.text == " ".join(kept)), None)
    if path:
        said.append(path.note)
    return Input(columns, ids, says=" ".join(said), right=tuple(path.tags.split()) if path else None)


def _data(pairs: tuple[Pair, ...]) -> WiredData:
    reads, writes = ALPHABETS
    sources = tuple(np.array(reads.encode(pair.read)) for pair in pairs) if reads else ()
    return WiredData(
        sources, tuple(np.array([writes.numbers[tag] for tag in pair.written]) for pair in pairs)
    )


def _draw(count: int, seed: int) -> WiredData:
    data, rng = _data(tags.draw(count, seed)), np.random.default_rng([seed, 1])
    sources = tuple(np.where(rng.random(len(ids)) < WORD_DROPOUT, UNKNOWN, ids) for ids in data.sources or ())
    return WiredData(sources, data.targets)


TASK = Task(
    "tags",
    "Parts of speech",
    "many-to-many",
    ALPHABETS,
    tags.TRAINED_ON,
    understand,
    _draw,
    lambda count, seed: _data(tags.draw_held_out(count, seed)),
    tags.EXAMPLES,
    ("stacked", "bidirectional"),
    Sizes(updates=2_000),
    asks="A sentence",
    scored="words of held-out sentences with the right part of speech",
)
