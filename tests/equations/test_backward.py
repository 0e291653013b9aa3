"""Lines of the way back: what they say of a gradient is the limit of differences of the loss."""

import dataclasses
from typing import Any, NamedTuple

import numpy as np
import pytest

from rnnviz.activations import ACTIVATIONS, activation
from rnnviz.analysis.gradient import Loss, gradient_of
from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, GRUCell, LSTMCell, SimpleRNNCell, Step
from rnnviz.equations.backward import backward_lines
from rnnviz.equations.forward import Shown, forward_lines, sum_of_terms
from rnnviz.equations.lines import Line, Term
from rnnviz.layers import RecurrentLayer
from rnnviz.network import Network, Reading
from rnnviz.tracks import GRADIENT
from tests.analysis.test_gradient import (
    each_head,
    each_network,
    exact_network,
    losses_by_hand,
    random_losses,
    traces_of,
)
from tests.equations.test_forward import begun, random_units, term_by_loops
from tests.oracles import KINDS, Kind

NAMES = {
    SimpleRNNCell: ["d_pre_activation"],
    LSTMCell: ["d_cell_state", "d_forget_gate", "d_input_gate", "d_candidate", "d_output_gate"],
    GRUCell: ["d_candidate", "d_update_gate", "d_reset_gate"],
}


class Nudge(NamedTuple):
    """A little that is added to a state of one trace, after the word t was read."""

    trace: int
    t: int
    state: str
    by: FloatArray


def nudged(cell: Cell, step: Any, nudge: Nudge) -> Any:
    """A step whose state was moved; of c_t, what is read out of it moves too."""
    moved = getattr(step, nudge.state) + nudge.by
    if nudge.state == "hidden_state":
        return step._replace(hidden_state=moved)
    read = step.output_gate * activation(cell.activation).value(moved)
    return step._replace(cell_state=moved, hidden_state=read)


def loss_with(network: Network, reading: Reading, loss: Loss, nudge: Nudge) -> float:
    """The loss of a text read again step by step, a state nudged on the way."""
    inputs, number = reading.embeddings, 0
    final: list[FloatArray] = []
    for recorded in reading.layers:
        outputs, final = [], []
        for trace in recorded.traces:
            states = np.zeros_like(trace.steps.hidden_state)
            step: Step = trace.initial
            for t in sorted(range(len(inputs)), reverse=trace.reverse):
                step = trace.cell.step(inputs[t], step)
                step = nudged(trace.cell, step, nudge) if (number, t) == nudge[:2] else step
                states[t] = step.hidden_state
            outputs.append(states)
            final.append(step.hidden_state)
            number += 1
        inputs = np.concatenate(outputs, axis=-1)
    asked = inputs if loss.every else np.concatenate(final)[None]
    return float(losses_by_hand(network, network.judge(asked), loss.target).sum())


def difference(network: Network, reading: Reading, loss: Loss, nudge: Nudge) -> float:
    """How the loss grows along a nudge."""
    ends = (loss_with(network, reading, loss, nudge._replace(by=by * nudge.by)) for by in (1e-5, -1e-5))
    return (next(ends) - next(ends)) / 2e-5


def named(lines: tuple[Line, ...]) -> dict[str, Line]:
    return {line.name: line for line in lines}


@each_network
@each_head
def test_gradients_of_states_are_the_limit_of_differences(
    kind: Kind, wiring: str, head: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng, head)
    reading = begun(network, rng)
    states = ("hidden_state", "cell_state") if kind is LSTMCell else ("hidden_state",)
    for loss in random_losses(network, rng):
        gradient = gradient_of(network, reading, loss)
        for number, trace in enumerate(traces_of(reading)):
            units = tuple(rng.permutation(trace.cell.units).tolist())
            lines = named(backward_lines(network, reading, gradient, number, units))
            for state in states:
                for t, row in enumerate(lines[f"d_{state}"].values):
                    along = rng.normal(size=len(units))
                    expected = difference(network, reading, loss, Nudge(number, t, state, along))
                    np.testing.assert_allclose(row @ along[list(units)], expected, rtol=1e-6, atol=1e-9)


def with_bias(network: Network, number: int, bias: FloatArray) -> Network:
    """The network with another bias in the cell of this number."""
    cells = [cell for layer in network.layers for cell in layer.cells]
    cells[number] = dataclasses.replace(cells[number], bias=bias)
    left = iter(cells)
    layers = tuple(RecurrentLayer(*(next(left) for _ in layer.cells)) for layer in network.layers)
    return dataclasses.replace(network, layers=layers)


