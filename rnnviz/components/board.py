"""The door of the board: registers its instrument with Streamlit and mounts it."""

from collections.abc import Callable

import streamlit as st

from rnnviz.components.board_payload import hear_choice
from rnnviz.components.door import browser_files

SCRIPTS = (
    "model",
    "text",
    "geometry",
    "shapes",
    "heat",
    "curve",
    "drawing",
    "cursor",
    "file",
    "twin",
    "hands",
    "main",
)
_mount = st.components.v2.component(
    "rnnviz_board",
    **browser_files("board", *SCRIPTS),
)


def board(payload: bytes, key: str, on_choice: Callable[[], None] | None = None) -> None:
    """Show a packed board.

    Args:
        payload: from `pack_board`.
        key: identity of this board on the page.
        on_choice: called when the person has chosen, after `board_choice(key)` says what.
    """

    def hear() -> None:
        hear_choice(key)
        if on_choice:
            on_choice()

    _mount(data=payload, key=key, on_choice_change=hear)
