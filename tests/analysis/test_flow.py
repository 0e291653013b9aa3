"""A gradient on its way back: laws that hold exactly, differences, and both directions."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.chain import Chain
from rnnviz.analysis.flow import Flow, flow_of, times_to_try, try_out
from rnnviz.analysis.gradient import Loss, gradient_of
from rnnviz.arrays import FloatArray
from rnnviz.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from rnnviz.text import Vocabulary
from rnnviz.unroll import backpropagate, unroll
from tests.oracles import KINDS, WORDS, Kind, random_cell

TEXT = "the film was not good but the story was very good"


def linear_flow(factor: float, timesteps: int, dtype: type = np.float64) -> Flow:
    """h_t = factor * h_{t-1} + x_t, of two units, with a loss of which ∂L/∂h_T = (3, 4)."""
    cell = SimpleRNNCell(
        np.ones((1, 2), dtype), factor * np.eye(2, dtype=dtype), np.zeros(2, dtype), "linear"
    )
    above: FloatArray = np.zeros((timesteps, 2), dtype)
    above[-1] = 3, 4
    with np.errstate(all="ignore"):  # Some of these factors are meant to overflow.
        trace = unroll(cell, np.ones((timesteps, 1)))
        return Flow(trace, backpropagate(trace, above))


def double_network(kind: Kind, rng: np.random.Generator, both: bool = False, layers: int = 1) -> Network:
    """A network of float64, so that differences can be trusted."""
    vocabulary, width, made = Vocabulary.of(WORDS), 4, []
    for _ in range(layers):
        cells = [random_cell(kind, rng, (width, 5), np.float64) for _ in range(2 if both else 1)]
        made.append(RecurrentLayer(*cells))
        width = made[-1].units
    head = Dense(rng.normal(size=(width, 1)), np.zeros(1), "sigmoid")
    return Network("double", vocabulary, rng.normal(size=(len(vocabulary), 4)), tuple(made), (head,))


@pytest.mark.parametrize("factor", [0.5, 0.9, 1.0, 1.1])
def test_a_linear_chain_obeys_its_law(factor: float) -> None:
    flow = linear_flow(factor, 50)
    lags = np.arange(50, -1, -1)
    np.testing.assert_allclose(flow.hidden, factor**lags, rtol=1e-9)
    np.testing.assert_allclose(flow.loss_hidden, 5 * factor**lags, rtol=1e-9)
    for values in (flow.factors, flow.bounds):
        np.testing.assert_allclose(values, factor, rtol=1e-9)
    assert flow.memory is None and flow.loss_memory is None
    expected = int(np.floor(np.log(0.01) / np.log(factor))) + 1 if factor < 1 else None
    assert flow.horizon == (expected if expected is not None and expected <= 50 else None)
    # ∂L/∂h_t is (3, 4) times the power, h_{t-1} the sum of a geometric series, the same for both units.
    states = np.array([sum(factor**k for k in range(n)) for n in range(50)])
    np.testing.assert_allclose(flow.taught, np.sqrt(2) * states * 5 * factor ** lags[1:], rtol=1e-9)
    assert not flow.gate.any()
    np.testing.assert_allclose(flow.matrix, flow.loss_hidden[:-1], rtol=1e-9)


def test_what_is_too_small_for_the_networks_floats_is_exactly_nothing() -> None:
    flow = linear_flow(1e-5, 12, np.float32)
    assert (flow.hidden[:4] == 0).all() and (flow.hidden[5:] > 0).all()
    assert flow.horizon == 1 and np.isnan(flow.factors[:3]).all() and flow.factors[11] > 0


def test_what_is_too_large_for_the_networks_floats_is_infinite() -> None:
    flow = linear_flow(1e5, 9, np.float32)
    assert flow.hidden[1] == np.inf and np.isfinite(flow.hidden[2:]).all()
    assert flow.horizon is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_trace_that_reads_from_the_end_is_that_of_the_turned_text(
    kind: Kind, rng: np.random.Generator
) -> None:
    cell, inputs = random_cell(kind, rng, (3, 4)), rng.normal(size=(6, 3)).astype(np.float32)
    above = rng.normal(size=(6, 4)).astype(np.float32)
    forward, backward = unroll(cell, inputs), unroll(cell, inputs[::-1], reverse=True)
    one = Flow(forward, backpropagate(forward, above))
    other = Flow(backward, backpropagate(backward, above[::-1]))
    for name in "hidden state loss_hidden factors bounds gate matrix taught".split():
        np.testing.assert_allclose(getattr(other, name), getattr(one, name), rtol=1e-5, err_msg=name)
    for t in (1, 6):
        np.testing.assert_allclose(other.jacobian(t).whole, one.jacobian(t).whole, rtol=1e-5)
        np.testing.assert_allclose(other.product(t - 1), one.product(t - 1), rtol=1e-5)
    assert (one.horizon, one.usual_step) == (other.horizon, other.usual_step)


@pytest.mark.parametrize("kind", KINDS)
def test_each_product_is_the_one_before_it_times_the_step(kind: Kind, rng: np.random.Generator) -> None:
    trace = unroll(random_cell(kind, rng, (3, 6), np.float64), rng.normal(size=(7, 3)))
    flow = Flow(trace, backpropagate(trace, np.zeros((7, 6))))
    for t in range(1, 8):
        np.testing.assert_allclose(flow.product(t - 1), flow.jacobian(t).whole @ flow.product(t), atol=1e-12)
    assert (
        flow.factors <= flow.bounds * (1 + 1e-3)
    ).all()  # A norm of a product is no more than the product of norms.


@pytest.mark.parametrize(("kind", "number"), [(SimpleRNNCell, 0), (GRUCell, 1), (LSTMCell, 0)])
def test_the_gradient_before_the_first_word_is_that_of_differences(
    kind: Kind, number: int, rng: np.random.Generator
) -> None:
    network = double_network(kind, rng, both=number > 0)
    reading = network.read(TEXT)
    flow = flow_of(reading, gradient_of(network, reading, Loss()), number)
    cell, first = flow.trace.cell, flow.trace.initial

    def loss(name: str, unit: int, by: float) -> float:
        moved = first._asdict() | {name: getattr(first, name) + by * np.eye(cell.units)[unit]}
        again = network.read(TEXT, {number: type(first)(**moved)})
        return float(-np.log(again.outputs[-1, 0]))

    for name, found in (("hidden_state", flow.loss_hidden), ("cell_state", flow.loss_memory)):
        if found is not None:
            slopes = [(loss(name, n, 1e-5) - loss(name, n, -1e-5)) / 2e-5 for n in range(cell.units)]
            assert found[0] == pytest.approx(np.linalg.norm(slopes), rel=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("both", [False, True])
def test_a_check_by_differences_agrees(kind: Kind, both: bool, rng: np.random.Generator) -> None:
    network = double_network(kind, rng, both)
    reading = network.read(TEXT)
    flow = flow_of(reading, gradient_of(network, reading, Loss()), int(both))
    tried = try_out(flow, (0, 3, 7, 10))
    assert [each.t for each in tried] == [0, 3, 7, 10]
    for each in tried:
        assert each.deviation < 1e-6
        assert each.norm == pytest.approx(flow.state[each.t], rel=1e-3)


def test_a_check_by_differences_finds_a_fault(rng: np.random.Generator) -> None:
    network = double_network(GRUCell, rng)
    reading = network.read(TEXT)
    flow = flow_of(reading, gradient_of(network, reading, Loss()), 0)
    wrong = flow.chain.hidden.copy()
    wrong[3, 0, 1] += 0.25 * np.abs(wrong[3]).max()
    flow.__dict__["chain"] = Chain(flow.chain.times, wrong, None)
    deviations = [each.deviation for each in try_out(flow, (2, 3))]
    assert deviations[0] < 1e-6
    assert deviations[1] == pytest.approx(0.25, rel=1e-4)


@pytest.mark.parametrize(("factor", "dtype"), [(1e-5, np.float32), (1e30, np.float32)])
def test_a_check_does_not_judge_what_a_difference_cannot_see(factor: float, dtype: type) -> None:
    (tried,) = try_out(linear_flow(factor, 5, dtype), (1,))
    assert np.isnan(tried.deviation)


@pytest.mark.parametrize(
    ("factor", "last", "cost", "expected"),
    [
        (1.0, 1, 10**6, (0,)),
        (1.0, 3, 10**6, (0, 1, 2)),
        (1.0, 29, 10**6, (0, 4, 8, 12, 16, 20, 24, 28)),
        (1.0, 101, 1000, (0, 33, 67, 100)),
        (1.0, 101, 1, (0, 50, 100)),
        (0.1, 12, 10**6, (5, 6, 7, 8, 9, 10, 11)),  # 2.2e-8 is what a difference shows three digits of.
        (0.0, 3, 10**6, (0, 1, 2)),
    ],
)
def test_the_times_to_try_are_spread_over_those_that_can_be_seen(
    factor: float, last: int, cost: int, expected: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnnviz.analysis.flow.COST", cost)
    assert times_to_try(linear_flow(factor, last)) == expected


def test_the_usual_step_shrinks_most_of_those_still_felt() -> None:
    flow = linear_flow(0.5, 12)
    factors = np.full(12, 0.5)
    factors[2], factors[8] = 0.1, 0.4  # The first of them is far beyond the horizon.
    flow.__dict__["factors"] = factors
    assert flow.usual_step == 9
    flow.__dict__["factors"] = np.full(12, np.nan)
    assert flow.usual_step == 12


def test_the_states_of_a_stack_are_those_of_their_layer(rng: np.random.Generator) -> None:
    network = double_network(LSTMCell, rng, layers=2)
    reading = network.read(TEXT)
    back = gradient_of(network, reading, Loss())
    lower: FloatArray = flow_of(reading, back, 0).loss_hidden
    np.testing.assert_allclose(lower[1:], np.linalg.norm(back.traces[0].steps.hidden_state, axis=1))
    upper = replace(flow_of(reading, back, 1))
    assert upper.trace is reading.layers[1].forward and upper.loss_memory is not None
