"""The three cells over a packed batch, forward and backward: the arithmetic of `cells`, made for speed.

`cells` computes one sentence and keeps everything by name; here whole batches go through, and only what
the way back needs is kept. What a cell multiplies its inputs with does not wait for the states, so it is
one product for all timesteps; so are the products that make the gradients of the weights. Numbers of one
gate lie together: (gates, words, units).
"""

from typing import Any, NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.learning.packing import Packing

# Where the gates stand here, in the numbering of Keras (LSTM i f c o, GRU z r h): the sigmoids lie side by
# side, and so do the gates whose gradients come from the same place.
_ORDER = {"simple-rnn": [0], "gru": [2, 0, 1], "lstm": [3, 0, 1, 2]}
_SIGMOIDS = {"simple-rnn": slice(0, 0), "gru": slice(1, 3), "lstm": slice(0, 3)}
# The GRU's candidate has one gradient on the side of the state and another on that of the inputs, which
# stands behind the others.
_ORDER_ON_INPUTS = _ORDER | {"gru": [0, 1, 2]}


class Settings(NamedTuple):
    """What does not change while one layer is trained."""

    cell: str
    activation: str = "tanh"


class Weights(NamedTuple):
    """Of one direction of one layer, of Keras's shapes: (D, gates * H), (H, gates * H), (gates * H,).

    The GRU's bias is (2, gates * H). A gradient has the same type.
    """

    kernel: FloatArray
    recurrent_kernel: FloatArray
    bias: FloatArray


class PerRow(NamedTuple):
    """What the rows of a batch bring along besides their words.

    Attributes:
        mask: recurrent dropout: what h_{t-1} is multiplied with on its way to each gate, (gates, rows, H)
            in Keras's order of gates; the same at every timestep.
        initial: h_0, (rows, H); zeros if it is None. The LSTM's c_0 is always 0.
    """

    mask: FloatArray | None = None
    initial: FloatArray | None = None


class Tape(NamedTuple):
    """What the way back needs of the way forward.

    Attributes:
        inputs: x, (words, D).
        states: h, (words, H).
        gates: after their activations, (gates, words, H).
        memory: LSTM: c and what its activation makes of it; GRU: h W_h + b of the candidate.
        mask: of the recurrent dropout, (gates, rows, H).
        initial: h_0, (rows, H).
    """

    inputs: FloatArray
    states: FloatArray
    gates: FloatArray
    memory: tuple[FloatArray, ...]
    mask: FloatArray | None
    initial: FloatArray | None


class Back(NamedTuple):
    """What the way back gives.

    Attributes:
        weights: dL/dW.
        inputs: dL/dx, (words, D).
        initial: dL/dh_0, (rows, H); None where there was none.
    """

    weights: Weights
    inputs: FloatArray
    initial: FloatArray | None


_ALIKE = PerRow()  # Nothing of their own.


def activate(name: str, values: FloatArray) -> None:
    """Apply an activation in place."""
    if name == "tanh":
        np.tanh(values, out=values)
    elif name == "sigmoid":
        values *= 0.5
        np.tanh(values, out=values)
        values *= 0.5
        values += 0.5
    elif name == "relu":
        np.maximum(values, 0, out=values)


def slope(name: str, outputs: FloatArray) -> Any:
    """The slope of an activation, from what it gave."""
    if name == "tanh":
        return 1 - outputs * outputs
    if name == "sigmoid":
        return outputs - outputs * outputs
    return (outputs > 0).astype(outputs.dtype) if name == "relu" else outputs.dtype.type(1)


def forward(
    settings: Settings, weights: Weights, inputs: FloatArray, packing: Packing, rows: PerRow = _ALIKE
) -> Tape:
    """Read a packed batch.

    Args:
        settings: which cell.
        weights: of the cell.
        inputs: x, (words, D).
        packing: of the batch.
        rows: what they bring along.
    """
    cell, order = settings.cell, _ORDER[settings.cell]
    kernel, recurrent = (_blocks(part, order) for part in weights[:2])
    bias = weights.bias.reshape(-1, len(order), 1, recurrent.shape[-1])[:, order]
    for part in (kernel, recurrent, *bias):  # sigmoid(a) = (tanh(a / 2) + 1) / 2, and this half is exact.
        part[_SIGMOIDS[cell]] *= 0.5
    gates = np.matmul(inputs, kernel)
    gates += bias[0]
    states = gates[0] if cell == "simple-rnn" else np.empty(gates.shape[1:], gates.dtype)
    mask = None if rows.mask is None else np.ascontiguousarray(rows.mask[order])
    memory = tuple(np.empty_like(states) for _ in range({"lstm": 2, "gru": 1}.get(cell, 0)))
    if cell == "gru":
        gates[1:] += bias[1, 1:]
        memory[0][:] = bias[1, 0]
    tape = Tape(inputs, states, gates, memory, mask, rows.initial)
    step = {"simple-rnn": _simple_step, "gru": _gru_step, "lstm": _lstm_step}[cell]
    room = np.zeros((len(order), packing.counts[0], recurrent.shape[-1]), gates.dtype)
    if rows.initial is not None:
        np.matmul(_masked(rows.initial, mask, len(rows.initial)), recurrent, out=room)
    before = None
    for start, count in zip(packing.starts, packing.counts, strict=False):
        now, arriving = slice(start, start + count), room[:, :count]
        if before is not None:
            before = slice(before.start, before.start + count)
            np.matmul(_masked(states[before], mask, count), recurrent, out=arriving)
        step(settings, tape, arriving, now, before)
        before = now
    return tape


