"""What a tool shows, as data: rows that do not fit are refused."""

import numpy as np
import pytest

from rnnviz.board import Board, Curve, Heat, Row, Series, Word, Words
from rnnviz.tracks import TANH

WORDS = Words("words", "Words", (Word("not"), Word("bad")))


def heat(columns: int, key: str = "h", absent: tuple[bool, ...] = ()) -> Heat:
    return Heat(key, "Hidden state", "hₜ", np.zeros((columns, 3)), TANH, (0, 1, 2), absent=absent)


def curve(columns: int) -> Curve:
    return Curve("p", "Verdict", (Series("p", np.zeros(2)), Series("q", np.zeros(columns))), 0, 1)


def test_a_board_has_as_many_columns_as_words() -> None:
    assert Board("", "", (WORDS, heat(2), curve(2))).columns == 2


@pytest.mark.parametrize("row", [heat(3), heat(2, absent=(True,)), curve(1)])
def test_a_row_that_does_not_fit_is_refused(row: Row) -> None:
    with pytest.raises(ValueError, match="must have 2 columns"):
        Board("", "", (WORDS, row))


def test_a_board_begins_with_words_and_no_key_stands_twice() -> None:
    with pytest.raises(ValueError, match="begins with a row of words"):
        Board("", "", (heat(2),))
    with pytest.raises(ValueError, match="a key of its own"):
        Board("", "", (WORDS, heat(2), heat(2)))
