"""The tight loops against the loop as a book writes it."""

from typing import Any

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, Step
from rnnviz.scan import is_plain, scan
from tests.oracles import KINDS, Kind, random_cell, random_initial, random_sizes

PRECISIONS = ((np.float32, 2e-6), (np.float64, 1e-14))


def step_by_step(cell: Cell, inputs: FloatArray, initial: Step) -> Step:
    """The cell's own `step`, once for each row."""
    step, steps = initial, []
    for x in inputs:
        step = cell.step(x, step)
        steps.append(step)
    return type(initial)(*map(np.stack, zip(*steps, strict=True)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS)
@pytest.mark.parametrize("seed", range(10))
def test_every_quantity_equals_step_by_step(kind: Kind, dtype: Any, tolerance: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    timesteps, *sizes = random_sizes(rng)
    cell = random_cell(kind, rng, (sizes[0], sizes[1]), dtype)
    inputs, initial = rng.normal(size=(timesteps, sizes[0])).astype(dtype), random_initial(cell, rng)
    found, expected = scan(cell, inputs, initial), step_by_step(cell, inputs, initial)
    for name, values, right in zip(found._fields, found, expected, strict=True):
        assert values.dtype == dtype, name
        np.testing.assert_allclose(values, right, atol=tolerance, err_msg=name)


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_sequence_does_not_drift(kind: Kind, rng: np.random.Generator) -> None:
    cell = random_cell(kind, rng, (8, 32))
    inputs = rng.normal(size=(2_000, 8)).astype(np.float32)
    found, expected = (
        loop(cell, inputs, cell.initial_step()).hidden_state[-1] for loop in (scan, step_by_step)
    )
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_reversed_view_is_read_in_its_own_order(kind: Kind, rng: np.random.Generator) -> None:
    cell = random_cell(kind, rng)
    backward = rng.normal(size=(6, 5)).astype(np.float32)[::-1]
    view, copy = (scan(cell, inputs, cell.initial_step()) for inputs in (backward, backward.copy()))
    np.testing.assert_allclose(view.hidden_state, copy.hidden_state, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_read_gives_no_steps(kind: Kind, rng: np.random.Generator) -> None:
    cell = random_cell(kind, rng)
    for values in scan(cell, np.zeros((0, 5), np.float32), cell.initial_step()):
        assert len(values) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_arguments_and_earlier_results_stay_what_they_were(kind: Kind, rng: np.random.Generator) -> None:
    cell = random_cell(kind, rng)
    inputs, initial = rng.normal(size=(4, 5)).astype(np.float32), random_initial(cell, rng)
    before = [np.copy(array) for array in (inputs, *initial)]
    first = scan(cell, inputs, initial)
    kept = [np.copy(values) for values in first]
    scan(cell, inputs + 1, initial)
    for now, then in zip((inputs, *initial, *first), before + kept, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize("kind", KINDS)
def test_saturated_gates_are_exact(kind: Kind, rng: np.random.Generator) -> None:
    cell = random_cell(kind, rng)
    inputs = 1e4 * rng.normal(size=(5, 5)).astype(np.float32)
    found, expected = (loop(cell, inputs, cell.initial_step()) for loop in (scan, step_by_step))
    for name, values, right in zip(found._fields, found, expected, strict=True):
        np.testing.assert_allclose(values, right, rtol=1e-5, atol=1e-5, err_msg=name)


@pytest.mark.parametrize("kind", KINDS)
def test_only_keras_default_activations_are_plain(kind: Kind, rng: np.random.Generator) -> None:
    assert is_plain(random_cell(kind, rng))
    assert not is_plain(random_cell(kind, rng, activation="relu"))
    if hasattr(random_cell(kind, rng), "recurrent_activation"):
        assert not is_plain(random_cell(kind, rng, recurrent_activation="linear"))
