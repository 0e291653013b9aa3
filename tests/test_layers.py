"""Layers in one direction and in both, and the dense ones of the head."""

from math import log

import numpy as np
import pytest

from rnnviz.cells import GRUCell, LSTMCell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.unroll import unroll
from tests.oracles import KINDS, Kind, keras_bidirectional, random_cell, random_layer


@pytest.mark.parametrize("kind", KINDS)
def test_both_directions_stand_side_by_side(kind: Kind, rng: np.random.Generator) -> None:
    cells = random_cell(kind, rng, (5, 3)), random_cell(kind, rng, (5, 4))
    layer = RecurrentLayer(*cells)
    inputs = rng.normal(size=(6, 5)).astype(np.float32)
    reading = layer.read(inputs)
    forward, backward = unroll(cells[0], inputs), unroll(cells[1], inputs, reverse=True)
    assert layer.units == 7
    assert [trace.cell for trace in reading.traces] == list(layer.cells)
    for name, values in reading.steps._asdict().items():
        split = forward.steps._asdict()[name].shape[1]
        np.testing.assert_array_equal(values[:, :split], getattr(forward.steps, name), err_msg=name)
        np.testing.assert_array_equal(values[:, split:], getattr(backward.steps, name), err_msg=name)
    read_last = [forward.steps.hidden_state[-1], backward.steps.hidden_state[0]]
    np.testing.assert_array_equal(reading.final, np.concatenate(read_last))


@pytest.mark.parametrize("kind", KINDS)
def test_one_direction_is_its_trace(kind: Kind, rng: np.random.Generator) -> None:
    layer = random_layer(kind, rng, 5, both=False)
    reading = layer.read(rng.normal(size=(6, 5)))
    assert layer.units == layer.forward.units
    assert reading.traces == (reading.forward,)
    assert reading.steps is reading.forward.steps
    np.testing.assert_array_equal(reading.final, reading.steps.hidden_state[-1])


@pytest.mark.parametrize("both", [False, True])
def test_nothing_to_read_ends_in_zeros(both: bool, rng: np.random.Generator) -> None:
    layer = random_layer(LSTMCell, rng, 5, both)
    reading = layer.read(np.zeros((0, 5)))
    assert reading.steps.hidden_state.shape == (0, layer.units)
    np.testing.assert_array_equal(reading.final, np.zeros(layer.units))


def test_directions_of_two_kinds_are_refused(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match=r"LSTM.*GRU|GRU.*LSTM"):
        RecurrentLayer(random_cell(LSTMCell, rng), random_cell(GRUCell, rng))


def test_a_dense_layer_by_hand() -> None:
    # h W + b = (1 * 1 + 2 * 0.5 - 2, 1 * 0 + 2 * ln 3 / 2 + 0) = (0, ln 3)
    # sigmoid: 1/2 and 3/4; softmax: 1/(1+3) and 3/(1+3); relu and linear: 0 and ln 3; tanh: 0 and 0.8
    kernel, bias, states = np.array([[1, 0], [0.5, log(3) / 2]]), np.array([-2.0, 0]), np.array([1.0, 2])
    expected = {"sigmoid": [0.5, 0.75], "softmax": [0.25, 0.75], "tanh": [0, 0.8]}
    for name, right in {**expected, "relu": [0, log(3)], "linear": [0, log(3)]}.items():
        dense = Dense(kernel, bias, name)
        np.testing.assert_allclose(dense.score(states), [0, log(3)], atol=1e-12)
        np.testing.assert_allclose(dense.apply(states), right, atol=1e-12, err_msg=name)


def test_softmax_overflows_nothing() -> None:
    dense = Dense(np.eye(3), np.zeros(3), "softmax")
    np.testing.assert_array_equal(dense.apply(np.array([1e30, 0, -1e30])), [1, 0, 0])


@pytest.mark.parametrize(
    ("kernel", "bias"), [((4, 2), (3,)), ((4, 2), (1, 2)), ((4, 2), ()), ((2,), (2,)), ((3, 4, 2), (2,))]
)
def test_a_head_that_does_not_fit_is_refused(kernel: tuple[int, ...], bias: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="must have shape"):
        Dense(np.zeros(kernel), np.zeros(bias))


def test_an_unknown_activation_of_the_head_is_refused() -> None:
    with pytest.raises(ValueError, match="got 'argmax'"):
        Dense(np.zeros((4, 2)), np.zeros(2), "argmax")


@pytest.mark.keras
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("both", [False, True])
def test_a_layer_equals_keras(kind: Kind, both: bool, rng: np.random.Generator) -> None:
    layer = random_layer(kind, rng, 5, both)
    inputs = rng.normal(size=(9, 5)).astype(np.float32)
    reading = layer.read(inputs)
    sequence = keras_bidirectional(layer, return_sequences=True)(inputs[None])
    np.testing.assert_allclose(reading.steps.hidden_state, sequence[0], atol=1e-5)
    np.testing.assert_allclose(reading.final, keras_bidirectional(layer)(inputs[None])[0], atol=1e-5)


@pytest.mark.keras
@pytest.mark.parametrize("name", ["sigmoid", "softmax", "tanh", "relu", "linear"])
def test_a_dense_layer_equals_keras(name: str, rng: np.random.Generator) -> None:
    import keras

    kernel, bias = rng.normal(size=(6, 3)).astype(np.float32), rng.normal(size=3).astype(np.float32)
    twin = keras.layers.Dense(3, activation=name)
    twin.build((None, 6))
    twin.set_weights([kernel, bias])
    states = rng.normal(size=(4, 6)).astype(np.float32)
    np.testing.assert_allclose(Dense(kernel, bias, name).apply(states), twin(states), atol=1e-5)
