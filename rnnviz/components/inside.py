"""The tools of Explore: one is chosen, and takes the place of the picture."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import streamlit as st

from rnnviz.components import (
    inside_intervene,
    inside_model,
    inside_padding,
    inside_pair,
    inside_path,
    inside_units,
    inside_words,
)
from rnnviz.components.rows import watch_rows
from rnnviz.components.subject import ASKED_TOOL, FIRST_VIEW, Subject

READ = FIRST_VIEW


class Tool(NamedTuple):
    """What its button says, what the page is then called, and what shows it."""

    label: str
    title: str
    show: Callable[[Subject], None]


_TITLE = "Type a sentence and watch a recurrent network read it"
_TOOLS: Mapping[str, Tool] = MappingProxyType(
    {
        "pair": Tool("Two sentences", "Two sentences: where do they part?", inside_pair.show),
        "words": Tool("Which words mattered", "Which words push the verdict?", inside_words.show),
        "intervene": Tool("Intervene", "Change something inside: what follows?", inside_intervene.show),
        "units": Tool("Unit finder", "What do single units carry?", inside_units.show),
        "path": Tool("Where the state goes", "Where does the state go, word by word?", inside_path.show),
        "padding": Tool("Padding", "What does padding do to the state?", inside_padding.show),
        "model": Tool("Your own model", "Look inside your own Keras model", inside_model.show),
    }
)


def choose_tool() -> str:
    """A row of buttons: reading, or one of the tools."""
    titles = {READ: "Read"} | {name: tool.label for name, tool in _TOOLS.items()}
    asked = st.session_state.pop(ASKED_TOOL, None)
    if asked:
        st.session_state.inside = asked
    with st.container(key="tools"):
        chosen: str | None = st.segmented_control(
            "Look inside",
            titles,
            default=None if asked else READ,  # Streamlit warns of a default beside what was chosen.
            format_func=titles.__getitem__,
            key="inside",
            bind="query-params",
            required=True,
            label_visibility="collapsed",
        )
        watch_rows(chosen or READ)
    return chosen or READ


def title_of(tool: str) -> str:
    """What the page is called while a tool is chosen."""
    return _TITLE if tool == READ else _TOOLS[tool].title


def show_tool(tool: str, subject: Subject) -> None:
    """Show the tool of a name that `choose_tool` gave, in place of the picture of the reading."""
    _TOOLS[tool].show(subject)
