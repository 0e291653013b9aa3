// A wiring: nodes and edges on a grid, painted as the chain is; another wiring moves into its place.

const GRID = { widest: 170, box: 78, cell: 54, input: 40, gap: 64, output: 42, lane: 14, memory: 16 };
const MOVE_TIME = 500; // Milliseconds from one wiring to the next.
const NAMES = { Wxh: "W_xh", Whh: "W_hh", c: "c", out: "" };

class Wiring {
  constructor(parent) {
    this.root = parent.querySelector(".instrument");
    this.canvas = this.root.querySelector(".picture");
    this.caption = this.root.querySelector(".caption");
    this.part = null;
    this.canvas.addEventListener("pointermove", (event) => this.hover(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.root.addEventListener("transitionend", (event) => event.target === this.root && this.paint(1)); // Theme changed.
    this.resize = new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width === this.width) return; // Its own height changes while it moves.
      this.width = contentRect.width;
      this.paint(1);
    });
    this.resize.observe(this.root);
  }

  update({ data }) {
    this.data = data;
    this.canvas.setAttribute("aria-label", data.said);
    cancelAnimationFrame(this.moving);
    this.before = this.shown;
    if (!this.before || matchMedia("(prefers-reduced-motion: reduce)").matches) return this.paint(1);
    const began = performance.now();
    const frame = (now) => {
      const share = Math.min(1, (now - began) / MOVE_TIME);
      this.paint(share * share * (3 - 2 * share));
      if (share < 1) this.moving = requestAnimationFrame(frame);
    };
    this.moving = requestAnimationFrame(frame);
  }

  paint(share) {
    const width = this.root.clientWidth;
    if (!width || !this.data) return;
    const theme = readTheme(this.root);
    const placed = placeWiring(this.data, width);
    const picture = share < 1 && this.before ? between(this.before, placed, share) : placed;
    const context = prepare(this.canvas, width, picture.height);
    paintDiagram(context, theme, SIZES.normal, picture, (item) => ({ alpha: item.alpha ?? 1, lit: this.part !== null && item.part === this.part }));
    if (share === 1) this.shown = placed;
  }

  hover(event) {
    const box = this.canvas.getBoundingClientRect();
    const item = this.shown && itemAt(this.shown, event.clientX - box.left, event.clientY - box.top);
    this.point(item?.part in NAMES ? item : null);
  }

  /** What is under the pointer lights up wherever it stands, and is said. */
  point(item) {
    const part = item?.part ?? null;
    if (part === this.part) return;
    this.part = part;
    this.paint(1);
    const named = this.data.edges.find((edge) => edge.part === part && edge.note);
    const says = {
      Wxh: () => `The same ${named.note} weights at every timestep.`,
      Whh: () => `The same ${named.note} weights at every timestep.`,
      c: () => "The memory of an LSTM goes on past every matrix.",
      out: () => "What the layer hands on.",
    };
    const name = part === null || !NAMES[part] ? [] : [lettersNode(NAMES[part]), " "];
    this.caption.replaceChildren(...name, part === null ? "" : says[part]());
  }

  destroy() {
    cancelAnimationFrame(this.moving);
    this.resize.disconnect();
  }
}

/** A wiring in pixels: what `paintDiagram` takes. */
function placeWiring(data, width) {
  const step = Math.min(GRID.widest, width / data.columns);
  const box = Math.min(GRID.box, step * 0.52);
  const top = (row) => (row === 0 ? 4 : 4 + GRID.input + (row - 1) * (GRID.cell + GRID.gap) + GRID.gap);
  const bottom = top(data.cell_rows) + GRID.cell;
  const tall = { x: GRID.input, y: GRID.output, start: GRID.cell * 0.56 };
  const nodes = data.nodes.map((node) => {
    const isOutput = node.part === "y";
    const y = isOutput ? bottom + GRID.gap + GRID.output / 2 : node.row === 0 ? top(0) + GRID.input / 2 : top(node.row) + GRID.cell / 2;
    const isStart = node.part === "start";
    return {
      id: node.id, part: node.part, x: step * (node.column + 0.5), y,
      width: isStart ? Math.min(step * 0.7, node.name.length > 3 ? 62 : 44) : box,
      height: tall[node.part] ?? GRID.cell,
      label: node.name, note: node.note, bare: node.part === "x" || node.part === "dots",
      dashed: isStart, round: isStart, bold: node.part !== "h" && !isStart,
    };
  });
  const byId = Object.fromEntries(nodes.map((node) => [node.id, node]));
  const hasMemory = data.edges.some((edge) => edge.part === "c");
  const edges = data.edges.map((edge) => placeEdge(edge, byId[edge.source], byId[edge.target], { step, bottom, hasMemory, width }));
  return { nodes, edges, height: bottom + GRID.gap + GRID.output + 6 };
}

