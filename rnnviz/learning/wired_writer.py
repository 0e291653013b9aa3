"""The writer of a wired network over a batch, with teacher forcing, and the way back."""

from typing import NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.learning.recurrent import PerRow, Settings, Tape, Weights, backward, forward
from rnnviz.learning.wired_attention import Attended, attend, attend_back
from rnnviz.learning.wired_batch import WiredBatch
from rnnviz.learning.wired_eyes import dense_gradients
from rnnviz.learning.wired_reader import Arriving, Sensed, summed
from rnnviz.learning.wired_weights import DenseWeights, Parts
from rnnviz.wired_spec import WiredSpec


class Told(NamedTuple):
    """What a writer made of the context and of the right symbols.

    Attributes:
        features: what the head reads, packed as the target, (words, width).
        context: what it began from, in its own order of rows.
        initial: h_0 of each layer; none where it began with zeros.
        tapes: of each layer.
        attended: what it looked back at.
    """

    features: FloatArray
    context: FloatArray | None
    initial: tuple[FloatArray, ...]
    tapes: tuple[Tape, ...]
    attended: Attended | None


class OfWriter(NamedTuple):
    """Gradients of the weights, as in `Parts`."""

    starts: tuple[DenseWeights, ...] = ()
    written: FloatArray | None = None
    writer: tuple[Weights, ...] = ()
    attention: FloatArray | None = None


def begin(parts: Parts, context: FloatArray | None) -> tuple[FloatArray, ...]:
    """The first state of each layer, h_0 = tanh(context W + b), (rows, units); none: they are zeros."""
    if context is None:
        return ()
    return tuple(np.tanh(context @ start.kernel + start.bias) for start in parts.starts)


def tell(spec: WiredSpec, parts: Parts, sensed: Sensed, batch: WiredBatch) -> Told:
    """Write the target: each step reads the right symbol before it, whatever the step before gave."""
    context = None if sensed.context is None else sensed.context.take(batch.seats, axis=0)
    initial, packing = begin(parts, context), batch.target.packing
    states, tapes = np.asarray(parts.written).take(batch.before, axis=0), []
    for number, cell in enumerate(parts.writer):
        rows = PerRow(initial=initial[number] if initial else None)
        tapes.append(forward(Settings(spec.cell), cell, states, packing, rows))
        states = tapes[-1].states
    if parts.attention is None or sensed.states is None:
        return Told(states, context, initial, tuple(tapes), None)
    attended = attend(parts.attention, states, sensed.states, batch)
    features = np.concatenate([states, attended.gathered], axis=1)
    return Told(features, context, initial, tuple(tapes), attended)


def tell_back(
    spec: WiredSpec, parts: Parts, told: Told, batch: WiredBatch, reaching: FloatArray
) -> tuple[OfWriter, Arriving]:
    """Carry dL/dfeatures back: to the weights of the writer, and to what was sensed."""
    of_attention = on_memory = on_context = None
    if told.attended is not None and parts.attention is not None:
        on_gathered = reaching[:, spec.units :]
        of_attention, on_queries, on_memory = attend_back(parts.attention, told.attended, on_gathered)
        reaching = reaching[:, : spec.units] + on_queries
    starts: list[DenseWeights] = []
    cells: list[Weights] = []
    for number in reversed(range(spec.layers)):
        cell, tape = parts.writer[number], told.tapes[number]
        back = backward(Settings(spec.cell), cell, tape, batch.target.packing, reaching)
        reaching = back.inputs
        cells.insert(0, back.weights)
        if told.context is not None and back.initial is not None:
            slope = back.initial * (1 - told.initial[number] ** 2)
            starts.insert(0, dense_gradients(told.context, slope))
            part = slope @ parts.starts[number].kernel.T
            on_context = part if on_context is None else on_context + part
    if on_context is not None:
        seated = np.empty_like(on_context)
        seated[batch.seats] = on_context
        on_context = seated
    written = summed(batch.before, reaching, spec.outputs)
    return OfWriter(tuple(starts), written, tuple(cells), of_attention), Arriving(on_context, on_memory)
