"""One timestep of each cell: by hand, by law, and by the Keras cell."""

import dataclasses
from math import log

import numpy as np
import pytest

from rnnviz.cells import CELLS, GRUCell, LSTMCell, SimpleRNNCell, StateGradient
from tests.oracles import KINDS, Kind, random_cell, random_initial, weights

# For numbers by hand: tanh(ln 2) = 0.6, tanh(ln 3) = 0.8, sigmoid(ln 3) = 0.75, sigmoid(ln 4) = 0.8.
ONE, ZERO = np.ones(1), np.zeros(1)


def row(*values: float) -> np.ndarray:
    return np.array([values])


def test_a_simple_rnn_by_hand() -> None:
    # W = ln 4, U = ln 1.5 / 0.6, b = -ln 2
    # t = 1, x = 1: a = ln 4 + 0           - ln 2 = ln 2, h = 0.6
    # t = 2, x = 1: a = ln 4 + 0.6 U - ln 2 = ln 2 + ln 1.5 = ln 3, h = 0.8
    cell = SimpleRNNCell(row(log(4)), row(log(1.5) / 0.6), np.array([-log(2)]))
    first = cell.step(ONE, cell.initial_step())
    second = cell.step(ONE, first)
    np.testing.assert_allclose([first.pre_activation[0], first.hidden_state[0]], [log(2), 0.6])
    np.testing.assert_allclose([second.pre_activation[0], second.hidden_state[0]], [log(3), 0.8])


def test_an_lstm_by_hand() -> None:
    # t = 1, x = 1: i = sigmoid(ln 3) = 0.75, f = sigmoid(0) = 0.5, g = tanh(ln 3) = 0.8,
    #               o = sigmoid(ln 4) = 0.8, c = 0.5 * 0 + 0.75 * 0.8 = 0.6,
    #               h = 0.8 * tanh(0.6) = 0.8 * 0.5370495670 = 0.4296396536
    # t = 2, x = 0: i = sigmoid(0) = 0.5, f = sigmoid(h_1 ln 3 / h_1) = 0.75, g = tanh(ln 2) = 0.6, o = 0.5,
    #               c = 0.75 * 0.6 + 0.5 * 0.6 = 0.75, h = 0.5 * tanh(0.75) = 0.3175744762
    h_1 = 0.4296396536
    kernel, recurrent_kernel = row(log(3), 0, log(3), log(4)), row(0, log(3) / h_1, log(2) / h_1, 0)
    cell = LSTMCell(kernel, recurrent_kernel, np.zeros(4))
    first = cell.step(ONE, cell.initial_step())
    second = cell.step(ZERO, first)
    np.testing.assert_allclose(np.concatenate(first[1:]), [0.75, 0.5, 0.8, 0.8, 0.6, h_1], rtol=1e-9)
    np.testing.assert_allclose(
        np.concatenate(second[1:]), [0.5, 0.75, 0.6, 0.5, 0.75, 0.3175744762], rtol=1e-9
    )


def test_a_gru_by_hand() -> None:
    # t = 1, x = 1: z = sigmoid(ln 3) = 0.75, r = sigmoid(0) = 0.5, the state's part 0 + b'_h = 2 ln 2,
    #               g = tanh(ln 1.5 + 0.5 * 2 ln 2) = tanh(ln 3) = 0.8, h = 0.75 * 0 + 0.25 * 0.8 = 0.2
    # t = 2, x = 0: z = sigmoid(-ln 3) = 0.25, r = sigmoid(ln 3) = 0.75, the state's part
    #               0.2 U_h + 2 ln 2 = ln 2 / 0.75, g = tanh(0.75 * ln 2 / 0.75) = 0.6,
    #               h = 0.25 * 0.2 + 0.75 * 0.6 = 0.5
    kernel = row(log(3), 0, log(1.5))
    recurrent_kernel = row(-log(3) / 0.2, log(3) / 0.2, (log(2) / 0.75 - 2 * log(2)) / 0.2)
    cell = GRUCell(kernel, recurrent_kernel, np.array([[0, 0, 0], [0, 0, 2 * log(2)]]))
    first = cell.step(ONE, cell.initial_step())
    second = cell.step(ZERO, first)
    np.testing.assert_allclose(np.concatenate(first[1:]), [2 * log(2), 0.75, 0.5, 0.8, 0.2])
    np.testing.assert_allclose(np.concatenate(second[1:]), [log(2) / 0.75, 0.25, 0.75, 0.6, 0.5])


