"""Padding as a board and in sentences: read back."""

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from rnnviz.analysis.padding import Padded, Side
from rnnviz.analysis.units import Rows
from rnnviz.board import Curve, Heat, Words
from rnnviz.cells import GRUCell
from rnnviz.figures.padding_board import drawn_columns, padding_board
from rnnviz.figures.padding_said import padding_said, row_said
from rnnviz.network import load_network
from tests.oracles import random_network

TEXT, PLACES = "the film was good", 3
ONE = Rows("similarity", np.array([0]))
BOTH: tuple[Side, ...] = ("pre", "post")


@pytest.fixture
def padded(rng: np.random.Generator) -> Padded:
    network = random_network(GRUCell, "one-layer", rng)
    return Padded(network, network.read(TEXT), PLACES)


def test_all_cases_stand_on_the_same_columns(padded: Padded) -> None:
    board = padding_board(padded, 0, Rows("trained", np.array([1, 0])), BOTH, "said")
    assert [row.key for row in board.rows] == ["words", "verdict", "h-masked", "h-pre", "h-post", "left"]
    kinds = [word.kind for word in cast(Words, board.rows[0]).words]
    assert kinds == ["padding"] * 3 + ["known"] * 4 + ["padding"] * 3
    assert [(span.first, span.last) for span in board.spans] == [(0, 2), (7, 9)]
    masked, pre, post = (cast(Heat, row) for row in board.rows[2:5])
    assert masked.note == "rows as trained" and "not padded in the empty place" in pre.note
    states = padded.reading.layers[0].forward.steps.hidden_state[:, [1, 0]]
    np.testing.assert_array_equal(masked.values[3:7], states)
    np.testing.assert_array_equal(masked.values[7:], states[[-1] * 3])
    assert not masked.values[:3].any() and not any(masked.absent)
    assert pre.absent == (False,) * 7 + (True,) * 3 and post.absent == (True,) * 3 + (False,) * 7
    np.testing.assert_array_equal(post.values[3:7], states)
    still, front, behind, alone = (series.values for series in cast(Curve, board.rows[1]).series)
    assert np.isfinite(still).all() and np.isnan(front[7:]).all() and np.isnan(behind[:3]).all()
    np.testing.assert_array_equal(alone[7:], front[:3])  # Padding in front has met no word yet.


@pytest.mark.parametrize("side", BOTH)
def test_one_side_alone_is_the_same_columns_cut(padded: Padded, side: Side) -> None:
    both, one = (padding_board(padded, 0, ONE, sides, "") for sides in (BOTH, (side,)))
    drawn = drawn_columns(padded, (side,))
    assert drawn == padded.span(side) and one.columns == 7
    assert [row.key for row in one.rows] == ["words", "verdict", "h-masked", f"h-{side}", "left"]
    heats = {row.key: row for board in (both, one) for row in board.rows if isinstance(row, Heat)}
    assert "empty place" not in heats[f"h-{side}"].note
    whole = next(row for row in both.rows if row.key == f"h-{side}")
    np.testing.assert_array_equal(heats[f"h-{side}"].values, cast(Heat, whole).values[drawn])
    names = [series.name for series in cast(Curve, one.rows[1]).series]
    assert ("padding and no word" in names) == (side == "post")
    assert cast(Curve, one.rows[-1]).form == "share"
    (span,) = one.spans
    assert (span.first, span.last) == ((0, 2) if side == "pre" else (4, 6))


def test_it_says_where_each_case_ends_and_how_much_is_left(padded: Padded) -> None:
    network, embeddings = padded.network, padded.network.embeddings
    row, words = embeddings[:1], embeddings[[column.id for column in padded.reading.columns]]
    filling = row.repeat(PLACES, axis=0)
    columns = padded.reading.columns[:1]
    ends = [
        network.read_vectors("", columns * 7, np.concatenate(parts)).probability
        for parts in ((words, filling), (filling, words))
    ]
    plain = f"{100 * padded.reading.probability:.1f} %"
    said = padding_said(padded, 0)
    assert said.startswith(
        f"Without a mask, 3 places of padding behind the words take the verdict from {plain} to "
        f"{100 * ends[0]:.1f} %, in front of them to {100 * ends[1]:.1f} %. "
        f"With a mask both end at {plain}, exactly as without padding."
    )
    assert (
        "After 3 places of padding behind, "
        f"{100 * padded.washed_words('post', 0).last:.1f} % of the words' part of this state is left" in said
    )
    none = replace(padded, places=0)
    assert padding_said(none, 0).startswith("Nothing is filled up, so all four cases are the same")
    empty = padding_board(none, 0, ONE, BOTH, "")
    assert empty.columns == 4 and "left" not in {row.key for row in empty.rows}
    names = [series.name for series in cast(Curve, empty.rows[1]).series]
    assert "padding and no word" not in names


def test_of_a_row_of_zeros_no_more_is_said_than_is_known(padded: Padded) -> None:
    assert row_said(padded) == ""
    lstm = load_network("simple-rnn")
    assert "never met a place of padding" in row_said(Padded(lstm, lstm.read("good"), 2))
    frozen = replace(lstm, name="model-0123456789ab")  # A table of vectors may be held at zero there.
    assert "or it was held at zero" in row_said(Padded(frozen, frozen.read("good"), 2))
