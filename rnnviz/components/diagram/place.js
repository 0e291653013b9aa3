// Where the nodes and edges of a wiring stand: from its grid to pixels.

const GRID = { widest: 170, narrowest: 62, box: 78, cell: 54, input: 40, gap: 64, tightGap: 50, output: 42, lane: 14, memory: 16 };
const TALL = { x: GRID.input, y: GRID.output, start: GRID.cell * 0.56, context: GRID.cell, memory: 58, look: 28 };
const TIGHT = 90; // Pixels of a column in which nothing is named where two lines run.
const BARE = new Set(["x", "dots"]);

/** A wiring in pixels: what `paintDiagram` takes. Narrower than its columns need, it is wider than the page. */
function placeWiring(data, available) {
  const step = Math.max(GRID.narrowest, Math.min(GRID.widest, available / data.columns));
  const width = Math.max(available, step * data.columns);
  const gap = data.cell_rows > 2 ? GRID.tightGap : GRID.gap;
  const top = (row) => (row === 0 ? 4 : 4 + GRID.input + (row - 1) * (GRID.cell + gap) + gap);
  const bottom = top(data.cell_rows) + GRID.cell;
  const nodes = data.nodes.map((node) => placeNode(node, { step, gap, top, bottom }));
  const byId = Object.fromEntries(nodes.map((node) => [node.id, node]));
  const hasMemory = data.edges.some((edge) => edge.part === "c");
  const hasBack = data.edges.some((edge) => edge.part === "back");
  const edges = data.edges.map((edge) => placeEdge(edge, byId[edge.source], byId[edge.target], { step, gap, bottom, hasMemory, hasBack, width, nodes }));
  return { nodes, edges, width, height: bottom + gap + GRID.output + 6 };
}

function placeNode(node, { step, gap, top, bottom }) {
  const box = Math.min(GRID.box, step * 0.62);
  const middle = node.row === 0 ? top(0) + GRID.input / 2 : top(node.row) + GRID.cell / 2;
  const { part } = node;
  const isStart = part === "start";
  const wide = { start: Math.min(step * 0.7, node.name.length > 3 ? 62 : 44), memory: step * node.span - step * 0.3, look: Math.min(92, step * 0.86), context: Math.min(88, step * 0.9) };
  return {
    id: node.id, part, x: step * (node.column + node.span / 2), y: part === "y" || node.row > 90 ? bottom + gap + GRID.output / 2 : middle,
    width: wide[part] ?? box, height: TALL[part] ?? GRID.cell,
    label: node.name, note: node.note, bare: BARE.has(part),
    dashed: isStart, round: isStart || part === "look" || part === "memory", bold: part !== "h" && !isStart && part !== "look",
  };
}

/** Its kind of path: across, down, back up to the next step, or along a way of its own. */
function placeEdge(edge, source, target, place) {
  const placed = { ...edge, label: edge.name || undefined, thickness: 1.5 };
  if (edge.part === "back") return { ...placed, ...backPath(source, target) };
  if (edge.part === "bus") return { ...placed, ...busPath(source, target) };
  if (edge.part === "start" && Math.abs(source.y - target.y) > 1) return { ...placed, ...stairPath(source, target) };
  if (edge.part === "end" && Math.abs(source.y - target.y) > 1) return { ...placed, ...underPath(source, target, place) };
  if (Math.abs(source.y - target.y) < 1) return acrossPath(placed, source, target, place);
  if (target.part === "memory") return { ...placed, ...straightPath(source, target, edge.lane) };
  return downPath(placed, source, target, place);
}

