"""Words on common columns: against all ways there are to align them, and by hand."""

from functools import cache

import numpy as np
import pytest

from rnnviz.analysis.alignment import Place, align, carried


def fewest(first: str, second: str) -> tuple[int, int]:
    """The least number of edits, and the greatest of matches with so few, by trying everything."""

    @cache
    def best(i: int, j: int) -> tuple[int, int]:
        ways = [(0, 0)] if i == j == 0 else []
        if i and j:
            edits, matches = best(i - 1, j - 1)
            alike = first[i - 1] == second[j - 1]
            ways.append((edits + (not alike), matches - alike))
        for before in [(i - 1, j)] * bool(i) + [(i, j - 1)] * bool(j):
            edits, matches = best(*before)
            ways.append((edits + 1, matches))
        return min(ways)

    edits, matches = best(len(first), len(second))
    return edits, -matches


@pytest.mark.parametrize("seed", range(40))
def test_no_other_way_has_fewer_edits_or_more_words_with_their_like(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = ("".join(rng.choice(list("abc"), rng.integers(0, 8))) for _ in range(2))
    places = align(first, second)
    assert [place.first for place in places if place.first is not None] == list(range(len(first)))
    assert [place.second for place in places if place.second is not None] == list(range(len(second)))
    assert Place(None, None) not in places
    pairs = [(first[one], second[other]) for one, other in places if one is not None and other is not None]
    matches = sum(one == other for one, other in pairs)
    assert (len(places) - matches, matches) == fewest(first, second)


def test_a_word_more_stands_over_a_gap_and_exchanged_words_share_a_column() -> None:
    places = align("the food was not good".split(), "the food was bad".split())
    assert places == ((0, 0), (1, 1), (2, 2), (3, 3), (4, None))
    assert align("a not b".split(), "a b".split()) == ((0, 0), (1, None), (2, 1))


def test_in_a_gap_what_was_last_read_is_carried_on() -> None:
    values, initial = np.array([[1.0], [2.0]]), np.array([9.0])
    words = [None, 0, None, 1, None]
    assert carried(values, initial, words, False)[:, 0].tolist() == [9, 1, 1, 2, 2]
    assert carried(values, initial, words, True)[:, 0].tolist() == [1, 1, 2, 2, 9]
    assert carried(values[:0], initial, [None, None], True)[:, 0].tolist() == [9, 9]
