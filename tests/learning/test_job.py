"""What a worker tells of a training, in which order, and how it hears orders."""

import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.data.examples import Example
from rnnviz.data.sources import split_of
from rnnviz.learning import job
from rnnviz.learning.backprop import probabilities_of
from rnnviz.learning.engine import BatchDone, fitted, train_run
from rnnviz.learning.job import run_training, score_of, why_it_diverged, write_order
from rnnviz.learning.material import Material, prepare
from rnnviz.learning.messages import pack, unpack
from rnnviz.learning.packing import Shelf
from rnnviz.learning.sizes import parameters_of
from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec
from rnnviz.text import Vocabulary
from tests.learning.desk import SMALL, TABLE

Told = tuple[Mapping[str, Any], Mapping[str, FloatArray]]


class Line:
    """The worker's end of a line, whose other end the test is."""

    def __init__(self, answer: Callable[[Mapping[str, Any]], str] = lambda header: "go") -> None:
        self.answer = answer
        self.told: list[Told] = []

    def tell(self, message: bytes) -> str:
        header, arrays = unpack(message)
        self.told.append((header, arrays))
        return self.answer(header)

    @property
    def kinds(self) -> list[str]:
        return [header["kind"] for header, _ in self.told]

    def of(self, kind: str) -> list[Told]:
        return [(header, arrays) for header, arrays in self.told if header["kind"] == kind]


def trained(spec: RunSpec, table: tuple[Example, ...] = TABLE, **kept: Any) -> Line:
    line = Line()
    run_training(write_order(spec, table, **kept), line)
    return line


def material_of(spec: RunSpec) -> Material:
    return prepare(spec.data, split_of(spec.data.source, spec.data.examples, TABLE))


def test_an_order_carries_settings_texts_and_where_to_go_on() -> None:
    header, arrays = unpack(write_order(SMALL, TABLE))
    assert RunSpec.from_values(header["spec"]) == SMALL
    assert tuple(Example(*each) for each in header["table"]) == TABLE
    assert "epoch" not in header and not arrays
    weights = {"weight0": np.ones(3, np.float32), "weight1": np.zeros(2, np.float32)}
    scores = {"validation": np.ones(4), "test": np.ones(4)}
    kept = (
        pack({"kind": "epoch", "epoch": 6, "seconds": 2.5}, weights | scores),
        pack({"kind": "resume", "epoch": 6, "steps": 41}, {"moment0.0": np.full(3, 7.0)}),
    )
    header, arrays = unpack(write_order(SMALL, kept=kept))
    assert (header["epoch"], header["steps"], header["seconds"]) == (6, 41, 2.5)
    assert set(arrays) == {"weight0", "weight1", "moment0.0"}
    np.testing.assert_array_equal(arrays["moment0.0"], np.full(3, 7.0))


def test_a_training_is_told_from_reading_to_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "BETWEEN_MESSAGES", 0.0)
    line = trained(SMALL)
    epoch = [*["progress"] * 5, "epoch", "resume"]  # 40 texts to learn from in batches of 8.
    assert line.kinds == ["phase", "started", "epoch", *epoch * 3, "done"]
    assert [header["epoch"] for header, _ in line.of("epoch")] == [-1, 0, 1, 2]
    assert [header["done"] for header, _ in line.of("progress")] == [8, 16, 24, 32, 40] * 3
    assert line.told[-1][0]["epochs"] == 3


def test_what_is_started_is_described() -> None:
    ((header, _),) = trained(SMALL).of("started")
    material = material_of(SMALL)
    assert header["sizes"] == {"train": 40, "validation": 5, "test": 5}
    assert Vocabulary(tuple(header["words"])) == material.vocabulary
    assert [tuple(text) for text in header["texts"]["test"]] == [tuple(text) for text in material.test_texts]
    assert header["parameters"] == parameters_of(fitted(SMALL, material).model)
    assert header["engine"] == "numpy" and "NumPy" in header["why"]


def test_progress_tells_of_the_batches_since_the_last_message_an_epoch_of_all_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(job, "BETWEEN_MESSAGES", 0.0)
    monkeypatch.setattr(job, "SHARE_BETWEEN", 0.0)
    spec = RunSpec(SMALL.data, SMALL.model, TrainingSpec(2, 16, clip_by="global_clipnorm", clip=0.01))
    line, material = trained(spec), material_of(spec)
    events = [each for each in train_run(fitted(spec, material), material) if isinstance(each, BatchDone)]
    assert [event.size for event in events] == [16, 16, 8] * 2  # The last one counts half.
    for event, (header, _) in zip(events, line.of("progress"), strict=True):
        assert header["loss"] == pytest.approx(event.loss)
        assert header["accuracy"] == event.right / event.size
        assert header["gradient_norm"] == event.norms.before > header["clipped_norm"]
        assert header["clipped_norm"] == pytest.approx(0.01)
    for number, (epoch, _) in enumerate(line.of("epoch")[1:]):
        passed = events[3 * number : 3 * number + 3]
        assert epoch["loss"] == pytest.approx(sum(event.loss * event.size for event in passed) / 40)
        assert epoch["accuracy"] == sum(event.right for event in passed) / 40


