"""The events of training are those of Keras, and stop when nobody listens."""

from itertools import repeat

import numpy as np
import pytest

from rnnviz.learning.encoded import Encoded, pad
from rnnviz.learning.spec import CELL_KINDS, CellKind, ModelSpec, TrainingSpec

pytestmark = pytest.mark.keras


def sentences(rng: np.random.Generator, count: int = 50, longest: int = 9) -> Encoded:
    ids = tuple(rng.integers(1, 30, rng.integers(1, longest + 1)).astype(np.int32) for _ in range(count))
    return Encoded(ids, rng.integers(0, 2, count).astype(np.float32))


@pytest.mark.parametrize("cell", CELL_KINDS)
def test_events_equal_the_history_of_fit(cell: CellKind, rng: np.random.Generator) -> None:
    import keras

    from rnnviz.learning.build import build_model
    from rnnviz.learning.train import EpochEnd, train

    examples, held_out, spec = sentences(rng), sentences(rng, 20), ModelSpec(30, 4, cell, 5)
    training = TrainingSpec(
        epochs=3, batch_size=16, learning_rate=0.01, clip_by="global_clipnorm", shuffle=False
    )
    events = list(train(build_model(spec), repeat(examples), training, held_out))
    model = build_model(spec)
    adam = keras.optimizers.Adam(0.01, global_clipnorm=1.0)
    model.compile(adam, "binary_crossentropy", metrics=["binary_accuracy"], jit_compile=False)
    history = model.fit(
        pad(examples.ids), examples.labels[:, None], 16, 3, verbose=0, shuffle=False,
        validation_data=(pad(held_out.ids), held_out.labels[:, None]),
    ).history  # fmt: skip
    ends = [event for event in events if isinstance(event, EpochEnd)]
    for name, found in {
        "loss": [end.score.loss for end in ends],
        "binary_accuracy": [end.score.accuracy for end in ends],
        "val_loss": [end.validation.loss for end in ends],
        "val_binary_accuracy": [end.validation.accuracy for end in ends],
    }.items():
        np.testing.assert_allclose(found, history[name], atol=1e-5, err_msg=name)
    for mine, theirs in zip(ends[-1].weights, model.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-4)


def test_an_epoch_tells_of_each_batch_and_then_of_itself(rng: np.random.Generator) -> None:
    from rnnviz.learning.build import build_model
    from rnnviz.learning.train import BatchEnd, EpochEnd, train

    events = list(train(build_model(ModelSpec(30, 4)), repeat(sentences(rng)), TrainingSpec(2, 16)))
    assert [type(event) for event in events] == ([BatchEnd] * 4 + [EpochEnd]) * 2
    assert [event.epoch for event in events] == [0] * 5 + [1] * 5
    assert [event.batch for event in events if isinstance(event, BatchEnd)] == [0, 1, 2, 3] * 2


def test_leaving_the_loop_stops_the_training(rng: np.random.Generator) -> None:
    from rnnviz.learning.build import build_model
    from rnnviz.learning.train import train

    model = build_model(ModelSpec(30, 4))
    for _ in train(model, repeat(sentences(rng)), TrainingSpec(100, 16)):
        break
    assert int(model.optimizer.iterations) == 1


def test_the_same_seed_gives_the_same_events(rng: np.random.Generator) -> None:
    from rnnviz.learning.build import build_model
    from rnnviz.learning.train import train

    examples, spec = sentences(rng), ModelSpec(30, 4, "gru", dropout=0.2, embedding_dropout=0.2)
    training = TrainingSpec(1, 16, word_dropout=0.2)
    first, second = (
        [event.score.loss for event in train(build_model(spec), repeat(examples), training)] for _ in range(2)
    )
    np.testing.assert_allclose(first, second, rtol=1e-6)


def test_the_weights_of_an_epoch_are_a_copy(rng: np.random.Generator) -> None:
    from rnnviz.learning.build import build_model
    from rnnviz.learning.train import EpochEnd, train

    training = TrainingSpec(2, 16, 0.1)
    events = train(build_model(ModelSpec(30, 4)), repeat(sentences(rng)), training)
    first, second = (event.weights for event in events if isinstance(event, EpochEnd))
    assert not np.array_equal(first[1], second[1])


def test_a_decaying_rate_ends_near_zero(rng: np.random.Generator) -> None:
    from rnnviz.learning.build import build_model
    from rnnviz.learning.train import EpochEnd, train

    model = build_model(ModelSpec(30, 4))
    rates = [
        float(model.optimizer.learning_rate)
        for event in train(model, repeat(sentences(rng)), TrainingSpec(4, 50, 0.4, decay=True))
        if isinstance(event, EpochEnd)
    ]
    np.testing.assert_allclose(rates, [0.4, 0.3, 0.2, 0.1], rtol=1e-5)


def test_a_model_learns_to_tell_two_words_apart(rng: np.random.Generator) -> None:
    from rnnviz.learning.build import build_model
    from rnnviz.learning.train import evaluate, train

    labels = rng.integers(0, 2, 200)
    examples = Encoded(
        tuple(np.array([label + 2, 4], np.int32) for label in labels), labels.astype(np.float32)
    )
    model = build_model(ModelSpec(5, 4, "simple-rnn", 4))
    for _ in train(model, repeat(examples), TrainingSpec(8, 20, 0.02)):
        pass
    assert evaluate(model, examples).accuracy == 1.0
