"""Padding, a tool of Explore: what filling up does to the state, in front or behind, masked or not."""

from dataclasses import replace

import streamlit as st

from rnnviz.analysis.padding import SIDES, Padded, Side
from rnnviz.components.address import version
from rnnviz.components.board import board
from rnnviz.components.board_payload import BoardView, board_choice, pack_board
from rnnviz.components.controls import choose_number, choose_one
from rnnviz.components.inside_padding_trained import how_trained
from rnnviz.components.inside_pair_trace import choose_trace
from rnnviz.components.latest import latest
from rnnviz.components.subject import Subject
from rnnviz.components.take_away import take_away
from rnnviz.components.words import as_text
from rnnviz.figures.padding_board import drawn_columns, padding_board
from rnnviz.figures.padding_said import HONESTY, WHAT_PADDING_IS, padding_said, row_said
from rnnviz.network import Network
from rnnviz.taken import Taken

MOST_PLACES, USUAL_PLACES = 200, 20
MOST_LENGTH, USUAL_LENGTH = 600, 60
MOST_COLUMNS = 800  # Of both sides and the words.
# All beginnings of a text are read where it is read both ways: units times the square of the columns of one
# side and the words. So many take a fifth of a second.
MOST_READ_BOTH_WAYS = 8_000_000
FEWEST_PLACES = 10  # They cost little beside the words.
COUNTS = {"added": "Added places", "whole": "Filled up to a length"}
WHERE = {"both": "Both sides", "pre": "In front", "post": "Behind"}
SHOWN: dict[str, tuple[Side, ...]] = {"both": ("pre", "post"), "pre": ("pre",), "post": ("post",)}
_BOARD = "padding_board"
_SCRIPT = """from rnnviz.analysis.padding import SIDES, Padded, Side

padded = Padded(network, network.read(text), {places})  # The same columns in all: in front, words, behind.
arrays = {{
    "verdict_masked": padded.masked_verdicts,
    "verdict_pre": padded.verdicts("pre"),
    "verdict_post": padded.verdicts("post"),
    "hidden_state_masked": padded.masked_states({trace}),
    "hidden_state_pre": padded.states("pre", {trace}),
    "hidden_state_post": padded.states("post", {trace}),
    "left_of_words_pre": padded.washed_words("pre", {trace}).shares,
    "left_of_words_post": padded.washed_words("post", {trace}).shares,
    "left_of_padding_pre": padded.washed_padding("pre", {trace}).shares,
    "left_of_padding_post": padded.washed_padding("post", {trace}).shares,
}}
"""


def show(subject: Subject) -> None:
    """Show the tool."""
    how = how_trained(subject.name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        count, number = _choose_places(how.length)
        where = choose_one("Where", WHERE, "padding_where")
        trace = choose_trace(subject.network, "padding_trace")
    words = len(subject.reading.columns)
    if not words:
        st.info("Type a sentence above; it is then filled up in front and behind, with a mask and without.")
        return
    asked = number if count == "added" else max(0, number - words)
    network, text, places = subject.network, subject.reading.text, places_of(subject.network, words, asked)
    padded = latest(  # Another trace is of the same readings.
        "padding_read", (network, text, places), lambda: Padded(network, subject.reading, places)
    )
    said = padding_said(padded, trace)
    st.markdown(as_text(said))
    fewer = f"Beside so many words no more than {padded.places} places are drawn. "
    st.caption(f"{fewer * (padded.places < asked)}{WHAT_PADDING_IS} {how.said or row_said(padded)}")
    sides = SHOWN[where]
    drawn = padding_board(padded, trace, subject.rows[trace], sides, said)
    anew = view_number(count, number, where)
    view = BoardView.of(board_choice(_BOARD, anew), subject.size, anew)
    if view.column is None and view.first is None:
        # At first, and with another padding, the end of the words is in sight, wherever the columns begin.
        view = replace(view, column=padded.words.stop - 1 - drawn_columns(padded, sides).start)
    board(pack_board(drawn, view), _BOARD)
    st.caption(HONESTY)
    take_away(subject, padding_taken(padded, trace), [drawn])


def view_number(count: str, number: int, where: str) -> int:
    """A version of the board's view for each padding, and for each time that the program chooses."""
    number = version() * (MOST_LENGTH + 1) + number
    for key, options in ((count, COUNTS), (where, WHERE)):
        number = number * len(options) + list(options).index(key)
    return number


def places_of(network: Network, words: int, asked: int) -> int:
    """As many places as are asked for, and can be drawn and read in time beside so many words."""
    most = (MOST_COLUMNS - words) // 2
    if not network.is_causal:
        units = sum(layer.units for layer in network.layers)
        most = min(most, max(int((MOST_READ_BOTH_WAYS / units) ** 0.5) - words, FEWEST_PLACES))
    return max(0, min(asked, most))


def padding_taken(padded: Padded, trace: int) -> Taken:
    """Everything that is drawn of padding; units as trained, columns as drawn."""
    arrays = {
        "verdict_masked": padded.masked_verdicts,
        "hidden_state_masked": padded.masked_states(trace),
    }
    for side in SIDES:
        arrays |= {
            f"verdict_{side}": padded.verdicts(side),
            f"hidden_state_{side}": padded.states(side, trace),
            f"left_of_words_{side}": padded.washed_words(side, trace).shares,
            f"left_of_padding_{side}": padded.washed_padding(side, trace).shares,
        }
    return Taken("padding", arrays, _SCRIPT.format(places=padded.places, trace=trace))


def _choose_places(length: int | None) -> tuple[str, int]:
    """How padding is counted, and the number: places, or words and places together."""
    counts = COUNTS if length is None else dict(reversed(COUNTS.items()))
    count = choose_one("Padding", counts, "padding_count")
    if count == "added":
        return count, choose_number("Padding places", (0, MOST_PLACES, USUAL_PLACES), "padding_places", 150)
    usual = min(length or USUAL_LENGTH, MOST_LENGTH)
    return count, choose_number("Words and places", (1, MOST_LENGTH, usual), "padding_length", 150)