def bias_difference(network: Network, reading: Reading, loss: Loss, place: tuple[int, int]) -> float:
    """How the loss grows with one number of the bias of the cell of a number, on the side of x_t."""
    number, column = place
    start = {n: trace.initial for n, trace in enumerate(traces_of(reading))}
    losses = []
    for by in (1e-5, -1e-5):
        bias = np.array(traces_of(reading)[number].cell.bias)
        bias.reshape(-1, bias.shape[-1])[0, column] += by
        outputs = with_bias(network, number, bias).read(reading.text, start).outputs
        asked = outputs if loss.every else outputs[-1:]
        losses.append(losses_by_hand(network, asked, loss.target).sum())
    return float(losses[0] - losses[1]) / 2e-5


@each_network
def test_gradients_of_the_gates_add_up_over_time_to_those_of_their_biases(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng)
    reading = begun(network, rng)
    for loss in random_losses(network, rng):
        gradient = gradient_of(network, reading, loss)
        for number, trace in enumerate(traces_of(reading)):
            units = random_units(trace.cell.units, rng)[:2]
            lines = named(backward_lines(network, reading, gradient, number, units))
            for block, gate in enumerate(trace.cell.gates):
                line = lines["d_pre_activation" if kind is SimpleRNNCell else f"d_{gate}"]
                for unit, summed in zip(units, line.values.sum(axis=0), strict=True):
                    place = number, block * trace.cell.units + unit
                    expected = bias_difference(network, reading, loss, place)
                    np.testing.assert_allclose(summed, expected, rtol=1e-5, atol=1e-9, err_msg=gate)


def check_arithmetic(lines: tuple[Line, ...]) -> None:
    """Every term by loops, and their sum; on the way back no sum is squashed."""
    for line in lines:
        assert line.title and line.letters and line.meaning.endswith(".")
        assert line.activation == "" and line.terms
        assert line.values.shape == (len(line.total), len(line.columns))
        for term in line.terms:
            expected = term_by_loops(term, *line.total.shape)
            np.testing.assert_allclose(term.values, expected, rtol=1e-10, atol=1e-14, err_msg=line.name)
        np.testing.assert_allclose(sum_of_terms(line), line.total, atol=1e-13, err_msg=line.name)
        np.testing.assert_array_equal(line.values, line.total)


@each_network
@each_head
def test_every_number_of_every_line_is_computed_as_it_is_written(
    kind: Kind, wiring: str, head: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng, head)
    reading = begun(network, rng)
    for loss in random_losses(network, rng):
        gradient = gradient_of(network, reading, loss)
        for number, trace in enumerate(traces_of(reading)):
            units = random_units(trace.cell.units, rng)
            check_arithmetic(backward_lines(network, reading, gradient, number, units))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("gates", ["sigmoid", "relu", "tanh"])
def test_other_activations_are_carried_back_too(
    kind: Kind, name: str, gates: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, "one-layer", rng)
    options = {"activation": name} | ({} if kind is SimpleRNNCell else {"recurrent_activation": gates})
    cell = dataclasses.replace(network.layers[0].forward, **options)  # type: ignore[arg-type]
    network = dataclasses.replace(network, layers=(RecurrentLayer(cell),))
    reading = begun(network, rng)
    gradient = gradient_of(network, reading, Loss())
    check_arithmetic(backward_lines(network, reading, gradient, 0, random_units(cell.units, rng)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"tanh"}))
def test_letters_name_the_activation_that_there_is(kind: Kind, name: str, rng: np.random.Generator) -> None:
    network = exact_network(kind, "one-layer", rng)
    cell = dataclasses.replace(network.layers[0].forward, activation=name)
    network = dataclasses.replace(network, layers=(RecurrentLayer(cell),))
    reading = begun(network, rng)
    shown = Shown(traces_of(reading)[0], (0,))
    back = backward_lines(network, reading, gradient_of(network, reading, Loss()), 0, (0,))
    for line in (*forward_lines(network, reading, shown), *back):
        letters = [factor.letters for term in line.terms for factor in term.factors]
        assert "tanh" not in " ".join(letters), line.name


