"""What a run learns from: texts as ids, cut, and with the words that its network will know."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from rnnviz.data.examples import Example
from rnnviz.data.reviews import Split, words_of
from rnnviz.learning.encoded import Encoded
from rnnviz.learning.packing import IntArray
from rnnviz.learning.spec import DataSpec
from rnnviz.text import PADDING_ID, UNKNOWN_ID, Vocabulary

LETTERS_OF_A_WORD = 9  # With the space behind it; rarely more on the average of a text.
FEW_TEXTS = 1000  # Below that every word counts; else one that stands only once is left to "unknown".


@dataclass(frozen=True, eq=False)
class Material:
    """The three parts of some texts, ready to be read.

    Attributes:
        vocabulary: what the network will know.
        train: to learn from.
        validation: scored after each epoch.
        test: reported on.
        validation_texts: as written, one for each of `validation`.
        test_texts: as written, one for each of `test`.
    """

    vocabulary: Vocabulary
    train: Encoded
    validation: Encoded
    test: Encoded
    validation_texts: tuple[Example, ...]
    test_texts: tuple[Example, ...]


def prepare(data: DataSpec, split: Split) -> Material:
    """Choose the words of a network and turn texts into ids.

    What is scored is read as Explore reads it: a word with an error of typing as the nearest known one. In
    training it is unknown, like every rare word, so that the unknown word is learnt, too.

    Args:
        data: how many words, how long a text.
        split: the texts; those without a word are left out.
    """
    parts = [
        [(text, words) for text in part if (words := _words_at_the_beginning(text.text, data.length))]
        for part in split
    ]
    vocabulary = _vocabulary([words for _, words in parts[0]], data.words)
    mended: Callable[[str], int] = cache(lambda word: vocabulary.find(word)[1])
    exact: Callable[[str], int] = partial(_id_of, vocabulary)
    train, validation, test = (
        Encoded(
            tuple(np.array([id_of(word) for word in words], np.int32) for _, words in part),
            np.array([text.label for text, _ in part], np.float32),
        )
        for part, id_of in zip(parts, (exact, mended, mended), strict=True)
    )
    scored, reported = (tuple(text for text, _ in part) for part in parts[1:])
    return Material(vocabulary, train, validation, test, scored, reported)


def _id_of(vocabulary: Vocabulary, word: str) -> int:
    return vocabulary.ids.get(word, UNKNOWN_ID)


def _words_at_the_beginning(text: str, most: int) -> tuple[str, ...]:
    """The first words of a text; of a long one no more is read than is needed."""
    begun = text[: most * LETTERS_OF_A_WORD]
    words = words_of(begun)
    if len(words) <= most and len(begun) < len(text):  # The last one may have been cut.
        words = words_of(text)
    return words[:most]


def _vocabulary(texts: Sequence[Sequence[str]], most: int) -> Vocabulary:
    counted = Counter(word for words in texts for word in words)
    least = 2 if len(texts) >= FEW_TEXTS else 1
    frequent = sorted((-count, word) for word, count in counted.items() if count >= least)
    return Vocabulary.of(word for _, word in frequent[:most])


def filled(sentences: Sequence[IntArray], data: DataSpec) -> tuple[IntArray, ...]:
    """Texts as a network without a mask reads them: filled up to the length with the padding id."""
    return tuple(np.pad(ids, _missing(len(ids), data), constant_values=PADDING_ID) for ids in sentences)


def _missing(words: int, data: DataSpec) -> tuple[int, int]:
    missing = data.length - words
    return (0, missing) if data.padding == "post" else (missing, 0)


def order_of_epoch(seed: int, epoch: int, examples: int) -> IntArray:
    """The order in which an epoch takes the examples: the same for the same seed and epoch."""
    return np.random.default_rng([seed, epoch]).permutation(examples)
