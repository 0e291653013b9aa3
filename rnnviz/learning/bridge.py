"""The one crossing from Keras to NumPy: a trained model becomes a Network."""

from collections.abc import Iterable, Mapping
from typing import Any

import keras
import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from rnnviz.text import Vocabulary

_RECURRENT = (keras.layers.SimpleRNN, keras.layers.GRU, keras.layers.LSTM)
_ONLY_IN_TRAINING = (keras.layers.InputLayer, keras.layers.Dropout, keras.layers.SpatialDropout1D)
READABLE = "Embedding, SimpleRNN, GRU, LSTM, Bidirectional, Dropout, SpatialDropout1D and Dense"


def network_from_model(
    model: keras.Model,
    vocabulary: Vocabulary | Iterable[str],
    name: str = "trained",
    card: Mapping[str, Any] | None = None,
) -> Network:
    """Copy a trained Keras model: embedding, recurrent layers, dense layers on the final state.

    Args:
        model: layers one behind the other.
        vocabulary: the word of each row of the embeddings; the two reserved ones may be left out.
        name: of the network.
        card: of the network.

    Raises:
        ValueError: if the model has a layer or an option that a Network does not compute.
    """
    words = vocabulary if isinstance(vocabulary, Vocabulary) else Vocabulary.of(vocabulary)
    layers = [layer for layer in model.layers if not isinstance(layer, _ONLY_IN_TRAINING)]
    _expect_chain(model)
    if not layers or not isinstance(layers[0], keras.layers.Embedding):
        raise ValueError(f"the first layer must be an Embedding, got {_kinds(layers[:1])}")
    heads = [layer for layer in layers[1:] if isinstance(layer, keras.layers.Dense)]
    recurrent = [layer for layer in layers[1:] if not isinstance(layer, keras.layers.Dense)]
    if not recurrent or not heads or layers[1:] != recurrent + heads:
        raise ValueError(f"recurrent layers and then Dense ones must follow, got {_kinds(layers[1:])}")
    read = tuple(_recurrent_layer(layer, layer is not recurrent[-1]) for layer in recurrent)
    embeddings = np.asarray(layers[0].get_weights()[0])
    return Network(name, words, embeddings, read, tuple(map(_dense, heads)), card or {})


def _expect_chain(model: keras.Model) -> None:
    """Refuse a model whose layers do not each read the one before."""
    if isinstance(model, keras.Sequential):
        return
    layers = model.layers
    if any(after.input is not before.output for before, after in zip(layers, layers[1:], strict=False)):
        raise ValueError("the layers must stand one behind the other, without branches")


def _recurrent_layer(layer: Any, return_sequences: bool) -> RecurrentLayer:
    if isinstance(layer, keras.layers.Bidirectional):
        if layer.merge_mode != "concat":
            raise ValueError(f"merge_mode must be 'concat', got {layer.merge_mode!r} in {layer.name}")
        forward, backward = layer.forward_layer, layer.backward_layer
    else:
        forward, backward = layer, None
    for part, reverse in ((forward, False), (backward, True)):
        if part is not None:
            _expect_kind(part)
            _expect_option(part, "go_backwards", reverse)
            _expect_option(part, "return_sequences", return_sequences)
    return RecurrentLayer(_cell(forward), None if backward is None else _cell(backward))


def _cell(layer: Any) -> Cell:
    _expect_option(layer, "stateful", False)
    _expect_option(layer, "return_state", False)
    kernel, recurrent_kernel, *rest = layer.cell.get_weights()
    activation = keras.activations.serialize(layer.activation)
    if isinstance(layer, keras.layers.SimpleRNN):
        bias = rest[0] if rest else _zeros(kernel.shape[1])
        return SimpleRNNCell(kernel, recurrent_kernel, bias, activation)
    gate = keras.activations.serialize(layer.recurrent_activation)
    if isinstance(layer, keras.layers.LSTM):
        bias = rest[0] if rest else _zeros(kernel.shape[1])
        return LSTMCell(kernel, recurrent_kernel, bias, activation, gate)
    _expect_option(layer, "reset_after", True)
    bias = rest[0] if rest else _zeros(2, kernel.shape[1])
    return GRUCell(kernel, recurrent_kernel, bias, activation, gate)


def _dense(layer: Any) -> Dense:
    kernel, *rest = layer.get_weights()
    bias = rest[0] if rest else _zeros(kernel.shape[1])
    return Dense(kernel, bias, keras.activations.serialize(layer.activation))


def _zeros(*shape: int) -> FloatArray:
    return np.zeros(shape, np.float32)


def _expect_kind(layer: Any) -> None:
    if type(layer) not in _RECURRENT:
        raise ValueError(f"a layer must be one of {READABLE}, got {_kinds([layer])}")


def _expect_option(layer: Any, option: str, expected: bool) -> None:
    if getattr(layer, option) != expected:
        raise ValueError(f"{option} must be {expected}, got {not expected} in {layer.name}")


def _kinds(layers: Iterable[Any]) -> str:
    return ", ".join(type(layer).__name__ for layer in layers) or "nothing"
