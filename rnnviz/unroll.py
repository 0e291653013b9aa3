"""The loop over time, forward and backward: a cell and a sequence become a trace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.arrays import FloatArray, expect_shape, sealed
from rnnviz.cells import Cell, GRUCell, StateGradient, Step, StepGradient
from rnnviz.scan import is_plain, scan

Advance = Callable[[int, FloatArray, Step], Step]  # (t, x_t, the step at t-1) -> the step at t.


@dataclass(frozen=True, eq=False)
class Trace:
    """Everything a cell computed while it read a sequence, in the order of the words.

    Attributes:
        cell: the cell that read.
        inputs: x_t, (timesteps, input_dim).
        initial: the step before the first one read; its hidden_state is h_0.
        steps: each quantity with a leading time axis, hidden_state (timesteps, units).
        reverse: read from the last word to the first. Row t still belongs to word t.
    """

    cell: Cell
    inputs: FloatArray
    initial: Step
    steps: Step
    reverse: bool = False

    def __len__(self) -> int:
        return len(self.inputs)

    @property
    def final(self) -> Step:
        """The step read last: that of the last word, or of the first where the trace is reversed."""
        return _at(self.steps, 0 if self.reverse else -1) if len(self) else self.initial

    @property
    def previous(self) -> Step:
        """For each word the step before it in the order of reading; (timesteps, units)."""
        joined = (
            np.concatenate([steps[1:], first[None]] if self.reverse else [first[None], steps[:-1]])
            for steps, first in zip(self.steps, self.initial, strict=True)
        )
        return type(self.steps)(*(part[: len(self)] for part in joined))


@dataclass(frozen=True, eq=False)
class GradientTrace:
    """A loss carried back through a trace.

    Attributes:
        steps: each gradient with a leading time axis, in the order of the words.
        initial: what arrives at h_0 (and c_0).
        kernel: dL/dW_xh, (input_dim, gates * units), summed over the timesteps.
        recurrent_kernel: dL/dW_hh, (units, gates * units).
        bias: dL/db, of the shape of the cell's bias.
    """

    steps: StepGradient
    initial: StateGradient
    kernel: FloatArray
    recurrent_kernel: FloatArray
    bias: FloatArray


def unroll(cell: Cell, inputs: FloatArray, initial: Step | None = None, reverse: bool = False) -> Trace:
    """Let a cell read a sequence.

    Args:
        cell: any of the three cells.
        inputs: (timesteps, input_dim), or (timesteps, batch, input_dim) for many of one length.
        initial: the step to go on from; zeros where None.
        reverse: read from the last timestep to the first.

    Raises:
        ValueError: if the inputs do not have the cell's input_dim.
    """
    inputs = sealed(np.asarray(inputs, dtype=cell.kernel.dtype).view())
    if inputs.ndim < 2 or inputs.shape[-1] != cell.input_dim:
        raise ValueError(f"inputs must have shape (timesteps, {cell.input_dim}), got {inputs.shape}")
    if initial is None:
        initial = cell.initial_step(inputs.shape[1:-1])
    initial = type(initial)(*(sealed(np.asarray(part, dtype=inputs.dtype).view()) for part in initial))
    in_order = inputs[::-1] if reverse else inputs
    if is_plain(cell) and inputs.ndim == 2:
        steps = scan(cell, in_order, initial)
    else:
        steps = _step_through(cell, in_order, initial)
    in_words_order = (sealed(part[::-1] if reverse else part) for part in steps)
    return Trace(cell, inputs, initial, type(steps)(*in_words_order), reverse)


def stepping(cell: Cell) -> Advance:
    """A timestep of a cell, in which nothing is changed."""
    return lambda _, x, previous: cell.step(x, previous)


def read_rows(
    advance: Advance,
    inputs: FloatArray,
    first: Step,
    has_word: Sequence[slice] | None = None,
    reverse: bool = False,
) -> tuple[FloatArray, FloatArray]:
    """Let a cell read sequences of different lengths at once, without padding; only hidden states are kept.

    A row that has no word at a timestep waits, and goes on from where it was.

    Args:
        advance: one timestep, usually a cell's `step`.
        inputs: (timesteps, rows, input_dim), or (timesteps, 1, input_dim) where all rows read the same.
        first: the step that each row goes on from, (rows, units).
        has_word: for each timestep the rows that have a word there; all of them everywhere where None.
        reverse: read from the last timestep to the first.

    Returns:
        h_t, (timesteps, rows, units), zeros where there is no word; and the last h of each row.
    """
    step = type(first)(*map(np.array, first))  # Of our own, to write in.
    rows = len(step.hidden_state)
    states = np.zeros((len(inputs), *step.hidden_state.shape), step.hidden_state.dtype)
    for t in range(len(inputs))[:: -1 if reverse else 1]:
        now = slice(None) if has_word is None else has_word[t]
        x = inputs[t, now] if inputs.shape[1] == rows else inputs[t]
        if now.indices(rows) == (0, rows, 1):
            step = advance(t, x, step)
        else:
            advanced = advance(t, x, type(step)(*(part[now] for part in step)))
            for part, new in zip(step, advanced, strict=True):
                part[now] = new
        states[t, now] = step.hidden_state[now]
    return states, step.hidden_state


def backpropagate(trace: Trace, hidden_gradient: FloatArray) -> GradientTrace:
    """Carry dL/dh_t, as it arrives from outside the loop, back through all timesteps.

    Args:
        trace: what `unroll` returned.
        hidden_gradient: (timesteps, units); zero rows where the loss does not read h_t.

    Raises:
        ValueError: if the gradient has another shape than the hidden states.

    Source:
        Werbos (1990), "Backpropagation Through Time: What It Does and How to Do It".
    """
    expect_shape("hidden_gradient", hidden_gradient, trace.steps.hidden_state.shape)
    cell, previous = trace.cell, trace.previous
    order = range(len(trace)) if trace.reverse else range(len(trace) - 1, -1, -1)
    zeros = np.zeros_like(trace.initial.hidden_state)
    arriving, back = StateGradient(zeros, zeros), []
    for t in order:
        arriving = StateGradient(arriving.hidden_state + hidden_gradient[t], arriving.cell_state)
        back.append(cell.step_back(_at(previous, t), _at(trace.steps, t), arriving))
        arriving = back[-1].previous
    steps = _stacked_back(back if trace.reverse else back[::-1], cell, trace.inputs)
    return GradientTrace(
        steps,
        arriving,
        kernel=_flat(trace.inputs).T @ _flat(steps.pre_activation),
        recurrent_kernel=_flat(previous.hidden_state).T @ _flat(steps.recurrent_pre_activation),
        bias=_bias_gradient(cell, steps),
    )


def recurrent_kernel_gradients(trace: Trace, gradient: GradientTrace) -> FloatArray:
    """What each timestep adds to dL/dW_hh; (timesteps, units, gates * units)."""
    return trace.previous.hidden_state[:, :, None] * gradient.steps.recurrent_pre_activation[:, None, :]


def _step_through(cell: Cell, inputs: FloatArray, initial: Step) -> Step:
    """The loop as a book writes it: one `step` after another."""
    step, steps = initial, []
    for x in inputs:
        step = cell.step(x, step)
        steps.append(step)
    if not steps:
        return type(initial)(*(part[None][:0] for part in initial))
    return type(initial)(*(np.stack(parts) for parts in zip(*steps, strict=True)))


def _at(steps: Step, t: int) -> Step:
    return type(steps)(*(part[t] for part in steps))


def _flat(values: FloatArray) -> FloatArray:
    return values.reshape(-1, values.shape[-1])


def _stacked_back(back: Sequence[StepGradient], cell: Cell, inputs: FloatArray) -> StepGradient:
    """Join the gradients of single timesteps along a leading time axis."""
    if not back:
        none, wide = (
            np.zeros((*inputs.shape[:-1], n), inputs.dtype) for n in (cell.units, cell.kernel.shape[1])
        )
        return StepGradient(none, none, wide, wide, np.zeros_like(inputs), StateGradient(none, none))
    handed = StateGradient(*map(np.stack, zip(*(step.previous for step in back), strict=True)))
    hidden, memory, pre_activation, recurrent, inputs = (
        np.stack([getattr(step, name) for step in back]) for name in StepGradient._fields[:-1]
    )
    return StepGradient(hidden, memory, pre_activation, recurrent, inputs, handed)


def _bias_gradient(cell: Cell, steps: StepGradient) -> FloatArray:
    inputs_side = _flat(steps.pre_activation).sum(axis=0)
    if isinstance(cell, GRUCell):
        return np.stack([inputs_side, _flat(steps.recurrent_pre_activation).sum(axis=0)])
    return inputs_side
