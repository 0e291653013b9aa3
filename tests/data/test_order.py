"""The generated tasks: every answer is right, order decides, and nothing held out was learnt."""

from collections import Counter

import numpy as np
import pytest

from rnnviz.data import order_not, order_who
from rnnviz.data.order import TASKS, Split, Task, bag_ceiling, split
from rnnviz.data.order_pair import Answered
from rnnviz.data.order_sentences import EXAMPLES, HEADINGS
from rnnviz.text import Vocabulary, encode, tokenize

HELD_OUT = ("ordinary", "unseen", "longer")


@pytest.fixture(scope="module", params=TASKS)
def task(request: pytest.FixtureRequest) -> Task:
    return TASKS[request.param]


@pytest.fixture(scope="module")
def parts(task: Task) -> Split:
    return split(task, np.random.default_rng(5), train=1_500, held_out=300)


def test_the_rules_that_solve_agree_with_those_that_write(task: Task, parts: Split) -> None:
    for sentence in (each for part in parts for each in part):
        assert task.solve(sentence.text) == sentence.answer, sentence.text
    assert {sentence.answer for sentence in parts.train} == set(task.answers)


def test_parts_have_the_sizes_asked_for_and_no_text_in_common(parts: Split) -> None:
    assert [len(part) for part in parts] == [1_500, 300, 300, 300]
    texts = Counter(sentence.text for part in parts for sentence in part)
    assert max(texts.values()) == 1


def test_held_out_sentences_are_twins_with_the_same_words_and_another_answer(parts: Split) -> None:
    for part in HELD_OUT:
        sentences = getattr(parts, part)
        for one, two in zip(sentences[::2], sentences[1::2], strict=True):
            assert sorted(one.text.split()) == sorted(two.text.split())
            assert one.text != two.text and one.answer != two.answer


def test_words_kept_apart_meet_in_the_unseen_part_and_nowhere_else(task: Task, parts: Split) -> None:
    for name, part in parts._asdict().items():
        for sentence in part:
            words = set(sentence.text.split())
            meeting = any(len(words & apart) == 2 for apart in task.apart)
            assert meeting == (name == "unseen"), sentence.text


def test_only_the_longer_part_is_longer_than_what_is_learnt_from(task: Task, parts: Split) -> None:
    longest = {name: max(len(one.text.split()) for one in part) for name, part in parts._asdict().items()}
    assert longest["train"] == longest["ordinary"] == longest["unseen"] == task.most_words
    assert min(len(one.text.split()) for one in parts.longer) == task.most_words + 1


def test_no_bag_of_words_is_right_on_more_than_half_of_twins(parts: Split) -> None:
    assert [bag_ceiling(getattr(parts, part)) for part in HELD_OUT] == [0.5, 0.5, 0.5]


def test_the_ceiling_by_hand() -> None:
    # Two bags: {a, b} answered x, x, y: 2 of 3 at best; {c} answered y: 1 of 1.
    sentences = [Answered("a b", "x"), Answered("b a", "x"), Answered("A, b!", "y"), Answered("c", "y")]
    assert bag_ceiling(sentences) == 0.75


def test_every_word_is_in_the_list_of_words_and_read_as_itself(task: Task, parts: Split) -> None:
    vocabulary = Vocabulary.of(task.words)
    for sentence in (each for part in parts for each in part):
        columns = encode(sentence.text, vocabulary)
        assert {column.status for column in columns} == {"known"}
        assert [column.text for column in columns] == sentence.text.split()


def test_the_same_generator_writes_the_same_sentences(task: Task) -> None:
    one, two = (split(task, np.random.default_rng(9), 50, 10) for _ in range(2))
    assert one == two
    assert one != split(task, np.random.default_rng(10), 50, 10)


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("the dog bit the man", "dog"),
        ("the dog was bitten by the man", "man"),
        ("it was the dog that the man bit", "man"),
        ("it is an old dog that bites a man", "dog"),
        ("yesterday the big old horse saw a child in the garden after lunch", "horse"),
        ("dog bit man", None),
        ("the dog bit", None),
        ("the dog bit the man and the cat", None),
        ("the dog was bitten the man", None),
        ("the dog did not bite the man", None),
        ("", None),
    ],
)
def test_who_did_it(text: str, doer: str | None) -> None:
    assert order_who.solve(text) == doer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("the food was good", "yes"),
        ("the food was not good", "no"),
        ("the food was not very bad", "yes"),
        ("the food was good but the room was not", "yes"),
        ("the room was good but the food was not", "no"),
        ("the room was not good but the food was", "yes"),
        ("i think the food was bad and the room was not bad while the view is great", "no"),
        ("the room was good", None),
        ("the food was", None),
        ("the food was not", None),
        ("the food was good but the food was bad", None),
        ("the food was good and the room was", None),
        ("the food was not not good", None),
        ("the food was good but", None),
        ("", None),
    ],
)
def test_is_the_food_good(text: str, answer: str | None) -> None:
    assert order_not.solve(text) == answer


def test_the_examples_can_be_solved_but_for_the_unknown_word(task: Task) -> None:
    assert set(EXAMPLES) == set(HEADINGS) == set(TASKS)
    for name, pair in EXAMPLES[task.name].items():
        answers = [task.solve(" ".join(word.text for word in tokenize(text))) for text in pair]
        if "unknown" in name:
            assert answers == [None, None]
        else:
            assert None not in answers
            if name != "two lengths":
                assert answers[0] != answers[1]
