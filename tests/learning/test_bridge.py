"""What crosses from Keras judges as it did there, or is refused with a sentence."""

from typing import Any

import numpy as np
import pytest

from rnnviz.learning.spec import CELL_KINDS, CellKind, ModelSpec
from rnnviz.text import Vocabulary

pytestmark = pytest.mark.keras

WORDS = [f"word{'abcdefghijklmnopqrstuvwxyz'[n]}" for n in range(20)]


def randomised(model: Any, rng: np.random.Generator) -> Any:
    """A model with weights that have no zeros and no symmetry, biases too."""
    model.set_weights([rng.normal(0, 0.5, array.shape) for array in model.get_weights()])
    return model


def text_of(ids: np.ndarray[Any, Any]) -> str:
    return " ".join(WORDS[n - 2] for n in ids)


def assert_same_verdicts(model: Any, rng: np.random.Generator) -> None:
    from rnnviz.learning.bridge import network_from_model

    network = network_from_model(model, WORDS)
    for length in (1, 2, 11):
        ids = rng.integers(2, 22, length)
        expected = np.asarray(model(ids[None].astype(np.int32), training=False))[0]  # Compiles nothing.
        np.testing.assert_allclose(network.read(text_of(ids)).outputs[-1], expected, atol=2e-6)


@pytest.mark.parametrize("cell", CELL_KINDS)
@pytest.mark.parametrize(("layers", "bidirectional"), [(1, False), (2, False), (1, True), (2, True)])
def test_a_network_judges_as_its_model_does(
    cell: CellKind, layers: int, bidirectional: bool, rng: np.random.Generator
) -> None:
    from rnnviz.learning.build import build_model

    spec = ModelSpec(22, 5, cell, 4, layers, bidirectional, embedding_dropout=0.2, dropout=0.2)
    assert_same_verdicts(randomised(build_model(spec), rng), rng)


def test_every_state_of_a_layer_is_that_of_keras(rng: np.random.Generator) -> None:
    import keras

    from rnnviz.learning.bridge import network_from_model
    from rnnviz.learning.build import build_model

    model = randomised(build_model(ModelSpec(22, 5, "lstm", 4, 2)), rng)
    ids = rng.integers(2, 22, 8)
    states = keras.Model(model.inputs, model.layers[1].output).predict_on_batch(ids[None].astype(np.int32))[0]
    reading = network_from_model(model, WORDS).read(text_of(ids))
    np.testing.assert_allclose(reading.layers[0].steps.hidden_state, states, atol=2e-6)


def test_a_functional_model_with_several_dense_layers_and_softmax(rng: np.random.Generator) -> None:
    import keras

    inputs = keras.Input((None,), dtype="int32")
    outputs = inputs
    for layer in (
        keras.layers.Embedding(22, 3),
        keras.layers.GRU(4, activation="relu", use_bias=False),
        keras.layers.Dense(5, "tanh", use_bias=False),
        keras.layers.Dropout(0.1),
        keras.layers.Dense(2, "softmax"),
    ):
        outputs = layer(outputs)
    assert_same_verdicts(randomised(keras.Model(inputs, outputs), rng), rng)


def test_a_vocabulary_may_be_whole_or_only_its_words() -> None:
    from rnnviz.learning.bridge import network_from_model
    from rnnviz.learning.build import build_model

    model = build_model(ModelSpec(22, 3))
    assert (
        network_from_model(model, WORDS).vocabulary
        == network_from_model(model, Vocabulary.of(WORDS)).vocabulary
    )


def refused() -> list[Any]:
    """(layers behind the embedding, what the sentence must name); built late, so that Keras loads late."""

    def layers(name: str) -> list[Any]:
        from keras import layers as k

        return {
            "convolution": [k.Conv1D(4, 2), k.GRU(3), k.Dense(1)],
            "no recurrence": [k.Dense(1)],
            "no head": [k.GRU(3)],
            "reset before": [k.GRU(3, reset_after=False), k.Dense(1)],
            "backwards": [k.LSTM(3, go_backwards=True), k.Dense(1)],
            "summed": [k.Bidirectional(k.LSTM(3), merge_mode="sum"), k.Dense(1)],
            "all states": [k.LSTM(3, return_sequences=True), k.Dense(1)],
            "stateful": [k.SimpleRNN(3, stateful=True), k.Dense(1)],
            "activation": [k.SimpleRNN(3, activation="gelu"), k.Dense(1)],
        }[name]

    return [layers]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("convolution", "a layer must be one of Embedding, .*, got Conv1D"),
        ("no recurrence", "recurrent layers and then Dense ones must follow, got Dense"),
        ("no head", "recurrent layers and then Dense ones must follow, got GRU"),
        ("reset before", "reset_after must be True, got False in gru"),
        ("backwards", "go_backwards must be False, got True in lstm"),
        ("summed", "merge_mode must be 'concat', got 'sum'"),
        ("all states", "return_sequences must be False, got True in lstm"),
        ("stateful", "stateful must be False, got True in simple_rnn"),
        ("activation", "activation must be one of .*, got 'gelu'"),
    ],
)
def test_what_a_network_does_not_compute_is_refused_with_a_sentence(name: str, sentence: str) -> None:
    import keras

    from rnnviz.learning.bridge import network_from_model

    [layers] = refused()
    batch = 1 if name == "stateful" else None
    inputs = keras.Input((6,), batch_size=batch, dtype="int32")
    model = keras.Sequential([inputs, keras.layers.Embedding(22, 3), *layers(name)])
    with pytest.raises(ValueError, match=sentence):
        network_from_model(model, WORDS)


def test_branches_are_refused() -> None:
    import keras

    from rnnviz.learning.bridge import network_from_model

    inputs = keras.Input((6,), dtype="int32")
    embedded = keras.layers.Embedding(22, 3)(inputs)
    both = [keras.layers.GRU(3)(embedded), keras.layers.GRU(3)(embedded)]
    model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.add(both)))
    with pytest.raises(ValueError, match="one behind the other"):
        network_from_model(model, WORDS)


def test_a_vocabulary_of_another_size_is_refused() -> None:
    from rnnviz.learning.bridge import network_from_model
    from rnnviz.learning.build import build_model

    with pytest.raises(ValueError, match="embeddings must have shape"):
        network_from_model(build_model(ModelSpec(22, 3)), WORDS[:-1])
