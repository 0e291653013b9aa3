"""The layer on paper: hand-counted numbers, and the installed Keras as the judge of every line."""

import contextlib
import io
import re
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from rnnviz.keras_layer import (
    LAYER_KINDS,
    MOST,
    LayerKind,
    LayerSpec,
    arrows_of,
    code_of,
    formula,
    head_parameters,
    layer_parameters,
    output_shape,
    parts_of,
    summary_text,
)

FLAGS = (False, True)
SIZES = [(1, 1), (4, 5), (3, 64), (128, 300), (MOST, MOST)]
SPECS = [
    LayerSpec(kind, inputs, units, return_sequences=sequences, bidirectional=both, head=head)
    for kind, (inputs, units), sequences, both, head in product(LAYER_KINDS, SIZES, FLAGS, FLAGS, FLAGS)
]
# Keras builds each in turn, which takes long: all flags of each kind, and each size with each kind.
BUILT = [
    *(spec for spec in SPECS if (spec.input_dim, spec.units) == (4, 5)),
    *(
        LayerSpec(kind, inputs, units, return_sequences=n % 2 > 0, bidirectional=n % 3 > 0, head=n % 5 > 1)
        for n, (kind, (inputs, units)) in enumerate(product(LAYER_KINDS, SIZES))
        if (inputs, units) != (4, 5)
    ),
]
ODD_SPECS = [
    replace(spec, activation=name, timesteps=timesteps)
    for spec in (LayerSpec("GRU", 4, 5, return_sequences=True), LayerSpec("LSTM", bidirectional=True))
    for name, timesteps in product(("relu", "sigmoid", "linear"), (None, 1, 9))
]


def spec_id(spec: LayerSpec) -> str:
    """A short name for a test of one layer."""
    flags = "".join(
        letter
        for letter, on in zip("sbh", (spec.return_sequences, spec.bidirectional, spec.head), strict=True)
        if on
    )
    return f"{spec.kind}-{spec.input_dim}-{spec.units}-{flags}"


# Worked out by hand: kernel 4 rows, recurrent kernel 5 rows, bias 1 row (GRU 2), of 5, 15 or 20 columns.
@pytest.mark.parametrize(
    ("kind", "sizes", "written"),
    [
        ("SimpleRNN", [20, 25, 5], "4·5 + 5·5 + 5 = 50"),
        ("GRU", [60, 75, 30], "3 · (4·5 + 5·5 + 2·5) = 165"),
        ("LSTM", [80, 100, 20], "4 · (4·5 + 5·5 + 5) = 200"),
    ],
)
def test_four_inputs_and_five_units_are_counted_by_hand(
    kind: LayerKind, sizes: list[int], written: str
) -> None:
    spec = LayerSpec(kind, 4, 5)
    assert [part.size for part in parts_of(spec)] == sizes
    assert formula(spec) == written
    assert formula(replace(spec, bidirectional=True)).endswith(f"= {2 * sum(sizes)}")


@pytest.mark.parametrize("spec", SPECS, ids=spec_id)
def test_the_formula_is_true_as_arithmetic(spec: LayerSpec) -> None:
    left, right = formula(spec).replace("·", "*").replace(",", "").split(" = ")
    assert re.fullmatch(r"[\d +*()]+", left)
    assert eval(left) == int(right) == layer_parameters(spec)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": "lstm"}, "kind must be one of SimpleRNN, GRU, LSTM, got 'lstm'"),
        ({"units": 0}, f"units must be a whole number from 1 to {MOST}, got 0"),
        ({"units": MOST + 1}, f"units must be a whole number from 1 to {MOST}, got {MOST + 1}"),
        ({"units": True}, f"units must be a whole number from 1 to {MOST}, got True"),
        ({"input_dim": 2.5}, f"input_dim must be a whole number from 1 to {MOST}, got 2.5"),
        ({"timesteps": -1}, "timesteps must be a whole number from 1 to 9999, got -1"),
        ({"activation": "selu"}, "activation must be one of tanh, sigmoid, relu, linear, got 'selu'"),
    ],
)
def test_a_value_out_of_range_is_refused_with_a_sentence(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        LayerSpec(**wrong)


def test_the_arrows_of_a_layer_of_both_directions_with_a_head() -> None:
    spec = LayerSpec("LSTM", 4, 5, return_sequences=True, bidirectional=True, timesteps=7, head=True)
    shapes = {arrow.letter: arrow.shape for arrow in arrows_of(spec)}
    assert shapes == {
        "x": (None, 7, 4),
        "x_t": (None, 4),
        "W_xh": (4, 20),
        "h_{t-1}": (None, 5),
        "W_hh": (5, 20),
        "b_h": (20,),
        "h_t": (None, 5),
        "c_t": (None, 5),
        "y": (None, 7, 10),
        "Dense": (None, 7, 1),
    }


@pytest.mark.keras
@pytest.mark.parametrize("spec", BUILT + ODD_SPECS, ids=spec_id)
def test_keras_prints_the_summary_letter_for_letter_and_the_code_runs(
    spec: LayerSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, printed = run(spec, monkeypatch)
    summary = summary_text(spec)
    assert printed.startswith(summary)
    assert printed.removeprefix(summary).splitlines() == promised(code_of(spec))
    assert layer_parameters(spec) == model.layers[0].count_params()
    assert head_parameters(spec) == sum(layer.count_params() for layer in model.layers[1:])
    assert output_shape(spec) == tuple(model.layers[0].output.shape)
    assert spec.timesteps == model.input_shape[1]


@pytest.mark.keras
@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_the_shapes_at_the_arrows_are_those_of_the_keras_layer(kind: LayerKind) -> None:
    import keras

    spec = LayerSpec(kind, 4, 5, return_sequences=True)
    layer = getattr(keras.layers, kind)(5, return_sequences=True, return_state=True)
    output, *states = layer(keras.Input((None, 4)))
    shapes = {arrow.letter: arrow.shape for arrow in arrows_of(spec)}
    assert shapes["y"] == tuple(output.shape)
    assert [shapes[letter] for letter in ("h_t", "c_t") if letter in shapes] == [
        tuple(state.shape) for state in states
    ]
    weights = [tuple(weight.shape) for weight in layer.cell.weights]
    assert [shapes["W_xh"], shapes["W_hh"], shapes["b_h"]] == weights
    assert [part.name for part in parts_of(spec)] == [weight.name for weight in layer.cell.weights]


@pytest.mark.keras
def test_the_textbooks_count_of_a_gru_is_that_without_reset_after() -> None:
    import keras

    layer = keras.layers.GRU(5, reset_after=False)
    layer.build((None, None, 4))
    doubled = parts_of(LayerSpec("GRU", 4, 5))[-1].size // 2
    assert layer.count_params() == layer_parameters(LayerSpec("GRU", 4, 5)) - doubled == 150


def run(spec: LayerSpec, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, str]:
    """Run the code as a fresh program would; the model it made, and what it printed."""
    import keras

    monkeypatch.setenv("COLUMNS", "80")
    keras.utils.clear_session()
    seen: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code_of(spec), seen)
    return seen["model"], printed.getvalue()


def promised(code: str) -> list[str]:
    """What the comments of the code say will be printed after the summary."""
    shape = re.search(r"print\(model\(x\)\.shape\)  # (.*)", code)
    assert shape
    return [shape[1], *re.findall(r"^# (.*)$", code, re.MULTILINE)]
