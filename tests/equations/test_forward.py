"""Lines of the way forward: every number again by plain loops, and every place that can be written over."""

import dataclasses
import itertools
import math
from typing import Any

import numpy as np
import pytest

from rnnviz.activations import ACTIVATIONS
from rnnviz.arrays import FloatArray
from rnnviz.cells import CELLS, Cell, GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.equations.forward import Shown, forward_lines, output_line, sum_of_terms
from rnnviz.equations.lines import Line, Term
from rnnviz.layers import RecurrentLayer
from rnnviz.network import Network, Reading
from rnnviz.worked import ExampleSpec, WorkedExample, edit_at, make_example
from tests.analysis.test_gradient import each_head, each_network, exact_network, traces_of
from tests.oracles import KINDS, Kind, random_initial, random_text

NAMES = {
    SimpleRNNCell: ["hidden_state"],
    LSTMCell: ["forget_gate", "input_gate", "candidate", "cell_state", "output_gate", "hidden_state"],
    GRUCell: ["update_gate", "reset_gate", "recurrent_candidate", "candidate", "hidden_state"],
}
BLOCKS = {LSTMCell: "ifco", GRUCell: "zrh"}  # Of the weights of a gated cell, in Keras's order.
Shows = tuple[Shown, tuple[Line, ...]]


def begun(network: Network, rng: np.random.Generator, timesteps: int = 4) -> Reading:
    """A text read from states that are not zero."""
    cells = [cell for layer in network.layers for cell in layer.cells]
    return network.read(
        random_text(rng, timesteps), {n: random_initial(cell, rng) for n, cell in enumerate(cells)}
    )


