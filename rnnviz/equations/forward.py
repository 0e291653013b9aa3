"""How one timestep comes about: the lines of each cell, gate by gate, and of the output."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnnviz.activations import activation
from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, GRUCell, GRUStep, LSTMCell, LSTMStep
from rnnviz.equations.lines import Column, Factor, Line, Term, elementwise, plain, product, units_named
from rnnviz.network import Network, Reading
from rnnviz.tracks import ARITHMETIC, VERDICT, Scale, quantity_of, scale_in
from rnnviz.unroll import Trace

# The subscript of each gate's own weights; the candidate's is that of the cell's formula.
LETTERS = {
    "LSTM": {"input_gate": "i", "forget_gate": "f", "candidate": "c", "output_gate": "o"},
    "GRU": {"update_gate": "z", "reset_gate": "r", "candidate": "h"},
    "SimpleRNN": {},
}
# Each activation as it stands before its argument.
SIGNS = {"tanh": "tanh ", "sigmoid": "σ ", "relu": "relu ", "linear": ""}
OUTPUT_TITLES = {"sigmoid": "Probability of positive", "softmax": "Probabilities", "linear": "Output"}


class Shown(NamedTuple):
    """Whose arithmetic is shown: a trace, and the units that stand in the columns."""

    trace: Trace
    units: tuple[int, ...]

    @property
    def cell(self) -> Cell:
        """The cell that computed it."""
        return self.trace.cell

    def factor(self, name: str, values: FloatArray, letters: str = "") -> Factor:
        """A named quantity of the shown units, (timesteps, units) of all of them given."""
        return Factor(
            letters or quantity_of(name).letter, values[:, list(self.units)], range_in(name, self.cell)
        )


def range_in(name: str, cell: Cell) -> Scale:
    """The range of a quantity in an equation: a gate's own, and one for all that is signed."""
    scale = scale_in(name, cell)
    return scale if scale.kind == "gate" else ARITHMETIC


def forward_lines(network: Network, reading: Reading, shown: Shown) -> tuple[Line, ...]:
    """Every equation of a timestep in the order of computation, the output's last.

    A network that also reads backwards has no output line: its verdict is of two states that belong to
    different words.
    """
    lines: dict[str, Callable[[Shown], tuple[Line, ...]]] = {
        "SimpleRNN": _simple_rnn,
        "LSTM": _lstm,
        "GRU": _gru,
    }
    found = lines[shown.cell.title](shown)
    is_last = shown.trace in reading.layers[-1].traces
    return found + (output_line(network, reading) if is_last and network.is_causal else ())


def output_line(network: Network, reading: Reading) -> tuple[Line, ...]:
    """y_t = h_t W_hy + b_y, where the head is one layer and reads the state after each word."""
    if len(network.head) != 1:
        return ()
    (dense,) = network.head
    states, outputs = reading.layers[-1].steps.hidden_state, tuple(range(dense.kernel.shape[1]))
    vector = Factor("hₜ", states, range_in("hidden_state", reading.layers[-1].forward.cell))
    terms = (
        product("output", vector, Factor("W_hy", dense.kernel, ARITHMETIC, "Why.{row}.{column}", outputs)),
        plain("bias", Factor("b_y", dense.bias, ARITHMETIC, "by.{column}", outputs), len(states)),
    )
    squashes = "" if dense.activation == "linear" else dense.activation
    columns = tuple(Column(f"output {n}" if len(outputs) > 1 else "output", n) for n in outputs)
    scale = VERDICT if squashes else ARITHMETIC
    return (
        Line(
            "output",
            OUTPUT_TITLES.get(dense.activation, "Output"),
            "yₜ",
            "What the network would answer, were this the last step.",
            terms,
            dense.score(states),
            squashes,
            reading.outputs,
            scale,
            columns,
        ),
    )


def weighted_sum(shown: Shown, name: str) -> Line:
    """One gate, or the only one there is: x_t W + h_{t-1} U + b, and the activation."""
    cell, trace = shown.cell, shown.trace
    block = cell.gates.index(name) * cell.units
    columns = tuple(block + unit for unit in shown.units)
    letter = LETTERS[cell.title].get(name)
    weights = (f"W_{letter}", f"U_{letter}", f"b_{letter}") if letter else ("W_xh", "W_hh", "b_h")
    inputs = Factor("xₜ", trace.inputs, ARITHMETIC, "x.{time}.{column}", tuple(range(cell.input_dim)))
    recurrent = _columns(weights[1], cell.recurrent_kernel, "Whh", columns)
    terms = [
        product("input", inputs, _columns(weights[0], cell.kernel, "Wxh", columns)),
        product("recurrent", _previous_state(shown), recurrent),
    ]
    rows = [("", cell.bias)] if cell.bias.ndim == 1 else [("0.", cell.bias[0]), ("1.", cell.bias[1])]
    for side, (row, bias) in enumerate(rows):
        letters = weights[2] if not side else weights[2].replace("b_", "b′_")
        edit = f"bh.{row}{{column}}"
        terms.append(
            plain("bias", Factor(letters, bias[list(columns)], ARITHMETIC, edit, columns), len(trace))
        )
    total = trace.steps.pre_activation[:, list(columns)]
    return _line(shown, name, tuple(terms), total, activation_of(cell, name))


