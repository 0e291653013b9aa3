"""The stopwatch: what is timed, with a clock that a test can turn."""

from itertools import count

from rnnviz.experiments.limits_speed import measure


def test_every_cell_is_timed_at_every_length_both_ways() -> None:
    ticks = count()
    found = list(measure((1, 3), seed=1, clock=lambda: float(next(ticks))))  # Each look is a second later.
    assert [(timing.cell, timing.words) for timing in found] == [
        (cell, words) for cell in ("simple-rnn", "gru", "lstm") for words in (1, 3)
    ]
    assert {timing.stepwise for timing in found} == {timing.at_once for timing in found} == {1.0}


def test_so_many_rounds_are_measured() -> None:
    looks = []
    for rounds in (1, 5):
        ticks = count(0.0)
        list(measure((1,), clock=ticks.__next__, rounds=rounds))
        looks.append(next(ticks))
    assert looks == [3 * 2 * 2, 5 * 3 * 2 * 2]  # Three cells, two ways, a look before and after each round.
