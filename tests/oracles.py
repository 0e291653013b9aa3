"""What the tests of the engine share: random cells and networks, and Keras holding the same weights.

Keras is imported inside the functions that need it, so that the quick tests do not wait for it.
"""

from typing import Any, cast

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, GRUCell, LSTMCell, SimpleRNNCell, Step
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from rnnviz.text import Vocabulary

Kind = Any  # One of the three classes of cells.
KINDS: tuple[Kind, ...] = (SimpleRNNCell, LSTMCell, GRUCell)
WIRINGS = {  # Whether each layer, first layer first, also reads backward.
    "one-layer": (False,),
    "stacked": (False, False),
    "bidirectional": (True,),
    "stacked-bidirectional": (True, True),
    "bidirectional-below": (True, False),
}
# No two are one edit apart, none is a contraction: each is read as itself.
WORDS = tuple("the film was good bad not very actors loved boring 42 story".split())


def random_cell(
    kind: Kind,
    rng: np.random.Generator,
    sizes: tuple[int, int] = (5, 7),
    dtype: Any = np.float32,
    **activations: str,
) -> Cell:
    """A cell of sizes (input_dim, units) with weights that leave its gates away from 0 and 1."""
    input_dim, units = sizes
    width = len(kind.gates) * units
    kernel = rng.normal(0, input_dim**-0.5, (input_dim, width)).astype(dtype)
    recurrent_kernel = rng.normal(0, units**-0.5, (units, width)).astype(dtype)
    bias = rng.normal(0, 0.5, (*kind.bias_rows, width)).astype(dtype)
    return cast(Cell, kind(kernel, recurrent_kernel, bias, **activations))


def random_sizes(rng: np.random.Generator) -> tuple[int, int, int]:
    """(timesteps, input_dim, units), from 1 up."""
    timesteps, input_dim, units = rng.integers(1, 12, size=3)
    return int(timesteps), int(input_dim), int(units)


def random_initial(cell: Cell, rng: np.random.Generator, batch: tuple[int, ...] = ()) -> Step:
    """A step to go on from whose states are not zero."""
    step = cell.initial_step(batch)
    states = {name for name in ("hidden_state", "cell_state") if name in step._fields}
    shape, dtype = step.hidden_state.shape, cell.kernel.dtype
    drawn = {name: rng.uniform(-0.9, 0.9, shape).astype(dtype) for name in sorted(states)}
    return cast(Step, step._replace(**drawn))


def random_layer(kind: Kind, rng: np.random.Generator, width: int, both: bool) -> RecurrentLayer:
    """A layer for inputs of this width; its two directions have weights of their own."""
    sizes = (width, int(rng.integers(2, 8)))
    return RecurrentLayer(random_cell(kind, rng, sizes), random_cell(kind, rng, sizes) if both else None)


def random_network(
    kind: Kind, wiring: str, rng: np.random.Generator, outputs: tuple[int, ...] = (1,)
) -> Network:
    """A network over WORDS; `outputs` are the widths of its head: tanh, then sigmoid or softmax."""
    vocabulary = Vocabulary.of(WORDS)
    width = int(rng.integers(2, 8))
    embeddings = rng.normal(size=(len(vocabulary), width)).astype(np.float32)
    layers = []
    for both in WIRINGS[wiring]:
        layers.append(random_layer(kind, rng, width, both))
        width = layers[-1].units
    head = []
    for n, wide in enumerate(outputs):
        last = "sigmoid" if wide == 1 else "softmax"
        kernel, bias = rng.normal(size=(width, wide)), rng.normal(size=wide)
        name = last if n == len(outputs) - 1 else "tanh"
        head.append(Dense(kernel.astype(np.float32), bias.astype(np.float32), name))
        width = wide
    return Network(f"random-{wiring}", vocabulary, embeddings, tuple(layers), tuple(head))


def random_text(rng: np.random.Generator, timesteps: int) -> str:
    """Known words, and here and there one that no vocabulary has."""
    return " ".join(rng.choice([*WORDS, "qqqq"], timesteps))


def weights(cell: Cell) -> list[FloatArray]:
    """The arrays of a cell in Keras's order."""
    return [cell.kernel, cell.recurrent_kernel, cell.bias]


def keras_layer(cell: Cell, **options: Any) -> Any:
    """The Keras layer with the weights, activations and precision of a cell."""
    import keras

    for name in ("activation", "recurrent_activation"):
        if hasattr(cell, name):
            options[name] = getattr(cell, name)
    layer = getattr(keras.layers, cell.title)(cell.units, dtype=cell.kernel.dtype.name, **options)
    layer.build((None, None, cell.input_dim))
    layer.set_weights(weights(cell))
    return layer


def keras_bidirectional(layer: RecurrentLayer, **options: Any) -> Any:
    """The Keras layer with the weights of one or both directions."""
    import keras

    forward = keras_layer(layer.forward, **options)
    if layer.backward is None:
        return forward
    backward = keras_layer(layer.backward, go_backwards=True, **options)
    both = keras.layers.Bidirectional(forward, backward_layer=backward)
    both.build((None, None, layer.forward.input_dim))
    both.set_weights([*weights(layer.forward), *weights(layer.backward)])
    return both


def keras_model(network: Network) -> Any:
    """A Keras model from padded ids to the hidden states of every layer and, last, the head's outputs.

    mask_zero, as in training: the states of padding are to be left out by who compares.
    """
    import keras

    ids = keras.Input((None,), dtype="int32")
    embedding = keras.layers.Embedding(*network.embeddings.shape, mask_zero=True)
    sequence, states, final = embedding(ids), [], None
    embedding.set_weights([network.embeddings])
    for layer in network.layers:
        final = keras_bidirectional(layer)(sequence)
        sequence = keras_bidirectional(layer, return_sequences=True)(sequence)
        states.append(sequence)
    for dense in network.head:
        twin = keras.layers.Dense(dense.kernel.shape[1], activation=dense.activation)
        final = twin(final)
        twin.set_weights([dense.kernel, dense.bias])
    return keras.Model(ids, [*states, final])
