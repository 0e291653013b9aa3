"""Interventions: against loops written by hand in double precision, a Keras cell, and laws that are exact."""

from collections.abc import Callable
from itertools import product
from typing import Any, cast

import numpy as np
import pytest

from rnnviz.analysis import intervention
from rnnviz.analysis.intervention import (
    Intervention,
    ablations,
    cells_of,
    quantities_of,
    read_again,
    read_with,
    taken_from,
    traces_of,
)
from rnnviz.analysis.score import log_odds
from rnnviz.arrays import FloatArray
from rnnviz.cells import GRUCell, LSTMCell, LSTMStep, SimpleRNNCell
from rnnviz.network import Network, Reading
from tests.analysis.double import doubled
from tests.oracles import KINDS, WIRINGS, keras_layer, random_network

TEXT = "the film was not very good qqqq bad"
WORDS = TEXT.split()


def sigmoid(a: FloatArray) -> FloatArray:
    return 1 / (1 + np.exp(-a))


def by_hand(cell: Any, inputs: FloatArray, hold: Callable[[str, FloatArray, int], FloatArray]) -> FloatArray:
    """The states of a cell as a textbook writes it, `hold` at work on each quantity; (timesteps, units)."""
    n, states = cell.units, []
    h = c = np.zeros(n)
    for t, x in enumerate(inputs):
        if isinstance(cell, GRUCell):
            a, b = x @ cell.kernel + cell.bias[0], h @ cell.recurrent_kernel + cell.bias[1]
            z = hold("update_gate", sigmoid(a[:n] + b[:n]), t)
            r = hold("reset_gate", sigmoid(a[n : 2 * n] + b[n : 2 * n]), t)
            g = hold("candidate", np.tanh(a[2 * n :] + r * b[2 * n :]), t)
            h = z * h + (1 - z) * g
        else:
            a = x @ cell.kernel + h @ cell.recurrent_kernel + cell.bias
            if isinstance(cell, LSTMCell):
                i, f = (
                    hold(f"{w}_gate", sigmoid(a[k * n :][:n]), t) for k, w in enumerate(("input", "forget"))
                )
                g = hold("candidate", np.tanh(a[2 * n : 3 * n]), t)
                o = hold("output_gate", sigmoid(a[3 * n :]), t)
                c = hold("cell_state", f * c + i * g, t)
                h = o * np.tanh(c)
            else:
                h = np.tanh(a)
        h = hold("hidden_state", h, t)
        states.append(h)
    return np.stack(states)


def same_bits(one: Reading, other: Reading) -> bool:
    pairs = zip(traces_of(one), traces_of(other), strict=True)
    parts = [(a, b) for x, y in pairs for a, b in zip(x.steps, y.steps, strict=True)]
    return all(np.array_equal(a, b) for a, b in [*parts, (one.outputs, other.outputs)])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", ["zero", "value", "flip", "swap", "given"])
def test_all_that_follows_is_what_a_loop_by_hand_computes(
    kind: Any, what: Any, rng: np.random.Generator
) -> None:
    network = doubled(random_network(kind, "one-layer", rng))
    cell, before = network.layers[0].forward, network.read(TEXT)
    given = rng.uniform(0, 1, (5, cell.units))
    for quantity, (first, last) in product(quantities_of(cell), ((0, None), (2, 2), (3, None))):

        def hold(
            name: str, values: FloatArray, t: int, of: Any = (quantity, first, 99 if last is None else last)
        ) -> FloatArray:
            if name != of[0] or not of[1] <= t <= of[2]:
                return values
            held = values.copy()
            flipped = 1 - values[1] if name.endswith("gate") else -values[1]
            taken = given[t, 1] if t < len(given) else values[1]
            set_to = {"zero": 0.0, "value": 0.7, "flip": flipped, "swap": values[0], "given": taken}
            held[1] = set_to[what]
            held[0] = values[1] if what == "swap" else values[0]
            return held

        asked = Intervention(0, quantity, (1,), what, first, last, 0.7, 0, given)
        found = read_again(network, before, [asked])
        expected = by_hand(cell, before.embeddings, hold)
        states = traces_of(found)[0].steps.hidden_state
        np.testing.assert_allclose(states, expected, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.outputs, network.judge(expected), rtol=1e-9)


