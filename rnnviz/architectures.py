"""Wirings as nodes and edges: which steps read, which hand on, and the shape at every arrow.

A diagram stands on a grid. Columns are timesteps, rows are inputs, cells of each direction, and outputs;
how large a square of the grid is, and what a node looks like, is for whoever draws it.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from rnnviz.keras_layer import LayerSpec, Part, parts_of

NodePart = Literal["x", "h", "start", "y", "dots", "context", "memory", "look"]
EdgePart = Literal["Wxh", "Whh", "c", "out", "back", "start", "end", "bus"]
OUTPUT_ROW = 99  # Below every row of cells, however many there are.


class Node(NamedTuple):
    """One box, or a text without one.

    id: the same for the same thing in another diagram, so that it can move there.
    name, note: what stands in it, the note smaller; "_" begins a subscript.
    column, row: its place.
    span: columns that it covers, from its place on.
    """

    id: str
    part: NodePart
    name: str
    note: str
    column: int
    row: int
    span: int = 1


class Edge(NamedTuple):
    """One arrow.

    id: as of a node.
    source, target: ids of nodes.
    name: of the weights it passes, with their shape in `note`; both empty where they stand elsewhere.
    shape: of what it carries.
    lane: beside which others in the same place it runs, -1, 0 or 1.
    """

    id: str
    part: EdgePart
    source: str
    target: str
    name: str = ""
    note: str = ""
    shape: str = ""
    lane: int = 0


@dataclass(frozen=True)
class Diagram:
    """Nodes and edges, and how many columns and rows of cells there are."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    columns: int
    cell_rows: int


class _Column(NamedTuple):
    """A timestep that is drawn: its number as it is written, and its column."""

    name: str
    column: int


DOTS = 3  # The column of the timesteps that are left out.


def layer_diagram(spec: LayerSpec) -> Diagram:
    """A Keras layer unfolded: the first two timesteps and the last, or all of three or fewer."""
    columns = _columns(spec)
    nodes, edges = _inputs(spec, columns)
    for row in range(1, spec.directions + 1):
        more_nodes, more_edges = _cells(spec, columns, row)
        nodes += more_nodes
        edges += more_edges
    more_nodes, more_edges = _outputs(spec, columns)
    last = columns[-1].column + 2 if spec.bidirectional else columns[-1].column + 1
    return Diagram((*nodes, *more_nodes), (*edges, *more_edges), last, spec.directions)


def _columns(spec: LayerSpec) -> list[_Column]:
    if spec.timesteps and spec.timesteps <= 3:
        return [_Column(str(n), n) for n in range(1, spec.timesteps + 1)]
    return [_Column("1", 1), _Column("2", 2), _Column(str(spec.timesteps or "T"), DOTS + 1)]


def shape_text(*sizes: int) -> str:
    """A shape as Python writes it: (4,) and (4, 5)."""
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(map(str, sizes))})"


def _inputs(spec: LayerSpec, columns: list[_Column]) -> tuple[list[Node], list[Edge]]:
    """x_t, and its arrow to the cell of each direction."""
    kernel = parts_of(spec)[0]
    nodes = [
        Node(f"x{name}", "x", f"x_{name}", shape_text(spec.input_dim), column, 0) for name, column in columns
    ]
    if _leaves_out(columns):
        nodes.append(Node("x…", "dots", "…", "", DOTS, 0))
    lanes = (0,) if spec.directions == 1 else (-1, 1)
    edges = [
        Edge(f"Wxh{row}.{name}", "Wxh", f"x{name}", f"h{row}.{name}", *_weight(kernel), lane=lane)
        for name, _ in columns
        for row, lane in enumerate(lanes, start=1)
    ]
    return nodes, edges


def _weight(part: Part) -> tuple[str, str]:
    """The name and the shape of an array of weights."""
    return part.letter, shape_text(part.rows, part.columns)


def _leaves_out(columns: list[_Column]) -> bool:
    return columns[-1].column > len(columns)


def _cells(spec: LayerSpec, columns: list[_Column], row: int) -> tuple[list[Node], list[Edge]]:
    """The cells of one direction, and the states that go from each to the next in the order of reading."""
    reverse = row == 2
    inside = spec.activation if spec.kind == "SimpleRNN" else spec.kind
    way = f"{inside} {'←' if reverse else '→'}" if spec.bidirectional else inside
    nodes = [Node(f"h{row}.{name}", "h", f"h_{name}", way, column, row) for name, column in columns]
    states = "h_0, c_0" if spec.kind == "LSTM" else "h_0"
    place = columns[-1].column + 1 if reverse else 0
    nodes.append(Node(f"start{row}", "start", states, "", place, row))
    stops = [f"start{row}", *(f"h{row}.{name}" for name, _ in (columns[::-1] if reverse else columns))]
    if _leaves_out(columns):
        nodes.append(Node(f"h{row}…", "dots", "…", "", DOTS, row))
        stops.insert(2 if reverse else 3, f"h{row}…")
    weights = _weight(parts_of(spec)[1])
    edges: list[Edge] = []
    for source, target in zip(stops, stops[1:], strict=False):
        passes_dots = source.endswith("…") or target.endswith("…")
        named = ("", "") if passes_dots else weights
        shape = "" if passes_dots else shape_text(spec.units)
        edges.append(Edge(f"Whh{row}.{source}", "Whh", source, target, *named, shape))
        if spec.kind == "LSTM":
            edges.append(Edge(f"c{row}.{source}", "c", source, target, "" if passes_dots else "c", lane=-1))
    return nodes, edges


def _outputs(spec: LayerSpec, columns: list[_Column]) -> tuple[list[Node], list[Edge]]:
    """What the layer hands on: from every cell, or of each direction from the one it reached last."""
    handing = columns if spec.return_sequences else columns[-1:]
    shape = shape_text(spec.width)
    nodes = [
        Node(f"y{name}", "y", f"y_{name}" if spec.return_sequences else "y", shape, column, OUTPUT_ROW)
        for name, column in handing
    ]
    edges = []
    for name, _ in handing:
        for row, lane in enumerate((0,) if spec.directions == 1 else (-1, 1), start=1):
            source = columns[0].name if row == 2 and not spec.return_sequences else name
            carried = shape_text(spec.units)
            edges.append(
                Edge(f"out{row}.{name}", "out", f"h{row}.{source}", f"y{name}", shape=carried, lane=lane)
            )
    return nodes, edges
