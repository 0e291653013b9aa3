"""Unfold: one cell, drawn once per time step, with the arithmetic of every number."""

import streamlit as st

from rnnviz.analysis.gradient import Loss, gradient_of
from rnnviz.analysis.units import Rows, rows_as_trained, rows_in, unit_orders
from rnnviz.cells import CELLS
from rnnviz.components.entrance import enter_through_the_app
from rnnviz.components.unfold_payload import Unfolded, pack_unfolded
from rnnviz.components.unfolder import unfolder
from rnnviz.components.view import PRESENTER_STYLE, SIZES, UNFOLDED, UnfoldView, address_of_unfolded
from rnnviz.data.sentences import EXAMPLES, UNFOLD_SENTENCE
from rnnviz.network import Network, load_network, shipped_networks
from rnnviz.snippets import numpy_code
from rnnviz.text import first_words
from rnnviz.worked import (
    ACTIVATIONS,
    MOST_SEED,
    MOST_TIMESTEPS,
    NAME,
    ExampleSpec,
    edit_at,
    edited,
    first_steps,
    make_example,
    parse_edits,
)

enter_through_the_app("pages/unfold.py")
MOST_WORDS = 100  # A diagram of more cannot be followed step by step.
TITLES = {NAME: "Worked example"}


@st.cache_resource(show_spinner="Loading the network …")
def network_and_rows(name: str) -> tuple[Network, tuple[Rows, ...]]:
    network = load_network(name)
    return network, rows_in(unit_orders(network, EXAMPLES), "weight")


def title_of(name: str) -> str:
    return TITLES[name] if name in TITLES else network_and_rows(name)[0].title


def forget(*names: str) -> None:
    """Take what was chosen out of the address, and tell the instrument so."""
    for name in names:
        st.query_params.pop(name, None)
    st.session_state.version = st.session_state.get("version", 0) + 1


def remember_choice() -> None:
    """Put what was chosen into the address, so that a link restores it."""
    choice = st.session_state.unfolder.choice or {}
    if choice.get("version") == st.session_state.get("version", 0):  # Else the program has overtaken it.
        for name in UNFOLDED:
            st.query_params.pop(name, None)
        st.query_params.update(address_of_unfolded(choice))


def remember_edit() -> None:
    """Put a number that was written over into the address, with the earlier ones."""
    change = st.session_state.unfolder.edit or {}
    edit = edit_at(str(change.get("place")), float(change.get("value", 0)))
    st.query_params["edits"] = edited(parse_edits(st.query_params.get("edits", "")), edit)


def show(unfolded: Unfolded, size: str) -> None:
    view = UnfoldView.from_address(st.query_params, size, st.session_state.get("version", 0))
    unfolder(pack_unfolded(unfolded, view), "unfolder", remember_choice, remember_edit)


@st.fragment
def unfold_example(size: str) -> None:
    """The worked example, its few settings, and the code that computes it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cell = st.segmented_control("Cell", tuple(CELLS), default="SimpleRNN", key="cell", bind="query-params", required=True, on_change=forget, args=("edits", "unit", "units"))
        activation = st.segmented_control("Activation", ACTIVATIONS, default="tanh", key="activation", bind="query-params", required=True)
        timesteps = st.number_input("Steps", 1, MOST_TIMESTEPS, 3, key="steps", bind="query-params", width=130)
        seed = st.number_input("Seed of the random numbers", 0, MOST_SEED, 1, key="seed", bind="query-params", width=170, on_change=forget, args=("edits",))
        target = st.number_input("Target of the loss", -10.0, 10.0, 1.0, 0.1, key="target", bind="query-params", width=150)
        every = st.toggle("Loss asks every output", key="every", bind="query-params")
        if st.query_params.get("edits"):
            st.button("Undo my numbers", on_click=forget, args=("edits",), icon=":material/undo:")
    edits = parse_edits(st.query_params.get("edits", ""))
    example = make_example(ExampleSpec(cell or "SimpleRNN", activation or "tanh", int(seed), int(timesteps), edits))
    reading = example.read()
    gradient = gradient_of(example.network, reading, Loss(target, every))
    rows = rows_as_trained(example.network)
    show(Unfolded(example.network, reading, gradient, rows, example.edited), size)
    with st.expander("The NumPy code that computes this", expanded=True):
        st.code(numpy_code(example), language="python")


@st.fragment
def unfold_sentence(name: str, size: str) -> None:
    """A trained network on a typed sentence."""
    with st.container(horizontal=True, vertical_alignment="center"):
        typed = st.text_input("Your sentence", UNFOLD_SENTENCE, key="text", bind="query-params", live="0ms", label_visibility="collapsed", placeholder="Type a sentence")
        truth = st.segmented_control("True verdict", ("positive", "negative"), default="positive", key="truth", bind="query-params", required=True, label_visibility="collapsed")
        network, rows = network_and_rows(name)
        every = network.is_causal and st.toggle("Loss asks every output", key="every", bind="query-params")
    text, words = first_words(typed or "", MOST_WORDS)
    edits = parse_edits(st.query_params.get("edits", ""))
    trace = UnfoldView.from_address(st.query_params, size).trace
    reading = network.read(text, first_steps(network, trace, edits))
    st.text(f"The text has {words:,} words; the first {MOST_WORDS} are unfolded." if words > MOST_WORDS else "")
    gradient = gradient_of(network, reading, Loss(float(truth != "negative"), every))
    show(Unfolded(network, reading, gradient, rows), size)


with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("Unfold: one cell, drawn once per time step", anchor=False, width="content")
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        name = st.segmented_control("Network", (NAME, *shipped_networks()), default=NAME, format_func=title_of, key="network", bind="query-params", on_change=forget, args=("unit", "units", "trace", "edits"), required=True, label_visibility="collapsed")
        with st.popover("View", icon=":material/tune:"):
            size = st.radio("Size", SIZES, 0, SIZES.get, key="size", bind="query-params")
if size == "presenter":
    st.html(PRESENTER_STYLE)
if name in (NAME, None):
    unfold_example(size)
else:
    unfold_sentence(name, size)
