"""Sentences of the memory bench, against results whose story is known."""

from math import nan

from rnnviz.experiments.memory_cases import CASES
from rnnviz.experiments.memory_results import Reach
from rnnviz.experiments.memory_tasks import TASKS
from rnnviz.figures.memory_learning import learning_said
from rnnviz.figures.memory_reach import reach_said
from rnnviz.figures.memory_said import conclusion_said, longest, own_said, score_said, starts_said
from tests.figures.memory import result


def test_who_solves_it_and_who_does_not() -> None:
    found = [result("rnn", 40, seed, solved=True) for seed in range(3)]
    found += [result("lstm", 40, seed, solved=seed == 1) for seed in range(3)]
    found += [result("gru", 40, seed) for seed in range(3)] + [result("irnn", 20, solved=True)]
    assert conclusion_said(40, found) == (
        "At lag 40: solved by every seed of “SimpleRNN, orthogonal”; by some of “LSTM, default” (1 of 3);"
        " by none of “GRU, default”."
    )
    assert conclusion_said(20, found) == "At lag 20: solved by every seed of “SimpleRNN, identity + ReLU”."
    everyone = [result(case, 20, solved=True) for case in CASES]
    assert conclusion_said(20, everyone) == "At lag 20: solved by all eight, with every seed."
    assert conclusion_said(5, found) == "At lag 5 nothing is trained yet."


def test_where_nobody_solves_it_the_closest_is_named() -> None:
    found = [result("rnn", 10, task="copy", loss=0.6), result("irnn", 10, task="copy", loss=0.4)]
    said = conclusion_said(10, [*found, result("gru", 10, task="copy", loss=nan)])
    assert "solved by none" in said
    assert said.endswith(
        "“SimpleRNN, identity + ReLU” comes closest with a loss of 0.400; a loss of 0.693"
        " is reached without memory."
    )
    assert conclusion_said(10, [result("gru", 10, loss=nan, right=0.0)]).endswith(
        "with 0% right; 12% right is reached without memory."
    )


def test_what_the_first_weights_decide() -> None:
    found = [result("rnn", 80, seed, solved=seed < 2) for seed in range(3)]
    found += [result("rnn-glorot", 20, solved=True), result("irnn", 40, solved=True)]
    found += [result("gru", 10, solved=True), result("gru-chrono", 10, solved=True), result("lstm", 5)]
    assert longest(found, "rnn") == 80 and longest(found, "lstm") == 0
    assert starts_said(TASKS["recall"], found) == (
        "What the first weights decide (First symbol, longest lag most seeds solve): SimpleRNN from 20"
        " (random) to 80 (orthogonal); GRU 10 whatever they are; LSTM solves none."
    )
    assert starts_said(TASKS["recall"], [result("gru", 5)]) == ""


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


def test_what_the_horizon_foretells_is_counted_over_all_lags_and_at_one() -> None:
    found = [result("rnn", 5, solved=True), result("gru", 5, solved=True)]
    found += [result(case, 40, solved=True, before=Reach(None, 1.0)) for case in ("irnn", "lstm-chrono")]
    found += [result(case, 40, before=Reach(40, 0.01)) for case in ("lstm", "lstm-0", "gru")]
    found += [result("irnn", 40, before=Reach(None, None, exploded=True))]
    said = reach_said(found, "before", 40)
    assert "longer than the lag: 4 of 4 solved their task; not longer: 0 of 3." in said
    assert "At lag 40 alone: 2 of 2, and 0 of 3. So at lag 40 the horizon foretells much of it." in said
    assert "Left out: 1 whose state explodes" in said
    assert "nothing can be compared at lag 5" in reach_said(found, "before", 5)
    assert "At lag 40 alone: 2 of 6, and none there." in reach_said(found, "after", 40)
    everyone = [result("rnn", 5, solved=True), result("gru", 5, solved=True, before=Reach(3, 0.0))]
    assert reach_said(everyone, "before", 5).endswith("nothing to foretell: all solve it.")
    assert set(CASES) >= {one.point.case for one in found}
