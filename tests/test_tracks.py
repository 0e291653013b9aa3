"""Tracks: the parts of every pre-activation against a loop, names and ranges for what is drawn."""

import itertools
from typing import Any

import numpy as np
import pytest

from rnnviz.activations import ACTIVATIONS
from rnnviz.arrays import FloatArray
from rnnviz.cells import CELLS, Cell, GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.layers import LayerReading
from rnnviz.network import Reading
from rnnviz.tracks import GATE, QUANTITIES, TANH, UNBOUNDED, embedding_track, parts_of, tracks_of
from rnnviz.unroll import Trace, unroll
from tests.oracles import (
    KINDS,
    WIRINGS,
    Kind,
    random_cell,
    random_initial,
    random_network,
    random_sizes,
    random_text,
)

NOT_DRAWN = {"pre_activation", "recurrent_candidate"}  # Shown in parts, as sums.
EVERY = list(itertools.product(KINDS, WIRINGS))
each_network = pytest.mark.parametrize(("kind", "wiring"), EVERY, ids=[f"{k.title}-{w}" for k, w in EVERY])
both_ways = pytest.mark.parametrize("reverse", [False, True])


def random_trace(kind: Kind, seed: int, reverse: bool) -> Trace:
    """A trace of random sizes and weights that goes on from a state that is not zero."""
    rng = np.random.default_rng(seed)
    timesteps, *sizes = random_sizes(rng)
    cell = random_cell(kind, rng, (sizes[0], sizes[1]), np.float64)
    return unroll(cell, rng.normal(size=(timesteps, sizes[0])), random_initial(cell, rng), reverse)


def reading_of(*traces: Trace) -> Reading:
    """A reading whose one layer is these traces, for tracks that look at nothing else."""
    return Reading("", (), traces[0].inputs, (LayerReading(*traces),), np.zeros(1), np.zeros((0, 1)))


