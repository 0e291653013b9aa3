"""Which words mattered as a board: read back, row by row."""

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from rnnviz.analysis.attribution import WAYS, Attribution, attribute
from rnnviz.board import Curve, Words
from rnnviz.cells import LSTMCell
from rnnviz.figures.words_board import common_axis, words_board
from tests.oracles import random_network

TEXT = "the film was not qqqq goood"


def test_each_way_is_a_row_of_bars_on_the_same_axis(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    reading = network.read(TEXT)
    told = attribute(network, reading)
    told = replace(told, left_out=np.array([9.0, 0, -4, 0, 0, 0]), running=np.array([-9.0, 0, -4, 0, 0, 0]))
    board = words_board(network, reading, told, "said")
    words, *curves = board.rows
    kinds = [(word.text, word.kind, word.note) for word in cast(Words, words).words]
    assert kinds[3:] == [("not", "known", ""), ("qqqq", "unknown", ""), ("good", "respelled", "goood")]
    assert [row.key for row in curves] == list(WAYS)
    for way, row in zip(WAYS, cast(list[Curve], curves), strict=True):
        (series,) = row.series
        assert series.values is getattr(told, way) or np.array_equal(series.values, getattr(told, way))
        assert (series.colour, row.style, row.middle) == ("signed", "bars", 0)
        assert (row.low, row.high) == common_axis(told.values)
    assert 0 in [span.first for span in board.spans]
    assert all(span.first == span.last for span in board.spans)


@pytest.mark.parametrize(
    ("values", "axis"),
    [
        ([6.51, -2.2], (-2.5, 7)),
        ([0.011, -0.03], (-0.1, 0.1)),
        ([110.0], (-30, 120)),
        ([-0.13, np.nan], (-0.15, 0.1)),
        ([], (-0.1, 0.1)),
        ([1.0, -10], (-10, 2.5)),
    ],
)
def test_the_axis_ends_at_round_numbers_that_nothing_is_beyond(
    values: list[float], axis: tuple[float, float]
) -> None:
    assert common_axis(np.array(values)) == axis


def test_no_words_are_no_columns(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    reading = network.read("")
    told: Attribution = attribute(network, reading)
    assert words_board(network, reading, told, "").columns == 0
