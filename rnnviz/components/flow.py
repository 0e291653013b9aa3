"""The door of the chain: registers its instrument with Streamlit and mounts it."""

from collections.abc import Callable

import streamlit as st

from rnnviz.components.door import browser_files

_mount = st.components.v2.component(
    "rnnviz_flow",
    **browser_files("flow", "model", "geometry", "river", "bands", "detail", "twin", "main"),
)


def flow(payload: bytes, key: str, on_choice: Callable[[], None], on_check: Callable[[], None]) -> None:
    """Show a gradient on its way back.

    Args:
        payload: from `pack_flow`.
        key: identity of this instrument on the page.
        on_choice: called when the person has chosen; `st.session_state[key].choice` then has "word", "trace",
            "quantity" and the "version" of the view it was made in.
        on_check: called when the chain rule is to be checked against finite differences.
    """
    _mount(data=payload, key=key, on_choice_change=on_choice, on_check_change=on_check)
