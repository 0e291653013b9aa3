"""One batch through the whole model and back: embedding, recurrent layers, one sigmoid unit.

Weights are lists of arrays in the order of Keras's `get_weights()`, so that whatever trained a network,
it is the same list. `recurrent` does the work in between.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.learning.initial import GATES
from rnnviz.learning.optimizer import Gradient, RowsGradient
from rnnviz.learning.packing import Batch, IntArray
from rnnviz.learning.recurrent import PerRow, Settings, Tape, Weights, backward, forward
from rnnviz.learning.spec import ModelSpec

EPSILON, MOMENTUM = 1e-3, 0.99  # Of Keras's BatchNormalization.


class LayerWeights(NamedTuple):
    """One recurrent layer: its directions, and the gain, offset, mean and variance of its normalisation."""

    cells: tuple[Weights, ...]
    norm: tuple[FloatArray, ...]


@dataclass(frozen=True, eq=False)
class Masks:
    """What dropout multiplies with in one batch; None where nothing is dropped.

    Attributes:
        embedding: (rows, embedding_dim).
        recurrent: of each layer, of each direction, (gates, rows, units).
        final: (rows, units of the last layer).
    """

    embedding: FloatArray | None
    recurrent: tuple[tuple[FloatArray | None, ...], ...]
    final: FloatArray | None


class Pass(NamedTuple):
    """What one batch gave.

    Attributes:
        probabilities: of positive, (rows,).
        loss: mean binary cross-entropy in nats.
        gradients: of all weights that are trained.
        means: mean and variance of each normalised layer over the batch.
    """

    probabilities: FloatArray
    loss: float
    gradients: list[Gradient]
    means: list[tuple[FloatArray, FloatArray]]


def split_weights(spec: ModelSpec, weights: Sequence[FloatArray]) -> list[LayerWeights]:
    """The recurrent layers among the weights of a model; what is left are the first and the last two.

    Raises:
        ValueError: if these are not as many arrays as the model of this spec has.
    """
    cells = 2 if spec.bidirectional else 1
    per_layer = 3 * cells + (4 if spec.batch_normalization else 0)
    if len(weights) != 3 + per_layer * spec.layers:
        raise ValueError(f"the model has {3 + per_layer * spec.layers} arrays of weights, got {len(weights)}")
    parts = [weights[1 + n * per_layer : 1 + (n + 1) * per_layer] for n in range(spec.layers)]
    return [
        LayerWeights(tuple(Weights(*part[3 * n : 3 * n + 3]) for n in range(cells)), tuple(part[3 * cells :]))
        for part in parts
    ]


def trained(spec: ModelSpec, weights: Sequence[FloatArray]) -> list[FloatArray]:
    """The weights that gradients change: all but the running means and variances."""
    kept = [each for layer in split_weights(spec, weights) for each in _trained_of(layer)]
    return [weights[0], *kept, *weights[-2:]]


def _trained_of(layer: LayerWeights) -> Iterator[FloatArray]:
    for cell in layer.cells:
        yield from cell
    yield from layer.norm[:2]


def draw_masks(spec: ModelSpec, rows: int, rng: np.random.Generator) -> Masks:
    """Draw what dropout silences in a batch; what stays is scaled so that the mean does not change."""
    directions = 2 if spec.bidirectional else 1

    def draw(share: float, *shape: int) -> FloatArray | None:
        if not share:
            return None
        kept = rng.random(shape, np.float32) >= share
        return kept.astype(np.float32) * np.float32(1 / (1 - share))

    recurrent = tuple(
        tuple(draw(spec.recurrent_dropout, GATES[spec.cell], rows, spec.units) for _ in range(directions))
        for _ in range(spec.layers)
    )
    return Masks(
        draw(spec.embedding_dropout, rows, spec.embedding_dim),
        recurrent,
        draw(spec.dropout, rows, spec.units * directions),
    )


def probabilities_of(spec: ModelSpec, weights: Sequence[FloatArray], batch: Batch) -> FloatArray:
    """Probability of positive of each row, without dropout."""
    states, no_masks = weights[0].take(batch.ids, axis=0), (None, None)
    for number, layer in enumerate(split_weights(spec, weights)):
        states = _outputs(_read(spec, layer, states, batch, no_masks), batch, number == spec.layers - 1)
        if layer.norm:
            gain, offset, mean, variance = layer.norm
            states = (states - mean) * (gain / np.sqrt(variance + EPSILON)) + offset
    return _sigmoid(states @ weights[-2] + weights[-1])[:, 0]


def gradients_of(
    spec: ModelSpec, weights: Sequence[FloatArray], batch: Batch, labels: FloatArray, masks: Masks
) -> Pass:
    """One batch forward and back.

    Args:
        spec: of the model.
        weights: all of them.
        batch: what to read.
        labels: of its rows, 0 to 1.
        masks: of dropout.
    """
    packing, layers = batch.packing, split_weights(spec, weights)
    states = weights[0].take(batch.ids, axis=0)
    if masks.embedding is not None:
        states *= masks.embedding[packing.rows]
    kept: list[tuple[tuple[Tape, ...], _Normed | None]] = []
    for number, layer in enumerate(layers):
        tapes = _read(spec, layer, states, batch, masks.recurrent[number])
        states = _outputs(tapes, batch, number == spec.layers - 1)
        normed = _normalise(states, layer.norm) if layer.norm else None
        states = states if normed is None else normed.outputs
        kept.append((tapes, normed))
    if masks.final is not None:
        states = states * masks.final
    score = states @ weights[-2] + weights[-1]
    probabilities = _sigmoid(score)
    target = labels[:, None].astype(score.dtype)
    loss = np.mean(np.maximum(score, 0) - score * target + np.log1p(np.exp(-np.abs(score))))
    slope = (probabilities - target) / np.asarray(len(target), score.dtype)
    arriving = slope @ weights[-2].T
    if masks.final is not None:
        arriving *= masks.final
    back: list[FloatArray] = []
    for number in range(spec.layers - 1, -1, -1):
        is_last = number == spec.layers - 1
        arriving, found = _back(spec, layers[number], (*kept[number], is_last), batch, arriving)
        back = [*found, *back]
    if masks.embedding is not None:
        arriving *= masks.embedding[packing.rows]
    gradients = [_of_rows(batch.ids, arriving), *back, states.T @ slope, slope.sum(axis=0)]
    means = [(normed.mean, normed.variance) for _, normed in kept if normed is not None]
    return Pass(probabilities[:, 0], float(loss), gradients, means)


def remember_means(spec: ModelSpec, weights: Sequence[FloatArray], means: Sequence[Any]) -> None:
    """Move the running means and variances towards those of a batch, in place."""
    normed = [layer.norm for layer in split_weights(spec, weights) if layer.norm]
    for (_, _, *running), of_batch in zip(normed, means, strict=True):
        for kept, new in zip(running, of_batch, strict=True):
            kept *= kept.dtype.type(MOMENTUM)
            kept += new * kept.dtype.type(1 - MOMENTUM)


class _Normed(NamedTuple):
    outputs: FloatArray
    centred: FloatArray  # Divided by the standard deviation.
    deviation: FloatArray
    mean: FloatArray
    variance: FloatArray


def _normalise(states: FloatArray, norm: Sequence[FloatArray]) -> _Normed:
    """Batch normalisation with the batch's own mean and variance.

    Source:
        Ioffe & Szegedy (2015), "Batch Normalization".
    """
    mean, variance = states.mean(axis=0), states.var(axis=0)
    deviation = np.sqrt(variance + EPSILON)
    centred = (states - mean) / deviation
    return _Normed(centred * norm[0] + norm[1], centred, deviation, mean, variance)


def _back(
    spec: ModelSpec, layer: LayerWeights, kept: tuple[Any, Any, bool], batch: Batch, arriving: FloatArray
) -> tuple[FloatArray, list[FloatArray]]:
    """Carry a gradient back through one layer: what it hands on, and what it found for its weights."""
    (tapes, normed, is_last), packing = kept, batch.packing
    of_norm: list[FloatArray] = []
    if normed is not None:
        of_norm = [(arriving * normed.centred).sum(axis=0), arriving.sum(axis=0)]
        inner = arriving * layer.norm[0]
        shared = (inner * normed.centred).mean(axis=0)
        arriving = (inner - inner.mean(axis=0) - normed.centred * shared) / normed.deviation
    handed: FloatArray | None = None
    found: list[FloatArray] = []
    for number, (cell, tape) in enumerate(zip(layer.cells, tapes, strict=True)):
        units = slice(number * spec.units, (number + 1) * spec.units)
        reaching = arriving[:, units]
        if not is_last and number:
            reaching = reaching[packing.mirror]
        back = backward(_settings(spec), cell, tape, packing, reaching)
        found += back.weights
        if handed is None:
            handed = back.inputs
        else:
            handed += back.inputs[packing.mirror]
    return np.asarray(handed), [*found, *of_norm]


def _read(
    spec: ModelSpec, layer: LayerWeights, inputs: FloatArray, batch: Batch, masks: Sequence[FloatArray | None]
) -> tuple[Tape, ...]:
    """Let each direction of a layer read; the backward one in its own order, last word first."""
    packing = batch.packing
    in_order = (inputs if number == 0 else inputs[packing.mirror] for number in range(len(layer.cells)))
    return tuple(
        forward(_settings(spec), cell, each, packing, PerRow(mask))
        for cell, each, mask in zip(layer.cells, in_order, masks, strict=False)
    )


def _outputs(tapes: Sequence[Tape], batch: Batch, is_last: bool) -> FloatArray:
    """What a layer hands on: its final states (rows, units), or those after each word (words, units)."""
    packing = batch.packing
    if is_last:
        parts = [tape.states[packing.last] for tape in tapes]
    else:
        parts = [tape.states if n == 0 else tape.states[packing.mirror] for n, tape in enumerate(tapes)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)


def _settings(spec: ModelSpec) -> Settings:
    return Settings(spec.cell, spec.activation)


def _of_rows(ids: IntArray, gradient: FloatArray) -> RowsGradient:
    """Put the places of one word next to each other."""
    order = np.argsort(ids.astype(np.uint16) if ids.max() < 2**16 else ids, kind="stable")
    rows = ids[order]
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    return RowsGradient(rows[starts], starts, gradient.take(order, axis=0))


def _sigmoid(score: FloatArray) -> FloatArray:
    return 0.5 * np.tanh(0.5 * score) + 0.5