/** From a cell to the next, or from the last one to the context. */
function acrossPath(edge, source, target, { step, hasMemory }) {
  const onward = Math.sign(target.x - source.x);
  const half = (node) => (node.bare ? 12 : node.width / 2 + 1);
  const y = source.y + (edge.lane ? -GRID.memory : edge.part === "Whh" && hasMemory ? GRID.memory : 0);
  const points = [[source.x + onward * half(source), y], [target.x - onward * half(target), y]];
  const middle = (points[0][0] + points[1][0]) / 2;
  const isTight = Math.abs(points[1][0] - points[0][0]) < 46;
  return { ...edge, label: isTight && edge.note ? undefined : edge.label, note: isTight ? "" : edge.note, points, labelAt: [middle, y - (edge.note ? 20 : 8)], shape: isTight ? "" : edge.shape, shapeAt: [middle, y + 11] };
}

/** Down to a cell or an output; past the boxes between them at their side; to another column below the cells. */
function downPath(edge, source, target, { step, gap, bottom, width, nodes, hasBack }) {
  const x = source.x + edge.lane * GRID.lane;
  const from = source.y + source.height / 2 + 1;
  const to = target.y - target.height / 2 - 1;
  if (Math.abs(source.x - target.x) > 1) {
    const level = bottom + gap * 0.55;
    const end = target.x + edge.lane * GRID.lane;
    return { ...edge, points: [[x, from], [x, level], [end, level], [end, to]], shapeAt: [x + 20, from + 14] };
  }
  const between = nodes.filter((node) => Math.abs(node.x - source.x) < 1 && node.y > source.y && node.y < target.y && !BARE.has(node.part));
  if (between.length) {
    const beside = source.x + (edge.lane < 0 ? -1 : 1) * (Math.max(...between.map((node) => node.width)) / 2 + 9);
    return { ...edge, label: undefined, note: "", shape: "", points: [[x, from], [x, from + 7], [beside, from + 7], [beside, to - 13], [x, to - 13], [x, to]] };
  }
  const side = x + 56 > width ? -1 : 1; // Beside the arrow, on the side that has room.
  const labelled = { labelAt: [x + side * 28, to - gap * 0.62], shapeAt: [x + side * 20, from + 16] };
  const isTight = step < TIGHT && edge.name && (hasBack || edge.lane !== 0); // Another line runs there.
  return { ...edge, ...(isTight ? { label: undefined, note: "", shape: "" } : {}), points: [[x, from], [x, to]], ...labelled };
}

/** From what was written up to what the next step reads, between their columns. */
function backPath(source, target) {
  const between = target.x - target.width / 2 - 9;
  return { dashed: true, points: [[source.x + source.width / 2 + 1, source.y], [between, source.y], [between, target.y], [target.x - 16, target.y]], shapeAt: [(source.x + source.width / 2 + between) / 2, source.y + 12] };
}

/** Along the upper edge of what looks, down into it. */
function busPath(source, target) {
  const [y, x] = [source.y - source.height / 2 + 5, target.x - target.width / 4];
  return { points: [[source.x + source.width / 2, y], [x, y], [x, target.y - target.height / 2 - 1]], shapeAt: [x - 24, y - 9] };
}

/** From the context to the first cell of a lower layer. */
function stairPath(source, target) {
  const x = source.x + source.width / 4;
  return { points: [[x, source.y + source.height / 2 + 1], [x, target.y], [target.x - target.width / 2 - 1, target.y]], shapeAt: [x + 24, target.y - 10] };
}

/** From a cell that is reached last, at the other end, to the context: below the cells. */
function underPath(source, target, { step, gap }) {
  const level = source.y + source.height / 2 + gap * 0.3;
  const below = Math.abs(source.x - target.x) > step * 1.5;
  const from = [source.x + (below ? -source.width / 4 : source.width / 2 + 1), below ? source.y + source.height / 2 + 1 : source.y];
  const end = [target.x, target.y + target.height / 2 + 1];
  const points = below ? [from, [from[0], level], [end[0], level], end] : [from, [end[0], source.y], end];
  return { points, shapeAt: [end[0] + 22, end[1] + 14] };
}

function straightPath(source, target, lane) {
  const x = source.x + lane * GRID.lane;
  return { shape: "", points: [[x, source.y + source.height / 2 + 1], [x, target.y - target.height / 2 - 1]] };
}

