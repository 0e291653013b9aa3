"""How a gradient goes one timestep back: where dL/dh_t comes from, and what the cell makes of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np

from rnnviz.activations import activation
from rnnviz.analysis.gradient import ReadingGradient, wanted_output
from rnnviz.arrays import FloatArray
from rnnviz.cells import GRUStep, LSTMStep
from rnnviz.equations.forward import LETTERS, SIGNS, Shown, activation_of, earlier
from rnnviz.equations.lines import Column, Factor, Line, Term, elementwise, plain, product, units_named
from rnnviz.network import Network, Reading
from rnnviz.tracks import ARITHMETIC, GATE, GRADIENT, SLOPE
from rnnviz.unroll import GradientTrace

MEANINGS = {
    "score": "Output minus target, where the loss asks for this output, and 0 where it does not.",
    "hidden_state": "Two sources: what reads this state at this step, and the next step, which it went to.",
    "cell_state": "Through the state that was read out, and through the memory that was kept: no matrix.",
    "pre_activation": "Through the activation: steep lets it pass, flat stops it.",
}

OF_THE_STATES_SIDE = "ã are the sums on the state's side: those of the gates, and uₜ for the candidate."
MOST_INPUTS = 6  # Whose gradients stand side by side; word vectors have more.
# The slope of each activation, written with its own value.
SLOPES = {"tanh": "(1−{0}²)", "sigmoid": "{0}(1−{0})", "relu": "[{0}>0]", "linear": "1"}


def backward_lines(
    network: Network, reading: Reading, gradient: ReadingGradient, number: int, units: tuple[int, ...]
) -> tuple[Line, ...]:
    """Every equation of one timestep of the way back, in the order of computation.

    Args:
        network: which read.
        reading: what it computed.
        gradient: of a loss of this reading.
        number: of the trace, in the order of computation.
        units: that stand in the columns.
    """
    traces = [trace for layer in reading.layers for trace in layer.traces]
    shown, back = Shown(traces[number], units), gradient.traces[number]
    cells: dict[str, Callable[[Shown, GradientTrace], tuple[Line, ...]]] = {
        "SimpleRNN": _simple_rnn,
        "LSTM": _lstm,
        "GRU": _gru,
    }
    is_last = number >= len(traces) - len(reading.layers[-1].traces)
    above = _from_head(network, gradient, shown) if is_last else _from_layer(network, gradient, number, units)
    if not above:
        above = (
            plain("above", _back("∂L/∂hₜ from above", gradient.arriving[number], shown), len(shown.trace)),
        )
    score = _score_line(network, reading, gradient) if is_last and network.is_causal else ()
    state = (*above, *_from_next(shown, back))
    values = back.steps.hidden_state[:, list(units)]
    hidden = _line("∂L/∂hₜ", "hidden_state", "Gradient of the state", state, values)
    if shown.cell.title == "GRU":
        hidden = replace(hidden, meaning=f"{hidden.meaning} {OF_THE_STATES_SIDE}")
    return (*score, hidden, *cells[shown.cell.title](shown, back), *_input_line(shown, back))


def _input_line(shown: Shown, back: GradientTrace) -> tuple[Line, ...]:
    """dL/dx_t = dL/da_t W_xh^T, where the inputs are few enough to be written out."""
    inputs = shown.cell.input_dim
    if inputs > MOST_INPUTS:
        return ()
    vector = Factor("∂L/∂aₜ", back.steps.pre_activation, GRADIENT)
    term = product("input", vector, Factor("W_xhᵀ", shown.cell.kernel.T, ARITHMETIC))
    line = _line("∂L/∂xₜ", "inputs", "Gradient of the input", (term,), back.steps.inputs)
    columns = tuple(Column(f"input {n}", n) for n in range(inputs))
    return (
        replace(line, columns=columns, meaning="How the loss would change with each number of the input."),
    )


def _back(letters: str, values: FloatArray, shown: Shown) -> Factor:
    """A gradient of the shown units."""
    return Factor(letters, values[:, list(shown.units)], GRADIENT, columns=shown.units)


def _line(letters: str, name: str, title: str, terms: tuple[Term, ...], values: FloatArray) -> Line:
    numbers = next((term.factors[-1].columns for term in terms if term.factors[-1].columns), ())
    columns = units_named(numbers) or tuple(Column("output", n) for n in range(values.shape[1]))
    meaning = MEANINGS.get(name, MEANINGS["pre_activation"])
    return Line(f"d_{name}", title, letters, meaning, terms, values, "", values, GRADIENT, columns)


def _score_line(network: Network, reading: Reading, gradient: ReadingGradient) -> tuple[Line, ...]:
    """dL/d score = output - target where the loss asks for the output, and 0 where it does not."""
    loss = gradient.loss
    asked = np.zeros_like(reading.outputs)
    asked[slice(None) if loss.every else slice(-1, None)] = 1
    linear = network.head[-1].activation == "linear"
    target = wanted_output(network, loss, reading.outputs)
    written = f"{loss.target:g}".replace("-", "−") if target.shape[-1] == 1 else "target"
    error = Factor(f"(yₜ−{written})", reading.outputs - target, ARITHMETIC)
    term = elementwise(Factor("askedₜ", asked, GATE), error, source="output")
    letters = "∂L/∂yₜ" if linear else "∂L/∂sₜ"
    title = "Gradient of the output" if linear else "Gradient of the score"
    line = _line(letters, "score", title, (term,), gradient.scores)
    inside = "" if linear else " sₜ is the sum inside the output's activation."
    return (replace(line, meaning=line.meaning + inside),)


def _from_head(network: Network, gradient: ReadingGradient, shown: Shown) -> tuple[Term, ...]:
    """dL/ds_t W_hy^T, for a head of one layer."""
    if len(network.head) != 1:
        return ()
    kernel = network.head[0].kernel
    scores, offset = gradient.scores, 0
    if shown.trace.reverse:  # The head reads it after the first word, and is asked after the last.
        offset = network.layers[-1].forward.units
        scores = np.concatenate([scores[-1:], np.zeros_like(scores[1:])])
    step = "_T" if shown.trace.reverse else "ₜ"
    letters = f"∂L/∂y{step}" if network.head[-1].activation == "linear" else f"∂L/∂s{step}"
    vector = Factor(letters, scores, GRADIENT)
    rows = [offset + unit for unit in shown.units]
    return (product("above", vector, Factor("W_hyᵀ", kernel[rows].T, ARITHMETIC, columns=shown.units)),)


def _from_layer(
    network: Network, gradient: ReadingGradient, number: int, units: tuple[int, ...]
) -> tuple[Term, ...]:
    """What each direction of the layer above hands down: dL/da_t W_xh^T."""
    firsts = np.cumsum([0, *(len(layer.cells) for layer in network.layers)])
    layer = int(np.searchsorted(firsts, number, side="right")) - 1
    below, above = network.layers[layer], network.layers[layer + 1]
    offset = below.forward.units if number > firsts[layer] else 0
    rows = [offset + unit for unit in units]
    terms = []
    for place, cell in enumerate(above.cells, start=int(firsts[layer + 1])):
        arriving = gradient.traces[place].steps.pre_activation
        vector = Factor("∂L/∂aₜ above", arriving, GRADIENT)
        terms.append(
            product("above", vector, Factor("W_xhᵀ", cell.kernel[rows].T, ARITHMETIC, columns=units))
        )
    return tuple(terms)


def _from_next(shown: Shown, back: GradientTrace) -> tuple[Term, ...]:
    """What the step that read h_t hands back: through W_hh, and in a GRU through the update gate."""
    later = "ₜ₋₁" if shown.trace.reverse else "ₜ₊₁"
    arriving = _later(shown, back.steps.recurrent_pre_activation)
    letter = "ã" if isinstance(shown.trace.steps, GRUStep) else "a"
    vector = Factor(f"∂L/∂{letter}{later}", arriving, GRADIENT)
    kernel = Factor(
        "W_hhᵀ", shown.cell.recurrent_kernel[list(shown.units)].T, ARITHMETIC, columns=shown.units
    )
    terms = [product("recurrent", vector, kernel)]
    if isinstance(shown.trace.steps, GRUStep):
        kept = shown.factor("update_gate", _later(shown, shown.trace.steps.update_gate), f"z{later}")
        gradient = _back(f"∂L/∂h{later}", _later(shown, back.steps.hidden_state), shown)
        terms.append(elementwise(kept, gradient, source="recurrent"))
    return tuple(terms)


def _later(shown: Shown, values: FloatArray) -> FloatArray:
    """Values one step later in the order of reading; zeros behind the last step."""
    none = np.zeros_like(values[:1])
    return np.concatenate([none, values[:-1]] if shown.trace.reverse else [values[1:], none])


def _slope(name: str, values: FloatArray, shown: Shown, letters: str) -> Factor:
    """The slope of an activation, from its value."""
    return Factor(letters, activation(name).slope(values)[:, list(shown.units)], SLOPE)


def _simple_rnn(shown: Shown, back: GradientTrace) -> tuple[Line, ...]:
    states, name = shown.trace.steps.hidden_state, shown.cell.activation
    factors = (
        _slope(name, states, shown, SLOPES[name].format("hₜ")),
        _back("∂L/∂hₜ", back.steps.hidden_state, shown),
    )
    values = back.steps.pre_activation[:, list(shown.units)]
    return (_line("∂L/∂aₜ", "pre_activation", "Gradient of the sum", (elementwise(*factors),), values),)


def _lstm(shown: Shown, back: GradientTrace) -> tuple[Line, ...]:
    steps, later = cast(LSTMStep, shown.trace.steps), "ₜ₋₁" if shown.trace.reverse else "ₜ₊₁"
    squash = activation(shown.cell.activation)
    read = squash.value(steps.cell_state)
    dh = _back("∂L/∂hₜ", back.steps.hidden_state, shown)
    dc = _back("∂L/∂cₜ", back.steps.cell_state, shown)
    kept = shown.factor("forget_gate", _later(shown, steps.forget_gate), f"f{later}")
    handed = _back(f"∂L/∂c{later}", _later(shown, back.steps.cell_state), shown)
    slope = _slope(shown.cell.activation, read, shown, _slope_of_read(shown.cell.activation))
    through = elementwise(shown.factor("output_gate", steps.output_gate), slope, dh)
    memory = (through, elementwise(kept, handed, source="recurrent"))
    values = back.steps.cell_state[:, list(shown.units)]
    before = earlier(shown, "cell_state")._replace(edit="")
    gates = {
        "forget_gate": (before, dc),
        "input_gate": (shown.factor("candidate", steps.candidate), dc),
        "candidate": (shown.factor("input_gate", steps.input_gate), dc),
        "output_gate": (shown.factor("hidden_state", read, f"{SIGNS[shown.cell.activation]}cₜ"), dh),
    }
    return (
        _line("∂L/∂cₜ", "cell_state", "Gradient of the memory", memory, values),
        *(_gate_line(shown, back, name, factors) for name, factors in gates.items()),
    )


def _gru(shown: Shown, back: GradientTrace) -> tuple[Line, ...]:
    steps = cast(GRUStep, shown.trace.steps)
    dh = _back("∂L/∂hₜ", back.steps.hidden_state, shown)
    z = shown.factor("update_gate", steps.update_gate)
    rest = Factor("(1−zₜ)", 1 - z.values, z.scale)
    change = shown.trace.previous.hidden_state - steps.candidate
    letters = "(hₜ₊₁−gₜ)" if shown.trace.reverse else "(hₜ₋₁−gₜ)"
    moved = Factor(letters, change[:, list(shown.units)], ARITHMETIC)
    block = slice(2 * shown.cell.units, None)
    candidate = _back("∂L/∂a_h", back.steps.pre_activation[:, block], shown)
    inner = shown.factor("recurrent_candidate", steps.recurrent_candidate)
    gates = {"candidate": (rest, dh), "update_gate": (moved, dh), "reset_gate": (inner, candidate)}
    return tuple(_gate_line(shown, back, name, factors) for name, factors in gates.items())


def _slope_of_read(name: str) -> str:
    """The slope of the activation at c_t, written with what was read."""
    return "(1−tanh² cₜ)" if name == "tanh" else SLOPES[name].format(f"{name}(cₜ)")


def _gate_line(shown: Shown, back: GradientTrace, name: str, factors: tuple[Factor, ...]) -> Line:
    """dL/da of one gate: what reached it, times the slope of its activation."""
    squashes = activation_of(shown.cell, name)
    own = shown.factor(name, getattr(shown.trace.steps, name))
    slope = _slope(squashes, getattr(shown.trace.steps, name), shown, SLOPES[squashes].format(own.letters))
    block = shown.cell.gates.index(name) * shown.cell.units
    values = back.steps.pre_activation[:, [block + unit for unit in shown.units]]
    *others, gradient = factors
    title = f"Gradient of the {name.replace('_', ' ')}'s sum"
    terms = (elementwise(*others, slope, gradient),)
    return _line(f"∂L/∂a_{LETTERS[shown.cell.title][name]}", name, title, terms, values)
