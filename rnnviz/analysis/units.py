"""The units of a layer put in an order: as trained, by weight to the verdict, by similarity."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.arrays import FloatArray, sealed
from rnnviz.network import Network, verdict_weights

UnitOrder = Literal["trained", "weight", "similarity"]
UNIT_ORDERS: dict[UnitOrder, str] = {  # With their titles.
    "trained": "As trained",
    "weight": "By weight to the verdict",
    "similarity": "By similarity",
}
Places = NDArray[np.intp]


def order_by_weight(weights: FloatArray) -> Places:
    """Units that push the verdict up most first, those that pull it down most last."""
    return np.argsort(-weights, kind="stable")


def order_by_similarity(activity: FloatArray) -> Places:
    """Units whose states rise and fall together stand together.

    The order of the second eigenvector (Fiedler vector) of the Laplacian of 1 + correlation.

    Args:
        activity: (observations, units), e.g. all hidden states of many texts.

    Source:
        Atkins, Boman & Hendrickson (1998), "A Spectral Algorithm for Seriation".
    """
    if activity.shape[1] < 2:
        return np.arange(activity.shape[1])
    activity = np.nan_to_num(activity, posinf=0, neginf=0)  # What is no number moves with nothing.
    centred = activity - activity.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=0)
    unit = centred / np.where(lengths > 0, lengths, 1)  # A unit that never moves resembles none.
    likeness = 1 + unit.T @ unit
    laplacian = np.diag(likeness.sum(axis=0)) - likeness
    _, vectors = np.linalg.eigh(laplacian.astype(np.float64))
    fiedler = vectors[:, 1]
    return np.argsort(fiedler * (1 if fiedler[0] <= 0 else -1), kind="stable")


def hidden_states(network: Network, texts: Iterable[str]) -> tuple[FloatArray, ...]:
    """The states after every word of every text, of each trace; (words of all texts, units) each."""
    readings = [network.read(text) for text in texts]
    by_trace = zip(
        *([trace for layer in reading.layers for trace in layer.traces] for reading in readings), strict=True
    )
    return tuple(np.concatenate([trace.steps.hidden_state for trace in traces]) for traces in by_trace)


class Rows(NamedTuple):
    """The unit that stands in each row of a track, and what this order is called."""

    order: UnitOrder
    units: Places


def unit_orders(network: Network, texts: Iterable[str]) -> tuple[dict[UnitOrder, Places], ...]:
    """For each trace of a network the orders of its units that there are.

    By weight only where the head reads the units, in the last layer.

    Args:
        network: whose units.
        texts: what the network reads to find out which units move together.
    """
    weights, at = verdict_weights(network), 0
    orders: list[dict[UnitOrder, Places]] = []
    states = iter(hidden_states(network, texts))
    for layer in network.layers:
        for cell in layer.cells:
            orders.append({"trained": np.arange(cell.units), "similarity": order_by_similarity(next(states))})
            if layer is network.layers[-1]:
                orders[-1]["weight"] = order_by_weight(weights[at : at + cell.units])
                at += cell.units
    for places in (places for each in orders for places in each.values()):
        sealed(places)
    return tuple(orders)


def rows_in(orders: Iterable[dict[UnitOrder, Places]], order: UnitOrder) -> tuple[Rows, ...]:
    """For each trace the order asked for; as trained where there is none such."""
    names = ((order if order in each else "trained", each) for each in orders)
    return tuple(Rows(name, each[name]) for name, each in names)


def rows_as_trained(network: Network) -> tuple[Rows, ...]:
    """For each trace the units in the order of their numbers."""
    cells = (cell for layer in network.layers for cell in layer.cells)
    return tuple(Rows("trained", sealed(np.arange(cell.units))) for cell in cells)
