"""The five wirings unfolded: which steps read, which write, and the shape at every arrow.

All five stand on one grid, and the same thing has the same name in each, so that one can move into the
other. A reader stands in the columns 1 to 4, its third being the steps that are left out; a writer
behind it in the columns 6 to 9, or in its place where nothing is read.
"""

from typing import NamedTuple

from rnnviz.architectures import OUTPUT_ROW, Diagram, Edge, Node
from rnnviz.cells import CELL_TITLES
from rnnviz.wired_spec import WiredSpec

_CONTEXT = 5  # The column between reader and writer.
_WRITER = 5  # How far behind the reader's columns those of a writer stand.


class _Step(NamedTuple):
    """A timestep that is drawn: its number as it is written, and its column; "…" is what is left out."""

    name: str
    column: int


Parts = tuple[list[Node], list[Edge]]


def wiring_diagram(spec: WiredSpec) -> Diagram:
    """A wiring with these settings, unfolded: the first two timesteps and the last."""
    if spec.wiring == "one-to-one":
        alone, arrows = _feedforward(spec)
        return Diagram(tuple(alone), tuple(arrows), 4, 1)
    parts: list[Parts] = []
    behind = 0
    if spec.reads:
        behind = _WRITER if spec.writes else 0
        parts.append(_reader(spec))
    if spec.writes:
        parts.append(_writer(spec, _steps("U", behind)))
        parts.append(_context(spec, behind))
    if spec.attention:
        parts.append(_attention(spec, _steps("U", behind)))
    edges = tuple(edge for _, some in parts for edge in some)
    first = min(node.column for some, _ in parts for node in some)
    nodes = tuple(node._replace(column=node.column - first) for some, _ in parts for node in some)
    return Diagram(nodes, edges, max(node.column for node in nodes) + 1, rows_of(spec))


def rows_of(spec: WiredSpec) -> int:
    """Rows of cells, and below them one where the writer looks back."""
    reader = spec.layers * spec.directions if spec.reads else 0
    writer = spec.layers if spec.writes else 0
    return max(reader, writer) + (1 if spec.attention else 0)


def _steps(last: str, behind: int) -> list[_Step]:
    return [_Step(name, behind + column) for name, column in (("1", 1), ("2", 2), ("…", 3), (last, 4))]


def _feedforward(spec: WiredSpec) -> Parts:
    """One picture, one hidden layer, one answer; nothing is a timestep."""
    nodes = [
        Node("x1", "x", "x", f"({spec.inputs},)", 2, 0),
        Node("h1.1", "h", "h", "Dense, relu", 2, 1),
        Node("y1", "y", "y", f"({spec.outputs},)", 2, OUTPUT_ROW),
    ]
    shape = f"({spec.hidden},)"
    return nodes, [
        Edge("Wxh1.1", "Wxh", "x1", "h1.1", "W", f"({spec.inputs}, {spec.hidden})"),
        Edge("out1.1", "out", "h1.1", "y1", shape=shape),
    ]


def _reader(spec: WiredSpec) -> Parts:
    steps = _steps("T", 0)
    shape = f"({spec.embedding_dim},)"
    nodes = [_input("x", step, f"x_{step.name}", shape) for step in steps]
    edges: list[Edge] = []
    for layer in range(spec.layers):
        for direction in range(spec.directions):
            row = 1 + layer * spec.directions + direction
            more_nodes, more_edges = _chain(spec, steps, ("h", row), reverse=direction == 1)
            nodes += more_nodes
            edges += more_edges + _from_above(spec, steps, row, layer)
    if spec.writes:
        return nodes, edges
    last_row = spec.layers * spec.directions
    first_row = last_row - spec.directions + 1
    handing = steps if spec.wiring == "many-to-many" else steps[-1:]
    for step in handing:
        if step.name == "…":
            nodes.append(Node("y…", "dots", "…", "", step.column, OUTPUT_ROW))
            continue
        nodes.append(
            Node(
                f"y{step.name}",
                "y",
                "y" if len(handing) == 1 else f"y_{step.name}",
                f"({spec.outputs},)",
                step.column,
                OUTPUT_ROW,
            )
        )
        for row in range(first_row, last_row + 1):
            lane = 0 if spec.directions == 1 else (-1 if row == first_row else 1)
            is_back = row > first_row
            source = "1" if is_back and len(handing) == 1 else step.name
            edges.append(
                Edge(
                    f"out{row}.{step.name}",
                    "out",
                    f"h{row}.{source}",
                    f"y{step.name}",
                    shape=f"({spec.units},)",
                    lane=lane,
                )
            )
    return nodes, edges


