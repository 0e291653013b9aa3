"""One's own sentence below a unit and below a pattern: boards read back."""

import numpy as np
import pytest

from rnnviz.analysis.finder import UnitOf
from rnnviz.analysis.finder_search import pattern_of
from rnnviz.board import Curve, Heat
from rnnviz.cells import LSTMCell, SimpleRNNCell
from rnnviz.figures.units_board import HEAT, pattern_board, scale_of, states_of, unit_board
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from rnnviz.tracks import TANH, UNBOUNDED
from tests.oracles import random_cell, random_network

TEXT = "the film was qqqq not good"


@pytest.mark.parametrize("trace", [0, 1])
def test_the_unit_is_the_one_that_is_asked_for(trace: int, rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "bidirectional", rng)
    reading = network.read(TEXT)
    states = reading.layers[0].traces[trace].steps.hidden_state
    rows = tuple(reversed(range(states.shape[1])))
    board = unit_board(network, reading, UnitOf(trace, 1), rows, "said")
    words, curve, heat = board.rows
    assert isinstance(curve, Curve) and isinstance(heat, Heat)
    np.testing.assert_array_equal(curve.series[0].values, states[:, 1])
    np.testing.assert_array_equal(heat.values, states[:, ::-1])
    assert (heat.key, heat.names) == (HEAT, rows)
    assert words.words[3].kind == "unknown"  # type: ignore[union-attr]
    np.testing.assert_array_equal(states_of(reading, trace), states)


def test_the_units_of_a_pattern_stand_apart_and_are_counted(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "stacked", rng)
    reading = network.read(TEXT)
    states = states_of(reading, 1)
    pattern = pattern_of(states, 1, (2, 3), 0.02)
    board = pattern_board(network, reading, pattern, (2, 3), "said")
    counted, mine, others = board.rows[1:]
    assert isinstance(counted, Curve) and isinstance(mine, Heat) and isinstance(others, Heat)
    beyond = [
        sum(h[unit] * sign > 0.02 for unit, sign in zip(pattern.units, pattern.signs, strict=True))
        for h in states
    ]
    assert counted.series[0].values.tolist() == beyond
    assert beyond[2:4] == [len(pattern.units)] * 2 == [counted.high] * 2
    signs = dict(zip(pattern.units, pattern.signs, strict=True))
    assert [signs[name] for name in mine.names] == sorted(pattern.signs, reverse=True)
    assert sorted((*mine.names, *others.names)) == list(range(states.shape[1]))
    assert board.spans[0][:2] == (2, 3)


def test_without_a_pattern_all_units_are_shown(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    reading = network.read(TEXT)
    pattern = pattern_of(states_of(reading, 0), 0, (0, 5), 0.99)
    (heat,) = pattern_board(network, reading, pattern, (0, 5), "said").rows[1:]
    assert isinstance(heat, Heat) and heat.label == "Hidden state"
    np.testing.assert_array_equal(heat.values, states_of(reading, 0))


def test_states_without_bounds_have_a_wider_scale(rng: np.random.Generator) -> None:
    plain = random_network(SimpleRNNCell, "one-layer", rng)
    width = plain.embeddings.shape[1]
    cell = random_cell(SimpleRNNCell, rng, (width, 3), activation="relu")
    head = (Dense(np.ones((3, 1), np.float32), np.zeros(1, np.float32)),)
    free = Network("free", plain.vocabulary, plain.embeddings, (RecurrentLayer(cell),), head)
    assert (scale_of(plain, 0), scale_of(free, 0)) == (TANH, UNBOUNDED)