@pytest.mark.parametrize("kind", KINDS)
def test_zero_weights_give_zero_states(kind: Kind, rng: np.random.Generator) -> None:
    cell = kind(*(0 * array for array in weights(random_cell(kind, rng))))
    step = cell.step(rng.normal(size=5), cell.initial_step())
    np.testing.assert_array_equal(step.hidden_state, np.zeros(7))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(5))
def test_gates_and_states_keep_their_bounds(kind: Kind, seed: int) -> None:
    rng = np.random.default_rng(seed)
    cell = random_cell(kind, rng, dtype=np.float64)
    step = cell.step(rng.normal(0, 3, (100, 5)), random_initial(cell, rng, (100,)))
    for name, values in step._asdict().items():
        if name.endswith("_gate"):
            assert ((values > 0) & (values < 1)).all(), name
    assert (abs(step.hidden_state) < 1).all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_used_twice_gives_the_same_answer(kind: Kind, rng: np.random.Generator) -> None:
    cell = random_cell(kind, rng)
    x, previous = rng.normal(size=5).astype(np.float32), random_initial(cell, rng)
    gradient = StateGradient(np.ones(7, np.float32), np.zeros(7, np.float32))
    first, second = cell.step(x, previous), cell.step(x, previous)
    np.testing.assert_array_equal(np.concatenate(first), np.concatenate(second))
    back, again = (cell.step_back(previous, first, gradient).inputs for _ in range(2))
    np.testing.assert_array_equal(back, again)


@pytest.mark.parametrize("kind", KINDS)
def test_every_quantity_has_the_shape_its_docstring_gives(kind: Kind, rng: np.random.Generator) -> None:
    cell = random_cell(kind, rng)
    for step in (cell.initial_step((3,)), cell.step(rng.normal(size=(3, 5)), cell.initial_step((3,)))):
        shapes = {name: values.shape for name, values in step._asdict().items()}
        assert shapes.pop("pre_activation") == (3, len(kind.gates) * 7)
        assert set(shapes.values()) == {(3, 7)}


@pytest.mark.parametrize("kind", KINDS)
def test_weights_refuse_to_be_written_to(kind: Kind, rng: np.random.Generator) -> None:
    cell = random_cell(kind, rng)
    for array in weights(cell):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        cell.bias = np.zeros(7)  # type: ignore[misc]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["kernel", "recurrent_kernel", "bias"])
def test_weights_that_do_not_fit_are_refused(kind: Kind, name: str, rng: np.random.Generator) -> None:
    arrays = dict(zip(("kernel", "recurrent_kernel", "bias"), weights(random_cell(kind, rng)), strict=True))
    for wrong in (arrays[name][..., :-1], arrays[name].ravel()[:1], arrays[name][None]):
        with pytest.raises(ValueError, match=r"must have shape .*, got"):
            kind(**arrays | {name: wrong})


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_activation_is_refused(kind: Kind, rng: np.random.Generator) -> None:
    arrays = weights(random_cell(kind, rng))
    names = ["activation", "recurrent_activation"] if "update_gate" in kind.gates else ["activation"]
    for name in names:
        with pytest.raises(ValueError, match="got 'softplus'"):
            kind(*arrays, **{name: "softplus"})


def test_cells_are_found_by_their_keras_name() -> None:
    assert {"SimpleRNN": SimpleRNNCell, "LSTM": LSTMCell, "GRU": GRUCell} == CELLS


@pytest.mark.keras
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_a_step_equals_the_keras_cell(kind: Kind, seed: int) -> None:
    import keras

    rng = np.random.default_rng(seed)
    cell = random_cell(kind, rng)
    twin = getattr(keras.layers, f"{kind.title}Cell")(cell.units)
    twin.build((None, cell.input_dim))
    twin.set_weights(weights(cell))
    x, previous = rng.normal(size=(4, 5)).astype(np.float32), random_initial(cell, rng, (4,))
    step = cell.step(x, previous)
    names = [name for name in ("hidden_state", "cell_state") if name in step._fields]
    _, states = twin(x, [getattr(previous, name) for name in names])
    for name, expected in zip(names, states, strict=True):
        np.testing.assert_allclose(getattr(step, name), expected, atol=1e-6)
