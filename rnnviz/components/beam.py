"""The door of the beam's tree: registers it with Streamlit and mounts it."""

import streamlit as st

from rnnviz.components.door import browser_files

_mount = st.components.v2.component("rnnviz_beam", **browser_files("beam", "tree", "main"))


def beam(payload: bytes, key: str) -> None:
    """Show everything that a beam search looked at.

    Args:
        payload: a header of `branches` and more, from `pack`.
        key: identity of this picture on the page.
    """
    _mount(data=payload, key=key)
