"""A network before its first lesson is the one that Keras would begin with."""

import numpy as np
import pytest

from rnnviz.cells import CELL_TITLES, CellKind
from rnnviz.learning.initial import initial_weights
from rnnviz.learning.spec import ModelSpec
from rnnviz.learning.untrained import EMBEDDING_DIM, untrained_network
from rnnviz.text import Vocabulary
from tests.oracles import WORDS

VOCABULARY = Vocabulary.of(WORDS)


@pytest.mark.parametrize("cell", CELL_TITLES)
def test_its_weights_are_the_first_of_a_training(cell: CellKind) -> None:
    network = untrained_network(cell, 5, 3, VOCABULARY)
    spec = ModelSpec(len(VOCABULARY), EMBEDDING_DIM, cell, 5, seed=3)
    made = network.layers[0].forward
    weights = (network.embeddings, made.kernel, made.recurrent_kernel, made.bias)
    for own, first in zip(weights, initial_weights(spec), strict=False):
        np.testing.assert_array_equal(own, first)
    assert network.title == f"untrained {made.title}" and made.units == 5
    assert np.abs(network.embeddings).max() <= 0.05


def test_its_recurrent_kernel_alone_is_scaled() -> None:
    drawn, scaled = (untrained_network("gru", 4, 3, VOCABULARY, scale) for scale in (1.0, 1.5))
    one, other = drawn.layers[0].forward, scaled.layers[0].forward
    np.testing.assert_allclose(other.recurrent_kernel, 1.5 * one.recurrent_kernel)
    np.testing.assert_array_equal(other.kernel, one.kernel)
    np.testing.assert_array_equal(other.bias, one.bias)
    np.testing.assert_array_equal(scaled.embeddings, drawn.embeddings)
    assert (drawn.title, scaled.title) == ("untrained GRU", "untrained GRU, W_hh × 1.5")
    assert drawn.name != scaled.name and scaled.card["recurrent_scale"] == 1.5


def test_another_seed_is_another_network() -> None:
    one, other = (untrained_network("gru", 4, seed, VOCABULARY) for seed in (0, 1))
    assert one.name != other.name
    assert np.abs(one.layers[0].forward.kernel - other.layers[0].forward.kernel).max() > 0.1