def random_units(units: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Some units, each once, in any order."""
    return tuple(rng.permutation(units)[: rng.integers(1, units + 1)].tolist())


def every_shown(network: Network, reading: Reading, rng: np.random.Generator) -> list[Shows]:
    """For each trace some units, and the lines of their arithmetic."""
    shown = [Shown(trace, random_units(trace.cell.units, rng)) for trace in traces_of(reading)]
    return [(each, forward_lines(network, reading, each)) for each in shown]


def term_by_loops(term: Term, timesteps: int, columns: int) -> FloatArray:
    """What a term comes to, number by number."""
    first, *others = (factor.values for factor in term.factors)
    found = np.zeros((timesteps, columns))
    for t, column in itertools.product(range(timesteps), range(columns)):
        if term.kind == "product":
            (matrix,) = others
            found[t, column] = math.fsum(first[t, n] * matrix[n, column] for n in range(len(matrix)))
        else:
            found[t, column] = math.prod(values[t, column] for values in (first, *others))
    return found


def squashed(line: Line) -> FloatArray:
    """The activation of every total, by its formula."""
    if line.activation == "softmax":
        return np.array([[math.exp(a) / math.fsum(map(math.exp, row)) for a in row] for row in line.total])
    formulas: Any = {
        "tanh": math.tanh,
        "sigmoid": lambda a: 1 / (1 + math.exp(-a)),
        "relu": lambda a: max(a, 0),
        "linear": float,
        "": float,
    }
    found: FloatArray = np.vectorize(formulas[line.activation], otypes=[float])(line.total)
    return found


def check_arithmetic(lines: tuple[Line, ...]) -> None:
    """Every term by loops, their sum, its activation, and one column of each for every name."""
    for line in lines:
        assert line.title and line.letters and line.meaning.endswith(".")
        assert line.values.shape == line.total.shape == (len(line.total), len(line.columns))
        for term in line.terms:
            expected = term_by_loops(term, *line.total.shape)
            np.testing.assert_allclose(term.values, expected, rtol=1e-10, atol=1e-12, err_msg=line.name)
        np.testing.assert_allclose(sum_of_terms(line), line.total, atol=1e-10, err_msg=line.name)
        np.testing.assert_allclose(line.values, squashed(line), atol=1e-12, err_msg=line.name)


@each_network
@each_head
def test_every_number_of_every_line_is_computed_as_it_is_written(
    kind: Kind, wiring: str, head: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng, head)
    for _, lines in every_shown(network, begun(network, rng), rng):
        check_arithmetic(lines)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_other_activations_are_written_too(kind: Kind, name: str, rng: np.random.Generator) -> None:
    network = exact_network(kind, "one-layer", rng)
    gates = {} if kind is SimpleRNNCell else {"recurrent_activation": "relu"}
    cell = dataclasses.replace(network.layers[0].forward, activation=name, **gates)  # type: ignore[arg-type]
    network = dataclasses.replace(network, layers=(RecurrentLayer(cell),))
    for _, lines in every_shown(network, begun(network, rng), rng):
        check_arithmetic(lines)


@each_network
def test_results_are_the_columns_of_the_trace(kind: Kind, wiring: str, rng: np.random.Generator) -> None:
    network = exact_network(kind, wiring, rng)
    reading = begun(network, rng)
    for shown, lines in every_shown(network, reading, rng):
        units = list(shown.units)
        for line in lines:
            if line.name == "output":
                np.testing.assert_array_equal(line.values, reading.outputs)
                continue
            computed = getattr(shown.trace.steps, line.name)[:, units]
            np.testing.assert_array_equal(line.values, computed, err_msg=line.name)
            assert list(line.columns) == [(f"unit {unit}", unit) for unit in units]


@each_network
@each_head
def test_lines_come_in_the_order_of_computation_and_the_output_last(
    kind: Kind, wiring: str, head: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng, head)
    reading = begun(network, rng)
    *below, last = [[line.name for line in lines] for _, lines in every_shown(network, reading, rng)]
    assert all(names == NAMES[kind] for names in below)
    # Of a head of two layers there is no line, nor of a verdict that is of two words' states.
    has_output = network.is_causal and head != "two-layers"
    assert last == [*NAMES[kind], *(["output"] if has_output else [])]
    assert len(output_line(network, reading)) == (head != "two-layers")


def own_block(values: FloatArray, cell: Cell, letters: str) -> FloatArray:
    """The columns of the weights that a subscript names, "W_f"."""
    subscript = letters.split("_")[1]
    if len(subscript) > 1 or type(cell) not in BLOCKS:
        return values
    start = BLOCKS[type(cell)].index(subscript) * cell.units
    return values[..., start : start + cell.units]


@each_network
def test_weights_are_those_that_their_letters_name(kind: Kind, wiring: str, rng: np.random.Generator) -> None:
    network = exact_network(kind, wiring, rng)
    for shown, lines in every_shown(network, begun(network, rng), rng):
        cell, units = shown.cell, list(shown.units)
        bias = np.atleast_2d(cell.bias)
        arrays = {"W_": cell.kernel, "U_": cell.recurrent_kernel, "b_": bias[0], "b′_": bias[-1]}
        arrays["W_hh"] = cell.recurrent_kernel
        for factor in (each for line in lines if line.name != "output" for each in term_factors(line)):
            letters, values = factor
            start = letters if letters in arrays else letters[: letters.find("_") + 1]
            if start in arrays:
                expected = own_block(arrays[start], cell, letters)[..., units]
                expected = np.broadcast_to(expected, values.shape)
                np.testing.assert_array_equal(values, expected, err_msg=letters)


def term_factors(line: Line) -> list[tuple[str, FloatArray]]:
    """Letters and values of all factors."""
    return [(factor.letters, factor.values) for term in line.terms for factor in term.factors]


@each_network
def test_the_step_read_first_goes_on_from_the_initial_state(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    network = exact_network(kind, wiring, rng)
    for shown, lines in every_shown(network, begun(network, rng), rng):
        first, then = (-1, "ₜ₊₁") if shown.trace.reverse else (0, "ₜ₋₁")
        initial: Any = shown.trace.initial
        found = dict(factor for line in lines if line.name != "output" for factor in term_factors(line))
        assert ("hₜ₊₁" in found) == shown.trace.reverse
        # A mix of a GRU shows this state for the units alone, a product shows all of it.
        wide = lines[0].terms[1].factors[0].values
        np.testing.assert_array_equal(wide[first], initial.hidden_state)
        if kind is LSTMCell:
            kept = initial.cell_state[list(shown.units)]
            np.testing.assert_array_equal(found[f"c{then}"][first], kept)


@each_network
def test_what_is_called_bounded_stays_in_its_range(kind: Kind, wiring: str, rng: np.random.Generator) -> None:
    network = exact_network(kind, wiring, rng)
    for _, lines in every_shown(network, begun(network, rng), rng):
        factors = [factor for line in lines for term in line.terms for factor in term.factors]
        drawn = [(line.scale, line.values) for line in lines]
        for scale, values in drawn + [(factor.scale, factor.values) for factor in factors]:
            if scale.bounded:
                assert np.all((values >= scale.low) & (values <= scale.limit))


@each_network
def test_no_words_leave_lines_without_timesteps(kind: Kind, wiring: str, rng: np.random.Generator) -> None:
    network = exact_network(kind, wiring, rng)
    for shown, lines in every_shown(network, network.read(""), rng):
        names = [line.name for line in lines if line.name != "output"]
        assert names == NAMES[kind]
        for line in lines[: len(names)]:
            assert line.values.shape == line.total.shape == (0, len(shown.units))


def example_with(cell: str, activation: str = "tanh", *edits: tuple[str, float]) -> WorkedExample:
    """An example with a first state that is not zero, so that every number matters."""
    states = [("h0.0", 0.6), ("h0.1", -0.7), *([("c0.0", 0.3), ("c0.1", -1.2)] if cell == "LSTM" else [])]
    places = tuple(edit_at(place, value) for place, value in (*states, *edits))
    return make_example(ExampleSpec(cell, activation, 4, 2, places))


def lines_of(example: WorkedExample) -> tuple[Line, ...]:
    reading = example.read()
    return forward_lines(example.network, reading, Shown(reading.layers[0].forward, (1, 0)))


def places_of(line: Line) -> dict[str, float]:
    """Each number of the first step that can be written over, by its place."""
    found = {}
    for factor in (factor for term in line.terms for factor in term.factors if factor.edit):
        is_matrix = "{row}" in factor.edit
        rows = factor.values if is_matrix else factor.values[:1]
        for (row, column), value in np.ndenumerate(rows):
            place = factor.edit.format(row=row, column=factor.columns[column], time=0)
            found[place] = float(value)
    return found


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_number_of_an_example_stands_where_its_place_says(cell: str, activation: str) -> None:
    example = example_with(cell, activation)
    found = {place: value for line in lines_of(example) for place, value in places_of(line).items()}
    arrays = example.arrays | {"x": example.arrays["x"][:1]}
    expected = {
        ".".join([name, *map(str, place)]): value
        for name, array in arrays.items()
        for place, value in np.ndenumerate(array)
    }
    assert found == expected


@pytest.mark.parametrize("cell", CELLS)
def test_a_number_written_over_itself_changes_nothing(cell: str) -> None:
    before = example_with(cell)
    for place, value in (item for line in lines_of(before) for item in places_of(line).items()):
        after = example_with(cell, "tanh", (place, value))
        for name, array in before.arrays.items():
            np.testing.assert_array_equal(after.arrays[name], array, err_msg=place)


@pytest.mark.parametrize("cell", CELLS)
def test_another_number_changes_this_one_alone_and_first_the_line_that_shows_it(cell: str) -> None:
    before = lines_of(example_with(cell))
    numbers = {place: value for line in before for place, value in places_of(line).items()}
    for place in numbers:
        after = lines_of(example_with(cell, "tanh", (place, 3.25)))
        changed = {
            where for line in after for where, value in places_of(line).items() if value != numbers[where]
        }
        assert changed == {place}
        pairs = list(zip(before, after, strict=True))
        moved = [n for n, (old, new) in enumerate(pairs) if np.any(old.total[0] != new.total[0])]
        assert moved[0] == next(n for n, line in enumerate(before) if place in places_of(line)), place


@pytest.mark.parametrize("cell", CELLS)
def test_an_input_of_a_later_step_stands_in_the_row_of_its_time(cell: str) -> None:
    example = example_with(cell)
    for term in (term for line in lines_of(example) for term in line.terms if term.source == "input"):
        vector = term.factors[0]
        for (t, column), value in np.ndenumerate(vector.values):
            place = vector.edit.format(time=t, column=vector.columns[column])
            assert place == f"x.{t}.{column}"
            assert example.arrays["x"][t, column] == value


def test_an_output_of_several_numbers_names_each(rng: np.random.Generator) -> None:
    network = exact_network(LSTMCell, "one-layer", rng, "softmax")
    (line,) = output_line(network, begun(network, rng))
    assert line.columns == (("output 0", 0), ("output 1", 1))
    np.testing.assert_allclose(line.values.sum(axis=1), 1)
    network = exact_network(GRUCell, "one-layer", rng)
    (line,) = output_line(network, begun(network, rng))
    assert line.columns == (("output", 0),)
