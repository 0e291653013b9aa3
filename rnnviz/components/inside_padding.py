"""Padding, a tool of Explore: what filling up does to the state, in front or behind, masked or not."""

import streamlit as st

from rnnviz.components.subject import Subject


def show(subject: Subject) -> None:
    """Show the tool."""
    st.caption(f"Not there yet; {len(subject.reading.columns)} words.")
