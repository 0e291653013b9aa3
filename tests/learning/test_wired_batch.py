"""Batches of what is read and what is written, each packed in its own order."""

from itertools import islice

import numpy as np
import pytest

from rnnviz.learning.wired_attention import Block
from rnnviz.learning.wired_batch import WiredShelf
from rnnviz.learning.wired_data import WiredData
from rnnviz.symbols import END, START
from rnnviz.wired_spec import WiredSpec
from tests.learning.wired_small import SPECS, batch_of, examples, title


@pytest.mark.parametrize("spec", SPECS, ids=title)
def test_each_row_keeps_its_source_and_its_target(spec: WiredSpec, rng: np.random.Generator) -> None:
    data = examples(spec, rng, 9)
    batch = batch_of(spec, data)
    for row, number in enumerate(batch.target.chosen):
        mine = batch.target.packing.rows == row
        target = data.targets[number]
        np.testing.assert_array_equal(batch.target.ids[mine], target)
        np.testing.assert_array_equal(batch.before[mine], [START, *target[:-1]])
        if batch.source is not None and isinstance(data.sources, tuple):
            seat = batch.seats[row]
            assert batch.source.chosen[seat] == number
            np.testing.assert_array_equal(
                batch.source.ids[batch.source.packing.rows == seat], data.sources[number]
            )
        elif batch.pictures is not None:
            assert isinstance(data.sources, np.ndarray)
            np.testing.assert_array_equal(batch.pictures[batch.seats[row]], data.sources[number])


def numbered(count: int) -> WiredData:
    """Targets of different lengths that begin with their own number."""
    return WiredData(None, tuple(np.array([n + END + 1] * (1 + n % 3) + [END]) for n in range(count)))


def test_each_pass_gives_each_example_once() -> None:
    shelf = WiredShelf.of(WiredSpec("one-to-many", 0, 20), numbered(14))
    batches = list(islice(shelf.batches(4, np.random.default_rng(0)), 7))
    assert [len(batch.seats) for batch in batches] == [4] * 7
    chosen = np.concatenate([batch.target.chosen for batch in batches])
    assert np.bincount(chosen).tolist() == [2] * 14
    halfway = np.concatenate([batch.target.chosen for batch in batches[:3]])
    assert np.bincount(halfway).max() == 1
    again = islice(shelf.batches(4, np.random.default_rng(0)), 7)
    assert all(np.array_equal(b.target.ids, a.target.ids) for b, a in zip(batches, again, strict=True))


def test_a_batch_is_never_larger_than_all_examples() -> None:
    shelf = WiredShelf.of(WiredSpec("one-to-many", 0, 20), numbered(3))
    for batch in islice(shelf.batches(64, np.random.default_rng(0)), 3):
        assert sorted(batch.target.chosen.tolist()) == [0, 1, 2]


def test_a_block_holds_each_word_in_its_row_and_zeros_elsewhere(rng: np.random.Generator) -> None:
    spec = SPECS[-1]
    batch = batch_of(spec, examples(spec, rng, 8))
    words = rng.normal(size=(len(batch.target.packing), 3))
    block = Block.of(batch.target.packing, batch.seats)
    spread = block.spread(words)
    np.testing.assert_array_equal(block.gather(spread), words)
    for row, seat in enumerate(batch.seats):
        mine = words[batch.target.packing.rows == row]
        np.testing.assert_array_equal(spread[seat, : len(mine)], mine)
        assert not spread[seat, len(mine) :].any()
