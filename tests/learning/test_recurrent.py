"""Packed cells compute what the cells of Explore do, both ways, and what a difference quotient says."""

from typing import Any

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.learning.initial import GATES
from rnnviz.learning.packing import Packing
from rnnviz.learning.recurrent import PerRow, Settings, Weights, backward, forward
from rnnviz.learning.spec import CELL_KINDS, RECURRENT_ACTIVATIONS, CellKind, RecurrentActivation
from rnnviz.unroll import backpropagate, unroll

CELLS: dict[CellKind, Any] = {"simple-rnn": SimpleRNNCell, "gru": GRUCell, "lstm": LSTMCell}
D, H = 3, 4
LENGTHS = ([6, 4, 4, 1], [1, 1, 1], [5], [3, 3])
EVERY = [(cell, name) for cell in CELL_KINDS for name in RECURRENT_ACTIVATIONS]


def drawn(
    cell: CellKind, lengths: list[int], rng: np.random.Generator
) -> tuple[Weights, FloatArray, Packing]:
    gates, packing = GATES[cell], Packing.of(np.array(lengths))
    bias = (2, gates * H) if cell == "gru" else (gates * H,)
    shapes = ((D, gates * H), (H, gates * H), bias)
    weights = Weights(*(rng.normal(0, 0.7, shape) for shape in shapes))
    return weights, rng.normal(size=(len(packing), D)), packing


def places(packing: Packing, row: int) -> Any:
    return np.flatnonzero(packing.rows == row)


@pytest.mark.parametrize(("cell", "activation"), EVERY)
@pytest.mark.parametrize("lengths", LENGTHS)
@pytest.mark.parametrize("only_last", [False, True])
def test_each_sentence_goes_through_as_if_it_were_alone(
    cell: CellKind,
    activation: RecurrentActivation,
    lengths: list[int],
    only_last: bool,
    rng: np.random.Generator,
) -> None:
    weights, inputs, packing = drawn(cell, lengths, rng)
    tape = forward(Settings(cell, activation), weights, inputs, packing)
    arriving = rng.normal(size=(len(lengths) if only_last else len(packing), H))
    found, on_inputs, _ = backward(Settings(cell, activation), weights, tape, packing, arriving)
    alone: Cell = CELLS[cell](*weights, activation=activation)
    expected = [np.zeros_like(array) for array in weights]
    for row in range(len(lengths)):
        mine = places(packing, row)
        trace = unroll(alone, inputs[mine])
        np.testing.assert_allclose(tape.states[mine], trace.steps.hidden_state, atol=1e-12)
        gradient = np.zeros((len(mine), H))
        gradient[-1 if only_last else slice(None)] = arriving[row if only_last else mine]
        back = backpropagate(trace, gradient)
        np.testing.assert_allclose(on_inputs[mine], back.steps.inputs, atol=1e-10)
        for total, part in zip(expected, (back.kernel, back.recurrent_kernel, back.bias), strict=True):
            total += part
    for name, one, other in zip(Weights._fields, found, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-10, err_msg=name)


def masked_states(cell: CellKind, weights: Weights, inputs: FloatArray, masks: FloatArray) -> FloatArray:
    """One sentence, one number at a time as Keras's cells are written: a mask for each gate."""

    def sigmoid(a: FloatArray) -> FloatArray:
        return 1 / (1 + np.exp(-a))

    kernel, recurrent = (np.split(part, GATES[cell], axis=1) for part in weights[:2])
    bias = np.split(np.atleast_2d(weights.bias), GATES[cell], axis=1)
    h = c = np.zeros(H)
    states = []
    for x in inputs:
        on_x = [x @ each + b[0] for each, b in zip(kernel, bias, strict=True)]
        on_h = [(h * mask) @ each for mask, each in zip(masks, recurrent, strict=True)]
        if cell == "simple-rnn":
            h = np.tanh(on_x[0] + on_h[0])
        elif cell == "gru":
            z, r = (sigmoid(on_x[n] + on_h[n] + bias[n][1]) for n in (0, 1))
            h = z * h + (1 - z) * np.tanh(on_x[2] + r * (on_h[2] + bias[2][1]))
        else:
            i, f, o = (sigmoid(on_x[n] + on_h[n]) for n in (0, 1, 3))
            c = f * c + i * np.tanh(on_x[2] + on_h[2])
            h = o * np.tanh(c)
        states.append(h)
    return np.array(states)


