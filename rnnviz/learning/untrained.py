"""A network as it is before its first lesson."""

from rnnviz.learning.assemble import network_of
from rnnviz.learning.initial import initial_weights
from rnnviz.learning.spec import CELL_TITLES, CellKind, ModelSpec
from rnnviz.network import Network
from rnnviz.text import Vocabulary

EMBEDDING_DIM = 64


def untrained_network(cell: CellKind, units: int, seed: int, vocabulary: Vocabulary) -> Network:
    """One recurrent layer with the weights that Keras draws by default, and random embeddings.

    Args:
        cell: which kind.
        units: of the layer.
        seed: of all weights.
        vocabulary: whose words it reads.

    Returns:
        A network whose card has the title "untrained LSTM" and the like.
    """
    spec = ModelSpec(len(vocabulary), EMBEDDING_DIM, cell, units, seed=seed)
    card = {"kind": f"untrained {CELL_TITLES[cell]}", "seed": seed}
    name = f"untrained-{cell}-{units}-{seed}"
    return network_of(spec, initial_weights(spec), vocabulary, name, card)
