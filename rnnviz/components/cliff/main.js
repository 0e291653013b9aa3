// Cliff: three descents on one loss surface, step by step.

const STEP_TIME = 420; // Milliseconds a step while it plays.
const SCALES = { normal: 1, presenter: 1.5 };
const TITLES = { none: "not clipped", norm: "clipped by norm", value: "clipped by value" };

class Cliff extends Host {
  constructor(parent) {
    super(parent, ["player", "board", "picture", "tip", "legend", "cards", "losses", "norms", "twin", "spoken", "scrub", "moment"]);
    this.starter = this.player.querySelector(".play");
    this.step = 0;
    this.on(this.starter, "click", () => this.play());
    this.on(this.player.querySelector(".back"), "click", () => this.move(-1));
    this.on(this.player.querySelector(".on"), "click", () => this.move(1));
    this.on(this.scrub, "input", () => this.goTo(Number(this.scrub.value)));
    this.on(this.scrub, "keydown", (event) => event.stopPropagation());
    this.on(this.board, "keydown", (event) => this.key(event));
    this.on(this.board, "click", (event) => this.startAt(event));
    this.on(this.board, "pointermove", (event) => this.hover(event));
    this.on(this.board, "pointerleave", () => this.showTip(null, null));
    for (const strip of [this.losses, this.norms]) this.on(strip, "click", (event) => this.jump(event));
    this.on(this.twin, "toggle", () => this.fillTwin());
    this.watch(this.root);
  }

  /** A step chosen here stays; the program's own is taken over only where it chose anew. */
  update({ data, setTriggerValue }) {
    this.report = setTriggerValue;
    this.model = openCliff(data);
    const { size, version, step } = this.model.view;
    if (version !== this.version) this.step = step;
    this.version = version;
    this.step = Math.min(this.step, this.model.steps);
    this.root.dataset.size = size;
    this.scale = SCALES[size] ?? 1;
    this.terrain = null;
    this.rebuild();
    this.fillTwin();
  }

  rebuild() {
    if (!this.model || !this.width) return;
    this.takeTheme();
    const { model, theme, scale } = this;
    const isNarrow = this.width < 760 * scale;
    this.root.classList.toggle("narrow", isNarrow);
    this.wide = Math.floor(isNarrow ? this.width : this.width * 0.56);
    this.tall = Math.round(Math.min(this.wide * 0.78, 460 * scale));
    this.terrain = terrainOf(model, theme);
    this.scrub.max = model.steps;
    this.fillLegend();
    this.cardNodes = model.descents.map((descent) => this.cardOf(descent));
    this.cards.replaceChildren(...this.cardNodes.map((card) => card.node));
    this.repaint();
  }

  /** A descent's own place beside the map: its sign, its arrows, and what this step did. */
  cardOf(descent) {
    const canvas = element("canvas", "arrows");
    const sign = element("i", "sign", { x: "✖", circle: "●", square: "■" }[descent.symbol]);
    sign.style.color = descent.colour[this.theme.name];
    const says = element("p", "what");
    const name = element("h3", "", null, [sign, element("span", "", descent.title)]);
    const node = element("section", "card", null, [canvas, element("div", "", null, [name, says])]);
    node.setAttribute("aria-label", TITLES[descent.key]);
    return { descent, canvas, says, node };
  }

  fillLegend() {
    const [low, high] = reachOf(this.model.grid);
    const bar = element("i", "bar");
    bar.style.background = `linear-gradient(to right, ${this.model.terrain[this.theme.name].join(", ")})`;
    const least = `loss ${low === LEAST_SEEN ? "≤ " : ""}${amount(low)}`;
    const most = (high >= this.model.ceiling ? "≥ " : "") + amount(high);
    this.legend.replaceChildren(
      element("span", "scale", null, [element("span", "", least), bar, element("span", "", most)]),
      element("span", "", null, [element("i", "way"), element("span", "", "so far")]),
      element("span", "", null, [element("i", "way coming"), element("span", "", "path to come")]),
      element("span", "", "Press a place to start there."),
    );
  }

  repaint() {
    const { model, theme, scale, step } = this;
    this.frame = mapFrame(model, this.wide, this.tall, scale);
    paintMap(prepare(this.picture, this.wide, this.tall), this.frame, model, theme, this.terrain, step);
    this.board.setAttribute("aria-label", `The loss surface from above, step ${step} of ${model.steps}. ${model.said}`);
    const side = Math.round((this.root.classList.contains("narrow") ? 96 : 118) * scale);
    for (const { descent, canvas, says } of this.cardNodes) {
      paintArrows(prepare(canvas, side, side), side, model, theme, descent, step - 1);
      setText(says, descent.says[step]);
    }
    this.repaintStrips();
    this.scrub.value = step;
    const text = `Step ${step} of ${model.steps}`;
    setText(this.moment, text);
    this.scrub.setAttribute("aria-valuetext", text);
    setText(this.starter, this.auto ? "❚❚ Pause" : "▶ Play");
    this.root.dataset.step = String(step); // For whoever waits for the picture.
    if (this.twin.open) markStep(this.twin, step);
  }

