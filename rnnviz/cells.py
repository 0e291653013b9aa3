"""One timestep of a recurrent cell, forward and backward, with every quantity by its name.

Row vectors and weight layout as in Keras: a_t = x_t W_xh + h_{t-1} W_hh + b_h. Many books write
column vectors, W x; the numbers are the same. Every method takes any leading axes: (units,) is one
sentence, (batch, units) many.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Literal, NamedTuple, TypeVar, cast

import numpy as np

from rnnviz.activations import activation
from rnnviz.arrays import FloatArray, expect_shape, read_only


class SimpleRNNStep(NamedTuple):
    """What a SimpleRNN computes in one timestep; each (units,)."""

    pre_activation: FloatArray
    hidden_state: FloatArray


class LSTMStep(NamedTuple):
    """What an LSTM computes in one timestep; each (units,), pre_activation (4 * units,) as i, f, c, o."""

    pre_activation: FloatArray
    input_gate: FloatArray
    forget_gate: FloatArray
    candidate: FloatArray
    output_gate: FloatArray
    cell_state: FloatArray
    hidden_state: FloatArray


class GRUStep(NamedTuple):
    """What a GRU computes in one timestep; each (units,), pre_activation (3 * units,) as z, r, h.

    recurrent_candidate is h_{t-1} W_hh + b'_h, the state's part of the candidate before the reset gate.
    """

    pre_activation: FloatArray
    recurrent_candidate: FloatArray
    update_gate: FloatArray
    reset_gate: FloatArray
    candidate: FloatArray
    hidden_state: FloatArray


class StateGradient(NamedTuple):
    """dL/dh_t and, for an LSTM, dL/dc_t; each (units,). Other cells carry zeros in cell_state."""

    hidden_state: FloatArray
    cell_state: FloatArray


class StepGradient(NamedTuple):
    """What one timestep back computes.

    Attributes:
        hidden_state: dL/dh_t in full, (units,).
        cell_state: dL/dc_t in full, (units,); zeros where there is no cell state.
        pre_activation: dL/da_t on the side of x_t, (gates * units,).
        recurrent_pre_activation: the same on the side of h_{t-1}; differs for the GRU's candidate.
        inputs: dL/dx_t, (input_dim,).
        previous: the gradient handed to timestep t-1.
    """

    hidden_state: FloatArray
    cell_state: FloatArray
    pre_activation: FloatArray
    recurrent_pre_activation: FloatArray
    inputs: FloatArray
    previous: StateGradient


StepT = TypeVar("StepT", SimpleRNNStep, LSTMStep, GRUStep)


@dataclass(frozen=True, eq=False)
class RecurrentCell(Generic[StepT]):
    """What the three cells share: weights that fit together, and a first state of zeros.

    Args:
        kernel: W_xh, (input_dim, gates * units).
        recurrent_kernel: W_hh, (units, gates * units).
        bias: b_h, (gates * units,); the GRU has two rows of it.
        activation: the name of the function in place of tanh.
    """

    kernel: FloatArray
    recurrent_kernel: FloatArray
    bias: FloatArray
    activation: str = "tanh"

    title: ClassVar[str]
    gates: ClassVar[tuple[str, ...]]  # The quantities that have weights of their own, in Keras's order.
    step_type: ClassVar[type[Any]]
    bias_rows: ClassVar[tuple[int, ...]] = ()

    def __post_init__(self) -> None:
        for name in ("kernel", "recurrent_kernel", "bias"):
            object.__setattr__(self, name, read_only(getattr(self, name)))
        width = len(self.gates) * self.units
        expect_shape("kernel", self.kernel, (*self.kernel.shape[:1], width))
        expect_shape("recurrent_kernel", self.recurrent_kernel, (self.units, width))
        expect_shape("bias", self.bias, (*self.bias_rows, width))
        activation(self.activation)

    @property
    def input_dim(self) -> int:
        """D, the length of x_t."""
        return int(self.kernel.shape[0])

    @property
    def units(self) -> int:
        """H, the length of h_t."""
        return int(self.recurrent_kernel.shape[0])

    def initial_step(self, batch: tuple[int, ...] = ()) -> StepT:
        """The state before the first word: zeros, h_0."""
        widths = {"pre_activation": len(self.gates) * self.units}
        names = self.step_type._fields
        zeros = (np.zeros((*batch, widths.get(name, self.units)), self.kernel.dtype) for name in names)
        return cast(StepT, self.step_type(*zeros))

    def project(self, inputs: FloatArray) -> FloatArray:
        """x_t W_xh + b_h for all timesteps in one matrix product; (..., gates * units)."""
        return inputs @ self.kernel + self.bias.reshape(-1, self.bias.shape[-1])[0]

    def step(self, x: FloatArray, previous: StepT) -> StepT:
        """Advance one timestep."""
        raise NotImplementedError

    def step_back(self, previous: StepT, step: StepT, arriving: StateGradient) -> StepGradient:
        """Carry a gradient from timestep t to x_t and to timestep t-1."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class SimpleRNNCell(RecurrentCell[SimpleRNNStep]):
    """Elman's cell.

        a_t = x_t W_xh + h_{t-1} W_hh + b_h
        h_t = tanh(a_t)

    Source:
        Elman (1990), "Finding Structure in Time"; weight layout of keras.layers.SimpleRNN.
    """

    title: ClassVar[str] = "SimpleRNN"
    gates: ClassVar[tuple[str, ...]] = ("hidden_state",)
    step_type: ClassVar[type[SimpleRNNStep]] = SimpleRNNStep

    def step(self, x: FloatArray, previous: SimpleRNNStep) -> SimpleRNNStep:
        """Advance one timestep.

            a_t = x_t W_xh + h_{t-1} W_hh + b_h
            h_t = tanh(a_t)

        Args:
            x: x_t, (input_dim,).
            previous: the step at t-1; `initial_step()` before the first.
        """
        a = x @ self.kernel + previous.hidden_state @ self.recurrent_kernel + self.bias
        return SimpleRNNStep(pre_activation=a, hidden_state=activation(self.activation).value(a))

    def step_back(
        self, previous: SimpleRNNStep, step: SimpleRNNStep, arriving: StateGradient
    ) -> StepGradient:
        """Carry a gradient from timestep t to x_t and to timestep t-1.

        dL/da_t = dL/dh_t * (1 - h_t^2)
        dL/dh_{t-1} = dL/da_t W_hh^T,  dL/dx_t = dL/da_t W_xh^T
        """
        da = arriving.hidden_state * activation(self.activation).slope(step.hidden_state)
        handed = StateGradient(da @ self.recurrent_kernel.T, np.zeros_like(arriving.cell_state))
        return StepGradient(*arriving, da, da, da @ self.kernel.T, handed)


