"""The corpus as installed: ten thousand sentences in the split that everything stands on."""

import numpy as np
import pytest

from rnnviz.data.corpus import SENTENCES, drawn_sentences, read_corpus
from rnnviz.data.examples import Example
from rnnviz.data.reviews import split_sentences, words_of


def test_the_held_out_parts_are_those_of_the_split() -> None:
    corpus, split = read_corpus(), split_sentences()
    assert len(corpus) == SENTENCES == len(set(corpus.sentences))
    for part in ("test", "validation", "train"):
        expected = {words_of(one.text): one.label for one in getattr(split, part) if words_of(one.text)}
        found = {corpus.sentences[n]: corpus.labels[n] for n in corpus.part(part)}
        assert found == expected
    assert np.isnan(corpus.labels[corpus.part("unlabelled")]).all()
    assert all(words_of(corpus.texts[n]) == corpus.sentences[n] for n in range(0, len(corpus), 97))


def test_whoever_has_room_for_fewer_still_has_both_held_out_parts() -> None:
    beginning = read_corpus().first(500)
    assert len(beginning.part("test")) == len(beginning.part("validation")) == 250


@pytest.mark.parametrize("most", [0, 3, 99])
def test_sentences_are_drawn_one_a_review_and_never_twice(most: int) -> None:
    reviews = [Example(text, 1) for text in ("one two three. four five six", "one two three", "a b", "x y z")]
    found = drawn_sentences(reviews, {("x", "y", "z")}, most)
    assert len(found) == len(set(found)) <= min(most, 2)
    assert set(found) <= {("one", "two", "three"), ("four", "five", "six")}
    assert set(found.values()) <= {"one two three", "four five six"}
    assert found == drawn_sentences(reviews, {("x", "y", "z")}, most)
