"""Which words mattered: four ways to ask, side by side, and how far they agree; a tool of Explore."""

import streamlit as st

from rnnviz.components.subject import Subject


def show(subject: Subject) -> None:
    """Show the tool."""
    st.caption(f"Not there yet; {len(subject.reading.columns)} words.")
