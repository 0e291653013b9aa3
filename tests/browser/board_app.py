"""A page with a board of all that a board can hold, and what was chosen on it; numbers made up for tests."""

from typing import Any

import numpy as np
import streamlit as st

from rnnviz.arrays import FloatArray
from rnnviz.board import Board, Curve, Heat, Series, Span, Word, Words
from rnnviz.components.board import board
from rnnviz.components.board_payload import BoardView, board_choice, pack_board
from rnnviz.tracks import GATE, TANH, UNBOUNDED

TEXT = "the film was not qqqq good"
UNITS = 8


def states(columns: int) -> FloatArray:
    """Invented states, (columns, UNITS); one is not a number."""
    values = np.tanh(np.random.default_rng(3).normal(size=(columns, UNITS)))
    values[1:2, 2] = np.nan
    return values


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text, and some of all other kinds behind them."""
    kinds = {"qqqq": Word("qqqq", "unknown"), "film": Word("film", "respelled", "flim")}
    words = tuple(kinds.get(each, Word(each)) for each in text.split())
    return (*words, Word("", "gap"), Word("", "padding"), Word("", "padding")) if words else ()


def made(text: str) -> Board:
    """The board of a text."""
    words = words_of(text)
    curves, heats = curves_of(len(words)), heats_of(words)
    verdict = curves[0].series[0].values
    return Board(
        "All that a board holds",
        f"It has {len(words)} columns, and the last value is {verdict[-1]:.2f}." if words else "",
        (
            Words("words", "Words", words),
            curves[0],
            heats[0],
            curves[1],
            Words("again", "Second sentence", words[::-1]),
            *curves[2:],
            *heats[1:],
        ),
        (Span(1, 2, "early"), Span(3, 4, "chosen words", "chosen")) if len(words) > 4 else (),
        "Invented numbers, seed 3.",
    )


def curves_of(count: int) -> tuple[Curve, ...]:
    """Bars with a value beyond the axis and one that is none, lines, and bars beside each other."""
    verdict = 1 / (1 + np.exp(-np.cos(np.arange(count))))
    change = np.array([9.0 if n == 2 else np.nan if n == 3 else np.sin(n) for n in range(count)])
    both = (Series("First sentence", verdict, 0), Series("Second sentence", 1 - verdict, 1, is_dashed=True))
    before = Series("Before", verdict / 2, "quiet")
    note = "if read to here"
    so_far = Curve("verdict", "Verdict so far", (Series("p", verdict),), 0, 1, 0.5, "percent", note=note)
    return (
        so_far,
        Curve("change", "Change", (Series("c", change),), -2, 2, line=1.0),
        Curve("both", "Verdicts", both, 0, 1, form="percent", style="lines", line=0.5),
        Curve("bars", "Beside each other", (*both, before), 0, 1),
    )


def heats_of(words: tuple[Word, ...]) -> tuple[Heat, ...]:
    """One with absent columns and marks, one of a gate, one that leaves its scale."""
    values, names = states(len(words)), tuple(range(UNITS))[::-1]
    absent = tuple(word.kind == "gap" for word in words)
    marked = ((0, 7), (4, 2))
    look: dict[str, Any] = {"note": "What it hands on.", "is_tall": True, "absent": absent, "marked": marked}
    return (
        Heat("h", "Hidden state", "hₜ", values, TANH, names, **look),
        Heat("f", "Forget gate", "fₜ", np.abs(values), GATE, names),
        Heat("c", "Cell state", "cₜ", 3 * values, UNBOUNDED, names),
    )


def hear() -> None:
    st.session_state.heard = board_choice("board")


if __name__ == "__main__":
    st.set_page_config(layout="wide")
    typed = st.text_input("Text", TEXT, live="0ms", key="text", bind="query-params") or ""
    version = st.session_state.setdefault("version", 0)
    size = st.query_params.get("size", "normal")
    board(pack_board(made(typed), BoardView(size=size, version=version)), "board", hear)
    st.text(f"heard {st.session_state.get('heard')}")
