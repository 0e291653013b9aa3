"""How far a state is felt: ∂h_T/∂h_t, the product of the Jacobians of all steps between, and its factors.

Row vectors as everywhere here: ∂h_T/∂h_t has in row i what a change of unit i at timestep t does to every
unit at the end. The state of an LSTM is h_t and c_t together, and so are the norms that are called of the
state. The product is computed in the precision of the trace. Numbers too small for it become 0, those too
large inf, and what has no value nan: as they would on the way back in a training.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.activations import activation
from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, GRUCell, LSTMCell, Step
from rnnviz.unroll import GradientTrace, Trace, unroll

FELT = 0.01  # Of a change: what is less is called forgotten.
IntArray = NDArray[np.integer[Any]]
_LIFT = 30  # Doublings at a time.


@dataclass(frozen=True, eq=False)
class Chain:
    """∂h_T/∂h_t of one trace for several t, counted in the order of reading.

    Attributes:
        times: t of each point, (points,), ascending; 0 is before the first word, the last is T.
        hidden: ∂h_T/∂h_t, (points, units, units); at T the identity.
        memory: ∂h_T/∂c_t of an LSTM, (points, units, units), at T zeros, for h_T itself is the end; or None.
    """

    times: IntArray
    hidden: FloatArray
    memory: FloatArray | None

    @cached_property
    def hidden_norms(self) -> FloatArray:
        """‖∂h_T/∂h_t‖, the largest singular value: what the most fitting small change becomes; (points,)."""
        return largest_singular(self.hidden)

    @cached_property
    def state_norms(self) -> FloatArray:
        """The norm of both together, of any change of the state after timestep t; (points,)."""
        if self.memory is None:
            return self.hidden_norms
        return largest_singular(np.concatenate([self.hidden, self.memory], axis=1))


class StepJacobian(NamedTuple):
    """∂state_t/∂state_{t-1} of one step; (units, units), of an LSTM (2 * units, 2 * units) as h, c.

    Attributes:
        gate: the path past every matrix: diag(z_t) of a GRU, through f_t of an LSTM, nothing of a SimpleRNN.
        matrix: the path through W_hh.
    """

    gate: FloatArray
    matrix: FloatArray

    @property
    def whole(self) -> FloatArray:
        """Both paths together."""
        return self.gate + self.matrix


class Paths(NamedTuple):
    """What a loss hands from each timestep to the one before; both (timesteps, units), in the words' order.

    Attributes:
        gate: past every matrix: dL/dh_t * z_t of a GRU, dL/dc_t * f_t of an LSTM, zeros of a SimpleRNN.
        matrix: through W_hh, dL/da_t W_hh^T.
    """

    gate: FloatArray
    matrix: FloatArray


class _Slopes(NamedTuple):
    """The diagonal factors of every step, in the order of reading.

    Attributes:
        gates: what each gate's pre-activation does to the state, (timesteps, gates, units).
        kept: z_t or f_t, (timesteps, units).
        read: of an LSTM what c_t does to h_t, (timesteps, units).
    """

    gates: FloatArray
    kept: FloatArray | None = None
    read: FloatArray | None = None


@np.errstate(all="ignore")  # A product that explodes is shown as what it is.
def chain_of(trace: Trace, times: Sequence[int] | IntArray | None = None) -> Chain:
    """Multiply the Jacobians of all steps, from the last back to the first.

        ∂h_T/∂h_{t-1} = ∂h_t/∂h_{t-1} ∂h_T/∂h_t

    Args:
        trace: of one sequence.
        times: of which t, from 0 to T, the product is kept; of all where None.

    Raises:
        ValueError: if one of the times is not in the trace.

    Source:
        Pascanu, Mikolov & Bengio (2013), "On the difficulty of training recurrent neural networks".
    """
    last = len(trace)
    wanted = np.arange(last + 1) if times is None else np.unique(np.asarray(times, np.int64))
    if len(wanted) and not 0 <= wanted[0] <= wanted[-1] <= last:
        raise ValueError(f"times must be from 0 to {last}, got {wanted[0]} to {wanted[-1]}")
    slopes, recurrent = _slopes(trace), trace.cell.recurrent_kernel
    units, dtype = trace.cell.units, recurrent.dtype
    parts = [np.eye(units, dtype=dtype)]
    if slopes.read is not None:
        parts.append(np.zeros_like(parts[0]))
    found = [np.empty((len(wanted), units, units), dtype) for _ in parts]
    place, doublings = len(wanted) - 1, 0
    for t in range(last, -1, -1):
        if place >= 0 and wanted[place] == t:
            for kept, now in zip(found, parts, strict=True):
                kept[place] = _halved(now, doublings)
            place -= 1
        if t == 0 or place < 0:
            break
        parts = _step_back(slopes, recurrent, t - 1, parts)
        parts, doublings = _kept_off_the_floor(parts, doublings)
    return Chain(wanted, found[0], found[1] if len(found) > 1 else None)


@np.errstate(all="ignore")
def step_jacobian(trace: Trace, t: int) -> StepJacobian:
    """The Jacobian of one step, split into its two paths.

    Args:
        trace: of one sequence.
        t: the row of a word, from 0.

    Raises:
        IndexError: if there is no such word.
    """
    if not 0 <= t < len(trace):
        raise IndexError(f"there are {len(trace)} timesteps, got {t}")
    slopes = _slopes(_alone(trace, t))
    blocks = np.split(trace.cell.recurrent_kernel, slopes.gates.shape[1], axis=1)
    parts = [block * slope for block, slope in zip(blocks, slopes.gates[0], strict=True)]
    if slopes.read is None or slopes.kept is None:
        matrix = np.sum(parts, axis=0)
        kept = np.zeros(len(matrix), matrix.dtype) if slopes.kept is None else slopes.kept[0]
        return StepJacobian(np.diag(kept), matrix)
    to_memory, read, kept = parts[0] + parts[1] + parts[2], slopes.read[0], slopes.kept[0]
    none = np.zeros_like(to_memory)
    matrix = np.block([[to_memory * read + parts[3], to_memory], [none, none]])
    return StepJacobian(np.block([[none, none], [np.diag(kept * read), np.diag(kept)]]), matrix)


def paths_of(trace: Trace, gradient: GradientTrace) -> Paths:
    """Split what a loss hands from each timestep to the one before into its two paths."""
    handed, steps = gradient.steps.previous, trace.steps
    if isinstance(trace.cell, LSTMCell):
        return Paths(handed.cell_state, handed.hidden_state)
    if isinstance(trace.cell, GRUCell):
        gate = gradient.steps.hidden_state * steps.update_gate  # type: ignore[union-attr]
        return Paths(gate, handed.hidden_state - gate)
    return Paths(np.zeros_like(handed.hidden_state), handed.hidden_state)


def kernel_norms(trace: Trace, gradient: GradientTrace) -> FloatArray:
    """‖what each timestep adds to dL/dW_hh‖, (timesteps,): an outer product's, the product of two lengths."""
    states, arriving = trace.previous.hidden_state, gradient.steps.recurrent_pre_activation
    lengths: FloatArray = np.linalg.norm(states, axis=-1) * np.linalg.norm(arriving, axis=-1)
    return lengths


