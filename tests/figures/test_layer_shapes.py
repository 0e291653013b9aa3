"""The shapes of a layer, read back from their HTML."""

from dataclasses import replace
from itertools import product

import pytest

from rnnviz.figures.layer_shapes import flow_figure, weights_figure
from rnnviz.keras_layer import LAYER_KINDS, MOST, LayerKind, LayerSpec
from tests.figures.markup import Element, Markup

FLAGS = (False, True)
SPECS = [
    LayerSpec(kind, 4, 5, return_sequences=sequences, bidirectional=both, head=both)
    for kind, sequences, both in product(LAYER_KINDS, FLAGS, FLAGS)
]
SPECS.append(replace(SPECS[0], activation="relu"))
GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}
BIAS_ROWS = {"SimpleRNN": 1, "GRU": 2, "LSTM": 1}


def spec_id(spec: LayerSpec) -> str:
    """A short name for a test of one layer."""
    return f"{spec.kind}-{spec.activation}-{spec.return_sequences}-{spec.bidirectional}"


def drawn(spec: LayerSpec) -> Markup:
    """The figure of a layer, read back."""
    return Markup(weights_figure(spec))


def pixels(element: Element, name: str) -> float:
    """A length in a style."""
    return float(element.style[name].removesuffix("px"))


@pytest.mark.parametrize("spec", SPECS, ids=spec_id)
def test_what_goes_in_and_comes_out_is_written_as_keras_writes_it(spec: LayerSpec) -> None:
    items = [item.text for item in Markup(flow_figure(spec)).of_tag("li")]
    time = "None, " if spec.return_sequences else ""
    width = 10 if spec.bidirectional else 5
    assert items[0].startswith("(None, None, 4)")
    assert items[1].startswith(f"{spec.kind}(5)")
    assert items[2].startswith(f"(None, {time}{width})")
    assert len(items) == (5 if spec.head else 3)
    assert not spec.head or items[4].startswith(f"(None, {time}1)")


@pytest.mark.parametrize("kind", LAYER_KINDS)
@pytest.mark.parametrize("sizes", [(4, 5), (1, 1), (30, 7), (64, 64), (10, 200)])
def test_areas_are_to_scale_and_sum_up_to_the_parameters(kind: LayerKind, sizes: tuple[int, int]) -> None:
    inputs, units = sizes
    page = drawn(LayerSpec(kind, inputs, units))
    columns = GATES[kind] * units
    matrices = page.of_class("matrix")
    shapes = [tuple(map(int, matrix.style["aspect-ratio"].split("/"))) for matrix in matrices]
    assert shapes == [(columns, inputs), (columns, units), (columns, BIAS_ROWS[kind])]
    assert len({pixels(matrix, "width") for matrix in matrices}) == 1  # So the ratios are the heights.
    squares = sum(wide * high for wide, high in shapes)
    total = page.of_class("sum")[0].text
    assert int(total.split(" = ")[1].removesuffix(" parameters").replace(",", "")) == squares
    blocks = [
        element for element in page.of_tag("i") if "background-color" in element.attributes.get("style", "")
    ]
    assert len(blocks) == 3 * GATES[kind]
    counted = {"counted" in matrix.classes for matrix in matrices}
    assert counted == {max(inputs, columns) <= 40}


def test_the_gates_stand_in_keras_order() -> None:
    headings = {kind: drawn(LayerSpec(kind)).of_class("gates")[0].text for kind in LAYER_KINDS}
    assert headings == {"SimpleRNN": "h", "GRU": "zrh̃", "LSTM": "ifc̃o"}


def test_a_matrix_too_thin_to_see_is_drawn_thicker_and_says_so() -> None:
    thin = drawn(LayerSpec("SimpleRNN", MOST, 1))
    assert [pixels(matrix, "width") for matrix in thin.of_class("matrix")] == [8, 8, 8]
    assert pixels(thin.of_class("matrix")[0], "height") <= 300
    said = "drawn thicker"
    assert said in weights_figure(LayerSpec("SimpleRNN", MOST, 1)) and said not in weights_figure(LayerSpec())


def test_the_textbooks_number_of_a_gru_is_told_with_its_reason() -> None:
    note = drawn(LayerSpec("GRU", 4, 5)).of_class("note")[-1].text
    assert "Many textbooks count 150" in note and "reset_after=True" in note
    assert (
        "textbooks count 300" in drawn(LayerSpec("GRU", 4, 5, bidirectional=True)).of_class("note")[-1].text
    )
