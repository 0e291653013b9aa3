"""Sentences about two readings: their words, numbers and cases."""

import re
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from rnnviz.analysis.difference import Pair
from rnnviz.analysis.units import Rows
from rnnviz.cells import GRUCell, LSTMCell, LSTMStep
from rnnviz.figures.pair_board import Look, Seen
from rnnviz.figures.pair_said import counterpart, networks_said, pair_said
from rnnviz.network import Network, load_network
from tests.oracles import random_network

NO_ROWS = Rows("trained", np.array([], np.intp))


@pytest.fixture(scope="module")
def lstm() -> Network:
    return load_network("lstm")


def said(network: Network, first: str, second: str, trace: int = 0, quantity: str = "hidden_state") -> str:
    pair = Pair(network, network.read(first), network.read(second))
    return pair_said(pair, Look("side", trace, quantity, NO_ROWS), pair.difference(trace, quantity))


def test_it_says_where_they_part_how_far_and_how_the_verdicts_end(lstm: Network) -> None:
    first, second = (lstm.read(text) for text in ("the film was not good", "the film was good"))
    states = [reading.layers[0].forward.steps.hidden_state for reading in (first, second)]
    gap, end = (np.linalg.norm(states[0][one] - states[1][other]) for one, other in ((3, 2), (4, 3)))
    ends = [100 * reading.probability for reading in (first, second)]
    told = "The sentences differ at word 4: only the first has “not”. "
    assert said(lstm, "The film was not good", "The film was good") == (
        f"{told}There the hidden states are furthest apart (‖Δhₜ‖ = {gap:.3g}); "
        f"at the end {100 * end / gap:.1f} % of that is left. "
        f"The verdicts end at {ends[0]:.1f} % and {ends[1]:.1f} % positive."
    )
    candidates = [cast(LSTMStep, each.layers[0].forward.steps).candidate for each in (first, second)]
    assert said(lstm, "The film was not good", "The film was good", 0, "candidate").startswith(
        f"{told}Of words that both have, the candidates differ first at “good”, word 5 of the first and 4 "
        f"of the second. There the candidates are furthest apart (‖Δgₜ‖ = "
        f"{np.linalg.norm(candidates[0][4] - candidates[1][3]):.3g}), at the last word read."
    )


def test_it_says_how_long_the_greatest_distance_lasts(lstm: Network) -> None:
    text = said(
        lstm,
        "not bad and the film is in the house of the people there",
        "bad and the film is in the house of the people there",
    )
    assert re.search(
        r"; \d words? later less than half as far, and at the end [\d.]+ % of that is left", text
    )
    assert "; at the end" in said(lstm, "good film", "bad film")


def test_what_is_read_alike_does_not_differ(lstm: Network) -> None:
    assert said(lstm, "good", "").startswith("The second sentence has no word, so it stays at h₀. The sen")
    assert said(lstm, "", "") == "There is no word to compare yet."
    assert said(lstm, "Good film", "good film!") == "Both sentences are the same words, so nothing differs."
    assert said(lstm, "qwxyzz film", "zzyqqk film").startswith(
        "They differ in words that the network does not"
    )


@pytest.mark.parametrize(
    ("first", "second", "trace"),
    [
        ("", "the film was good", 0),
        ("the film was good", "the film was good and very nice", 0),
        ("actors loved the film", "film", 1),
    ],
)
def test_what_stands_in_one_only_is_not_said_to_be_equal(
    rng: np.random.Generator, first: str, second: str, trace: int
) -> None:
    both = random_network(LSTMCell, "bidirectional", rng)
    told = said(both, first, second, trace, "forget_gate")
    assert "cannot be compared there" in told and "does not differ" not in told and "apart" not in told


def test_a_deaf_network_is_said_to_see_no_difference(rng: np.random.Generator) -> None:
    one = random_network(LSTMCell, "one-layer", rng)
    deaf = replace(one, embeddings=one.embeddings * 0)
    assert "what is drawn does not differ at all" in said(deaf, "film good", "film bad", 0, "forget_gate")
    told = said(deaf, "film good", "film bad")
    assert re.search(r"Both verdicts end at [\d.]+ % positive\.$", told)


def test_from_the_end_they_part_elsewhere(rng: np.random.Generator) -> None:
    both = random_network(GRUCell, "stacked-bidirectional", rng)
    texts = ("the film was good", "the story was good")
    assert said(both, *texts, 1).startswith(
        "Read from the end, the sentences differ first at word 2: “film” in the first, “story” in the second."
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
    seen = [Seen(each, each.read(text), (), each.title) for each in (lstm, other)]
    one, two = (each.reading.probabilities for each in seen)
    at = int(np.abs(one - two).argmax())
    assert min(abs(one[-1] - 0.5), abs(two[-1] - 0.5)) > 0.05
    agree = "they agree" if (one[-1] > 0.5) == (two[-1] > 0.5) else "they do not agree"
    told = networks_said(seen)
    assert told.startswith(f"At the end {agree}: LSTM {100 * one[-1]:.1f} % and SimpleRNN")
    assert f"after “{seen[0].reading.tokens[at]}” (word {at + 1})" in told
    unsure = [Seen(each, each.read("zzyqqk"), (), each.title) for each in (lstm, other)]
    assert any(abs(each.reading.probability - 0.5) < 0.05 for each in unsure)
    assert networks_said(unsure).startswith("At the end not all of them decide")
    assert networks_said(seen[:1]).endswith("Choose another one beside it.")
    lost = replace(seen[1].reading, outputs=seen[1].reading.outputs * np.nan)
    assert networks_said([seen[0], seen[1]._replace(reading=lost)]) == (
        f"At the end SimpleRNN gives no number: LSTM {100 * one[-1]:.1f} % and SimpleRNN no number."
    )