def test_norms_are_means_since_the_last_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "BETWEEN_MESSAGES", 1000.0)  # So only the last of an epoch is told.
    line, material = trained(SMALL), material_of(SMALL)
    assert [header["done"] for header, _ in line.of("progress")] == [40] * 3
    events = [each for each in train_run(fitted(SMALL, material), material) if isinstance(each, BatchDone)]
    for number, (header, _) in enumerate(line.of("progress")):
        norms = [event.norms.before for event in events if event.epoch == number]
        assert header["gradient_norm"] == pytest.approx(np.mean(norms))


def test_every_epoch_is_scored_also_the_one_before_training() -> None:
    line, material = trained(SMALL), material_of(SMALL)
    labels, shelf = material.validation.labels, Shelf.of(material.validation.ids)
    model = fitted(SMALL, material).model
    for header, arrays in line.of("epoch"):
        weights = [arrays[f"weight{n}"] for n in range(sum(name.startswith("weight") for name in arrays))]
        batch = shelf.pack(np.arange(len(shelf)))
        again = np.empty(len(shelf), np.float32)
        again[batch.chosen] = probabilities_of(model, weights, batch)
        np.testing.assert_allclose(arrays["validation"], again, atol=1e-6)
        surprise = [-np.log(p if y else 1 - p) for p, y in zip(again.tolist(), labels, strict=True)]
        assert header["validation_loss"] == pytest.approx(np.mean(surprise), abs=1e-5)
        hits = [(p > 0.5) == y for p, y in zip(again.tolist(), labels, strict=True)]
        assert header["validation_accuracy"] == np.mean(hits)
        assert arrays["test"].shape == (5,)
    assert "loss" not in line.of("epoch")[0][0]  # Nothing has been learnt from.


def test_a_verdict_that_is_sure_and_wrong_costs_what_keras_says() -> None:
    loss, accuracy = score_of(np.array([0.0, 1.0], np.float32), np.array([1.0, 1.0], np.float32))
    assert loss == pytest.approx(-np.log(1e-7) / 2, rel=1e-4)
    assert accuracy == 0.5


def test_seconds_grow_and_pauses_are_not_counted() -> None:
    begun, answers = time.perf_counter(), iter(["go"] * 5 + ["pause"] * 3)
    line = Line(lambda header: next(answers, "go"))
    run_training(write_order(SMALL, TABLE), line)
    assert line.kinds.count("waiting") == 3
    seconds = [header["seconds"] for header, _ in line.told if "seconds" in header]
    assert seconds == sorted(seconds) and seconds[0] == 0
    assert seconds[-1] < time.perf_counter() - begun - 3 * job.BETWEEN_QUESTIONS


def test_messages_are_not_more_frequent_than_a_curve_can_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "BETWEEN_MESSAGES", 0.1)
    spec = RunSpec(SMALL.data, SMALL.model, TrainingSpec(20, 1))
    times: list[float] = []

    def note(header: Mapping[str, Any]) -> str:
        if header["kind"] == "progress" and header["done"] != header["of"]:
            times.append(time.monotonic())
        return "go"

    run_training(write_order(spec, TABLE), Line(note))
    assert all(later - sooner >= 0.099 for sooner, later in zip(times, times[1:], strict=False))


@pytest.mark.parametrize("kind", ["phase", "started", "epoch", "progress", "resume"])
def test_the_order_to_stop_is_heard_at_any_message(kind: str) -> None:
    line = Line(lambda header: "stop" if header["kind"] == kind else "go")
    begun = time.monotonic()
    run_training(write_order(SMALL, TABLE), line)
    assert time.monotonic() - begun < 5
    assert line.kinds.count(kind) == 1 and line.kinds[-1] == kind


def test_a_stop_is_heard_in_a_pause() -> None:
    answers = iter(["go", "pause", "pause", "stop"])
    line = Line(lambda header: next(answers))
    run_training(write_order(SMALL, TABLE), line)
    assert line.kinds == ["phase", "started", "waiting", "waiting"]


@pytest.mark.parametrize("kind", ["done", "diverged"])
def test_an_end_is_not_paused(kind: str) -> None:
    spec = SMALL if kind == "done" else RunSpec(SMALL.data, WILD, TrainingSpec(1, 8, 1e30, optimizer="sgd"))
    line = Line(lambda header: "pause" if header["kind"] == kind else "go")
    run_training(write_order(spec, TABLE), line)
    assert line.kinds[-1] == kind


def test_a_long_training_leaves_within_a_fifth_of_a_second() -> None:
    spec = RunSpec(SMALL.data, ModelSpec(100, units=64), TrainingSpec(1000, 8))
    ordered: list[float] = []

    def answer(header: Mapping[str, Any]) -> str:
        if header.get("epoch") == 1 and not ordered:
            ordered.append(time.process_time())  # From here on the order is to stop.
            return "go"
        return "stop" if ordered else "go"

    run_training(write_order(spec, TABLE), Line(answer))
    assert time.process_time() - ordered[0] < 0.2  # Of which others on this machine take nothing.


