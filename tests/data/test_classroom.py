"""Five texts for a board: short, mixed, one with a "not", and no two alike."""

from rnnviz.data.classroom import CLASSROOM
from rnnviz.data.reviews import read_reviews, words_of


def test_there_are_three_positive_and_two_negative_texts_not_sorted_by_class() -> None:
    labels = [example.label for example in CLASSROOM]
    assert sorted(labels) == [0, 0, 1, 1, 1]
    assert labels not in ([0, 0, 1, 1, 1], [1, 1, 1, 0, 0])


def test_each_text_fits_a_line_on_a_board() -> None:
    assert all(4 <= len(words_of(example.text)) <= 12 and len(example.text) <= 60 for example in CLASSROOM)


def test_one_text_is_negated() -> None:
    negated = [example for example in CLASSROOM if "not" in words_of(example.text)]
    assert len(negated) == 1
    assert negated[0].label == 1 and "boring" in words_of(negated[0].text)


def test_none_of_the_texts_is_one_that_they_are_scored_on() -> None:
    scored = {words_of(example.text) for example in read_reviews("rotten_tomatoes")}
    board = {words_of(example.text) for example in CLASSROOM}
    assert len(board) == 5
    assert not board & scored
