"""The door of Explore: registers the browser instrument with Streamlit and mounts it."""

from collections.abc import Callable

import streamlit as st

from rnnviz.components.door import browser_files

SCRIPTS = ("cells", "verdict", "inspector", "headline", "main")
_mount = st.components.v2.component(
    "rnnviz_instrument",
    **browser_files("instrument", *SCRIPTS),
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
