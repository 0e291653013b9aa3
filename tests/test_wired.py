"""Wired networks: their parts fit, and they refuse what does not."""

import numpy as np
import pytest

from rnnviz.symbols import START
from rnnviz.wired import PARTS, WIRINGS, WiredNetwork
from tests.wired_networks import network_for, spec_of, weights_of


@pytest.mark.parametrize("wiring", WIRINGS)
def test_a_wiring_has_its_parts_and_no_others(wiring: str) -> None:
    network = network_for(spec_of(wiring))
    assert (bool(network.reader), bool(network.writer)) == PARTS[network.wiring]
    assert bool(network.head) != bool(network.writer)
    others = [each for each in WIRINGS if PARTS[each] != PARTS[network.wiring]]
    for other in others:
        with pytest.raises(ValueError, match="other parts"):
            WiredNetwork("", other, network.eyes, network.reader, network.writer, network.head)


@pytest.mark.parametrize("settings", [{}, {"layers": 2}, {"bidirectional": True, "attention": True}])
@pytest.mark.parametrize("cell", ["simple-rnn", "gru", "lstm"])
def test_parameters_are_all_the_weights(cell: str, settings: dict[str, object]) -> None:
    spec = spec_of("encoder-decoder", cell=cell, **settings)
    weights = weights_of(spec)
    assert network_for(spec).parameters == sum(array.size for array in weights.values())


def test_attention_is_a_mean_of_what_was_read() -> None:
    writer = network_for(spec_of("encoder-decoder", attention=True)).writer
    assert writer is not None and writer.attention is not None
    rng = np.random.default_rng(1)
    memory, state = rng.normal(size=(6, 4)), rng.normal(size=4)
    weights, gathered = writer.attention.look(state, memory)
    scores = [float(state @ writer.attention.kernel @ row) for row in memory]
    by_hand = np.exp(scores) / np.exp(scores).sum()
    assert np.allclose(weights, by_hand) and np.isclose(weights.sum(), 1)
    assert np.allclose(gathered, sum(w * row for w, row in zip(by_hand, memory, strict=True)))


def test_a_step_changes_nothing_and_goes_on_from_any_place() -> None:
    network = network_for(spec_of("encoder-decoder", attention=True, layers=2))
    assert network.reader is not None and network.writer is not None
    reading = network.reader.read((3, 4, 2))
    begun = network.writer.begin(reading.final, reading.states)
    one = network.writer.step(begun, START)
    left, right = network.writer.step(one.after, 5), network.writer.step(one.after, 6)
    assert np.array_equal(network.writer.step(one.after, 5).probabilities, left.probabilities)
    assert not np.allclose(left.probabilities, right.probabilities)
    assert np.isclose(left.probabilities.sum(), 1) and left.attention is not None
    assert left.attention.shape == (3,)


def test_what_is_missing_is_said() -> None:
    network = network_for(spec_of("encoder-decoder", attention=True))
    assert network.reader is not None and network.writer is not None
    with pytest.raises(ValueError, match="begins from a context, got none"):
        network.writer.begin()
    with pytest.raises(ValueError, match="looks back"):
        network.writer.begin(np.zeros(4, np.float32))
    with pytest.raises(ValueError, match="something to read"):
        network.reader.read(())