def test_going_on_gives_the_numbers_of_a_training_in_one_piece() -> None:
    model = ModelSpec(100, 4, "lstm", 3, 2, dropout=0.2, recurrent_dropout=0.2, batch_normalization=True)
    spec = RunSpec(SMALL.data, model, TrainingSpec(4, 8, word_dropout=0.1, decay=True))
    whole = trained(spec)
    messages = [(pack(*whole.of(kind)[n])) for kind, n in (("epoch", 2), ("resume", 1))]
    rest = trained(spec, kept=tuple(messages))
    assert rest.kinds[:2] == ["phase", "started"]
    assert [header["epoch"] for header, _ in rest.of("epoch")] == [2, 3]
    for ours, theirs in zip(
        rest.of("epoch") + rest.of("resume"), whole.of("epoch")[3:] + whole.of("resume")[2:], strict=True
    ):
        for name, array in theirs[1].items():
            np.testing.assert_array_equal(ours[1][name], array)
    first = whole.of("epoch")[2][0]["seconds"]
    assert all(header["seconds"] > first for header, _ in rest.of("progress"))
    done = trained(spec, kept=(pack(*whole.of("epoch")[-1]), pack(*whole.of("resume")[-1])))
    assert done.kinds == ["phase", "started", "done"]


def test_texts_that_cannot_be_learnt_from_are_told_in_a_sentence() -> None:
    alike = tuple(Example(f"text number {n}", 1.0) for n in range(20))
    for table in (alike, ()):
        line = trained(SMALL, table)
        assert line.kinds == ["phase", "failed"]
        assert "needs at least one positive and one negative text" in line.told[-1][0]["says"]


FULL = MemoryError("Unable to allocate 9 GiB")


@pytest.mark.parametrize(
    ("error", "says"),
    [(FULL, "not enough memory for this training. Try fewer units"), (FULL, "9 GiB"), (OSError(), "OSError")],
)
def test_what_goes_wrong_is_told(monkeypatch: pytest.MonkeyPatch, error: Exception, says: str) -> None:
    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(job, "prepare", fail)
    line = trained(SMALL)
    assert line.kinds == ["phase", "failed"]
    assert says in line.told[-1][0]["says"]


def test_only_texts_that_all_share_are_remembered() -> None:
    job._material.cache_clear()
    trained(SMALL)
    assert job._material.cache_info().currsize == 0
    spec = RunSpec(DataSpec("grammar", 20), SMALL.model, TrainingSpec(1))
    first, again = trained(spec, ()), trained(spec, ())
    assert job._material.cache_info().hits == 1
    assert first.of("started")[0][0] == again.of("started")[0][0]
    job._material.cache_clear()


WILD = ModelSpec(3, 8, "simple-rnn", 16, activation="linear")


@pytest.mark.parametrize(
    ("data", "rate", "epoch"), [(DataSpec("grammar", 200, length=12), 10, 0), (DataSpec("classroom"), 5, 1)]
)
def test_a_training_that_diverges_says_so_and_keeps_its_epochs(data: DataSpec, rate: int, epoch: int) -> None:
    spec = RunSpec(data, WILD, TrainingSpec(30, 32, rate, optimizer="sgd"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        line = trained(spec, ())
    assert line.kinds[-1] == "diverged"
    header, _ = line.told[-1]
    assert header["epoch"] == epoch and f"In epoch {epoch + 1} the loss" in header["says"]
    assert f"a learning rate of {rate / 10:g} instead of {rate:g}" in header["says"]
    assert len(line.of("epoch")) == epoch + 1  # With the one before training.
    for _, arrays in line.of("epoch"):
        assert all(np.isfinite(array).all() for array in arrays.values())


def test_the_last_update_may_be_the_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    def score(spec: RunSpec, weights: list[FloatArray], shelf: Shelf) -> FloatArray:
        return np.full(len(shelf), np.nan if np.any(weights[-1]) else 0.5, np.float32)

    monkeypatch.setattr("rnnviz.learning.engine.score", score)
    line = trained(SMALL)
    assert line.kinds[-1] == "diverged" and [header["epoch"] for header, _ in line.of("epoch")] == [-1]


def test_the_advice_fits_the_settings() -> None:
    model, training = ModelSpec(9, activation="linear"), TrainingSpec(learning_rate=0.5)
    says = why_it_diverged(RunSpec(model=model, training=training), 2)
    for advice in ("In epoch 3", "0.05 instead of 0.5", "clipping by norm at 1", "tanh instead of linear"):
        assert advice in says
    clipped = TrainingSpec(clip_by="clipvalue")
    says = why_it_diverged(RunSpec(model=ModelSpec(9), training=clipped), 0)
    assert "clipping" not in says and "tanh" not in says
