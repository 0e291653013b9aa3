"""What an intervention did in sentences: each kind once."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.intervention import Intervention
from rnnviz.analysis.intervention_effect import Moves, Ranking
from rnnviz.figures.intervene_said import afresh_said, held_label, intervene_said, moves_said, ranking_said
from rnnviz.network import Network, Reading, load_network

TEXT = "it is not bad"


@pytest.fixture(scope="module")
def lstm() -> Network:
    return load_network("lstm")


@pytest.fixture(scope="module")
def reading(lstm: Network) -> Reading:
    return lstm.read(TEXT)


def with_probability(reading: Reading, p: float) -> Reading:
    return replace(reading, outputs=np.full((4, 1), p))


ALL = tuple(range(64))


@pytest.mark.parametrize(
    ("held", "label"),
    [
        (Intervention(0, "hidden_state", (17,), "zero"), "unit 17 held at 0 at every word"),
        (Intervention(0, "hidden_state", (17,), "zero", 2), "unit 17 held at 0 from “not” on"),
        (Intervention(0, "hidden_state", (1, 2), "value", 3, 3, -0.5), "units 1 and 2 held at −0.5 at “bad”"),
        (Intervention(0, "forget_gate", (3,), "flip"), "the forget gate of unit 3 turned to 1 − itself at"),
        (
            Intervention(0, "cell_state", (3, 4, 5, 6, 7), "flip"),
            "the cell state of 5 units with flipped sign",
        ),
        (
            Intervention(0, "hidden_state", (3,), "swap", partner=9),
            "unit 3 swapped with unit 9 at every word",
        ),
        (
            Intervention(0, "cell_state", ALL, "given", 1, given=np.zeros(64)),
            "the whole cell state replaced by its last value in “so <bad>” from “is” on",
        ),
        (
            Intervention(0, "hidden_state", (1, 2), "given", 3, 3, given=np.zeros((5, 64))),
            "units 1 and 2 replaced by their values at the same place in “so <bad>” at “bad”",
        ),
    ],
)
def test_what_is_held_and_where(held: Intervention, label: str, reading: Reading, lstm: Network) -> None:
    assert held_label(held, reading, lstm, "so <bad>").startswith(label)


def test_of_several_traces_the_one_held_is_named(reading: Reading) -> None:
    held = Intervention(1, "hidden_state", (2,), "zero", 0, 2)
    label = held_label(held, reading, load_network("bidirectional-lstm"))
    assert label == "unit 2 (backward) held at 0 from “not” back"
    label = held_label(Intervention(0, "hidden_state", (2,)), reading, load_network("stacked-lstm"))
    assert label == "unit 2 (layer 1) held at 0 at every word"


def test_the_verdict_before_and_after(reading: Reading) -> None:
    low, high = with_probability(reading, 0.08), with_probability(reading, 0.71)
    said = intervene_said("unit 17 held", low, high)
    assert said == "Unit 17 held: 8.0 % → 71.0 % positive. The verdict turns over."
    assert intervene_said("unit 17 held", low, low) == "Unit 17 held: the verdict stays at 8.0 % positive."
    assert "none" in intervene_said("unit 17 held", low, with_probability(reading, np.nan))


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        (Moves(np.array([0, 2.0, 1, 0.1]), 1, 3), "at “is” (‖Δhₜ‖ = 2); at “bad”, 2 words later, less"),
        (Moves(np.array([0, 0, 2.0, 0.1]), 2, 3), "at “bad”, one word later, less than a tenth"),
        (Moves(np.array([0, 2.0, 1, 1]), 1, None), "after the word read last 50 % of that is left."),
        (Moves(np.array([0, 0, 1.0, 2]), 3, None), "most at the word read last, “bad” (‖Δhₜ‖ = 2)."),
        (Moves(np.zeros(4), 0, None), "No state of this layer is changed"),
        (Moves(np.array([0, np.inf, 0, 0]), 1, 2), "is no number"),
    ],
)
def test_how_far_and_how_long(moves: Moves, said: str, reading: Reading, lstm: Network) -> None:
    assert said in moves_said(moves, reading, False)
    if moves.largest == 2:  # Of one word nothing is left to say.
        assert moves_said(Moves(np.array([2.0]), 0, None), lstm.read("bad"), False) == ""


def test_backward_it_is_told_in_the_order_of_reading(reading: Reading, lstm: Network) -> None:
    said = moves_said(Moves(np.array([0.5, 1, 2.0, 0]), 2, None), reading, True)
    assert said.endswith("after the word read last 25 % of that is left.")
    both = load_network("bidirectional-lstm")
    assert afresh_said(lstm, reading) == afresh_said(both, both.read("")) == ""
    assert afresh_said(both, reading).endswith("the same words held.")
    last = replace(reading, outputs=np.array([[np.nan]] * 3 + [[0.5]]))
    assert "Of 4 words only the last verdict" in afresh_said(both, last)


def test_the_ranking_names_the_first_unit() -> None:
    said = ranking_said(Ranking((22, 3), np.array([-1.234, 0.5]), True))
    assert said == "Unit 22 matters most here: held at 0 alone, it changes the log-odds by −1.23."
    assert "Only the 2 units" in ranking_said(Ranking((22, 3), np.array([-1.2, 0.5]), False))
    assert "none" in ranking_said(Ranking((1,), np.array([np.nan]), True))
