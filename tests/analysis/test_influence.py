"""The gradient of the final score at every word, against difference quotients."""

import numpy as np
import pytest

from rnnviz.analysis.influence import influence_of
from rnnviz.arrays import FloatArray
from rnnviz.network import Network
from tests.analysis.test_gradient import exact_network
from tests.oracles import KINDS, Kind, random_network, random_text

STEP = 1e-5


def score(network: Network, embedded: FloatArray) -> float:
    """The score of the last word, before the sigmoid."""
    probability = network.read_vectors("", (), embedded).outputs[-1, 0]
    return float(np.log(probability / (1 - probability)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_it_is_what_small_changes_of_a_word_do_to_the_score(kind: Kind) -> None:
    rng = np.random.default_rng(1)
    network = exact_network(kind, "one-layer", rng)
    reading = network.read(random_text(rng, 5))
    found = influence_of(network, reading).words
    for t in range(len(reading.embeddings)):
        for d in range(reading.embeddings.shape[1]):
            moved = np.zeros_like(reading.embeddings)
            moved[t, d] = STEP
            quotient = score(network, reading.embeddings + moved) - score(network, reading.embeddings - moved)
            assert found[t, d] == pytest.approx(quotient / (2 * STEP), rel=1e-4, abs=1e-8)


def test_its_length_is_the_most_that_a_change_of_length_one_does() -> None:
    rng = np.random.default_rng(2)
    network = exact_network(KINDS[1], "one-layer", rng)
    influence = influence_of(network, network.read(random_text(rng, 4)))
    best = influence.words / influence.lengths[:, None]
    assert (best * influence.words).sum(axis=1) == pytest.approx(influence.lengths)
    assert influence.states.shape == (4, network.layers[0].units)


def test_other_networks_are_refused() -> None:
    rng = np.random.default_rng(3)
    for wiring in ("stacked", "bidirectional"):
        network = random_network(KINDS[0], wiring, rng)
        with pytest.raises(ValueError, match="one layer that reads forward"):
            influence_of(network, network.read(random_text(rng, 4)))