def activation_of(cell: Cell, name: str) -> str:
    """Which activation makes a quantity of its sum."""
    return str(getattr(cell, "recurrent_activation", "")) if name.endswith("_gate") else cell.activation


def _line(shown: Shown, name: str, terms: tuple[Term, ...], total: FloatArray, squashes: str = "") -> Line:
    """A line whose result is a quantity of the cell."""
    label, letter, _, meaning = quantity_of(name)
    values = getattr(shown.trace.steps, name)[:, list(shown.units)]
    scale, columns = range_in(name, shown.cell), units_named(shown.units)
    return Line(name, label, letter, meaning, terms, total, squashes, values, scale, columns)


def _columns(letters: str, weights: FloatArray, array: str, columns: tuple[int, ...]) -> Factor:
    return Factor(letters, weights[:, list(columns)], ARITHMETIC, f"{array}.{{row}}.{{column}}", columns)


def _previous_state(shown: Shown) -> Factor:
    """h_{t-1}, all of it; of the first step read it is h_0, which can be written over."""
    states = shown.trace.previous.hidden_state
    letters = "hₜ₊₁" if shown.trace.reverse else "hₜ₋₁"
    scale = range_in("hidden_state", shown.cell)
    return Factor(letters, states, scale, "h0.{column}", tuple(range(shown.cell.units)))


def earlier(shown: Shown, name: str) -> Factor:
    """A state of the shown units one step earlier in the order of reading."""
    letter = quantity_of(name).letter.replace("ₜ", "ₜ₊₁" if shown.trace.reverse else "ₜ₋₁")
    array = {"hidden_state": "h0", "cell_state": "c0"}[name]
    factor = shown.factor(name, getattr(shown.trace.previous, name), letter)
    return factor._replace(edit=f"{array}.{{column}}", columns=shown.units)


def _simple_rnn(shown: Shown) -> tuple[Line, ...]:
    return (weighted_sum(shown, "hidden_state"),)


def _lstm(shown: Shown) -> tuple[Line, ...]:
    steps = shown.trace.steps
    if not isinstance(steps, LSTMStep) or not isinstance(shown.cell, LSTMCell):
        raise TypeError(f"steps of an LSTM were expected, got {type(steps).__name__}")
    names = ("forget_gate", "input_gate", "candidate", "output_gate")
    f, i, g, o = (shown.factor(name, getattr(steps, name)) for name in names)
    memory = (elementwise(f, earlier(shown, "cell_state")), elementwise(i, g))
    squashed = activation(shown.cell.activation).value(steps.cell_state)
    read = (elementwise(o, shown.factor("hidden_state", squashed, f"{SIGNS[shown.cell.activation]}cₜ")),)
    units = list(shown.units)
    return (
        *(weighted_sum(shown, name) for name in ("forget_gate", "input_gate", "candidate")),
        _line(shown, "cell_state", memory, steps.cell_state[:, units]),
        weighted_sum(shown, "output_gate"),
        _line(shown, "hidden_state", read, steps.hidden_state[:, units]),
    )


def _gru(shown: Shown) -> tuple[Line, ...]:
    steps, cell, units = shown.trace.steps, shown.cell, list(shown.units)
    if not isinstance(steps, GRUStep) or not isinstance(cell, GRUCell):
        raise TypeError(f"steps of a GRU were expected, got {type(steps).__name__}")
    columns = tuple(2 * cell.units + unit for unit in shown.units)
    inner = shown.factor("recurrent_candidate", steps.recurrent_candidate)
    inputs = Factor("xₜ", shown.trace.inputs, ARITHMETIC, "x.{time}.{column}", tuple(range(cell.input_dim)))
    biases = [
        plain("bias", Factor(letters, row[list(columns)], ARITHMETIC, edit, columns), len(shown.trace))
        for letters, row, edit in (
            ("b_h", cell.bias[0], "bh.0.{column}"),
            ("b′_h", cell.bias[1], "bh.1.{column}"),
        )
    ]
    kernel = _columns("U_h", cell.recurrent_kernel, "Whh", columns)
    recurrent = (product("recurrent", _previous_state(shown), kernel), biases[1])
    candidate = (
        product("input", inputs, _columns("W_h", cell.kernel, "Wxh", columns)),
        biases[0],
        elementwise(shown.factor("reset_gate", steps.reset_gate), inner),
    )
    z, g = shown.factor("update_gate", steps.update_gate), shown.factor("candidate", steps.candidate)
    rest = Factor("(1−zₜ)", 1 - z.values, z.scale)
    mixed = (elementwise(z, earlier(shown, "hidden_state")), elementwise(rest, g))
    return (
        weighted_sum(shown, "update_gate"),
        weighted_sum(shown, "reset_gate"),
        _line(shown, "recurrent_candidate", recurrent, inner.values),
        _line(shown, "candidate", candidate, steps.pre_activation[:, list(columns)], cell.activation),
        _line(shown, "hidden_state", mixed, steps.hidden_state[:, units]),
    )


def sum_of_terms(line: Line) -> FloatArray:
    """The terms of a line added up, (timesteps, columns): what `total` is computed from elsewhere."""
    return np.sum([term.values for term in line.terms], axis=0)
