"""The layers of a network: recurrent ones, in one direction or both, and the dense ones of the head."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, zip_longest

import numpy as np

from rnnviz.activations import activation
from rnnviz.arrays import FloatArray, expect_shape, read_only, sealed
from rnnviz.cells import Cell, Step
from rnnviz.unroll import Trace, unroll

# (number in the order of computation, cell, inputs, whether backward) -> its states, and those it ends with.
ReadCell = Callable[[int, Cell, FloatArray, bool], tuple[FloatArray, FloatArray]]


@dataclass(frozen=True, eq=False)
class Dense:
    """One fully connected layer of the head: activation(h W + b).

    Args:
        kernel: W_hy, (input_dim, outputs).
        bias: b_y, (outputs,).
        activation: "softmax", or a name of `activations.ACTIVATIONS`.
    """

    kernel: FloatArray
    bias: FloatArray
    activation: str = "sigmoid"

    def __post_init__(self) -> None:
        object.__setattr__(self, "kernel", read_only(self.kernel))
        object.__setattr__(self, "bias", read_only(self.bias))
        if self.kernel.ndim != 2:
            raise ValueError(f"kernel must have shape (input_dim, outputs), got {self.kernel.shape}")
        expect_shape("bias", self.bias, (self.kernel.shape[-1],))
        if self.activation != "softmax":
            activation(self.activation)

    def score(self, inputs: FloatArray) -> FloatArray:
        """h W + b, before the activation; (..., outputs)."""
        return inputs @ self.kernel + self.bias

    def apply(self, inputs: FloatArray) -> FloatArray:
        """activation(h W + b); (..., outputs)."""
        score = self.score(inputs)
        if self.activation == "softmax":
            raised = np.exp(score - score.max(axis=-1, keepdims=True))
            return raised / raised.sum(axis=-1, keepdims=True)
        return activation(self.activation).value(score)


def width_behind(layers: Sequence[Dense], width: int, what: str) -> int:
    """How many numbers come out of layers that read `width` numbers one after another.

    Raises:
        ValueError: if one of them does not read what comes before it; `what` says what they are.
    """
    for dense in layers:
        expect_shape(f"{what}'s kernel", dense.kernel, (width, dense.kernel.shape[1]))
        width = dense.kernel.shape[1]
    return width


@dataclass(frozen=True, eq=False)
class RecurrentLayer:
    """A cell that reads from the first word, and perhaps one that reads from the last."""

    forward: Cell
    backward: Cell | None = None

    def __post_init__(self) -> None:
        if self.backward is not None and self.backward.title != self.forward.title:
            kinds = f"{self.forward.title} and {self.backward.title}"
            raise ValueError(f"both directions need cells of one kind, got {kinds}")

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The directions that there are, forward first."""
        return (self.forward,) if self.backward is None else (self.forward, self.backward)

    @property
    def units(self) -> int:
        """Length of the layer's output: of both directions together."""
        return sum(cell.units for cell in self.cells)

    def read(self, inputs: FloatArray, initial: Sequence[Step] = ()) -> "LayerReading":
        """Read inputs (timesteps, input_dim) in one or both directions.

        Args:
            inputs: what the layer receives.
            initial: the step each direction begins from; zeros where none is given.
        """
        forward, *backward = (
            unroll(cell, inputs, step, reverse=cell is self.backward)
            for cell, step in zip_longest(self.cells, initial)
        )
        return LayerReading(forward, *backward)


@dataclass(frozen=True, eq=False)
class LayerReading:
    """What one layer computed while it read: one trace, or one for each direction."""

    forward: Trace
    backward: Trace | None = None

    @property
    def traces(self) -> tuple[Trace, ...]:
        """The directions that there are, forward first."""
        return (self.forward,) if self.backward is None else (self.forward, self.backward)

    @cached_property
    def steps(self) -> Step:
        """Every quantity, (timesteps, units); two directions side by side, as Keras concatenates them."""
        if self.backward is None:
            return self.forward.steps
        pairs = zip(self.forward.steps, self.backward.steps, strict=True)
        return type(self.forward.steps)(*(sealed(np.concatenate(pair, axis=-1)) for pair in pairs))

    @property
    def final(self) -> FloatArray:
        """The state that the head reads: of each direction, the one it reached last; (units,)."""
        return np.concatenate([trace.final.hidden_state for trace in self.traces], axis=-1)


def final_states_of_rows(layers: Sequence[RecurrentLayer], inputs: FloatArray, read: ReadCell) -> FloatArray:
    """The states that the head reads of many rows, (rows, units), each cell read by `read`.

    Args:
        layers: the first reads the inputs, each other one the states below it.
        inputs: (timesteps, rows, input_dim).
        read: gives states (timesteps, rows, units), of one row where all rows are alike, and final ones.
    """
    number = count()
    finals: list[FloatArray] = []
    for layer in layers:
        found = [read(next(number), cell, inputs, cell is layer.backward) for cell in layer.cells]
        finals = [final for _, final in found]
        outputs = [states for states, _ in found]
        if len(outputs) == 1:
            inputs = outputs[0]
        else:
            rows = max(states.shape[1] for states in outputs)
            alike = (np.broadcast_to(each, (len(each), rows, each.shape[-1])) for each in outputs)
            inputs = np.concatenate([*alike], axis=-1)
    return np.concatenate(finals, axis=-1)
