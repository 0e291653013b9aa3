"""Loss and gradients of the wirings are those that Keras finds for the same layers, padded and masked."""

from typing import Any

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.learning.packing import IntArray
from rnnviz.learning.wired_data import WiredData
from rnnviz.learning.wired_pass import gradients_wired
from rnnviz.symbols import START
from rnnviz.wired_spec import WiredSpec
from tests.learning.wired_small import SPECS, batch_of, examples, title, weights_of

Named = dict[str, Any]  # Keras's variables by our names.


def padded(rows: tuple[IntArray, ...]) -> IntArray:
    block = np.zeros((len(rows), max(map(len, rows))), np.int32)
    for line, row in zip(block, rows, strict=True):
        line[: len(row)] = row
    return block


class Twin:
    """A functional model of a spec; `variables` are its weights by our names."""

    def __init__(self, spec: WiredSpec, weights: dict[str, FloatArray]) -> None:
        import keras

        self.layers, self.spec, self.weights = keras.layers, spec, weights
        self.variables: Named = {}
        inputs, context, states, initial = [], None, None, []
        if spec.sees:
            inputs.append(keras.Input((spec.inputs,)))
            context = self.dense("eyes.0", "relu")(inputs[0])
        if spec.reads:
            inputs.append(keras.Input((None,), dtype="int32"))
            context, states = self.reader(inputs[0])
        features = states if spec.wiring == "many-to-many" else context
        if spec.writes:
            inputs.append(keras.Input((None,), dtype="int32"))
            if context is not None:
                initial = [self.dense(f"start.{n}", "tanh")(context) for n in range(spec.layers)]
            features = self.writer(inputs[-1], initial)
        if spec.attention:
            queries = self.dense("attention")(features)
            gathered = self.layers.Attention()([queries, states])
            features = self.layers.Concatenate()([features, gathered])
        self.model = keras.Model(inputs, self.dense("head", "softmax")(features))
        for name, variable in self.variables.items():
            variable.assign(weights[name])

    def dense(self, name: str, activation: str | None = None) -> Any:
        kernel = self.weights[f"{name}.kernel"]
        layer = self.layers.Dense(
            kernel.shape[1], activation=activation, use_bias=f"{name}.bias" in self.weights
        )
        layer.build((None, kernel.shape[0]))
        parts = ("kernel", "bias")[: len(layer.weights)]
        self.variables |= {f"{name}.{part}": one for part, one in zip(parts, layer.weights, strict=True)}
        return layer

    def embedding(self, name: str, ids: Any) -> Any:
        layer = self.layers.Embedding(*self.weights[f"{name}.embeddings"].shape, mask_zero=True)
        outputs = layer(ids)
        self.variables[f"{name}.embeddings"] = layer.weights[0]
        return outputs

    def cell(self, name: str, **options: Any) -> Any:
        kind = {"simple-rnn": "SimpleRNN", "gru": "GRU", "lstm": "LSTM"}[self.spec.cell]
        layer = getattr(self.layers, kind)(self.spec.units, return_sequences=True, **options)
        layer.build((None, None, len(self.weights[f"{name}.kernel"])))
        parts = ("kernel", "recurrent_kernel", "bias")
        self.variables |= {f"{name}.{part}": one for part, one in zip(parts, layer.weights, strict=True)}
        return layer

    def reader(self, ids: Any) -> tuple[Any, Any]:
        states, context = self.embedding("reader", ids), None
        for number in range(self.spec.layers):
            sides = [self.cell(f"reader.{number}.forward", return_state=True)]
            if self.spec.bidirectional:
                options = {"return_state": True, "go_backwards": True}
                sides.append(self.cell(f"reader.{number}.backward", **options))
                both = self.layers.Bidirectional(sides[0], backward_layer=sides[1])
                states, *ends = both(states)
                # Of each direction the first of its states is h.
                context = self.layers.Concatenate()([ends[0], ends[len(ends) // 2]])
                # Bidirectional reads with copies of the layers that it is given.
                for name, side in (("forward", both.forward_layer), ("backward", both.backward_layer)):
                    for part, one in zip(("kernel", "recurrent_kernel", "bias"), side.weights, strict=True):
                        self.variables[f"reader.{number}.{name}.{part}"] = one
            else:
                states, context, *_ = sides[0](states)
        return context, states

    def writer(self, ids: Any, initial: list[Any]) -> Any:
        states = self.embedding("writer", ids)
        for number in range(self.spec.layers):
            begun: Any = None
            if initial:
                zeros = self.layers.Lambda(lambda state: state * 0)(initial[number])
                begun = [initial[number], zeros] if self.spec.cell == "lstm" else [initial[number]]
            states = self.cell(f"writer.{number}")(states, initial_state=begun)
        return states


def loss_of(twin: Twin, data: WiredData) -> Any:
    """The mean of -ln p(right) over all symbols that are no padding."""
    import tensorflow as tf

    given: list[Any] = []
    if data.sources is not None:
        given.append(padded(data.sources) if isinstance(data.sources, tuple) else data.sources)
    if twin.spec.writes:
        shifted = tuple(np.array([START, *target[:-1]]) for target in data.targets)
        given.append(padded(shifted))
    probabilities = twin.model(given, training=True)
    rows = np.repeat(np.arange(len(data)), [len(target) for target in data.targets])
    steps = np.concatenate([np.arange(len(target)) for target in data.targets])
    right = np.concatenate(data.targets)
    many = twin.spec.writes or twin.spec.wiring == "many-to-many"
    places = np.stack([rows, steps, right] if many else [rows, right], axis=1)
    return -tf.reduce_mean(tf.math.log(tf.gather_nd(probabilities, places)))


@pytest.mark.keras
@pytest.mark.parametrize("spec", SPECS, ids=title)
def test_loss_and_gradients_are_those_of_gradient_tape(spec: WiredSpec, rng: np.random.Generator) -> None:
    import tensorflow as tf

    weights, data = weights_of(spec, rng, np.float32), examples(spec, rng, 7)
    twin = Twin(spec, weights)
    assert twin.variables.keys() == weights.keys()
    with tf.GradientTape() as tape:
        expected = loss_of(twin, data)
    gradients = tape.gradient(expected, twin.variables)
    loss, found = gradients_wired(spec, weights, batch_of(spec, data))
    assert loss == pytest.approx(float(expected), rel=1e-5)
    for name, gradient in gradients.items():
        theirs = tf.convert_to_tensor(gradient).numpy()
        np.testing.assert_allclose(found[name], theirs, atol=2e-5, err_msg=name)