def horizon_of(times: IntArray, norms: FloatArray, share: float = FELT) -> int | None:
    """The smallest lag T - t at which less than this share of a change is felt at the end.

    Args:
        times: ascending, the last is T.
        norms: of each time.
        share: of the norm at T.

    Returns:
        The lag; None if all that there is here is felt.
    """
    (under,) = np.nonzero(norms < share * norms[-1])
    return int(times[-1] - times[under[-1]]) if len(under) else None


def finite_difference(trace: Trace, t: int, of: str = "hidden_state", step: float = 1e-5) -> FloatArray:
    """∂h_T/∂h_t by trying: each unit is moved a little both ways, and the rest is read again in float64.

    Args:
        trace: of one sequence.
        t: from 0 to T in the order of reading; 0 is before the first word.
        of: hidden_state, or cell_state of an LSTM.
        step: how far a unit is moved.

    Returns:
        (units, units), as in `Chain`.

    Raises:
        ValueError: if t is not in the trace.
    """
    if not 0 <= t <= len(trace):
        raise ValueError(f"t must be from 0 to {len(trace)}, got {t}")
    cell, units = _in_double(trace.cell), trace.cell.units
    inputs = np.asarray(trace.inputs[::-1] if trace.reverse else trace.inputs, np.float64)
    start = type(trace.initial)(*(np.asarray(part, np.float64) for part in trace.initial))
    start = unroll(cell, inputs[:t], start).final
    moved = {name: np.tile(part, (2 * units, 1)) for name, part in start._asdict().items()}
    moved[of][:units] += step * np.eye(units)
    moved[of][units:] -= step * np.eye(units)
    rest = np.repeat(inputs[t:, None], 2 * units, axis=1)
    ends = unroll(cell, rest, type(start)(**moved)).final.hidden_state
    change: FloatArray = (ends[:units] - ends[units:]) / (2 * step)
    return change


