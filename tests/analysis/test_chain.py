"""The product of the Jacobians against trying, against TensorFlow's tape and against laws known by hand."""

from typing import Any

import numpy as np
import pytest

from rnnviz.analysis.chain import (
    chain_of,
    finite_difference,
    horizon_of,
    kernel_norms,
    largest_singular,
    paths_of,
    step_jacobian,
)
from rnnviz.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.unroll import Trace, backpropagate, recurrent_kernel_gradients, unroll
from tests.oracles import KINDS, Kind, keras_layer, random_cell, random_initial

ACTIVATIONS = ("tanh", "relu", "linear", "sigmoid")


def read(kind: Kind, rng: np.random.Generator, reverse: bool = False, **activations: str) -> Trace:
    cell = random_cell(kind, rng, (3, 5), np.float64, **activations)
    return unroll(cell, rng.normal(size=(7, 3)), random_initial(cell, rng), reverse)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_the_product_is_what_trying_gives(kind: Kind, reverse: bool, rng: np.random.Generator) -> None:
    trace = read(kind, rng, reverse)
    chain = chain_of(trace)
    assert chain.times.tolist() == list(range(8))
    for t in chain.times:
        np.testing.assert_allclose(chain.hidden[t], finite_difference(trace, t), atol=1e-8)
        if chain.memory is not None and t < len(trace):
            np.testing.assert_allclose(chain.memory[t], finite_difference(trace, t, "cell_state"), atol=1e-8)
    assert (chain.memory is not None) == (kind is LSTMCell)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_other_activations_have_their_own_slopes(kind: Kind, name: str, rng: np.random.Generator) -> None:
    trace = read(kind, rng, activation=name)
    np.testing.assert_allclose(chain_of(trace, [2]).hidden[0], finite_difference(trace, 2), atol=1e-7)


@pytest.mark.keras
@pytest.mark.parametrize("kind", KINDS)
def test_the_product_is_what_the_tape_gives(kind: Kind, rng: np.random.Generator) -> None:
    import tensorflow as tf

    cell = random_cell(kind, rng, (3, 5), np.float64)
    trace = unroll(cell, rng.normal(size=(6, 3)))
    layer = keras_layer(cell).cell
    names = ("hidden_state", "cell_state") if kind is LSTMCell else ("hidden_state",)
    states = [tf.Variable(getattr(trace.steps, name)[2][None]) for name in names]
    with tf.GradientTape() as tape:
        state: Any = list(states)
        for x in trace.inputs[3:]:
            _, state = layer(x[None], state)
        end = state[0]
    found = [np.asarray(each)[0, :, 0].T for each in tape.jacobian(end, states)]
    chain = chain_of(trace, [3])
    np.testing.assert_allclose(chain.hidden[0], found[0], atol=1e-5)
    if chain.memory is not None:
        np.testing.assert_allclose(chain.memory[0], found[1], atol=1e-5)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_the_factors_of_the_steps_make_the_product(
    kind: Kind, reverse: bool, rng: np.random.Generator
) -> None:
    trace = read(kind, rng, reverse)
    units, rows = trace.cell.units, range(len(trace))
    whole = np.eye(units if kind is not LSTMCell else 2 * units)
    for t in rows if reverse else reversed(rows):
        jacobian = step_jacobian(trace, t)
        assert (jacobian.gate != 0).any() == (kind is not SimpleRNNCell)
        whole = jacobian.whole @ whole
    chain = chain_of(trace, [0])
    np.testing.assert_allclose(whole[:units, :units], chain.hidden[0], atol=1e-12)
    if chain.memory is not None:
        np.testing.assert_allclose(whole[units:, :units], chain.memory[0], atol=1e-12)
    with pytest.raises(IndexError, match="7 timesteps, got 7"):
        step_jacobian(trace, 7)


@pytest.mark.parametrize("rate", [0.5, 0.9, 1.0, 1.1])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_linear_orthogonal_network_keeps_the_law_of_powers(rate: float, dtype: Any) -> None:
    rng = np.random.default_rng(0)
    orthogonal, _ = np.linalg.qr(rng.normal(size=(64, 64)))
    kernel, bias = np.zeros((2, 64), dtype), np.zeros(64, dtype)
    cell = SimpleRNNCell(kernel, (rate * orthogonal).astype(dtype), bias, "linear")
    norms = chain_of(unroll(cell, np.ones((100, 2), dtype))).hidden_norms
    np.testing.assert_allclose(norms, rate ** (100.0 - np.arange(101)), rtol=1e-4)


