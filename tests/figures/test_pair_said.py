"""Sentences about two readings: their words, numbers and cases."""

import re

import numpy as np
import pytest

from rnnviz.analysis.difference import Pair
from rnnviz.cells import GRUCell
from rnnviz.figures.pair_board import Look, Seen, number
from rnnviz.figures.pair_said import counterpart, networks_said, pair_said
from rnnviz.network import Network, load_network
from tests.oracles import random_network


@pytest.fixture(scope="module")
def lstm() -> Network:
    return load_network("lstm")


def said(network: Network, first: str, second: str, trace: int = 0) -> str:
    pair = Pair(network, network.read(first), network.read(second))
    return pair_said(pair, Look("side", trace, "hidden_state", ()), pair.difference(trace, "hidden_state"))


def test_it_says_where_they_part_how_far_and_how_the_verdicts_end(lstm: Network) -> None:
    first, second = (lstm.read(text) for text in ("the film was not good", "the film was good"))
    states = [reading.layers[0].forward.steps.hidden_state for reading in (first, second)]
    gap, end = (np.linalg.norm(states[0][one] - states[1][other]) for one, other in ((3, 2), (4, 3)))
    ends = [100 * reading.probability for reading in (first, second)]
    assert said(lstm, "The film was not good", "The film was good") == (
        f"They part at word 4, “not”, which the second does not have: ‖Δhₜ‖ goes from 0 to {gap:.3g}. "
        f"That is the greatest distance; it lasts to the end, where {100 * end / gap:.1f} % of it is left. "
        f"The verdicts end at {ends[0]:.1f} % and {ends[1]:.1f} %."
    )


def test_it_says_how_long_the_greatest_distance_lasts(lstm: Network) -> None:
    text = said(
        lstm,
        "not bad and the film is in the house of the people there",
        "bad and the film is in the house of the people there",
    )
    assert re.search(r"falls below half of that within \d words?, and [\d.]+ % is left at the end", text)
    assert "it lasts to the end, where" in said(lstm, "good film", "bad film")


def test_what_is_read_alike_does_not_differ(lstm: Network) -> None:
    assert said(lstm, "good", "").startswith(
        "The second sentence has no word, so it stays at h₀. They part at"
    )
    assert said(lstm, "", "") == "There is no word to compare yet."
    assert said(lstm, "Good film", "good film!") == "Both sentences are the same words, so nothing differs."
    assert said(lstm, "qwxyzz film", "zzyqqk film").startswith(
        "They differ in words that the network does not"
    )


def test_from_the_end_they_part_elsewhere(rng: np.random.Generator) -> None:
    both = random_network(GRUCell, "stacked-bidirectional", rng)
    texts = ("the film was good", "the story was good")
    assert said(both, *texts, 1).startswith(
        "Read from the end, they part at word 2, “film” here and “story” there"
    )
    assert said(both, *texts, 2).startswith("This layer reads what has been read from both ends")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The plot is not new, but good", ("The plot is new, but good", "not")),
        ("It isn't new", ("It is new", "not")),
        ("I can't wait", ("I can wait", "not")),
        ("good", ("", "good")),
        ("", ("", "")),
    ],
)
def test_the_usual_second_sentence_leaves_out_not(
    lstm: Network, text: str, expected: tuple[str, str]
) -> None:
    assert counterpart(lstm.read(text), lstm.vocabulary) == expected


def test_without_a_not_the_word_is_left_out_that_moved_the_verdict_most(lstm: Network) -> None:
    reading = lstm.read("a long and awful film")
    p = [reading.initial_probability, *reading.probabilities]
    moves = [abs(after - before) for before, after in zip(p, p[1:], strict=False)]
    word = reading.tokens[int(np.argmax(moves))]
    assert counterpart(reading, lstm.vocabulary).left_out == word


def test_networks_agree_or_not_and_are_furthest_apart_somewhere(lstm: Network) -> None:
    other = load_network("simple-rnn")
    text = "the film was long but good"
    seen = [Seen(each, each.read(text), ()) for each in (lstm, other)]
    one, two = (each.reading.probabilities for each in seen)
    at = int(np.abs(one - two).argmax())
    assert min(abs(one[-1] - 0.5), abs(two[-1] - 0.5)) > 0.05
    agree = "they agree" if (one[-1] > 0.5) == (two[-1] > 0.5) else "they do not agree"
    told = networks_said(seen)
    assert told.startswith(f"At the end {agree}: LSTM {100 * one[-1]:.1f} % and SimpleRNN")
    assert f"after “{seen[0].reading.tokens[at]}” (word {at + 1})" in told
    unsure = [Seen(each, each.read("zzyqqk"), ()) for each in (lstm, other)]
    assert any(abs(each.reading.probability - 0.5) < 0.05 for each in unsure)
    assert networks_said(unsure).startswith("At the end not all of them decide")
    assert networks_said(seen[:1]).endswith("Choose another one beside it.")


def test_a_number_that_is_none_is_called_so() -> None:
    assert [number(value) for value in (np.nan, np.inf)] == ["no number"] * 2
    assert [number(value) for value in (-1.25, 0.0, 4.86e19)] == ["−1.25", "0", "4.9·10¹⁹"]
