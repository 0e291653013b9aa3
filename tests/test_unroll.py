"""The loop over time, forward and backward: laws, difference quotients, Keras and GradientTape."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, LSTMCell, SimpleRNNCell, Step
from rnnviz.unroll import (
    GradientTrace,
    backpropagate,
    read_rows,
    recurrent_kernel_gradients,
    stepping,
    unroll,
)
from tests.oracles import KINDS, Kind, keras_layer, random_cell, random_initial, random_sizes, weights

STATES = ("hidden_state", "cell_state")
ODD_ACTIVATIONS = [(kind, name) for kind in KINDS for name in ("relu", "linear", "sigmoid")]


def states(step: Step) -> list[FloatArray]:
    """h and, where there is one, c."""
    return [getattr(step, name) for name in STATES if name in step._fields]


def drawn(kind: Kind, seed: int, dtype: Any = np.float32, **activations: str) -> tuple[Any, ...]:
    """(rng, cell, inputs, initial) of random sizes."""
    rng = np.random.default_rng(seed)
    timesteps, input_dim, units = random_sizes(rng)
    cell = random_cell(kind, rng, (input_dim, units), dtype, **activations)
    return rng, cell, rng.normal(size=(timesteps, input_dim)).astype(dtype), random_initial(cell, rng)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("alike", [False, True])
def test_rows_of_different_lengths_are_each_read_as_if_alone(kind: Kind, reverse: bool, alike: bool) -> None:
    rng, lengths = np.random.default_rng(2), (6, 4, 4, 1, 0)
    cell = random_cell(kind, rng, (3, 5), np.float64)
    inputs = rng.normal(size=(6, 1 if alike else len(lengths), 3))
    begins = [random_initial(cell, rng) for _ in lengths]
    first = type(begins[0])(*map(np.stack, zip(*begins, strict=True)))
    has_word = [slice(sum(length > t for length in lengths)) for t in range(6)]
    found, ends = read_rows(stepping(cell), inputs, first, has_word, reverse)
    for row, (length, begin) in enumerate(zip(lengths, begins, strict=True)):
        alone = unroll(cell, inputs[:length, 0 if alike else row], begin, reverse)
        np.testing.assert_allclose(found[:length, row], alone.steps.hidden_state, atol=1e-12)
        np.testing.assert_allclose(ends[row], alone.final.hidden_state, atol=1e-12)
    np.testing.assert_array_equal(first.hidden_state, [begin.hidden_state for begin in begins])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_reading_on_equals_reading_at_once(kind: Kind, reverse: bool, seed: int) -> None:
    rng, cell, inputs, initial = drawn(kind, seed)
    cut = int(rng.integers(0, len(inputs) + 1))
    parts = (inputs[cut:], inputs[:cut]) if reverse else (inputs[:cut], inputs[cut:])
    first = unroll(cell, parts[0], initial, reverse)
    second = unroll(cell, parts[1], first.final, reverse)
    whole = unroll(cell, inputs, initial, reverse)
    in_order = (second, first) if reverse else (first, second)
    joined = map(np.concatenate, zip(*(trace.steps for trace in in_order), strict=True))
    for name, values, right in zip(whole.steps._fields, joined, whole.steps, strict=True):
        np.testing.assert_allclose(values, right, atol=1e-6, err_msg=name)
    np.testing.assert_allclose(second.final.hidden_state, whole.final.hidden_state, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reverse", [False, True])
def test_a_batch_equals_sentence_by_sentence(kind: Kind, reverse: bool, rng: np.random.Generator) -> None:
    cell = random_cell(kind, rng)
    inputs = rng.normal(size=(6, 4, 5)).astype(np.float32)
    batch = unroll(cell, inputs, reverse=reverse)
    gradients = rng.normal(size=(6, 4, 7)).astype(np.float32)
    summed = np.zeros_like(cell.kernel)
    for n in range(4):
        one = unroll(cell, inputs[:, n], reverse=reverse)
        for name, many, single in zip(one.steps._fields, batch.steps, one.steps, strict=True):
            np.testing.assert_allclose(many[:, n], single, atol=1e-6, err_msg=name)
        summed += backpropagate(one, gradients[:, n]).kernel
    np.testing.assert_allclose(backpropagate(batch, gradients).kernel, summed, atol=2e-5)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reverse", [False, True])
def test_the_step_before_each_word_is_the_one_read_before_it(
    kind: Kind, reverse: bool, rng: np.random.Generator
) -> None:
    cell = random_cell(kind, rng)
    trace = unroll(cell, rng.normal(size=(5, 5)), random_initial(cell, rng), reverse)
    for t in range(5):
        before = t + 1 if reverse else t - 1
        first = before in (-1, 5)
        for name, values in trace.previous._asdict().items():
            expected = getattr(trace.initial, name) if first else getattr(trace.steps, name)[before]
            np.testing.assert_array_equal(values[t], expected, err_msg=name)
        redone = cell.step(trace.inputs[t], type(trace.steps)(*(part[t] for part in trace.previous)))
        np.testing.assert_allclose(trace.steps.hidden_state[t], redone.hidden_state, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_reading_backward_is_reading_the_reversed_sequence(kind: Kind, rng: np.random.Generator) -> None:
    cell, inputs = random_cell(kind, rng), rng.normal(size=(6, 5))
    backward, turned = unroll(cell, inputs, reverse=True), unroll(cell, inputs[::-1])
    for name, values, right in zip(backward.steps._fields, backward.steps, turned.steps, strict=True):
        np.testing.assert_allclose(values, right[::-1], atol=1e-6, err_msg=name)
    np.testing.assert_allclose(backward.final.hidden_state, turned.final.hidden_state, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("batch", [(), (3,)])
def test_nothing_to_read_leaves_the_state_and_the_gradient_as_they_were(
    kind: Kind, reverse: bool, batch: tuple[int, ...], rng: np.random.Generator
) -> None:
    cell = random_cell(kind, rng)
    initial = random_initial(cell, rng, batch)
    trace = unroll(cell, np.zeros((0, *batch, 5)), initial, reverse)
    assert len(trace) == 0
    for name, values, first in zip(initial._fields, trace.steps, initial, strict=True):
        assert values.shape == (0, *first.shape), name
    assert all(len(part) == 0 for part in trace.previous)
    np.testing.assert_array_equal(trace.final.hidden_state, initial.hidden_state)
    gradient = backpropagate(trace, np.zeros((0, *batch, 7)))
    assert not gradient.kernel.any() and gradient.kernel.shape == cell.kernel.shape
    assert not gradient.recurrent_kernel.any() and not gradient.bias.any()
    assert gradient.bias.shape == cell.bias.shape
    assert gradient.steps.hidden_state.shape == trace.steps.hidden_state.shape


@pytest.mark.parametrize("kind", KINDS)
def test_a_state_in_another_precision_can_be_gone_on_from(kind: Kind, rng: np.random.Generator) -> None:
    cell, inputs = random_cell(kind, rng), rng.normal(size=(4, 5))
    initial = random_initial(cell, rng)
    doubled = type(initial)(*(part.astype(np.float64) for part in initial))
    found, expected = unroll(cell, inputs, doubled), unroll(cell, inputs, initial)
    np.testing.assert_allclose(found.steps.hidden_state, expected.steps.hidden_state, atol=1e-6)


@pytest.mark.parametrize("rho", [0.5, 0.9, 1.0, 1.1])
def test_the_gradient_of_a_linear_recurrence_shrinks_exactly_by_rho(
    rho: float, rng: np.random.Generator
) -> None:
    # dh_t/dh_{t-1} = W_hh^T = rho Q^T, and an orthogonal Q keeps every norm.
    orthogonal, _ = np.linalg.qr(rng.normal(size=(6, 6)))
    cell = SimpleRNNCell(rng.normal(size=(3, 6)), rho * orthogonal, rng.normal(size=6), activation="linear")
    trace = unroll(cell, rng.normal(size=(40, 3)))
    at_the_end = np.zeros((40, 6))
    at_the_end[-1] = rng.normal(size=6)
    gradient = backpropagate(trace, at_the_end)
    norms = np.linalg.norm([*gradient.steps.hidden_state[::-1], gradient.initial.hidden_state], axis=1)
    np.testing.assert_allclose(norms / norms[0], rho ** np.arange(41), rtol=1e-12)


def test_a_forget_gate_held_open_carries_the_cell_gradient_unchanged(rng: np.random.Generator) -> None:
    # The path without a matrix: with U = 0, W = 0 and f = sigmoid(40) = 1, dL/dc_0 = dL/dc_T.
    bias = np.repeat([0.0, 40.0, 0.0, 0.0], 3)
    trace = unroll(LSTMCell(np.zeros((2, 12)), np.zeros((3, 12)), bias), rng.normal(size=(30, 2)))
    at_the_end = np.zeros((30, 3))
    at_the_end[-1] = 1
    gradient = backpropagate(trace, at_the_end)
    np.testing.assert_allclose(gradient.initial.cell_state, gradient.steps.cell_state[-1], rtol=1e-12)
    np.testing.assert_array_equal(gradient.initial.hidden_state, np.zeros(3))


def moved(arrays: Sequence[FloatArray], along: Sequence[FloatArray], by: float) -> list[FloatArray]:
    return [array + by * direction for array, direction in zip(arrays, along, strict=True)]


def gradients(back: GradientTrace, initial: Step) -> list[FloatArray]:
    """dL/d(W_xh, W_hh, b, x, h_0 and, where there is one, c_0)."""
    ours = [back.kernel, back.recurrent_kernel, back.bias, back.steps.inputs]
    return ours + [getattr(back.initial, name) for name in STATES if name in initial._fields]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_the_gradient_is_the_limit_of_differences(kind: Kind, reverse: bool, seed: int) -> None:
    rng, cell, inputs, initial = drawn(kind, seed, np.float64)
    arriving = rng.normal(size=(len(inputs), cell.units))
    arrays = [*weights(cell), inputs, *states(initial)]
    names = [name for name in STATES if name in initial._fields]

    def loss(arrays: Sequence[FloatArray]) -> float:
        start = initial._replace(**dict(zip(names, arrays[4:], strict=True)))
        trace = unroll(kind(*arrays[:3]), arrays[3], start, reverse)
        return float((trace.steps.hidden_state * arriving).sum())

    along = [rng.normal(size=array.shape) for array in arrays]
    difference = (loss(moved(arrays, along, 1e-5)) - loss(moved(arrays, along, -1e-5))) / 2e-5
    back = backpropagate(unroll(cell, inputs, initial, reverse), arriving)
    slope = sum(np.vdot(g, d) for g, d in zip(gradients(back, initial), along, strict=True))
    np.testing.assert_allclose(slope, difference, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reverse", [False, True])
def test_timesteps_add_up_to_the_recurrent_kernel_gradient(
    kind: Kind, reverse: bool, rng: np.random.Generator
) -> None:
    cell = random_cell(kind, rng, dtype=np.float64)
    trace = unroll(cell, rng.normal(size=(8, 5)), random_initial(cell, rng), reverse)
    gradient = backpropagate(trace, rng.normal(size=(8, 7)))
    parts = recurrent_kernel_gradients(trace, gradient)
    assert parts.shape == (8, *cell.recurrent_kernel.shape)
    np.testing.assert_allclose(parts.sum(axis=0), gradient.recurrent_kernel, atol=1e-12)


def test_inputs_that_do_not_fit_are_refused(rng: np.random.Generator) -> None:
    cell = random_cell(SimpleRNNCell, rng)
    for shape in ((3, 4), (5,), ()):
        with pytest.raises(ValueError, match=r"inputs must have shape \(timesteps, 5\), got"):
            unroll(cell, np.zeros(shape))


def test_a_gradient_that_does_not_fit_is_refused(rng: np.random.Generator) -> None:
    trace = unroll(random_cell(SimpleRNNCell, rng), np.zeros((3, 5)))
    for shape in ((3, 5), (2, 7), (7,)):
        with pytest.raises(ValueError, match=r"hidden_gradient must have shape \(3, 7\), got"):
            backpropagate(trace, np.zeros(shape))


def keras_states(cell: Cell, inputs: FloatArray, initial: Step) -> list[Any]:
    """[h of every timestep, c of every timestep] by the cell inside the Keras layer."""
    twin, state, rows = keras_layer(cell).cell, [part[None] for part in states(initial)], []
    for x in inputs:
        _, state = twin(x[None], state)
        rows.append([np.asarray(part)[0] for part in state])
    return [np.stack(parts) for parts in zip(*rows, strict=True)]


@pytest.mark.keras
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_states_of_every_timestep_equal_keras(kind: Kind, seed: int) -> None:
    _, cell, inputs, initial = drawn(kind, seed)
    trace = unroll(cell, inputs, initial)
    for found, expected in zip(states(trace.steps), keras_states(cell, inputs, initial), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-5)
    layer = keras_layer(cell, return_sequences=True, return_state=True)
    sequence, *last = layer(inputs[None], initial_state=[part[None] for part in states(initial)])
    np.testing.assert_allclose(trace.steps.hidden_state, sequence[0], atol=1e-5)
    for found, expected in zip(states(trace.final), last, strict=True):
        np.testing.assert_allclose(found, expected[0], atol=1e-5)


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "name"), ODD_ACTIVATIONS)
def test_other_activations_equal_keras(kind: Kind, name: str, rng: np.random.Generator) -> None:
    names = {"activation": name}
    if name == "sigmoid" and kind is not SimpleRNNCell:
        names["recurrent_activation"] = "relu"
    cell = random_cell(kind, rng, (5, 7), np.float32, **names)
    inputs = rng.normal(size=(7, 5)).astype(np.float32)
    sequence = keras_layer(cell, return_sequences=True)(inputs[None])
    np.testing.assert_allclose(unroll(cell, inputs).steps.hidden_state, sequence[0], rtol=1e-5, atol=1e-5)


@pytest.mark.keras
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("activations", [{}, {"activation": "sigmoid"}, {"activation": "linear"}])
@pytest.mark.parametrize("seed", range(2))
def test_gradients_equal_gradient_tape(
    kind: Kind, reverse: bool, activations: dict[str, str], seed: int
) -> None:
    import tensorflow as tf

    rng, cell, inputs, initial = drawn(kind, seed, np.float64, **activations)
    arriving = rng.normal(size=(len(inputs), cell.units))
    layer = keras_layer(cell, return_sequences=True, go_backwards=reverse)
    given = [tf.constant(part[None]) for part in (inputs, *states(initial))]
    with tf.GradientTape() as tape:
        tape.watch(given)
        sequence = layer(given[0], initial_state=given[1:])[0]
        loss = tf.reduce_sum((sequence[::-1] if reverse else sequence) * arriving)
    found = tape.gradient(loss, [*(weight.value for weight in layer.weights), *given])
    expected = [np.asarray(gradient) for gradient in found]
    expected[3:] = [gradient[0] for gradient in expected[3:]]
    back = backpropagate(unroll(cell, inputs, initial, reverse), arriving)
    for ours, right in zip(gradients(back, initial), expected, strict=True):
        np.testing.assert_allclose(ours, right, rtol=1e-8, atol=1e-8)
