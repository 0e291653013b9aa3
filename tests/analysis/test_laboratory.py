"""The laboratory: what its knobs draw, and what it measures, against finite differences, laws and Keras."""

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from rnnviz.analysis import laboratory_measure
from rnnviz.analysis.laboratory import (
    INPUT_DIM,
    KINDS,
    NAMES,
    RANGES,
    Knobs,
    draw_cell,
    draw_inputs,
    law,
    parameters,
    read_knobs,
    units_of,
)
from rnnviz.analysis.laboratory_measure import (
    band_of,
    cause_of,
    measure,
    plane_of,
    reach_of,
    read_of,
    times_of,
)
from rnnviz.arrays import FloatArray
from rnnviz.cells import CellKind
from rnnviz.unroll import unroll

each_kind = pytest.mark.parametrize("kind", KINDS)
SMALL = Knobs(timesteps=7, units=5, precision="float64", radius=0.9)
STARTS = ("orthogonal", "glorot", "identity")


def blocks(kind: CellKind, knobs: Knobs, seed: int = 3) -> list[FloatArray]:
    """W_hh of a drawn cell, gate by gate."""
    cell = draw_cell(kind, knobs, seed).cell
    return np.split(cell.recurrent_kernel, len(cell.gates), axis=1)


@each_kind
@pytest.mark.parametrize("start", STARTS)
def test_every_gate_has_the_radius_asked_for(kind: CellKind, start: str) -> None:
    knobs = Knobs(units=12, radius=0.73, start=start, precision="float64")
    for block in blocks(kind, knobs):
        assert np.abs(np.linalg.eigvals(block)).max() == pytest.approx(0.73)
    if start == "identity":
        np.testing.assert_array_equal(blocks(kind, knobs)[-1], 0.73 * np.eye(12))
    if start == "orthogonal":
        np.testing.assert_allclose(block @ block.T, 0.73**2 * np.eye(12), atol=1e-12)


def test_the_radius_as_drawn_is_that_of_a_glorot_block_before_it_was_scaled() -> None:
    knobs = Knobs(units=40, radius=0.5, start="glorot", precision="float64")
    drawn = draw_cell("gru", knobs, 0)
    for block, radius in zip(np.split(drawn.cell.recurrent_kernel, 3, axis=1), drawn.radii, strict=True):
        unscaled = block * radius / 0.5
        assert np.abs(unscaled).max() <= (3 / 40) ** 0.5  # Glorot's limit for a square.
        assert unscaled.std() == pytest.approx((1 / 40) ** 0.5, rel=0.05)
        assert np.abs(np.linalg.eigvals(unscaled)).max() == pytest.approx(radius)


def test_a_knob_moves_nothing_else() -> None:
    first = draw_cell("lstm", SMALL, 0).cell
    other = draw_cell("lstm", replace(SMALL, radius=0.45, activation="relu"), 0).cell
    np.testing.assert_array_equal(first.kernel, other.kernel)
    np.testing.assert_allclose(first.recurrent_kernel, 2 * other.recurrent_kernel)
    longer = replace(SMALL, timesteps=20)
    np.testing.assert_array_equal(draw_inputs(longer, 0)[:7], draw_inputs(SMALL, 0))
    assert draw_inputs(Knobs(timesteps=500, strength=3.0), 0).std() == pytest.approx(3, rel=0.02)


def test_the_forget_bias_goes_to_the_gate_that_keeps() -> None:
    knobs = Knobs(units=3, forget_bias=2.5)
    lstm, gru, simple = (draw_cell(kind, knobs, 0).cell.bias for kind in ("lstm", "gru", "simple-rnn"))
    np.testing.assert_array_equal(lstm, [0] * 3 + [2.5] * 3 + [0] * 6)
    np.testing.assert_array_equal(gru, [[2.5] * 3 + [0] * 6, [0] * 9])
    np.testing.assert_array_equal(simple, [0] * 3)


@each_kind
def test_parameters_are_counted_and_made_equal(kind: CellKind) -> None:
    cell = draw_cell(kind, Knobs(units=64, fair="parameters"), 0).cell
    count = cell.kernel.size + cell.recurrent_kernel.size + cell.bias.size
    assert parameters(kind, cell.units) == count
    simple = 64 * (INPUT_DIM + 64 + 1)
    assert abs(count - simple) <= min(
        abs(parameters(kind, cell.units + more) - simple) for more in (-1, 1) if cell.units + more <= 64
    )
    assert units_of(kind, Knobs(units=64)) == 64 and units_of(kind, Knobs(units=1, fair="parameters")) == 1


