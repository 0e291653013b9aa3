"""Texts as the ids that a network trains on, and the batches they are trained in."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.arrays import FloatArray
from rnnviz.data.examples import Example
from rnnviz.text import PADDING_ID, UNKNOWN_ID, Vocabulary, tokenize

IntArray = NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Encoded:
    """Sentences as ids, each of its own length, and their labels.

    Args:
        ids: one array of ids a sentence, none empty.
        labels: 0 or 1 or a probability between them, (sentences,).

    Raises:
        ValueError: if there are not as many labels as sentences, or no sentence, or an empty one.
    """

    ids: tuple[IntArray, ...]
    labels: FloatArray

    def __post_init__(self) -> None:
        if len(self.ids) != len(self.labels):
            raise ValueError(f"each sentence needs a label, got {len(self.ids)} and {len(self.labels)}")
        if not self.ids or not all(len(sentence) for sentence in self.ids):
            raise ValueError("there must be sentences, and words in each of them")

    def __len__(self) -> int:
        return len(self.ids)


def encode_all(examples: Iterable[Example], vocabulary: Vocabulary) -> Encoded:
    """Read texts as a network with this vocabulary does; texts without words are left out."""
    id_of = cache(lambda word: vocabulary.look_up(word)[1])
    ids, labels = [], []
    for text, label in examples:
        if words := tokenize(text):
            ids.append(np.array([id_of(word.text) for word in words], np.int32))
            labels.append(label)
    return Encoded(tuple(ids), np.array(labels, np.float32))


def pad(sentences: Iterable[IntArray]) -> IntArray:
    """Sentences as rows of one array, filled up behind with the padding id; (sentences, longest)."""
    rows = list(sentences)
    padded = np.full((len(rows), max(map(len, rows))), PADDING_ID, np.int32)
    for row, sentence in zip(padded, rows, strict=True):
        row[: len(sentence)] = sentence
    return padded


def drop_words(ids: IntArray, share: float, rng: np.random.Generator) -> IntArray:
    """Replace a share of the words, but no padding, by the unknown word."""
    dropped = (rng.random(ids.shape) < share) & (ids != PADDING_ID)
    return np.where(dropped, np.int32(UNKNOWN_ID), ids)


def plan_batches(lengths: IntArray, batch_size: int, rng: np.random.Generator | None) -> list[IntArray]:
    """Which sentences make up each batch of an epoch.

    Args:
        lengths: words of each sentence.
        batch_size: sentences of a batch; the last one may have fewer.
        rng: shuffles, and puts sentences of similar lengths together, which spares most of the
            padding; None keeps the order.
    """
    order = np.arange(len(lengths))
    if rng is not None:
        rng.shuffle(order)
        order = order[np.argsort(lengths[order], kind="stable")]
    batches: list[IntArray] = [
        order[start : start + batch_size] for start in range(0, len(order), batch_size)
    ]
    if rng is not None:
        rng.shuffle(batches)
    return batches
