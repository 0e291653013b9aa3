"""The chain: a section of the Gradients page. The unfolded network, with arrows running back."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from rnnviz.analysis.flow import Tried, flow_of, times_to_try, try_out
from rnnviz.analysis.gradient import Loss, ReadingGradient, gradient_of
from rnnviz.cells import CELL_TITLES, CellKind
from rnnviz.components.address import remember_choice, version
from rnnviz.components.controls import choose_number, choose_one, choose_real, type_sentence
from rnnviz.components.flow import flow
from rnnviz.components.flow_payload import NAMED, Carried, FlowView, address_of_flow, pack_flow
from rnnviz.components.networks import choose_network, say_note
from rnnviz.components.own import is_own, own_network
from rnnviz.components.shipped import shipped_network
from rnnviz.learning.untrained import untrained_network
from rnnviz.network import Network, Reading, shipped_networks, words_within
from rnnviz.text import first_words
from rnnviz.worked import trace_of

MOST_WORDS = 100  # A picture of more cannot be followed step by step.
MOST_UNITS = 128
UNTRAINED: dict[str, CellKind] = {f"untrained {title}": kind for kind, title in CELL_TITLES.items()}
USUAL = "untrained GRU"
VERDICTS = {"negative": "Negative", "positive": "Positive"}  # The usual sentence is a complaint.
# What W_hh of 64 units must be multiplied by, so that a change does what the name says; a test measures it.
PRESETS: dict[CellKind, dict[str, float]] = {
    "simple-rnn": {"Vanishes": 0.5, "Holds": 1.0, "Explodes": 1.5},
    "gru": {"Vanishes": 1.0, "Holds": 3.3, "Explodes": 6.0},
    "lstm": {"Vanishes": 0.5, "Holds": 2.2, "Explodes": 5.0},
}
MOST_SCALE = 10.0
INTRO = (
    "Change one word's state a little: how much of the change is still there at the end? Going back, "
    "it is multiplied at every step."
)
KEY = "flow"
SENTENCE = (
    "I expected to love this film with its great actors and its clever story, "
    "but after an hour I was so bored that I left"
)


@dataclass(frozen=True)
class Drawn:
    """How an untrained network is drawn; the recurrent kernel is multiplied by `scale`."""

    units: int = 0
    seed: int = 0
    scale: float = 1.0


def show(size: str) -> None:
    """Show the section.

    Args:
        size: "normal" or "presenter".
    """
    titles = {name: shipped_network(name).title for name in shipped_networks()}
    titles |= dict(zip(UNTRAINED, UNTRAINED, strict=True))
    st.markdown(INTRO)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # The word that is looked at stays, so that networks can be compared at it.
        name = choose_network("chain_network", titles, USUAL, ("chain_trace",))
    say_note(name)
    drawn = _ask_how_drawn(UNTRAINED[name]) if name in UNTRAINED else Drawn()
    _read_and_show(name, size, drawn)


def _ask_how_drawn(cell: CellKind) -> Drawn:
    """What an untrained network is made of; beside it stands what of it is random."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        units = choose_number("Units", (1, MOST_UNITS, 64), "chain_units", 130)
        seed = choose_number("Random seed", (0, 9999, 0), "chain_seed", 130)
        with st.container(width=130):
            scale = choose_real("W_hh ×", (0.1, MOST_SCALE, 1.0), "chain_scale", 0.1)
        with st.container(horizontal=True, width="content", gap="xsmall"):
            for title, value in PRESETS[cell].items():
                st.button(title, on_click=_set_scale, args=(value,), help=f"W_hh × {value:g}")
        drawn = Drawn(units, seed, scale)
        st.caption(_how_drawn(cell, drawn), width=620)
    return drawn


def _set_scale(value: float) -> None:
    st.session_state.chain_scale = value


def _how_drawn(cell: CellKind, drawn: Drawn) -> str:
    """What of an untrained network is random."""
    bias = "biases 0, the forget gate's 1" if cell == "lstm" else "biases 0"
    scaled = "" if drawn.scale == 1 else f" and then multiplied by {drawn.scale:g}"
    return (
        f"Nothing learnt yet: random weights of seed {drawn.seed}, as Keras draws them by default: word "
        f"vectors uniform within ±0.05, W_xh after Glorot, W_hh orthogonal{scaled}, {bias}."
    )


@st.fragment  # Only what changes with a keystroke, so that nothing else is sent again.
def _read_and_show(name: str, size: str, drawn: Drawn) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        typed = type_sentence(SENTENCE, "chain_text")
        with st.popover("Loss", icon=":material/target:"):
            truth = choose_one("Target of the loss", VERDICTS, "chain_truth")
    network = _network(name, drawn)
    most = words_within(network, MOST_WORDS)
    text, words = first_words(typed, most, network.vocabulary)
    if words > most:
        st.text(f"The text has {words:,} words; the gradient is carried back through the first {most}.")
    view = FlowView.from_address(st.query_params, size, version())
    with np.errstate(all="ignore"):  # A network that overflows is shown as what it is.
        reading = network.read(text)
        gradient = gradient_of(network, reading, Loss(float(truth == "positive")))
    carried = Carried(network, reading, gradient)
    tried = _tried(carried, trace_of(network, view.trace))
    flow(pack_flow(replace(carried, tried=tried), view), KEY, _remember, _ask_for_check)


def _network(name: str, drawn: Drawn) -> Network:
    """The network of a name; if it is one's own and gone since, the whole page is run again."""
    if name in UNTRAINED:
        return _untrained(UNTRAINED[name], drawn)
    try:
        return own_network(name) if is_own(name) else shipped_network(name)
    except LookupError:
        st.rerun()


@st.cache_resource(max_entries=12, show_spinner=False)
def _untrained(cell: CellKind, drawn: Drawn) -> Network:
    vocabulary = shipped_network("lstm").vocabulary
    return untrained_network(cell, drawn.units, drawn.seed, vocabulary, drawn.scale)


def _remember() -> None:
    remember_choice(KEY, NAMED, address_of_flow)


def _ask_for_check() -> None:
    """The check is of what stands on the page now; another text is not checked until it is asked for."""
    st.session_state.chain_checked = st.session_state.chain_shown


def _tried(carried: Carried, number: int) -> tuple[Tried, ...]:
    """What a check of this very text and trace found; nothing, if none was asked for."""
    shown = (carried.network.name, carried.reading.text, number)
    st.session_state.chain_shown = shown
    if st.session_state.get("chain_checked") != shown or not carried.reading.columns:
        return ()
    checked, found = st.session_state.get("chain_found", (None, ()))
    if checked != shown:
        found = _try(carried.reading, carried.gradient, number)
        st.session_state.chain_found = shown, found
    return tuple(found)


def _try(reading: Reading, gradient: ReadingGradient, number: int) -> tuple[Tried, ...]:
    carried = flow_of(reading, gradient, number)
    return try_out(carried, times_to_try(carried))
