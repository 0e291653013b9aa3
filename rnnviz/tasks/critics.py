"""Who wrote a sentence about a film, a critic or a viewer? One answer after many words."""

from collections import Counter
from functools import cache

import numpy as np

from rnnviz.archive import read_header
from rnnviz.data import critics
from rnnviz.data.examples import Example
from rnnviz.data.reviews import Split, words_of
from rnnviz.learning.wired_data import WiredData
from rnnviz.network import SHIPPED
from rnnviz.symbols import Symbols
from rnnviz.tasks.task import Column, Input, Sizes, Task, unknown_among
from rnnviz.text import Vocabulary
from rnnviz.text import encode as encode_words
from rnnviz.wired_archive import Alphabets

LONGEST = 60  # Words of a text that is read.
RAREST = 3  # A word that comes less often in the training part is read as unknown.
_WHY = f": less than {RAREST} times in its training"
_FILE = SHIPPED / "wired" / "critics.npz"


@cache
def alphabets() -> Alphabets:
    """The words of the shipped network; before there is one, those of the training part."""
    if _FILE.exists():
        return Alphabets(Symbols(tuple(read_header(_FILE)["reads"])), Symbols(critics.CLASSES))
    counted = Counter(word for example in _split().train for word in words_of(example.text))
    kept = [word for word, count in counted.most_common() if count >= RAREST]
    return Alphabets(Symbols.to_read(kept), Symbols(critics.CLASSES))


@cache
def _split() -> Split:
    return critics.split_critics()


def _data(examples: tuple[Example, ...]) -> WiredData:
    reads = alphabets().reads
    sources = tuple(np.array(reads.encode(words_of(one.text))) for one in examples) if reads else ()
    return WiredData(sources, tuple(np.array([int(one.label)]) for one in examples))


def _draw(count: int, seed: int) -> WiredData:
    return _data(_split().train[:count])


def _draw_held_out(count: int, seed: int) -> WiredData:
    return _data(_split().test[:count])


def task() -> Task:
    """The demonstration; its words are read from a file, so it is made when it is asked for."""
    return Task(
        "critics",
        "Critic or viewer?",
        "many-to-one",
        alphabets(),
        critics.TRAINED_ON,
        lambda text: understand_words(text, alphabets(), LONGEST, _WHY),
        _draw,
        _draw_held_out,
        critics.EXAMPLES,
        ("stacked", "bidirectional"),
        asks="A sentence about a film",
        scored="test sentences judged right",
        sizes=Sizes(32, 32, examples=1_000_000, updates=500, quick=500, learning_rate=3e-3),
    )


def understand_words(text: str, words: Alphabets, longest: int, why: str = "") -> Input:
    """The words of a typed text; those with an error of typing are read as the nearest known word.

    Args:
        text: as typed.
        words: of the network.
        longest: how many words are read.
        why: a word is unknown to it, to end the sentence that says so.
    """
    names = words.reads.names if words.reads else ()
    tokens = encode_words(text, _vocabulary(names))
    kept = tokens[:longest]
    columns = tuple(
        Column(
            token.text, f"“{token.typed}”" if token.status == "respelled" else "", token.status != "unknown"
        )
        for token in kept
    )
    said = []
    if unknown := unknown_among(columns):
        named = ", ".join(f"“{word}”" for word in unknown[:4])
        said.append(f"It does not know {named}{why}.")
    if len(tokens) > longest:
        said.append(f"It reads the first {longest} words.")
    return Input(columns, tuple(token.id for token in kept), says=" ".join(said))


@cache
def _vocabulary(names: tuple[str, ...]) -> Vocabulary:
    return Vocabulary.of(names[2:])
