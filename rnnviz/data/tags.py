"""Sentences with a part of speech for each word, from a grammar of ours: words to as many tags.

The grammar stands in `tags.txt`. Many of its words have more than one part of speech, and many of those show
theirs only by the words after them. The parts of speech are those of Universal Dependencies, made simpler in
three places: "her" before a noun is a determiner, an adjective without its noun is a noun (the old), and a
preposition without its noun is an adverb (he came in).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rnnviz import text as texts
from rnnviz.data.drawn import Pair, falls_out, take, take_distinct
from rnnviz.data.tags_grammar import read_tagged_grammar

TRAINED_ON = (
    "Trained on sentences with the part of speech of each word, both written by a grammar of ours with about"
    " five hundred words, many of them ambiguous. Any other word is one it has never seen."
)
TAGS: Mapping[str, str] = {
    "NOUN": "noun",
    "VERB": "verb",
    "ADJ": "adjective",
    "ADV": "adverb",
    "DET": "determiner",
    "PRON": "pronoun",
    "ADP": "preposition",
    "AUX": "auxiliary verb",
    "CCONJ": "coordinating conjunction",
    "SCONJ": "subordinating conjunction",
    "PART": "particle",
    "NUM": "number",
    "PROPN": "name",
}
SHORTEST, LONGEST = 3, 16  # Words.


class GardenPath(NamedTuple):
    """A sentence in which a word is decided by what comes after it."""

    text: str
    tags: str
    word: int
    note: str


GARDEN_PATHS = (
    GardenPath(
        "the old man the boats",
        "DET NOUN VERB DET NOUN",
        2,
        '"The old man" looks like a man until a second noun follows: the old are those who man the boats.',
    ),
    GardenPath(
        "the complex houses married soldiers",
        "DET NOUN VERB ADJ NOUN",
        2,
        "The complex is a building, and houses is what it does.",
    ),
    GardenPath(
        "the light went out",
        "DET NOUN VERB ADV",
        1,
        'Before a noun, as in "the light box is empty", light would be an adjective.',
    ),
    GardenPath(
        "we left before the rain stopped",
        "PRON VERB SCONJ DET NOUN VERB",
        2,
        "Without the last word, before is a preposition; the verb three words later makes it a conjunction.",
    ),
    GardenPath(
        "she saw her dance with peter",
        "PRON VERB PRON VERB ADP PROPN",
        2,
        'In "she saw her dog" it would be a determiner.',
    ),
    GardenPath(
        "he said that fish is good for them",
        "PRON VERB SCONJ NOUN AUX ADJ ADP PRON",
        2,
        'In "he saw that fish" it points at the fish; here it begins a clause.',
    ),
    GardenPath(
        "fruit flies like a banana",
        "NOUN NOUN VERB DET NOUN",
        2,
        'In "time flies like an arrow" the same two words are a verb and a preposition.',
    ),
    GardenPath(
        "people like him are tired",
        "NOUN ADP PRON AUX ADJ",
        1,
        'In "people like him" it is a verb; the second verb makes it a preposition.',
    ),
    GardenPath(
        "the school plays were new",
        "DET NOUN NOUN AUX ADJ",
        2,
        'In "the school plays football" it is a verb.',
    ),
    GardenPath(
        "water helps the children",
        "NOUN VERB DET NOUN",
        0,
        'In "water the plants" it is a verb, and nothing before it tells.',
    ),
)
EXAMPLES = tuple(path.text for path in GARDEN_PATHS)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a typed text as the network reads them."""
    return texts.spell(text)


def is_held_out(words: Sequence[str]) -> bool:
    """Whether a sentence is never learnt from."""
    sentence = " ".join(words)
    return falls_out(sentence) or sentence in EXAMPLES


def draw(count: int, seed: int) -> tuple[Pair, ...]:
    """Sentences to learn from: words, and as many tags."""
    return take(count, _sentences(np.random.default_rng(seed)), lambda pair: not is_held_out(pair.read))


def draw_held_out(count: int, seed: int) -> tuple[Pair, ...]:
    """Sentences that are never learnt from, none twice."""
    return take_distinct(count, _sentences(np.random.default_rng(seed)), lambda pair: is_held_out(pair.read))


def words() -> tuple[str, ...]:
    """Every word of the grammar, sorted."""
    return tuple(sorted(read_tagged_grammar().tags_of))


def ambiguous_words() -> Mapping[str, tuple[str, ...]]:
    """The words of more than one part of speech, with all of theirs."""
    return {word: tags for word, tags in read_tagged_grammar().tags_of.items() if len(tags) > 1}


def most_frequent_tags(pairs: Iterable[Pair]) -> dict[str, str]:
    """The most frequent tag of each word: what one can tell without the words around it."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        for word, tag in zip(pair.read, pair.written, strict=True):
            counts[word][tag] += 1
    return {word: counted.most_common(1)[0][0] for word, counted in counts.items()}


def share_right(guess: Mapping[str, str], pairs: Sequence[Pair]) -> float:
    """The share of words that one tag for each word gets right."""
    right = [guess.get(word) == tag for pair in pairs for word, tag in zip(*pair, strict=True)]
    return sum(right) / len(right)


def _sentences(rng: np.random.Generator) -> Iterator[Pair]:
    grammar = read_tagged_grammar()
    while True:
        pair = grammar.write(rng)
        if SHORTEST <= len(pair.read) <= LONGEST:
            yield pair
