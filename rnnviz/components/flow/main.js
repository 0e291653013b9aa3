// The chain: the unfolded network with arrows running back, its tracks, and the step that is looked at.

const FLOW_REPORT_AFTER = 120; // Milliseconds of rest before a choice goes to Python, which sends the step's matrices.
const FLOW_STEP = 240; // Milliseconds a step when it is carried back; a long text goes faster.
const LONGEST_PLAY = 9000;
const FLOW_QUANTITIES = { chain: "∂h_T/∂hₜ", loss: "∂L/∂hₜ" };

class Flow extends Host {
  constructor(parent) {
    super(parent, ["start", "big", "what", "sentence", "quantities", "layers", "player", "moment", "axes", "scroller", "spacer", "picture", "cursor", "future", "earlier", "later", "labels", "tip", "detail", "check", "checked", "twin", "spoken"]);
    this.starter = this.player.querySelector(".play");
    this.choice = { word: null, trace: null, quantity: "chain" };
    this.hovered = null; // A time.
    this.on(this.starter, "click", () => this.play());
    this.on(this.check, "click", () => this.askForCheck());
    this.on(this.earlier, "click", () => this.page(-1));
    this.on(this.later, "click", () => this.page(1));
    this.listenToScroller();
  }

  /** New data from Python. What is chosen stays, unless the program itself chose anew. */
  update({ data, setTriggerValue }) {
    this.report = setTriggerValue;
    const before = this.data;
    this.data = openFlow(data);
    const { size, version, word, trace, quantity } = this.data.view;
    if (version !== this.version) {
      this.forgetReport();
      this.choice = { word, trace, quantity };
    }
    this.version = version;
    this.root.dataset.size = size;
    const isOther = !before || !isSameFlow(before, this.data);
    if (isOther) {
      this.hovered = null;
      this.pause();
    }
    this.rebuild();
    if (isOther) this.reveal();
    if (before && isOther) this.speak(() => spokenConclusion(this.data));
    this.root.dataset.network = this.data.network;
    this.root.dataset.read = this.data.columns.map((column) => column.typed).join(" "); // For whoever waits for the picture.
    this.root.dataset.tried = this.data.tried ? this.data.tried.times.length : "";
  }

  /** The time looked at: played before chosen before the step that shrinks it most. */
  current() {
    const { data } = this;
    if (this.playing !== undefined) return this.playing;
    if (this.choice.word === null) return data.flow.usual;
    return timeAt(data, Math.max(0, Math.min(this.choice.word, data.last - 1)));
  }

  get quantity() {
    return this.choice.quantity;
  }

  scene() {
    const { data, layout, theme, left, width, quantity } = this;
    return { data, reading: data, layout, theme, left, width, quantity, step: Math.max(1, this.current()) };
  }

  /** Lays everything out anew: other data, size or theme. */
  rebuild() {
    if (!this.data) return;
    if (!this.hasRoom(!this.data.flow)) return;
    this.takeTheme();
    const size = SIZES[this.root.dataset.size] ?? SIZES.normal;
    this.measuring.font = `600 ${size.font}px ${this.theme.font}`;
    this.root.style.setProperty("--hatch", `repeating-linear-gradient(135deg, ${this.theme.line} 0 3px, ${this.theme.background} 3px 5px)`);
    this.layout = layOutFlow(this.data, { width: this.width, size: this.root.dataset.size, measure: (text) => this.measuring.measureText(text).width });
    setPixels(this.spacer, { width: this.layout.total, height: this.layout.height });
    this.left = Math.max(0, Math.min(this.left, this.layout.total - this.width));
    this.cue();
    fillFlowLabels(this.labels, this.scene());
    paintAxes(this.axes, this.scene());
    this.fillHeadline();
    this.fillChoices();
    this.shown = null;
    this.refresh();
    if (this.laidOutFor !== this.width) this.reveal(); // The columns have other widths now.
    this.laidOutFor = this.width;
    if (this.twin.open) this.refreshTable();
  }

  fillHeadline() {
    const { says } = this.data.flow;
    setText(this.big, says.number);
    setText(this.what, says.label);
    this.sentence.replaceChildren(says.sentence, element("span", "", says.teachers));
    setText(this.checked, this.data.tried?.says ?? "");
    setText(this.check, this.data.tried ? "Checked against finite differences" : "Check against finite differences");
  }

  /** The buttons above the picture: which gradient, and which layer and direction where there are several. */
  fillChoices() {
    const { data } = this;
    const choice = (isChosen, text, change) => {
      const node = button(isChosen ? "choice chosen" : "choice", text, null, () => this.choose(change));
      node.setAttribute("aria-pressed", String(isChosen));
      return node;
    };
    const names = Object.entries(FLOW_QUANTITIES).map(([key, text]) => choice(key === this.quantity, text.replace("_T", subscript(data.last)), { quantity: key }));
    refill(this.quantities, names);
    const several = data.traces.length > 1;
    refill(this.layers, several ? data.traces.map((trace, number) => choice(number === data.number, traceTitle({ traces: data.traces }, trace), { trace: number, word: this.choice.word })) : []);
  }