def test_a_loss_is_carried_back_by_the_same_matrices(rng: np.random.Generator) -> None:
    for kind in KINDS:
        trace = read(kind, rng)
        last = np.zeros((7, 5))
        last[-1] = rng.normal(size=5)
        back = backpropagate(trace, last)
        expected = np.einsum("tij,j->ti", chain_of(trace).hidden[1:], last[-1])
        np.testing.assert_allclose(back.steps.hidden_state, expected, atol=1e-12)
        paths = paths_of(trace, back)
        if kind is LSTMCell:
            np.testing.assert_allclose(paths.gate, back.steps.cell_state * trace.steps.forget_gate)  # type: ignore[union-attr]
            np.testing.assert_allclose(paths.matrix, back.steps.previous.hidden_state)
        else:
            np.testing.assert_allclose(paths.gate + paths.matrix, back.steps.previous.hidden_state)
        assert (paths.gate != 0).any() == (kind is not SimpleRNNCell)
        if kind is GRUCell:
            inner = back.steps.recurrent_pre_activation @ trace.cell.recurrent_kernel.T
            np.testing.assert_allclose(paths.matrix, inner, atol=1e-12)
        whole = np.linalg.norm(recurrent_kernel_gradients(trace, back), axis=(1, 2))
        np.testing.assert_allclose(kernel_norms(trace, back), whole, atol=1e-12)


def test_what_overflows_vanishes_or_has_no_value_is_shown_as_such() -> None:
    def norms(rate: float, steps: int, first: float = 1.0) -> Any:
        weights = np.full((1, 1), first, np.float32), np.full((1, 1), rate, np.float32)
        cell = SimpleRNNCell(*weights, np.zeros(1, np.float32), "linear")
        with np.errstate(all="ignore"):
            return chain_of(unroll(cell, np.ones((steps, 1), np.float32))).state_norms

    assert norms(2.0, 200)[0] == np.inf
    assert norms(2.0, 200)[-100] == 2.0**99
    assert norms(0.5, 200)[0] == 0
    relu = SimpleRNNCell(np.ones((1, 1)), -np.ones((1, 1)), np.zeros(1), "relu")
    assert chain_of(unroll(relu, -np.ones((4, 1)))).state_norms.tolist() == [0, 0, 0, 0, 1]
    assert np.isnan(largest_singular(np.array([[1.0, np.nan], [0.0, np.inf]])))


def test_the_largest_singular_value_is_numpys(rng: np.random.Generator) -> None:
    for shape, scale in (((4, 6, 6), 1), ((3, 8, 4), 1e-30), ((2, 4, 8), 1e30)):
        matrices = (rng.normal(size=shape) * scale).astype(np.float32)
        expected = [np.linalg.svd(each.astype(np.float64), compute_uv=False)[0] for each in matrices]
        np.testing.assert_allclose(largest_singular(matrices), expected, rtol=1e-6)


def test_some_times_only_are_those_of_all(rng: np.random.Generator) -> None:
    trace = read(LSTMCell, rng)
    some, whole = chain_of(trace, [6, 0, 3]), chain_of(trace)
    assert some.times.tolist() == [0, 3, 6]
    np.testing.assert_array_equal(some.hidden, whole.hidden[[0, 3, 6]])
    np.testing.assert_array_equal(some.state_norms, whole.state_norms[[0, 3, 6]])
    for wrong in ([8], [-1, 2]):
        with pytest.raises(ValueError, match="times must be from 0 to 7"):
            chain_of(trace, wrong)
    with pytest.raises(ValueError, match="t must be from 0 to 7, got 8"):
        finite_difference(trace, 8)


def test_the_horizon_is_the_first_lag_that_is_not_felt() -> None:
    times = np.arange(6)
    assert horizon_of(times, np.array([9.0, 0.001, 0.009, 0.02, 0.5, 1.0])) == 3
    assert horizon_of(times, np.array([0.0, 0.02, 0.02, 0.02, 0.5, 1.0])) == 5
    assert horizon_of(times, np.full(6, 1.0)) is None
    assert horizon_of(times, np.array([0.1, 0.1, 0.2, 0.02, 0.5, 1.0]), share=0.05) == 2
    assert horizon_of(times, np.array([np.nan, np.inf, np.inf, 2.0, 1.5, 1.0])) is None


def test_an_empty_text_has_one_state(rng: np.random.Generator) -> None:
    chain = chain_of(unroll(random_cell(GRUCell, rng), np.zeros((0, 5), np.float32)))
    assert chain.hidden_norms.tolist() == [1.0]
    assert horizon_of(chain.times, chain.hidden_norms) is None
