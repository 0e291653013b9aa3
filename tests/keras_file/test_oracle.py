"""What Keras saved judges here as it does there: every layer, at every place where it may stand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnviz.archive import read_keras
from rnnviz.learning.upload_check import outputs_of
from rnnviz.network import Network
from rnnviz.text import RESERVED

pytestmark = pytest.mark.keras

ROWS = 14
WORDS = (*RESERVED, *(f"word{letter}" for letter in "abcdefghijkl"))
Build = Callable[[Any], list[Any]]  # From keras.layers to the layers behind the embedding.


def _bidirectional_stack(of: Any) -> list[Any]:
    return [
        of.SpatialDropout1D(0.2),
        of.Bidirectional(of.LSTM(3, return_sequences=True)),
        of.BatchNormalization(),
        of.Bidirectional(of.GRU(4)),
        of.Dropout(0.3),
        of.Dense(1, activation="sigmoid"),
    ]


def _norm_everywhere(of: Any) -> list[Any]:
    return [
        of.BatchNormalization(),
        of.GRU(4, return_sequences=True, use_bias=False),
        of.BatchNormalization(center=False),
        of.SimpleRNN(3, activation="relu"),
        of.BatchNormalization(scale=False),
        of.BatchNormalization(),
        of.Dense(5, activation="relu"),
        of.BatchNormalization(epsilon=0.01),
        of.Dense(4),
        of.BatchNormalization(),
        of.Activation("tanh"),
        of.Dense(1, activation="sigmoid"),
    ]


def _five_classes(of: Any) -> list[Any]:
    return [
        of.GaussianNoise(0.1),
        of.LSTM(4, return_sequences=True, activation="sigmoid", recurrent_activation="relu"),
        of.LSTM(3, use_bias=False),
        of.Dense(5, use_bias=False),
        of.BatchNormalization(),
        of.Activation("softmax"),
    ]


def _plain(of: Any) -> list[Any]:
    return [of.SimpleRNN(5, dropout=0.1, recurrent_dropout=0.1), of.Dense(2, activation="softmax")]


MODELS: dict[str, Build] = {
    "bidirectional": _bidirectional_stack,
    "norm": _norm_everywhere,
    "classes": _five_classes,
    "plain": _plain,
}


def saved(model: Any, path: Path, rng: np.random.Generator) -> bytes:
    """The file of a model whose weights have no zeros and no symmetry; variances are positive."""
    for layer in model.layers:
        weights = [rng.normal(0, 0.5, array.shape) for array in layer.get_weights()]
        if type(layer).__name__ == "BatchNormalization":
            weights[-1] = np.abs(weights[-1]) + 0.1
        layer.set_weights(weights)
    model.save(path / "mine.keras")
    return (path / "mine.keras").read_bytes()


@pytest.mark.parametrize("is_functional", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_random_ids_are_judged_as_keras_judges_them(
    name: str, is_functional: bool, rng: np.random.Generator, tmp_path: Path
) -> None:
    import keras

    mask = is_functional
    layers = [keras.layers.Embedding(ROWS, 6, mask_zero=mask), *MODELS[name](keras.layers)]
    begin = keras.Input((None,), dtype="int32")
    if is_functional:
        end = begin
        for layer in layers:
            end = layer(end)
        model = keras.Model(begin, end)
    else:
        model = keras.Sequential([begin, *layers])
    network = Network(*read_keras(saved(model, tmp_path, rng), WORDS))
    ids = rng.integers(1, ROWS, (6, 9))
    if mask:  # Places that are masked, in front and behind, change nothing.
        filled = np.pad(ids, ((0, 0), (0, 3)))
        expected = model.predict_on_batch(filled.astype(np.int32))
    else:
        expected = model.predict_on_batch(ids.astype(np.int32))
    found = np.stack([outputs_of(network, row) for row in ids])
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("standardize", ["lower_and_strip_punctuation", "lower", "strip_punctuation", None])
def test_a_text_vectorization_inside_splits_as_in_keras(
    standardize: str | None, rng: np.random.Generator, tmp_path: Path
) -> None:
    import keras

    vectorize = keras.layers.TextVectorization(standardize=standardize)
    vectorize.adapt(
        ["The film isn't bad", "ÉTÉ  Été été!", "well-made . — it's (not) GOOD", "ﬁ ß İ Σας\u00a0x"]
    )
    layers = [vectorize, keras.layers.Embedding(40, 5), keras.layers.GRU(3), keras.layers.Dense(1, "sigmoid")]
    model = keras.Sequential([keras.Input((1,), dtype="string"), *layers])
    raw = saved_words(model, tmp_path)
    network = Network(*read_keras(raw))
    texts = [
        "the film's not bad",
        "Été, ÉTÉ été!!",
        "WELL-made.it's—(NOT) good",
        "x\tBad\n\u00a0the a",
        "İ ﬁ ß ΣΑΣ Σας",
    ]
    for text in texts:
        ids = np.asarray(vectorize([text]))[0]
        embedded = np.asarray(model.layers[1].get_weights()[0])[ids]
        reading = network.read(text)
        np.testing.assert_array_equal(reading.embeddings, embedded, err_msg=text)
        expected = model.predict_on_batch(keras.ops.convert_to_tensor([[text]]))[0]
        np.testing.assert_allclose(reading.outputs[-1], expected, atol=1e-5, err_msg=text)


def saved_words(model: Any, path: Path) -> bytes:
    model.save(path / "mine.keras")
    return (path / "mine.keras").read_bytes()
