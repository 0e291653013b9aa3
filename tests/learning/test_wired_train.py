"""Training a wired network: it learns, the same seed gives the same, and events say how it goes."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from rnnviz.learning import wired_train
from rnnviz.learning.packing import IntArray
from rnnviz.learning.wired_answers import answers_of, score_wired
from rnnviz.learning.wired_data import WiredData, WiredTraining
from rnnviz.learning.wired_train import CHECKS, Checked, Diverged, Event, Progress, Trained, train_wired
from rnnviz.learning.wired_weights import initial_wired
from rnnviz.symbols import END
from rnnviz.wired_spec import WiredSpec
from tests.learning.wired_small import SPECS, examples, title

LETTERS = 8  # Of what is read, the two special ones among them.
REVERSE = WiredSpec("encoder-decoder", LETTERS, LETTERS + 1, embedding_dim=12, units=24, attention=True)
SHORT = WiredTraining(updates=12, batch_size=4)


def reversing(rng: np.random.Generator, count: int) -> WiredData:
    """Two to five letters, to be written from the last one to the first."""
    texts: tuple[IntArray, ...] = tuple(
        rng.integers(2, LETTERS, rng.integers(2, 6)).astype(np.int32) for _ in range(count)
    )
    return WiredData(texts, tuple(np.append(text[::-1] + 1, END).astype(np.int32) for text in texts))


def shapes(rng: np.random.Generator, count: int) -> WiredData:
    """Which of six numbers is the largest."""
    pictures = rng.normal(size=(count, 6)).astype(np.float32)
    return WiredData(pictures, tuple(np.array([n], np.int32) for n in pictures.argmax(axis=1)))


def parities(rng: np.random.Generator, count: int) -> WiredData:
    """After each letter whether those so far add up to an even number."""
    texts = reversing(rng, count).sources
    assert isinstance(texts, tuple)
    return WiredData(texts, tuple((text.cumsum() % 2).astype(np.int32) for text in texts))


def last(events: Iterator[Event]) -> Trained:
    *_, end = events
    assert isinstance(end, Trained)
    return end


def test_a_writer_with_attention_learns_to_reverse(rng: np.random.Generator) -> None:
    data, held_out = reversing(rng, 2000), reversing(rng, 200)
    end = last(train_wired(REVERSE, WiredTraining(250, 64, 1e-2), data, held_out))
    assert end.score.right > 0.97
    assert end.score.symbols >= end.score.right
    assert isinstance(held_out.sources, tuple)
    (answer,) = answers_of(REVERSE, end.weights, (np.array([2, 3, 4]),), 8)
    assert answer.tolist() == [5, 4, 3]


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_a_network_with_an_answer_after_each_symbol_learns_to_count(
    cell: str, rng: np.random.Generator
) -> None:
    spec = WiredSpec.from_values(
        {"wiring": "many-to-many", "inputs": LETTERS, "outputs": 2, "cell": cell, "units": 16}
    )
    end = last(train_wired(spec, WiredTraining(200, 64, 3e-2), parities(rng, 1000), parities(rng, 100)))
    assert end.score.right > 0.97


def test_eyes_learn_to_see(rng: np.random.Generator) -> None:
    spec = WiredSpec("one-to-one", 6, 6, hidden=24)
    end = last(train_wired(spec, WiredTraining(300, 64, 2e-2), shapes(rng, 2000), shapes(rng, 300)))
    assert end.score.right == end.score.symbols > 0.9


@pytest.mark.parametrize("spec", SPECS, ids=title)
def test_each_wiring_comes_nearer_to_its_examples(spec: WiredSpec, rng: np.random.Generator) -> None:
    data = examples(spec, rng, 12)
    training = WiredTraining(40, 12, 3e-2)
    losses = [e.loss for e in train_wired(spec, training, data, data) if isinstance(e, Progress)]
    assert losses[-1] < 0.8 * losses[0]


def test_events_come_in_order(rng: np.random.Generator) -> None:
    data, held_out = reversing(rng, 30), reversing(rng, 9)
    events = list(train_wired(REVERSE, replace(SHORT, updates=2 * CHECKS), data, held_out))
    checks = [event for event in events if isinstance(event, Checked)]
    assert [check.update for check in checks] == list(range(0, 2 * CHECKS + 1, 2))
    steps = [event for event in events if isinstance(event, Progress)]
    assert [(step.update, step.of) for step in steps] == [(n, 20) for n in range(1, 21)]
    assert isinstance(events[0], Checked) and isinstance(events[-1], Trained)
    times = [event.seconds for event in events]
    assert times == sorted(times)
    end = events[-1]
    assert (end.updates, end.score) == (20, score_wired(REVERSE, end.weights, held_out))
    assert not np.array_equal(checks[0].weights["head.bias"], end.weights["head.bias"])
    with pytest.raises(ValueError, match="read-only"):
        end.weights["head.bias"][0] = 1


def test_checks_look_at_the_same_part_of_many_held_out_examples(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wired_train, "CHECKED_ON", 5)
    events = list(train_wired(REVERSE, SHORT, reversing(rng, 30), reversing(rng, 9)))
    counts = [event.score.count for event in events if isinstance(event, Checked | Trained)]
    assert counts == [5] * (CHECKS + 1) + [9]


def test_a_seed_decides_everything(rng: np.random.Generator) -> None:
    data, held_out = reversing(rng, 30), reversing(rng, 5)

    def trained(spec: WiredSpec, training: WiredTraining) -> np.ndarray:
        weights = last(train_wired(spec, training, data, held_out)).weights
        return np.concatenate([array.reshape(-1) for array in weights.values()])

    first = trained(REVERSE, SHORT)
    assert np.array_equal(first, trained(REVERSE, SHORT))
    assert not np.array_equal(first, trained(replace(REVERSE, seed=1), SHORT))
    assert not np.array_equal(first, trained(REVERSE, replace(SHORT, seed=1)))


def test_the_learning_rate_falls_along_half_a_cosine() -> None:
    training = WiredTraining(updates=100, learning_rate=0.2)
    rates = [wired_train.rate_at(training, update) for update in (0, 50, 99)]
    assert rates == pytest.approx([0.2, 0.1, 0.2 * (1 + np.cos(0.99 * np.pi)) / 2])


def test_a_training_that_diverges_says_so_and_ends(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    wild = {name: one + np.inf for name, one in initial_wired(REVERSE).items()}
    monkeypatch.setattr(wired_train, "initial_wired", lambda spec: wild)
    monkeypatch.setattr(wired_train, "score_wired", lambda *_: None)
    events = list(train_wired(REVERSE, SHORT, reversing(rng, 30), reversing(rng, 5)))
    assert [type(event) for event in events] == [Checked, Diverged]
    assert isinstance(events[-1], Diverged) and not np.isfinite(events[-1].loss)


def test_who_leaves_the_loop_has_stopped_the_training(rng: np.random.Generator) -> None:
    endless = train_wired(REVERSE, replace(SHORT, updates=10**9), reversing(rng, 30), reversing(rng, 5))
    assert [type(event) for event in islice(endless, 3)] == [Checked, Progress, Progress]


def test_examples_of_another_network_are_refused_at_once(rng: np.random.Generator) -> None:
    good, other = reversing(rng, 5), shapes(rng, 5)
    with pytest.raises(ValueError, match="reads symbols"):
        train_wired(REVERSE, SHORT, other, good)
    with pytest.raises(ValueError, match="reads symbols"):
        train_wired(REVERSE, SHORT, good, other)