@each_network
@each_head
def test_lines_come_from_the_output_to_the_gates(
    kind: Kind, wiring: str, head: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng, head)
    reading = begun(network, rng)
    gradient = gradient_of(network, reading, Loss())
    count = len(traces_of(reading))
    for number, trace in enumerate(traces_of(reading)):
        lines = backward_lines(network, reading, gradient, number, (0,))
        is_asked = network.is_causal and number == count - 1
        score = ["d_score"] if is_asked else []
        assert [line.name for line in lines] == [*score, "d_hidden_state", *NAMES[type(trace.cell)]]
        assert all(line.columns == (("unit 0", 0),) for line in lines[len(score) :])
        found = named(lines)["d_hidden_state"].values
        np.testing.assert_array_equal(found, gradient.traces[number].steps.hidden_state[:, :1])


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("head", ["sigmoid", "softmax", "linear"])
def test_the_output_s_line_is_output_minus_target_where_it_is_asked(
    head: str, every: bool, rng: np.random.Generator
) -> None:
    network = exact_network(LSTMCell, "stacked", rng, head)
    reading = begun(network, rng)
    gradient = gradient_of(network, reading, Loss(1, every))
    line = named(backward_lines(network, reading, gradient, 1, (0,)))["d_score"]
    wanted = [0, 1] if head == "softmax" else [1]
    expected = reading.outputs - wanted
    if not every:
        expected[:-1] = 0
    np.testing.assert_allclose(line.values, expected, atol=1e-15)
    assert [column.name for column in line.columns] == ["output"] * len(wanted)
    assert line.letters == ("∂L/∂yₜ" if head == "linear" else "∂L/∂sₜ")


def through_time(line: Line) -> list[Term]:
    """What reaches a line from the step that read its state."""
    return [term for term in line.terms if term.source == "recurrent"]


@each_network
def test_the_step_read_last_gets_nothing_through_time_and_the_others_do(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng)
    reading = begun(network, rng)
    gradient = gradient_of(network, reading, Loss(float(rng.integers(2))))
    for number, trace in enumerate(traces_of(reading)):
        lines = named(backward_lines(network, reading, gradient, number, tuple(range(trace.cell.units))))
        carried = [lines["d_hidden_state"], *([lines["d_cell_state"]] if kind is LSTMCell else [])]
        last, first = (0, -1) if trace.reverse else (-1, 0)
        for term in (term for line in carried for term in through_time(line)):
            assert not term.values[last].any()
            assert term.values[first].any()
            later = "ₜ₋₁" if trace.reverse else "ₜ₊₁"
            assert any(later in factor.letters for factor in term.factors)
        expected = 2 if kind is GRUCell else 1  # The gate path of a GRU beside the one through W_hh.
        assert len(through_time(lines["d_hidden_state"])) == expected


@each_network
def test_the_loss_of_the_last_output_reaches_other_steps_only_through_time(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng)
    reading = begun(network, rng)
    gradient = gradient_of(network, reading, Loss(float(rng.integers(2))))
    traces = traces_of(reading)
    for number in range(len(traces) - len(network.layers[-1].cells), len(traces)):
        line = named(backward_lines(network, reading, gradient, number, (1, 0)))["d_hidden_state"]
        above = [term for term in line.terms if term.source == "above"]
        asked = 0 if traces[number].reverse else len(reading.columns) - 1
        assert len(above) == 1
        assert np.flatnonzero(above[0].values.any(axis=1)).tolist() == [asked]


@each_network
@each_head
def test_no_words_leave_lines_without_timesteps(
    kind: Kind, wiring: str, head: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng, head)
    reading = network.read("")
    gradient = gradient_of(network, reading, Loss())
    for number in range(len(traces_of(reading))):
        lines = backward_lines(network, reading, gradient, number, (0, 1))
        assert all(line.values.shape == (0, len(line.columns)) for line in lines)


@each_network
def test_gradients_have_a_range_of_their_own_and_nothing_else_has_it(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng)
    reading = begun(network, rng)
    gradient = gradient_of(network, reading, Loss())
    for number, trace in enumerate(traces_of(reading)):
        for line in backward_lines(network, reading, gradient, number, tuple(range(trace.cell.units))):
            assert line.scale == GRADIENT and line.letters.startswith("∂L/∂")
            for factor in (factor for term in line.terms for factor in term.factors):
                assert (factor.scale == GRADIENT) == factor.letters.startswith("∂L/∂")
                if factor.scale.bounded:
                    assert np.all((factor.values >= factor.scale.low) & (factor.values <= factor.scale.limit))


@each_network
def test_nothing_of_the_way_back_can_be_written_over(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng)
    reading = begun(network, rng)
    gradient = gradient_of(network, reading, Loss())
    for number in range(len(traces_of(reading))):
        for line in backward_lines(network, reading, gradient, number, (0,)):
            assert {factor.edit for term in line.terms for factor in term.factors} == {""}
