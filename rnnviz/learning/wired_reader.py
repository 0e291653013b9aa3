"""Eyes and reader of a wired network over a batch: what they make of their sources, and the way back."""

from typing import NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.convolution import side_of
from rnnviz.learning.packing import Batch, IntArray, Packing
from rnnviz.learning.recurrent import Settings, Tape, Weights, backward, forward
from rnnviz.learning.wired_eyes import Looked, look, look_back
from rnnviz.learning.wired_weights import DenseWeights, Parts
from rnnviz.wired_spec import WiredSpec


class Sensed(NamedTuple):
    """What eyes or reader made of what they were given.

    Attributes:
        context: of the eyes, or the reader's final states, (rows, width); None where there is neither.
        states: of the reader's last layer, (words, width), if something looks at them.
        tapes: of each layer of the reader, of each direction.
        looked: what the eyes computed.
    """

    context: FloatArray | None
    states: FloatArray | None = None
    tapes: tuple[tuple[Tape, ...], ...] = ()
    looked: Looked | None = None


class Arriving(NamedTuple):
    """The gradient of what was sensed: of the context and of the states, where they were used."""

    context: FloatArray | None
    states: FloatArray | None


class OfSenses(NamedTuple):
    """Gradients of the weights, as in `Parts`."""

    eyes: tuple[DenseWeights, ...]
    read: FloatArray | None
    reader: tuple[tuple[Weights, ...], ...]


def sense(spec: WiredSpec, parts: Parts, pictures: FloatArray | None, source: Batch | None) -> Sensed:
    """Look at pictures, or read what is packed."""
    if source is not None and parts.read is not None:
        return _read(spec, parts, parts.read.take(source.ids, axis=0), source.packing)
    if pictures is None:
        return Sensed(None)
    looked = look(parts, pictures)
    return Sensed(looked.context, looked=looked)


def sense_back(
    spec: WiredSpec, parts: Parts, sensed: Sensed, source: Batch | None, arriving: Arriving
) -> OfSenses:
    """Carry a gradient back to the weights of eyes or reader.

    Args:
        spec: of the network.
        parts: its weights.
        sensed: what `sense` gave.
        source: what was read, if anything.
        arriving: dL/dcontext and dL/dstates.
    """
    if source is not None and parts.read is not None:
        on_inputs, reader = _read_back(spec, parts, sensed, source.packing, arriving)
        return OfSenses((), summed(source.ids, on_inputs, len(parts.read)), reader)
    if sensed.looked is None or arriving.context is None:
        return OfSenses((), None, ())
    side = side_of(spec.inputs) if spec.filters else 0
    return OfSenses(look_back(parts, sensed.looked, arriving.context, side), None, ())


def summed(ids: IntArray, gradient: FloatArray, count: int) -> FloatArray:
    """Add up what each place of a batch gives to the row of its symbol, (count, width)."""
    order = np.argsort(ids.astype(np.uint16) if count < 2**16 else ids, kind="stable")
    rows = ids[order]
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    found = np.zeros((count, gradient.shape[1]), gradient.dtype)
    found[rows[starts]] = np.add.reduceat(gradient.take(order, axis=0), starts)
    return found


def _read(spec: WiredSpec, parts: Parts, inputs: FloatArray, packing: Packing) -> Sensed:
    layers, settings = [], Settings(spec.cell)
    states: FloatArray | None = inputs
    for number, layer in enumerate(parts.reader):
        tapes = tuple(
            forward(settings, cell, _in_order(inputs, packing, direction), packing)
            for direction, cell in enumerate(layer)
        )
        layers.append(tapes)
        is_looked_at = number + 1 < spec.layers or spec.attention or spec.wiring == "many-to-many"
        states = None
        if is_looked_at:
            states = _joined([_in_order(tape.states, packing, n) for n, tape in enumerate(tapes)])
            inputs = states
    final = _joined([tape.states.take(packing.last, axis=0) for tape in layers[-1]])
    return Sensed(final, states, tuple(layers))


def _read_back(
    spec: WiredSpec, parts: Parts, sensed: Sensed, packing: Packing, arriving: Arriving
) -> tuple[FloatArray, tuple[tuple[Weights, ...], ...]]:
    """Back to the embeddings of each place, and what each layer found for its weights."""
    found: list[tuple[Weights, ...]] = []
    for layer, tapes in zip(reversed(parts.reader), reversed(sensed.tapes), strict=True):
        handed: FloatArray | None = None
        of_layer = []
        for direction, (cell, tape) in enumerate(zip(layer, tapes, strict=True)):
            units = slice(direction * spec.units, (direction + 1) * spec.units)
            reaching = _reaching(arriving, units, packing, direction)
            back = backward(Settings(spec.cell), cell, tape, packing, reaching)
            of_layer.append(back.weights)
            on_inputs = _in_order(back.inputs, packing, direction)
            handed = on_inputs if handed is None else handed + on_inputs
        found.append(tuple(of_layer))
        arriving = Arriving(None, handed)
    return np.asarray(arriving.states), tuple(reversed(found))


def _reaching(arriving: Arriving, units: slice, packing: Packing, direction: int) -> FloatArray:
    """What arrives at one direction of a layer: after each word, or after the last of each row only."""
    if arriving.states is None:
        return np.asarray(arriving.context)[:, units]
    reaching = _in_order(arriving.states[:, units], packing, direction)
    if arriving.context is not None:
        reaching = reaching.copy() if direction == 0 else reaching
        reaching[packing.last] += arriving.context[:, units]
    return reaching


def _in_order(values: FloatArray, packing: Packing, direction: int) -> FloatArray:
    """As a direction reads: the backward one begins with the last word of each row; and back again."""
    return values if direction == 0 else values.take(packing.mirror, axis=0)


def _joined(parts: list[FloatArray]) -> FloatArray:
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
