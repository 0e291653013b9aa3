"""Which words mattered: four ways to ask, side by side, and how far they agree; a tool of Explore."""

import re

import numpy as np
import streamlit as st

from rnnviz.analysis.attribution import WAYS, Attribution, attribute
from rnnviz.analysis.attribution_agreement import agreement_of, opposed, strongest
from rnnviz.components.address import version
from rnnviz.components.board import board
from rnnviz.components.board_payload import BoardView, board_choice, pack_board
from rnnviz.components.controls import choose_one
from rnnviz.components.subject import Subject
from rnnviz.components.take_away import take_away
from rnnviz.components.words import as_text
from rnnviz.figures.words_board import common_axis, words_board
from rnnviz.figures.words_said import (
    HONESTY,
    NEED_NOT,
    NO_ROW,
    completeness_said,
    running_sum_said,
    scale_said,
    too_long_said,
    word_said,
    words_said,
)
from rnnviz.figures.words_tables import agreement_table, word_card
from rnnviz.taken import Taken
from rnnviz.text import PADDING_ID

_BOARD = "words_board"
_WORD = "words_word"  # In the address, counted from 1.
_BASELINES = {"zero": "Zero vector", "padding": "Padding row", "mean": "Mean word"}
_POINTS = {"automatic": "Automatic", "8": "8", "32": "32", "128": "128"}
_LARGE = (  # For a projector.
    "<style>.st-key-words_said p { font-size: 1.5rem; } .agreement, .asked { zoom: 1.4; }</style>"
)
ENDS = ("score", "before", "baseline_score")  # Between which the contributions lie.
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


def show(subject: Subject) -> None:
    """Show the tool."""
    network, reading = subject.network, subject.reading
    if not reading.columns:
        st.info("Each word of the sentence is asked here what it did to the verdict.")
        return
    if subject.size == "presenter":
        st.html(_LARGE)
    top = st.container(key="words_said")
    left, right = st.columns((3, 2), gap="large")
    with right:
        baseline, points = _settings()
    told = attribute(network, reading, baseline, points)
    agreement = agreement_of(told)
    said = words_said(reading, told, agreement)
    axis = common_axis(told.values)
    column = _column(len(reading.columns))
    with top:
        st.markdown(f"**{as_text(said)}**")
        view = BoardView(column=column, size=subject.size, version=version())
        drawn = words_board(network, reading, told, said)
        board(pack_board(drawn, view), _BOARD, _remember)
        st.caption(" ".join([scale_said(*axis), too_long_said(told)]))
    asked = _usual_word(told) if column is None else column
    card = word_card(reading, told, asked, word_said(reading, told, asked))
    with left:
        st.html(card)
        st.caption("Another word: choose it in the picture.")
    with right:
        st.html(agreement_table(agreement))
        empty = baseline == "padding" and not network.embeddings[PADDING_ID].any()
        st.caption(
            f"{running_sum_said(told)}  \n{completeness_said(told)}  \n{NO_ROW if empty else NEED_NOT}"
        )
    st.caption(HONESTY)
    take_away(subject, taken(told), [drawn, card, agreement_table(agreement)])


def _settings() -> tuple[str, int]:
    """What stands for "no word", and at how many points the slope is taken, 0 for as many as it needs."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        baseline = choose_one(
            "Baseline, for “no word”",
            _BASELINES,
            "words_baseline",
            says="What a word is compared with by the two ways that follow a gradient.",
        )
        points = choose_one(
            "Integration points",
            _POINTS,
            "words_points",
            says="From the baseline to the text. Automatic: twice as many until the sum is right within 1 %.",
        )
    return baseline, int(points) if points.isdecimal() else 0


def taken(told: Attribution) -> Taken:
    """The four rows, what they start from, and the Python that computes them."""
    arrays = {way: getattr(told, way) for way in WAYS}
    ends = {name: np.array(getattr(told, name)) for name in ENDS}
    return Taken("which-words-mattered", arrays | ends, script_of(told.baseline, told.points))


def script_of(baseline: str, points: int) -> str:
    """Python that computes the four rows from `network` and `text`."""
    names = [*WAYS, *ENDS]
    return f"""\
from rnnviz.analysis.attribution import attribute

told = attribute(network, network.read(text), baseline={baseline!r}, points={points})
arrays = {{name: getattr(told, name) for name in {names!r}}}
"""


def _usual_word(told: Attribution) -> int:
    """Where the ways say the most different things, or else what most of them name."""
    against = opposed(told)
    if against:
        return max(against, key=lambda column: float(np.ptp(told.values[:, column])))
    top = list(strongest(told).values())
    return max(top, key=top.count) if top else 0


def _column(words: int) -> int | None:
    """The word that the address names, if there is such a word."""
    named = st.query_params.get(_WORD, "")
    column = int(named) - 1 if _NUMBER.fullmatch(named) else words
    return column if column < words else None


def _remember() -> None:
    column = board_choice(_BOARD, version()).column
    if column is None:
        st.query_params.pop(_WORD, None)
    else:
        st.query_params[_WORD] = str(column + 1)
