"""The way in: a page is always shown through app.py, also when it is the first thing anybody asks for."""

import streamlit as st

ENTERED = "entered"  # Set in a session once app.py has run.


def open_the_door() -> None:
    """Called by app.py: from now on the pages of this session are shown through it."""
    st.session_state[ENTERED] = True


def enter_through_the_app(page: str) -> None:
    """Called by a page first: run again through app.py if that has not happened.

    Beside a folder `pages`, a fresh Streamlit server runs a page by itself, without its frame, until
    `st.navigation` has been called once; so a link to a page would look wrong after every start.
    """
    if not st.session_state.get(ENTERED):
        # Two of them, so that the page keeps its own address.
        st.navigation([st.Page(open_the_door, default=True), st.Page(page)], position="hidden")
        open_the_door()
        st.rerun()
