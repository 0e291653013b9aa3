"""A packed batch holds every word once, where a plain loop puts it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.learning.packing import Shelf

TEXTS = st.lists(st.lists(st.integers(0, 70_000), min_size=1, max_size=7), min_size=1, max_size=9)


def shelf(texts: list[list[int]]) -> Shelf:
    return Shelf.of([np.array(text, np.int32) for text in texts])


@given(TEXTS, st.randoms(use_true_random=False))
def test_words_stand_timestep_after_timestep_and_the_longest_row_first(
    texts: list[list[int]], draw: object
) -> None:
    chosen = list(range(len(texts)))
    draw.shuffle(chosen)  # type: ignore[attr-defined]
    chosen = chosen[: max(1, len(chosen) - 1)]
    batch = shelf(texts).pack(np.array(chosen))
    rows = sorted(chosen, key=lambda n: -len(texts[n]))  # A stable sort: ties keep the order of the epoch.
    places = [(t, row) for t in range(len(texts[rows[0]])) for row, n in enumerate(rows) if t < len(texts[n])]
    assert batch.chosen.tolist() == rows
    assert batch.ids.tolist() == [texts[rows[row]][t] for t, row in places]
    packing = batch.packing
    assert len(packing) == len(places)
    assert packing.rows.tolist() == [row for _, row in places]
    assert packing.steps.tolist() == [t for t, _ in places]
    assert packing.counts == tuple(sum(at == t for at, _ in places) for t in range(len(texts[rows[0]])))
    assert packing.starts == tuple(np.cumsum([0, *packing.counts]))


@given(TEXTS)
def test_last_mirror_and_previous_point_at_words_of_the_same_row(texts: list[list[int]]) -> None:
    batch = shelf(texts).pack(np.arange(len(texts)))
    packing, lengths = batch.packing, [len(texts[n]) for n in batch.chosen]
    place = {
        pair: n for n, pair in enumerate(zip(packing.steps.tolist(), packing.rows.tolist(), strict=True))
    }
    assert packing.last.tolist() == [place[length - 1, row] for row, length in enumerate(lengths)]
    assert packing.mirror.tolist() == [place[lengths[row] - 1 - t, row] for t, row in place]
    assert packing.previous.tolist() == [place[t - 1, row] for t, row in place if t]
