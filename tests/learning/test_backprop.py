"""The gradient of the whole model is a difference quotient, and what Keras's GradientTape finds."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.learning.backprop import (
    Masks,
    draw_masks,
    gradients_of,
    probabilities_of,
    remember_means,
    split_weights,
    trained,
)
from rnnviz.learning.optimizer import Gradient, RowsGradient
from rnnviz.learning.spec import CELL_KINDS, RECURRENT_ACTIVATIONS, CellKind, ModelSpec
from tests.learning.small import WORDS, batch_of, padded, random_weights, sentences

BASE = ModelSpec(WORDS, 3, "lstm", 4, seed=3)
SPECS = [
    *(replace(BASE, cell=cell, activation=name) for cell in CELL_KINDS for name in RECURRENT_ACTIVATIONS),
    *(replace(BASE, cell=cell, layers=2, bidirectional=True) for cell in CELL_KINDS),
    *(
        replace(BASE, cell=cell, layers=2, bidirectional=True, batch_normalization=True)
        for cell in CELL_KINDS
    ),
    replace(BASE, layers=3, batch_normalization=True),
]


def whole(gradient: Gradient) -> FloatArray:
    """With a row for each word, as the other gradients have."""
    if not isinstance(gradient, RowsGradient):
        return gradient
    dense = np.zeros((WORDS, gradient.values.shape[1]), gradient.values.dtype)
    ends = [*gradient.starts[1:], len(gradient.values)]
    for row, start, end in zip(gradient.rows, gradient.starts, ends, strict=True):
        dense[row] = gradient.values[start:end].sum(axis=0)
    return dense


def double(masks: Masks) -> Masks:
    """The same masks for weights of 64 bits."""

    def of(mask: FloatArray | None) -> FloatArray | None:
        return None if mask is None else mask.astype(np.float64)

    recurrent = tuple(tuple(of(mask) for mask in layer) for layer in masks.recurrent)
    return Masks(of(masks.embedding), recurrent, of(masks.final))


@pytest.mark.parametrize("spec", SPECS, ids=str)
@pytest.mark.parametrize("share", [0.0, 0.4])
def test_every_gradient_is_a_difference_quotient(
    spec: ModelSpec, share: float, rng: np.random.Generator
) -> None:
    spec = replace(spec, dropout=share, embedding_dropout=share, recurrent_dropout=share)
    weights, batch = random_weights(spec, rng), batch_of(sentences(rng, 5, 4))
    labels, masks = rng.random(5), double(draw_masks(spec, 5, rng))
    found = gradients_of(spec, weights, batch, labels, masks)
    assert found.probabilities.dtype == np.float64
    for array, gradient in zip(trained(spec, weights), map(whole, found.gradients), strict=True):
        assert gradient.shape == array.shape
        # One direction at random through all numbers of an array says as much as each of them.
        direction = rng.normal(size=array.shape)
        kept, losses = array.copy(), []
        for sign in (1, -1):
            array[...] = kept + sign * 1e-6 * direction
            losses.append(gradients_of(spec, weights, batch, labels, masks).loss)
        array[...] = kept
        quotient = (losses[0] - losses[1]) / 2e-6
        assert (gradient * direction).sum() == pytest.approx(quotient, rel=1e-5, abs=1e-7)


@pytest.mark.keras
@pytest.mark.parametrize("spec", [SPECS[n] for n in (0, 4, 8, 12, 13, 14, 15, 16, 17, 18)], ids=str)
@pytest.mark.parametrize("mask", [True, False])
def test_loss_and_gradients_are_those_of_gradient_tape(
    spec: ModelSpec, mask: bool, rng: np.random.Generator
) -> None:
    import keras
    import tensorflow as tf

    from rnnviz.learning.build import build_model

    spec = replace(spec, mask=mask)
    model, weights = build_model(spec), random_weights(spec, rng, np.float32)
    model.set_weights(weights)
    ids, labels = sentences(rng, 6, 7), rng.integers(0, 2, 6).astype(np.float32)
    block = padded(ids, 7)
    batch = batch_of(ids if mask else tuple(block))
    with tf.GradientTape() as tape:
        loss = keras.losses.BinaryCrossentropy()(labels[:, None], model(block, training=True))
    expected = tape.gradient(loss, model.trainable_variables)
    found = gradients_of(spec, weights, batch, labels[batch.chosen], draw_masks(spec, 6, rng))
    assert found.loss == pytest.approx(float(loss), rel=1e-5)
    for mine, theirs in zip(found.gradients, expected, strict=True):
        np.testing.assert_allclose(whole(mine), tf.convert_to_tensor(theirs).numpy(), atol=2e-5)
    remember_means(spec, weights, found.means)
    for mine, theirs in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-5)
    judged = np.asarray(model(block, training=False))  # As predict, but compiles nothing.
    np.testing.assert_allclose(probabilities_of(spec, weights, batch), judged[batch.chosen, 0], atol=1e-5)


@pytest.mark.parametrize("cell", CELL_KINDS)
def test_masks_have_the_shapes_and_the_share_of_their_dropouts(
    cell: CellKind, rng: np.random.Generator
) -> None:
    spec = ModelSpec(WORDS, 30, cell, 40, 2, True, embedding_dropout=0.1, dropout=0.3, recurrent_dropout=0.5)
    masks = draw_masks(spec, 50, rng)
    gates = {"simple-rnn": 1, "gru": 3, "lstm": 4}[cell]
    assert masks.embedding is not None and masks.final is not None
    assert (masks.embedding.shape, masks.final.shape) == ((50, 30), (50, 80))
    recurrent = [mask for layer in masks.recurrent for mask in layer]
    assert [mask is not None and mask.shape for mask in recurrent] == [(gates, 50, 40)] * 4
    for mask, share in ((masks.embedding, 0.1), (masks.final, 0.3), (recurrent[0], 0.5)):
        assert mask is not None
        assert np.unique(mask) == pytest.approx([0, 1 / (1 - share)])
        assert np.mean(mask == 0) == pytest.approx(share, abs=0.04)
        assert mask.dtype == np.float32


def test_without_dropout_nothing_is_drawn(rng: np.random.Generator) -> None:
    masks = draw_masks(replace(BASE, layers=2), 5, rng)
    assert (masks.embedding, masks.recurrent, masks.final) == (None, ((None,), (None,)), None)


def test_weights_of_another_model_are_refused(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match="the model has 9 arrays of weights, got 6"):
        split_weights(replace(BASE, layers=2), random_weights(BASE, rng))
