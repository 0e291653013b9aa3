"""Unfold: one cell, drawn once per time step, with the arithmetic of every number."""

import streamlit as st

from rnnviz import worked
from rnnviz.analysis.gradient import Loss, gradient_of
from rnnviz.analysis.units import rows_as_trained, rows_in
from rnnviz.components.address import held, hold, remember_choice, version
from rnnviz.components.controls import choose_number, choose_one, choose_real, type_sentence
from rnnviz.components.entrance import enter_through_the_app
from rnnviz.components.networks import choose_network, network_and_orders, say_note
from rnnviz.components.shipped import shipped_network
from rnnviz.components.unfold_payload import Unfolded, pack_unfolded
from rnnviz.components.unfolder import unfolder
from rnnviz.components.view import PRESENTER_STYLE, SIZES, UNFOLDED, UnfoldView, address_of_unfolded
from rnnviz.data.sentences import UNFOLD_SENTENCE
from rnnviz.network import shipped_networks, words_within
from rnnviz.snippets import numpy_code
from rnnviz.text import first_words

enter_through_the_app("pages/unfold.py")
MOST_WORDS = 100  # A diagram of more cannot be followed step by step.
CELL_TITLES = {name: name for name in ("SimpleRNN", "GRU", "LSTM")}
VERDICTS = {"positive": "Positive", "negative": "Negative"}


def edits_of(owner: str) -> tuple[worked.Edit, ...]:
    """Numbers written over, as long as they are numbers of the same thing."""
    return worked.parse_edits(held("edits", owner))


def remember() -> None:
    remember_choice("unfolder", UNFOLDED, address_of_unfolded)


def remember_edit() -> None:
    """Put the numbers that were written over into the address, with the earlier ones."""
    change = st.session_state.unfolder.edit or {}
    edits = worked.edited(edits_of(st.session_state.edits_of), change.get("edits"))
    hold("edits", edits)


def ask_every_output(is_possible: bool = True) -> bool:
    label = "Ask every output, not only the last"
    return st.toggle(label, key="every", bind="query-params", disabled=not is_possible) and is_possible


def show(unfolded: Unfolded, size: str) -> None:
    view = UnfoldView.from_address(st.query_params, size, version())
    unfolder(pack_unfolded(unfolded, view), "unfolder", remember, remember_edit)
    if unfolded.edited:
        st.button("Undo my numbers", on_click=hold, args=("edits", ""), icon=":material/undo:")


@st.fragment  # Only what changes with a keystroke, so that nothing else is sent again.
def unfold_example(size: str) -> None:
    """The worked example, its few settings, and the code that computes it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cell = choose_one("Cell", CELL_TITLES, "cell", ("unit", "columns", "line"))
        activation = choose_one("Activation", worked.ACTIVATIONS, "activation")
        timesteps = choose_number("Steps", (1, worked.MOST_TIMESTEPS, 3), "steps", 130)
        seed = choose_number("Random seed", (0, worked.MOST_SEED, 1), "seed", 170)
        with st.popover("Loss", icon=":material/target:"):
            target = choose_real("Target of yₜ", (-9.0, 9.0, 1.0), "target", step=0.1)
            loss = Loss(target, ask_every_output())
    edits = edits_of(f"{cell} {seed}")
    example = worked.make_example(worked.ExampleSpec(cell, activation, seed, timesteps, edits))
    reading = example.read()
    gradient = gradient_of(example.network, reading, loss)
    rows = rows_as_trained(example.network)
    show(Unfolded(example.network, reading, gradient, rows, worked.places(edits), is_worked=True), size)
    is_forward = st.query_params.get("way") != "backward"
    with st.expander("The NumPy code that computes the forward pass", expanded=is_forward):
        st.code(numpy_code(example), language="python")


@st.fragment
def unfold_sentence(name: str, size: str) -> None:
    """A trained network on a typed sentence."""
    network, orders = network_and_orders(name)
    with st.container(horizontal=True, vertical_alignment="center"):
        typed = type_sentence(UNFOLD_SENTENCE, "text")
        with st.popover("Loss", icon=":material/target:"):
            truth = choose_one("True verdict of the sentence", VERDICTS, "truth")
            loss = Loss(float(truth == "positive"), ask_every_output(network.is_causal))
    most = words_within(network, MOST_WORDS)
    text, words = first_words(typed, most, network.vocabulary)
    if words > most:
        st.text(f"The text has {words:,} words; the first {most} are unfolded.")
    trace = worked.trace_of(network, UnfoldView.from_address(st.query_params, size).trace)
    edits = edits_of(f"{name} {trace}")
    reading = network.read(text, {trace: worked.first_step(network, trace, edits)})
    gradient = gradient_of(network, reading, loss)
    show(Unfolded(network, reading, gradient, rows_in(orders, "weight"), worked.places(edits)), size)


with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("Unfold: one cell, drawn once per time step", anchor=False, width="content")
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        titles = {each: shipped_network(each).title for each in shipped_networks()}
        networks = {worked.NAME: worked.TITLE, **titles}
        name = choose_network("unfolded", networks, worked.NAME, ("unit", "columns", "trace", "line"))
        with st.popover("View", icon=":material/tune:"):
            size = st.radio("Size", SIZES, 0, SIZES.get, key="size", bind="query-params")
if size == "presenter":
    st.html(PRESENTER_STYLE)
if name == worked.NAME:
    unfold_example(size)
else:
    say_note(name)
    unfold_sentence(name, size)
with st.container(horizontal=True):
    st.page_link("pages/order.py", label="Why not a feedforward network?", icon=":material/swap_horiz:")
    st.page_link("pages/layer.py", label="The same as a Keras layer", icon=":material/layers:")
