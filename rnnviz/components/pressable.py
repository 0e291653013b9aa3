"""HTML some parts of which can be pressed: registered with Streamlit, and mounted."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

_mount = st.components.v2.component(
    "rnnviz_pressable",
    js=(Path(__file__).parent / "pressable" / "pressable.js").read_text(encoding="utf-8"),
)


def pressable(html: str, key: str, on_press: Callable[[], None]) -> None:
    """Show HTML.

    Args:
        html: our own; of its parts those with an attribute `data-press` can be pressed. For the keyboard they
            are buttons, or there is a button that does the same.
        key: identity of this part of the page.
        on_press: called when one was pressed; `st.session_state[key].pressed` is then what it stands for.
    """
    _mount(data=html, key=key, on_pressed_change=on_press)