def largest_singular(matrices: FloatArray) -> FloatArray:
    """The largest singular value of each matrix, (..., rows, columns); inf and nan where one is in it."""
    largest = np.abs(matrices).max(axis=(-1, -2), initial=0.0)  # nan, if one is among them.
    is_plain = np.isfinite(largest) & (largest > 0)
    # Scaled, so that squares neither overflow nor vanish: then the root of the Gram matrix's eigenvalue.
    scale = np.where(is_plain, largest, 1)[..., None, None].astype(np.float64)
    scaled = np.where(is_plain[..., None, None], matrices, 0) / scale
    if scaled.shape[-2] > scaled.shape[-1]:
        scaled = scaled.swapaxes(-1, -2)
    squares = np.linalg.eigvalsh(scaled @ scaled.swapaxes(-1, -2))[..., -1]
    found: FloatArray = np.where(is_plain, np.sqrt(np.maximum(squares, 0)) * scale[..., 0, 0], largest)
    return found


def _step_back(
    slopes: _Slopes, recurrent: FloatArray, t: int, parts: Sequence[FloatArray]
) -> list[FloatArray]:
    """From the products that begin after step t to those that begin before it."""
    hidden = parts[0]
    reaching, rest = [hidden] * slopes.gates.shape[1], []
    if slopes.read is not None and slopes.kept is not None:
        whole = parts[1] + slopes.read[t, :, None] * hidden
        reaching, rest = [whole, whole, whole, hidden], [slopes.kept[t, :, None] * whole]
    stacked = np.concatenate([k[:, None] * each for k, each in zip(slopes.gates[t], reaching, strict=True)])
    now = recurrent @ stacked
    if slopes.read is None and slopes.kept is not None:
        now += slopes.kept[t, :, None] * hidden
    return [now, *rest]


def _kept_off_the_floor(parts: list[FloatArray], doublings: int) -> tuple[list[FloatArray], int]:
    """Hold a product that vanishes as itself times 2^doublings.

    Processors take twenty times as long for numbers just above zero.
    """
    largest = max(float(np.abs(part).max(initial=0)) for part in parts)
    if 0 < largest < 2.0**-_LIFT:
        return [part * part.dtype.type(2.0**_LIFT) for part in parts], doublings + _LIFT
    if largest > 2.0**_LIFT and doublings:
        return [part * part.dtype.type(2.0**-_LIFT) for part in parts], doublings - _LIFT
    return parts, doublings


def _halved(values: FloatArray, times: int) -> FloatArray:
    """Undo the doublings; numbers below the normal ones become 0, as TensorFlow lets processors do it."""
    halved: FloatArray = np.ldexp(values, -times)
    halved[np.abs(halved) < np.finfo(values.dtype).tiny] = 0
    return halved


def _alone(trace: Trace, t: int) -> Trace:
    """One step as a trace of its own, so that no other is computed with it."""
    before, steps = t + 1 if trace.reverse else t - 1, trace.steps
    is_first = not 0 <= before < len(trace)
    initial = trace.initial if is_first else type(steps)(*(part[before] for part in steps))
    step = type(steps)(*(part[t : t + 1] for part in steps))
    return Trace(trace.cell, trace.inputs[t : t + 1], initial, step, trace.reverse)


def _slopes(trace: Trace) -> _Slopes:
    """The diagonal factors of a trace; see each cell's `step_back`."""
    cell, steps, previous = trace.cell, _in_reading_order(trace, trace.steps), trace.previous
    squash, before = activation(cell.activation), _in_reading_order(trace, previous)
    if isinstance(cell, LSTMCell):
        gate, read = activation(cell.recurrent_activation), squash.value(steps.cell_state)
        i, f, g, o = steps.input_gate, steps.forget_gate, steps.candidate, steps.output_gate
        of_memory = (g * gate.slope(i), before.cell_state * gate.slope(f), i * squash.slope(g))
        slopes = np.stack([*of_memory, read * gate.slope(o)], axis=1)
        return _Slopes(slopes, f, o * squash.slope(read))
    if isinstance(cell, GRUCell):
        gate, z, r, g = (
            activation(cell.recurrent_activation),
            steps.update_gate,
            steps.reset_gate,
            steps.candidate,
        )
        aimed = (1 - z) * squash.slope(g)
        of_update = (before.hidden_state - g) * gate.slope(z)
        of_reset = aimed * steps.recurrent_candidate * gate.slope(r)
        return _Slopes(np.stack([of_update, of_reset, aimed * r], axis=1), z)
    return _Slopes(squash.slope(steps.hidden_state)[:, None])


def _in_reading_order(trace: Trace, steps: Step) -> Any:
    return type(steps)(*(part[::-1] for part in steps)) if trace.reverse else steps


def _in_double(cell: Cell) -> Cell:
    """The same cell with weights of float64."""
    names = ("kernel", "recurrent_kernel", "bias")
    return replace(cell, **{name: getattr(cell, name).astype(np.float64) for name in names})
