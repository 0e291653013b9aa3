"""Training a point: gradients against difference quotients, ends that are told, and the same again."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.cells import CELL_TITLES, CELLS
from rnnviz.experiments.memory_cases import CASES
from rnnviz.experiments.memory_tasks import TASKS
from rnnviz.experiments.memory_training import (
    CHECK_EVERY,
    Checked,
    Finished,
    Judged,
    Net,
    Point,
    answers,
    gradients_of,
    initial_net,
    judge,
    loss_of,
    settings_of,
    train,
)
from rnnviz.learning.recurrent import Weights
from rnnviz.unroll import unroll

STEP = 1e-6


def in_double(net: Net) -> Net:
    return Net(
        Weights(*(part.astype(np.float64) for part in net.cell)), *(part.astype(float) for part in net[1:])
    )


@pytest.mark.parametrize("task", list(TASKS))
@pytest.mark.parametrize("case", ["rnn", "irnn", "gru-chrono", "lstm"])
def test_gradients_are_what_a_difference_quotient_says(task: str, case: str) -> None:
    point = Point(task, case, 6, units=4)
    net = in_double(initial_net(point))
    chance = np.random.default_rng(5)
    for array in net.arrays:  # No unit of a ReLU stands on its edge.
        array += chance.normal(0, 0.1, array.shape)
    batch = TASKS[task].draw(chance, 6, 3)
    _, found = gradients_of(point, net, batch)
    for array, gradient in zip(net.arrays, found.arrays, strict=True):
        assert gradient.shape == array.shape
        for place in chance.integers(0, array.size, 3):
            flat, losses = array.reshape(-1), []
            for sign in (1, -1):
                flat[place] += sign * STEP
                losses.append(gradients_of(point, net, batch)[0])
                flat[place] -= sign * STEP
            quotient = (losses[0] - losses[1]) / (2 * STEP)
            assert gradient.reshape(-1)[place] == pytest.approx(quotient, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("case", list(CASES))
def test_answers_are_those_of_the_cells_of_the_other_pages(case: str) -> None:
    point = Point("anbn", case, 8, units=5)
    net, batch = initial_net(point), TASKS["anbn"].held_out(8, 4)
    _, said = answers(settings_of(point), net, batch)
    cell = CELLS[CELL_TITLES[CASES[case].cell]](*net.cell, activation=CASES[case].activation)
    for row in range(4):
        trace = unroll(cell, batch.inputs[batch.row(row)])
        expected = trace.steps.hidden_state @ net.head_kernel + net.head_bias
        mine = said[batch.packing.rows[batch.places] == row]
        np.testing.assert_allclose(mine, expected[-len(mine) :], atol=1e-5)


def test_losses_worked_out_by_hand() -> None:
    said = np.array([[np.log(3.0), 0.0], [0.0, 0.0]])
    loss, gradient = loss_of(TASKS["anbn"], said, np.array([0, 1]))
    assert loss == pytest.approx((np.log(4 / 3) + np.log(2)) / 2)
    np.testing.assert_allclose(gradient, [[-0.125, 0.125], [0.25, -0.25]])
    loss, gradient = loss_of(TASKS["adding"], np.array([[1.5], [0.0]]), np.array([1.0, 1.0]))
    assert loss == pytest.approx(0.625) and gradient.tolist() == [[0.5], [-1.0]]


def told(symbol: int) -> Net:
    """A network without a state that always says the same."""
    net = initial_net(Point("recall", "rnn", 6, units=3))
    return net._replace(head_kernel=0 * net.head_kernel, head_bias=np.eye(8, dtype=np.float32)[symbol])


def test_judging_counts_what_is_right() -> None:
    point = Point("recall", "rnn", 6, units=3)
    batch = TASKS["recall"].held_out(6, 64)
    found = judge(point, told(2), batch)
    assert found.right == np.mean(batch.targets == 2)
    powers = np.exp(np.eye(8)[2])
    assert found.loss == pytest.approx(np.mean(-np.log(powers / powers.sum())[batch.targets]), rel=1e-5)


def test_of_a_string_every_place_must_be_right() -> None:
    point = Point("anbn", "rnn", 8, units=3)
    net = initial_net(point)._replace(head_kernel=np.zeros((3, 2), np.float32))
    batch = TASKS["anbn"].held_out(8, 4)
    assert judge(point, net._replace(head_bias=np.array([0, 1], np.float32)), batch).right == 0.25  # Only ab.
    assert judge(point, net._replace(head_bias=np.array([1, 0], np.float32)), batch).right == 0.0


def test_a_training_ends_where_the_task_is_solved_and_is_the_same_again() -> None:
    point = Point("recall", "rnn", 5)
    one, other = list(train(point)), list(train(point))
    *checks, end = one
    assert isinstance(end, Finished) and end.how == "solved" and end.last is checks[-1]
    assert all(isinstance(check, Checked) for check in checks)
    assert [check.update for check in checks if isinstance(check, Checked)] == list(
        range(0, end.last.update + 1, CHECK_EVERY)
    )
    assert end.last.judged.right >= 0.95 and end.last.update < point.updates
    again = other[-1]
    assert isinstance(again, Finished) and again.last.judged == end.last.judged
    for mine, same in zip(end.net.arrays, again.net.arrays, strict=True):
        np.testing.assert_array_equal(mine, same)


def test_a_training_out_of_updates_is_judged_after_the_last() -> None:
    *_, check, end = train(Point("copy", "lstm", 4, updates=7, units=3, rows=2))
    assert isinstance(end, Finished) and end.how == "out of updates"
    assert isinstance(check, Checked) and check.update == 7 and isinstance(check.judged, Judged)


def test_an_explosion_is_told() -> None:
    *_, end = train(Point("adding", "irnn", 180, rate=1.0, updates=400, units=8, rows=4))
    assert isinstance(end, Finished) and end.how == "diverged" and end.last.update < 400


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"task": "sing"}, "the task must be one of recall, faint"),
        ({"case": "rwkv"}, "the case must be one of rnn, "),
        ({"lag": 3}, "lag must be from 4 to 200, got 3"),
        ({"units": 0}, "units must be from 1 to 128, got 0"),
        ({"updates": 10**9}, "updates must be from 1 to 20000"),
        ({"rate": float("nan")}, "the learning rate must be above 0"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        replace(Point("recall", "rnn", 5), **wrong)  # type: ignore[arg-type]
    assert Point.from_values(Point("copy", "gru", 9).as_values()) == Point("copy", "gru", 9)
