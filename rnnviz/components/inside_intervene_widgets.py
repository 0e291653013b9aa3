"""The widgets of the tool Intervene: short names in the address, which a link from elsewhere can write.

A bound widget writes the titles of its choices into the address; these write what a program would.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from rnnviz.analysis.intervention import cells_of, quantities_of
from rnnviz.analysis.intervention_effect import Ranking, ranking_of
from rnnviz.cells import Cell
from rnnviz.components.inside_intervene_settings import PLACES, WHATS, WHENS, Asked
from rnnviz.components.subject import Subject
from rnnviz.figures.read_rows import trace_titles
from rnnviz.network import Network, words_within
from rnnviz.text import first_words
from rnnviz.tracks import quantity_of, scale_in
from rnnviz.written import capital

FIRST_OTHER = "I hated every minute of it"
MOST_WORDS = 400  # Of the other sentence.
MOST_LETTERS = 4_000  # Of it in an address.
MOST_UNIT_LETTERS = 100
LARGEST = 10.0  # Of what can be set where a quantity has no bounds.
UNITS_HELP = "One, as 17; several, as 3, 17, 20-25; or all. Empty: the one that matters most here."
_WHOLE = re.compile(r"[0-9]{1,5}")
_REAL = re.compile(r"-?[0-9]{1,4}(\.[0-9]{1,4})?")


def version() -> int:
    """How often the widgets, not the board, have chosen anew in this session."""
    return int(st.session_state.get("intervene_version", 0))


def raise_version() -> None:
    """Let the board show what was chosen elsewhere."""
    st.session_state.intervene_version = version() + 1


def put(name: str, value: str | int) -> None:
    """Say something in a widget and in the address; only in a callback, before the widgets are drawn."""
    st.session_state[_key(name)] = st.session_state[_asked(name)] = value
    st.query_params[_key(name)] = str(value)


def ask(subject: Subject) -> tuple[Asked, str, Ranking]:
    """All settings in two rows; the units as typed, empty for the first one of the ranking."""
    cells, words = cells_of(subject.network), max(1, len(subject.reading.columns))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        trace = 0
        if len(cells) > 1:
            names = {str(n): capital(title) for n, title in enumerate(trace_titles(subject.network))}
            trace = int(_pick("Layer", names, "layer", str(len(cells) - 1)))
        titles = {name: quantity_of(name).label for name in quantities_of(cells[trace])}
        quantity = "hidden_state" if len(titles) == 1 else _pick("Hold the", titles, "quantity")
        ranking = ranking_of(subject.network, subject.reading, trace)
        strongest = f"{ranking.units[0]} (strongest)"
        units = _type("of unit", ("unit", strongest), "", MOST_UNIT_LETTERS, width=150)
        what = _choose("How", WHATS, "what")
        when = _choose("When", WHENS, "when")
        turning = (subject.reading.turning_point or 0) + 1
        step = 0 if when == "always" else _whole("Word", (1, words, turning), "step") - 1
    with st.container(horizontal=True, vertical_alignment="bottom"):
        asked = _more(Asked(trace, quantity, (), what, when, step), subject.network)
    return asked, units, ranking


def _more(asked: Asked, network: Network) -> Asked:
    """What only one way of holding needs."""
    cell = cells_of(network)[asked.trace]
    if asked.what == "value":
        return replace(asked, value=_slide(asked.quantity, cell))
    if asked.what == "swap":
        return replace(asked, partner=_whole("with unit", (0, cell.units - 1, 0), "with"))
    if asked.what == "other":
        typed = _type("Other sentence", ("other", "Type a sentence"), FIRST_OTHER, MOST_LETTERS, width=340)
        other = first_words(typed, words_within(network, MOST_WORDS), network.vocabulary)[0]
        return replace(asked, other=other, place=_choose("Which value", PLACES, "place"))
    return asked


def _choose(label: str, options: Mapping[str, str], name: str) -> str:
    """A row of buttons, the first one the usual one."""
    usual = next(iter(options))
    _begin(name, usual, options.__contains__, str)
    chosen: str | None = st.segmented_control(
        label,
        options,
        format_func=options.__getitem__,
        key=_key(name),
        required=True,
        on_change=_changed,
        args=(name,),
    )
    return chosen or usual


def _pick(label: str, options: Mapping[str, str], name: str, usual: str = "") -> str:
    """One of a list; the first one is the usual one, if no other is named."""
    _begin(name, usual or next(iter(options)), options.__contains__, str)
    return st.selectbox(
        label,
        options,
        format_func=options.__getitem__,
        key=_key(name),
        on_change=_changed,
        args=(name,),
        width=180,
    )


def _type(label: str, called: tuple[str, str], usual: str, most: int, width: int) -> str:
    """A line of text, heard with every key; `called` are its name and what stands in it while it is empty."""
    name, placeholder = called
    _begin(name, usual, lambda text: len(text) <= most, str)
    typed = st.text_input(
        label,
        key=_key(name),
        live="0ms",
        max_chars=most,
        on_change=_changed,
        args=(name,),
        placeholder=placeholder,
        help=UNITS_HELP if name == "unit" else None,
        width=width,
    )
    return typed or ""


def _whole(label: str, bounds: tuple[int, int, int], name: str) -> int:
    """A whole number; of one that is too large for this text or layer the largest there is, for now.

    `bounds` are the least, the greatest and the usual one.
    """
    least, most, usual = bounds
    _begin(name, usual, lambda text: bool(_WHOLE.fullmatch(text)), int)
    key = _key(name)
    asked = st.session_state.setdefault(_asked(name), int(st.session_state[key]))
    st.session_state[key] = min(max(asked, least), most)
    return st.number_input(label, least, most, key=key, on_change=_changed, args=(name,), width=130)


def _slide(quantity: str, cell: Cell) -> float:
    """A value within the bounds of a quantity."""
    scale = scale_in(quantity, cell)
    low, high = (scale.low, scale.limit) if scale.bounded else (-LARGEST, LARGEST)
    _begin("value", high, lambda text: bool(_REAL.fullmatch(text)), float)
    key = _key("value")
    st.session_state[key] = min(max(float(st.session_state[key]), low), high)
    step = 0.05 if scale.bounded else 0.5
    return st.slider("Value", low, high, key=key, step=step, on_change=_changed, args=("value",), width=260)


def _begin(
    name: str, usual: str | float, is_good: Callable[[str], bool], read: Callable[[str], str | float]
) -> None:
    """Begin a widget with what the address names, if that is good; else with what is usual."""
    key = _key(name)
    if key in st.session_state and is_good(str(st.session_state[key])):
        return
    named = st.query_params.get(key, "")
    st.session_state[key] = read(named) if named and is_good(named) else usual


def _changed(name: str) -> None:
    """Write into the address what was chosen, and let the board show it."""
    chosen = st.session_state[_key(name)]
    st.session_state[_asked(name)] = chosen
    st.query_params[_key(name)] = "" if chosen is None else str(chosen)
    raise_version()


def _key(name: str) -> str:
    return f"intervene_{name}"


def _asked(name: str) -> str:
    """Where the session keeps what was asked, which a shorter text does not change."""
    return f"{_key(name)}_asked"
