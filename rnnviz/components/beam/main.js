// The beam: a tree of beginnings, the best on top; what is pointed at lights up from the root.

class Beam extends Host {
  constructor(parent) {
    super(parent, ["caption", "hint", "greedy", "scroller", "spacer", "picture", "twin", "spoken"]);
    this.chosen = null;
    this.on(this.scroller, "scroll", () => this.scrolled(), { passive: true });
    this.on(this.scroller, "pointermove", (event) => this.look(this.under(event)));
    this.on(this.scroller, "pointerleave", () => this.look(this.chosen));
    this.on(this.scroller, "click", (event) => { this.chosen = this.under(event); this.look(this.chosen); });
    this.on(this.scroller, "keydown", (event) => this.key(event));
    this.on(this.twin, "toggle", () => this.refreshTable());
    this.watch(this.scroller);
  }

  update({ data }) {
    const before = this.data;
    this.data = openBeam(data);
    this.root.dataset.size = this.data.size ?? "normal";
    if (before?.said !== this.data.said) this.chosen = this.looked = null;
    if (before && before.said !== this.data.said) this.speak(() => this.data.said);
    this.rebuild();
    this.root.dataset.read = this.data.branches.length ? textTo(this.data, winnerOf(this.data)) : "";
  }

  rebuild() {
    if (!this.data || !this.width) return;
    this.takeTheme();
    const size = BEAM_SIZES[this.root.dataset.size] ?? BEAM_SIZES.normal;
    this.measuring.font = `700 ${size.font}px ${this.theme.font}`;
    this.layout = layOutBeam(this.data, { width: this.width, size: this.root.dataset.size, measure: (text) => this.measuring.measureText(text).width });
    setPixels(this.spacer, { width: this.layout.total, height: this.layout.height });
    this.left = Math.max(0, Math.min(this.left, this.layout.total - this.width));
    this.repaint();
    this.fillCaption();
    this.refreshTable();
  }

  /** The branch looked at, or the winner. */
  current() {
    return this.looked ?? winnerOf(this.data);
  }

  repaint() {
    const { data, layout, theme, left, width } = this;
    if (!layout) return;
    if (!data.branches.length) return prepare(this.picture, width, 1);
    paintBeam(this.picture, { data, layout, theme, left, width, place: this.looked ?? null });
  }

  under(event) {
    if (!this.layout) return null;
    const box = this.spacer.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const { size, step } = this.layout;
    const found = this.layout.nodes.find((node) => node && Math.abs(x - node.x) <= (node.kept ? node.width : step) / 2 && Math.abs(y - node.y) <= (node.kept ? size.chip : size.faint) / 2);
    return found?.place ?? null;
  }

  look(place) {
    if (place === this.looked) return;
    this.looked = place;
    this.scroller.style.cursor = place === null ? "" : "pointer";
    this.repaintSoon();
    this.fillCaption();
  }

  /** The text up to the branch looked at, and its probability. */
  fillCaption() {
    const { branches } = this.data;
    this.hint.hidden = !branches.length;
    if (!branches.length) return setText(this.caption, "");
    const best = winnerOf(this.data);
    const path = pathTo(branches, best);
    this.greedy.hidden = greedyPath(this.data).every((place) => path.includes(place));
    const here = this.current();
    const branch = branches[here];
    const state = !branch.kept ? "dropped" : branch.isEnd ? "the whole text" : "so far";
    const name = here === best ? "The winner" : branch.kept ? "This one" : "Dropped";
    this.caption.replaceChildren(`${name}: `, element("strong", "", textTo(this.data, here) || "nothing"), ` · ${finest(Math.exp(branch.total))}${branch.kept ? `, ${state}` : ""} · ln p = ${written(branch.total)}`);
  }

  refreshTable() {
    if (!this.twin.open || !this.data) return;
    const { branches } = this.data;
    const leaves = branches.flatMap((branch, place) => (branches.some((other) => other.parent === place) ? [] : [place]));
    const rows = leaves.sort((one, other) => branches[other].total - branches[one].total).map((place, rank) => {
      const branch = branches[place];
      const cells = [textTo(this.data, place), finest(Math.exp(branch.total)), written(branch.total), branch.isEnd ? (branch.kept ? "ended" : "dropped at its end") : branch.kept ? "stopped" : "dropped"];
      return element("tr", "", null, [Object.assign(element("th", "", String(rank + 1)), { scope: "row" }), ...cells.map((cell) => element("td", "", cell))]);
    });
    const head = element("tr", "", null, ["Rank", "Text", "Probability", "ln p", "What became of it"].map((text) => Object.assign(element("th", "", text), { scope: "col" })));
    this.twin.querySelector(".table").replaceChildren(element("table", "", null, [element("caption", "", this.data.said), element("thead", "", null, [head]), element("tbody", "", null, rows)]));
  }

  /** Along a text, or to the next one of the same length. */
  go(along, down) {
    if (!this.data?.branches.length) return;
    const { branches } = this.data;
    const here = this.current();
    const siblings = branches.flatMap((branch, place) => (branch.depth === branches[here].depth && this.layout.nodes[place] ? [place] : []));
    const child = branches.findIndex((branch) => branch.parent === here);
    const beside = siblings[Math.max(0, Math.min(siblings.indexOf(here) + down, siblings.length - 1))];
    const found = along < 0 ? (branches[here].parent ?? here) : along > 0 ? (child < 0 ? here : child) : beside;
    this.chosen = found;
    this.look(found);
    this.reveal(found);
    this.speak(() => this.caption.textContent);
  }

  reveal(place) {
    const { x } = this.layout.nodes[place];
    if (x - this.layout.step < this.left) this.scroller.scrollLeft = x - this.layout.step;
    else if (x + this.layout.step > this.left + this.width) this.scroller.scrollLeft = x + this.layout.step - this.width;
  }

  moves() {
    return {
      ArrowLeft: () => this.go(-1, 0),
      ArrowRight: () => this.go(1, 0),
      ArrowUp: () => this.go(0, -1),
      ArrowDown: () => this.go(0, 1),
      Escape: () => { this.chosen = null; this.look(null); },
    };
  }
}

/** A probability in per cent, with a digit where it is small. */
function finest(probability) {
  if (probability >= 0.0995 || probability < 0.0005) return probability < 0.0005 ? "<0.1 %" : percent(probability);
  return `${(100 * probability).toFixed(1)} %`;
}

const mountBeam = mountOf(Beam);

export default function mount(component) {
  return mountBeam(component);
}
