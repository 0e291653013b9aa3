"""The loop over time, tight: the numbers of `cell.step` one after another, several times as fast.

Each function fills the arrays of a whole trace in place and calls a handful of NumPy functions a
timestep. Two devices: sigmoid(a) = (1 + tanh(a / 2)) / 2, so that one call of tanh serves every gate
(halving a weight is exact in binary), and views made before the loop instead of slices within it.
Only for one sentence and the activations Keras has by default; `unroll` steps through all else.
"""

from itertools import pairwise
from typing import cast

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, GRUCell, GRUStep, LSTMCell, LSTMStep, SimpleRNNCell, SimpleRNNStep, Step


def is_plain(cell: Cell) -> bool:
    """Whether the cell has the activations that these loops are written for."""
    return cell.activation == "tanh" and getattr(cell, "recurrent_activation", "sigmoid") == "sigmoid"


def scan(cell: Cell, inputs: FloatArray, initial: Step) -> Step:
    """Read inputs (timesteps, input_dim) from first to last; every quantity (timesteps, units)."""
    if isinstance(cell, SimpleRNNCell):
        return _scan_simple_rnn(cell, inputs, initial)
    if isinstance(cell, LSTMCell):
        return _scan_lstm(cell, inputs, cast(LSTMStep, initial))
    return _scan_gru(cast(GRUCell, cell), inputs, initial)


def _scan_simple_rnn(cell: SimpleRNNCell, inputs: FloatArray, initial: Step) -> SimpleRNNStep:
    pre_activation = cell.project(inputs)
    hidden = np.empty_like(pre_activation)
    dot, add, tanh, kernel = np.dot, np.add, np.tanh, cell.recurrent_kernel
    recurrent = np.empty(cell.units, kernel.dtype)
    before = initial.hidden_state
    for a, h in zip(pre_activation, hidden, strict=True):
        dot(before, kernel, recurrent)
        add(a, recurrent, a)
        tanh(a, h)
        before = h
    return SimpleRNNStep(pre_activation, hidden)


def _scan_lstm(cell: LSTMCell, inputs: FloatArray, initial: LSTMStep) -> LSTMStep:
    """Gates stand as i, f, o, g and are carried doubled, and so is h, which meets halved weights."""
    units, dtype = cell.units, cell.kernel.dtype
    half = dtype.type(0.5)
    kernel, recurrent_kernel, bias = map(_gates_together, (cell.kernel, cell.recurrent_kernel, cell.bias))
    halved = inputs @ kernel + bias
    # Row t: 2i, 2f, 2o, g of timestep t, then c of t-1, so that one product makes i*g and f*c.
    rows = np.empty((len(inputs) + 1, 5 * units), dtype)
    rows[0, 4 * units :] = initial.cell_state
    doubled = np.empty((len(inputs) + 1, units), dtype)
    doubled[0] = 2 * initial.hidden_state
    _lstm_loop(recurrent_kernel * half, halved, rows, doubled)
    a_i, a_f, a_o, a_c = np.split(halved, 4, axis=-1)
    i, f, o, g = np.split(rows[:-1, : 4 * units], 4, axis=-1)
    return LSTMStep(
        pre_activation=np.concatenate([a_i * 2, a_f * 2, a_c, a_o * 2], axis=-1),
        input_gate=i * half,
        forget_gate=f * half,
        candidate=g,
        output_gate=o * half,
        cell_state=rows[1:, 4 * units :],
        hidden_state=doubled[1:] * half,
    )


def _lstm_loop(kernel: FloatArray, pre_activation: FloatArray, rows: FloatArray, hidden: FloatArray) -> None:
    units, dtype = hidden.shape[1], hidden.dtype
    one, halves, written = dtype.type(1), np.full(2, 0.5, dtype), np.empty(2 * units, dtype)
    both, recurrent, read = written.reshape(2, units), np.empty(4 * units, dtype), np.empty(units, dtype)
    dot, add, tanh, multiply = np.dot, np.add, np.tanh, np.multiply
    views = zip(
        pre_activation,
        rows[:, : 4 * units],
        rows[:, : 3 * units],
        rows[:, : 2 * units],
        rows[:, 3 * units :],
        rows[:, 2 * units : 3 * units],
        rows[1:, 4 * units :],
        pairwise(hidden),
        strict=False,  # The last row of `rows` holds only the last c.
    )
    for a, gates_and_g, gates, i_and_f, g_and_c, o, c, (before, h) in views:
        dot(before, kernel, recurrent)
        add(a, recurrent, a)
        tanh(a, gates_and_g)
        add(gates, one, gates)
        multiply(i_and_f, g_and_c, written)
        dot(halves, both, c)
        tanh(c, read)
        multiply(o, read, h)


def _gates_together(weights: FloatArray) -> FloatArray:
    """Reorder i, f, c, o to i, f, o, c and halve the three gates."""
    i, f, c, o = np.split(weights, 4, axis=-1)
    half = weights.dtype.type(0.5)
    return np.concatenate([i * half, f * half, o * half, c], axis=-1)


def _scan_gru(cell: GRUCell, inputs: FloatArray, initial: Step) -> GRUStep:
    units, dtype = cell.units, cell.kernel.dtype
    pre_activation = cell.project(inputs)
    recurrent = np.empty_like(pre_activation)
    gates = np.empty((len(inputs), 2 * units), dtype)
    candidate, hidden = np.empty((len(inputs), units), dtype), np.empty((len(inputs) + 1, units), dtype)
    hidden[0] = initial.hidden_state
    _gru_loop(cell, (pre_activation, recurrent, gates, candidate, hidden))
    return GRUStep(
        pre_activation,
        recurrent_candidate=recurrent[:, 2 * units :],
        update_gate=gates[:, :units],
        reset_gate=gates[:, units:],
        candidate=candidate,
        hidden_state=hidden[1:],
    )


def _gru_loop(cell: GRUCell, arrays: tuple[FloatArray, ...]) -> None:
    pre_activation, recurrent, gates, candidate, hidden = arrays
    units, kernel, bias, half = cell.units, cell.recurrent_kernel, cell.bias[1], hidden.dtype.type(0.5)
    kept = np.empty(units, hidden.dtype)
    dot, add, subtract, tanh, multiply = np.dot, np.add, np.subtract, np.tanh, np.multiply
    views = zip(
        pre_activation[:, : 2 * units],
        pre_activation[:, 2 * units :],
        recurrent,
        recurrent[:, : 2 * units],
        recurrent[:, 2 * units :],
        gates,
        gates[:, :units],
        gates[:, units:],
        candidate,
        pairwise(hidden),
        strict=True,
    )
    for a_gates, a_h, h_all, h_gates, h_h, both, z, r, g, (before, h) in views:
        dot(before, kernel, h_all)
        add(h_all, bias, h_all)
        add(a_gates, h_gates, a_gates)
        multiply(a_gates, half, both)
        tanh(both, both)
        multiply(both, half, both)
        add(both, half, both)
        multiply(r, h_h, kept)
        add(a_h, kept, a_h)
        tanh(a_h, g)
        subtract(before, g, kept)
        multiply(z, kept, kept)
        add(g, kept, h)
