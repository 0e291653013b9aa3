"""The shipped networks, each loaded once a server, with the orders of its units."""

import streamlit as st

from rnnviz.analysis.units import Places, UnitOrder, unit_orders
from rnnviz.data.sentences import EXAMPLES
from rnnviz.network import Network, load_network


@st.cache_resource(show_spinner="Loading the network …")
def network_and_orders(name: str) -> tuple[Network, tuple[dict[UnitOrder, Places], ...]]:
    """A shipped network, and for each trace the orders of its units."""
    network = load_network(name)
    return network, unit_orders(network, EXAMPLES)
