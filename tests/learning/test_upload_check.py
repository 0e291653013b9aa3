"""How far from Keras: a rounding error where a model is read rightly, and a wrong number is found."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.keras_file.assembled import assemble
from rnnviz.keras_file.found import Found
from rnnviz.keras_file.read import read_found
from rnnviz.layers import Dense
from rnnviz.learning.upload_check import LENGTHS, TEXTS, Offered, compare_with_keras
from tests.keras_files import cell, dense, embedding, keras_file, layer

pytestmark = pytest.mark.keras


def found(mask: bool) -> Found:
    """A model with every kind of layer that Keras is asked to build."""
    layers = [
        embedding(mask=mask),
        layer("SpatialDropout1D", rate=0.5),
        layer("Bidirectional", merge_mode="concat", layer=cell("LSTM", return_sequences=True)),
        layer("BatchNormalization", epsilon=1e-3, axis=-1),
        cell("GRU", activation="relu"),
        dense(3, "linear"),
        layer("Activation", activation="softmax"),
    ]
    return read_found(keras_file(layers, np.random.default_rng(4)))


def offered(model: Found, head: tuple[Dense, ...] = ()) -> Offered:
    """What is read with: its words in reverse, a word without a row, and another head if one is given."""
    built = assemble(model)
    rows = (-1, *reversed(range(model.rows)))
    embeddings = np.concatenate([np.zeros((1, 4), np.float32), built.embeddings[::-1]])
    return Offered(embeddings, built.layers, head or built.head, rows)


@pytest.mark.parametrize("mask", [False, True])
def test_a_model_that_is_read_rightly_is_a_rounding_error_away(mask: bool) -> None:
    import keras

    model = found(mask)
    deviation = compare_with_keras(model, offered(model))
    assert 0 <= deviation.largest < 1e-5
    assert deviation.texts == TEXTS * len(LENGTHS) and deviation.length in LENGTHS
    assert deviation.keras == keras.__version__


def test_a_wrong_number_is_found_and_one_that_is_none() -> None:
    model = found(False)
    (last,) = assemble(model).head
    for changed in (0.1, np.nan):
        wrong = replace(last, bias=last.bias + [changed, 0, 0])
        largest = compare_with_keras(model, offered(model, (wrong,))).largest
        assert np.isnan(largest) if np.isnan(changed) else largest > 1e-3


def test_words_in_wrong_rows_are_found() -> None:
    model = found(False)
    right = offered(model)
    assert compare_with_keras(model, replace(right, rows=(-1, *range(model.rows)))).largest > 1e-3


def test_a_model_of_one_row_and_what_is_put_behind_its_logit_are_compared() -> None:
    model = read_found(keras_file([embedding(1), cell("LSTM"), dense(1, "linear")], np.random.default_rng(4)))
    (last,) = assemble(model).head
    assert compare_with_keras(model, offered(model, (replace(last, activation="sigmoid"),))).largest < 1e-5
