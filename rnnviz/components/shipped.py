"""The shipped networks, each loaded once a server."""

import streamlit as st

from rnnviz.network import Network, load_network
from rnnviz.tasks.registry import task_of
from rnnviz.tasks.shipped import load_wired
from rnnviz.tasks.task import Modifier
from rnnviz.wired_archive import Saved


@st.cache_resource(show_spinner="Loading the network …")
def shipped_network(name: str) -> Network:
    """A network that comes with the program."""
    return load_network(name)


@st.cache_resource(show_spinner=False)
def shipped_wired(task: str, modifiers: tuple[Modifier, ...] = ()) -> Saved:
    """A network of a demonstration that comes with the program."""
    return load_wired(task_of(task), modifiers)