def _input(kind: str, step: _Step, name: str, shape: str) -> Node:
    """What is read at a step."""
    if step.name == "…":
        return Node(f"{kind}…", "dots", "…", "", step.column, 0)
    return Node(f"{kind}{step.name}", "x", name, shape, step.column, 0)


def _from_above(spec: WiredSpec, steps: list[_Step], row: int, layer: int) -> list[Edge]:
    """From the inputs, or from the rows of the layer before, down to the cells of a row."""
    edges = []
    lanes = (0,) if spec.directions == 1 else (-1, 1)
    for step in steps:
        if step.name == "…":
            continue
        if layer == 0:
            lane = lanes[(row - 1) % spec.directions]
            edges.append(
                Edge(
                    f"Wxh{row}.{step.name}",
                    "Wxh",
                    f"x{step.name}",
                    f"h{row}.{step.name}",
                    "W_xh",
                    _kernel(spec, spec.embedding_dim),
                    lane=lane,
                )
            )
            continue
        for direction, lane in enumerate(lanes):
            source = f"h{(layer - 1) * spec.directions + 1 + direction}.{step.name}"
            edges.append(
                Edge(
                    f"Wxh{row}.{step.name}.{direction}",
                    "Wxh",
                    source,
                    f"h{row}.{step.name}",
                    shape=f"({spec.units},)",
                    lane=lane,
                )
            )
    return edges


def _kernel(spec: WiredSpec, width: int) -> str:
    gates = {"simple-rnn": 1, "gru": 3, "lstm": 4}[spec.cell]
    return f"({width}, {gates * spec.units})"


def _chain(
    spec: WiredSpec,
    steps: list[_Step],
    place: tuple[str, int],
    reverse: bool = False,
    names_first: bool = True,
) -> Parts:
    """The cells of one row, and the states from each to the next in the order of reading.

    The weights are named once, between the first two cells, or behind the second, where a writer has room.
    """
    letter, row = place
    cell = CELL_TITLES[spec.cell]
    note = f"{cell} {'←' if reverse else '→'}" if spec.bidirectional and letter == "h" else cell
    state = "h" if letter == "h" else "s"
    nodes, ids = [], []
    for step in steps:
        ids.append(f"{letter}{row}.{step.name}")
        if step.name == "…":
            nodes.append(Node(ids[-1], "dots", "…", "", step.column, row))
        else:
            nodes.append(Node(ids[-1], "h", f"{state}_{step.name}", note, step.column, row))
    order = ids[::-1] if reverse else ids
    edges = []
    for source, target in zip(order, order[1:], strict=False):
        is_named = {source, target} == {ids[0], ids[1]} if names_first else source == ids[1]
        named = ("", "", "") if not is_named else ("W_hh", _kernel(spec, spec.units), f"({spec.units},)")
        edges.append(Edge(f"Whh{row}.{source}", "Whh", source, target, *named))
        if spec.cell == "lstm":
            edges.append(Edge(f"c{row}.{source}", "c", source, target, "c" if is_named else "", lane=-1))
    return nodes, edges


