"""A network before its first lesson: the same build, and what Keras's initialisers promise."""

import numpy as np
import pytest

from rnnviz.cells import LSTMCell
from rnnviz.learning.twin import SPREAD, untrained_twin
from tests.oracles import KINDS, WIRINGS, Kind, random_network


@pytest.mark.parametrize("wiring", WIRINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_build_is_the_same_and_the_weights_are_those_of_a_beginning(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = random_network(kind, wiring, rng)
    twin, same, other = (untrained_twin(network, seed) for seed in (0, 0, 1))
    assert twin.vocabulary is network.vocabulary and twin.head is network.head
    assert np.array_equal(twin.embeddings, same.embeddings)
    assert not np.array_equal(twin.embeddings, other.embeddings)
    assert 0.8 * SPREAD < np.abs(twin.embeddings).max() <= SPREAD
    recurrent = []
    for layer, trained in zip(twin.layers, network.layers, strict=True):
        assert len(layer.cells) == len(trained.cells)
        for cell, old in zip(layer.cells, trained.cells, strict=True):
            assert cell.kernel.shape == old.kernel.shape and cell.activation == old.activation
            assert np.abs(cell.kernel).max() <= np.sqrt(6 / sum(cell.kernel.shape))
            product = cell.recurrent_kernel @ cell.recurrent_kernel.T
            np.testing.assert_allclose(product, np.eye(cell.units), atol=1e-5)
            assert cell.bias.sum() == (cell.units if isinstance(cell, LSTMCell) else 0)
            recurrent.append(cell.recurrent_kernel.tobytes())
    assert len(set(recurrent)) == len(recurrent)
    assert np.isfinite(twin.read("the film was good").probability)
