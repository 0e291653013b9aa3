"""The door of the drawing board: registers it with Streamlit and mounts it."""

from collections.abc import Callable

import streamlit as st

from rnnviz.components.door import browser_files

_mount = st.components.v2.component("rnnviz_pixels", **browser_files("pixels", "main"))


def pixels(text: str, key: str, on_picture: Callable[[], None], size: int = 12) -> None:
    """Show a board to draw on.

    Args:
        text: the picture row by row, a letter a square: "r", "g", "b", "y", "." where it is empty. It is
            taken over only where it is no echo of what was drawn.
        key: identity of this board on the page.
        on_picture: called while and after the person draws; `st.session_state[key].picture` is then the text.
        size: squares along each side.
    """
    _mount(data={"text": text, "size": size}, key=key, on_picture_change=on_picture)
