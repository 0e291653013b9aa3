"""The door of the laboratory: registers it with Streamlit and mounts it."""

from collections.abc import Callable

import streamlit as st

from rnnviz.components.door import browser_files

_mount = st.components.v2.component(
    "rnnviz_lab", **browser_files("lab", "numbers", "panel", "curve", "heat", "twins", "main")
)


def lab(payload: bytes, key: str, on_turn: Callable[[], None]) -> None:
    """Show the laboratory of the gradient, knobs and pictures.

    Args:
        payload: from `pack_lab`.
        key: identity of this instrument on the page.
        on_turn: called while and after the person turns a knob; `st.session_state[key].turn` is then
            {"settings", "stage", "number"}: all settings by their names, 0 while a draft is enough and else
            how many seeds are wanted, and the number of the request, which the next payload must name.
    """
    _mount(data=payload, key=key, on_turn_change=on_turn)
