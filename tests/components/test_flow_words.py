"""The sentences about a gradient on its way back: true of its numbers, and whole in every case."""

import numpy as np
import pytest

from rnnviz.analysis.flow import Flow, Tried
from rnnviz.components.flow_words import conclude, read_words, say_tried, share
from rnnviz.network import load_network
from tests.analysis.test_flow import linear_flow

WORDS = [f"w{n}" for n in range(1, 13)]


def flow_with(**values: object) -> Flow:
    """A flow of 12 steps in which some of what is computed is given."""
    flow = linear_flow(0.5, 12)
    flow.__dict__.update(values)
    return flow


def test_the_horizon_is_told_with_the_word_where_it_lies() -> None:
    found = conclude(linear_flow(0.5, 12), WORDS)
    assert found.number == "7 steps"
    assert found.label == "horizon: a change so far back, or further, arrives with less than 1 %"
    assert found.sentence == (
        "A small change at t = 5, “w5”, arrives in h₁₂ with at most 0.78 % of its size, "
        "one before the first word with at most 0.024 % of its size."
    )


def test_a_horizon_before_the_first_word_has_no_word() -> None:
    found = conclude(linear_flow(0.5, 7), WORDS[:7])
    assert found.number == "7 steps"
    assert (
        found.sentence
        == "A small change before the first word arrives in h₇ with at most 0.78 % of its size."
    )


def test_what_is_felt_again_further_back_is_not_called_lost() -> None:
    norms = np.geomspace(1, 1e-3, 13)[::-1].copy()
    norms[0] = 0.5
    _, label, sentence, _ = conclude(flow_with(state=norms, horizon=9), WORDS)
    assert sentence.endswith("of its size; further back it is felt again.")
    assert label == "horizon: the first lag at which less than 1 % of a change arrives"


@pytest.mark.parametrize(
    ("factor", "count", "says"),
    [
        (0.9, 12, "before all 12 words arrives with at most 28 % of its size."),
        (1.1, 12, "before all 12 words arrives up to 3.1 times as large."),
        (1.46, 12, "before all 12 words arrives up to 94 times as large."),
        (0.5, 1, "before the only word arrives with at most 50 % of its size."),
    ],
)
def test_where_all_is_felt_there_is_no_horizon(factor: float, count: int, says: str) -> None:
    found = conclude(linear_flow(factor, count), WORDS[:count])
    assert found.number == ("more than 12 steps" if count > 1 else "more than 1 step")
    assert found.sentence == f"Nothing is forgotten here: a small change {says}"


@pytest.mark.parametrize(("factor", "number"), [(1.47, "× 102"), (2.0, "× 4.1·10³")])
def test_what_arrives_more_than_a_hundred_times_as_large_explodes(factor: float, number: str) -> None:
    found = conclude(linear_flow(factor, 12), WORDS)
    assert (found.number, found.label.split(":")[0]) == (number, "explodes")
    assert (
        found.sentence
        == f"A small change before the first word arrives in h₁₂ up to {number[2:]} times as large."
    )
    norms = np.ones(13)
    norms[4] = 1000.4
    found = conclude(flow_with(state=norms, horizon=None), WORDS)
    assert found.sentence == "A small change at t = 4, “w4”, arrives in h₁₂ up to 1.0·10³ times as large."


def test_exactly_nothing_overflow_and_no_number_are_called_by_their_names() -> None:
    nothing = conclude(linear_flow(1e-5, 12, np.float32), WORDS)
    assert nothing.sentence.endswith("one before the first word not at all: exactly 0.")
    large = conclude(linear_flow(1e5, 9, np.float32), WORDS[:9])
    assert (large.number, large.label) == ("overflow", "there is no horizon")
    assert large.sentence.startswith(
        "8 steps before the end, at t = 1, the product of the Jacobians is too large"
    )
    norms = np.ones(13)
    norms[:7], norms[7] = (
        np.nan,
        np.inf,
    )  # Further back an overflow becomes no number; the overflow comes first.
    assert conclude(flow_with(state=norms), WORDS).number == "overflow"
    norms[7] = np.nan
    assert conclude(flow_with(state=norms), WORDS).number == "not a number"


def test_the_teachers_are_those_with_the_greatest_shares() -> None:
    taught = np.array([0, 0, 1, 0, 0, 4, 0, 0, 0, 0, 2, 3.0])
    found = conclude(flow_with(taught=taught), WORDS).teachers
    assert found == (
        "Who teaches W_hh: by length, half of what its gradient is added up from comes from 2 of 12 steps; "
        "most from “w6” 40 %, “w12” 30 %, “w11” 20 %."
    )
    twice = [*WORDS[:10], "w6", "w12"]
    named = conclude(flow_with(taught=taught), twice).teachers
    assert named.endswith("most from “w6” (t = 6) 40 %, “w12” 30 %, “w6” (t = 11) 20 %.")
    alone = conclude(flow_with(taught=np.eye(12)[4]), WORDS).teachers
    assert alone.endswith("comes from 1 of 12 steps; most from “w5” 100 %.")
    assert "exactly 0" in conclude(flow_with(taught=np.zeros(12)), WORDS).teachers
    assert "no number" in conclude(flow_with(taught=np.full(12, np.inf)), WORDS).teachers


def test_a_check_names_its_worst_place_and_what_it_could_not_see() -> None:
    tried = (Tried(0, 1e-9, np.nan), Tried(3, 0.1, 2e-7), Tried(7, 0.2, 5e-7))
    assert say_tried(tried, WORDS) == (
        "Tried out at 2 of 13 points, each unit moved by 0.00001 both ways in float64: from that the chain "
        "rule, in the network's own 32-bit floats, deviates by at most 5.0·10⁻⁷ of the largest entry, at "
        "t = 7 (“w7”). At 1 more a difference shows less than three digits of it."
    )
    assert "(before the first word)" in say_tried((Tried(0, 1.0, 1e-7),), WORDS)
    assert say_tried(tried[:1], WORDS).startswith("Nothing could be compared")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "exactly 0"),
        (3.34e-5, "3.3·10⁻⁵"),
        (2e-4, "0.02 %"),
        (0.0084, "0.84 %"),
        (0.456, "46 %"),
        (1.0, "100 %"),
    ],
)
def test_shares(value: float, text: str) -> None:
    assert share(value) == text


def test_words_stand_in_the_order_of_reading() -> None:
    reading = load_network("gru").read("not a good film")
    assert read_words(reading, False) == ["not", "a", "good", "film"]
    assert read_words(reading, True) == ["film", "good", "a", "not"]
