"""The loop over time, tight: the numbers of `cell.step` one after another, several times as fast.

Each function fills the arrays of a whole trace in place and calls a handful of NumPy functions a
timestep. Two devices: sigmoid(a) = (1 + tanh(a / 2)) / 2, so that one call of tanh serves every gate
(halving a weight is exact in binary), and one working row whose parts are named before the loop.
Only for one sentence and the activations Keras has by default; `unroll` steps through all else.
"""

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
    kernel, recurrent_kernel, bias = cell.tight_weights
    halved = inputs @ kernel
    halved += bias
    row = np.empty(6 * units, dtype)  # 2i, 2f, 2o, g, c, 2h of one timestep.
    row[4 * units : 5 * units] = initial.cell_state
    row[5 * units :] = 2 * initial.hidden_state
    rows = _lstm_loop(recurrent_kernel, halved, row)
    gates = rows[:, : 3 * units] * dtype.type(0.5)
    pre_activation = np.empty_like(halved)
    pre_activation[:, : 2 * units] = halved[:, : 2 * units] * 2
    pre_activation[:, 2 * units : 3 * units] = halved[:, 3 * units :]
    pre_activation[:, 3 * units :] = halved[:, 2 * units : 3 * units] * 2
    return LSTMStep(
        pre_activation,
        input_gate=gates[:, :units],
        forget_gate=gates[:, units : 2 * units],
        candidate=rows[:, 3 * units : 4 * units],
        output_gate=gates[:, 2 * units :],
        cell_state=rows[:, 4 * units : 5 * units],
        hidden_state=rows[:, 5 * units :] * dtype.type(0.5),
    )


def _lstm_loop(kernel: FloatArray, pre_activation: FloatArray, row: FloatArray) -> FloatArray:
    """One working row, written over at each timestep and then copied to its place."""
    units, dtype = len(kernel), row.dtype
    rows = np.empty((len(pre_activation), len(row)), dtype)
    gates_and_g, gates, i_and_f = row[: 4 * units], row[: 3 * units], row[: 2 * units]
    g_and_c, o = row[3 * units : 5 * units], row[2 * units : 3 * units]
    c, h = row[4 * units : 5 * units], row[5 * units :]
    one, halves, both = dtype.type(1), np.full(2, 0.5, dtype), np.empty((2, units), dtype)
    written, recurrent, read = both.reshape(-1), np.empty(4 * units, dtype), np.empty(units, dtype)
    dot, add, tanh, multiply = np.dot, np.add, np.tanh, np.multiply
    for a, place in zip(pre_activation, rows, strict=True):
        dot(h, kernel, recurrent)
        add(a, recurrent, a)
        tanh(a, gates_and_g)
        add(gates, one, gates)
        multiply(i_and_f, g_and_c, written)
        dot(halves, both, c)
        tanh(c, read)
        multiply(o, read, h)
        place[:] = row
    return rows


def _scan_gru(cell: GRUCell, inputs: FloatArray, initial: Step) -> GRUStep:
    """The gates z and r are carried doubled, and so meet a state's part that is halved."""
    units, dtype = cell.units, cell.kernel.dtype
    kernel, recurrent_kernel, bias = cell.tight_weights
    pre_activation = inputs @ kernel
    pre_activation += bias
    row = np.empty(8 * units + 1, dtype)  # 2z, 2r, g, 2z (h - g), h, 1, half of the state's parts.
    row[4 * units : 5 * units] = initial.hidden_state
    row[5 * units] = 1
    rows = _gru_loop(recurrent_kernel, pre_activation, row)
    gates = rows[:, : 2 * units] * dtype.type(0.5)
    pre_activation[:, : 2 * units] *= 2
    return GRUStep(
        pre_activation,
        recurrent_candidate=rows[:, 7 * units + 1 :] * 2,
        update_gate=gates[:, :units],
        reset_gate=gates[:, units:],
        candidate=rows[:, 2 * units : 3 * units],
        hidden_state=rows[:, 4 * units : 5 * units],
    )


def _gru_loop(kernel: FloatArray, pre_activation: FloatArray, row: FloatArray) -> FloatArray:
    """As for the LSTM; the state carries a 1 at its end, which meets the bias in the kernel's last row."""
    units, dtype = len(kernel) - 1, row.dtype
    rows = np.empty((len(pre_activation), len(row)), dtype)
    both, z, r = row[: 2 * units], row[:units], row[units : 2 * units]
    g, kept, g_and_kept = row[2 * units : 3 * units], row[3 * units : 4 * units], row[2 * units : 4 * units]
    h, h_and_one = row[4 * units : 5 * units], row[4 * units : 5 * units + 1]
    h_all, h_gates, h_h = row[5 * units + 1 :], row[5 * units + 1 : 7 * units + 1], row[7 * units + 1 :]
    mixed, mix = g_and_kept.reshape(2, units), np.array([1, 0.5], dtype)
    one, seen = dtype.type(1), np.empty(units, dtype)
    dot, add, subtract, tanh, multiply = np.dot, np.add, np.subtract, np.tanh, np.multiply
    gates_and_candidate = pre_activation[:, : 2 * units], pre_activation[:, 2 * units :]
    for a_gates, a_h, place in zip(*gates_and_candidate, rows, strict=True):
        dot(h_and_one, kernel, h_all)
        add(a_gates, h_gates, a_gates)
        tanh(a_gates, both)
        add(both, one, both)
        multiply(r, h_h, seen)
        add(a_h, seen, a_h)
        tanh(a_h, g)
        subtract(h, g, kept)
        multiply(z, kept, kept)
        dot(mix, mixed, h)
        place[:] = row
    return rows