def backward(
    settings: Settings, weights: Weights, tape: Tape, packing: Packing, state_gradient: FloatArray
) -> Back:
    """Carry dL/dh back through all timesteps.

    Args:
        settings: which cell.
        weights: of the cell.
        tape: what `forward` returned.
        packing: of the batch.
        state_gradient: dL/dh as it arrives from outside the loop: after each word (words, H), or after the
            last word of each row only (rows, H).
    """
    cell, gates = settings.cell, len(tape.gates)
    turned = np.ascontiguousarray(_blocks(weights.recurrent_kernel, _ORDER[cell]).transpose(0, 2, 1))
    # Nearly all of a gate's gradient does not wait for what comes from behind: it is computed for all words
    # at once, and in the loop multiplied with what comes.
    previous = tape.states.take(packing.previous, axis=0)
    if tape.initial is not None:
        previous = np.concatenate([tape.initial, previous])
    gradient, through = _FACTORS[cell](settings.activation, tape, previous, packing)
    rows, units = packing.counts[0], turned.shape[1]
    only_last = len(state_gradient) == rows
    arriving = state_gradient.copy() if only_last else np.zeros((rows, units), gradient.dtype)
    memory = np.zeros_like(arriving)
    room = np.empty((len(gradient), rows, units), gradient.dtype)
    for start, count in zip(packing.starts[-2::-1], packing.counts[::-1], strict=True):
        now, reaching, back = slice(start, start + count), arriving[:count], room[:, :count]
        if not only_last:
            reaching += state_gradient[now]
        if cell == "lstm":
            _lstm_back(
                gradient[:, now], (tape.gates[2, now], through[now]), reaching, memory[:count], back[0]
            )
        else:
            gradient[:, now] *= reaching
        if start == 0 and tape.initial is None:
            break
        np.matmul(gradient[:gates, now], turned, out=back[:gates])
        if tape.mask is not None:
            back[:gates] *= tape.mask[:, :count]
        if cell == "gru":  # h_{t-1} has a way of its own, past the gates.
            np.multiply(reaching, through[now], out=back[-1])
        np.add.reduce(back, axis=0, out=reaching)
    found = _collected(settings, (tape, previous, gradient), packing, weights.kernel)
    return Back(*found, None if tape.initial is None else arriving)


def _simple_step(
    settings: Settings, tape: Tape, arriving: FloatArray, now: slice, before: slice | None
) -> None:
    states = tape.states[now]
    states += arriving[0]
    activate(settings.activation, states)


def _simple_factors(
    name: str, tape: Tape, previous: FloatArray, packing: Packing
) -> tuple[FloatArray, FloatArray]:
    gradient = np.empty_like(tape.gates)
    gradient[:] = slope(name, tape.gates)
    return gradient, gradient


def _lstm_step(
    settings: Settings, tape: Tape, arriving: FloatArray, now: slice, before: slice | None
) -> None:
    gates, cells, squashed = tape.gates[:, now], tape.memory[0][now], tape.memory[1][now]
    gates += arriving
    sigmoids, candidate = gates[:3], gates[3]
    if settings.activation == "tanh":  # One call for all four.
        np.tanh(gates, out=gates)
    else:
        np.tanh(sigmoids, out=sigmoids)
        activate(settings.activation, candidate)
    sigmoids *= 0.5
    sigmoids += 0.5
    np.multiply(gates[1], candidate, out=cells)
    if before is not None:
        cells += np.multiply(gates[2], tape.memory[0][before], out=arriving[0])
    if settings.activation == "tanh":
        np.tanh(cells, out=squashed)
    else:
        squashed[:] = cells
        activate(settings.activation, squashed)
    np.multiply(gates[0], squashed, out=tape.states[now])


