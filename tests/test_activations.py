"""Activations against their definitions, Keras, and a difference quotient."""

import math

import numpy as np
import pytest

from rnnviz.activations import ACTIVATIONS, activation, sigmoid


def test_sigmoid_follows_its_definition() -> None:
    for a in (-30.0, -2.5, -1e-3, 0.0, 0.7, 12.0):
        assert math.isclose(float(sigmoid(np.array(a))), 1 / (1 + math.exp(-a)), rel_tol=1e-9, abs_tol=1e-16)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_largest_numbers_overflow_nothing(name: str) -> None:
    largest = np.finfo(np.float32).max
    values = activation(name).value(np.array([-largest, largest, -np.inf, np.inf], np.float32))
    assert not np.isnan(values).any()
    if name in ("sigmoid", "tanh"):
        np.testing.assert_array_equal(values, [0 if name == "sigmoid" else -1, 1] * 2)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_slope_is_the_limit_of_differences(name: str, rng: np.random.Generator) -> None:
    value, slope = activation(name)
    a = rng.normal(0, 2, 50)
    a = a[abs(a) > 1e-3]  # The corner of relu has no slope.
    difference = (value(a + 1e-6) - value(a - 1e-6)) / 2e-6
    np.testing.assert_allclose(slope(value(a)), difference, atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_float32_stays_float32_and_the_argument_stays_what_it_was(name: str) -> None:
    a = np.array([-1.5, 0, 2], np.float32)
    values = activation(name).value(a)
    assert values.dtype == activation(name).slope(values).dtype == np.float32
    assert not np.shares_memory(values, a)
    np.testing.assert_array_equal(a, np.array([-1.5, 0, 2], np.float32))


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="tanh, sigmoid, relu, linear, got 'swish'"):
        activation("swish")


@pytest.mark.keras
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_equal_keras(name: str, rng: np.random.Generator) -> None:
    import keras

    a = rng.normal(0, 5, 100).astype(np.float32)
    np.testing.assert_allclose(activation(name).value(a), keras.activations.get(name)(a), atol=1e-6)
