"""The door of the cliff: registers its instrument with Streamlit and mounts it."""

from collections.abc import Callable

import streamlit as st

from rnnviz.components.door import browser_files

_mount = st.components.v2.component(
    "rnnviz_cliff", **browser_files("cliff", "model", "map", "landmarks", "arrows", "strips", "main")
)


def cliff(payload: bytes, key: str, on_choice: Callable[[], None], on_start: Callable[[], None]) -> None:
    """Show three descents on a loss surface.

    Args:
        payload: from `pack_cliff`.
        key: identity of this instrument on the page.
        on_choice: called when the person has gone to another step; `st.session_state[key].choice` then has
            "step" and the "version" of the view it was made in.
        on_start: called when a place on the surface was pressed; `st.session_state[key].start` then has "w"
            and "b".
    """
    _mount(data=payload, key=key, on_choice_change=on_choice, on_start_change=on_start)
