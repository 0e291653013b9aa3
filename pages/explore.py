"""Explore: type a sentence and watch a network read it."""

import streamlit as st

from rnnviz.analysis.units import UNIT_ORDERS, UnitOrder, unit_orders
from rnnviz.components.instrument import instrument
from rnnviz.components.payload import View, pack_reading
from rnnviz.network import Network, Reading, load_network, shipped_networks
from rnnviz.text import first_words

MOST_WORDS = 400  # Columns beyond this are too many to look at, and a backward reading grows with the square.
FIRST_SENTENCE = "I expected to love this film, but it was not good"
EXAMPLES = {
    "good": "The food was good",
    "not good": "The food was not good",
    "not bad at all": "The food was not bad at all",
    "order of words": "The film was long but good",
    "the other order": "The film was good but long",
    "a long one": (
        "The first half hour is slow and I nearly left, the jokes are old and the music is far too loud, "
        "but then the two sisters meet again, and from that moment on it is one of the most honest, "
        "funny and moving stories that I have seen in years"
    ),
}
ORDER_TITLES = {
    "trained": "As trained",
    "weight": "By weight to the verdict",
    "similarity": "By similarity",
}
SIZE_TITLES = {"normal": "Normal", "presenter": "Presenter"}


@st.cache_resource(show_spinner="Loading the network …")
def network_and_orders(name: str) -> tuple[Network, tuple[dict[UnitOrder, list[int]], ...]]:
    network = load_network(name)
    return network, unit_orders(network, EXAMPLES.values())


def from_address(name: str, first: int) -> int | None:
    """A whole number from the address bar, counted there from `first`; None for anything else."""
    given = st.query_params.get(name, "")
    return int(given) - first if given.isdecimal() and len(given) < 6 else None


def choose_example(text: str) -> None:
    st.session_state.text = text
    for name in ("word", "unit", "trace"):
        st.query_params.pop(name, None)


def remember_choice() -> None:
    """Put the chosen word (counted from 1), unit and trace into the address, so that a link restores them."""
    choice = st.session_state.instrument.choice or {}
    for name, first in (("word", 1), ("unit", 0), ("trace", 0)):
        value = choice.get(name)
        if isinstance(value, int):
            st.query_params[name] = str(value + first)
        else:
            st.query_params.pop(name, None)


def say_what_was_unusual(reading: Reading, words: int) -> None:
    """One sentence where something was cut, unknown or missing."""
    unknown = [column.typed for column in reading.columns if column.status == "unknown"]
    respelled = [f"“{c.typed}” as “{c.text}”" for c in reading.columns if c.status == "respelled"]
    notes = []
    if words > MOST_WORDS:
        notes.append(f"The text has {words:,} words; the first {MOST_WORDS} are read.")
    if not words:
        notes.append("No word yet: only h₀ stands there, the state before the first word. Type, or take an example.")
    elif len(unknown) == words:
        notes.append("The network knows none of these words, so its verdict means nothing.")
    elif unknown:
        notes.append(f"Unknown to the network: {len(unknown)} of {words} words (dashed).")
    if respelled:
        notes.append(f"Read {', '.join(respelled[:3])}{' …' if len(respelled) > 3 else ''}.")
    st.text(" ".join(notes))


@st.fragment
def explore() -> None:
    names = shipped_networks()
    typed = st.text_input(
        "Type a sentence. The network reads it word by word.",
        FIRST_SENTENCE,
        key="text",
        bind="query-params",
        live="0ms",
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for title, example in EXAMPLES.items():
            st.button(title, on_click=choose_example, args=(example,), type="tertiary", help=example)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.segmented_control(
            "Network",
            names,
            default="lstm" if "lstm" in names else names[0],
            format_func=lambda name: network_and_orders(name)[0].card.get("title", name),
            key="network",
            bind="query-params",
            required=True,
            label_visibility="collapsed",
        )
        order = st.selectbox(
            "Order of units", UNIT_ORDERS, 1, ORDER_TITLES.__getitem__, key="order", bind="query-params", width=230
        )
        size = st.selectbox("Size", SIZE_TITLES, 0, SIZE_TITLES.__getitem__, key="size", bind="query-params", width=140)
    network, orders = network_and_orders(name)
    text, words = first_words(typed or "", MOST_WORDS)
    reading = network.read(text)
    say_what_was_unusual(reading, words)
    view = View(from_address("word", 1), from_address("unit", 0), from_address("trace", 0), size)
    payload = pack_reading(network, reading, [each[order] for each in orders], view)
    instrument(payload, key="instrument", on_choice=remember_choice)


explore()
