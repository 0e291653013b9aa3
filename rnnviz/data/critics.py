"""Who wrote this sentence about a film, a critic or a viewer? Two classes out of the installed reviews.

Critics are the sentences from Rotten Tomatoes, viewers those of the longer reviews from IMDB. Of each
number of words there are as many of the one as of the other, so that length tells nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from rnnviz.data.examples import Example
from rnnviz.data.reviews import Split, read_reviews, sentences_of, split_examples, words_of

TRAINED_ON = (
    "Trained on sentences of film critics (Rotten Tomatoes) and of viewers (IMDB), half of each, equally"
    " long. Most are about films of the years up to 2005."
)
CLASSES = ("viewer", "critic")  # By label.
EXAMPLES = (
    "a quietly moving portrait of a family coming apart",
    "my wife and I rented this last night and we both fell asleep",
    "the director mistakes volume for tension",
    "the acting was good but the ending made no sense at all",
    "an uneven but oddly charming comedy of manners",
    "do not waste your time with this one",
)
SHORTEST, LONGEST = 6, 30  # Words.
_VIEWERS = 2_500  # Reviews of viewers that are cut into sentences: enough, and all take ten times as long.
# What tells the source by its form: markup, addresses, marks out of ten, censored and broken characters.
_GIVES_AWAY = re.compile(
    r"[<>\[\]{}*_=~^|\\/@#]|https?|www|\d\s*(?:/|out of)\s*\d|[^\x00-\u024f\u2010-\u2027]"
)


def split_critics(seed: int = 0) -> Split:
    """Balanced sentences to learn from, to choose by, to report on; label 1 is a critic's.

    Raises:
        ModuleNotFoundError: if the package with the reviews is not installed.
    """
    rng = np.random.default_rng(seed)
    critics = _by_length(_sentences(example.text for example in read_reviews("rotten_tomatoes")))
    reviews = read_reviews("imdb")
    some = (reviews[n].text for n in rng.permutation(len(reviews))[:_VIEWERS])
    viewers = _by_length(_sentences(some))
    return split_examples(matched(viewers, critics, rng), rng)


def matched(
    viewers: dict[int, list[str]], critics: dict[int, list[str]], rng: np.random.Generator
) -> list[Example]:
    """As many of both as there are of the rarer, for each number of words, drawn at random."""
    examples = []
    for length in range(SHORTEST, LONGEST + 1):
        both = (viewers.get(length, []), critics.get(length, []))
        count = min(map(len, both))
        for label, texts in enumerate(both):
            chosen = rng.permutation(len(texts))[:count]
            examples += [Example(texts[n], label) for n in chosen]
    return examples


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    """The sentences of some texts, without those that tell their source by their form."""
    for text in texts:
        for sentence in sentences_of(text):
            if not _GIVES_AWAY.search(sentence):
                yield sentence


def _by_length(sentences: Iterable[str]) -> dict[int, list[str]]:
    """Sentences by their number of words as a network reads them, no words twice."""
    distinct: dict[tuple[str, ...], str] = {}
    for sentence in sentences:
        distinct.setdefault(words_of(sentence), sentence)
    found = defaultdict(list)
    for words, sentence in distinct.items():
        if SHORTEST <= len(words) <= LONGEST:
            found[len(words)].append(sentence)
    return found