  repaint() {
    if (!this.layout || !this.data.flow) return;
    this.tellMore();
    const words = (...given) => {
      paintGround(...given);
      paintChosen(...given);
      paintStart(...given);
      paintWords(...given);
    };
    paint(this.picture, this.scene(), { words, river: paintRiver, curve: paintCurve, factor: paintFactor, paths: paintPaths, taught: paintTaught });
  }

  /** How much of the picture lies beyond either edge. */
  tellMore() {
    const { step, total } = this.layout;
    const count = (pixels) => Math.round(pixels / step);
    const [before, after] = [count(this.left), count(total - this.width - this.left)];
    this.earlier.hidden = before < 1;
    this.later.hidden = after < 1;
    setText(this.earlier, `← ${before} more step${before === 1 ? "" : "s"}`);
    setText(this.later, `${after} more step${after === 1 ? "" : "s"} →`);
  }

  /** Scrolls almost a whole picture on. */
  page(side) {
    this.scroller.scrollBy({ left: 0.8 * side * this.width, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  /** After a change of the step looked at. */
  refresh() {
    if (!this.layout || !this.data.flow) return;
    const t = this.current();
    const wanted = JSON.stringify([t, this.playing]);
    if (wanted === this.shown) return;
    this.shown = wanted;
    const left = columnLeft(this.layout, columnAt(this.data, t));
    placeColumn(this.cursor, this.layout, left);
    this.cover(left);
    fillDetail(this.detail, this.scene(), t, (event, text) => this.showTip(event, text));
    this.fillPlayer(t);
    this.repaint(); // Its numbers are written, and its neighbours' are not.
    markRow(this.twin, this.data.last - t - 1); // The first row of other tables is the step before the first.
    this.root.dataset.step = t;
  }

  /** Covers what the gradient has not reached yet. */
  cover(left) {
    const isPlaying = this.playing !== undefined;
    this.future.hidden = !isPlaying;
    if (!isPlaying) return;
    const { total, step } = this.layout;
    setPixels(this.future, this.data.reverse ? { left: left + step, width: Math.max(0, total - left - step) } : { left: 0, width: Math.max(0, left) });
  }

  fillPlayer(t) {
    const { data } = this;
    setText(this.starter, this.playing === undefined ? data.reverse ? "▶ Carry it back" : "◀ Carry it back" : "❚❚ Pause");
    const target = data.loss.target >= 0.5 ? "positive" : "negative";
    const found = Number.isNaN(data.probability) ? "not a number" : verdictInWords(data.probability).text;
    const verdict = `Verdict: ${found[0].toLowerCase()}${found.slice(1)}. Target of the loss: ${target}. L = ${written(data.loss.total, 3)}${data.reverse ? ". This direction reads from the last word: its gradient runs to the right." : ""}`;
    const { values } = riverRows(data, this.quantity).at(-1);
    const what = this.quantity === "loss" ? `‖∂L/∂h${subscript(t)}‖` : letters(data, t);
    setText(this.moment, this.playing === undefined ? verdict : `t = ${t}: ${what} = ${normText(values[t])}`);
  }

  refreshTable() {
    if (!this.twin.open || !this.data?.flow) return;
    fillFlowTable(this.twin.querySelector(".table"), this.data);
    markRow(this.twin, this.data.last - this.current() - 1);
  }

  under(event) {
    return underFlow(this.data, this.layout, ...this.point(event));
  }

  hover(event) {
    if (!this.layout || !this.data.flow || event.pointerType === "touch") return;
    const { t, band } = this.under(event);
    this.showTip(event, t === null || !band ? null : flowTip(this.data, this.quantity, t, band));
  }

  leave() {
    this.tip.hidden = true;
  }

  click(event) {
    if (!this.layout || !this.data.flow) return;
    const { t } = this.under(event);
    if (t === null) return;
    const word = columnAt(this.data, Math.max(1, t));
    this.choose({ word: word === this.choice.word ? null : word });
  }

  choose(change) {
    this.pause();
    const isOther = "quantity" in change && change.quantity !== this.quantity;
    this.choice = { ...this.choice, ...change };
    if (isOther) this.rebuild();
    else this.refresh();
    this.reveal();
    this.speak(() => spokenStep(this.data, this.data.flow && this.current()));
    this.reportSoon(FLOW_REPORT_AFTER);
  }

  askForCheck() {
    if (this.data.tried) return; // It would find the same.
    setText(this.checked, "Trying it out …");
    this.tell("check", true);
  }

  move(by) {
    if (!this.data?.flow) return;
    const word = columnAt(this.data, this.current()) + by;
    this.choose({ word: Math.max(0, Math.min(word, this.data.last - 1)) });
  }

  moves() {
    return {
      ...movesAlong(this.data?.last ?? 0, (by) => this.move(by)),
      q: () => this.choose({ quantity: this.quantity === "chain" ? "loss" : "chain" }),
      l: () => this.data.traces.length > 1 && this.choose({ trace: (this.data.number + 1) % this.data.traces.length }),
      Escape: () => this.choose({ word: null }),
      " ": () => this.play(),
    };
  }

  /** Goes back from the end step by step; a second call stops there. */
  play() {
    if (!this.data?.flow) return;
    if (this.playing !== undefined) {
      const t = Math.max(1, this.playing);
      this.pause();
      return this.choose({ word: columnAt(this.data, t) });
    }
    const pace = Math.min(FLOW_STEP, LONGEST_PLAY / (this.data.last + 1));
    this.playFrom(this.data.last, -1, (t) => t >= 0 && pace);
  }

  /** Scrolls sideways so that the step looked at can be seen. */
  reveal() {
    if (!this.layout || !this.data.flow) return;
    const { step, total } = this.layout;
    if (this.choice.word === null && this.playing === undefined) {
      // The way back begins at the end, and of a text that is typed the end is new.
      this.scroller.scrollLeft = this.data.reverse ? 0 : total;
      return;
    }
    this.bringIntoSight(columnLeft(this.layout, columnAt(this.data, this.current())), step);
  }
}

/** Grounds for the column of a step behind the picture, that leave the lines above the tracks free. */
function placeColumn(host, layout, left) {
  // A slanted word leans out of its column: it has a ground of its own.
  const bands = layout.bands.filter(({ kind, slanted }) => kind !== "label" && !slanted);
  const joined = bands.reduce((boxes, { y, height }) => {
    const before = boxes.at(-1);
    if (before && before.end === y) before.end = y + height;
    else boxes.push({ start: y, end: y + height });
    return boxes;
  }, []);
  while (host.childElementCount > joined.length) host.lastElementChild.remove();
  while (host.childElementCount < joined.length) host.append(element("i", "column"));
  joined.forEach(({ start, end }, index) => setPixels(host.children[index], { left: left + 1, width: layout.step - 2, top: start, height: end - start - 1 }));
}

/** Whether the same network has read the same text, and the same layer is shown. */
function isSameFlow(one, other) {
  const what = ({ name, number, columns }) => JSON.stringify([name, number, columns.map((column) => column.typed)]);
  return what(one) === what(other);
}

/** What lies under the pointer, in a few words. */
function flowTip(data, quantity, t, { kind, row }) {
  const { flow } = data;
  const where = `t = ${t}, ${wordAt(data, t)}`;
  if (kind === "factor" && t) return `${where}: × ${normText(flow.factors[t - 1])}, at most × ${normText(flow.bounds[t - 1])}`;
  if (kind === "paths" && t) return `${where}: ${finePart(gateShare(flow, t - 1))} past the gate, lengths ${normText(flow.gate[t - 1])} and ${normText(flow.matrix[t - 1])}`;
  if (kind === "taught" && t) return `${where}: ${finePart(flow.taught[t - 1])} of ∂L/∂W_hh`;
  if (kind === "curve") {
    const tried = data.tried?.times.indexOf(t) ?? -1;
    const deviation = tried < 0 ? "" : `, differences deviate by ${deviationText(data.tried.deviations[tried])}`;
    return `${where}: ${normText(flow.state[t])}, ‖∂L/∂h${subscript(t)}‖ ${normText(flow.lossHidden[t])}${deviation}`;
  }
  if (kind !== "river") return null;
  const { letter, values } = riverRows(data, quantity)[row];
  const top = quantity === "loss" ? "L" : `h${subscript(data.last)}`;
  return `${where}: ‖∂${top}/∂${letter}${subscript(t)}‖ = ${normText(values[t])}`;
}

/** The sentence a screen reader says of a text. */
const spokenConclusion = ({ flow }) => (flow ? `${flow.says.number}. ${flow.says.sentence}` : "No word.");

/** The sentence a screen reader says of a step. */
function spokenStep(data, t) {
  if (!data.flow) return spokenConclusion(data); // The text was taken away while the voice waited.
  const step = Math.max(1, t);
  return `t = ${step} of ${data.last}, ${wordAt(data, step)}. Times ${normText(data.flow.factors[step - 1])}. What is left before it: ${normText(data.flow.state[step - 1])}.`;
}

const mountFlow = mountOf(Flow);

export default function mount(component) {
  return mountFlow(component);
}
