"""Clipping and the optimisers go step for step with Keras's."""

from typing import Any

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.learning.optimizer import Gradient, Optimizer, RowsGradient, clip
from rnnviz.learning.spec import CLIPPINGS, OPTIMIZERS, Clipping, OptimizerName, TrainingSpec
from tests.learning.small import keras_optimizer

ROWS = 12


def places(rng: np.random.Generator, scale: float) -> tuple[Any, FloatArray]:
    """Ids, some of them twice and one of them often, and what each place gives."""
    ids = np.concatenate([[3] * 6, [5, 5, 7, 7, 7], rng.integers(0, ROWS, 4)])
    rng.shuffle(ids)
    return ids, (scale * rng.normal(size=(len(ids), 4))).astype(np.float32)


def of_rows(ids: Any, values: FloatArray) -> RowsGradient:
    order = np.argsort(ids, kind="stable")
    rows, starts = np.unique(ids[order], return_index=True)
    return RowsGradient(rows, starts, values[order])


@pytest.mark.keras
@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("clip_by", CLIPPINGS)
@pytest.mark.parametrize("scale", [0.01, 3.0], ids=["nothing to cut", "cut"])
def test_five_steps_are_those_of_keras(
    name: OptimizerName, clip_by: Clipping, scale: float, rng: np.random.Generator
) -> None:
    import keras
    import tensorflow as tf

    training = TrainingSpec(learning_rate=0.05, optimizer=name, clip_by=clip_by, clip=1.5)
    weights = [rng.normal(size=shape).astype(np.float32) for shape in ((ROWS, 4), (5, 3), (3,))]
    twins = [keras.Variable(array) for array in weights]
    theirs, mine = keras_optimizer(training), Optimizer.for_weights(name, weights)
    theirs.build(twins)
    for _ in range(5):
        ids, values = places(rng, scale)
        dense = [(scale * rng.normal(size=each.shape)).astype(np.float32) for each in weights[1:]]
        slices = tf.IndexedSlices(tf.constant(values), tf.constant(ids), tf.constant([ROWS, 4]))
        theirs.apply([slices, *map(tf.constant, dense)], twins)
        gradients, _ = clip([of_rows(ids, values), *dense], training)
        mine.step(weights, gradients, training.learning_rate)
        for one, twin in zip(weights, twins, strict=True):
            np.testing.assert_allclose(one, twin.numpy(), rtol=1e-5, atol=2e-6)
    assert mine.steps == 5


@pytest.mark.parametrize("clip_by", CLIPPINGS)
def test_norms_are_those_of_all_gradients_before_and_after(
    clip_by: Clipping, rng: np.random.Generator
) -> None:
    ids, values = places(rng, 2.0)
    dense = rng.normal(size=(5, 3)).astype(np.float32)
    flat = np.concatenate([values.reshape(-1), dense.reshape(-1)])
    parts: list[Gradient] = [of_rows(ids, values.copy()), dense.copy()]
    _, norms = clip(parts, TrainingSpec(clip_by=clip_by, clip=0.7))
    cut = {
        "none": flat,
        "global_clipnorm": flat * 0.7 / np.linalg.norm(flat),
        "clipvalue": np.clip(flat, -0.7, 0.7),
        "clipnorm": np.full(2, 0.7),  # Both are longer than that.
    }[clip_by]
    assert norms.before == pytest.approx(np.linalg.norm(flat), rel=1e-5)
    assert norms.after == pytest.approx(np.linalg.norm(cut), rel=1e-5)


def test_a_copy_goes_its_own_way() -> None:
    weights, gradient = [np.zeros(3, np.float32)], np.ones(3, np.float32)
    first = Optimizer.for_weights("adam", weights)
    first.step(weights, [gradient], 0.1)
    kept = first.copy()
    before = [array.copy() for array in kept.moments[0]]
    first.step(weights, [gradient], 0.1)
    assert (kept.name, kept.steps, first.steps) == ("adam", 1, 2)
    for one, other, moved in zip(kept.moments[0], before, first.moments[0], strict=True):
        assert np.array_equal(one, other)
        assert not np.array_equal(one, moved)


def test_a_word_that_no_longer_comes_leaves_no_denormal_number_behind() -> None:
    """They never reach zero by themselves, and make each step several times as slow."""
    weights = [np.zeros((4, 4), np.float32)]
    optimizer = Optimizer.for_weights("adam", weights)
    once = RowsGradient(np.array([1]), np.array([0]), np.full((1, 4), 1e-3, np.float32))
    other = RowsGradient(np.array([2]), np.array([0]), np.full((1, 4), 1e-3, np.float32))
    optimizer.step(weights, [once], 1e-3)
    smallest = np.finfo(np.float32).tiny
    for _ in range(1200):
        optimizer.step(weights, [other], 1e-3)
        mean = np.abs(optimizer.moments[0][0])
        assert not np.any((mean > 0) & (mean < smallest))
    assert np.all(optimizer.moments[0][0][1] == 0)
    assert np.all(optimizer.moments[0][0][2] > 1e-4)
