"""The shipped networks, each loaded once a server."""

import streamlit as st

from rnnviz.network import Network, load_network


@st.cache_resource(show_spinner="Loading the network …")
def shipped_network(name: str) -> Network:
    """A network that comes with the program."""
    return load_network(name)
