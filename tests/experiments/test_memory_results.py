"""What is kept of a training: written and read again, and its reach where the law is known."""

import json
from dataclasses import replace
from math import isnan, nan

import numpy as np
import pytest

from rnnviz.experiments.memory_results import MOST_CHECKS, Reach, Result, measure_point, reach_of, said_of
from rnnviz.experiments.memory_tasks import MOST_LAG, TASKS
from rnnviz.experiments.memory_training import HELD_OUT, Checked, Net, Point, initial_net
from rnnviz.learning.recurrent import Weights


def measured(point: Point) -> Result:
    *_, result = measure_point(point)
    assert isinstance(result, Result)
    return result


def open_net(rate: float) -> Net:
    """A ReLU network all of whose units are always on: every step back multiplies with the rate exactly."""
    point = Point("recall", "irnn", 12, units=4)
    net = initial_net(point)
    cell = Weights(np.abs(net.cell.kernel), np.eye(4, dtype=np.float32) * np.float32(rate), net.cell.bias + 1)
    return net._replace(cell=cell)


@pytest.mark.parametrize(("rate", "horizon"), [(0.5, 7), (0.8, 21), (1.0, None)])
def test_the_reach_of_a_network_whose_steps_all_multiply_alike(rate: float, horizon: int | None) -> None:
    # 0.5^7 < 0.01 < 0.5^6, and 0.8^21 < 0.01 < 0.8^20.
    reach = reach_of(Point("recall", "irnn", 12, units=4), open_net(rate))
    assert reach.horizon == horizon and reach.felt == pytest.approx(rate**12, rel=1e-3)


def test_what_explodes_is_no_number() -> None:
    point = Point("recall", "irnn", 190, units=4)
    assert reach_of(point, open_net(3.0)) == Reach(None, None, exploded=True)  # 3^200 is beyond float32.
    grown = reach_of(point, open_net(1.5))
    assert grown.horizon is None and grown.felt == pytest.approx(1.5**190, rel=1e-2)


@pytest.mark.parametrize("task", list(TASKS))
def test_the_horizon_is_looked_for_along_the_greatest_lag(task: str) -> None:
    """Also of aⁿbⁿ, whose strings are as long as they happen to be."""
    for seed in range(12):
        read = TASKS[task].sequence(np.random.default_rng([seed, 3]), MOST_LAG)
        assert read.shape == (MOST_LAG, TASKS[task].width)


@pytest.mark.parametrize("task", list(TASKS))
def test_a_result_is_the_same_after_json(task: str) -> None:
    result = measured(Point(task, "gru", 6, updates=60, units=4, rows=8))
    assert Result.from_values(json.loads(json.dumps(result.as_values(), allow_nan=False))) == result
    assert result.curve[0][0] == 0 and result.curve[-1][0] == result.updates
    assert result.score == (result.right if task in ("recall", "faint", "anbn") else result.loss)
    assert len(result.said) == (1 if task == "anbn" else 4)


def test_a_loss_that_is_no_number_comes_back() -> None:
    result = measured(Point("recall", "rnn", 5, updates=1, units=2))
    broken = replace(result, loss=nan, curve=((0, nan, 0.1),))
    again = Result.from_values(json.loads(json.dumps(broken.as_values(), allow_nan=False)))
    assert isnan(again.loss) and isnan(again.curve[0][1]) and again.curve[0][2] == 0.1


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    events = list(measure_point(Point("copy", "rnn", 4, updates=1_000, units=2, rows=1)))
    checks = [event for event in events if isinstance(event, Checked)]
    result = events[-1]
    assert isinstance(result, Result) and len(checks) == 21 and len(result.curve) == MOST_CHECKS
    assert {update for update, _, _ in result.curve} <= {check.update for check in checks}
    assert (result.curve[0][0], result.curve[-1][0]) == (0, 1_000)


def test_what_is_said_of_each_task() -> None:
    nothing = {"head_kernel": 0, "head_bias": 0}
    for task, bias, expected in (
        ("recall", np.eye(8)[5], ((5,),) * 4),
        ("copy", np.eye(9)[3], ((3,) * 10,) * 4),
        ("adding", np.array([0.25]), ((0.25,),) * 4),
        ("anbn", np.array([0, 1]), ((1,) * 5,)),  # The end at once.
        ("anbn", np.array([1, 0]), ((0,) * 5,)),  # Never.
    ):
        point = Point(task, "rnn", 10, units=3)
        net = initial_net(point)
        net = net._replace(
            head_kernel=net.head_kernel * nothing["head_kernel"], head_bias=bias.astype(np.float32)
        )
        assert said_of(point, net, TASKS[task].held_out(10, HELD_OUT)) == expected
