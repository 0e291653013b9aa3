"""The door: registers the browser instrument with Streamlit and mounts it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from rnnviz.figures.style import palette

_FOLDER = Path(__file__).parent / "instrument"
# One module in the browser: the parts in the order in which they build on each other.
_SCRIPTS = ("data", "layout", "paint", "tracks", "inspector", "headline", "table", "main")


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


def instrument(payload: bytes, key: str, on_choice: Callable[[], None]) -> Any:
    """Show a packed reading.

    Args:
        payload: from `pack_reading`.
        key: identity of this instrument on the page; its state lives in the session under it.
        on_choice: called when the person has chosen a word or unit; `st.session_state[key].choice` is
            {"word": int or None, "unit": int, "trace": int}.
    """
    return _mount(data=payload, key=key, on_choice_change=on_choice)
