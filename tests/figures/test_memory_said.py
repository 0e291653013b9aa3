"""Sentences of the memory bench, against results whose story is known."""

from dataclasses import replace
from math import nan

from rnnviz.experiments.memory_cases import CASES
from rnnviz.experiments.memory_results import Reach, Result
from rnnviz.experiments.memory_shipped import larger_points
from rnnviz.figures.memory_learning import learning_said
from rnnviz.figures.memory_reach import reach_said
from rnnviz.figures.memory_said import headline_said, larger_said, longest, own_said, score_said
from tests.figures.memory import result


def three(case: str, lag: int, solved: int) -> list[Result]:
    """Three seeds, the first of which solve their task."""
    return [result(case, lag, seed, solved=seed < solved) for seed in range(3)]


def test_the_headline_is_where_the_first_weights_of_one_cell_decide() -> None:
    found = [*three("gru", 40, 0), *three("gru-chrono", 40, 3), *three("gru-chrono", 80, 2)]
    found += three("rnn", 40, 3)
    assert headline_said(40, found) == (
        "The start decides: with Keras's first weights the GRU fails at lag 40 (0 of 3 seeds);"
        " with chrono biases the same GRU solves even lag 80 (2 of 3 seeds)."
    )
    # Where Keras's own start is the better one it is said so; another activation is another cell.
    found = [*three("irnn", 80, 1), *three("rnn", 80, 3)]
    assert headline_said(80, found) == (
        "The start decides: with the identity as W_hh and ReLU the SimpleRNN mostly fails at lag 80"
        " (1 of 3 seeds); with Keras's first weights a SimpleRNN solves it (3 of 3 seeds)."
    )
    # A failure of Keras's own goes before a greater difference of others.
    found = [*three("lstm", 20, 1), *three("lstm-chrono", 20, 3), *three("lstm-0", 20, 0)]
    assert "Keras's first weights the LSTM mostly fails at lag 20 (1 of 3" in headline_said(20, found)


def test_an_easy_lag_says_what_comes_further_on() -> None:
    easy = [one for case in CASES for one in three(case, 5, 3)]
    assert headline_said(5, easy) == "Lag 5 is easy: all 24 networks solve it."
    later = [*easy, *three("lstm", 20, 0), *three("lstm-chrono", 20, 3)]
    assert headline_said(5, later) == (
        "Lag 5 is easy: all 24 networks solve it. Further on the start decides: with Keras's first weights"
        " the LSTM fails at lag 20 (0 of 3 seeds); with chrono biases the same LSTM solves it (3 of 3 seeds)."
    )
    hard = [*easy, *three("lstm", 20, 1), *three("lstm-chrono", 20, 0)]
    assert (
        headline_said(20, hard) == "At lag 20 only one of 6 networks solves it, whatever the first weights."
    )
    assert headline_said(5, hard).endswith("it. " + headline_said(20, hard))
    some = [*easy, *three("lstm", 20, 2), *three("lstm-chrono", 20, 1)]
    assert headline_said(20, some) == "At lag 20 3 of 6 networks solve it, whatever the first weights."
    none = headline_said(20, [*easy, *three("lstm", 20, 0)])
    assert none.startswith("At lag 20 none of 3 networks solves it, whatever the first weights. At lag 20 “")
    assert headline_said(40, easy) == "At lag 40 nothing is trained yet."


def test_a_task_that_nobody_solves_is_called_too_hard_and_the_closest_is_named() -> None:
    found = [result("rnn", 10, task="copy", loss=0.6), result("irnn", 10, task="copy", loss=0.4)]
    assert headline_said(10, [*found, result("gru", 10, task="copy", loss=nan)]) == (
        "Too hard for these settings (32 units, 1,500 updates): none of 3 networks solves it at any lag."
        " At lag 10 “SimpleRNN, identity + ReLU” comes closest with a loss of 0.400; a loss of 0.693"
        " is reached without memory."
    )
    assert headline_said(10, [result("gru", 10, loss=nan, right=0.0)]).endswith(
        "with 0% right; 12% right is reached without memory."
    )


def test_what_more_room_and_time_change() -> None:
    points = {point.case: point for point in larger_points() if point.lag == 10}
    solved = replace(result("gru", 10, solved=True), point=points["gru-chrono"], updates=14_400)
    larger = [solved, replace(result("irnn", 10, right=0.4), point=points["irnn"])]
    assert larger_said(larger) == (
        "With more room and time (64 units, up to 20,000 updates, seed 0) it is learnt: lag 10 by “GRU,"
        " chrono” after 14,400. Not by “SimpleRNN, identity + ReLU” at lag 10 (40% right)."
    )
    assert "it is not learnt either. Not by" in larger_said(larger[1:])
    assert larger_said([]) == ""


def test_the_longest_lag_is_that_of_most_seeds() -> None:
    found = [*three("rnn", 80, 2), *three("rnn", 40, 3), *three("gru", 80, 1), *three("gru", 20, 2)]
    assert (longest(found, "rnn"), longest(found, "gru"), longest(found, "lstm")) == (80, 20, 0)


def test_ones_own_beside_the_shipped_seeds() -> None:
    shipped = [result("gru", 20, seed, solved=seed == 0) for seed in range(3)]
    said = own_said(result("gru", 20, 9, solved=True), shipped)
    assert "GRU, default, lag 20, seed 9, 32 units: solved after 250 updates, 100% right" in said
    assert said.endswith("Of the shipped seeds 1 of 3 solve it.")
    assert "exploded" in own_said(result("irnn", 20, how="diverged", loss=nan), [])
    assert score_said(result("gru", 20, task="adding", loss=0.0123)) == "mean squared error 0.0123"
    assert learning_said([result("gru", 20)]) == (
        "GRU, default, seed 0: out of updates after 1,500 updates, 25% right, loss 2 nats."
    )


def test_what_the_horizon_predicts_is_counted_over_all_lags_and_at_one() -> None:
    found = [result("rnn", 5, solved=True), result("gru", 5, solved=True)]
    found += [result(case, 40, solved=True, before=Reach(None, 1.0)) for case in ("irnn", "lstm-chrono")]
    found += [result(case, 40, before=Reach(40, 0.01)) for case in ("lstm", "lstm-0", "gru")]
    found += [result("irnn", 40, before=Reach(None, None, exploded=True))]
    said = reach_said(found, "before", 40)
    assert "is longer than the lag, 4 of 4 solved their task; of the others 0 of 3." in said
    assert "At lag 40 alone: 2 of 2, and 0 of 3. So at lag 40 the horizon predicts much of it." in said
    assert "Left out: 1 whose state explodes" in said
    nobody = [result(case, 40, before=Reach(horizon, 0.1)) for case, horizon in (("rnn", 50), ("gru", 5))]
    assert reach_said(nobody, "before", 40) == (
        "None of these 2 networks solves its task: there is nothing to predict."
    )
    assert "nothing can be compared at lag 5" in reach_said(found, "before", 5)
    assert "At lag 40 alone: 2 of 6, and none there." in reach_said(found, "after", 40)
    everyone = [result("rnn", 5, solved=True), result("gru", 5, solved=True, before=Reach(3, 0.0))]
    assert reach_said(everyone, "before", 5).endswith("nothing to predict: all solve it.")
    assert set(CASES) >= {one.point.case for one in found}
