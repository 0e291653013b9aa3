"""The index: half precisions of what the network reads, and room for what fits."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis import corpus as module
from rnnviz.analysis.concepts import negations
from rnnviz.analysis.corpus import PARTS, Corpus, index_corpus, scores_held
from rnnviz.analysis.corpus_states import Held
from rnnviz.text import UNKNOWN_ID, Splitting, Vocabulary
from tests.oracles import KINDS, WIRINGS, random_network
from tests.planted import SENTIMENT, WORDS, planted_network, small_corpus

HALF = 2.0**-11  # The largest rounding of a half precision below 1.


@pytest.mark.parametrize("wiring", WIRINGS)
def test_the_index_holds_what_the_network_reads(wiring: str, rng: np.random.Generator) -> None:
    corpus = small_corpus(rng, 30)
    network = random_network(KINDS[1], wiring, rng)
    told: list[float] = []
    index = index_corpus(network, corpus, told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    for n in range(0, len(corpus), 7):
        reading = network.read(" ".join(corpus.sentences[n]))
        traces = [trace for layer in reading.layers for trace in layer.traces]
        here = slice(corpus.starts[n], corpus.starts[n + 1])
        assert index.ids[here].tolist() == [column.id for column in reading.columns]
        for k, (states, trace) in enumerate(zip(index.states, traces, strict=True)):
            np.testing.assert_allclose(states[here].astype(float), trace.steps.hidden_state, atol=HALF)
            assert index.reverse[k] == trace.reverse
            last = index.states[k][index.last(k)[n]].astype(float)
            np.testing.assert_allclose(last, trace.final.hidden_state, atol=HALF)
        assert 1 / (1 + np.exp(-index.scores[n])) == pytest.approx(reading.probability, abs=1e-5)


@pytest.mark.parametrize("leaves_out", [False, True])
def test_a_network_from_elsewhere_reads_the_texts_as_it_splits_them(
    leaves_out: bool, rng: np.random.Generator
) -> None:
    texts = ("A GOOD film, it isn't", "qqqq!", "isn't bad", "good plot")
    corpus = Corpus(tuple((text,) for text in texts), np.array([1.0, 0, 0, 1]), np.array([0, 0, 1, 3]), texts)
    network = planted_network(rng)
    vocabulary = Vocabulary((*network.vocabulary.words[:-1], "isnt"), Splitting(leaves_out=leaves_out))
    network = replace(network, vocabulary=vocabulary)
    index = index_corpus(network, corpus)
    kept = [n for n, text in enumerate(texts) if network.read(text).columns]
    assert kept == ([0, 2, 3] if leaves_out else [0, 1, 2, 3])
    assert index.corpus.labels.tolist() == corpus.labels[kept].tolist()
    for n, place in enumerate(kept):
        reading = network.read(texts[place])
        assert index.corpus.sentences[n] == tuple(column.text for column in reading.columns)
        last = index.states[0][index.last(0)[n]].astype(float)
        np.testing.assert_allclose(last, reading.layers[0].final, atol=HALF)
    assert negations(index.corpus).sum() == 2
    assert len(index.corpus.held_out()) == len(kept) - 1


def test_words_a_network_does_not_know_are_counted(rng: np.random.Generator) -> None:
    corpus = Corpus((("good", "qqqq"), ("zzzzz", "bad", "film")), np.array([1.0, 0.0]), np.array([0, 1]))
    index = index_corpus(planted_network(rng), corpus)
    assert index.unknown == pytest.approx(2 / 5)
    assert np.flatnonzero(index.ids == UNKNOWN_ID).tolist() == [1, 2]


def test_what_has_no_room_is_left_out_from_the_end(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, network = small_corpus(rng, 30), planted_network(rng)
    whole = index_corpus(network, corpus)
    monkeypatch.setattr(module, "MOST_VALUES", 8 * 100)  # Eight units, a hundred words.
    index = index_corpus(network, corpus)
    kept = len(index.corpus)
    assert corpus.starts[kept] <= 100 < corpus.starts[kept + 1]
    assert index.left_out == len(corpus) - kept
    assert index.bytes <= 2 * 8 * 100
    assert np.array_equal(index.states[0], whole.states[0][: len(index.ids)])


def test_places_of_words(rng: np.random.Generator) -> None:
    corpus = small_corpus(rng, 10)
    row = [(n, k, word) for n, words in enumerate(corpus.sentences) for k, word in enumerate(words)]
    assert corpus.sentence_of.tolist() == [n for n, _, _ in row]
    assert corpus.number.tolist() == [k for _, k, _ in row]
    assert [corpus.types[n] for n in corpus.words] == [word for _, _, word in row]
    assert [len(corpus.part(part)) for part in PARTS] == [10, 10, 10, 5]


def test_scores_with_a_unit_held_come_in_the_order_asked_for(rng: np.random.Generator) -> None:
    network, corpus = planted_network(rng), small_corpus(rng, 40)
    index = index_corpus(network, corpus)
    chosen = rng.permutation(len(corpus))[:17]
    np.testing.assert_allclose(scores_held(index, network, chosen, None), index.scores[chosen], atol=1e-5)
    # The head reads the unit of sentiment alone.
    assert scores_held(index, network, chosen, Held(0, SENTIMENT)) == pytest.approx(np.zeros(17), abs=1e-6)


def test_states_that_are_no_numbers_are_noticed(rng: np.random.Generator) -> None:
    network = planted_network(rng)
    broken = np.array(network.embeddings)
    broken[network.vocabulary.ids[WORDS[-1]]] = np.nan
    lame = type(network)("lame", network.vocabulary, broken, network.layers, network.head)
    corpus = small_corpus(rng, 10)
    assert index_corpus(network, corpus).is_known == (True,)
    with np.errstate(invalid="ignore"):
        assert index_corpus(lame, corpus).is_known == (False,)


def test_a_corpus_of_odd_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="of one number were expected, got 1, 2 and 1"):
        Corpus((("good",),), np.zeros(2), np.zeros(1, int))
    with pytest.raises(ValueError, match="1 texts were expected, got 2"):
        Corpus((("good",),), np.zeros(1), np.zeros(1, int), ("a", "b"))
    with pytest.raises(ValueError, match="at least one word"):
        Corpus((("good",), ()), np.zeros(2), np.zeros(2, int))
