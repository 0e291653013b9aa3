"""How far from Keras: a rounding error where a model is read rightly, and a wrong number is found."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.keras_file.assembled import Assembled, assemble
from rnnviz.keras_file.found import Found
from rnnviz.keras_file.read import read_found
from rnnviz.learning import upload_check
from rnnviz.learning.upload_check import LENGTHS, TEXTS, compare_with_keras
from tests.keras_files import cell, dense, embedding, keras_file, layer

pytestmark = pytest.mark.keras


def found(mask: bool, rows: int = 12) -> Found:
    """A model with every kind of layer that Keras is asked to build."""
    layers = [
        embedding(rows, mask),
        layer("SpatialDropout1D", rate=0.5),
        layer("Bidirectional", merge_mode="concat", layer=cell("LSTM", return_sequences=True)),
        layer("BatchNormalization", epsilon=1e-3, axis=-1),
        cell("GRU", activation="relu"),
        dense(3, "linear"),
        layer("Activation", activation="softmax"),
    ]
    return read_found(keras_file(layers, np.random.default_rng(4)))


@pytest.mark.parametrize("mask", [False, True])
def test_a_model_that_is_read_rightly_is_a_rounding_error_away(mask: bool) -> None:
    import keras

    deviation = compare_with_keras(found(mask))
    assert 0 <= deviation.largest < 1e-5
    assert deviation.texts == TEXTS * len(LENGTHS) and deviation.length in LENGTHS
    assert deviation.keras == keras.__version__


def test_a_wrong_number_is_found_and_one_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_bias(changed: float) -> None:
        def wrong(one: Found) -> Assembled:
            built = assemble(one)
            (last,) = built.head
            return replace(built, head=(replace(last, bias=last.bias + [changed, 0, 0]),))

        monkeypatch.setattr(upload_check, "assemble", wrong)

    with_bias(0.1)
    assert compare_with_keras(found(False)).largest > 1e-3
    with_bias(np.nan)
    assert np.isnan(compare_with_keras(found(False)).largest)


def test_a_model_of_one_row_can_be_compared() -> None:
    assert compare_with_keras(found(False, rows=1)).largest < 1e-5
