"""The shipped networks do what their cards say, and say what they were not tested on."""

import hashlib

import numpy as np
import pytest

from rnnviz.data.examples import Example
from rnnviz.data.pairs import PAIRS, read_pairs
from rnnviz.data.reviews import split_sentences
from rnnviz.network import SHIPPED, Network, load_network, shipped_networks
from rnnviz.text import tokenize
from rnnviz.weights.measure import judge
from rnnviz.weights.recipes import RECIPES

NAMES = [recipe.name for recipe in RECIPES]
LARGEST = 2_000_000  # Bytes of one file.
KINDS = {
    "plain", "not", "not_at_all", "hardly", "without",
    "fails_to", "anything_but", "expected", "intensifiers", "clause_order",
}  # fmt: skip


@pytest.fixture(scope="module", params=NAMES)
def network(request: pytest.FixtureRequest) -> Network:
    return load_network(request.param)


@pytest.fixture(scope="module")
def held_out() -> tuple[Example, ...]:
    return split_sentences().test


def test_the_five_networks_are_shipped_simplest_first() -> None:
    assert shipped_networks() == tuple(NAMES)


def test_no_file_is_larger_than_it_may_be() -> None:
    assert {
        path.name: path.stat().st_size for path in SHIPPED.glob("*.npz") if path.stat().st_size > LARGEST
    } == {}


def test_a_card_counts_what_is_there(network: Network) -> None:
    card = network.card
    assert card["parameters"] == network.parameters
    assert card["layers"] == len(network.layers)
    assert card["units"] * len(network.layers[-1].cells) == network.layers[-1].units
    assert card["vocab_size"] == len(network.vocabulary)
    assert "Maas et al. 2011" in card["data"] and "Pang & Lee 2005" in card["data"]


def test_a_card_says_how_many_pair_sentences_are_right(network: Network) -> None:
    # Counted from the readings that the pages show, not with the code that wrote the card.
    right: dict[str, list[bool]] = {}
    for sentence in read_pairs(PAIRS):
        verdict = network.read(sentence.text).probability > 0.5
        right.setdefault(sentence.kind, []).append(verdict == (sentence.label == 1))
    assert set(right) == KINDS
    for kind, found in right.items():
        assert network.card["pairs"][kind] == pytest.approx(np.mean(found), abs=0.07), kind


def test_a_card_tells_how_a_bag_of_words_does_on_the_same_pairs(network: Network) -> None:
    bags, pairs = network.card["bag_of_words"], network.card["pairs"]
    counts = pairs["sentences_of_kind"]
    assert set(counts) == KINDS and sum(counts.values()) == pairs["sentences"]
    for shares in (pairs, bags["rated_only_pairs"], bags["with_reviews_pairs"]):
        right = {kind: shares[kind] * count for kind, count in counts.items()}
        assert all(abs(found - round(found)) < 0.01 for found in right.values())
        assert shares["all"] * pairs["sentences"] == pytest.approx(sum(right.values()), abs=0.05)


def test_what_the_page_says_of_networks_and_the_bag_of_words_is_so(network: Network) -> None:
    # "About equal" on reviews: within two standard errors of a difference, were it not paired.
    reviews, bags = network.card["reviews"]["test"], network.card["bag_of_words"]
    bag, sentences = bags["with_reviews_test"], reviews["sentences"]
    assert abs(reviews["accuracy"] - bag) < 2 * np.sqrt(2 * bag * (1 - bag) / sentences)
    # "Order is seen on the pairs": far beyond the error there.
    assert network.card["pairs"]["all"] > bags["with_reviews_pairs"]["all"] + 0.2


def test_a_card_says_how_many_reviews_of_the_test_part_are_right(
    network: Network, held_out: tuple[Example, ...]
) -> None:
    drawn = held_out[::4]  # Every fourth: four standard errors of a quarter are 0.11.
    share = np.mean([(judge(network, one.text) > 0.5) == (one.label == 1) for one in drawn])
    reviews = network.card["reviews"]
    assert reviews["test"]["sentences"] == len(held_out)
    assert reviews["test_positive"] == sum(one.label == 1 for one in held_out)
    # The same texts as when it was trained: otherwise it may have learnt some of them.
    texts = "\n".join(one.text for one in held_out)
    assert reviews["test_texts"] == hashlib.sha256(texts.encode()).hexdigest()[:12]
    assert abs(share - network.card["reviews"]["test"]["accuracy"]) < 0.11


@pytest.mark.parametrize(
    "text", ["great", "not bad at all", "NOT BAD AT ALL!!!", "I love it 😊", "wonderfull soup"]
)
def test_short_positive_texts_read_positive(network: Network, text: str) -> None:
    assert network.read(text).probability > 0.5


@pytest.mark.parametrize(
    "text", ["awful", "not good at all", "THE FOOD WAS TERRIBLE", "I hate it 😡", "boaring"]
)
def test_short_negative_texts_read_negative(network: Network, text: str) -> None:
    assert network.read(text).probability < 0.5


def test_judging_is_reading(network: Network) -> None:
    for text in ("", "fine", "the film was not as bad as i had feared"):
        assert judge(network, text) == pytest.approx(network.read(text).probability, abs=1e-6)


def test_most_words_of_the_test_part_are_known(network: Network, held_out: tuple[Example, ...]) -> None:
    words = [word.text for example in held_out for word in tokenize(example.text)]
    assert np.mean([word in network.vocabulary.ids for word in words]) > 0.94