@pytest.mark.parametrize("wiring", WIRINGS)
def test_nothing_held_changes_no_bit(wiring: str, rng: np.random.Generator) -> None:
    network = random_network(GRUCell, wiring, rng)
    before = network.read(TEXT)
    assert same_bits(read_with(network, TEXT, []), before)
    beyond = Intervention(0, "hidden_state", (0,), "zero", first=99)
    found = read_again(network, before, [beyond])
    assert all(
        np.array_equal(a.steps.hidden_state, b.steps.hidden_state)
        for a, b in zip(traces_of(found), traces_of(before), strict=True)
    )
    np.testing.assert_allclose(found.outputs, before.outputs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("what", ["swap", "flip"])
def test_what_is_swapped_or_flipped_twice_is_as_it_was(what: Any, rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    twice = [Intervention(0, "cell_state", (1,), what, partner=0)] * 2
    nothing = [Intervention(0, "cell_state", (), "zero")]
    assert same_bits(read_with(network, TEXT, twice), read_with(network, TEXT, nothing))


@pytest.mark.parametrize("wiring", WIRINGS)
def test_the_layers_above_read_what_was_held(wiring: str, rng: np.random.Generator) -> None:
    network = random_network(SimpleRNNCell, wiring, rng)
    found = read_with(network, TEXT, [Intervention(0, "hidden_state", (0, 1), "value", 1, value=0.5)])
    inputs = found.layers[0].steps.hidden_state
    assert np.all(inputs[1:, :2] == np.float32(0.5))
    for layer, recorded in zip(network.layers[1:], found.layers[1:], strict=True):
        inputs = layer.read(inputs).steps.hidden_state
        np.testing.assert_array_equal(recorded.steps.hidden_state, inputs)


@pytest.mark.parametrize("wiring", WIRINGS)
@pytest.mark.parametrize(("first", "last"), [(0, None), (3, 3), (0, 4)])
def test_each_running_verdict_is_the_last_one_of_its_prefix(
    wiring: str, first: int, last: int | None, rng: np.random.Generator
) -> None:
    network = random_network(GRUCell, wiring, rng)
    trace = len(cells_of(network)) - 1
    held = [
        Intervention(trace, "update_gate", (0,), "flip", first, last),
        Intervention(0, "hidden_state", (1,)),
    ]
    found = read_with(network, TEXT, held)
    for n in range(len(WORDS)):
        prefix = read_with(network, " ".join(WORDS[: n + 1]), held)
        assert found.probabilities[n] == pytest.approx(prefix.probability, abs=1e-5)
        final = network.judge(prefix.layers[-1].final)[0]
        assert prefix.probability == pytest.approx(final, abs=1e-5)


def test_prefixes_of_a_text_that_is_too_long_are_not_read_afresh(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, held = random_network(GRUCell, "bidirectional", rng), Intervention(0, "update_gate", (0,))
    whole = read_with(network, TEXT, [held])
    monkeypatch.setattr(intervention, "MOST_AFRESH", 1)
    found = read_with(network, TEXT, [held])
    assert np.isnan(found.probabilities[:-1]).all()
    assert found.probability == pytest.approx(whole.probability, abs=1e-6)
    assert read_with(network, "", [held]).probability == whole.initial_probability


def test_backward_in_time_what_was_read_before_stays(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "bidirectional", rng)
    before = network.read(TEXT)
    found = read_again(network, before, [Intervention(1, "forget_gate", (0,), "zero", 4, 4)])
    states = [traces_of(one)[1].steps.hidden_state for one in (before, found)]
    assert np.array_equal(states[0][5:], states[1][5:])
    assert not np.isclose(states[0][:5], states[1][:5]).all(axis=1).any()
    forward = [traces_of(one)[0].steps.hidden_state for one in (before, found)]
    assert np.array_equal(forward[0], forward[1])


def test_from_another_text_comes_its_end_or_its_own_words(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "bidirectional", rng)
    other = network.read("not bad")
    final = taken_from(network, "not bad", 1, "cell_state", is_final=True)
    np.testing.assert_array_equal(final, memory_of(other)[0])  # It ends at the first word.
    each = taken_from(network, "not bad", 1, "cell_state", is_final=False)
    np.testing.assert_array_equal(each, memory_of(other))
    units = tuple(range(len(final)))
    for given, expected in ((final, [final] * 2), (each, each)):
        found = read_with(network, TEXT, [Intervention(1, "cell_state", units, "given", given=given)])
        np.testing.assert_array_equal(memory_of(found)[:2], expected)


def memory_of(reading: Reading) -> FloatArray:
    """Of the trace that reads backward."""
    return cast(LSTMStep, traces_of(reading)[1].steps).cell_state


@pytest.mark.parametrize("wiring", WIRINGS)
def test_an_ablated_text_is_one_with_its_unit_at_zero(wiring: str, rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, wiring, rng)
    embedded = network.read(TEXT).embeddings
    for trace in range(len(cells_of(network))):
        alone = [[Intervention(trace, "hidden_state", (unit,), "zero")] for unit in (1, 0)]
        expected = [final_score(network, read_with(network, TEXT, held)) for held in alone]
        found = ablations(network, embedded, trace, (1, 0))
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def final_score(network: Network, reading: Reading) -> float:
    return float(log_odds(network, reading.layers[-1].final))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (Intervention(2, "hidden_state", (0,)), "trace must lie between 0 and 0, got 2"),
        (
            Intervention(0, "forget_gate", (0,)),
            "one of hidden_state, update_gate, reset_gate, candidate, got",
        ),
        (Intervention(0, "hidden_state", (99,)), "units must lie between 0 and .*, got 99"),
        (Intervention(0, "hidden_state", (0,), "swap", partner=-1), "units must lie between"),
        (Intervention(0, "hidden_state", (0, 1), "swap"), "one unit is swapped with another, got 2 units"),
        (Intervention(0, "hidden_state", (0,), "given"), "values for a word, got another array or none"),
        (Intervention(0, "hidden_state", (0,), "burn"), "got 'burn'"),  # type: ignore[arg-type]
    ],
)
def test_what_there_is_not_is_refused(asked: Intervention, message: str, rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match=message):
        read_with(random_network(GRUCell, "one-layer", rng), TEXT, [asked])


@pytest.mark.keras
def test_a_unit_held_at_zero_is_one_of_a_keras_cell(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    cell = keras_layer(network.layers[0].forward).cell
    embedded = network.read(TEXT).embeddings
    state, states = [np.zeros((1, cell.units), np.float32)] * 2, []
    mask = np.ones(cell.units, np.float32)
    mask[1] = 0
    for x in embedded:
        _, (h, c) = cell(x[None], state)
        state = [h * mask, c]
        states.append(np.asarray(state[0])[0])
    found = read_with(network, TEXT, [Intervention(0, "hidden_state", (1,), "zero")])
    np.testing.assert_allclose(traces_of(found)[0].steps.hidden_state, states, rtol=1e-4, atol=1e-6)
