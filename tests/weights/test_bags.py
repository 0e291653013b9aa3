"""The two bags of words and the shares that cards tell of, on texts small enough to count by hand."""

import pytest

from rnnviz.data.examples import Example
from rnnviz.data.pairs import Sentence
from rnnviz.data.reviews import Split
from rnnviz.weights.bags import fit_bags, measure_bags
from rnnviz.weights.measure import rounded, tally

PAIRS = [
    Sentence("plain", "1", "lovely bread", 1),
    Sentence("plain", "1", "awful bread", 0),
    Sentence("not", "2", "not awful", 1),
    Sentence("not", "2", "not lovely", 0),
    Sentence("unknown", "3", "merveilleux", 1),
    Sentence("unknown", "3", "affreux", 0),
]
RATED = tuple(
    Example(f"{word} {thing}", label)
    for word, label in (("lovely", 1), ("awful", 0))
    for thing in ("soup", "song", "film", "tea")
)
SPLIT = Split(RATED, RATED[:2], (*RATED[2:5], Example("lovely awful awful song", 1)))
# More often than the teacher's rarest word; each label as often, so that only words decide.
REVIEWS = [Example("merveilleux song", 1), Example("affreux song", 0)] * 4


@pytest.fixture(scope="module")
def measured() -> dict[str, object]:
    pytest.importorskip("sklearn")
    return measure_bags(fit_bags(REVIEWS, SPLIT), SPLIT, PAIRS)


def test_a_bag_of_words_is_right_on_words_and_at_chance_on_not(measured: dict[str, object]) -> None:
    # "not" was never seen: "not awful" is awful and "not lovely" is lovely, both wrong.
    pairs = measured["rated_only_pairs"]
    assert isinstance(pairs, dict)
    assert pairs["plain"] == 1
    assert pairs["not"] == 0


def test_only_the_second_bag_knows_the_words_of_the_reviews(measured: dict[str, object]) -> None:
    # To the first both words are nothing, so both get one verdict, and one of two is right.
    assert measured["rated_only_pairs"] == {"all": 0.5, "plain": 1, "not": 0, "unknown": 0.5}
    assert measured["with_reviews_pairs"] == {"all": 0.6667, "plain": 1, "not": 0, "unknown": 1}


def test_a_bag_of_words_is_measured_on_each_part(measured: dict[str, object]) -> None:
    # Of the test part the last is wrong: "awful" weighs as much as "lovely" and stands there twice.
    for name in ("rated_only", "with_reviews"):
        assert (measured[f"{name}_validation"], measured[f"{name}_test"]) == (1, 0.75)
    assert measured["strength"] in (1, 2, 4, 8, 16)


def test_a_tally_counts_each_kind_and_all_and_half_is_not_positive() -> None:
    # Right are 0.9 for 1 and 0.1 for 0; 0.5 for 1 is not; 0.5 for 0 is.
    assert tally(PAIRS[:4], [0.9, 0.1, 0.5, 0.5]) == {"all": 0.75, "plain": 1, "not": 0.5}
    with pytest.raises(ValueError, match="shorter"):
        tally(PAIRS, [0.9])


def test_shares_are_kept_to_four_digits() -> None:
    assert rounded({"all": 2 / 3}) == {"all": 0.6667}
