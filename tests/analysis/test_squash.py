"""The comparison of activations: closed forms, exact laws, and Keras's own initialisers."""

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rnnviz.activations import ACTIVATIONS
from rnnviz.analysis.squash import (
    BOUND,
    COMPARED,
    FLAT,
    Squashed,
    SquashSpec,
    compare,
    drawn_inputs,
    initial_cell,
    squash,
)

SEEDS = range(8)
# The slope as a function of a, and not, as in `activations`, of the function's own value.
SLOPES: dict[str, Callable[..., Any]] = {
    "tanh": lambda a: 1 / np.cosh(a) ** 2,
    "sigmoid": lambda a: np.exp(-a) / (1 + np.exp(-a)) ** 2,
    "relu": lambda a: np.where(a > 0, 1.0, 0.0),
    "linear": lambda a: np.ones_like(a),
}


def by_name(spec: SquashSpec) -> dict[str, Squashed]:
    """The results, each under its activation."""
    return {result.activation: result for result in compare(spec)}


def test_every_activation_that_there_is_is_compared() -> None:
    assert set(COMPARED) == set(ACTIVATIONS)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("scale", [0.0, 0.5, 1.0, 2.5])
def test_every_eigenvalue_of_the_recurrent_kernel_has_the_size_of_the_scale(seed: int, scale: float) -> None:
    cell = initial_cell(SquashSpec(seed, scale), "tanh")
    sizes = np.abs(np.linalg.eigvals(cell.recurrent_kernel.astype(np.float64)))
    np.testing.assert_allclose(sizes, scale, atol=1e-5)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_seed_gives_the_same_weights_and_inputs_to_all_and_another_gives_others(seed: int) -> None:
    spec = SquashSpec(seed)
    cells = [initial_cell(spec, name) for name in COMPARED]
    for cell in cells:
        np.testing.assert_array_equal(cell.kernel, cells[0].kernel)
        np.testing.assert_array_equal(cell.recurrent_kernel, cells[0].recurrent_kernel)
    first = {name: result.pre_activations[0] for name, result in by_name(spec).items()}
    for a in first.values():  # Before the first activation nothing can differ.
        np.testing.assert_allclose(a, drawn_inputs(spec)[0] @ cells[0].kernel, atol=1e-6)
    other = initial_cell(SquashSpec(seed + 1), "tanh")
    assert not np.array_equal(other.kernel, cells[0].kernel)
    longer = drawn_inputs(SquashSpec(seed, timesteps=50))
    np.testing.assert_array_equal(longer[:20], drawn_inputs(spec))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_states_are_those_of_the_formula_step_by_step(seed: int) -> None:
    spec = SquashSpec(seed, 0.9, 12)
    written: dict[str, Callable[[float], float]] = {
        "tanh": math.tanh,
        "sigmoid": lambda a: 1 / (1 + math.exp(-a)),
        "relu": lambda a: max(a, 0.0),
    }
    for name, function in written.items():
        cell, h = initial_cell(spec, name), np.zeros(spec.units)
        for x, a, state in zip(
            drawn_inputs(spec), (result := squash(spec, name)).pre_activations, result.states, strict=True
        ):
            expected = x.astype(float) @ cell.kernel + h @ cell.recurrent_kernel
            h = np.array([function(each) for each in expected])
            np.testing.assert_allclose(a, expected, atol=1e-4)
            np.testing.assert_allclose(state, h, atol=1e-4)


@pytest.mark.parametrize("scale", [0.5, 1.0, 1.5])
def test_a_linear_state_is_the_sum_of_inputs_that_have_faded_or_grown(scale: float) -> None:
    spec = SquashSpec(3, scale, 10)
    cell, x = initial_cell(spec, "linear"), drawn_inputs(spec).astype(np.float64)
    kernel, rotation = cell.kernel.astype(np.float64), cell.recurrent_kernel.astype(np.float64) / scale
    parts = [
        scale**back * x[9 - back] @ kernel @ np.linalg.matrix_power(rotation, back) for back in range(10)
    ]
    np.testing.assert_allclose(squash(spec, "linear").states[-1], np.sum(parts, axis=0), rtol=1e-3, atol=1e-4)
    norms = [np.linalg.norm(part) for part in parts]
    own = [scale**back * np.linalg.norm(x[9 - back] @ kernel) for back in range(10)]
    np.testing.assert_allclose(norms, own, rtol=1e-5)