def _lstm_factors(
    name: str, tape: Tape, previous: FloatArray, packing: Packing
) -> tuple[FloatArray, FloatArray]:
    (output_gate, input_gate, _, candidate), (cells, squashed) = tape.gates, tape.memory
    gradient, first = np.empty_like(tape.gates), packing.counts[0]
    gradient[:3] = slope("sigmoid", tape.gates[:3])
    gradient[0] *= squashed
    gradient[1] *= candidate
    gradient[2, :first] = 0
    gradient[2, first:] *= cells.take(packing.previous, axis=0)
    np.multiply(input_gate, slope(name, candidate), out=gradient[3])
    return gradient, output_gate * slope(name, squashed)


def _lstm_back(gradient: FloatArray, ways: Any, reaching: FloatArray, memory: FloatArray, room: Any) -> None:
    forget_gate, through = ways
    memory += np.multiply(reaching, through, out=room)
    gradient[0] *= reaching
    gradient[1:] *= memory
    memory *= forget_gate


def _gru_step(settings: Settings, tape: Tape, arriving: FloatArray, now: slice, before: slice | None) -> None:
    gates, inner, states = tape.gates[:, now], tape.memory[0][now], tape.states[now]
    candidate, sigmoids = gates[0], gates[1:]
    sigmoids += arriving[1:]
    inner += arriving[0]
    np.tanh(sigmoids, out=sigmoids)
    sigmoids *= 0.5
    sigmoids += 0.5
    candidate += np.multiply(gates[2], inner, out=arriving[0])
    activate(settings.activation, candidate)
    # h_t = z h_{t-1} + (1 - z) h̃ = h̃ + z (h_{t-1} - h̃)
    reached = tape.initial if before is None else tape.states[before]
    np.subtract(0 if reached is None else reached, candidate, out=states)
    states *= gates[1]
    states += candidate


def _gru_factors(
    name: str, tape: Tape, previous: FloatArray, packing: Packing
) -> tuple[FloatArray, FloatArray]:
    candidate, update, reset = tape.gates
    gradient, first = np.empty((4, *candidate.shape), candidate.dtype), len(candidate) - len(previous)
    on_state, of_update, of_reset, aimed = gradient
    np.subtract(1, update, out=aimed)
    aimed *= slope(name, candidate)
    np.multiply(aimed, reset, out=on_state)
    gradient[1:3] = slope("sigmoid", tape.gates[1:])
    of_reset *= aimed
    of_reset *= tape.memory[0]
    of_update[:first] *= -candidate[:first]
    of_update[first:] *= previous - candidate[first:]
    return gradient, update


_FACTORS = {"simple-rnn": _simple_factors, "gru": _gru_factors, "lstm": _lstm_factors}


def _collected(
    settings: Settings, found: tuple[Tape, FloatArray, FloatArray], packing: Packing, kernel: FloatArray
) -> tuple[Weights, FloatArray]:
    """Sum over all words what they give to the weights, and hand on dL/dx."""
    tape, previous, gradient = found
    gates, first = len(tape.gates), len(tape.states) - len(previous)  # Words with nothing before them.
    on_state, on_inputs = gradient[:gates, first:], gradient[-gates:]
    if tape.mask is not None:
        previous = previous * tape.mask[:, packing.rows[first:]]
    order, of_inputs = _ORDER[settings.cell], _ORDER_ON_INPUTS[settings.cell]
    recurrent_gradient = np.matmul(previous.swapaxes(-1, -2), on_state)
    kernel_gradient = np.matmul(tape.inputs.T, on_inputs)
    blocks = _blocks(kernel, of_inputs)
    inputs_gradient = on_inputs[0] @ blocks[0].T
    for each, block in zip(on_inputs[1:], blocks[1:], strict=True):
        inputs_gradient += each @ block.T
    ones = np.ones(len(tape.states), gradient.dtype)  # A product is quicker than sum().
    bias = np.matmul(ones, on_inputs)[np.argsort(of_inputs)].reshape(-1)
    if settings.cell == "gru":
        bias = np.stack([bias, np.matmul(ones, gradient[:gates])[np.argsort(order)].reshape(-1)])
    in_keras_order = (_flat(kernel_gradient, of_inputs), _flat(recurrent_gradient, order), bias)
    return Weights(*in_keras_order), inputs_gradient


def _masked(states: FloatArray, mask: FloatArray | None, count: int) -> FloatArray:
    return states if mask is None else states * mask[:, :count]


def _blocks(weights: FloatArray, order: list[int]) -> FloatArray:
    """(rows, gates * H) as (gates, rows, H), in this order of gates; a copy."""
    blocks = weights.reshape(len(weights), len(order), -1).transpose(1, 0, 2)
    return np.ascontiguousarray(blocks[order])


def _flat(blocks: FloatArray, order: list[int]) -> FloatArray:
    """(gates, rows, H), in this order of gates, as (rows, gates * H) in Keras's."""
    return blocks[np.argsort(order)].transpose(1, 0, 2).reshape(blocks.shape[1], -1)
