"""Every source gives texts of both classes to learn from, and none that it is scored on."""

import re
from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.data.classroom import CLASSROOM
from rnnviz.data.examples import Example
from rnnviz.data.reviews import Split, read_reviews, split_examples, split_sentences, words_of
from rnnviz.data.sources import SOURCES, distinct_examples, split_of
from rnnviz.learning.spec import SOURCE_NAMES

TABLE = tuple(Example(f"text number {n}", n % 2) for n in range(200))
same_every_time = settings(derandomize=True, deadline=None, database=None)


class Made(NamedTuple):
    source: str
    split: Split


@cache
def whole_split(source: str) -> Split:
    """All texts of a source; those of imdb take seconds."""
    return split_of(source, table=TABLE)


@pytest.fixture(scope="module", params=SOURCE_NAMES)
def made(request: pytest.FixtureRequest) -> Made:
    return Made(request.param, whole_split(request.param))


def test_every_name_of_a_source_is_told_about_and_no_other() -> None:
    assert tuple(SOURCES) == SOURCE_NAMES


def test_what_is_said_of_a_source_is_one_sentence_with_the_numbers_of_its_split(made: Made) -> None:
    about = SOURCES[made.source]
    assert about.title and about.origin and about.says.endswith(".")
    assert about.says.count(". ") == 0
    said = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", about.says)}
    if made.source == "table":
        assert [len(part) for part in made.split] == [160, 20, 20]  # 8, 1 and 1 of 10.
    elif made.source == "classroom":
        assert {len(made.split.test), len(made.split.validation)} <= said
    else:
        assert {len(part) for part in made.split} <= said


def test_no_text_is_in_two_parts(made: Made) -> None:
    parts = [{re.sub(r"[\s.,!?]+", " ", example.text.casefold()) for example in part} for part in made.split]
    for one, other in combinations(parts, 2):
        assert not one & other


def test_the_held_out_parts_are_of_both_classes_and_quick_to_score(made: Made) -> None:
    for part in (made.split.validation, made.split.test):
        assert 0.4 < sum(example.label for example in part) / len(part) < 0.6
        assert len(part) <= 2_000


@pytest.mark.parametrize("source", ["rotten_tomatoes", "grammar", "classroom", "table"])
def test_fewer_texts_are_scored_on_the_same_ones(source: str) -> None:
    whole, cut = split_of(source, table=TABLE), split_of(source, 4, TABLE)
    assert cut.train == whole.train[:4]
    assert cut[1:] == whole[1:]
    assert cut == split_of(source, 4, TABLE)


def test_fewer_reviews_are_scored_on_the_same_ones() -> None:
    whole, cut = whole_split("imdb"), split_of("imdb", 300)
    assert cut.train == whole.train[:300]
    assert len(cut.train) == 300 and cut[1:] == whole[1:]


def test_the_sentences_are_split_as_everywhere_in_the_program() -> None:
    assert split_of("rotten_tomatoes") == split_sentences()


def test_no_review_is_lost_but_those_that_stand_twice(made: Made) -> None:
    if made.source == "imdb":
        assert sum(map(len, made.split)) == 24_902
        assert {example for part in made.split for example in part} <= set(read_reviews("imdb"))


def test_generated_sentences_are_distinct_and_more_can_be_asked_for() -> None:
    split = split_of("grammar", 12_000)
    assert [len(part) for part in split] == [12_000, 800, 800]
    assert len({words_of(example.text) for part in split for example in part}) == 13_600


def test_the_board_is_scored_on_sentences_it_has_never_seen() -> None:
    sentences = split_sentences()
    assert split_of("classroom") == Split(CLASSROOM, sentences.validation, sentences.test)


def test_distinct_texts_are_those_that_a_split_keeps() -> None:
    sentences = read_reviews("rotten_tomatoes")[:1_500]
    doubled = [*sentences, *(Example(f"{each.text.upper()} !!", 0) for each in sentences)]
    kept = distinct_examples(doubled)
    assert kept == distinct_examples(sentences)
    assert set(kept) == {each for part in split_examples(doubled, np.random.default_rng(0)) for each in part}


def test_texts_are_distinct_by_their_words_however_many_signs_stand_between() -> None:
    examples = [Example("so " + ". " * 50 + "good", 1), Example("so good", 0), Example("so " + ". " * 50, 1)]
    assert distinct_examples(examples) == [examples[0], examples[2]]


ODD_WORDS = st.lists(
    st.sampled_from(["a", "A", "can't", "cannot", "can not", "cant", "...", ":)", "3.5", "é", "e\u0301", "’"])
)


@same_every_time
@given(st.lists(st.tuples(ODD_WORDS, st.sampled_from([" ", "  ", "\n", " . "]), st.integers(0, 30))))
def test_texts_are_distinct_by_all_their_words(drawn: list[tuple[list[str], str, int]]) -> None:
    # The oracle reads all words of every text.
    examples = [Example(between.join(["so"] * much + words), 1) for words, between, much in drawn]
    first = {words_of(example.text): example for example in reversed(examples)}
    assert sorted(distinct_examples(examples)) == sorted(first.values())


@same_every_time
@given(st.integers(2, 60), st.integers(2, 60))
def test_a_table_of_any_size_is_learnt_from_in_both_classes(positive: int, negative: int) -> None:
    table = [Example(f"good {n}", 1) for n in range(positive)]
    table += [Example(f"bad {n}", 0) for n in range(negative)]
    split = split_of("table", table=table)
    assert sorted(each for part in split for each in part) == sorted(table)
    assert {each.label for each in split.train} == {0, 1}
    assert len(split.validation) == len(split.test) == max(1, (positive + negative) // 10)


def test_a_table_sorted_by_class_is_mixed() -> None:
    table = [Example(f"text {n}", int(n < 300)) for n in range(600)]
    split = split_of("table", 20, table)
    assert sum(each.label for each in split.train) == 10
    assert [sum(each.label for each in part) for part in split[1:]] == [30, 30]


@pytest.mark.parametrize(
    ("source", "most", "table", "says"),
    [
        ("rotten_tomatoes", 1, (), "1 positive and 0 negative|0 positive and 1 negative"),
        ("table", 0, (), "0 positive and 0 negative ones"),
        (
            "table",
            0,
            (Example("good", 1), Example("bad", 0), Example("Good!", 1)),
            "0 positive and 0 negative",
        ),
        ("table", 0, tuple(Example(f"a {n}", 1) for n in range(20)), "16 positive and 0 negative"),
        ("books", 0, (), "source must be one of rotten_tomatoes, imdb, .*, got 'books'"),
        ("grammar", -1, (), "most must not be negative, got -1"),
    ],
)
def test_what_nothing_can_be_learnt_from_is_refused(
    source: str, most: int, table: tuple[Example, ...], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        split_of(source, most, table)
