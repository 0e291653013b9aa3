"""The door of Unfold: registers its instrument with Streamlit and mounts it."""

from collections.abc import Callable

import streamlit as st

from rnnviz.components.door import browser_files

_mount = st.components.v2.component(
    "rnnviz_unfolder",
    **browser_files(
        "unfolder", "phases", "chain", "blocks", "number", "inside", "ledger", "timeline", "main"
    ),
)


def unfolder(payload: bytes, key: str, on_choice: Callable[[], None], on_edit: Callable[[], None]) -> None:
    """Show an unfolded reading.

    Args:
        payload: from `pack_unfolded`.
        key: identity of this instrument on the page.
        on_choice: called when the person has chosen; `st.session_state[key].choice` then has "word",
            "unit", "trace", "units", "way", "folded" and the "version" of the view it was made in.
        on_edit: called when numbers were written over; `st.session_state[key].edit` then has the "edits" of
            late, numbers by their places, such as "Wxh.0.1". Some may have been reported before.
    """
    _mount(data=payload, key=key, on_choice_change=on_choice, on_edit_change=on_edit)