@pytest.mark.parametrize("name", COMPARED)
def test_slopes_and_the_share_that_is_flat_follow_from_the_pre_activations(name: str) -> None:
    result = squash(SquashSpec(1, 1.4, 40), name)
    a = result.pre_activations.astype(np.float64)
    np.testing.assert_allclose(result.slopes, SLOPES[name](a), rtol=1e-3, atol=1e-5)
    # By the inverse of the slope: tanh' = 0.1 at |a| = artanh(sqrt(0.9)), sigmoid' at ln(4 + sqrt 15).
    edge = {"tanh": math.atanh(0.9**0.5), "sigmoid": math.log(4 + 15**0.5)}
    outside = {"relu": a <= 0, "linear": a != a}.get(name, np.abs(a) > edge.get(name, 0))
    assert result.flat_share == pytest.approx(np.mean(outside), abs=1e-9)
    assert FLAT == 0.1


def test_bounds_hold_and_what_has_no_bound_escapes() -> None:
    results = by_name(SquashSpec(0, 2.0, 60))
    assert np.abs(results["tanh"].states).max() <= 1
    assert results["sigmoid"].states.min() >= 0 and results["sigmoid"].states.max() <= 1
    assert results["relu"].states.min() == 0
    for name in ("tanh", "sigmoid"):
        assert results[name].escaped_at is None and results[name].largest <= 1
    for name in ("relu", "linear"):
        result = results[name]
        assert result.escaped_at is not None
        before, then = result.states[: result.escaped_at - 1], result.states[result.escaped_at - 1]
        assert np.abs(before).max() <= BOUND < np.abs(then).max()
        assert result.largest == np.abs(result.states).max()
        assert result.largest == np.abs(result.states[result.largest_at - 1]).max()
        # A doubling a step, within what inputs and sign can add: 2^60 is 1.2e18.
        assert 1e14 < result.largest < 1e20


def test_what_overflows_stays_infinite_and_then_no_number() -> None:
    result = squash(SquashSpec(0, 3.0, 100), "linear")
    assert np.isinf(result.states).any() and np.isnan(result.states).any()
    first = result.states[result.largest_at - 1]
    assert not np.isfinite(first).all() and np.isfinite(result.states[: result.largest_at - 1]).all()
    assert result.largest == math.inf
    assert np.isnan(result.slopes).any() and result.flat_share == 0
    # 3^81 is about 4.4e38, just beyond float32's 3.4e38.
    assert 75 <= result.largest_at <= 85


def test_a_unit_is_dead_whose_slope_is_zero_at_every_step() -> None:
    one_step = squash(SquashSpec(0, timesteps=1), "relu")
    assert one_step.dead_units == (one_step.pre_activations[0] <= 0).sum() > 0
    for name in COMPARED:
        slopes = np.array([[0.0, 0.0, 1.0], [0.0, 0.5, 1.0]])
        assert Squashed(name, slopes, slopes, slopes).dead_units == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"seed": -1}, "seed must be from 0 to 9999, got -1"),
        ({"scale": 3.5}, "scale must be from 0 to 3.0, got 3.5"),
        ({"scale": math.nan}, "scale must be from 0 to 3.0, got nan"),
        ({"timesteps": 0}, "timesteps must be from 1 to 100, got 0"),
        ({"units": 0}, "input_dim and units must be positive, got 4, 0"),
    ],
)
def test_a_value_out_of_range_is_refused_with_a_sentence(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        SquashSpec(**wrong)


@pytest.mark.keras
@pytest.mark.parametrize("name", COMPARED)
def test_keras_computes_the_same_states_and_starts_from_the_same_kinds_of_weights(name: str) -> None:
    import keras

    spec = SquashSpec(5, 1.0, 15)
    cell, x = initial_cell(spec, name), drawn_inputs(spec)
    layer = keras.layers.SimpleRNN(spec.units, activation=name, return_sequences=True)
    layer.build((None, None, spec.input_dim))
    kernel, recurrent_kernel, bias = layer.get_weights()
    limit = math.sqrt(6 / (spec.input_dim + spec.units))
    assert np.abs(kernel).max() <= limit and np.abs(cell.kernel).max() <= limit
    for orthogonal in (recurrent_kernel, cell.recurrent_kernel):
        np.testing.assert_allclose(orthogonal @ orthogonal.T, np.eye(spec.units), atol=1e-5)
    np.testing.assert_array_equal(bias, cell.bias)
    layer.set_weights([cell.kernel, cell.recurrent_kernel, cell.bias])
    np.testing.assert_allclose(squash(spec, name).states, layer(x[None])[0], rtol=1e-4, atol=1e-4)
