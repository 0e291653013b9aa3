"""Folding: a network without batch normalisation that judges as the one with it, computed by hand."""

from typing import Any

import numpy as np
import pytest

from rnnviz.keras_file.assembled import Assembled, assemble, with_verdict
from rnnviz.keras_file.found import Found
from rnnviz.keras_file.limits import NotReadable
from rnnviz.keras_file.read import read_found
from tests.keras_files import Layer, cell, dense, embedding, keras_file, layer, weights_of

EPSILON = 1e-3


def norm() -> Layer:
    return layer("BatchNormalization", epsilon=EPSILON, axis=-1)


def built(layers: list[Layer], seed: int = 4) -> tuple[Assembled, dict[str, Any]]:
    """A model, and its arrays by their paths."""
    raw = keras_file(layers, np.random.default_rng(seed))
    return assemble(read_found(raw)), weights_of(layers, np.random.default_rng(seed))


def normalised(x: Any, arrays: dict[str, Any], path: str) -> Any:
    """gamma (x - mean) / sqrt(variance + epsilon) + beta."""
    gamma, beta, mean, variance = (arrays[f"layers/{path}/vars/{n}"].astype(float) for n in range(4))
    return gamma * (x - mean) / np.sqrt(variance + EPSILON) + beta


def test_behind_the_embedding_it_is_folded_into_the_rows() -> None:
    model, arrays = built([embedding(), norm(), cell("GRU"), dense()])
    expected = normalised(arrays["layers/embedding/vars/0"], arrays, "batch_normalization")
    np.testing.assert_allclose(model.embeddings, expected, rtol=2e-5)
    assert [row.is_computed for row in model.rows] == [True, False, True, True]


@pytest.mark.parametrize("kind", ["SimpleRNN", "GRU", "LSTM"])
def test_between_recurrent_layers_it_is_folded_into_the_upper_one(kind: str) -> None:
    lower, upper = cell("LSTM", return_sequences=True), cell(kind)
    model, arrays = built([embedding(), lower, norm(), norm(), upper, dense()])
    name = {"SimpleRNN": "simple_rnn", "GRU": "gru", "LSTM": "lstm_1"}[kind]
    kernel, bias = (arrays[f"layers/{name}/cell/vars/{n}"].astype(float) for n in (0, 2))
    state = np.array([0.3, -0.9, 0.5])
    read = normalised(normalised(state, arrays, "batch_normalization"), arrays, "batch_normalization_1")
    expected = read @ kernel + (bias[0] if kind == "GRU" else bias)
    np.testing.assert_allclose(model.layers[1].forward.project(state), expected, rtol=2e-4, atol=1e-5)
    if kind == "GRU":  # What the state's own side adds is untouched.
        np.testing.assert_array_equal(model.layers[1].forward.bias[1], arrays["layers/gru/cell/vars/2"][1])


def test_in_the_head_it_is_folded_forward_behind_a_function_and_backward_behind_none() -> None:
    layers = [embedding(), cell("GRU"), norm(), dense(4, "relu"), norm(), dense(2, "linear"), norm()]
    model, arrays = built(layers)
    state = np.array([0.2, -0.4, 0.8])
    first, second = (
        [arrays[f"layers/{name}/vars/{n}"].astype(float) for n in (0, 1)] for name in ("dense", "dense_1")
    )
    hidden = np.maximum(normalised(state, arrays, "batch_normalization") @ first[0] + first[1], 0)
    expected = normalised(hidden, arrays, "batch_normalization_1") @ second[0] + second[1]
    expected = normalised(expected, arrays, "batch_normalization_2")
    found = state
    for one in model.head:
        found = one.apply(found)
    np.testing.assert_allclose(found, expected, rtol=1e-4)


@pytest.mark.parametrize(
    ("end", "is_logit", "function"),
    [
        ([dense(1)], False, "sigmoid"),
        ([dense(3, "softmax")], False, "softmax"),
        ([dense(1, "linear"), layer("Activation", activation="sigmoid")], False, "sigmoid"),
        ([dense(1, "linear")], True, "sigmoid"),
        ([dense(4, "linear")], True, "softmax"),
    ],
)
def test_an_end_that_gives_probabilities_is_read(end: list[Layer], is_logit: bool, function: str) -> None:
    model, _ = built([embedding(), cell("SimpleRNN"), *end])
    assert with_verdict(model, is_logit)[-1].activation == function


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        (dense(1, "linear"), "one output with linear"),
        (dense(3, "sigmoid"), "3 outputs with sigmoid"),
        (dense(2, "relu"), "2 outputs with relu"),
        (dense(1, "softmax"), "one output with softmax"),
    ],
)
def test_another_end_is_refused(end: Layer, sentence: str) -> None:
    model, _ = built([embedding(), cell("SimpleRNN"), end])
    with pytest.raises(NotReadable, match=sentence):
        with_verdict(model, is_logit=False)


ORDERS: dict[str, tuple[list[Layer], str]] = {
    "tagging": ([cell("GRU", return_sequences=True), dense()], "gives every state, .* as for tagging"),
    "two finals": ([cell("GRU"), cell("GRU"), dense()], "behind a recurrent layer that gives only its final"),
    "dense before": ([dense(), cell("GRU"), dense()], "before any recurrent layer"),
    "dense between": ([cell("GRU"), dense(), cell("GRU"), dense()], "behind a Dense layer"),
    "no recurrence": ([norm()], "no SimpleRNN, GRU or LSTM"),
    "no head": ([cell("GRU")], "no Dense layer at its end"),
    "norm at the end": ([cell("GRU"), dense(), norm()], "behind an activation, and nothing reads it"),
    "two functions": (
        [cell("GRU"), dense(), layer("Activation", activation="relu")],
        "without an activation",
    ),
    "function early": (
        [layer("Activation", activation="relu"), cell("GRU"), dense()],
        "behind a Dense layer",
    ),
    "softmax inside": ([cell("GRU"), dense(3, "softmax"), dense()], "a softmax stands before|A softmax"),
}


@pytest.mark.parametrize("name", ORDERS)
def test_layers_in_another_order_are_refused(name: str) -> None:
    layers, sentence = ORDERS[name]
    with pytest.raises(NotReadable, match=sentence):
        built([embedding(), *layers])


def test_numbers_without_end_are_folded_without_a_word_of_warning() -> None:
    found = read_found(keras_file([embedding(), norm(), cell("LSTM"), dense()], np.random.default_rng(2)))
    broken = [np.full_like(array, np.inf) for array in found.layers[1].weights]
    layers = [
        found.layers[0],
        type(found.layers[1])("BatchNormalization", "n", found.layers[1].options, tuple(broken)),
    ]
    model = assemble(Found("m", (*layers, *found.layers[2:])))
    assert np.isnan(model.embeddings).all()
