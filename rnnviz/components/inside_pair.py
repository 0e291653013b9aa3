"""Two sentences, a tool of Explore: where two readings part, and how long; or several networks on one."""

from typing import Literal, cast

import streamlit as st

from rnnviz.analysis.difference import Pair, cell_of
from rnnviz.components.address import forget, version
from rnnviz.components.board import board
from rnnviz.components.board_payload import BoardView, board_choice, pack_board
from rnnviz.components.controls import choose_one
from rnnviz.components.inside_pair_networks import choose_others, show_networks
from rnnviz.components.inside_pair_taken import pair_taken
from rnnviz.components.inside_pair_trace import choose_trace
from rnnviz.components.latest import latest
from rnnviz.components.subject import Subject
from rnnviz.components.take_away import take_away
from rnnviz.components.words import as_text
from rnnviz.figures.pair_board import Look, pair_board, quantities_of
from rnnviz.figures.pair_said import NEGATION, counterpart, pair_honesty, pair_said
from rnnviz.network import Reading
from rnnviz.text import first_words
from rnnviz.tracks import quantity_of

MOST_WORDS = 400  # Of the second sentence, as of the first.
MODES = {"side": "Side by side", "difference": "Difference", "networks": "Several networks"}
PAIRS = {  # By what the button says.
    "not good, not bad": ("The food was not good", "The food was not bad"),
    "other order": ("The film was long but good", "The film was good but long"),
    "one word": (
        "I loved every minute of it and so did we all",
        "I hated every minute of it and so did we all",
    ),
    "far away": (
        "I do not think that anybody with a heart will like it",
        "I think that anybody with a heart will like it",
    ),
}
_BOARD = "pair_board"


def show(subject: Subject) -> None:
    """Show the tool."""
    box = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mode = choose_one("Show", MODES, "pair_mode")
        if mode == "networks":
            others = choose_others(subject)
        else:
            look = _choose_look(subject, cast(Literal["side", "difference"], mode))
            _offer_pairs()
    if mode == "networks":
        show_networks(subject, others)
        return
    with box:
        second = _second_reading(subject)
    if not subject.reading.columns and not second.columns:
        st.info("Type a sentence above, and another one to compare it with; or take one of the pairs.")
        return
    pair = Pair(subject.network, subject.reading, second)
    difference = pair.difference(look.trace, look.quantity)
    said = pair_said(pair, look, difference)
    st.markdown(as_text(said))
    drawn = pair_board(pair, look, difference, said)
    view = BoardView.of(board_choice(_BOARD, version()), subject.size, version())
    board(pack_board(drawn, view), _BOARD)
    st.caption(pair_honesty(subject.network))
    take_away(subject, pair_taken(pair, look, difference), [drawn])


def _choose_look(subject: Subject, mode: Literal["side", "difference"]) -> Look:
    """What of the readings is drawn: which trace, where there are several, and which quantity."""
    trace = choose_trace(subject.network, "pair_trace")
    names = quantities_of(cell_of(subject.network, trace))
    quantity = st.selectbox(
        "Quantity",
        names,
        format_func=lambda name: quantity_of(name).label,
        key="pair_quantity",
        bind="query-params",
        width=190,
    )
    chosen = quantity if quantity in names else names[0]
    return Look(mode, trace, chosen, subject.rows[trace])


def _offer_pairs() -> None:
    st.pills("Pairs to try, in both boxes", PAIRS, key="pair_example", on_change=_take_pair)


def _take_pair() -> None:
    """Type both sentences for the person; the pill itself does not stay pressed."""
    if st.session_state.pair_example in PAIRS:
        st.session_state.text, st.session_state.pair_text = PAIRS[st.session_state.pair_example]
    st.session_state.pair_example = None
    forget("word")


def _second_reading(subject: Subject) -> Reading:
    """What the network reads in the second box; in an empty one a sentence made of the first."""
    usual = counterpart(subject.reading, subject.network.vocabulary)
    why = "" if usual.left_out == NEGATION else ", which moves the verdict most"
    left_out = (
        f"The same without “{usual.left_out}”{why}: {usual.text}" if usual.text else "A second sentence"
    )
    typed = st.text_input(
        "Second sentence",
        key="pair_text",
        bind="query-params",
        live="0ms",
        placeholder=left_out,
    )
    text, words = first_words(typed or usual.text, MOST_WORDS, subject.network.vocabulary)
    if words > MOST_WORDS:
        st.text(f"The second text has {words:,} words; the first {MOST_WORDS} are read.")
    network = subject.network
    return latest("pair_read", (network, text), lambda: network.read(text))