@dataclass(frozen=True, eq=False)
class LSTMCell(RecurrentCell[LSTMStep]):
    """The long short-term memory with a forget gate.

        i_t, f_t, o_t = sigmoid(x_t W + h_{t-1} U + b), each with weights of its own
        g_t = tanh(x_t W_c + h_{t-1} U_c + b_c)
        c_t = f_t * c_{t-1} + i_t * g_t
        h_t = o_t * tanh(c_t)

    Args:
        kernel: (input_dim, 4 * units), gates in Keras's order i, f, c, o.
        recurrent_kernel: (units, 4 * units).
        bias: (4 * units,).
        activation: in place of tanh.
        recurrent_activation: in place of the gates' sigmoid.

    Source:
        Hochreiter & Schmidhuber (1997); forget gate: Gers, Schmidhuber & Cummins (2000); weight layout
        of keras.layers.LSTM.
    """

    recurrent_activation: str = "sigmoid"

    title: ClassVar[str] = "LSTM"
    gates: ClassVar[tuple[str, ...]] = ("input_gate", "forget_gate", "candidate", "output_gate")
    step_type: ClassVar[type[LSTMStep]] = LSTMStep

    def __post_init__(self) -> None:
        super().__post_init__()
        activation(self.recurrent_activation)

    @cached_property
    def tight_weights(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The weights as `scan` wants them: blocks as i, f, o, c, gates halved, the state's halved again."""
        order = np.arange(4 * self.units).reshape(4, -1)[[0, 1, 3, 2]].reshape(-1)
        scale = np.repeat(np.array([0.5, 0.5, 0.5, 1], self.kernel.dtype), self.units)
        weights = (self.kernel, self.recurrent_kernel, self.bias)
        kernel, recurrent, bias = (np.ascontiguousarray(part[..., order]) * scale for part in weights)
        return kernel, recurrent * self.kernel.dtype.type(0.5), bias

    def step(self, x: FloatArray, previous: LSTMStep) -> LSTMStep:
        """Advance one timestep.

            f_t = sigmoid(x_t W_f + h_{t-1} U_f + b_f), i_t and o_t likewise
            g_t = tanh(x_t W_c + h_{t-1} U_c + b_c)
            c_t = f_t * c_{t-1} + i_t * g_t
            h_t = o_t * tanh(c_t)

        Args:
            x: x_t, (input_dim,).
            previous: the step at t-1; `initial_step()` before the first.
        """
        gate, squash = activation(self.recurrent_activation).value, activation(self.activation).value
        a = x @ self.kernel + previous.hidden_state @ self.recurrent_kernel + self.bias
        a_i, a_f, a_c, a_o = np.split(a, 4, axis=-1)
        i, f, g, o = gate(a_i), gate(a_f), squash(a_c), gate(a_o)
        c = f * previous.cell_state + i * g
        return LSTMStep(a, i, f, g, o, cell_state=c, hidden_state=o * squash(c))

    def step_back(self, previous: LSTMStep, step: LSTMStep, arriving: StateGradient) -> StepGradient:
        """Carry a gradient from timestep t to x_t and to timestep t-1.

        dL/dc_t += dL/dh_t * o_t * (1 - tanh(c_t)^2)
        dL/dc_{t-1} = dL/dc_t * f_t            (the path without a matrix)
        dL/dh_{t-1} = dL/da_t U^T
        """
        gate, squash = activation(self.recurrent_activation), activation(self.activation)
        dh, read = arriving.hidden_state, squash.value(step.cell_state)
        dc = arriving.cell_state + dh * step.output_gate * squash.slope(read)
        i, f, g, o = step.input_gate, step.forget_gate, step.candidate, step.output_gate
        da_i, da_f = dc * g * gate.slope(i), dc * previous.cell_state * gate.slope(f)
        da_c, da_o = dc * i * squash.slope(g), dh * read * gate.slope(o)
        da = np.concatenate([da_i, da_f, da_c, da_o], axis=-1)
        handed = StateGradient(da @ self.recurrent_kernel.T, dc * f)
        return StepGradient(dh, dc, da, da, da @ self.kernel.T, handed)


@dataclass(frozen=True, eq=False)
class GRUCell(RecurrentCell[GRUStep]):
    """The gated recurrent unit, reset after the matrix product (Keras's default).

        z_t = sigmoid(x_t W_z + h_{t-1} U_z + b_z),  r_t likewise
        g_t = tanh(x_t W_h + b_h + r_t * (h_{t-1} U_h + b'_h))
        h_t = z_t * h_{t-1} + (1 - z_t) * g_t

    The paper and many books swap the roles of z and 1 - z.

    Args:
        kernel: (input_dim, 3 * units), gates in Keras's order z, r, h.
        recurrent_kernel: (units, 3 * units).
        bias: (2, 3 * units), for the input's side and for the state's.
        activation: in place of tanh.
        recurrent_activation: in place of the gates' sigmoid.

    Source:
        Cho et al. (2014); weight layout of keras.layers.GRU with reset_after=True.
    """

    recurrent_activation: str = "sigmoid"

    title: ClassVar[str] = "GRU"
    gates: ClassVar[tuple[str, ...]] = ("update_gate", "reset_gate", "candidate")
    step_type: ClassVar[type[GRUStep]] = GRUStep
    bias_rows: ClassVar[tuple[int, ...]] = (2,)

    def __post_init__(self) -> None:
        super().__post_init__()
        activation(self.recurrent_activation)

    @cached_property
    def tight_weights(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The weights as `scan` wants them: z and r halved, the state's side halved with its bias below."""
        half = self.kernel.dtype.type(0.5)
        scale = np.repeat(np.array([0.5, 0.5, 1], self.kernel.dtype), self.units)
        recurrent = np.concatenate([self.recurrent_kernel, self.bias[1:]]) * half
        return self.kernel * scale, recurrent, self.bias[0] * scale

    def step(self, x: FloatArray, previous: GRUStep) -> GRUStep:
        """Advance one timestep.

            z_t = sigmoid(x_t W_z + h_{t-1} U_z + b_z),  r_t likewise
            g_t = tanh(x_t W_h + b_h + r_t * (h_{t-1} U_h + b'_h))
            h_t = z_t * h_{t-1} + (1 - z_t) * g_t

        Args:
            x: x_t, (input_dim,).
            previous: the step at t-1; `initial_step()` before the first.
        """
        gate, squash = activation(self.recurrent_activation).value, activation(self.activation).value
        x_z, x_r, x_h = np.split(self.project(x), 3, axis=-1)
        h_z, h_r, h_h = np.split(previous.hidden_state @ self.recurrent_kernel + self.bias[1], 3, axis=-1)
        a_z, a_r = x_z + h_z, x_r + h_r
        z, r = gate(a_z), gate(a_r)
        a_h = x_h + r * h_h
        g = squash(a_h)
        h = z * previous.hidden_state + (1 - z) * g
        return GRUStep(np.concatenate([a_z, a_r, a_h], axis=-1), h_h, z, r, g, hidden_state=h)

    def step_back(self, previous: GRUStep, step: GRUStep, arriving: StateGradient) -> StepGradient:
        """Carry a gradient from timestep t to x_t and to timestep t-1.

        dL/dh_{t-1} = dL/dh_t * z_t  +  dL/da_t U^T     (gate path + matrix path)
        """
        gate, squash = activation(self.recurrent_activation), activation(self.activation)
        dh, z, r, g = arriving.hidden_state, step.update_gate, step.reset_gate, step.candidate
        da_h = dh * (1 - z) * squash.slope(g)
        da_z = dh * (previous.hidden_state - g) * gate.slope(z)
        da_r = da_h * step.recurrent_candidate * gate.slope(r)
        da = np.concatenate([da_z, da_r, da_h], axis=-1)
        da_recurrent = np.concatenate([da_z, da_r, da_h * r], axis=-1)
        handed = StateGradient(dh * z + da_recurrent @ self.recurrent_kernel.T, np.zeros_like(dh))
        return StepGradient(dh, arriving.cell_state, da, da_recurrent, da @ self.kernel.T, handed)


CellKind = Literal["simple-rnn", "gru", "lstm"]
CELL_TITLES: Mapping[CellKind, str] = MappingProxyType(  # As Keras calls the layers.
    {"simple-rnn": "SimpleRNN", "gru": "GRU", "lstm": "LSTM"}
)
Cell = RecurrentCell[Any]
Step = SimpleRNNStep | LSTMStep | GRUStep
CELLS: dict[str, type[Cell]] = {cell.title: cell for cell in (SimpleRNNCell, LSTMCell, GRUCell)}
