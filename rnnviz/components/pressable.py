"""HTML some parts of which can be pressed: registered with Streamlit, and mounted."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

# Saving a picture is what the board does too.
_SCRIPTS = (
    "parts/dom",
    "board/text",
    "board/shapes",
    "board/file",
    "pressable/saving",
    "pressable/pressable",
)
_mount = st.components.v2.component(
    "rnnviz_pressable",
    js="\n".join((Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS),
)


def pressable(html: str, key: str, on_press: Callable[[], None]) -> None:
    """Show HTML.

    Args:
        html: our own; of its parts those with an attribute `data-press` can be pressed. For the keyboard they
            are buttons, or there is a button that does the same. Buttons of `save_buttons` save it.
        key: identity of this part of the page.
        on_press: called when one was pressed; `st.session_state[key].pressed` is then what it stands for.
    """
    _mount(data=html, key=key, on_pressed_change=on_press)