def _writer(spec: WiredSpec, steps: list[_Step]) -> Parts:
    letter = "s" if spec.reads else "h"
    shape = f"({spec.embedding_dim},)"
    names = {"1": "start", "2": "y_1", "U": "y_U-1"}
    nodes = [_input("before", step, names.get(step.name, ""), shape) for step in steps]
    edges: list[Edge] = []
    for row in range(1, spec.layers + 1):
        more_nodes, more_edges = _chain(spec, steps, (letter, row), names_first=False)
        nodes, edges = nodes + more_nodes, edges + more_edges
        for step in (each for each in steps if each.name != "…"):
            source = f"before{step.name}" if row == 1 else f"{letter}{row - 1}.{step.name}"
            kernel = ("W_xh", _kernel(spec, spec.embedding_dim)) if row == 1 else ("", "")
            edges.append(
                Edge(
                    f"Wxh{letter}{row}.{step.name}",
                    "Wxh",
                    source,
                    f"{letter}{row}.{step.name}",
                    *kernel,
                    shape="" if row == 1 else f"({spec.units},)",
                )
            )
    for step in steps:
        if step.name == "…":
            nodes.append(Node("v…", "dots", "…", "", step.column, OUTPUT_ROW))
            continue
        nodes.append(
            Node(f"v{step.name}", "y", f"y_{step.name}", f"({spec.outputs},)", step.column, OUTPUT_ROW)
        )
        source = f"{letter}{spec.layers}.{step.name}"
        if spec.attention:
            edges.append(
                Edge(f"down{step.name}", "out", source, f"look{step.name}", shape=f"({spec.units},)")
            )
            source = f"look{step.name}"
        width = spec.units + (spec.width if spec.attention else 0)
        edges.append(Edge(f"vout{step.name}", "out", source, f"v{step.name}", shape=f"({width},)"))
    edges.append(Edge("back1", "back", "v1", "before2"))
    return nodes, edges


def _context(spec: WiredSpec, behind: int) -> Parts:
    """What the writer begins from: a picture, the reader's last state, or nothing."""
    letter = "s" if spec.reads else "h"
    firsts = [f"{letter}{row}.1" for row in range(1, spec.layers + 1)]
    begins = [
        Edge(f"start{n}", "start", "context", first, shape=f"({spec.units},)" if n == 0 else "")
        for n, first in enumerate(firsts)
    ]
    if not spec.inputs:
        return [Node("context", "start", "0", "", 0, 1)], begins
    width = f"({spec.context_width},)"
    if not spec.reads:
        nodes = [
            Node("x1", "x", "picture", f"({spec.inputs},)", 0, 0),
            Node("context", "context", "context", width, 0, 1),
        ]
        return nodes, [Edge("see", "Wxh", "x1", "context"), *begins]
    node = Node("context", "context", "context", width, _CONTEXT, 1)
    last_row = spec.layers * spec.directions
    ends = [Edge("end0", "end", f"h{last_row - spec.directions + 1}.T", "context", shape=f"({spec.units},)")]
    if spec.bidirectional:
        ends.append(Edge("end1", "end", f"h{last_row}.1", "context", shape=f"({spec.units},)"))
    return [node], [*ends, *begins]


def _attention(spec: WiredSpec, steps: list[_Step]) -> Parts:
    """Each step of the writer looks at all states of the reader."""
    row = rows_of(spec)
    nodes = [Node("memory", "memory", "h_1 … h_T", f"(T, {spec.width})", 1, row, span=4)]
    nodes += [
        Node(
            f"look{step.name}",
            "dots" if step.name == "…" else "look",
            "…" if step.name == "…" else "attention",
            "",
            step.column,
            row,
        )
        for step in steps
    ]
    edges = [
        Edge(
            f"bus{step.name}",
            "bus",
            "memory",
            f"look{step.name}",
            shape=f"({spec.width},)" if step.name == "1" else "",
        )
        for step in steps
        if step.name != "…"
    ]
    first = spec.layers * spec.directions - spec.directions + 1
    last_row = spec.layers * spec.directions
    edges += [
        Edge(
            f"keep{r}.{step.name}",
            "out",
            f"h{r}.{step.name}",
            "memory",
            lane=0 if spec.directions == 1 else (-1 if r == first else 1),
        )
        for step in _steps("T", 0)
        if step.name != "…"
        for r in range(first, last_row + 1)
    ]
    return nodes, edges
