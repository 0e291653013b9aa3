"""What is drawn asks what the tasks say, and the baselines are what a reader without memory reaches."""

from itertools import groupby
from math import log

import numpy as np
import pytest

from rnnviz.experiments.memory_tasks import BLANK, COPIED, FAINT, GO, SYMBOLS, TASKS, Batch, TaskName

EVERY: tuple[TaskName, ...] = ("recall", "faint", "adding", "anbn", "copy")


def drawn(task: str, lag: int, rows: int = 6, seed: int = 1) -> Batch:
    return TASKS[task].draw(np.random.default_rng(seed), lag, rows)


def symbols(batch: Batch, row: int) -> list[int]:
    return [int(symbol) for symbol in batch.symbols[batch.row(row)]]


def targets(batch: Batch, row: int) -> list[float]:
    mine = batch.packing.rows[batch.places] == row
    return [float(target) for target in batch.targets[mine]]


def test_all_tasks_are_here() -> None:
    assert tuple(TASKS) == EVERY and all(TASKS[name].name == name for name in EVERY)


@pytest.mark.parametrize("lag", [4, 13])
def test_of_recall_the_first_symbol_is_asked_for_after_as_many_distractors_as_the_lag_says(lag: int) -> None:
    batch = drawn("recall", lag)
    for row in range(6):
        first, *noise = symbols(batch, row)
        assert first < SYMBOLS and len(noise) == lag and min(noise) >= SYMBOLS
        assert targets(batch, row) == [first]
    assert batch.places.tolist() == batch.packing.last.tolist()


def test_faint_is_recall_with_inputs_a_tenth_as_strong() -> None:
    strong, faint = drawn("recall", 7), drawn("faint", 7)
    assert strong.symbols.tolist() == faint.symbols.tolist()
    np.testing.assert_allclose(faint.inputs, FAINT * strong.inputs)
    assert set(strong.inputs.sum(axis=1)) == {1.0}


@pytest.mark.parametrize("lag", [4, 9])
def test_of_copy_ten_symbols_are_asked_for_after_the_sign_and_blanks_before(lag: int) -> None:
    batch = drawn("copy", lag)
    for row in range(6):
        read, asked = symbols(batch, row), targets(batch, row)
        assert len(read) == len(asked) == lag + 20
        assert read[COPIED:] == [BLANK] * (lag - 1) + [GO] + [BLANK] * COPIED
        assert asked == [BLANK] * (lag + COPIED) + read[:COPIED] and max(read[:COPIED]) < SYMBOLS


@pytest.mark.parametrize("lag", [4, 9])
def test_of_adding_the_sum_of_the_two_marked_numbers_is_asked_for(lag: int) -> None:
    batch = drawn("adding", lag)
    for row in range(6):
        marked = [n for n, mark in enumerate(symbols(batch, row)) if mark]
        assert len(marked) == 2 and marked[0] < lag // 2 <= marked[1]
        values = batch.inputs[batch.row(row)]
        assert targets(batch, row) == [float(values[marked[0], 0] + values[marked[1], 0])]
        assert values[:, 1].tolist() == symbols(batch, row)


def test_of_anbn_the_end_is_asked_for_after_every_b() -> None:
    batch = drawn("anbn", 12, rows=20)
    for row in range(20):
        runs = [(symbol, len(list(run))) for symbol, run in groupby(symbols(batch, row))]
        (_, n), (_, m) = runs
        assert [symbol for symbol, _ in runs] == [0, 1] and n == m <= 6
        assert targets(batch, row) == [0] * (n - 1) + [1]


@pytest.mark.parametrize("task", EVERY)
def test_chance_is_the_seeds_and_held_out_sequences_are_the_same_for_all(task: str) -> None:
    one, same, other = drawn(task, 10), drawn(task, 10), drawn(task, 10, seed=2)
    assert np.array_equal(one.inputs, same.inputs) and not np.array_equal(one.inputs, other.inputs)
    held = TASKS[task].held_out(10, 5)
    assert np.array_equal(held.inputs, TASKS[task].held_out(10, 5).inputs)
    if task == "anbn":
        assert [len(held.row(row)) // 2 for row in range(5)] == [5, 4, 3, 2, 1]


def test_the_baselines_are_what_is_reached_without_memory() -> None:
    chance = np.random.default_rng(3)
    # Copy: sure of the blanks, one in eight of the symbols; the mean over all places.
    batch, lag = drawn("copy", 10, 200), 10
    surprise = np.where(batch.targets == BLANK, 0.0, log(SYMBOLS))
    assert TASKS["copy"].baseline(lag) == pytest.approx(surprise.mean(), rel=1e-9)
    assert TASKS["copy"].baseline(lag) == pytest.approx(10 * log(8) / (lag + 20))
    # Adding: who always says the mean, 1, is off by the variance of a sum of two uniform numbers.
    sums = chance.random((200_000, 2)).sum(axis=1)
    assert TASKS["adding"].baseline(40) == pytest.approx(((sums - 1) ** 2).mean(), rel=0.02)
    assert round(TASKS["adding"].baseline(40), 3) == 0.167
    first = drawn("recall", 5, 20_000).targets
    assert TASKS["recall"].baseline(5) == pytest.approx((first == 3).mean(), abs=0.01)
    assert TASKS["anbn"].baseline(20) == 1 / 10


def test_solved_is_a_share_or_a_loss() -> None:
    assert TASKS["recall"].is_solved(9.0, 0.95) and not TASKS["recall"].is_solved(0.0, 0.94)
    assert TASKS["adding"].is_solved(1 / 60, 0.0) and not TASKS["adding"].is_solved(0.02, 1.0)
    assert not TASKS["adding"].is_solved(float("nan"), 1.0)
