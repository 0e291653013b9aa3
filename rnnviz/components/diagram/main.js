// A wiring: nodes and edges on a grid, painted as the chain is; another wiring moves into its place.

const MOVE_TIME = 500; // Milliseconds from one wiring to the next.
const NAMES = { Wxh: "W_xh", Whh: "W_hh", c: "c", out: "", back: "", start: "", end: "", bus: "" };

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
    const context = prepare(this.canvas, picture.width, picture.height);
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
      back: () => "What was written is read at the next step.",
      start: () => (this.data.nodes.some((node) => node.part === "context") ? "A dense layer makes the first state of the context." : "The first state is all zeros."),
      end: () => "The last state becomes the context.",
      bus: () => "At every step the decoder looks at all states of the encoder.",
    };
    const name = part === null || !NAMES[part] ? [] : [lettersNode(NAMES[part]), " "];
    this.caption.replaceChildren(...name, part === null ? "" : says[part]());
  }

  destroy() {
    cancelAnimationFrame(this.moving);
    this.resize.disconnect();
  }
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
  return { nodes: move(one.nodes, other.nodes, node), edges: move(one.edges, other.edges, edge), height: mix(one.height, other.height), width: Math.max(one.width, other.width) };
}

const mountWiring = mountOf(Wiring);

export default function mount(component) {
  return mountWiring(component);
}