@pytest.mark.parametrize("cell", CELL_KINDS)
def test_recurrent_dropout_masks_the_state_on_its_way_to_each_gate(
    cell: CellKind, rng: np.random.Generator
) -> None:
    weights, inputs, packing = drawn(cell, [5, 3, 1], rng)
    mask = (rng.random((GATES[cell], 3, H)) < 0.6) / 0.6
    tape = forward(Settings(cell), weights, inputs, packing, PerRow(mask))
    for row in range(3):
        mine = places(packing, row)
        expected = masked_states(cell, weights, inputs[mine], mask[:, row])
        np.testing.assert_allclose(tape.states[mine], expected, atol=1e-12)


@pytest.mark.parametrize(("cell", "activation"), EVERY)
@pytest.mark.parametrize("lengths", LENGTHS)
def test_a_row_goes_on_from_its_own_first_state(
    cell: CellKind, activation: RecurrentActivation, lengths: list[int], rng: np.random.Generator
) -> None:
    weights, inputs, packing = drawn(cell, lengths, rng)
    initial = rng.uniform(-0.9, 0.9, (len(lengths), H))
    tape = forward(Settings(cell, activation), weights, inputs, packing, PerRow(initial=initial))
    alone: Cell = CELLS[cell](*weights, activation=activation)
    for row in range(len(lengths)):
        step: Any = alone.initial_step()._replace(hidden_state=initial[row])
        trace = unroll(alone, inputs[places(packing, row)], step)
        np.testing.assert_allclose(
            tape.states[places(packing, row)], trace.steps.hidden_state, atol=1e-12, err_msg=str(row)
        )


@pytest.mark.parametrize("cell", CELL_KINDS)
@pytest.mark.parametrize("has_mask", [False, True])
@pytest.mark.parametrize("has_initial", [False, True])
def test_gradients_are_difference_quotients(
    cell: CellKind, has_mask: bool, has_initial: bool, rng: np.random.Generator
) -> None:
    weights, inputs, packing = drawn(cell, [4, 4, 2], rng)
    mask = (rng.random((GATES[cell], 3, H)) < 0.6) / 0.6 if has_mask else None
    rows = PerRow(mask, rng.normal(size=(3, H)) if has_initial else None)
    settings, arriving = Settings(cell), rng.normal(size=(len(packing), H))
    tape = forward(settings, weights, inputs, packing, rows)
    found, on_inputs, on_initial = backward(settings, weights, tape, packing, arriving)

    def loss() -> float:
        return float((forward(settings, weights, inputs, packing, rows).states * arriving).sum())

    pairs = [*zip(weights, found, strict=True), (inputs, on_inputs)]
    if rows.initial is not None and on_initial is not None:
        pairs.append((rows.initial, on_initial))
    assert (on_initial is not None) == has_initial
    for array, gradient in pairs:
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + 1e-6
            above = loss()
            array[place] = kept - 1e-6
            quotient = (above - loss()) / 2e-6
            array[place] = kept
            assert gradient[place] == pytest.approx(quotient, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("cell", CELL_KINDS)
@pytest.mark.parametrize("only_last", [False, True])
def test_neither_way_changes_what_it_was_given(
    cell: CellKind, only_last: bool, rng: np.random.Generator
) -> None:
    weights, inputs, packing = drawn(cell, [4, 2], rng)
    mask, initial = np.ones((GATES[cell], 2, H)), rng.normal(size=(2, H))
    arriving = rng.normal(size=(2 if only_last else 6, H))
    given = [*weights, inputs, mask, initial, arriving]
    before = [array.copy() for array in given]
    tape = forward(Settings(cell), weights, inputs, packing, PerRow(mask, initial))
    backward(Settings(cell), weights, tape, packing, arriving)
    assert all(np.array_equal(one, other) for one, other in zip(given, before, strict=True))
