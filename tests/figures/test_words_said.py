"""Which words mattered in sentences: each kind once, from numbers made for it."""

import re
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.attribution import Attribution
from rnnviz.analysis.attribution_agreement import agreement_of
from rnnviz.figures.words_said import (
    completeness_said,
    running_sum_said,
    scale_said,
    too_long_said,
    word_said,
    words_said,
)
from rnnviz.network import Reading, load_network

ROW = [0.1, -0.2, 3.0, -1.0]


@pytest.fixture(scope="module")
def reading() -> Reading:
    return load_network("simple-rnn").read("it was not bad")


def told(*rows: list[float]) -> Attribution:
    a, b, c, d = (np.array(row, float) for row in rows)
    return Attribution(a, b, c, d, score=2, before=0.1, baseline_score=0.1, baseline="zero", points=32)


def test_one_word_for_all_and_the_same_order(reading: Reading) -> None:
    same = told(ROW, ROW, ROW, ROW)
    said = words_said(reading, same, agreement_of(same))
    assert said == (
        "The four ways agree that “not” matters most, towards positive. The four orders of the words are "
        "much the same (rank correlation 1.00)."
    )


def test_several_words_and_opposite_orders(reading: Reading) -> None:
    against = [-value for value in ROW]
    other = [0.1, -4, 3.0, 1.0]
    found = told(ROW, against, ROW, other)
    said = words_said(reading, found, agreement_of(found))
    ways = "running change, leaving it out and gradient × input"
    assert said.startswith(f"“not” matters most by {ways}; “was” by integrated gradients. Some of")
    assert "the four orders of the words are opposite (rank correlation −1.00 to " in said
    assert said.endswith("On 2 words (shaded) they disagree about the direction.")


def test_a_word_that_stands_there_twice_is_counted() -> None:
    twice = load_network("simple-rnn").read("bad not bad")
    found = told(*[[0.1, -0.2, 3.0]] * 4)
    assert "“bad” (word 3) matters most" in words_said(twice, found, agreement_of(found))


def test_no_number_is_said_to_be_none(reading: Reading) -> None:
    nothing = told(*[[np.nan] * 4] * 4)
    nothing = replace(nothing, score=np.nan)
    assert "no number to compare" in words_said(reading, nothing, agreement_of(nothing))
    assert "none" in running_sum_said(nothing) and "no numbers" in completeness_said(nothing)


@pytest.mark.parametrize(
    ("signs", "said"),
    [
        ((0, 0, 0, 0), "hardly matters"),
        ((1, 0, 1, 1), "pushes towards positive by every question"),
        ((-1, -1, 0, -1), "pushes towards negative by every question"),
        (
            (-1, 1, 1, 1),
            "read the verdict moves towards negative; yet in the whole text it pushes towards pos",
        ),
        ((1, 1, 1, -1), "more of “not” would push towards positive; on the whole way from the baseline"),
        ((0, 1, -1, 0), "Taking “not” away is a large change"),
        ((1, 0, -1, -1), "the words that follow have changed what it stands for"),
    ],
)
def test_what_it_means_for_a_word(reading: Reading, signs: tuple[int, ...], said: str) -> None:
    found = told(*([5.0, 0, float(sign), 0] for sign in signs))
    assert said in word_said(reading, found, 2)


def test_sums_are_written_so_that_they_come_out(reading: Reading) -> None:
    found = replace(told(ROW, ROW, ROW, ROW), score=2.714, before=-0.036, running=np.array([2.75]))
    said = running_sum_said(found)
    numbers = [float(one.replace("−", "-")) for one in re.findall(r"−?\d+\.\d+", said)]
    assert numbers[0] == pytest.approx(numbers[1] - numbers[2], abs=1e-9)
    assert said.endswith("2.75 = 2.71 (after the text) − (−0.04) (before any word), as they must.")


def test_what_is_missing_is_said_with_its_points(reading: Reading) -> None:
    found = replace(told(ROW, ROW, ROW, ROW), score=2.1, integrated=np.array([1.5, 0.4]))
    said = completeness_said(found)
    assert "add up to 1.90; expected: 2.00 = 2.10 (the text) − 0.10 (a zero vector)" in said
    assert "Error: 5.0 %, with 32 points. More points are needed; 1 % would" in said
    near = replace(found, score=0.1, integrated=np.array([0.003, 0.0]))
    assert "Error: 0.003, with" in completeness_said(near)
    whole = replace(found, integrated=np.array([1.6, 0.4]))
    assert "Error: less than 0.1 %" in completeness_said(whole) and "More" not in completeness_said(whole)


def test_too_long_a_text_is_said_to_be_that(reading: Reading) -> None:
    assert too_long_said(told(ROW, ROW, ROW, ROW)) == ""
    assert too_long_said(told(ROW, *[[np.nan] * 4] * 3)).endswith(
        ": leaving it out, gradient × input and integrated gradients."
    )
    said = too_long_said(told(ROW, [np.nan] * 4, ROW, [np.nan] * 4))
    assert said.endswith("for 4 words in so large a network: leaving it out and integrated gradients.")
    two = told(ROW, [np.nan] * 4, ROW, [np.nan] * 4)
    said = words_said(reading, two, agreement_of(two))
    assert said.startswith("The two ways agree that “not” matters most, towards positive. The two orders of")
    one = told(ROW, *[[np.nan] * 4] * 3)
    assert (
        words_said(reading, one, agreement_of(one))
        == "“not” matters most by running change, towards positive."
    )
    assert "from −2.5 to 7 in all four" in scale_said(-2.5, 7)
