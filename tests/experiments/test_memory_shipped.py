"""The results that come with the program: complete, consistent, and those that their seeds give."""

import pytest

from rnnviz.experiments.memory_cases import CASES
from rnnviz.experiments.memory_results import EXAMPLES, Result, measure_point
from rnnviz.experiments.memory_shipped import (
    SHIPPED_LAGS,
    SHIPPED_SEEDS,
    as_shipped,
    larger_points,
    shipped_bench,
)
from rnnviz.experiments.memory_tasks import TASKS
from rnnviz.experiments.memory_training import HELD_OUT, Checked, Point, train
from rnnviz.figures.memory_strip import right_answers
from rnnviz.weights.memory import COMMAND, example, points


def test_every_point_is_here_once_with_the_settings_that_the_page_names() -> None:
    bench = shipped_bench()
    assert bench.command == COMMAND and bench.held_out == HELD_OUT
    found = [result.point for result in bench.results]
    assert len(found) == len(set(found)) == len(TASKS) * len(CASES) * len(SHIPPED_LAGS) * len(SHIPPED_SEEDS)
    more = tuple(result.point for result in bench.larger)
    assert {*found, *more} == set(points()) and sorted(more, key=str) == sorted(larger_points(), key=str)
    assert all(as_shipped(point) == point for point in found)
    assert len(bench.of("copy")) == len(found) // len(TASKS)


def test_what_is_called_solved_is_and_the_rest_is_not() -> None:
    for result in (*shipped_bench().results, *shipped_bench().larger):
        assert TASKS[result.point.task].is_solved(result.loss, result.right) == result.is_solved
        assert result.updates <= result.point.updates
        assert (result.curve[-1][0], result.curve[0][0]) == (result.updates, 0)
        for reach in (result.before, result.after):
            assert reach.horizon is None or 1 <= reach.horizon <= 200
            assert not reach.exploded or (reach.horizon, reach.felt) == (None, None)
        # With a horizon below the lag, less than 1 % arrives over the lag; the norm need not fall steadily.
        assert result.before.exploded is False


@pytest.mark.parametrize(("task", "case"), [("recall", "rnn"), ("anbn", "lstm"), ("adding", "irnn")])
def test_a_point_trained_again_gives_what_is_shipped(task: str, case: str) -> None:
    point = as_shipped(Point(task, case, SHIPPED_LAGS[0], 1))
    *_, again = measure_point(point)
    (shipped,) = (result for result in shipped_bench().of(task) if result.point == point)
    assert isinstance(again, Result) and (again.how, again.updates) == (shipped.how, shipped.updates)
    assert again.right == pytest.approx(shipped.right, abs=0.02)
    assert again.loss == pytest.approx(shipped.loss, rel=0.05)
    assert again.before.horizon == shipped.before.horizon


def test_the_larger_networks_begin_where_their_seeds_put_them_and_one_solves_what_none_else_does() -> None:
    bench = shipped_bench()
    for result in bench.larger:
        first = next(train(result.point))
        assert isinstance(first, Checked) and result.curve[0][0] == first.update == 0
        assert result.curve[0][1:] == pytest.approx(first.judged, rel=1e-3)
    tasks = {result.point.task for result in bench.larger}
    assert tasks == {"copy"} and not any(result.is_solved for result in bench.of("copy"))
    assert any(result.is_solved for result in bench.larger_of("copy"))


@pytest.mark.parametrize("task", list(TASKS))
def test_the_kept_examples_are_held_out_sequences_and_each_has_its_answers(task: str) -> None:
    bench = shipped_bench()
    for lag in SHIPPED_LAGS:
        kept = bench.examples[task, lag]
        fresh = example(TASKS[task], lag)
        assert [list(one.symbols) for one in kept] == [one["symbols"] for one in fresh]
        assert [list(one.targets) for one in kept] == [one["targets"] for one in fresh]
        assert len(kept) == min(EXAMPLES, lag // 2 if task == "anbn" else EXAMPLES)
        mine = (*bench.of(task), *bench.larger_of(task))
        for result in (one for one in mine if one.point.lag == lag):
            answers = result.said[0] if task == "anbn" else result.said[-1]
            assert len(answers) == (lag // 2 if task == "anbn" else len(right_answers(TASKS[task], kept[-1])))


def test_the_answers_to_the_examples_agree_with_what_was_measured() -> None:
    # Of a network that is right on all held-out sequences the answers to the kept ones are right.
    bench = shipped_bench()
    checked = 0
    for result in bench.results:
        task = TASKS[result.point.task]
        if result.right < 1 or task.name in ("adding", "copy"):
            continue
        kept = bench.examples[task.name, result.point.lag]
        if task.name == "anbn":
            assert list(result.said[0]) == list(range(result.point.lag // 2, 0, -1))
        else:
            assert [said for said in result.said] == [one.targets for one in kept]
        checked += 1
    assert checked > 50
