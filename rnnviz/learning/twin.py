"""A network of the same build that has learnt nothing: what its units tell comes of the build alone."""

from dataclasses import replace

import numpy as np

from rnnviz.cells import Cell, LSTMCell
from rnnviz.layers import RecurrentLayer
from rnnviz.learning.initial import glorot_uniform, orthogonal, uniform
from rnnviz.network import Network

SPREAD = 0.05  # Of embeddings, on both sides of 0: Keras's own.


def untrained_twin(network: Network, seed: int) -> Network:
    """The same words, layers and head, with the embeddings and cells that Keras would begin with.

    The head stays what it was: it is not asked.

    Args:
        network: any.
        seed: of all that is drawn.
    """
    cells = sum(len(layer.cells) for layer in network.layers)
    drawn: list[int] = np.random.SeedSequence(seed).generate_state(1 + 2 * cells).tolist()
    first, rest = drawn[0], iter(drawn[1:])
    embeddings = uniform(network.embeddings.shape, first, SPREAD)
    layers = [
        RecurrentLayer(*(_begun(cell, next(rest), next(rest)) for cell in layer.cells))
        for layer in network.layers
    ]
    card = {"kind": f"{network.title}, untrained", "seed": seed}
    name = f"{network.name}-untrained-{seed}"
    return replace(network, name=name, embeddings=embeddings, layers=tuple(layers), card=card)


def _begun(cell: Cell, kernel: int, recurrent: int) -> Cell:
    """A cell of the same shape before its first lesson."""
    bias = np.zeros(cell.bias.shape, np.float32)
    if isinstance(cell, LSTMCell):
        bias[cell.units : 2 * cell.units] = 1
    return replace(
        cell,
        kernel=glorot_uniform(cell.kernel.shape, kernel),
        recurrent_kernel=orthogonal(cell.recurrent_kernel.shape, recurrent),
        bias=bias,
    )
