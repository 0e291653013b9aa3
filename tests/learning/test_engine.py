"""A run goes as Keras's `fit`, as it went before, and on from where it stopped; it says when it cannot."""

import warnings
from dataclasses import replace
from itertools import cycle
from typing import Any

import numpy as np
import pytest

from rnnviz.learning.encoded import Encoded
from rnnviz.learning.engine import (
    BatchDone,
    Checkpoint,
    EpochDone,
    Event,
    fitted,
    score_untrained,
    train_run,
)
from rnnviz.learning.material import Material, order_of_epoch
from rnnviz.learning.spec import CELL_KINDS, CellKind, DataSpec, ModelSpec, RunSpec, TrainingSpec
from rnnviz.text import UNKNOWN_ID
from tests.learning.small import VOCABULARY, WORDS, keras_optimizer, material, padded

LENGTH = 9
TRAINING = TrainingSpec(3, 16, 0.02)  # 40 examples: the last batch has 8.


def run_of(training: TrainingSpec = TRAINING, side: Any = "post", **model: Any) -> RunSpec:
    return RunSpec(
        DataSpec("grammar", length=LENGTH, padding=side),
        ModelSpec(**({"vocab_size": WORDS, "embedding_dim": 4, "units": 5, "seed": 3} | model)),
        training,
    )


def epochs(events: list[Event]) -> list[EpochDone]:
    return [event for event in events if isinstance(event, EpochDone)]


def batches(events: list[Event]) -> list[BatchDone]:
    return [event for event in events if isinstance(event, BatchDone)]


def losses(events: list[Event]) -> list[float]:
    return [event.loss for event in batches(events)]


def fit(spec: RunSpec, read: Material) -> tuple[Any, list[float], list[float], list[Any]]:
    """Keras's side: the model, loss and accuracy of each epoch, and what it says of validation texts."""
    from rnnviz.learning.build import build_model

    model, training = build_model(spec.model), spec.training
    # Eagerly: nine batches are sooner computed than compiled.
    model.compile(
        keras_optimizer(training), "binary_crossentropy", metrics=["binary_accuracy"], run_eagerly=True
    )
    blocks = [padded(part.ids, LENGTH, spec.data.padding) for part in (read.train, read.validation)]
    lost, right, judged = [], [], []
    for epoch in range(training.epochs):
        order = order_of_epoch(training.seed, epoch, len(read.train))
        labels = read.train.labels[order][:, None]
        history = model.fit(blocks[0][order], labels, training.batch_size, shuffle=False, verbose=0).history
        lost += history["loss"]
        right += history["binary_accuracy"]
        judged.append(np.asarray(model(blocks[1], training=False))[:, 0])
    return model, lost, right, judged


OPTIONS: list[dict[str, Any]] = [
    {},
    {"layers": 2, "bidirectional": True},
    {"mask": False, "side": "pre", "activation": "relu"},
    {"bidirectional": True, "batch_normalization": True, "side": "pre", "layers": 2},
    {"training": replace(TRAINING, clip_by="global_clipnorm", clip=0.1)},
    {"training": replace(TRAINING, optimizer="rmsprop", clip_by="clipnorm", clip=0.1)},
    {"training": replace(TRAINING, optimizer="sgd", learning_rate=0.5, clip_by="clipvalue", clip=0.01)},
]


# Every kind of cell with the plainest and the fullest network, and of the others each with one kind in turn:
# that every kind goes with every activation and mask, test_backprop says.
PAIRS = [
    *((cell, options) for options in (OPTIONS[0], OPTIONS[3]) for cell in CELL_KINDS),
    *zip(cycle(CELL_KINDS), (*OPTIONS[1:3], *OPTIONS[4:]), strict=False),
]


