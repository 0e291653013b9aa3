"""The door: registers the browser instrument with Streamlit and mounts it."""

import json
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from rnnviz.figures.style import palette

_FOLDER = Path(__file__).parent / "instrument"
# One module in the browser: the parts in the order in which they build on each other.
_SCRIPTS = (
    "arithmetic",
    "data",
    "layout",
    "paint",
    "tracks",
    "inspector",
    "headline",
    "labels",
    "table",
    "main",
)


def _source(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


_mount = st.components.v2.component(
    "rnnviz_instrument",
    html=_source("instrument.html"),
    css=_source("instrument.css"),
    js="\n".join(
        [f"const PALETTE = {json.dumps(palette())};", *(_source(f"{name}.js") for name in _SCRIPTS)]
    ),
)


def instrument(payload: bytes, key: str, on_choice: Callable[[], None]) -> None:
    """Show a packed reading.

    Args:
        payload: from `pack_reading`.
        key: identity of this instrument on the page.
        on_choice: called when the person has chosen; `st.session_state[key].choice` is then
            {"word", "unit", "trace"}, each a number from 0, or None where the instrument decides, and
            "version", that of the view it was made in.
    """
    _mount(data=payload, key=key, on_choice_change=on_choice)
