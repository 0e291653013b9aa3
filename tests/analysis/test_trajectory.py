"""States followed through sentences: against readings of every prefix; the landscape of many sentences."""

import numpy as np
import pytest

from rnnviz.analysis.trajectory import follow, landscape_of, sites
from rnnviz.cells import SimpleRNNCell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from rnnviz.text import Vocabulary
from tests.analysis.states import TEXTS, made


def test_what_the_head_reads_is_followed_in_networks_of_every_direction(rng: np.random.Generator) -> None:
    for both in (False, True):
        network = made(rng, both)
        text = "not good film"
        reading = network.read(text)
        walk = follow(network, reading, sites(network)[0])
        expected = [network.read(" ".join(text.split()[:n])).layers[-1].final for n in range(4)]
        np.testing.assert_allclose(walk.states, expected, atol=1e-12)
        assert walk.words.tolist() == [0, 1, 2]
        np.testing.assert_allclose(network.judge(walk.states[1:]), reading.outputs, atol=1e-12)


def test_a_state_that_reads_backwards_is_followed_from_the_last_word(rng: np.random.Generator) -> None:
    network = made(rng, both=True)
    keys = [site.key for site in sites(network)]
    assert keys == ["read", "1-forward", "2-forward", "2-backward"]
    reading = network.read("not good film")
    walk = follow(network, reading, sites(network)[3])
    trace = reading.layers[1].traces[1]
    assert walk.words.tolist() == [2, 1, 0]
    np.testing.assert_allclose(walk.states[-1], trace.final.hidden_state)
    np.testing.assert_allclose(walk.states[1], trace.steps.hidden_state[2])


def test_the_landscape_of_many_sentences(rng: np.random.Generator) -> None:
    network = made(rng)
    read, lower = sites(network)
    found = landscape_of(network, read, (*TEXTS, "zebra"))
    np.testing.assert_allclose(found.verdicts[0], network.read(TEXTS[0]).probability)
    finals = np.stack([network.read(text).layers[-1].final for text in (*TEXTS, "zebra")])
    np.testing.assert_allclose(found.finals, found.plane.place(finals.astype(float)))
    assert found.unknown == pytest.approx(1 / 15)
    states = np.concatenate([network.read(text).layers[-1].steps.hidden_state for text in (*TEXTS, "zebra")])
    plane = found.plane
    agreed = [
        (network.judge(plane.lift(plane.place(state)))[0] > 0.5) == (network.judge(state)[0] > 0.5)
        for state in states
    ]
    assert found.agreement == pytest.approx(np.mean(agreed))
    assert landscape_of(network, lower, TEXTS).line is None


def test_a_state_that_overflows_is_left_out_of_the_plane() -> None:
    cell = SimpleRNNCell(np.array([[1.0]]), np.array([[1e200]]), np.zeros(1), "relu")
    head = (Dense(np.ones((1, 1)), np.zeros(1)),)
    network = Network("runaway", Vocabulary.of(["a"]), np.ones((3, 1)), (RecurrentLayer(cell),), head)
    with np.errstate(over="ignore", invalid="ignore"):
        readings = [network.read(text) for text in ("a a a", "a")]
    assert np.isinf(readings[0].layers[0].steps.hidden_state).any()
    with np.errstate(over="ignore"):  # Of the cell.
        found = landscape_of(network, sites(network)[0], ["a a a", "a"])
    assert np.isfinite(found.plane.mean).all() and np.isfinite(found.frame).all()
