"""Explore: type a sentence and watch a network read it."""

import streamlit as st

from rnnviz.analysis.units import UNIT_ORDERS, UnitOrder
from rnnviz.components.address import forget, remember_choice, version
from rnnviz.components.controls import type_sentence
from rnnviz.components.inside import READ, choose_tool, show_tool, title_of
from rnnviz.components.instrument import instrument
from rnnviz.components.networks import choose_network, network_and_orders, say_note
from rnnviz.components.payload import pack_reading
from rnnviz.components.shipped import shipped_network
from rnnviz.components.subject import Subject
from rnnviz.components.take_away import take_reading_away
from rnnviz.components.view import COUNTED_FROM, PRESENTER_STYLE, SIZES, View, address_of
from rnnviz.data.sentences import EXAMPLES, FIRST_SENTENCE
from rnnviz.figures.scores import score_table
from rnnviz.network import Reading, shipped_networks, words_within
from rnnviz.text import first_words, shorten

MOST_WORDS = 400  # Columns beyond this are too many to look at, and a backward reading grows with the square.
FIRST_NETWORK = "lstm"
FORGOTTEN = ("unit", "trace")  # Another network has other units.


def choose_example() -> None:
    """Type the example for the person; the pill itself does not stay pressed."""
    if st.session_state.example:
        st.session_state.text = st.session_state.example
    st.session_state.example = None
    forget("word", "unit", "trace")


def remember() -> None:
    remember_choice("instrument", COUNTED_FROM, address_of)


def say_what_was_unusual(reading: Reading, words: int, most: int) -> None:
    """One sentence where something was cut, unknown or missing."""
    unknown = sum(column.status == "unknown" for column in reading.columns)
    respelled = [column for column in reading.columns if column.status == "respelled"]
    notes = []
    if words > most:
        notes.append(f"The text has {words:,} words; the first {most} are read.")
    if not words:
        notes.append("No word yet, so only h₀ stands there. Type a sentence, or take an example.")
    elif unknown == len(reading.columns):
        notes.append("The network knows none of these words, so its verdict means nothing.")
    elif unknown:
        notes.append(f"Unknown to the network: {unknown} of {len(reading.columns)} words (dashed).")
    if respelled:
        read = ", ".join(f"“{shorten(each.typed)}” as “{each.text}”" for each in respelled[:3])
        notes.append(f"Read {read}{' …' if len(respelled) > 3 else ''}.")
    st.text(" ".join(notes))


@st.fragment  # Only what changes with a keystroke, so that nothing else is sent again.
def read_as_typed(name: str, tool: str, order: UnitOrder, size: str) -> None:
    typed = type_sentence(FIRST_SENTENCE, "text")
    network, orders = network_and_orders(name)
    most = words_within(network, MOST_WORDS)
    text, words = first_words(typed, most, network.vocabulary)
    reading = network.read(text)
    say_what_was_unusual(reading, words, most)
    subject = Subject(name, network, orders, reading, order, size)
    if tool != READ:
        return show_tool(tool, subject)
    view = View.from_address(st.query_params, size, version())
    payload = pack_reading(network, reading, subject.rows, view)
    instrument(payload, "instrument", remember)
    take_reading_away(subject, payload)


top = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
tool = choose_tool()
with top:
    st.title(title_of(tool), anchor=False, width="content")
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        titles = {each: shipped_network(each).title for each in shipped_networks()}
        name = choose_network("network", titles, FIRST_NETWORK, FORGOTTEN)
        with st.popover("View", icon=":material/tune:"):
            order = st.radio("Unit order", UNIT_ORDERS, 1, UNIT_ORDERS.get, key="order", bind="query-params")
            size = st.radio("Size", SIZES, 0, SIZES.get, key="size", bind="query-params")
st.pills(
    "Try one of these",
    EXAMPLES,
    format_func=EXAMPLES.__getitem__,
    key="example",
    on_change=choose_example,
    label_visibility="collapsed",
)
if size == "presenter":
    st.html(PRESENTER_STYLE)
say_note(name)
read_as_typed(name, tool, order, size)
with st.expander("How well do these networks read?"):
    st.html(score_table([shipped_network(each) for each in shipped_networks()], name))
