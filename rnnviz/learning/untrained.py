"""A network as it is before its first lesson."""

from dataclasses import replace

import numpy as np

from rnnviz.layers import RecurrentLayer
from rnnviz.learning.assemble import network_of
from rnnviz.learning.initial import initial_weights
from rnnviz.learning.spec import CELL_TITLES, CellKind, ModelSpec
from rnnviz.network import Network
from rnnviz.text import Vocabulary

EMBEDDING_DIM = 64


def untrained_network(
    cell: CellKind, units: int, seed: int, vocabulary: Vocabulary, scale: float = 1.0
) -> Network:
    """One recurrent layer with the weights that Keras draws by default, and random embeddings.

    Args:
        cell: which kind.
        units: of the layer.
        seed: of all weights.
        vocabulary: whose words it reads.
        scale: of the recurrent kernel, by which what was drawn is multiplied.

    Returns:
        A network whose card has the title "untrained LSTM", "untrained LSTM, W_hh × 1.5" and the like.
    """
    spec = ModelSpec(len(vocabulary), EMBEDDING_DIM, cell, units, seed=seed)
    card = {"kind": f"untrained {CELL_TITLES[cell]}", "seed": seed}
    name = f"untrained-{cell}-{units}-{seed}"
    network = network_of(spec, initial_weights(spec), vocabulary, name, card)
    if scale == 1:
        return network
    drawn = network.layers[0].forward
    scaled = replace(drawn, recurrent_kernel=np.float32(scale) * drawn.recurrent_kernel)
    card |= {"kind": f"{card['kind']}, W_hh × {scale:g}", "recurrent_scale": scale}
    return replace(network, name=f"{name}-{scale:g}", layers=(RecurrentLayer(scaled),), card=card)
