"""The choice of a wiring, of its demonstration and of what modifies it; and the wiring on paper."""

from typing import NamedTuple, cast

import streamlit as st

from rnnviz.components.controls import choose_one
from rnnviz.components.diagram import diagram
from rnnviz.figures.wiring_flow import wiring_flow
from rnnviz.tasks.registry import TITLES, task_of
from rnnviz.tasks.shipped import load_wired, shipped_variants
from rnnviz.tasks.task import Modifier, Task, ordered
from rnnviz.wired import Wiring
from rnnviz.wired_archive import Saved
from rnnviz.wired_spec import WiredSpec
from rnnviz.wiring_code import flow_of, wiring_code
from rnnviz.wiring_diagram import wiring_diagram

WIRINGS: dict[str, str] = {
    "many-to-one": "Many to one",
    "one-to-many": "One to many",
    "many-to-many": "Many to many",
    "encoder-decoder": "Encoder–decoder",
    "one-to-one": "One to one",
}
SAYS: dict[str, str] = {
    "one-to-one": "One input, one answer, and no time: not recurrent. The reference for the four others.",
    "many-to-one": "Every step reads, only the last one answers. In Keras: `return_sequences=False`.",
    "one-to-many": (
        "One input makes the first state. Then every step writes, and reads what the step before wrote."
    ),
    "many-to-many": "Every step reads and every step answers. In Keras: `return_sequences=True`.",
    "encoder-decoder": (
        "One network, the encoder, reads everything; another one, the decoder, writes. Between them passes "
        "one vector: the context."
    ),
}
ATTENTION_SAYS = (
    "The encoder reads everything, the decoder writes. At every step the decoder also looks back at all "
    "states of the encoder, so that nothing has to fit into one vector."
)
FROM_NOTHING_SAYS = (
    "The first symbol is given, and the first state is all zeros. From there on every step writes, and reads "
    "what the step before wrote."
)
MODIFIER_TITLES: dict[Modifier, str] = {
    "stacked": "Stacked",
    "bidirectional": "Bidirectional",
    "attention": "Attention",
}
MODIFIER_SAYS: dict[Modifier, str] = {
    "stacked": "A second layer reads the states of the first.",
    "bidirectional": "A second row of cells reads from the last symbol to the first.",
    "attention": "The decoder looks back at all states of the encoder, not at the last one only.",
}


class Chosen(NamedTuple):
    """What is shown: a demonstration, what modifies it, and the network that comes with the program."""

    task: Task
    modifiers: tuple[Modifier, ...]
    saved: Saved


@st.cache_resource(show_spinner=False)
def shipped_wired(task: str, modifiers: tuple[Modifier, ...] = ()) -> Saved:
    """A network of a demonstration that comes with the program, loaded once a server."""
    return load_wired(task_of(task), modifiers)


def choose_wiring() -> Chosen:
    """Let the person choose; all of it stands in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        wiring = cast(Wiring, choose_one("Wiring", WIRINGS, "wiring", ("force",)))
        titles = TITLES[wiring]
        name = next(iter(titles))
        if len(titles) > 1:
            name = choose_one("Example", titles, f"example-{wiring}", ("force",))
        task = task_of(name)
        wanted = _modifiers(task)
    there = shipped_variants(task)
    modifiers = wanted if wanted in there else _nearest(wanted, there)
    if modifiers != wanted:
        named = " and ".join(MODIFIER_TITLES[one].lower() for one in wanted)
        st.text(
            f"No network of this example that is {named} comes with the program; shown is the nearest one."
        )
    return Chosen(task, modifiers, shipped_wired(task.name, modifiers))


def _modifiers(task: Task) -> tuple[Modifier, ...]:
    if not task.modifiers:
        return ()
    with st.container(horizontal=True, width="content", gap="medium"):
        return ordered(
            one
            for one in task.modifiers
            if st.toggle(MODIFIER_TITLES[one], key=one, bind="query-params", help=MODIFIER_SAYS[one])
        )


def _nearest(wanted: tuple[Modifier, ...], there: tuple[tuple[Modifier, ...], ...]) -> tuple[Modifier, ...]:
    """Of those that there are, the one that differs in the fewest modifiers."""
    return min(there, key=lambda one: len(set(one) ^ set(wanted)))


def show_wiring(spec: WiredSpec) -> None:
    """The wiring unfolded, the code that builds it, and the shapes that flow through it."""
    st.markdown(ATTENTION_SAYS if spec.attention else SAYS[spec.wiring] if spec.inputs else FROM_NOTHING_SAYS)
    diagram(wiring_diagram(spec), "wiring_diagram", said_of(spec))
    with st.expander("Shapes and Keras code"):
        st.html(wiring_flow(flow_of(spec)))
        st.code(wiring_code(spec), language="python")


def said_of(spec: WiredSpec) -> str:
    """The picture as a sentence."""
    parts = {
        "one-to-one": "a picture, layers without a memory, one answer",
        "many-to-one": "cells in a row, each reads a symbol, the last one answers",
        "one-to-many": "cells in a row, each writes a symbol and reads the one before",
        "many-to-many": "cells in a row, each reads a symbol and answers",
        "encoder-decoder": "a row of cells that read, a context, a row of cells that write",
    }
    more = [
        "in two layers" if spec.layers > 1 else "",
        "reading in both directions" if spec.bidirectional else "",
        "looking back by attention" if spec.attention else "",
    ]
    return ", ".join(part for part in (f"Unfolded: {parts[spec.wiring]}", *more) if part) + "."
