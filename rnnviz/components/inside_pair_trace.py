"""The choice of a trace, a layer in a direction, where a network has several."""

from rnnviz.components.controls import choose_one
from rnnviz.figures.read_rows import trace_for_head, trace_titles
from rnnviz.network import Network


def choose_trace(network: Network, key: str) -> int:
    """The number of a trace in the order of computation; nothing is asked where there is one.

    The layer that the head reads comes first, and is the usual one.

    Args:
        network: whose traces.
        key: of the buttons, in the address and in the session.
    """
    titles = [(str(n), title.capitalize()) for n, title in enumerate(trace_titles(network))]
    read = trace_for_head(network)
    return int(choose_one("Trace", dict([*titles[read:], *titles[:read]]), key)) if len(titles) > 1 else 0
