"""From the weights of a run to a Network, without Keras: what is trained is what Explore reads."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.learning.backprop import EPSILON, LayerWeights, split_weights
from rnnviz.learning.recurrent import Weights
from rnnviz.learning.spec import CellKind, ModelSpec, RunSpec
from rnnviz.network import Network
from rnnviz.text import Vocabulary

_CELLS: dict[CellKind, type[Cell]] = {"simple-rnn": SimpleRNNCell, "gru": GRUCell, "lstm": LSTMCell}


def network_of(
    spec: ModelSpec,
    weights: Sequence[FloatArray],
    vocabulary: Vocabulary,
    name: str = "trained",
    card: Mapping[str, Any] | None = None,
) -> Network:
    """Assemble the network of some weights.

    Batch normalisation, which after training is a fixed stretch and shift of each unit, is multiplied
    into the weights that read it; so the states that are shown are those before it.

    Args:
        spec: of the model.
        weights: in Keras's order.
        vocabulary: the word of each row of the embeddings.
        name: of the network.
        card: of the network.

    Raises:
        ValueError: if the weights are not of this spec.
    """
    head = Weights(weights[-2], weights[-2], weights[-1])
    layers, gain, shift = [], None, None
    for layer in split_weights(spec, weights):
        cells = [_stretched(cell, gain, shift) for cell in layer.cells]
        layers.append(RecurrentLayer(*(_cell(spec, cell) for cell in cells)))
        gain, shift = _stretch_of(layer)
    kernel, _, bias = _stretched(head, gain, shift)
    return Network(name, vocabulary, weights[0], tuple(layers), (Dense(kernel, bias),), card or {})


def note_on(spec: RunSpec) -> str:
    """What of a network is other than it was when it was trained and scored; empty where nothing is."""
    notes = []
    if not spec.model.mask:
        notes.append(
            f"It was trained and scored without a mask, on texts filled up to {spec.data.length} words. Here "
            "it reads them without filling, so its verdicts differ from its scores."
        )
    if spec.model.batch_normalization:
        notes.append("Its states are shown as they are before batch normalisation.")
    return " ".join(notes)


def _cell(spec: ModelSpec, weights: Weights) -> Cell:
    return _CELLS[spec.cell](*weights, activation=spec.activation)


def _stretch_of(layer: LayerWeights) -> tuple[FloatArray | None, FloatArray | None]:
    """What the normalisation of a layer multiplies each unit with, and what it adds."""
    if not layer.norm:
        return None, None
    gain, offset, mean, variance = (array.astype(np.float64) for array in layer.norm)
    stretch = gain / np.sqrt(variance + EPSILON)
    return stretch, offset - mean * stretch


def _stretched(weights: Weights, gain: FloatArray | None, shift: FloatArray | None) -> Weights:
    """Weights that do to h what the given ones do to gain · h + shift."""
    if gain is None or shift is None:
        return weights
    kernel, recurrent, bias = weights
    bias = bias.astype(np.float64)
    bias[... if bias.ndim == 1 else 0] += shift @ kernel
    return Weights((gain[:, None] * kernel).astype(kernel.dtype), recurrent, bias.astype(kernel.dtype))
