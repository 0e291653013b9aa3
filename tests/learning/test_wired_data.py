"""What a wired network may be given to learn from, and what is said about anything else."""

from typing import Any

import numpy as np
import pytest

from rnnviz.learning.packing import IntArray
from rnnviz.learning.wired_data import WiredData, WiredTraining, expect_data
from rnnviz.wired_spec import WiredSpec
from tests.learning.wired_small import SPECS, examples, title

READS_AND_WRITES = WiredSpec("encoder-decoder", 9, 8)
TAGS = WiredSpec("many-to-many", 9, 5)
PICTURES = WiredSpec("one-to-one", 6, 5, hidden=3)


def ids(*rows: list[int]) -> tuple[IntArray, ...]:
    return tuple(np.array(row, np.int32) for row in rows)


@pytest.mark.parametrize("spec", SPECS, ids=title)
def test_examples_of_each_wiring_are_welcome(spec: WiredSpec, rng: np.random.Generator) -> None:
    expect_data(spec, examples(spec, rng, 12))


@pytest.mark.parametrize(
    ("spec", "sources", "targets", "message"),
    [
        (READS_AND_WRITES, ids([3, 9]), ids([3, 2]), "sources must be at least 0 and below 9"),
        (READS_AND_WRITES, ids([3, 4]), ids([8, 2]), "targets must be at least 0 and below 8"),
        (
            READS_AND_WRITES,
            ids([3]),
            ids([3, 4]),
            "target 0 must end with its only END, 2, got \\[3, 4\\]",
        ),
        (READS_AND_WRITES, ids([3]), ids([2, 4, 2]), "its only END, 2, got \\[2, 4, 2\\]"),
        (READS_AND_WRITES, None, ids([3, 2]), "reads symbols, a tuple of arrays, got NoneType"),
        (READS_AND_WRITES, np.zeros((1, 9)), ids([3, 2]), "a tuple of arrays, got ndarray"),
        (TAGS, ids([3, 4]), ids([1]), "target 0 of many-to-many must have length 2, got 1"),
        (PICTURES, np.zeros((1, 6)), ids([1, 1]), "target 0 of one-to-one must have length 1, got 2"),
        (PICTURES, np.zeros((1, 7)), ids([1]), "pictures must have shape \\(n, 6\\), got \\(1, 7\\)"),
        (PICTURES, ids([1]), ids([1]), "pictures must have shape \\(n, 6\\), got \\(\\)"),
        (WiredSpec("one-to-many", 0, 5), ids([1]), ids([2]), "is given nothing, got tuple"),
    ],
)
def test_other_examples_are_refused_in_words(
    spec: WiredSpec, sources: Any, targets: tuple[IntArray, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        expect_data(spec, WiredData(sources, targets))


@pytest.mark.parametrize(
    ("sources", "targets", "message"),
    [
        (None, (), "at least one example is needed, got none"),
        (ids([1]), ids([1], [1]), "one source for each of 2 targets is needed, got 1"),
        (ids([1], []), ids([1], [1]), "source 1 is empty"),
        (ids([1]), ids([]), "target 0 is empty"),
    ],
)
def test_examples_fit_together(sources: Any, targets: tuple[IntArray, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        WiredData(sources, targets)


def test_some_of_the_examples_are_taken() -> None:
    texts = WiredData(ids([1], [2], [3]), ids([4], [5], [6])).take(np.array([2, 0]))
    assert isinstance(texts.sources, tuple)
    assert [row.tolist() for row in (*texts.sources, *texts.targets)] == [[3], [1], [6], [4]]
    pictures = WiredData(np.eye(3), ids([4], [5], [6])).take(np.array([2]))
    np.testing.assert_array_equal(np.asarray(pictures.sources), np.eye(3)[[2]])
    assert WiredData(None, ids([4], [5])).take(np.array([1])).sources is None


def test_settings_of_a_training_go_through_plain_values() -> None:
    training = WiredTraining(300, batch_size=16, learning_rate=0.01, clip=2, seed=4)
    assert WiredTraining.from_values(training.as_values()) == training


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"updates": 0}, "updates must be a whole number of at least 1, got 0"),
        ({"updates": 3.0}, "updates must be a whole number of at least 1, got 3.0"),
        ({"updates": 3, "learning_rate": 0.0}, "learning_rate must be a positive number, got 0.0"),
        ({"updates": 3, "clip": "1"}, "clip must be a positive number, got '1'"),
        ({"updates": 3, "clip": float("inf")}, "clip must be a positive number, got inf"),
        ({"updates": 3, "seed": -1}, "seed must be a whole number of at least 0, got -1"),
        ({"updates": 3, "epochs": 3}, "these are no settings of a training: .*epochs"),
        ({}, "these are no settings of a training: .*updates"),
    ],
)
def test_settings_out_of_range_are_refused_in_words(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        WiredTraining.from_values(values)
