"""The tools of Explore: one is chosen, and takes the place of the picture."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

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
from rnnviz.components.subject import Subject

READ = "read"
_TOOLS: Mapping[str, tuple[str, Callable[[Subject], None]]] = MappingProxyType(
    {
        "pair": ("Two sentences", inside_pair.show),
        "words": ("Which words mattered", inside_words.show),
        "intervene": ("Intervene", inside_intervene.show),
        "units": ("Unit finder", inside_units.show),
        "path": ("Where the state goes", inside_path.show),
        "padding": ("Padding", inside_padding.show),
        "model": ("Your own model", inside_model.show),
    }
)


def choose_tool() -> str:
    """A row of buttons: reading, or one of the tools."""
    titles = {READ: "Read"} | {name: title for name, (title, _) in _TOOLS.items()}
    with st.container(key="tools"):
        chosen: str | None = st.segmented_control(
            "Look inside",
            titles,
            default=READ,
            format_func=titles.__getitem__,
            key="inside",
            bind="query-params",
            required=True,
            label_visibility="collapsed",
        )
    return chosen or READ


def show_tool(tool: str, subject: Subject) -> None:
    """Show the tool of a name that `choose_tool` gave, in place of the picture of the reading."""
    _TOOLS[tool][1](subject)
