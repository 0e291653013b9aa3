"""The second half of the unit finder: which units are on over a span, and where else they are."""

import re
from collections.abc import Hashable
from time import perf_counter

import streamlit as st

from rnnviz.analysis.finder import Study
from rnnviz.analysis.finder_search import Pattern, Place, Switches, pattern_of, search, switches
from rnnviz.board import Board
from rnnviz.components.address import held, hold
from rnnviz.components.board import board
from rnnviz.components.board_payload import BoardView, board_choice, pack_board
from rnnviz.components.controls import choose_one, choose_real
from rnnviz.components.inside_units_study import fingerprint
from rnnviz.components.inside_units_taken import taken_of_pattern, taken_of_units
from rnnviz.components.pressable import pressable
from rnnviz.components.subject import Subject
from rnnviz.components.words import as_text
from rnnviz.figures.read_rows import trace_titles
from rnnviz.figures.units_atlas import Chosen
from rnnviz.figures.units_board import pattern_board, states_of
from rnnviz.figures.units_places import places_picture
from rnnviz.figures.units_said import pattern_said, places_said
from rnnviz.network import Reading
from rnnviz.taken import Taken

BOARD, PLACES = "units_span_board", "units_places"
SPAN = "units_span"  # In the address: "4-5", counted from 1.
_SPAN = re.compile(r"([1-9][0-9]{0,2})-([1-9][0-9]{0,2})")
THRESHOLD = (0.05, 100.0, 0.3)  # The least, the greatest and the usual one.
_PRESENTER = "<style>.units { zoom: 1.4; }</style>"


def show_search(subject: Subject, study: Study) -> tuple[Taken, list[Board | str]]:
    """Show the pattern of a span and where it was found; what is taken away of it, and its pictures."""
    if not subject.reading.columns:
        st.info("A span of the sentence’s words is what is looked for elsewhere.")
        nothing = Chosen("sentiment", study.findings["sentiment"].best)
        return taken_of_units(states_of(subject.reading, nothing.unit.trace), study, nothing), []
    span, top = _span(subject.reading), st.container(key="units_said")
    trace, threshold, is_fresh = _settings(subject, span)
    states = states_of(subject.reading, trace)
    fresh = None
    if is_fresh:
        fresh = span[1] + 1 if study.index.reverse[trace] else span[0] - 1
    pattern = pattern_of(states, trace, span, threshold, fresh)
    words = [column.text for column in subject.reading.columns[span[0] : span[1] + 1]]
    said = pattern_said(pattern, words, states.shape[1])
    top.markdown(f"**{as_text(said)}**")
    shown = pattern_board(subject.network, subject.reading, pattern, span, said)
    view = BoardView(first=span[0], last=span[1], size=subject.size, version=_version(span))
    board(pack_board(shown, view), BOARD, _take_span)
    places: tuple[Place, ...] = ()
    pictures: list[Board | str] = [shown]
    if pattern.units:
        places, picture = _show_places(subject, study, pattern)
        pictures.append(picture)
    st.caption(
        "The number of a place: shared units ÷ all units that are on in either, with their sign, averaged"
        " over the words. A high one says that the network's state is alike there, not that the texts mean"
        " the same; a pattern of one or two units is found anywhere."
    )
    found = {"span": span, "fresh": fresh, "places": places}
    return taken_of_pattern(states, study, pattern, found), pictures


def _settings(subject: Subject, span: tuple[int, int]) -> tuple[int, float, bool]:
    """Whose units, how far from 0, and whether they must have been off before."""
    titles = trace_titles(subject.network)
    trace = "0"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(titles) > 1:
            named = {str(n): title for n, title in enumerate(titles)}
            trace = choose_one("Units of", named, f"units_trace{len(titles)}")
        words = len(subject.reading.columns)
        st.session_state.units_first, st.session_state.units_last = span[0] + 1, span[1] + 1
        st.number_input("From word", 1, words, key="units_first", on_change=_take_numbers, width=130)
        st.number_input("To word", 1, words, key="units_last", on_change=_take_numbers, width=130)
        with st.container(width=150):
            threshold = choose_real(
                "Threshold", THRESHOLD, "units_threshold", 0.05, "|h| beyond which it is on"
            )
        is_fresh = st.toggle(
            "Only if off just before",
            key="units_fresh",
            bind="query-params",
            help="Units that were off at the word read before the span, here and at the places found.",
        )
    return int(trace), threshold, is_fresh


def _span(reading: Reading) -> tuple[int, int]:
    """The first and the last word: those chosen, or the one that moves the verdict most."""
    last_word = len(reading.columns) - 1
    match = _SPAN.fullmatch(held(SPAN, ""))
    if match:
        first, last = sorted(min(int(word) - 1, last_word) for word in match.groups())
        return first, last
    turn = reading.turning_point or 0
    return turn, turn


def _take_numbers() -> None:
    """An end was chosen by its number; if it passes the other one, it takes it along."""
    first, last = st.session_state.units_first, st.session_state.units_last
    before = st.session_state.get("units_span_shown", (first - 1, last - 1))
    if first > last:
        first, last = (first, first) if first - 1 != before[0] else (last, last)
    hold(SPAN, f"{first}-{last}")


def _version(span: tuple[int, int]) -> int:
    """Raised when another span is shown than the board has told of."""
    if st.session_state.get("units_span_shown") != span:
        st.session_state.units_span_shown = span
        st.session_state.units_span_version = st.session_state.get("units_span_version", 0) + 1
    return int(st.session_state.units_span_version)


def _take_span() -> None:
    """A span was dragged, or a word chosen."""
    choice = board_choice(BOARD, st.session_state.get("units_span_version", 0))
    first, last = choice.first, choice.last
    if (first is None or last is None) and choice.unit is None:  # A value of a unit is only looked at.
        first = last = choice.column
    if first is not None and last is not None:
        st.session_state.units_span_shown = (first, last)
        hold(SPAN, f"{first + 1}-{last + 1}")


def _show_places(subject: Subject, study: Study, pattern: Pattern) -> tuple[tuple[Place, ...], str]:
    """The places as a picture; also what it shows, and it itself."""
    places, seconds = _places(fingerprint(subject.network), pattern, study)
    with st.container(key="units_more_said"):
        st.markdown(places_said(study.index, pattern, places, seconds))
    style = _PRESENTER if subject.size == "presenter" else ""
    picture = places_picture(study.index.corpus, places, pattern)
    pressable(style + picture, PLACES, _ignore)
    return places, picture


def _ignore() -> None:
    """Nothing in this picture can be pressed."""


@st.cache_resource(max_entries=50, show_spinner=False)
def _places(network: Hashable, pattern: Pattern, _study: Study) -> tuple[tuple[Place, ...], float]:
    """The places, and the seconds that it took to find them."""
    begun = perf_counter()
    on = _switches(network, pattern.trace, pattern.threshold, _study)
    return search(_study.index, pattern, on), perf_counter() - begun


@st.cache_resource(max_entries=4, show_spinner=False)
def _switches(network: Hashable, trace: int, threshold: float, _study: Study) -> Switches:
    return switches(_study.index, trace, threshold)
