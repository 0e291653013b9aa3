"""Ten thousand sentences in which units are looked for: those of the critics, and some of film-goers.

All of Rotten Tomatoes (Pang & Lee 2005), in the split that every network and every score stands on, filled up
with single sentences from the IMDB reviews (Maas et al. 2011), whose own sentiment nobody has judged.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest

import numpy as np

from rnnviz.analysis.corpus import PARTS, Corpus
from rnnviz.data.examples import Example
from rnnviz.data.reviews import read_reviews, sentences_of, split_sentences, words_of

SENTENCES = 10_000
SEED = 0  # Of the draw among the reviews' sentences.


@lru_cache(1)
def read_corpus() -> Corpus:
    """The corpus: test and validation part of Rotten Tomatoes in turn, its train part, then the reviews.

    Raises:
        ModuleNotFoundError: if the package with the reviews is not installed.
    """
    split = split_sentences()
    # A network with many units has room for fewer sentences: then for as many of both held-out parts.
    pairs = zip_longest(split.test, split.validation)
    held_out = [(one, part) for pair in pairs for part, one in enumerate(pair)]
    labelled = [
        (words_of(example.text), example.label, part, example.text)
        for example, part in [*held_out, *((one, PARTS.index("train")) for one in split.train)]
        if example is not None
    ]
    labelled = [one for one in labelled if one[0]]
    sentences, labels, parts, texts = zip(*labelled, strict=True)
    more = drawn_sentences(read_reviews("imdb"), set(sentences), SENTENCES - len(sentences))
    return Corpus(
        (*sentences, *more),
        np.array([*labels, *([np.nan] * len(more))], float),
        np.array([*parts, *([PARTS.index("unlabelled")] * len(more))]),
        (*texts, *more.values()),
    )


def drawn_sentences(
    reviews: Sequence[Example], others: set[tuple[str, ...]], most: int
) -> dict[tuple[str, ...], str]:
    """One sentence of each of some reviews, drawn at random, as words and as written; none twice."""
    rng, found = np.random.default_rng(SEED), dict[tuple[str, ...], str]()
    for text in _one_of_each(reviews, rng):
        if len(found) >= most:
            break
        words = words_of(text)
        if words and words not in others:
            found.setdefault(words, text)
    return found


def _one_of_each(reviews: Sequence[Example], rng: np.random.Generator) -> Iterator[str]:
    for n in rng.permutation(len(reviews)):
        sentences = list(sentences_of(reviews[n].text))
        if sentences:
            yield sentences[rng.integers(len(sentences))]
