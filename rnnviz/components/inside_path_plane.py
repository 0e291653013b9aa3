"""The plane of a network's states, laid once a server: what the tool "Where the state goes" draws in."""

import streamlit as st

from rnnviz.analysis.trajectory import Landscape, Site, landscape_of, sites
from rnnviz.data.pairs import read_pairs
from rnnviz.network import Network


def landscape_for(network: Network, site: Site, towards: bool) -> Landscape:
    """The plane of one state of a network, the same whatever is typed."""
    return _landscape(network.name, site.key, towards, network)


@st.cache_resource(max_entries=40, show_spinner="Laying the plane …")
def _landscape(name: str, key: str, towards: bool, _network: Network) -> Landscape:
    site = next(site for site in sites(_network) if site.key == key)
    return landscape_of(_network, site, many_sentences(), towards)


@st.cache_resource(show_spinner=False)
def many_sentences() -> tuple[str, ...]:
    """The sentences that the plane is laid through: the minimal pairs."""
    return tuple(sentence.text for sentence in read_pairs())
