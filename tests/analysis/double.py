"""Networks in double precision, for finite differences and for laws that hold exactly."""

from dataclasses import replace

import numpy as np

from rnnviz.cells import Cell
from rnnviz.layers import RecurrentLayer
from rnnviz.network import Network


def doubled(network: Network) -> Network:
    """The same network with every weight in float64."""
    layers = (
        RecurrentLayer(_doubled(layer.forward), layer.backward and _doubled(layer.backward))
        for layer in network.layers
    )
    head = tuple(
        replace(dense, kernel=dense.kernel.astype(np.float64), bias=dense.bias.astype(np.float64))
        for dense in network.head
    )
    embeddings = network.embeddings.astype(np.float64)
    return replace(network, embeddings=embeddings, layers=tuple(layers), head=head)


def _doubled(cell: Cell) -> Cell:
    names = ("kernel", "recurrent_kernel", "bias")
    return replace(cell, **{name: getattr(cell, name).astype(np.float64) for name in names})
