"""Training as an iterator of events: whoever wants to stop leaves the loop."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import keras
import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.learning.encoded import Encoded, drop_words, pad, plan_batches
from rnnviz.learning.spec import TrainingSpec

PREDICTED_AT_ONCE = 512  # Sentences; bounds the memory that padding takes.


class Score(NamedTuple):
    """Mean binary cross-entropy in nats and share of right verdicts; NaN where nothing was scored."""

    loss: float
    accuracy: float


@dataclass(frozen=True)
class BatchEnd:
    """One update was made.

    Attributes:
        epoch: counted from 0.
        batch: of this epoch, counted from 0.
        batches: how many the epoch has.
        score: on this batch, before the update, with dropout.
    """

    epoch: int
    batch: int
    batches: int
    score: Score


@dataclass(frozen=True, eq=False)
class EpochEnd:
    """One pass over the examples is over.

    Attributes:
        epoch: counted from 0.
        score: mean over the examples of the epoch, as they were trained on.
        validation: on the validation examples after the epoch, without dropout.
        weights: all weights after the epoch, in the order of `model.get_weights()`.
    """

    epoch: int
    score: Score
    validation: Score
    weights: tuple[FloatArray, ...]


Event = BatchEnd | EpochEnd


def train(
    model: keras.Model, passes: Iterable[Encoded], spec: TrainingSpec, validation: Encoded | None = None
) -> Iterator[Event]:
    """Train a model; yield an event after each batch and each epoch.

    Args:
        model: of `build_model`, or any with one sigmoid output; its weights change.
        passes: the examples of each epoch; `itertools.repeat(examples)` for the same ones.
        spec: how to train.
        validation: scored after each epoch.
    """
    optimizer = keras.optimizers.Adam(spec.learning_rate, **spec.clipping)
    # XLA would compile for 3 s and pays beyond three epochs of 8,000 sentences only.
    model.compile(optimizer, "binary_crossentropy", metrics=["binary_accuracy"], jit_compile=False)
    rng = np.random.default_rng(spec.seed)
    for epoch, examples in zip(range(spec.epochs), passes, strict=False):
        if spec.decay:
            optimizer.learning_rate = spec.learning_rate * (1 - epoch / spec.epochs)
        scores, sizes = [], []
        for batch in _train_epoch(model, examples, spec, rng):
            scores.append(batch.score)
            sizes.append(batch.size)
            yield BatchEnd(epoch, batch.number, batch.batches, batch.score)
        mean = Score(*np.average(scores, axis=0, weights=sizes).tolist())
        after = evaluate(model, validation) if validation else Score(np.nan, np.nan)
        yield EpochEnd(epoch, mean, after, tuple(model.get_weights()))


class _Batch(NamedTuple):
    number: int
    batches: int
    size: int
    score: Score


def _train_epoch(
    model: keras.Model, examples: Encoded, spec: TrainingSpec, rng: np.random.Generator
) -> Iterator[_Batch]:
    lengths = np.array([len(sentence) for sentence in examples.ids])
    plan = plan_batches(lengths, spec.batch_size, rng if spec.shuffle else None)
    for number, chosen in enumerate(plan):
        ids = pad(examples.ids[n] for n in chosen)
        if spec.word_dropout:
            ids = drop_words(ids, spec.word_dropout, rng)
        logs: dict[str, Any] = model.train_on_batch(ids, examples.labels[chosen][:, None], return_dict=True)
        score = Score(float(logs["loss"]), float(logs["binary_accuracy"]))
        yield _Batch(number, len(plan), len(chosen), score)


def predict(model: keras.Model, examples: Encoded) -> FloatArray:
    """Probability of positive of each sentence, without dropout; (sentences,)."""
    lengths = np.array([len(sentence) for sentence in examples.ids])
    order = np.argsort(lengths, kind="stable")
    probabilities = np.zeros(len(examples), np.float32)
    for start in range(0, len(order), PREDICTED_AT_ONCE):
        chosen = order[start : start + PREDICTED_AT_ONCE]
        ids = pad(examples.ids[n] for n in chosen)
        probabilities[chosen] = np.ravel(model.predict_on_batch(ids))
    return probabilities


def evaluate(model: keras.Model, examples: Encoded) -> Score:
    """Score a model on sentences, without dropout."""
    right = np.clip(predict(model, examples).astype(np.float64), 1e-7, 1 - 1e-7)
    losses = -(examples.labels * np.log(right) + (1 - examples.labels) * np.log(1 - right))
    accuracy = np.mean((right > 0.5) == (examples.labels > 0.5))
    return Score(float(np.mean(losses)), float(accuracy))
