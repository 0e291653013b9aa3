"""The door of the running networks: registers their instrument with Streamlit and mounts it."""

from collections.abc import Callable

import streamlit as st

from rnnviz.components.door import browser_files

_mount = st.components.v2.component(
    "rnnviz_wired",
    **browser_files(
        "wired", "model", "geometry", "wiring", "drawing", "heat", "roll", "panel", "sound", "main"
    ),
)


def wired(payload: bytes, key: str, on_force: Callable[[], None]) -> None:
    """Show what a network in one of the five wirings read and wrote.

    Args:
        payload: a header of `blocks` and more, from `pack`.
        key: identity of this instrument on the page.
        on_force: called when the person makes the writer write something else; `st.session_state[key].force`
            is then {"step", "number", "version"}: at which step, which symbol or None where it may choose
            again, and the version of the view it was made in.
    """
    _mount(data=payload, key=key, on_force_change=on_force)
