"""Critics and viewers: as many of each, of each length, and no words in two parts."""

from collections import Counter

import numpy as np
import pytest

from rnnviz.data.critics import EXAMPLES, LONGEST, SHORTEST, matched, split_critics
from rnnviz.data.reviews import Split, words_of


@pytest.fixture(scope="module")
def parts() -> Split:
    return split_critics()


def test_there_are_as_many_of_both_for_each_length(parts: Split) -> None:
    counted = Counter((len(words_of(one.text)), one.label) for part in parts for one in part)
    for length in range(SHORTEST, LONGEST + 1):
        # A sentence that both wrote stands once.
        assert abs(counted[length, 0] - counted[length, 1]) <= 3
    assert sum(counted.values()) > 15_000
    assert {length for length, _ in counted} == set(range(SHORTEST, LONGEST + 1))


def test_no_text_stands_in_two_parts(parts: Split) -> None:
    texts = [words_of(one.text) for part in parts for one in part]
    assert len(set(texts)) == len(texts)
    assert not set(texts) & set(map(words_of, EXAMPLES))


def test_no_text_tells_its_source_by_its_form(parts: Split) -> None:
    for one in (one for part in parts for one in part):
        assert not set("<>[]/@*") & set(one.text), one.text


def test_the_rarer_decides_how_many_are_taken(rng: np.random.Generator) -> None:
    viewers = {6: ["a", "b", "c"], 7: ["d"], 99: ["e"]}
    critics = {6: ["f"], 8: ["g"], 99: ["h"]}
    taken = matched(viewers, critics, rng)
    assert [one.label for one in taken] == [0, 1]
    assert taken[0].text in "abc" and taken[1].text == "f"


def test_the_same_seed_splits_alike(parts: Split) -> None:
    assert [len(part) for part in parts[1:]] == [sum(map(len, parts)) // 10] * 2
