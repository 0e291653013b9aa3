"""Texts become what a run learns from, in step with their labels."""

import numpy as np
import pytest

from rnnviz.data.examples import Example
from rnnviz.data.reviews import Split
from rnnviz.learning import material as module
from rnnviz.learning.material import filled, order_of_epoch, prepare
from rnnviz.learning.spec import DataSpec
from rnnviz.text import UNKNOWN_ID, encode


def examples(*texts: str) -> tuple[Example, ...]:
    return tuple(Example(text, n % 2) for n, text in enumerate(texts))


SPLIT = Split(
    examples("good film", "...", "bad film film", "a good plot of zebras"),
    examples("!!", "a goood film", "quetzalcoatl"),
    examples("film", "", "bad"),
)


def test_the_most_frequent_words_come_first_and_ties_by_the_alphabet() -> None:
    words = prepare(DataSpec(), SPLIT).vocabulary.words
    assert words == ("", "[UNK]", "film", "good", "a", "bad", "of", "plot", "zebras")


def test_a_vocabulary_is_cut_to_the_most_frequent_words() -> None:
    prepared = prepare(DataSpec(words=2), SPLIT)
    assert prepared.vocabulary.words == ("", "[UNK]", "film", "good")
    assert prepared.train.ids[1].tolist() == [UNKNOWN_ID, 2, 2]


def test_words_behind_the_length_are_neither_read_nor_counted() -> None:
    prepared = prepare(DataSpec(length=2), SPLIT)
    assert prepared.vocabulary.words == ("", "[UNK]", "film", "good", "a", "bad")
    assert max(map(len, prepared.train.ids)) == 2


def test_with_many_texts_a_word_that_stands_once_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FEW_TEXTS", 3)  # Texts with words; there are three.
    assert prepare(DataSpec(), SPLIT).vocabulary.words == ("", "[UNK]", "film", "good")


def test_texts_without_words_are_left_out_with_their_labels() -> None:
    prepared = prepare(DataSpec(), SPLIT)
    assert prepared.train.labels.tolist() == [0, 0, 1]
    assert prepared.validation_texts == SPLIT.validation[1:]
    assert prepared.validation.labels.tolist() == [1, 0]
    assert [text.text for text in prepared.test_texts] == ["film", "bad"]
    assert prepared.test.labels.tolist() == [0, 0]


def test_ids_are_those_that_explore_reads() -> None:
    prepared = prepare(DataSpec(), SPLIT)
    for ids, text in zip(prepared.validation.ids, prepared.validation_texts, strict=True):
        assert ids.tolist() == [token.id for token in encode(text.text, prepared.vocabulary)]
        assert ids.dtype == np.int32
    assert prepared.validation.ids[1].tolist() == [UNKNOWN_ID]


def test_a_part_without_a_single_word_is_refused() -> None:
    with pytest.raises(ValueError, match="there must be sentences, and words in each"):
        prepare(DataSpec(), SPLIT._replace(test=examples("?")))


@pytest.mark.parametrize(
    ("side", "expected"), [("post", [[5, 6, 0], [7, 8, 9]]), ("pre", [[0, 5, 6], [7, 8, 9]])]
)
def test_padding_fills_up_the_side_that_was_chosen(side: str, expected: list[list[int]]) -> None:
    texts = [np.array([5, 6], np.int32), np.array([7, 8, 9], np.int32)]
    rows = filled(texts, DataSpec(length=3, padding="post" if side == "post" else "pre"))
    assert [row.tolist() for row in rows] == expected
    assert all(row.dtype == np.int32 for row in rows)


def test_an_epoch_takes_every_example_once_in_an_order_of_its_own() -> None:
    orders = [order_of_epoch(seed, epoch, 50).tolist() for seed, epoch in ((0, 0), (0, 1), (1, 0))]
    assert all(sorted(order) == list(range(50)) for order in orders)
    assert len({tuple(order) for order in orders}) == 3
    assert order_of_epoch(0, 1, 50).tolist() == orders[1]
