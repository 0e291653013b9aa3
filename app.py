"""The visual RNN explorer: page settings and the table of pages."""

import gc

import streamlit as st

from rnnviz.components import instrument  # noqa: F401  # Registers the instrument before a page asks for it.

st.set_page_config(page_title="RNN Explorer", page_icon=":material/timeline:", layout="wide")


@st.cache_resource(show_spinner=False)
def settle_memory() -> None:
    """Put what the imports left behind out of the garbage collector's sight, once a server.

    Streamlit's own collection after every run is switched off in .streamlit/config.toml.
    """
    gc.collect()
    gc.freeze()


settle_memory()
pages = [
    st.Page("pages/explore.py", title="Explore", icon=":material/timeline:", default=True),
]
st.navigation(pages, position="top").run()
