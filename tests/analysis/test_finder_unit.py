"""A unit's words, places and values counted by hand, and what is lost without it."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.concepts import CONCEPTS
from rnnviz.analysis.finder import Study, UnitOf, study
from rnnviz.analysis.finder_unit import ablate, histogram, peaks, portrait, word_means
from rnnviz.network import Network
from tests.planted import NEGATION, NOISE, SENTIMENT, UNITS, planted_network, small_corpus


@pytest.fixture
def planted(rng: np.random.Generator) -> Network:
    """The network."""
    return planted_network(rng)


@pytest.fixture
def found(planted: Network, rng: np.random.Generator) -> Study:
    """What is found out of it."""
    return study(planted, small_corpus(rng, 100))


def test_the_strongest_words_are_the_planted_ones(found: Study) -> None:
    sentiment = portrait(found, "sentiment", UnitOf(0, SENTIMENT))
    assert (sentiment.highest[0].word, sentiment.lowest[0].word) == ("good", "bad")
    assert portrait(found, "negation", UnitOf(0, NEGATION)).highest[0].word == "not"
    assert sentiment.aucs[0] == found.findings["sentiment"].auc(UnitOf(0, SENTIMENT))
    assert len(sentiment.aucs) == len(CONCEPTS)


def test_means_are_those_of_all_occurrences_of_words_that_are_frequent(found: Study) -> None:
    corpus, values = found.index.corpus, found.index.states[0][:, NOISE].astype(np.float32)
    occurrences: dict[str, list[float]] = {}
    for word, value in zip((w for s in corpus.sentences for w in s), values.tolist(), strict=True):
        occurrences.setdefault(word, []).append(value)
    means = word_means(found.index, values, least=60)
    assert {each.word for each in means} == {word for word, all in occurrences.items() if len(all) >= 60}
    for each in means:
        assert each.mean == pytest.approx(np.mean(occurrences[each.word]), abs=1e-6)
        assert each.times == len(occurrences[each.word])
    assert [each.mean for each in means] == sorted((each.mean for each in means), reverse=True)


@pytest.mark.parametrize("sign", [1, -1])
def test_peaks_are_one_a_sentence(found: Study, sign: int) -> None:
    corpus, values = found.index.corpus, found.index.states[0][:, NOISE].astype(np.float32)
    tops = [max(sign * values[a:b]) for a, b in zip(corpus.starts[:-1], corpus.starts[1:], strict=True)]
    told = peaks(found.index, values, sign, 6)
    assert [sign * peak.value for peak in told] == pytest.approx(sorted(tops, reverse=True)[:6])
    assert len({peak.sentence for peak in told}) == 6
    for peak in told:
        assert values[corpus.starts[peak.sentence] + peak.word] == peak.value


def test_a_histogram_holds_each_class_whole() -> None:
    values = np.array([-1, -0.2, 0.2, 0.9, 1, np.nan])
    labels = np.array([True, True, True, False, False, True])
    found = histogram(values, labels, 4)
    assert found.edges.tolist() == [-1, -0.5, 0, 0.5, 1]
    assert found.yes.tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0])
    assert found.no.tolist() == [0, 0, 0, 1]
    assert histogram(values * 4, labels, 4).edges[-1] == 4
    assert np.isnan(histogram(values, labels | True, 4).no).all()


def test_the_unit_that_the_head_reads_is_missed_and_others_are_not(found: Study, planted: Network) -> None:
    lost = ablate(found, planted, UnitOf(0, SENTIMENT), np.random.default_rng(0))
    labels = found.index.corpus.labels[found.index.corpus.part("test")]
    assert lost.original > 0.95
    assert lost.accuracy == pytest.approx(1 - labels.mean())  # A score of 0 is not above it.
    assert lost.flipped == int((found.index.scores[found.index.corpus.part("test")] > 0).sum())
    assert lost.others == (lost.original,) * (UNITS - 1)
    assert lost.others_flipped == (0,) * (UNITS - 1)
    assert lost.auc == 0.5
    assert lost.sentences == 100
    lame = replace(planted, head=(replace(planted.head[0], kernel=planted.head[0].kernel * np.nan),))
    lost = ablate(found, lame, UnitOf(0, SENTIMENT), np.random.default_rng(0))
    assert np.isnan(lost.accuracy) and lost.original > 0.95
