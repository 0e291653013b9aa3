"""Minimal pairs, the test that nothing may be trained on: reading them, and keeping them out.

A *frame* is a sentence with its rated words replaced by a slot: "The soup was not bad." and "The
soup was not tasty." share the frame (the, soup, was, not, _). A network that met the frame in
training would be tested on its memory, so sentences with the frame of a pair are refused.
"""

import csv
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from rnnviz.data.lexicon import read_rated_words
from rnnviz.text import tokenize

PAIRS = Path(__file__).parent / "minimal_pairs.csv"  # Written by somebody who had not seen the grammar.
DEVELOPMENT_PAIRS = Path(__file__).parent / "development_pairs.csv"  # To choose by, never to report.
SLOT = "_"

Frame = tuple[str, ...]


class Sentence(NamedTuple):
    """One sentence of a pair: what it tests, which pair it belongs to, and 1 for positive."""

    kind: str
    pair: str
    text: str
    label: int


def read_pairs(path: Path = PAIRS) -> tuple[Sentence, ...]:
    """Read pairs from a table with the columns kind, pair, text and label.

    Raises:
        ValueError: if a column is missing or a label is not 0 or 1.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    try:
        return tuple(_sentence(row) for row in rows)
    except KeyError as missing:
        raise ValueError(
            f"{path.name} needs the columns kind, pair, text, label; {missing} is missing"
        ) from None


def _sentence(row: dict[str, str]) -> Sentence:
    if row["label"] not in ("0", "1"):
        raise ValueError(f"label must be 0 or 1, got {row['label']!r}")
    return Sentence(row["kind"], row["pair"], row["text"], int(row["label"]))


def frame(text: str, rated: Collection[str]) -> Frame:
    """The words of a text with every rated word replaced by a slot."""
    return tuple(SLOT if word.text in rated else word.text for word in tokenize(text))


def frames(texts: Iterable[str], rated: Collection[str]) -> frozenset[Frame]:
    """The frames of many texts."""
    return frozenset(frame(text, rated) for text in texts)


def refuse_pairs(*paths: Path) -> Callable[[str], bool]:
    """A function that tells whether a text has the words or the frame of a sentence of some pairs."""
    rated = read_rated_words().forms
    kept_out = frames((sentence.text for path in paths for sentence in read_pairs(path)), rated)
    return lambda text: frame(text, rated) in kept_out