@pytest.mark.parametrize("kind", KINDS)
@both_ways
@pytest.mark.parametrize("seed", range(8))
def test_the_parts_of_a_pre_activation_add_up_to_it(kind: Kind, reverse: bool, seed: int) -> None:
    trace = random_trace(kind, seed, reverse)
    parts = parts_of(trace)
    assert {part.shape for part in parts} == {trace.steps.pre_activation.shape}
    np.testing.assert_allclose(sum(parts), trace.steps.pre_activation, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@both_ways
def test_each_part_is_the_product_it_is_named_for(kind: Kind, reverse: bool) -> None:
    trace = random_trace(kind, 3, reverse)
    parts, cell = parts_of(trace), trace.cell
    before = trace.initial.hidden_state
    for t in sorted(range(len(trace)), reverse=reverse):
        state, bias = before @ cell.recurrent_kernel, np.atleast_2d(cell.bias).sum(axis=0)
        if kind is GRUCell:
            steps: Any = trace.steps
            reset, candidate = steps.reset_gate[t], slice(2 * cell.units, None)
            state[candidate] = reset * state[candidate]
            bias[candidate] = cell.bias[0, candidate] + reset * cell.bias[1, candidate]
        np.testing.assert_allclose(parts.inputs[t], trace.inputs[t] @ cell.kernel, atol=1e-12)
        np.testing.assert_allclose(parts.state[t], state, atol=1e-12)
        np.testing.assert_allclose(parts.bias[t], bias, atol=1e-12)
        before = trace.steps.hidden_state[t]


def test_the_reset_gate_scales_what_a_gru_candidate_hears_of_the_state() -> None:
    # One unit, h_0 = 1, x_1 = 2. Blocks z, r, h: W = (0, 0, 3), U = (0, 0, 4), b = (0, 0, 5) and
    # b' = (0, ln 3, 6).
    # a_r = ln 3, so r = 3/4. Of the candidate: 2 * 3 = 6 of the word, 3/4 * 4 = 3 of the state, and
    # 5 + 3/4 * 6 = 9.5 of the biases, of which only the second stands behind the gate.
    cell = GRUCell(
        np.array([[0.0, 0, 3]]), np.array([[0.0, 0, 4]]), np.array([[0, 0, 5.0], [0, np.log(3), 6]])
    )
    initial = cell.initial_step()._replace(hidden_state=np.ones(1))
    parts = parts_of(unroll(cell, np.array([[2.0]]), initial))
    np.testing.assert_allclose(parts.inputs, [[0, 0, 6]])
    np.testing.assert_allclose(parts.state, [[0, 0, 3]])
    np.testing.assert_allclose(parts.bias, [[0, np.log(3), 9.5]])


@pytest.mark.parametrize("reverse", [False, True])
def test_before_the_first_word_a_gru_hears_no_state_whatever_its_biases(reverse: bool) -> None:
    # h_0 = 0: what the second bias adds is the bias's, so that the first word's state part is nothing.
    rng = np.random.default_rng(4)
    cell = random_cell(GRUCell, rng, dtype=np.float64)
    first = -1 if reverse else 0
    parts = parts_of(unroll(cell, rng.normal(size=(4, cell.input_dim)), reverse=reverse))
    np.testing.assert_array_equal(parts.state[first], 0)
    (tracks,) = tracks_of(reading_of(unroll(cell, rng.normal(size=(1, cell.input_dim)))))
    np.testing.assert_array_equal(tracks.input_share, [1])


@pytest.mark.parametrize("kind", KINDS)
def test_looking_at_a_trace_changes_nothing_in_it(kind: Kind) -> None:
    trace = random_trace(kind, 5, reverse=False)
    before = [np.array(part) for part in trace.steps]
    parts_of(trace)
    tracks_of(reading_of(trace))
    for part, kept in zip(trace.steps, before, strict=True):
        np.testing.assert_array_equal(part, kept)


def linear_cell() -> Cell:
    """h_t = x_t + h_{t-1} U, where U keeps the first unit and drops the second."""
    return SimpleRNNCell(np.eye(2), np.diag([1.0, 0]), np.zeros(2), "linear")


def test_the_share_of_the_input_by_hand() -> None:
    # x_1 = (3, 4): h_0 = 0, so the word is all there is: 1. h_1 = (3, 4).
    # x_2 = (0, 1): |x W| = 1, |h U| = |(3, 0)| = 3: 1 / 4. h_2 = (3, 1). x_3 = 0: 0 / 3 = 0.
    trace = unroll(linear_cell(), np.array([[3.0, 4], [0, 1], [0, 0]]))
    (tracks,) = tracks_of(reading_of(trace))
    np.testing.assert_allclose(tracks.input_share, [1, 0.25, 0])


def test_read_backward_the_last_word_has_nothing_behind_it() -> None:
    inputs = np.array([[0.0, 0], [0, 1], [3, 4]])
    backward = unroll(linear_cell(), inputs, reverse=True)
    tracks = tracks_of(reading_of(unroll(linear_cell(), inputs), backward))
    assert [each.direction for each in tracks] == ["forward", "backward"]
    np.testing.assert_allclose(tracks[1].input_share, [0, 0.25, 1])


def test_where_nothing_arrives_the_share_of_the_input_is_zero_and_a_number() -> None:
    (tracks,) = tracks_of(reading_of(unroll(linear_cell(), np.zeros((3, 2)))))
    np.testing.assert_array_equal(tracks.input_share, [0, 0, 0])


@each_network
def test_every_layer_and_direction_comes_in_the_order_of_computation(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    reading = random_network(kind, wiring, rng).read(random_text(rng, 6))
    tracks = tracks_of(reading)
    expected = [
        (layer, direction)
        for layer, both in enumerate(WIRINGS[wiring], start=1)
        for direction in ("forward", "backward")[: 1 + both]
    ]
    assert [(each.layer, each.direction) for each in tracks] == expected
    traces = [trace for layer in reading.layers for trace in layer.traces]
    assert [each.trace for each in tracks] == traces
    for each in tracks:
        assert each.input_share.shape == (6,)
        assert np.all((each.input_share >= 0) & (each.input_share <= 1))
        for track in each.tracks:
            assert track.values is getattr(each.trace.steps, track.name)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wiring", WIRINGS)
def test_a_text_without_words_has_tracks_without_columns(
    kind: Kind, wiring: str, rng: np.random.Generator
) -> None:
    tracks = tracks_of(random_network(kind, wiring, rng).read("..."))
    assert len(tracks) == sum(1 + both for both in WIRINGS[wiring])
    for each in tracks:
        assert each.input_share.shape == (0,)
        assert all(track.values.shape == (0, each.trace.cell.units) for track in each.tracks)
        assert all(part.shape[0] == 0 for part in each.parts)


def test_every_quantity_of_a_step_that_can_be_drawn_has_its_name_and_range() -> None:
    fields = {field for cell in CELLS.values() for field in cell.step_type._fields} - NOT_DRAWN
    assert set(QUANTITIES) == fields | {"embedding"}
    for quantity in QUANTITIES.values():
        assert quantity.label and quantity.letter and quantity.meaning.endswith(".")
    assert len({quantity.label for quantity in QUANTITIES.values()}) == len(QUANTITIES)
    assert len({quantity.letter for quantity in QUANTITIES.values()}) == len(QUANTITIES)


def test_the_hidden_state_stands_first_and_each_cell_draws_all_it_has() -> None:
    drawn = {}
    for kind in KINDS:
        (tracks,) = tracks_of(reading_of(random_trace(kind, 1, reverse=False)))
        drawn[kind] = [track.name for track in tracks.tracks]
    assert drawn[SimpleRNNCell] == ["hidden_state"]
    assert drawn[LSTMCell] == [
        "hidden_state",
        "cell_state",
        "input_gate",
        "forget_gate",
        "output_gate",
        "candidate",
    ]
    assert drawn[GRUCell] == ["hidden_state", "update_gate", "reset_gate", "candidate"]


def test_ranges_are_fixed_and_say_whether_a_value_can_leave_them() -> None:
    assert (TANH.low, TANH.limit, TANH.bounded) == (-1, 1, True)
    assert (GATE.low, GATE.limit, GATE.bounded) == (0, 1, True)
    assert UNBOUNDED.low == -UNBOUNDED.limit and not UNBOUNDED.bounded
    gates = {name for name in QUANTITIES if name.endswith("_gate")}
    assert {name for name in QUANTITIES if QUANTITIES[name].scale is GATE} == gates


def test_two_texts_share_their_ranges(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "bidirectional", rng)
    scales = [
        [track.scale for each in tracks_of(network.read(text)) for track in each.tracks]
        for text in ("good", "bad bad boring film qqqq")
    ]
    assert scales[0] == scales[1]


def quantities_outside(cell: Cell, rng: np.random.Generator) -> list[str]:
    """What leaves a range that is called bounded while the cell reads large inputs."""
    inputs: FloatArray = rng.normal(0, 4, (6, cell.input_dim))
    (tracks,) = tracks_of(reading_of(unroll(cell, inputs)))
    return [
        track.name
        for track in tracks.tracks
        if track.scale.bounded
        and not np.all((track.values >= track.scale.low) & (track.values <= track.scale.limit))
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_value_leaves_a_range_that_is_called_bounded(
    kind: Kind, name: str, rng: np.random.Generator
) -> None:
    assert not quantities_outside(random_cell(kind, rng, activation=name), rng)


@pytest.mark.parametrize("kind", [LSTMCell, GRUCell])
@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"sigmoid"}))
def test_gates_that_are_no_sigmoids_are_not_called_bounded(
    kind: Kind, name: str, rng: np.random.Generator
) -> None:
    assert not quantities_outside(random_cell(kind, rng, recurrent_activation=name), rng)


def test_the_embedding_is_what_the_first_layer_reads(rng: np.random.Generator) -> None:
    network = random_network(GRUCell, "stacked", rng)
    reading = network.read("the film was qqqq")
    track = embedding_track(reading)
    rows = [network.vocabulary.ids.get(word, 1) for word in ("the", "film", "was", "qqqq")]
    np.testing.assert_array_equal(track.values, network.embeddings[rows])
    assert track.scale is QUANTITIES["embedding"].scale
