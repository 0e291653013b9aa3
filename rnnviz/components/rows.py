"""Rows of buttons on a phone: registered with Streamlit, and watched while a page is open."""

from pathlib import Path

import streamlit as st

_mount = st.components.v2.component(
    "rnnviz_rows", js=(Path(__file__).parent / "rows" / "rows.js").read_text(encoding="utf-8")
)


def watch_rows(choice: str) -> None:
    """Let the edges of rows that do not fit fade, and bring into sight what is chosen in them.

    Args:
        choice: what is chosen; where it changes, rows scroll to it if it is hidden.
    """
    _mount(key="rows", data=choice)
