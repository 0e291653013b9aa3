"""Texts become ids and batches without losing or inventing a word."""

import numpy as np
import pytest

from rnnviz.data.examples import Example
from rnnviz.learning.encoded import Encoded, drop_words, encode_all, pad, plan_batches
from rnnviz.text import UNKNOWN_ID, Vocabulary, encode

VOCABULARY = Vocabulary.of(["the", "film", "was", "not", "terrible"])


def test_training_reads_a_text_as_a_network_does() -> None:
    texts = ["The film wasn't terible!", "utterly unknown", "NOT the film"]
    encoded = encode_all([Example(text, 1) for text in texts], VOCABULARY)
    for ids, text in zip(encoded.ids, texts, strict=True):
        assert ids.tolist() == [token.id for token in encode(text, VOCABULARY)]


def test_a_text_without_words_is_left_out_with_its_label() -> None:
    encoded = encode_all([Example("...", 0), Example("film", 1)], VOCABULARY)
    assert (len(encoded), encoded.labels.tolist()) == (1, [1.0])


def test_a_label_for_each_sentence_and_a_word_in_each() -> None:
    with pytest.raises(ValueError, match="each sentence needs a label, got 1 and 2"):
        Encoded((np.array([2]),), np.array([0.0, 1.0]))
    with pytest.raises(ValueError, match="words in each"):
        Encoded((np.array([], int),), np.array([0.0]))


def test_padding_stands_behind() -> None:
    assert pad([np.array([5, 6]), np.array([7])]).tolist() == [[5, 6], [7, 0]]


def test_padding_is_never_dropped_and_words_are_at_the_given_rate(rng: np.random.Generator) -> None:
    ids = np.array([[3] * 5000 + [0] * 5000])
    dropped = drop_words(ids, 0.2, rng)
    assert set(dropped[0, 5000:]) == {0}
    assert abs(np.mean(dropped[0, :5000] == UNKNOWN_ID) - 0.2) < 0.03


def test_without_shuffling_batches_are_cut_from_the_front() -> None:
    plan = plan_batches(np.array([3, 1, 2, 9, 5]), 2, None)
    assert [batch.tolist() for batch in plan] == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_batches_hold_every_sentence_once_among_its_like(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 40, rng.integers(1, 300))
    plan = plan_batches(lengths, 16, rng)
    assert sorted(np.concatenate(plan).tolist()) == list(range(len(lengths)))
    spans = sorted((lengths[batch].min(), lengths[batch].max()) for batch in plan)
    assert all(before[1] <= after[0] for before, after in zip(spans, spans[1:], strict=False))
