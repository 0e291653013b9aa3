"""Small models, batches and materials for the tests of training without Keras, and Keras's side of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.data.examples import Example
from rnnviz.learning.encoded import Encoded
from rnnviz.learning.initial import initial_weights
from rnnviz.learning.material import Material
from rnnviz.learning.packing import Batch, IntArray, Shelf
from rnnviz.learning.spec import ModelSpec, TrainingSpec
from rnnviz.text import Vocabulary

WORDS = 30  # Rows of the embeddings.
LETTERS = "abcdefghijklmnopqrstuvwxyz"
VOCABULARY = Vocabulary.of(f"word{LETTERS[n % 26]}{LETTERS[n // 26]}" for n in range(WORDS - 2))


def sentences(rng: np.random.Generator, count: int, longest: int = 9) -> tuple[IntArray, ...]:
    """Ids of words, the unknown one among them, with lengths from 1 to the longest."""
    return tuple(rng.integers(1, WORDS, rng.integers(1, longest + 1)).astype(np.int32) for _ in range(count))


def batch_of(ids: Sequence[IntArray]) -> Batch:
    return Shelf.of(ids).pack(np.arange(len(ids)))


def padded(ids: Sequence[IntArray], length: int, side: str = "post") -> IntArray:
    """Sentences as Keras reads them."""
    rows = np.zeros((len(ids), length), np.int32)
    for row, sentence in zip(rows, ids, strict=True):
        row[slice(len(sentence)) if side == "post" else slice(length - len(sentence), None)] = sentence
    return rows


def random_weights(spec: ModelSpec, rng: np.random.Generator, dtype: Any = np.float64) -> list[FloatArray]:
    """Weights of a spec without zeros and symmetries; variances are positive."""
    drawn = [rng.normal(0, 0.6, array.shape).astype(dtype) for array in initial_weights(spec)]
    if spec.batch_normalization:
        directions = 2 if spec.bidirectional else 1
        for layer in range(1, spec.layers + 1):
            variance = layer * (3 * directions + 4)
            drawn[variance] = np.abs(drawn[variance]) + dtype(0.1)
    return drawn


def material(rng: np.random.Generator, count: int = 40, longest: int = 9) -> Material:
    """Texts at random, with labels that the first word tells, so that there is something to learn."""
    parts = []
    for size in (count, 13, 7):
        ids = sentences(rng, size, longest)
        parts.append(Encoded(ids, np.array([float(each[0] % 2) for each in ids], np.float32)))
    texts = [
        tuple(
            Example(" ".join(VOCABULARY.words[n] or "?" for n in ids), float(label))
            for ids, label in zip(part.ids, part.labels, strict=True)
        )
        for part in parts[1:]
    ]
    return Material(VOCABULARY, parts[0], parts[1], parts[2], *texts)


def keras_optimizer(training: TrainingSpec) -> Any:
    import keras

    kinds = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop, "sgd": keras.optimizers.SGD}
    return kinds[training.optimizer](training.learning_rate, **training.clipping)
