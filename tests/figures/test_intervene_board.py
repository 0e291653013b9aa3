"""An intervention as a board: read back, row by row."""

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from rnnviz.analysis.intervention import Intervention, read_again, traces_of
from rnnviz.analysis.units import Rows
from rnnviz.board import Board, Curve, Heat
from rnnviz.cells import LSTMCell, SimpleRNNCell
from rnnviz.figures.intervene_board import Held, intervene_board
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from tests.oracles import random_network

TEXT = "the film was not good"


def drawn(network: Network, held: Intervention) -> tuple[Held, Board]:
    before = network.read(TEXT)
    found = Held(network, before, read_again(network, before, [held]), held, "a unit")
    rows = [Rows("trained", np.arange(trace.cell.units)[::-1]) for trace in traces_of(before)]
    return found, intervene_board(found, rows, "said")


def test_verdicts_states_and_what_was_held_stand_below_the_words(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    found, board = drawn(network, Intervention(0, "forget_gate", (1,), "zero", 2))
    _, verdict, held, state, difference = board.rows
    lines = cast(Curve, verdict).series
    assert [line.colour for line in lines] == ["quiet", 3]
    np.testing.assert_array_equal(lines[0].values, found.before.probabilities)
    np.testing.assert_array_equal(lines[1].values, found.after.probabilities)
    gate, states, moved = cast(list[Heat], [held, state, difference])
    assert (gate.key, gate.letter, gate.scale.kind) == ("held", "fₜ", "gate")
    assert gate.marked == ((2, 1), (4, 1)) and not states.marked
    place = gate.names.index(1)
    assert np.all(gate.values[2:, place] == 0) and np.all(gate.values[:2, place] > 0)
    after, before = (
        traces_of(one)[0].steps.hidden_state[:, list(states.names)] for one in (found.after, found.before)
    )
    np.testing.assert_array_equal(states.values, after)
    np.testing.assert_array_equal(moved.values, after - before)
    assert np.abs(moved.values).max() <= moved.scale.limit or moved.scale.limit == 0.05
    assert [(span.first, span.last) for span in board.spans] == [(2, 4)]


def test_a_layer_above_has_a_row_of_its_own_and_one_beside_has_none(rng: np.random.Generator) -> None:
    network = random_network(SimpleRNNCell, "stacked-bidirectional", rng)
    keys = [row.key for row in drawn(network, Intervention(0, "hidden_state", (0,)))[1].rows]
    assert keys == ["words", "verdict", "state", "difference", "above2", "above3"]
    keys = [row.key for row in drawn(network, Intervention(2, "hidden_state", (0,)))[1].rows]
    assert keys == ["words", "verdict", "state", "difference"]


@pytest.mark.parametrize(
    ("held", "marked"),
    [
        (Intervention(0, "hidden_state", (1,), "swap", 0, 1, partner=0), ((0, 1), (0, 0), (1, 1), (1, 0))),
        (Intervention(0, "hidden_state", (1,), "given", given=np.zeros((1, 12))), ((0, 1),)),
        (Intervention(0, "hidden_state", (3,)), ((0, 3), (4, 3))),
        (Intervention(0, "hidden_state", tuple(range(9))), ()),
    ],
)
def test_where_the_holding_begins_and_ends_is_framed_unless_it_is_nearly_all(
    held: Intervention, marked: tuple[tuple[int, int], ...], rng: np.random.Generator
) -> None:
    network = random_network(SimpleRNNCell, "one-layer", rng)
    cell = SimpleRNNCell(rng.normal(size=(network.embeddings.shape[1], 12)), np.eye(12), np.zeros(12))
    head = (Dense(rng.normal(size=(12, 1)), np.zeros(1)),)
    network = replace(network, layers=(RecurrentLayer(cell),), head=head)
    state = cast(Heat, drawn(network, held)[1].rows[2])
    assert state.marked == marked
