"""The weights of a wired network: by name, as they are kept, and by part, as they are computed with."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray, expect_shape
from rnnviz.convolution import CHANNELS, POOL, WINDOW, side_of
from rnnviz.learning.initial import GATES, glorot_uniform, orthogonal, uniform
from rnnviz.learning.recurrent import Weights
from rnnviz.wired_spec import WiredSpec

NamedWeights = Mapping[str, FloatArray]
_EMBEDDINGS_WITHIN = 0.05  # Keras's Embedding.


class DenseWeights(NamedTuple):
    """Of a dense layer, (inputs, outputs) and (outputs,)."""

    kernel: FloatArray
    bias: FloatArray


class Parts(NamedTuple):
    """The weights of a wired network, or their gradients.

    Attributes:
        eyes: layers that look at a picture.
        read: embeddings of what is read; None without a reader.
        reader: of each layer, of each direction.
        starts: for each layer of the writer what makes its first state.
        written: embeddings of what is written; None without a writer.
        writer: of each layer.
        attention: W_a; None without attention.
        head: of the softmax.
    """

    eyes: tuple[DenseWeights, ...]
    read: FloatArray | None
    reader: tuple[tuple[Weights, ...], ...]
    starts: tuple[DenseWeights, ...]
    written: FloatArray | None
    writer: tuple[Weights, ...]
    attention: FloatArray | None
    head: DenseWeights

    def arrays(self) -> Iterator[FloatArray]:
        """All of them, in the order of their names."""
        for dense in self.eyes:
            yield from dense
        if self.read is not None:
            yield self.read
        for cell in (cell for layer in self.reader for cell in layer):
            yield from cell
        for dense in self.starts:
            yield from dense
        if self.written is not None:
            yield self.written
        for cell in self.writer:
            yield from cell
        if self.attention is not None:
            yield self.attention
        yield from self.head


def shapes_of(spec: WiredSpec) -> dict[str, tuple[int, ...]]:
    """The name and the shape of each array, in their order."""
    shapes: dict[str, tuple[int, ...]] = {}
    context = spec.context_width
    if spec.sees:
        seen = spec.inputs
        if spec.filters:
            shapes |= _dense("eyes.0", WINDOW**2 * CHANNELS, spec.filters)
            seen = (side_of(spec.inputs) // POOL) ** 2 * spec.filters
        shapes |= _dense(f"eyes.{spec.eyes - 1}", seen, spec.hidden)
    if spec.reads:
        shapes["reader.embeddings"] = (spec.inputs, spec.embedding_dim)
        width = spec.embedding_dim
        for layer in range(spec.layers):
            for direction in ("forward", "backward")[: spec.directions]:
                shapes |= _cell(spec, f"reader.{layer}.{direction}", width)
            width = context
    head = context
    if spec.writes:
        for layer in range(spec.layers if context else 0):
            shapes |= _dense(f"start.{layer}", context, spec.units)
        shapes["writer.embeddings"] = (spec.outputs, spec.embedding_dim)
        for layer in range(spec.layers):
            shapes |= _cell(spec, f"writer.{layer}", spec.units if layer else spec.embedding_dim)
        if spec.attention:
            shapes["attention.kernel"] = (spec.units, context)
        head = spec.units + (context if spec.attention else 0)
    return shapes | _dense("head", head, spec.outputs)


def initial_wired(spec: WiredSpec) -> dict[str, FloatArray]:
    """The weights with which a network of this spec begins, as Keras's layers begin.

    Embeddings uniform in ±0.05; kernels Glorot's uniform; recurrent kernels orthogonal; biases 0, the
    LSTM's forget gate 1.
    """
    shapes = shapes_of(spec)
    seeds: list[int] = np.random.SeedSequence(spec.seed).generate_state(len(shapes)).tolist()
    weights: dict[str, FloatArray] = {}
    for (name, shape), seed in zip(shapes.items(), seeds, strict=True):
        kind = name.rsplit(".", 1)[-1]
        if kind == "bias":
            weights[name] = np.zeros(shape, np.float32)
            if spec.cell == "lstm" and name.startswith(("reader.", "writer.")):
                weights[name][spec.units : 2 * spec.units] = 1
        elif kind == "embeddings":
            weights[name] = uniform((shape[0], shape[1]), seed, _EMBEDDINGS_WITHIN)
        else:
            draw = orthogonal if kind == "recurrent_kernel" else glorot_uniform
            weights[name] = draw((shape[0], shape[1]), seed)
    return weights


def parts_of(spec: WiredSpec, weights: NamedWeights) -> Parts:
    """Sort weights by part; nothing is copied.

    Raises:
        ValueError: if they are not those of this spec.
    """
    expect_weights(spec, weights)

    def dense(name: str) -> DenseWeights:
        return DenseWeights(weights[f"{name}.kernel"], weights[f"{name}.bias"])

    def cell(name: str) -> Weights:
        return Weights(*(weights[f"{name}.{part}"] for part in Weights._fields))

    layers, directions = range(spec.layers), ("forward", "backward")[: spec.directions]
    return Parts(
        tuple(dense(f"eyes.{n}") for n in range(spec.eyes)),
        weights.get("reader.embeddings"),
        tuple(tuple(cell(f"reader.{n}.{one}") for one in directions) for n in layers) if spec.reads else (),
        tuple(dense(f"start.{n}") for n in layers) if "start.0.kernel" in weights else (),
        weights.get("writer.embeddings"),
        tuple(cell(f"writer.{n}") for n in layers) if spec.writes else (),
        weights.get("attention.kernel"),
        dense("head"),
    )


def expect_weights(spec: WiredSpec, weights: NamedWeights) -> None:
    """Raise ValueError, naming what was expected and what came, unless these are a spec's weights."""
    shapes = shapes_of(spec)
    if set(weights) != set(shapes):
        raise ValueError(f"weights must be named {', '.join(shapes)}, got {', '.join(weights) or 'none'}")
    for name, shape in shapes.items():
        expect_shape(name, weights[name], shape)


def _dense(name: str, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.kernel": (inputs, outputs), f"{name}.bias": (outputs,)}


def _cell(spec: WiredSpec, name: str, inputs: int) -> dict[str, tuple[int, ...]]:
    wide = GATES[spec.cell] * spec.units
    return {
        f"{name}.kernel": (inputs, wide),
        f"{name}.recurrent_kernel": (spec.units, wide),
        f"{name}.bias": (2, wide) if spec.cell == "gru" else (wide,),
    }
