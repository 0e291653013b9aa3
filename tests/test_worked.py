"""The worked example: one by hand, its numbers from a seed, and numbers that are written over."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.arrays import FloatArray
from rnnviz.cells import CELLS
from rnnviz.network import load_network, shipped_networks
from rnnviz.worked import (
    ACTIVATIONS,
    FIRST_INPUT,
    LARGEST,
    MOST_EDITS,
    MOST_SEED,
    MOST_TIMESTEPS,
    Edit,
    ExampleSpec,
    WorkedExample,
    edit_at,
    edited,
    first_step,
    input_name,
    make_example,
    parse_edits,
    places,
    trace_of,
    written_edits,
)

SHAPES = {  # Of each array but x, for 1, 4 and 3 gates of two units.
    "SimpleRNN": {"Wxh": (3, 2), "Whh": (2, 2), "bh": (2,), "h0": (2,)},
    "LSTM": {"Wxh": (3, 8), "Whh": (2, 8), "bh": (8,), "h0": (2,), "c0": (2,)},
    "GRU": {"Wxh": (3, 6), "Whh": (2, 6), "bh": (2, 6), "h0": (2,)},
}
arrays = st.sampled_from(["x", "Wxh", "Whh", "bh", "h0", "c0", "Why", "by"])
spots = st.lists(st.integers(0, 99), min_size=1, max_size=2).map(tuple)
values = st.floats(-LARGEST, LARGEST).map(lambda value: round(value, 4))
any_edits = st.lists(st.builds(Edit, arrays, spots, values), max_size=20).map(tuple)
unhurried = settings(deadline=None)


def rows(name: str, *values: tuple[float, ...]) -> list[Edit]:
    """Edits that write a whole matrix."""
    return [Edit(name, (i, j), value) for i, row in enumerate(values) for j, value in enumerate(row)]


def row(name: str, *values: float) -> list[Edit]:
    """Edits that write a whole vector."""
    return [Edit(name, (n,), value) for n, value in enumerate(values)]


def test_two_steps_by_hand() -> None:
    # relu, h_0 = (0, 0), x_1 = (0.5, 0.2, 0.8), x_2 = (1, -1, 0).
    # W_xh = (1 0; 0 1; 0.5 -1), W_hh = (0.5 0; 1 -1), b_h = (0.1, 0.8), W_hy = (2; -1), b_y = 0.5.
    # t = 1: x W = (0.5 + 0.4, 0.2 - 0.8) = (0.9, -0.6), h W = 0, a = (1, 0.2) = h; y = 2 - 0.2 + 0.5 = 2.3
    # t = 2: x W = (1, -1), h W = (0.5 + 0.2, -0.2) = (0.7, -0.2), a = (1.8, -0.4), h = (1.8, 0);
    #        y = 3.6 - 0 + 0.5 = 4.1
    weights = rows("Wxh", (1, 0), (0, 1), (0.5, -1)) + rows("Whh", (0.5, 0), (1, -1)) + row("bh", 0.1, 0.8)
    head = [Edit("Why", (0, 0), 2.0), Edit("Why", (1, 0), -1.0), Edit("by", (0,), 0.5)]
    second = [Edit("x", (1, n), value) for n, value in enumerate((1.0, -1.0, 0.0))]
    spec = ExampleSpec("SimpleRNN", "relu", 7, 2, (*weights, *head, *second))
    reading = make_example(spec).read()
    (trace,) = reading.layers[0].traces
    np.testing.assert_allclose(trace.steps.pre_activation, [[1, 0.2], [1.8, -0.4]], atol=1e-12)
    np.testing.assert_allclose(trace.steps.hidden_state, [[1, 0.2], [1.8, 0]], atol=1e-12)
    np.testing.assert_allclose(reading.outputs, [[2.3], [4.1]], atol=1e-12)
    np.testing.assert_allclose(reading.initial_outputs, [0.5], atol=1e-12)
    assert [column.text for column in reading.columns] == ["x₁", "x₂"]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("seed", [0, 1, 2, 42, MOST_SEED])
def test_the_first_input_is_the_same_for_every_seed(cell: str, seed: int) -> None:
    example = make_example(ExampleSpec(cell, seed=seed))
    assert tuple(example.arrays["x"][0]) == FIRST_INPUT == (0.5, 0.2, 0.8)


@pytest.mark.parametrize("cell", CELLS)
def test_arrays_have_the_shapes_of_three_inputs_two_units_and_one_output(cell: str) -> None:
    example = make_example(ExampleSpec(cell, timesteps=5))
    shapes = {name: array.shape for name, array in example.arrays.items()}
    assert shapes == SHAPES[cell] | {"x": (5, 3), "Why": (2, 1), "by": (1,)}
    assert all(array.dtype == np.float64 for array in example.arrays.values())
    assert not example.arrays["h0"].any()


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("seed", range(20))
def test_numbers_are_drawn_with_two_digits_and_stay_small(cell: str, seed: int) -> None:
    for name, array in make_example(ExampleSpec(cell, seed=seed, timesteps=MOST_TIMESTEPS)).arrays.items():
        np.testing.assert_array_equal(array, np.round(array, 2), err_msg=name)
        assert np.abs(array).max() <= 1
        assert not np.any(np.signbit(array) & (array == 0)), "-0 would be written"


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("timesteps", [1, 2, 5, MOST_TIMESTEPS - 1])
def test_a_longer_example_begins_like_a_shorter_one(cell: str, timesteps: int) -> None:
    short, long = (make_example(ExampleSpec(cell, seed=3, timesteps=n)) for n in (timesteps, MOST_TIMESTEPS))
    for name, array in short.arrays.items():
        np.testing.assert_array_equal(array, long.arrays[name][: len(array)], err_msg=name)
    np.testing.assert_allclose(short.read().outputs, long.read().outputs[:timesteps], atol=1e-14)


@pytest.mark.parametrize("cell", CELLS)
def test_the_same_seed_gives_the_same_numbers_and_another_gives_others(cell: str) -> None:
    one, again, other = (make_example(ExampleSpec(cell, seed=seed)) for seed in (5, 5, 6))
    for name, array in one.arrays.items():
        np.testing.assert_array_equal(array, again.arrays[name])
    assert not np.array_equal(one.arrays["Wxh"], other.arrays["Wxh"])
    relu = make_example(ExampleSpec(cell, "relu", seed=5))
    assert all(np.array_equal(array, relu.arrays[name]) for name, array in one.arrays.items())


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_network_holds_the_numbers_and_begins_from_the_written_state(cell: str, activation: str) -> None:
    edits = parse_edits("h0.0:0.25_h0.1:-0.5_c0.1:3_Wxh.2.1:7_by.0:-9")
    example = make_example(ExampleSpec(cell, activation, edits=edits))
    own = example.network.layers[0].forward
    assert (own.title, own.activation, example.network.head[0].activation) == (cell, activation, "linear")
    head = example.network.head[0]
    for name, array in (
        ("Wxh", own.kernel),
        ("Whh", own.recurrent_kernel),
        ("bh", own.bias),
        ("Why", head.kernel),
        ("by", head.bias),
    ):
        np.testing.assert_array_equal(array, example.arrays[name], err_msg=name)
    assert own.kernel[2, 1] == 7 and head.bias[0] == -9
    initial: Any = example.read().layers[0].forward.initial
    assert initial.hidden_state.tolist() == [0.25, -0.5]
    assert cell != "LSTM" or initial.cell_state.tolist() == [0, 3]


@pytest.mark.parametrize("seed", range(5))
def test_every_cell_of_a_seed_is_given_the_same_inputs(seed: int) -> None:
    first, *others = (make_example(ExampleSpec(cell, seed=seed, timesteps=6)).arrays["x"] for cell in CELLS)
    assert all(np.array_equal(first, other) for other in others)


def test_inputs_are_named_with_their_number() -> None:
    assert [input_name(t) for t in (0, 8, 9, 11)] == ["x₁", "x₉", "x₁₀", "x₁₂"]


@unhurried
@given(any_edits)
def test_edits_come_back_from_an_address_as_they_were(edits: tuple[Edit, ...]) -> None:
    assert parse_edits(written_edits(edits)) == edits


def test_edits_are_written_short() -> None:
    edits = [Edit("Wxh", (0, 1), 0.5), Edit("x", (2, 0), -1.0), Edit("by", (0,), -1e-9)]
    assert written_edits(edits) == "Wxh.0.1:0.5_x.2.0:-1_by.0:0"
    assert written_edits([Edit("bh", (1,), 100.0), Edit("bh", (0,), 1 / 3)]) == "bh.1:100_bh.0:0.3333"
    assert edits[0].name == "Wxh.0.1"


@unhurried
@given(any_edits, st.builds(Edit, arrays, spots, values))
def test_a_later_edit_of_the_same_place_wins_and_the_earlier_is_forgotten(
    edits: tuple[Edit, ...], edit: Edit
) -> None:
    *others, last = parse_edits(edited(edits, {edit.name: edit.value}))
    assert last == edit
    assert others == list({each.name: each for each in edits if each.name != edit.name}.values())


def test_the_last_of_two_edits_of_a_place_is_the_one_that_counts() -> None:
    twice = (Edit("Wxh", (0, 1), 5.0), Edit("Wxh", (0, 1), 6.0))
    assert make_example(ExampleSpec(edits=twice)).arrays["Wxh"][0, 1] == 6
    assert places(twice) == ("Wxh.0.1", "Wxh.0.1")


@pytest.mark.parametrize("odd", [None, [], {"x": 1}, {"by.0": "2"}, {"by.0": 1e9}, {"by.0": None}, "by.0:2"])
def test_a_report_that_means_nothing_adds_nothing(odd: object) -> None:
    assert edited(parse_edits("bh.0:1"), odd) == "bh.0:1"


def test_of_very_many_edits_the_latest_are_kept() -> None:
    many = [Edit("x", (n // 90, n % 90), 1.0) for n in range(MOST_EDITS + 50)]
    kept = parse_edits(edited(many, {"by.0": 2.0}))
    assert len(kept) == MOST_EDITS
    assert kept[-1] == Edit("by", (0,), 2.0) and kept[:-1] == tuple(many[-MOST_EDITS + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "_",
        "Wxh",
        "Wxh.0.1",
        "Wxh.0.1:",
        "Wxh:5",
        "Wxh.:5",
        "Wxh.0.1.0:5",
        "Wxh.-1.0:5",
        "h0.-1:5",
        "Wxh.100.0:5",
        "Wxh.0.1:1e9",
        "Wxh.0.1:NaN",
        "Wxh.0.1:inf",
        "Wxh.0.1:--1",
        "Wxh.0.1:.5",
        "Wxh.0.1:5.",
        "Wxh.0.1:0x10",
        "Wxh.0.1:101",
        "Wxh.0.1:100.000001",
        "Wxh.0.1:0.1234567",
        "Wxh.0.1:9999",
        "Wxh.²:5",
        "Wxh.0.1:½",
        "Wxh.0.1:5\n",
        " Wxh.0.1:5",
        "wxh.0.1:5",
        "__class__.0:1",
        "<b>.0:1",
        "Wxh." + "9" * 9_000 + ":5",
        "Wxh.0.1:" + "9" * 9_000,
        "x" * 1_000_000,
    ],
)
def test_what_is_no_edit_is_passed_over(text: str) -> None:
    assert parse_edits(text) == ()
    found = parse_edits(f"by.0:1_{text}")
    assert found == (Edit("by", (0,), 1.0),)


def test_a_very_long_address_is_read_to_its_limit() -> None:
    assert len(parse_edits("_".join(["by.0:1"] * 100_000))) == MOST_EDITS


@unhurried
@given(st.text() | st.text("0123456789.:-_eExWhybc٣²", max_size=80))
def test_no_address_at_all_is_an_error(text: str) -> None:
    edits = parse_edits(text)
    assert all(np.isfinite(edit.value) and abs(edit.value) <= LARGEST for edit in edits)
    for cell in CELLS:
        make_example(ExampleSpec(cell, edits=edits)).read()


def changed(example: WorkedExample) -> list[str]:
    """The arrays in which an edit stands."""
    before: dict[str, FloatArray] = make_example(ExampleSpec(example.spec.cell)).arrays
    return [name for name, array in example.arrays.items() if not np.array_equal(array, before[name])]


@pytest.mark.parametrize(
    "edit",
    [
        Edit("Wxh", (3, 0), 9.0),
        Edit("Wxh", (0, 2), 9.0),
        Edit("Wxh", (0,), 9.0),
        Edit("bh", (0, 0), 9.0),
        Edit("x", (3, 0), 9.0),
        Edit("h0", (2,), 9.0),
        Edit("h0", (0, 1), 9.0),
        Edit("c0", (0,), 9.0),
        Edit("Why", (1, 1), 9.0),
        Edit("nothing", (0,), 9.0),
        Edit("h0", (-1,), 9.0),
        Edit("Wxh", (-1, -1), 9.0),
    ],
)
def test_a_place_that_there_is_not_is_passed_over(edit: Edit) -> None:
    assert changed(make_example(ExampleSpec(edits=(edit,)))) == []


def test_a_place_that_there_is_is_written_and_nothing_else() -> None:
    for name in ("x", "Wxh", "Whh", "bh", "h0", "c0", "Why", "by"):
        place = (1, 0) if name in ("x", "Wxh", "Whh", "Why") else (0,)
        example = make_example(ExampleSpec("LSTM", edits=(Edit(name, place, 9.0),)))
        assert changed(example) == [name]
        assert np.argwhere(example.arrays[name] == 9).tolist() == [list(place)]


def test_a_value_out_of_its_range_is_named_with_its_range() -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"cell": "Transformer"}, "cell must be one of SimpleRNN, LSTM, GRU, got 'Transformer'"),
        ({"activation": "softmax"}, "activation must be one of tanh, .*, got 'softmax'"),
        ({"seed": -1}, "seed must be from 0 to 9999, got -1"),
        ({"seed": MOST_SEED + 1}, "seed must be from 0 to 9999, got 10000"),
        ({"timesteps": 0}, "timesteps must be from 1 to 12, got 0"),
        ({"timesteps": MOST_TIMESTEPS + 1}, "timesteps must be from 1 to 12, got 13"),
    ]
    for wrong, message in refused:
        with pytest.raises(ValueError, match=message):
            ExampleSpec(**wrong)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 100.01, -1e9])
def test_a_number_that_is_none_or_too_large_is_refused_with_the_range(value: float) -> None:
    message = f"a number from −100 to 100 was expected, got {re.escape(str(value))}"
    with pytest.raises(ValueError, match=message):
        edit_at("Wxh.0.1", value)


@pytest.mark.parametrize(
    "place",
    ["", "Wxh", "Wxh.0.1.2", "Wxh.-1.0", "nothing.0", "Wxh.0.1:5", "9" * 9_000, "y_x.0.0", "by.0:5_x.0.0"],
)
def test_a_place_that_is_none_is_refused_with_what_came(place: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"a place such as Wxh.0.1 was expected, got {place!r}")):
        edit_at(place, 1.0)


def test_an_edit_is_made_of_its_place_and_its_number() -> None:
    assert edit_at("Wxh.0.1", 0.5) == Edit("Wxh", (0, 1), 0.5)
    assert edit_at("by.0", -LARGEST) == Edit("by", (0,), -LARGEST)
    assert edit_at("h0.1", 1 / 3).value == 0.3333


@pytest.mark.parametrize("name", shipped_networks())
def test_a_trained_network_begins_where_it_was_written_over(name: str) -> None:
    network = load_network(name)
    cells = [cell for layer in network.layers for cell in layer.cells]
    usual = len(cells) - len(network.layers[-1].cells)
    edits = parse_edits("h0.3:0.5_c0.1:-2_x.0.0:9_Wxh.0.0:9_h0.99:1_h0.3:0.75")
    for chosen, number in ((None, usual), (0, 0), (len(cells) - 1, len(cells) - 1), (99, usual)):
        assert trace_of(network, chosen) == number
        step: Any = first_step(network, number, edits)
        assert np.flatnonzero(step.hidden_state).tolist() == [3] and step.hidden_state[3] == 0.75
        if "cell_state" in step._fields:
            assert np.flatnonzero(step.cell_state).tolist() == [1] and step.cell_state[1] == -2
        reading = network.read("not a bad film", {number: step})
        assert not np.array_equal(reading.outputs, network.read("not a bad film").outputs)


@pytest.mark.parametrize("text", ["", "x.0.0:1", "h0.64:1", "h0.0.1:1", "c0.99:1"])
def test_an_edit_of_no_state_of_a_trained_network_leaves_it_at_zeros(text: str) -> None:
    step = first_step(load_network("lstm"), 0, parse_edits(text))
    assert not any(part.any() for part in step)
