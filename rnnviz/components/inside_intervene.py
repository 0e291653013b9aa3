"""Intervene, a tool of Explore: a unit, a gate or a state is changed at a step, the rest computed anew."""

import streamlit as st

from rnnviz.components.subject import Subject


def show(subject: Subject) -> None:
    """Show the tool."""
    st.caption(f"Not there yet; {len(subject.reading.columns)} words.")
