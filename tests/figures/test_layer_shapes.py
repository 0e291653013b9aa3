"""The shapes of a layer, read back from their HTML."""

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest

from rnnviz.figures.layer_shapes import layer_figure
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
    return Markup(layer_figure(spec))


def place(element: Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a part of the chain."""
    x, y, wide, high = (float(element.style[f"--{name}"]) for name in "xywh")
    return x, y, x + wide, y + high


def pixels(element: Element, name: str) -> float:
    """A length in a style."""
    return float(element.style[name].removesuffix("px"))


@pytest.mark.parametrize("spec", SPECS, ids=spec_id)
def test_cells_states_and_outputs_are_as_many_as_the_wiring_has(spec: LayerSpec) -> None:
    page = drawn(spec)
    rows = 2 if spec.bidirectional else 1
    ways = (" →", " ←") if spec.bidirectional else ("",)
    names = [cell.text for cell in page.of_class("cell")]
    assert names == [f"{name}{way}{spec.activation}" for way in ways for name in ("h1", "h2", "hT")]
    starts = ["h0", "c0"] if spec.kind == "LSTM" else ["h0"]
    assert [start.text for start in page.of_class("start")] == starts * rows
    outputs = [f"y{n}({rows * 5},)" for n in "12T"] if spec.return_sequences else [f"y({rows * 5},)"]
    assert [out.text for out in page.of_class("out")] == outputs
    assert [label.text for label in page.of_class("label", "x") if label.text != "…"] == ["x1", "x2", "xT"]


@pytest.mark.parametrize("spec", SPECS, ids=spec_id)
def test_every_arrow_has_its_shape(spec: LayerSpec) -> None:
    page, wide = drawn(spec), GATES[spec.kind] * 5
    rows = 2 if spec.bidirectional else 1
    weights = Counter(mark.text for mark in page.of_tag("mark"))
    assert weights == {f"Wxh(4, {wide})": 3, f"Whh(5, {wide})": 2 * rows}
    labels = Counter(label.text for label in page.of_class("label"))
    assert labels["(4,)"] == 3  # x at three timesteps.
    states = 2 * rows * (2 if spec.kind == "LSTM" else 1)  # Between the first cells; the last stand for all.
    outputs = {(False, False): 1, (True, False): 3, (False, True): 1, (True, True): 0}
    assert labels["(5,)"] == states + outputs[spec.return_sequences, spec.bidirectional]
    across = [line for line in page.of_class("line", "left" if rows == 2 else "right")]
    assert len(across) >= 4


@pytest.mark.parametrize("spec", SPECS, ids=spec_id)
def test_arrows_end_at_the_edge_of_what_they_point_to(spec: LayerSpec) -> None:
    page = drawn(spec)
    boxes = [place(box) for name in ("cell", "out") for box in page.of_class(name)]
    for line in page.of_class("line", "down"):
        left, _, _, bottom = place(line)
        assert any(box[0] < left < box[2] and bottom == pytest.approx(box[1]) for box in boxes)
    dots = next(float(label.style["--x"]) for label in page.of_class("label") if label.text == "…")
    for name, edge, tip in (("right", 0, 2), ("left", 2, 0)):
        for line in page.of_class("line", name):
            _, y, _, _ = ends = place(line)
            to_box = any(box[1] < y < box[3] and ends[tip] == pytest.approx(box[edge]) for box in boxes)
            assert to_box or abs(ends[tip] - dots) < 20


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_without_sequences_the_output_comes_from_the_state_reached_last(kind: LayerKind) -> None:
    page = drawn(LayerSpec(kind, bidirectional=True))
    (out,) = (place(box) for box in page.of_class("out"))
    cells = [place(cell) for cell in page.of_class("cell")]
    first_backward, last_forward = cells[3], cells[2]
    lines = [place(line) for line in page.of_class("line")]
    down = [line for line in lines if line[3] == out[1]]
    assert len(down) == 1 and last_forward[0] < down[0][0] < last_forward[2]
    assert down[0][1] == last_forward[3]  # From the forward cell of T, behind the backward one.
    corner = [line for line in lines if line[1] == first_backward[3]]
    assert len(corner) == 1 and first_backward[0] < corner[0][0] < first_backward[2]
    across = [line for line in lines if line[0] == corner[0][0] and line[1] == corner[0][3]]
    assert [line[2] for line in across] == [out[0]]


@pytest.mark.parametrize(
    ("timesteps", "names"), [(1, ["1"]), (2, ["1", "2"]), (3, ["1", "2", "3"]), (40, ["1", "2", "40"])]
)
def test_a_known_number_of_timesteps_is_drawn_as_such(timesteps: int, names: list[str]) -> None:
    page = drawn(LayerSpec(timesteps=timesteps, return_sequences=True))
    assert [cell.text for cell in page.of_class("cell")] == [f"h{name}tanh" for name in names]
    assert bool([one for one in page.of_class("label") if one.text == "…"]) == (timesteps > 3)
    first = page.of_tag("ol")[0].text
    assert f"(None, {timesteps}, 4)" in first and f"(None, {timesteps}, 5)" in first


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
    assert said in layer_figure(LayerSpec("SimpleRNN", MOST, 1)) and said not in layer_figure(LayerSpec())


def test_the_textbooks_number_of_a_gru_is_told_with_its_reason() -> None:
    note = drawn(LayerSpec("GRU", 4, 5)).of_class("note")[-1].text
    assert "Many textbooks count 150" in note and "reset_after=True" in note
    assert (
        "textbooks count 300" in drawn(LayerSpec("GRU", 4, 5, bidirectional=True)).of_class("note")[-1].text
    )


@pytest.mark.parametrize("kind", LAYER_KINDS)
@pytest.mark.parametrize("both", FLAGS)
def test_letters_of_the_largest_shapes_find_room_or_stand_at_the_next_arrow(
    kind: LayerKind, both: bool
) -> None:
    page = drawn(LayerSpec(kind, MOST, MOST, bidirectional=both))
    marks = page.of_tag("mark")
    assert {mark.text[:3] for mark in marks} == {"Wxh", "Whh"}
    for mark in marks:
        assert float(mark.style["--f"]) >= 8