  repaintStrips() {
    const { model, theme, scale, step } = this;
    const isNarrow = this.root.classList.contains("narrow");
    const width = Math.floor(isNarrow ? this.width : (this.width - 24) / 2);
    const height = Math.round(190 * scale);
    const options = { width, height, scale };
    this.strip = paintCourse(prepare(this.losses, width, height), options, model, theme, { key: "losses", title: "Loss at each step", step });
    const line = Math.log10(model.threshold);
    paintCourse(prepare(this.norms, width, height), options, model, theme, { key: "norms", title: "Length of the gradient, before clipping", step, line });
    this.losses.setAttribute("aria-label", `Loss over the steps. ${model.said}`);
    this.norms.setAttribute("aria-label", `Length of the gradient over the steps, before clipping. ${model.said}`);
  }

  fillTwin() {
    if (!this.twin.open || !this.model) return;
    const { columns, rows } = this.model;
    const head = element("tr", "", null, columns.map((name) => element("th", "", name)));
    const body = rows.map((row) => element("tr", "", null, row.map((text) => element("td", "", text))));
    const table = element("table", "", null, [element("thead", "", null, [head]), element("tbody", "", null, body)]);
    this.twin.querySelector(".table").replaceChildren(table);
    markStep(this.twin, this.step);
  }

  goTo(step) {
    this.step = Math.max(0, Math.min(step, this.model.steps));
    this.repaint();
    this.reportSoon();
  }

  move(by) {
    this.pause();
    this.goTo(this.step + by);
    this.speak(() => `Step ${this.step}. ${this.model.descents.map((each) => `${each.title}: ${each.says[this.step]}`).join(" ")}`);
  }

  play() {
    if (this.auto) {
      this.pause();
      return this.repaint();
    }
    this.auto = true;
    if (this.step >= this.model.steps) this.step = -1;
    const advance = () => {
      if (this.step >= this.model.steps) {
        this.pause();
        return this.repaint();
      }
      this.goTo(this.step + 1);
      this.stepping = setTimeout(advance, STEP_TIME);
    };
    advance();
  }

  pause() {
    clearTimeout(this.stepping);
    const wasPlaying = this.auto;
    this.auto = false;
    if (wasPlaying) this.reportSoon();
  }

  get choice() {
    return { step: this.step };
  }

  reportSoon() {
    if (!this.auto) super.reportSoon();
  }

  placeOf(event) {
    const box = this.picture.getBoundingClientRect();
    const [w, b] = this.frame.back(event.clientX - box.left, event.clientY - box.top);
    const { window: within } = this.model;
    return w >= within.w[0] && w <= within.w[1] && b >= within.b[0] && b <= within.b[1] ? [w, b] : null;
  }

  startAt(event) {
    const place = this.model && this.placeOf(event);
    if (!place) return;
    this.pause();
    const [w, b] = place.map((value) => Math.round(value * 100) / 100);
    this.tell("start", { w, b });
  }

  hover(event) {
    const place = this.model && this.placeOf(event);
    if (!place) return this.showTip(event, null);
    const { rows, columns, values } = this.model.grid;
    const { w, b } = this.model.window;
    const column = Math.round(((place[0] - w[0]) / (w[1] - w[0])) * (columns - 1));
    const row = Math.round(((place[1] - b[0]) / (b[1] - b[0])) * (rows - 1));
    const height = values[row * columns + column];
    const loss = Number.isNaN(height) ? "no number" : height === Infinity ? "infinite" : amount(height);
    this.showTip(event, `w ${signed(place[0].toFixed(2))}, b ${signed(place[1].toFixed(2))}: loss ${loss}`);
  }

  jump(event) {
    const box = event.currentTarget.getBoundingClientRect();
    this.pause();
    this.goTo(Math.round(((event.clientX - box.left - this.strip.left) / this.strip.wide) * this.model.steps));
  }

  moves() {
    return {
      ...movesAlong(this.model.steps, (by) => this.move(by)),
      " ": () => this.play(),
    };
  }
}

/** Marks the rows of the step that is looked at. */
function markStep(twin, step) {
  for (const row of twin.querySelectorAll("tbody tr")) row.classList.toggle("chosen", row.firstChild.textContent === String(step));
}

const mountCliff = mountOf(Cliff);

export default function mount(component) {
  return mountCliff(component);
}
