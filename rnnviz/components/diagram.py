"""The door of diagrams: a wiring from `architectures`, drawn by the routine that draws the chain."""

from dataclasses import asdict

import streamlit as st

from rnnviz.architectures import Diagram
from rnnviz.components.door import browser_files

_mount = st.components.v2.component("rnnviz_diagram", **browser_files("diagram", "place", "main"))


def diagram(drawn: Diagram, key: str, said: str) -> None:
    """Show a wiring; another one with the same key moves into its place.

    Args:
        drawn: what to draw.
        key: identity of this picture on the page.
        said: the picture as a sentence, for a screen reader.
    """
    nodes = [node._asdict() for node in drawn.nodes]
    edges = [edge._asdict() for edge in drawn.edges]
    _mount(data={**asdict(drawn), "nodes": nodes, "edges": edges, "said": said}, key=key)
