"""Wirings as nodes and edges: who is joined with whom, in which order, and the shape of what passes."""

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest

from rnnviz.architectures import OUTPUT_ROW, Diagram, Edge, layer_diagram
from rnnviz.keras_layer import LAYER_KINDS, LayerKind, LayerSpec

FLAGS = (False, True)
SPECS = [
    LayerSpec(kind, 4, 5, return_sequences=sequences, bidirectional=both)
    for kind, sequences, both in product(LAYER_KINDS, FLAGS, FLAGS)
]
SPECS.append(replace(SPECS[0], activation="relu"))
GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}


def spec_id(spec: LayerSpec) -> str:
    """A short name for a test of one layer."""
    return f"{spec.kind}-{spec.activation}-{spec.return_sequences}-{spec.bidirectional}"


each_spec = pytest.mark.parametrize("spec", SPECS, ids=spec_id)


def of_part(diagram: Diagram, part: str) -> list[Edge]:
    """The arrows of one kind."""
    return [edge for edge in diagram.edges if edge.part == part]


@each_spec
def test_every_edge_joins_two_nodes_and_every_id_stands_once(spec: LayerSpec) -> None:
    diagram = layer_diagram(spec)
    nodes = [node.id for node in diagram.nodes]
    edges = [edge.id for edge in diagram.edges]
    assert len(set(nodes)) == len(nodes) and len(set(edges)) == len(edges)
    joined = {end for edge in diagram.edges for end in (edge.source, edge.target)}
    assert joined <= set(nodes)
    assert set(nodes) - joined == {"x…"}  # What is left out of the inputs leads nowhere.
    places = [(node.column, node.row) for node in diagram.nodes]
    assert len(set(places)) == len(places)
    assert all(0 <= column < diagram.columns for column, _ in places)


@each_spec
def test_states_go_on_from_column_to_column_in_the_order_of_reading(spec: LayerSpec) -> None:
    diagram = layer_diagram(spec)
    column = {node.id: node.column for node in diagram.nodes}
    for row in range(1, diagram.cell_rows + 1):
        steps = [edge for edge in of_part(diagram, "Whh") if edge.id.startswith(f"Whh{row}.")]
        moves = [column[edge.target] - column[edge.source] for edge in steps]
        assert moves == [1 if row == 1 else -1] * 4
        assert steps[0].source == f"start{row}"
        assert all(one.target == other.source for one, other in zip(steps, steps[1:], strict=False))


@each_spec
def test_every_arrow_has_its_shape(spec: LayerSpec) -> None:
    diagram, wide = layer_diagram(spec), GATES[spec.kind] * 5
    rows = 2 if spec.bidirectional else 1
    assert {node.note for node in diagram.nodes if node.part == "x"} == {"(4,)"}
    assert {(edge.name, edge.note) for edge in of_part(diagram, "Wxh")} == {("W_xh", f"(4, {wide})")}
    assert len(of_part(diagram, "Wxh")) == 3 * rows
    named = Counter((edge.name, edge.note, edge.shape) for edge in of_part(diagram, "Whh"))
    assert named == {("W_hh", f"(5, {wide})", "(5,)"): 2 * rows, ("", "", ""): 2 * rows}
    assert {edge.shape for edge in of_part(diagram, "out")} == {"(5,)"}
    outputs = [node for node in diagram.nodes if node.part == "y"]
    assert {node.note for node in outputs} == {f"({5 * rows},)"}
    assert {node.row for node in outputs} == {OUTPUT_ROW}
    assert len(of_part(diagram, "c")) == (4 * rows if spec.kind == "LSTM" else 0)


@each_spec
def test_outputs_are_handed_on_at_every_step_or_at_the_last(spec: LayerSpec) -> None:
    diagram = layer_diagram(spec)
    outputs = [node.id for node in diagram.nodes if node.part == "y"]
    assert outputs == (["y1", "y2", "yT"] if spec.return_sequences else ["yT"])
    sources = Counter(edge.source for edge in of_part(diagram, "out"))
    forward = ["h1.1", "h1.2", "h1.T"] if spec.return_sequences else ["h1.T"]
    # Of two directions the one that reads back has read everything at the first step.
    backward = ["h2.1", "h2.2", "h2.T"] if spec.return_sequences else ["h2.1"]
    assert sources == Counter(forward + (backward if spec.bidirectional else []))


@pytest.mark.parametrize("kind", LAYER_KINDS)
@pytest.mark.parametrize(
    ("timesteps", "names"), [(1, ["1"]), (2, ["1", "2"]), (3, ["1", "2", "3"]), (40, ["1", "2", "40"])]
)
def test_a_known_number_of_timesteps_is_drawn_as_such(
    kind: LayerKind, timesteps: int, names: list[str]
) -> None:
    diagram = layer_diagram(LayerSpec(kind, timesteps=timesteps, return_sequences=True))
    cells = [node.name for node in diagram.nodes if node.part == "h"]
    assert cells == [f"h_{name}" for name in names]
    assert any(node.part == "dots" for node in diagram.nodes) == (timesteps > 3)


def test_what_is_the_same_in_two_wirings_has_the_same_id() -> None:
    one, other = (layer_diagram(LayerSpec("LSTM", bidirectional=both)) for both in FLAGS)
    assert {node.id for node in one.nodes} < {node.id for node in other.nodes}
    assert {edge.id for edge in one.edges} < {edge.id for edge in other.edges}