/** An arrow down to a cell or an output, or across to the next cell. */
function placeEdge(edge, source, target, { step, bottom, hasMemory, width }) {
  const across = Math.abs(source.y - target.y) < 1;
  const placed = { ...edge, label: edge.name || undefined, thickness: 1.5 };
  if (across) {
    const onward = Math.sign(target.x - source.x);
    const half = (node) => (node.bare ? 12 : node.width / 2 + 1);
    const y = source.y + (edge.lane ? -GRID.memory : edge.part === "Whh" && hasMemory ? GRID.memory : 0);
    const points = [[source.x + onward * half(source), y], [target.x - onward * half(target), y]];
    const middle = (points[0][0] + points[1][0]) / 2;
    const isTight = step - target.width < 46;
    return { ...placed, label: isTight && edge.note ? undefined : placed.label, note: isTight ? "" : edge.note, points, labelAt: [middle, y - (edge.note ? 20 : 8)], shape: isTight ? "" : edge.shape, shapeAt: [middle, y + 11] };
  }
  const x = source.x + edge.lane * GRID.lane;
  const from = source.y + source.height / 2 + 1;
  const to = target.y - target.height / 2 - 1;
  if (Math.abs(source.x - target.x) > 1) {
    const level = bottom + GRID.gap * 0.55;
    const end = target.x + edge.lane * GRID.lane;
    return { ...placed, points: [[x, from], [x, level], [end, level], [end, to]], shapeAt: [x + 20, from + 14] };
  }
  const side = x + 56 > width ? -1 : 1; // Beside the arrow, on the side that has room.
  const labelled = { labelAt: [x + side * 28, to - GRID.gap * 0.62], shapeAt: [x + side * 20, from + 16] };
  return { ...placed, ...(edge.lane < 0 ? { label: undefined, note: "", shape: "" } : {}), points: [[x, from], [x, to]], ...labelled };
}

/** Between two wirings: what both have moves, what one has fades. */
function between(one, other, share) {
  const mix = (a, b) => a + (b - a) * share;
  const move = (items, targets, blend) => {
    const old = Object.fromEntries(items.map((item) => [item.id, item]));
    const kept = targets.map((item) => (old[item.id] ? blend(old[item.id], item) : { ...item, alpha: share }));
    const left = items.filter((item) => !targets.some((target) => target.id === item.id));
    return [...kept, ...left.map((item) => ({ ...item, alpha: 1 - share }))];
  };
  const node = (a, b) => ({ ...b, x: mix(a.x, b.x), y: mix(a.y, b.y) });
  const edge = (a, b) => {
    if (a.points.length !== b.points.length) return { ...b, alpha: share };
    const path = b.points.map(([x, y], n) => [mix(a.points[n][0], x), mix(a.points[n][1], y)]);
    const place = (from, to) => from && to && [mix(from[0], to[0]), mix(from[1], to[1])];
    return { ...b, points: path, labelAt: place(a.labelAt, b.labelAt), shapeAt: place(a.shapeAt, b.shapeAt) };
  };
  return { nodes: move(one.nodes, other.nodes, node), edges: move(one.edges, other.edges, edge), height: mix(one.height, other.height) };
}

const mountWiring = mountOf(Wiring);

export default function mount(component) {
  return mountWiring(component);
}
