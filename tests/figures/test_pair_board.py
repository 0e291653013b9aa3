"""Two sentences and several networks as boards: read back, row by row."""

from typing import cast

import numpy as np
import pytest

from rnnviz.analysis.difference import Pair
from rnnviz.analysis.units import Rows
from rnnviz.board import Curve, Heat, Words
from rnnviz.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.figures.pair_board import (
    Look,
    Seen,
    networks_board,
    pair_board,
    states_for_head,
)
from rnnviz.network import Network
from rnnviz.text import Vocabulary
from tests.oracles import random_network

FIRST, SECOND = "the film was qqqq good", "the film was goood"
ROWS = {
    "side": ["first", "second", "verdict", "units-first", "units-second", "apart"],
    "difference": ["first", "second", "verdict", "apart", "units-difference"],
}


@pytest.fixture
def pair(rng: np.random.Generator) -> Pair:
    network = random_network(LSTMCell, "bidirectional", rng)
    return Pair(network, network.read(FIRST), network.read(SECOND))


@pytest.mark.parametrize("trace", [0, 1])
@pytest.mark.parametrize("quantity", ["hidden_state", "forget_gate"])
def test_side_by_side_each_has_its_words_its_states_and_its_gaps(
    pair: Pair, trace: int, quantity: str
) -> None:
    units = (1, 0)
    found = pair.difference(trace, quantity)
    board = pair_board(pair, Look("side", trace, quantity, Rows("trained", np.array(units))), found, "said")
    assert [row.key for row in board.rows] == ROWS["side"]
    first, second, verdict, one, other, apart = board.rows
    assert [word.kind for word in cast(Words, first).words] == ["known"] * 3 + ["unknown", "known"]
    assert [word[:2] for word in cast(Words, second).words[3:]] == [("", "gap"), ("good", "respelled")]
    assert cast(Heat, one).absent == (False,) * 5 and cast(Heat, other).absent == (
        False,
        False,
        False,
        True,
        False,
    )
    steps = pair.first.layers[0].traces[trace].steps
    np.testing.assert_array_equal(cast(Heat, one).values, getattr(steps, quantity)[:, [1, 0]])
    assert cast(Heat, one).names == units and cast(Heat, one).scale == cast(Heat, other).scale
    np.testing.assert_array_equal(cast(Curve, verdict).series[0].values, pair.first.probabilities)
    np.testing.assert_array_equal(cast(Curve, apart).series[0].values, found.distance)
    assert np.nanmax(found.distance) <= cast(Curve, apart).high
    assert [(span.first, span.last) for span in board.spans] == [(3, 3)]


@pytest.mark.parametrize(
    ("quantity", "limit", "bounded"), [("hidden_state", 1, False), ("input_gate", 1, True)]
)
def test_a_difference_is_coloured_as_what_it_is_the_difference_of(
    pair: Pair, quantity: str, limit: float, bounded: bool
) -> None:
    found = pair.difference(0, quantity)
    board = pair_board(pair, Look("difference", 0, quantity, Rows("weight", np.array([0, 1]))), found, "")
    assert [row.key for row in board.rows] == ROWS["difference"]
    heat = cast(Heat, board.rows[-1])
    assert heat.scale == ("signed", limit, bounded) and heat.note == "rows by weight to the verdict"
    np.testing.assert_array_equal(heat.values, (found.first - found.second)[:, :2])


def test_networks_stand_on_one_scale_with_both_directions_of_their_last_layer(
    rng: np.random.Generator,
) -> None:
    networks = [random_network(LSTMCell, "bidirectional", rng), random_network(GRUCell, "stacked", rng)]
    forward, backward = (cell.units for cell in networks[0].layers[0].cells)
    rows = [np.arange(forward)[::-1], np.arange(backward)]
    units = states_for_head(networks[0], rows)
    assert units == (*range(forward - 1, -1, -1), *range(forward, forward + backward))
    seen = [
        Seen(networks[0], networks[0].read(FIRST), units, "One"),
        Seen(networks[1], networks[1].read(FIRST), (0,), "Other"),
    ]
    board = networks_board(seen, "")
    assert [row.key for row in board.rows] == ["words", "verdict", "h-1", "h-2"]  # They know the same words.
    one, other = (cast(Heat, row) for row in board.rows[2:])
    np.testing.assert_array_equal(one.values, seen[0].reading.layers[-1].steps.hidden_state[:, list(units)])
    assert one.scale == other.scale and [series.name for series in cast(Curve, board.rows[1]).series] == [
        "One",
        "Other",
    ]


def test_a_network_that_knows_other_words_has_a_row_of_its_own(rng: np.random.Generator) -> None:
    one = random_network(SimpleRNNCell, "one-layer", rng)
    turned = (*one.vocabulary.words[:2], *one.vocabulary.words[:1:-1])  # The same words under other numbers.
    fewer = tuple("qqqq" if word == "film" else word for word in one.vocabulary.words)
    for words, keys in ((turned, ["words", "verdict"]), (fewer, ["words", "words-2"])):
        other = Network("other", Vocabulary(words), one.embeddings, one.layers, one.head)
        board = networks_board([Seen(each, each.read(FIRST), (0,), each.name) for each in (one, other)], "")
        assert [row.key for row in board.rows[:2]] == keys
    assert [word.kind for word in cast(Words, board.rows[1]).words].index("unknown") == 1
