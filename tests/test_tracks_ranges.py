"""Ranges: of gradients by their largest size, and of a quantity in a cell that can leave its own."""

import numpy as np
import pytest

from rnnviz.activations import ACTIVATIONS
from rnnviz.cells import CELLS, GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.tracks import (
    GATE,
    INNER_QUANTITIES,
    QUANTITIES,
    TANH,
    UNBOUNDED,
    gradient_scale,
    quantity_of,
    scale_in,
)
from tests.oracles import KINDS, Kind, random_cell


@pytest.mark.parametrize("seed", range(20))
def test_the_range_of_gradients_holds_the_largest_and_is_not_much_wider(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for largest in 10 ** rng.uniform(-30, 30, 50):
        scale = gradient_scale(float(largest))
        assert largest <= scale.limit * (1 + 1e-8) and scale.limit <= 2.5 * largest * (1 + 1e-8)
        assert f"{scale.limit:e}"[:8] in ("1.000000", "2.000000", "5.000000")
        assert (scale.kind, scale.bounded) == ("signed", False)


def test_the_range_of_gradients_by_hand() -> None:
    expected = {1.0: 1, 1.1: 2, 2.0: 2, 2.01: 5, 4.9: 5, 5.1: 10, 10.0: 10, 0.3: 0.5, 0.0007: 0.001}
    for largest, limit in expected.items():
        assert gradient_scale(largest).limit == pytest.approx(limit)


@pytest.mark.parametrize("largest", [0.0, -1.0, np.nan, np.inf, -np.inf])
def test_where_there_is_no_largest_gradient_the_range_is_one(largest: float) -> None:
    assert gradient_scale(largest).limit == 1


@pytest.mark.parametrize("exponent", [-323, -308, -45, 300, 308])
def test_the_smallest_and_largest_gradients_have_a_range_too(exponent: int) -> None:
    scale = gradient_scale(float(f"1e{exponent}"))
    assert 0 < scale.limit < np.inf


def test_everything_that_a_step_computes_is_known_by_the_name_of_its_field() -> None:
    fields = {field for cell in CELLS.values() for field in cell.step_type._fields} - {"pre_activation"}
    for name in fields:
        quantity = quantity_of(name)
        assert quantity.label and quantity.letter and quantity.meaning.endswith(".")
    assert not QUANTITIES.keys() & INNER_QUANTITIES.keys()
    with pytest.raises(KeyError):
        quantity_of("nothing")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_state_keeps_its_range_where_the_activation_does(
    kind: Kind, name: str, rng: np.random.Generator
) -> None:
    cell = random_cell(kind, rng, activation=name)
    stays = name in ("tanh", "sigmoid")
    assert scale_in("hidden_state", cell) == (TANH if stays else UNBOUNDED)
    for gate in (gate for gate in cell.gates if gate.endswith("_gate")):
        assert scale_in(gate, cell) == GATE
    if kind is not SimpleRNNCell:
        assert scale_in("candidate", cell) == (TANH if stays else UNBOUNDED)


@pytest.mark.parametrize("kind", [LSTMCell, GRUCell])
@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"sigmoid"}))
def test_gates_of_another_activation_have_no_range_of_gates(
    kind: Kind, name: str, rng: np.random.Generator
) -> None:
    cell = random_cell(kind, rng, recurrent_activation=name)
    names = ["hidden_state", *(gate for gate in cell.gates if gate.endswith("_gate"))]
    assert {scale_in(each, cell) for each in names} == {UNBOUNDED}
