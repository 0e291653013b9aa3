"""Two sentences, a tool of Explore: where two readings part, and how long."""

import streamlit as st

from rnnviz.components.subject import Subject


def show(subject: Subject) -> None:
    """Show the tool."""
    st.caption(f"Not there yet; {len(subject.reading.columns)} words.")
