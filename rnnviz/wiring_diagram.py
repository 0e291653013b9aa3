"""The five wirings unfolded: which steps read, which write, and the shape at every arrow.

All five stand on one grid, and the same thing has the same name in each, so that one can move into the
other. A reader stands in the columns 1 to 4, its third being the steps that are left out; a writer
behind it in the columns 6 to 9, or in its place where nothing is read.
"""

from typing import NamedTuple

from rnnviz.architectures import OUTPUT_ROW, Diagram, Edge, Node, shape_text
from rnnviz.cells import CELL_TITLES
from rnnviz.convolution import POOL, side_of
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
        return Diagram(tuple(alone), tuple(arrows), 4, spec.eyes)
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
    """One picture, hidden layers, one answer; nothing is a timestep."""
    eyes = [("h1.1", "Dense", shape_text(spec.hidden))]
    if spec.filters:
        half = side_of(spec.inputs) // POOL
        maps = shape_text(half * half * spec.filters)
        eyes.insert(0, ("conv", "Conv2D", maps))
    nodes = [Node("x1", "x", "x", shape_text(spec.inputs), 2, 0)]
    edges, above, shape = [], "x1", ""
    for row, (name, note, handed) in enumerate(eyes, start=1):
        nodes.append(Node(name, "h", "h" if name == "h1.1" else "v", note, 2, row))
        edges.append(Edge(f"see{row}" if name == "conv" else "Wxh1.1", "Wxh", above, name, shape=shape))
        above, shape = name, handed
    nodes.append(Node("y1", "y", "y", shape_text(spec.outputs), 2, OUTPUT_ROW))
    return nodes, [*edges, Edge("out1.1", "out", above, "y1", shape=shape)]


def _reader(spec: WiredSpec) -> Parts:
    steps = _steps("T", 0)
    nodes = [_input("x", step, f"x_{step.name}", shape_text(spec.embedding_dim)) for step in steps]
    edges: list[Edge] = []
    for layer in range(spec.layers):
        for direction in range(spec.directions):
            row = 1 + layer * spec.directions + direction
            more_nodes, more_edges = _chain(spec, steps, ("h", row), reverse=direction == 1)
            nodes += more_nodes
            edges += more_edges + _from_above(spec, steps, row, layer)
    if spec.writes:
        return nodes, edges
    more_nodes, more_edges = _answers(spec, steps if spec.wiring == "many-to-many" else steps[-1:])
    return nodes + more_nodes, edges + more_edges


def _answers(spec: WiredSpec, steps: list[_Step]) -> Parts:
    """Of a network without a writer: after every step, or after the last one."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    is_one = len(steps) == 1
    for step in steps:
        if step.name == "…":
            nodes.append(Node("y…", "dots", "…", "", step.column, OUTPUT_ROW))
            continue
        name = "y" if is_one else f"y_{step.name}"
        target = f"y{step.name}"
        nodes.append(Node(target, "y", name, shape_text(spec.outputs), step.column, OUTPUT_ROW))
        for row, lane in _last_rows(spec):
            reached = "1" if lane > 0 and is_one else step.name  # The backward row ends at the first step.
            source, shape = f"h{row}.{reached}", shape_text(spec.units)
            edges.append(Edge(f"out{row}.{step.name}", "out", source, target, shape=shape, lane=lane))
    return nodes, edges


def _last_rows(spec: WiredSpec) -> list[tuple[int, int]]:
    """The rows of the reader's last layer, and beside which other its arrows run."""
    last = spec.layers * spec.directions
    return [(last, 0)] if spec.directions == 1 else [(last - 1, -1), (last, 1)]


def _input(kind: str, step: _Step, name: str, shape: str) -> Node:
    """What is read at a step."""
    if step.name == "…":
        return Node(f"{kind}…", "dots", "…", "", step.column, 0)
    return Node(f"{kind}{step.name}", "x", name, shape, step.column, 0)