@pytest.mark.keras
@pytest.mark.parametrize(("cell", "options"), PAIRS, ids=str)
def test_losses_and_verdicts_are_those_of_fit(
    cell: CellKind, options: dict[str, Any], rng: np.random.Generator
) -> None:
    """From the initial weights each side draws by itself; 32 bits on both sides, so to 1 in 10,000."""
    spec, read = run_of(cell=cell, **options), material(rng)
    model, lost, right, judged = fit(spec, read)
    events = list(train_run(spec, read))
    for epoch in range(spec.training.epochs):
        mine = [event for event in batches(events) if event.epoch == epoch]
        assert [event.size for event in mine] == [16, 16, 8]
        loss = sum(event.loss * event.size for event in mine) / 40
        assert loss == pytest.approx(lost[epoch], rel=1e-4)
        assert sum(event.right for event in mine) / 40 == pytest.approx(right[epoch])
        np.testing.assert_allclose(epochs(events)[epoch].validation, judged[epoch], rtol=1e-3)
    for one, other in zip(epochs(events)[-1].weights, model.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-3)


EVERYTHING: dict[str, Any] = {
    "cell": "gru", "layers": 2, "bidirectional": True, "batch_normalization": True, "dropout": 0.2,
    "embedding_dropout": 0.2, "recurrent_dropout": 0.2,
    "training": replace(TRAINING, epochs=4, word_dropout=0.2, decay=True),
}  # fmt: skip


@pytest.mark.parametrize("options", [EVERYTHING, *OPTIONS[:1], *OPTIONS[5:]], ids=str)
def test_going_on_from_any_epoch_gives_bit_for_bit_what_was_to_come(
    options: dict[str, Any], rng: np.random.Generator
) -> None:
    spec, read = run_of(**options), material(rng)
    whole = list(train_run(spec, read))  # Everything is kept while training goes on.
    for stopped in epochs(whole)[:-1]:
        checkpoint = Checkpoint(stopped.epoch, stopped.weights, stopped.optimizer)
        for _ in range(2):  # What one continuation does must not reach another one.
            rest = list(train_run(spec, read, checkpoint))
            assert losses(rest) == losses([event for event in whole if event.epoch > stopped.epoch])
            for one, other in zip(epochs(rest)[-1].weights, epochs(whole)[-1].weights, strict=True):
                assert np.array_equal(one, other)
            assert np.array_equal(epochs(rest)[-1].validation, epochs(whole)[-1].validation)


def test_the_same_settings_give_the_same_numbers_and_other_seeds_others(rng: np.random.Generator) -> None:
    spec, read = run_of(**EVERYTHING), material(rng)
    first = losses(list(train_run(spec, read)))
    assert losses(list(train_run(spec, read))) == first
    for other in (
        replace(spec, model=replace(spec.model, seed=4)),
        replace(spec, training=replace(spec.training, seed=1)),
    ):
        assert losses(list(train_run(other, read))) != first


@pytest.mark.parametrize("cell", CELL_KINDS)
@pytest.mark.parametrize("activation", ["relu", "linear"])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_run_that_diverges_ends_and_says_so_without_a_warning(
    cell: CellKind, activation: str, optimizer: Any, rng: np.random.Generator
) -> None:
    training = TrainingSpec(200, 16, 1e6, optimizer=optimizer)
    spec, read = run_of(training, cell=cell, activation=activation, layers=2), material(rng)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        events = list(train_run(spec, read))
    assert not heard
    finite = [event.is_finite for event in events]
    assert all(finite[:-1])
    if activation == "linear":
        assert not finite[-1]


def test_a_batch_whose_gradient_is_not_finite_changes_nothing(rng: np.random.Generator) -> None:
    spec, read = run_of(TrainingSpec(1, 16)), material(rng)
    start = score_untrained(spec, read)
    weights = [array.copy() for array in start.weights]
    weights[0][:] = np.float32(np.nan)
    [event] = train_run(
        replace(spec, training=TrainingSpec(2, 16)), read, Checkpoint(0, tuple(weights), start.optimizer)
    )
    assert not event.is_finite
    assert start.optimizer.steps == 0


def test_an_epoch_whose_last_update_was_too_large_ends_the_run(rng: np.random.Generator) -> None:
    training = TrainingSpec(5, 64, 1e39, optimizer="sgd")  # One update, beyond 32 bits.
    *_, last = train_run(run_of(training), material(rng))
    assert isinstance(last, EpochDone)
    assert (last.epoch, last.is_finite) == (0, False)


