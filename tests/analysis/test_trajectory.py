"""States followed through sentences: against readings of every prefix; the landscape of many sentences."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.trajectory import follow, landscape_of, sites
from rnnviz.cells import SimpleRNNCell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from rnnviz.text import RESERVED, Splitting, Vocabulary
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


def test_states_that_are_no_number_agree_with_no_side() -> None:
    # Two units that run away against each other: a a a ends in inf - inf.
    recurrent = np.array([[1e200, -1e200], [-1e200, 1e200]])
    cell = SimpleRNNCell(np.array([[1.0, 0.5]]), recurrent, np.zeros(2), "linear")
    head = (Dense(np.ones((2, 1)), np.zeros(1)),)
    network = Network("runaway", Vocabulary.of(["a"]), np.ones((3, 1)), (RecurrentLayer(cell),), head)
    with np.errstate(over="ignore", invalid="ignore"):  # Of the cell.
        states = network.read("a a a a").layers[0].steps.hidden_state
        found = landscape_of(network, sites(network)[0], ["a", "a a a a"])
        none = landscape_of(replace(network, embeddings=np.full((3, 1), np.nan)), sites(network)[0], ["a a"])
        count = int(np.isfinite(states).all(axis=1).sum())
        before = landscape_of(network, sites(network)[0], ["a", "a " * count])
    # As if it had been stopped before.
    assert 0 < count < 4 and found.agreement == before.agreement and np.isnan(none.agreement)


@pytest.mark.parametrize("towards", [False, True])
def test_a_network_that_reads_nothing_in_the_sentences_is_followed_through_its_own_words(
    rng: np.random.Generator, towards: bool
) -> None:
    splitting = Splitting("all", "", True, " ", leaves_out=True)
    words = tuple(f"mot{n}" for n in range(20))
    network = replace(
        made(rng), vocabulary=Vocabulary((*RESERVED, *words), splitting), embeddings=rng.normal(size=(22, 3))
    )
    (read, _) = sites(network)
    found = landscape_of(network, read, TEXTS, towards)
    assert found.is_of_own and len(found.finals) == 3 and found.unknown == 0
    last = network.read(" ".join(words[16:])).layers[-1].final
    np.testing.assert_allclose(found.finals[-1], found.plane.place(last.astype(float)))
    assert not landscape_of(network, read, ["mot1 mot2"], towards).is_of_own
    empty = replace(network, vocabulary=Vocabulary(RESERVED, splitting), embeddings=np.zeros((2, 3)))
    nothing = landscape_of(empty, read, TEXTS, towards)  # No word at all, and still no warning.
    assert np.isnan(nothing.agreement) and np.isnan(nothing.plane.shares).all()
