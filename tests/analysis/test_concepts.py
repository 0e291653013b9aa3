"""Concepts counted by hand, and the AUC against all pairs and against scikit-learn."""

import numpy as np
import pytest

from rnnviz.analysis import concepts
from rnnviz.analysis.concepts import (
    CONCEPTS,
    NEAR,
    NEGATIONS,
    asked,
    auc,
    confounds,
    length_bounds,
    negations_read,
    ranks,
)
from rnnviz.analysis.corpus import Corpus, Index, index_corpus
from tests.oracles import KINDS, random_network
from tests.planted import planted_network, small_corpus


@pytest.fixture
def corpus(rng: np.random.Generator) -> Corpus:
    """A small one."""
    return small_corpus(rng, 25)


@pytest.fixture
def both_ways(corpus: Corpus, rng: np.random.Generator) -> Index:
    """Its states in a network that reads both ways."""
    return index_corpus(random_network(KINDS[0], "bidirectional", rng), corpus)


@pytest.mark.parametrize("trace", [0, 1])
def test_negations_are_counted_among_the_words_that_were_read(both_ways: Index, trace: int) -> None:
    corpus = both_ways.corpus
    for concept, near in (("negation", NEAR), ("negated", 999)):
        expected = []
        for words in corpus.sentences:
            for t in range(len(words)):
                read = words[t : t + near] if trace else words[max(0, t + 1 - near) : t + 1]
                expected.append(any(word in NEGATIONS for word in read))
        found = asked(both_ways, concept, trace, np.arange(len(corpus)))
        assert found.places.tolist() == list(range(len(both_ways.ids)))
        assert found.labels.tolist() == expected


def test_position_and_length_set_the_ends_against_each_other(both_ways: Index) -> None:
    corpus = both_ways.corpus
    test = corpus.part("test")
    found = asked(both_ways, "position", 0, test)
    expected = {}
    for n in test.tolist():
        length = len(corpus.sentences[n])
        for t in range(length):
            if not length <= 3 * t < 2 * length:
                expected[int(corpus.starts[n]) + t] = 3 * t >= 2 * length
    assert dict(zip(found.places.tolist(), found.labels.tolist(), strict=True)) == expected
    low, high = length_bounds(corpus)
    found = asked(both_ways, "length", 1, test)
    # A trace that reads from the end has read all of a sentence at its first word.
    ends = {
        int(corpus.starts[n]): bool(corpus.lengths[n] >= high)
        for n in test
        if not low < corpus.lengths[n] < high
    }
    assert dict(zip(found.places.tolist(), found.labels.tolist(), strict=True)) == ends
    assert low < high


def test_sentiment_is_asked_of_labelled_sentences_only(both_ways: Index) -> None:
    corpus = both_ways.corpus
    found = asked(both_ways, "sentiment", 0, np.arange(len(corpus)))
    labelled = np.isfinite(corpus.labels)
    assert found.places.tolist() == (corpus.starts[1:] - 1)[labelled].tolist()
    assert found.labels.tolist() == (corpus.labels[labelled] == 1).tolist()


def test_a_concept_nobody_knows_is_refused(both_ways: Index) -> None:
    with pytest.raises(ValueError, match=f"one of {', '.join(CONCEPTS)}, got 'irony'"):
        asked(both_ways, "irony", 0, np.arange(3))


@pytest.mark.parametrize("seed", range(6))
def test_the_auc_is_the_share_of_pairs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concepts, "FEW", 99 if seed < 3 else 0)  # Sorted or counted.
    rng = np.random.default_rng(seed)
    # Many equal ones, 0 and -0 among them; and of all sizes that there are.
    values = np.round(rng.normal(size=(60, 3)), 1) * 10.0 ** rng.integers(-7, 5, (60, 1)) ** (seed % 2)
    values = values.astype(np.float16)
    labels = rng.random((2, 60)) < 0.3
    found = auc(ranks(values), labels)
    for way, unit in np.ndindex(2, 3):
        with_it, without = values[labels[way], unit], values[~labels[way], unit]
        above = (with_it[:, None] > without).mean() + (with_it[:, None] == without).mean() / 2
        assert found[way, unit] == pytest.approx(above, abs=1e-12)


def test_what_cannot_be_ranked_is_not_a_number(rng: np.random.Generator) -> None:
    values = rng.normal(size=(20, 3)).astype(np.float16)
    values[4, 1], values[5, 2] = np.nan, np.inf
    labels = np.arange(20)[None] < 5
    found = auc(ranks(values), labels)[0]
    assert np.isnan(found).tolist() == [False, True, False]
    assert np.isnan(auc(ranks(values), labels | True)).all()
    with pytest.raises(ValueError, match="float16 were expected, got float32"):
        ranks(values.astype(np.float32))


def test_how_far_concepts_go_together(corpus: Corpus) -> None:
    test = corpus.part("test")
    found = confounds(corpus, test)
    negated = [n for n in test if "not" in corpus.sentences[n]]
    assert found.positive_negated == pytest.approx(np.mean([corpus.labels[n] for n in negated]))
    _, high = length_bounds(corpus)
    long = [n for n in test if corpus.lengths[n] >= high]
    assert found.long_negated == pytest.approx(np.mean(["not" in corpus.sentences[n] for n in long]))
    words = np.flatnonzero(np.isin(corpus.sentence_of, test))
    after = negations_read(corpus)[words] > 0
    number = corpus.number[words]
    pairs = number[after][:, None] - number[~after]
    assert found.number_negated == pytest.approx((pairs > 0).mean() + (pairs == 0).mean() / 2)


def test_a_hand_made_sentence(rng: np.random.Generator) -> None:
    words = ("not", "good", "film", "plot", "story", "no")
    corpus = Corpus((words,), np.array([0.0]), np.array([0]))
    index = index_corpus(planted_network(rng), corpus)
    one = np.array([0])
    assert asked(index, "negation", 0, one).labels.tolist() == [True, True, True, False, False, True]
    assert asked(index, "negated", 0, one).labels.tolist() == [True] * 6
    assert asked(index, "position", 0, one).places.tolist() == [0, 1, 4, 5]