@pytest.mark.parametrize(
    ("ids", "batch_size"),
    [
        ([[2, 3], [4], [5, 6, 7]], 100),
        ([[2, 3, 4]], 1),
        ([[2]], 8),
        ([[2], [3], [4], [5]], 3),
        ([[UNKNOWN_ID, UNKNOWN_ID], [UNKNOWN_ID]], 2),
    ],
    ids=["batch larger than all", "one example", "one word", "one word each", "all unknown"],
)
@pytest.mark.parametrize("mask", [True, False])
@pytest.mark.parametrize("cell", CELL_KINDS)
def test_the_smallest_materials_are_trained_on(
    ids: list[list[int]], batch_size: int, mask: bool, cell: CellKind
) -> None:
    part = Encoded(tuple(np.array(each, np.int32) for each in ids), np.ones(len(ids), np.float32))
    read = Material(VOCABULARY, part, part, part, (), ())
    spec = run_of(
        TrainingSpec(12, batch_size, 0.05), mask=mask, cell=cell, layers=2, batch_normalization=len(ids) > 1
    )
    events = list(train_run(spec, read))
    assert all(event.is_finite for event in events)
    assert losses(events)[-1] < losses(events)[0]
    assert sum(event.size for event in batches(events) if event.epoch == 0) == len(ids)


def test_progress_counts_every_example_of_an_epoch(rng: np.random.Generator) -> None:
    events = list(train_run(run_of(), material(rng)))
    kinds = [type(event) for event in events]
    assert kinds == ([BatchDone] * 3 + [EpochDone]) * 3
    assert [(event.epoch, event.done, event.of) for event in batches(events)] == [
        (epoch, done, 40) for epoch in range(3) for done in (16, 32, 40)
    ]
    assert all(event.seconds > 0 for event in events)


def test_without_shuffling_examples_come_as_they_stand(rng: np.random.Generator) -> None:
    read = material(rng)
    front = replace(read, train=Encoded(read.train.ids[:16], read.train.labels[:16]))
    training = replace(TRAINING, shuffle=False)
    first = losses(list(train_run(run_of(training), read)))[0]
    assert losses(list(train_run(run_of(training), front)))[0] == first


def test_a_rate_that_decays_moves_less_each_epoch(rng: np.random.Generator) -> None:
    """With plain descent and one batch, an epoch moves the weights by rate times gradient."""
    training = TrainingSpec(4, 40, 0.4, optimizer="sgd", shuffle=False, decay=True)
    spec, read = run_of(training), material(rng)
    ended = [score_untrained(spec, read), *epochs(list(train_run(spec, read)))]
    done = batches(list(train_run(spec, read)))
    for before, after, batch, rate in zip(ended, ended[1:], done, (0.4, 0.3, 0.2, 0.1), strict=False):
        # Of each word only once do sums and places agree; the head has no words.
        moved = after.weights[-1] - before.weights[-1]
        constant = replace(spec, training=replace(training, decay=False, epochs=before.epoch + 2))
        checkpoint = Checkpoint(before.epoch, before.weights, before.optimizer)
        other = epochs(list(train_run(constant, read, checkpoint)))[0].weights[-1] - before.weights[-1]
        np.testing.assert_allclose(moved, other * rate / 0.4, rtol=1e-3, atol=1e-7)
        assert batch.is_finite


def test_an_epoch_before_the_first_is_the_network_as_drawn(rng: np.random.Generator) -> None:
    spec, read = run_of(), material(rng)
    untrained = score_untrained(spec, read)
    assert untrained.epoch == -1
    assert (len(untrained.validation), len(untrained.test)) == (13, 7)
    still = replace(spec, training=TrainingSpec(1, 64, 1e-30, optimizer="sgd"))
    [ended] = epochs(list(train_run(still, read)))
    assert np.array_equal(ended.validation, untrained.validation)


def test_settings_are_fitted_to_the_words_that_there_are(rng: np.random.Generator) -> None:
    spec = RunSpec(model=ModelSpec(10_002, cell="gru"))
    assert fitted(spec, material(rng)).model == ModelSpec(WORDS, cell="gru")
