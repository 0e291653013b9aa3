"""Small networks with random weights, for tests of their states."""

import numpy as np

from rnnviz.cells import LSTMCell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from rnnviz.text import Vocabulary

WORDS = ("good", "bad", "not", "film")
TEXTS = ("good film", "not good film", "bad bad film", "film", "not bad", "good good not")


def made(rng: np.random.Generator, both: bool = False, head: tuple[Dense, ...] = ()) -> Network:
    """A network of two layers with random weights; the upper one may read both ways."""

    def cell(width: int) -> LSTMCell:
        return LSTMCell(rng.normal(size=(width, 20)), rng.normal(size=(5, 20)), rng.normal(size=20))

    layers = RecurrentLayer(cell(3)), RecurrentLayer(cell(5), cell(5) if both else None)
    units = layers[-1].units
    head = head or (Dense(rng.normal(size=(units, 1)), rng.normal(size=1)),)
    return Network("made", Vocabulary.of(WORDS), rng.normal(size=(6, 3)), layers, head)