def jacobian(kind: CellKind, knobs: Knobs, t: int, name: str) -> FloatArray:
    """∂h_T/∂(state after t) of the first network by central differences, row by row."""
    read, step = read_of(kind, knobs, knobs.seed), 1e-6
    inputs = draw_inputs(knobs, knobs.seed)
    start = unroll(read.drawn.cell, inputs[:t]).final
    rows = []
    for unit in range(read.drawn.cell.units):
        ends = []
        for sign in (1, -1):
            moved = getattr(start, name).copy()
            moved[unit] += sign * step
            last = unroll(read.drawn.cell, inputs[t:], start._replace(**{name: moved})).final
            ends.append(last.hidden_state)
        rows.append((ends[0] - ends[1]) / (2 * step))
    return np.stack(rows)


@each_kind
@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_norms_are_those_of_finite_differences(kind: CellKind, activation: str) -> None:
    knobs = replace(SMALL, activation=activation, forget_bias=0.5, strength=2.0)
    measured = measure(kind, knobs, seeds=1, points=100)
    np.testing.assert_array_equal(measured.times, np.arange(8))
    for t in (0, 3, 6):
        hidden = jacobian(kind, knobs, t, "hidden_state")
        assert measured.reaches[0].norms[t] == pytest.approx(np.linalg.norm(hidden, 2), rel=1e-5, abs=1e-9)
        if kind == "lstm":
            hidden = np.concatenate([hidden, jacobian(kind, knobs, t, "cell_state")])
        expected = np.linalg.norm(hidden, 2)
        assert measured.reaches[0].state_norms[t] == pytest.approx(expected, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("radius", [0.9, 1.1])
def test_the_law_is_met_where_nothing_squashes(radius: float) -> None:
    measured = measure("simple-rnn", Knobs(radius=radius, activation="linear"), seeds=2, points=11)
    np.testing.assert_allclose(measured.band.median, radius ** np.arange(100, -1, -10), rtol=2e-5)
    np.testing.assert_allclose(law(radius, 100 - measured.times), np.log10(measured.band.median), atol=1e-5)
    assert measured.rate == pytest.approx(radius, rel=1e-6)
    assert measured.horizon == (50 if radius < 1 else None)  # 0.9^40 = 1.5 %, 0.9^50 = 0.5 %.


def test_the_law_of_nothing_is_nothing() -> None:
    np.testing.assert_array_equal(law(0, np.array([0, 1, 7])), [0, -np.inf, -np.inf])
    assert law(2, np.array([2000]))[0] == pytest.approx(2000 * math.log10(2))


def test_float32_ends_where_it_ends_and_float64_goes_on() -> None:
    small = Knobs(timesteps=500, units=4, radius=0.8, activation="linear")
    measured = measure("simple-rnn", small, seeds=1, points=501)
    expected = math.log(np.finfo(np.float32).tiny) / math.log(0.8)
    assert measured.zero_lag == pytest.approx(expected, abs=8)  # Single numbers end before the norm does.
    assert measured.end == 0 and measured.rate == pytest.approx(0.8, rel=1e-2)
    double = replace(small, precision="float64")
    assert measure("simple-rnn", double, 1, 3).end == pytest.approx(0.8**500, rel=1e-9)


def test_overflow_is_infinite_and_what_depends_on_no_number_is_none() -> None:
    knobs = Knobs(timesteps=500, units=4, radius=1.2, activation="linear", strength=0, start="identity")
    silent = measure("simple-rnn", knobs, seeds=1, points=501)
    assert silent.broken_lag == math.ceil(math.log(np.finfo(np.float32).max) / math.log(1.2))
    assert np.isinf(silent.band.median[silent.times == 500 - silent.broken_lag])
    for activation in ("linear", "relu"):  # The slope of ReLU is 0 at what is no number.
        loud = replace(knobs, strength=1.0, radius=2.0, activation=activation)
        orthogonal = replace(loud, start="orthogonal")
        measured = measure("simple-rnn", orthogonal, seeds=1, points=11)
        (lost,) = np.nonzero(np.isnan(measured.read.trace.steps.hidden_state).any(axis=1))
        assert measured.reaches[0].lost_at == lost[0] + 1
        assert np.isnan(measured.band.median[:-1]).all() and measured.band.median[-1] == 1


def test_saturation_is_counted_for_each_unit() -> None:
    measured = measure("simple-rnn", Knobs(units=6, strength=5.0), seeds=1, points=2)
    states = measured.read.trace.steps.hidden_state
    np.testing.assert_allclose(measured.slopes, 1 - states**2)
    np.testing.assert_allclose(measured.saturated, np.mean(np.abs(states) > 0.9**0.5, axis=0))
    of_squares = np.mean((1 - states.astype(float) ** 2) ** 2)
    assert cause_of(measured).slope == pytest.approx(of_squares**0.5, rel=1e-5)


def test_a_gated_cell_is_explained_by_the_gate_that_keeps() -> None:
    gates: dict[CellKind, str] = {"lstm": "forget_gate", "gru": "update_gate"}
    for kind, gate in gates.items():
        measured = measure(kind, Knobs(units=6, forget_bias=8.0), seeds=1, points=2)
        cause = cause_of(measured)
        assert cause.kept == pytest.approx(getattr(measured.read.trace.steps, gate).mean(), rel=1e-6)
        assert cause.kept and cause.kept > 0.99


def test_the_plane_has_the_spectrum_of_the_gate() -> None:
    measured = measure("lstm", Knobs(units=8, radius=0.6, start="glorot"), seeds=1, points=2)
    for n, gate in enumerate(("input_gate", "forget_gate", "candidate", "output_gate")):
        block = measured.read.drawn.cell.recurrent_kernel[:, 8 * n : 8 * n + 8].astype(float)
        plane = plane_of(measured, gate)
        assert plane.gate == gate
        assert np.prod(plane.eigenvalues) == pytest.approx(np.linalg.det(block))
        assert np.sum(plane.singular_values**2) == pytest.approx(np.sum(block**2))
    assert plane_of(measured, "no such gate").gate == "input_gate"


def test_a_band_counts_what_is_no_number_as_the_largest() -> None:
    nan, inf = np.nan, np.inf
    median, low, high = band_of(np.array([[1, nan, nan, 0], [3, 5, nan, inf], [2, 4, 1, 0.0]]))
    np.testing.assert_array_equal(median, [2, 5, nan, 0])
    np.testing.assert_array_equal(low, [1, 4, 1, 0])
    np.testing.assert_array_equal(high, [3, 5, 1, inf])


def test_points_lie_between_both_ends_without_a_repetition() -> None:
    np.testing.assert_array_equal(times_of(4, 61), [0, 1, 2, 3, 4])
    assert times_of(500, 61)[[0, -1]].tolist() == [0, 500] and len(times_of(500, 61)) == 61


def test_what_does_not_concern_a_cell_does_not_make_it_another() -> None:
    assert Knobs(forget_bias=3, fair="parameters").of("simple-rnn") == Knobs()
    assert Knobs(forget_bias=3).of("gru") != Knobs()


@pytest.mark.parametrize("value", ["", "nan", "1e5", "inf", "-1e999", "٣", "<b>", "9" * 400, "None", " 1"])
def test_what_is_no_value_is_as_usual_and_said(value: str) -> None:
    knobs, problems = read_knobs(dict.fromkeys(NAMES, value))
    assert knobs == Knobs() and len(problems) == len(NAMES)
    assert all(len(problem) < 150 for problem in problems)


@pytest.mark.parametrize("name", RANGES)
def test_a_number_is_taken_within_its_range(name: str) -> None:
    least, most, _ = RANGES[name]
    for value in (least, most):
        assert getattr(read_knobs({name: value})[0], name) == value
        assert read_knobs({name: f"{value:g}"}) == read_knobs({name: value})
    for value in (least - 1, most + 1):
        assert read_knobs({name: value})[0] == Knobs()
        with pytest.raises(ValueError, match=name):
            Knobs(**{name: cast(Any, value)})


@pytest.mark.keras
@each_kind
def test_norms_are_those_of_keras(kind: CellKind) -> None:
    tf = pytest.importorskip("tensorflow")
    keras = pytest.importorskip("keras")
    knobs = Knobs(timesteps=9, units=4, radius=1.1)
    read = read_of(kind, knobs, 0)
    layers = {"simple-rnn": keras.layers.SimpleRNN, "gru": keras.layers.GRU, "lstm": keras.layers.LSTM}
    layer = layers[kind](4)
    states: list[Any] = [tf.zeros((1, 4)) for _ in range(2 if kind == "lstm" else 1)]
    inputs = draw_inputs(knobs, 0)[None]
    layer(inputs)
    cell = read.drawn.cell
    layer.set_weights([cell.kernel, cell.recurrent_kernel, cell.bias])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(states)
        end = layer(inputs, initial_state=states)
    parts = [part.numpy()[0, :, 0] for part in tape.jacobian(end, states, experimental_use_pfor=False)]
    reach = reach_of(read, np.array([0]))
    assert reach.norms[0] == pytest.approx(np.linalg.norm(parts[0], 2), rel=1e-4)
    assert reach.state_norms[0] == pytest.approx(np.linalg.norm(np.concatenate(parts, axis=1), 2), rel=1e-4)


@pytest.mark.keras
def test_tensorflow_flushes_what_is_below_the_smallest_normal_number() -> None:
    tf = pytest.importorskip("tensorflow")
    tiny = np.full((8, 8), np.finfo(np.float32).tiny)
    assert not np.any(tf.constant(tiny) * tf.constant(np.float32(0.5)))


def test_what_has_become_nothing_on_its_way_back_stays_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_of("simple-rnn", SMALL, 0)
    norms = np.array([3.0, 0, 1, 1])  # A product that is carried larger than it is may come back from 0.
    chain = SimpleNamespace(hidden_norms=norms, state_norms=norms)
    monkeypatch.setattr(laboratory_measure, "chain_of", lambda *_: chain)
    np.testing.assert_array_equal(reach_of(read, np.array([0, 2, 4, 7])).norms, [0, 0, 1, 1])
