"""The wirings as nodes and edges: who reads, who writes, and the shapes at the arrows."""

from itertools import product
from typing import Any

import pytest

from rnnviz.architectures import OUTPUT_ROW, Diagram
from rnnviz.wired import WIRINGS
from rnnviz.wired_spec import WiredSpec
from rnnviz.wiring_diagram import rows_of, wiring_diagram
from tests.wired_networks import spec_of, weights_of


def every_spec() -> list[WiredSpec]:
    """Every wiring with everything that may modify it."""
    found = []
    for wiring, layers, both, looks in product(WIRINGS, (1, 2), (False, True), (False, True)):
        settings: dict[str, Any] = {"layers": layers, "bidirectional": both, "attention": looks}
        try:
            found.append(spec_of(wiring, **settings))
        except ValueError:
            continue
    return [*found, spec_of("one-to-many", inputs=0, hidden=0), spec_of("one-to-one", inputs=144, filters=2)]


def written(diagram: Diagram) -> list[str]:
    """What is written, from left to right."""
    nodes = sorted((node.column, node.name) for node in diagram.nodes if node.part == "y")
    return [name for _, name in nodes]


@pytest.mark.parametrize("spec", every_spec())
def test_every_arrow_has_both_ends_and_every_name_is_one(spec: WiredSpec) -> None:
    diagram = wiring_diagram(spec)
    ids = [node.id for node in diagram.nodes]
    assert len(set(ids)) == len(ids)
    assert len({edge.id for edge in diagram.edges}) == len(diagram.edges)
    assert {end for edge in diagram.edges for end in (edge.source, edge.target)} <= set(ids)
    assert all(node.row in (OUTPUT_ROW, *range(diagram.cell_rows + 1)) for node in diagram.nodes)
    assert max(node.column for node in diagram.nodes) < diagram.columns


def test_which_steps_write() -> None:
    assert written(wiring_diagram(spec_of("one-to-one"))) == ["y"]
    assert written(wiring_diagram(spec_of("many-to-one"))) == ["y"]
    assert written(wiring_diagram(spec_of("many-to-many"))) == ["y_1", "y_2", "y_T"]
    assert written(wiring_diagram(spec_of("one-to-many"))) == ["y_1", "y_2", "y_U"]
    assert written(wiring_diagram(spec_of("encoder-decoder"))) == ["y_1", "y_2", "y_U"]


def test_the_answer_of_a_backward_row_comes_from_the_first_step() -> None:
    edges = wiring_diagram(spec_of("many-to-one", bidirectional=True)).edges
    assert {edge.source for edge in edges if edge.target == "yT"} == {"h1.T", "h2.1"}
    edges = wiring_diagram(spec_of("encoder-decoder", bidirectional=True, layers=2)).edges
    assert {edge.source for edge in edges if edge.target == "context"} == {"h3.T", "h4.1"}


@pytest.mark.parametrize("spec", every_spec())
def test_shapes_of_weights_are_those_of_the_network(spec: WiredSpec) -> None:
    kernels = {edge.note for edge in wiring_diagram(spec).edges if edge.part in ("Wxh", "Whh") and edge.note}
    real = {str(array.shape) for name, array in weights_of(spec).items() if name.endswith("kernel")}
    assert kernels <= real


def test_the_same_thing_has_the_same_name_in_every_wiring() -> None:
    one, other = (wiring_diagram(spec_of(wiring)) for wiring in ("many-to-one", "many-to-many"))
    cells = [{node.id for node in diagram.nodes if node.part in ("x", "h")} for diagram in (one, other)]
    assert cells[0] == cells[1]


def test_attention_has_a_row_of_its_own() -> None:
    spec = spec_of("encoder-decoder", attention=True, bidirectional=True)
    diagram = wiring_diagram(spec)
    assert rows_of(spec) == 3
    assert {node.row for node in diagram.nodes if node.part in ("memory", "look")} == {3}
    looks = [edge for edge in diagram.edges if edge.part == "bus"]
    assert len(looks) == 3 and looks[0].shape == "(T, 8)"