def _from_above(spec: WiredSpec, steps: list[_Step], row: int, layer: int) -> list[Edge]:
    """From the inputs, or from the rows of the layer before, down to the cells of a row."""
    edges = []
    lanes = (0,) if spec.directions == 1 else (-1, 1)
    kernel = ("W_xh", _kernel(spec, spec.embedding_dim))
    for step in (each for each in steps if each.name != "…"):
        target = f"h{row}.{step.name}"
        if layer == 0:
            lane = lanes[(row - 1) % spec.directions]
            edges.append(Edge(f"Wxh{row}.{step.name}", "Wxh", f"x{step.name}", target, *kernel, lane=lane))
            continue
        for direction, lane in enumerate(lanes):
            source = f"h{(layer - 1) * spec.directions + 1 + direction}.{step.name}"
            name, shape = f"Wxh{row}.{step.name}.{direction}", shape_text(spec.units)
            edges.append(Edge(name, "Wxh", source, target, shape=shape, lane=lane))
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
    names = {"1": "start", "2": "y_1", "U": "y_U−1"}
    shape = shape_text(spec.embedding_dim)
    nodes = [_input("before", step, names.get(step.name, ""), shape) for step in steps]
    edges: list[Edge] = []
    for row in range(1, spec.layers + 1):
        more_nodes, more_edges = _chain(spec, steps, (letter, row), names_first=False)
        nodes, edges = nodes + more_nodes, edges + more_edges
        for step in (each for each in steps if each.name != "…"):
            above = f"before{step.name}" if row == 1 else f"{letter}{row - 1}.{step.name}"
            kernel = ("W_xh", _kernel(spec, spec.embedding_dim)) if row == 1 else ("", "")
            handed = "" if row == 1 else shape_text(spec.units)
            here = f"{letter}{row}.{step.name}"
            edges.append(Edge(f"Wxh{here}", "Wxh", above, here, *kernel, handed))
    more_nodes, more_edges = _written(spec, steps)
    return nodes + more_nodes, edges + more_edges


def _written(spec: WiredSpec, steps: list[_Step]) -> Parts:
    """What a writer writes at each step, and the way of the first one back up to the second step."""
    letter = "s" if spec.reads else "h"
    nodes: list[Node] = []
    edges: list[Edge] = [Edge("back1", "back", "v1", "before2", shape="choose")]
    for step in steps:
        if step.name == "…":
            nodes.append(Node("v…", "dots", "…", "", step.column, OUTPUT_ROW))
            continue
        target, above = f"v{step.name}", f"{letter}{spec.layers}.{step.name}"
        nodes.append(Node(target, "y", f"y_{step.name}", shape_text(spec.outputs), step.column, OUTPUT_ROW))
        if spec.attention:
            look = f"look{step.name}"
            edges.append(Edge(f"down{step.name}", "out", above, look, shape=shape_text(spec.units)))
            above = look
        width = spec.units + (spec.width if spec.attention else 0)
        edges.append(Edge(f"vout{step.name}", "out", above, target, shape=shape_text(width)))
    return nodes, edges


def _context(spec: WiredSpec, behind: int) -> Parts:
    """What the writer begins from: a picture, the reader's last state, or nothing."""
    letter = "s" if spec.reads else "h"
    firsts = [f"{letter}{row}.1" for row in range(1, spec.layers + 1)]
    shapes = [shape_text(spec.units), *[""] * (spec.layers - 1)]
    begins = [
        Edge(f"start{n}", "start", "context", first, shape=shape)
        for n, (first, shape) in enumerate(zip(firsts, shapes, strict=True))
    ]
    if not spec.inputs:
        return [Node("context", "start", "0", "", 0, 1)], begins
    node = Node("context", "context", "context", shape_text(spec.context_width), _CONTEXT if behind else 0, 1)
    if not spec.reads:
        picture = Node("x1", "x", "picture", shape_text(spec.inputs), 0, 0)
        return [picture, node], [Edge("see", "Wxh", "x1", "context", "eyes", ""), *begins]
    ends = [
        Edge(
            f"end{row}", "end", f"h{row}.{'1' if lane > 0 else 'T'}", "context", shape=shape_text(spec.units)
        )
        for row, lane in _last_rows(spec)
    ]
    return [node], [*ends, *begins]


def _attention(spec: WiredSpec, steps: list[_Step]) -> Parts:
    """Each step of the writer looks at all states of the reader."""
    row = rows_of(spec)
    nodes = [Node("memory", "memory", "h_1 … h_T", f"(T, {spec.width})", 1, row, span=4)]
    edges: list[Edge] = []
    for step in steps:
        look = f"look{step.name}"
        if step.name == "…":
            nodes.append(Node(look, "dots", "…", "", step.column, row))
            continue
        nodes.append(Node(look, "look", "attention", "", step.column, row))
        shape = f"(T, {spec.width})" if step.name == "1" else ""
        edges.append(Edge(f"bus{step.name}", "bus", "memory", look, shape=shape))
    for step in (each for each in _steps("T", 0) if each.name != "…"):
        edges += [
            Edge(f"keep{above}.{step.name}", "out", f"h{above}.{step.name}", "memory", lane=lane)
            for above, lane in _last_rows(spec)
        ]
    return nodes, edges
