"""Two readings on common columns: exactly equal until they part, and by hand behind that."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from rnnviz.analysis.difference import Course, Pair, course_of, disagreement, reads_same_words, traces_of
from rnnviz.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.network import load_network
from tests.oracles import KINDS, WIRINGS, Kind, random_network

FIRST = "the film was not very good story the actors loved"
SECOND = "the film was good story boring actors loved"
GAP = 3  # "not" and "very" stand over gaps.


def pair(kind: Kind, wiring: str, rng: np.random.Generator, first: str = FIRST, second: str = SECOND) -> Pair:
    network = random_network(kind, wiring, rng)
    return Pair(network, network.read(first), network.read(second))


@pytest.mark.parametrize("wiring", WIRINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_until_they_part_readings_differ_by_exactly_nothing(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    two = pair(kind, wiring, rng)
    assert (two.verdicts[0][:GAP] == two.verdicts[1][:GAP]).all()
    assert two.verdicts[0][GAP] != two.verdicts[1][GAP]
    for trace, (layer, direction) in enumerate(traces_of(two.network)):
        found = two.difference(trace, "hidden_state")
        if any(WIRINGS[wiring][:layer]):  # It reads what was read from both ends.
            assert (found.distance > 0).all() and found.course.part == (9 if direction else 0)
        elif direction:
            assert not found.distance[-2:].any() and (found.distance[:-2] > 0).all()
            assert found.course.part == 7
        else:
            assert not found.distance[:GAP].any() and (found.distance[GAP:] > 0).all()
            assert found.course.part == GAP


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_the_difference_of_what_each_reads_alone(kind: Kind, rng: np.random.Generator) -> None:
    two = pair(kind, "bidirectional", rng)
    assert two.places[2:6] == ((2, 2), (3, None), (4, None), (5, 3))
    for trace, seen in enumerate(((2, 2, 2, 3), (2, 3, 3, 3))):  # Of the second, from "was" to "good".
        found = two.difference(trace, "hidden_state")
        one, other = (
            reading.layers[0].traces[trace].steps.hidden_state for reading in (two.first, two.second)
        )
        for column, word in enumerate(seen, start=2):
            np.testing.assert_allclose(found.second[column], other[word], atol=1e-6)
            by_hand = math.dist(one[column].tolist(), other[word].tolist())
            assert found.distance[column] == pytest.approx(by_hand, rel=1e-5, abs=1e-6)
        squares = [math.hypot(*state) ** 2 for state in (*one.tolist(), *other.tolist())]
        assert found.typical == pytest.approx(math.sqrt(sum(squares) / len(squares)), rel=1e-6)
        np.testing.assert_array_equal(found.values, found.first - found.second)


def test_a_gate_of_a_word_that_is_not_there_is_no_number(rng: np.random.Generator) -> None:
    found = pair(LSTMCell, "one-layer", rng).difference(0, "forget_gate")
    assert np.isnan(found.distance).nonzero()[0].tolist() == [3, 4]  # "not" and "very".
    assert found.course.part == 5  # The first word of both behind it.
    assert (found.parted, found.compared) == (3, (5, 6, 7, 8, 9))


def test_what_stands_in_one_only_leaves_nothing_to_compare(rng: np.random.Generator) -> None:
    both = pair(LSTMCell, "bidirectional", rng, "actors loved the film", "film")
    backward = both.difference(1, "forget_gate")
    assert (backward.parted, backward.compared) == (2, ()) and backward.course.part is None
    assert both.difference(1, "hidden_state").compared == (2, 1, 0)
    assert pair(LSTMCell, "one-layer", rng, "the film", "").difference(0, "candidate").compared == ()


def test_words_that_the_network_does_not_know_are_read_alike(rng: np.random.Generator) -> None:
    two = pair(GRUCell, "bidirectional", rng, "qqqq film", "wwww film")
    assert two.alike == (True, True) and not two.same_word(two.places[0])
    assert two.difference(1, "hidden_state").course == Course(None, None, None, None, 0.0)


def test_a_text_against_none_is_what_the_text_alone_does(rng: np.random.Generator) -> None:
    two = pair(SimpleRNNCell, "one-layer", rng, "good film", "")
    np.testing.assert_array_equal(
        two.difference(0, "hidden_state").values, two.first.layers[0].steps.hidden_state
    )
    assert two.verdicts[1].tolist() == [two.second.initial_probability] * 2


def test_an_exploding_state_is_shown_as_what_it_is(rng: np.random.Generator) -> None:
    network = random_network(SimpleRNNCell, "one-layer", rng)
    cell = replace(network.layers[0].forward, recurrent_kernel=np.eye(network.layers[0].units) * 1e30)
    cell = replace(cell, activation="relu", bias=np.ones(cell.units), kernel=cell.kernel * 0)
    network = replace(network, layers=(replace(network.layers[0], forward=cell),))
    with np.errstate(all="ignore"):
        two = Pair(network, network.read("good good good"), network.read("good good good good"))
    found = two.difference(0, "hidden_state")
    assert not found.distance[:3].any() and found.course.part == 3


def test_the_course_of_a_distance_by_hand() -> None:
    falls = course_of(np.array([0, 0, 2, 4, 1.9, 2.5, 1.9, 0.3]))
    assert falls == Course(2, 3, 3, 4, 0.075)  # The 1.9 that rises again does not count.
    assert course_of(np.array([1.0, 0.6, 0.6])) == Course(0, 0, None, None, 0.6)
    assert course_of(np.zeros(3)) == Course(None, None, None, None, 0.0)
    assert course_of(np.array([0, np.nan])).part == 1
    lost = course_of(np.array([0, 3, 1, np.nan]))
    assert lost[:4] == (1, 1, None, None) and math.isnan(lost.left)


def test_networks_part_where_their_verdicts_lie_furthest_apart() -> None:
    verdicts = np.array([[0.5, 0.9, 0.6], [0.4, 0.2, 0.7], [0.5, 0.3, np.nan]])
    found = disagreement(verdicts)
    assert (found.widest, found.low, found.high, found.agree) == (1, 0.2, 0.9, False)
    assert found.lost == (2,)
    assert disagreement(verdicts[:2]).agree and disagreement(verdicts[:2]).lost == ()
    lost = disagreement(np.full((2, 2), np.nan))
    assert not lost.agree and lost.lost == (0, 1) and math.isnan(lost.low)


def test_columns_of_two_networks_are_compared_by_what_was_typed(rng: np.random.Generator) -> None:
    one, other = (load_network("simple-rnn"), random_network(GRUCell, "one-layer", rng))
    assert reads_same_words(one.read("Not GOOD, film"), other.read("not good film"))
    assert not any(reads_same_words(*map(one.read, texts)) for texts in pairwise(["a b", "a", "b"]))
