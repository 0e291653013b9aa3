"""Was or were: sentences are as long as asked, agree with themselves, and what is held out is not learnt."""

from itertools import islice

import numpy as np
import pytest

from rnnviz.data.agreement import (
    BETWEEN,
    TRAINED_TO,
    Between,
    Sentence,
    nearest_noun_says,
    sentences,
    write,
)
from rnnviz.data.agreement_question import ask
from rnnviz.data.agreement_words import NUMBER_OF, PRONOUNS, WORDS
from rnnviz.text import RESERVED, Vocabulary, encode


def some(between: Between, count: int = 300, longest: int = 30, seed: int = 4) -> list[Sentence]:
    return list(islice(sentences(seed, range(longest + 1), between, False), count))


def nouns_between(sentence: Sentence) -> list[int]:
    return [NUMBER_OF[word] for word in sentence.words[sentence.subject + 1 :] if word in NUMBER_OF]


@pytest.mark.parametrize("between", BETWEEN)
def test_every_distance_is_written_to_the_word(between: Between) -> None:
    rng = np.random.default_rng(3)
    for distance in range(50):
        sentence = write(rng, distance, between)
        assert sentence.distance == distance
        assert bool(NUMBER_OF[sentence.words[sentence.subject]]) == sentence.is_many


def test_nouns_between_have_the_number_that_was_asked_for() -> None:
    for one in some("same"):
        assert set(nouns_between(one)) <= {int(one.is_many)}, one.text
    for one in some("other"):
        assert set(nouns_between(one)) <= {1 - one.is_many}, one.text
    of_both = [one for one in some("mixed") if set(nouns_between(one)) == {0, 1}]
    assert len(of_both) > 100


def test_a_verb_of_a_clause_agrees_with_the_noun_before_it() -> None:
    found = set()
    for one in some("mixed", 600):
        for n, word in enumerate(one.words):
            if word in ("was", "were"):
                assert one.words[n - 1] in PRONOUNS
                assert ("was", "were")[NUMBER_OF[one.words[n - 2]]] == word, one.text
                found.add((word, n - 2 == one.subject))
    assert len(found) == 4  # Of the subject and of others, in both numbers.


def test_the_rules_that_read_find_the_subject_that_was_written() -> None:
    for between in BETWEEN:
        for one in some(between, 600):
            question = ask(one.words)
            assert (question.subject, question.is_many) == (one.subject, one.is_many), one.text
            assert question.distance == one.distance


def test_answers_are_even_and_the_nearest_noun_is_no_way_out() -> None:
    mixed = [one for one in some("mixed", 1_000) if nouns_between(one)]
    assert np.mean([one.is_many for one in mixed]) == pytest.approx(0.5, abs=0.05)
    right = {
        between: np.mean(
            [nearest_noun_says(one) == one.is_many for one in some(between) if nouns_between(one)]
        )
        for between in BETWEEN
    }
    assert right["same"] == 1 and right["other"] == 0
    assert right["mixed"] == pytest.approx(0.5, abs=0.09)


def test_what_is_held_out_is_never_learnt_from_whatever_the_seed() -> None:
    distances = range(TRAINED_TO + 1)
    held_out = {one.begins for one in islice(sentences(8, distances, "mixed", True), 200)}
    learnt = {
        one.begins for seed in (1, 2) for one in islice(sentences(seed, distances, "mixed", False), 2_000)
    }
    assert not held_out & learnt
    drawn = [write(rng, 5, "mixed").is_held_out for rng in [np.random.default_rng(6)] for _ in range(2_000)]
    assert np.mean(drawn) == pytest.approx(0.1, abs=0.03)


def test_the_same_seed_writes_the_same_sentences() -> None:
    assert some("mixed", 20) == some("mixed", 20)
    assert some("mixed", 20) != some("mixed", 20, seed=5)


def test_every_word_is_known_and_read_as_it_is_written() -> None:
    vocabulary = Vocabulary.of(WORDS)
    assert not set(WORDS) & set(RESERVED)
    for one in some("mixed", 200):
        assert tuple(column.text for column in encode(one.text, vocabulary)) == one.words
        assert {column.status for column in encode(one.text, vocabulary)} == {"known"}
