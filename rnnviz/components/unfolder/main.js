// Unfold: a stage whose picture is the chain itself, a player for time, and the ledger of one step.

const PHASE_STEP = 700; // Milliseconds a part of a step while it plays.
const FOLD_TIME = 900; // Milliseconds from the loop to the chain.
const WAY_NAMES = { forward: "Forward", backward: "Backward" };

class Unfolder extends Stage {
  constructor(parent) {
    super(parent, ["player", "caption", "scrub", "ways", "fold", "lines", "open"]);
    this.choice = { ...this.choice, units: null, way: "forward", folded: false };
    this.phase = null; // Of the step looked at; null once it is complete.
    this.line = null; // The equation opened by hand; null follows the phase.
    this.opening = 1; // 0 where the loop is closed, 1 where it is open.
    this.part = null; // Of the diagram, under the pointer.
    this.ledger = new Ledger(this.lines, this.open, {
      onPick: (line, column) => this.pick(line, column),
      onOpen: (line) => this.openLine(line),
      onEdit: (place, value) => this.edit(place, value),
      onFault: (text) => this.sayFault(text),
      onTip: (event, text) => this.showTip(event, text),
    });
    this.play_ = this.player.querySelector(".play");
    this.on(this.play_, "click", () => this.play());
    this.on(this.player.querySelector(".back"), "click", () => this.move(-1));
    this.on(this.player.querySelector(".on"), "click", () => this.move(1));
    this.on(this.fold, "click", () => this.toggleFold());
    this.on(this.scrub, "input", () => this.goTo(Number(this.scrub.value)));
    this.on(this.scrub, "keydown", (event) => event.stopPropagation());
    this.on(this.root, "pointerleave", () => this.showTip(null, null));
    this.ways.append(...Object.entries(WAY_NAMES).map(([way, text]) => button("choice", text, null, () => this.turn(way))));
  }

  chosenIn({ word, unit, trace, units, way, folded }) {
    this.opening = folded ? 0 : 1;
    this.phase = this.line = null;
    return { word, unit, trace, units: units.length ? units : null, way, folded };
  }

  /** As on every stage; the unit is one of those whose numbers are here, the trace the one they are of. */
  current() {
    const found = super.current();
    const { units, trace } = this.reading.unfolded;
    const unit = units.includes(found.unit) ? found.unit : units[0];
    return { ...found, unit, trace };
  }

  layOut(options) {
    return layOutUnfolded(this.reading, { ...options, way: this.choice.way });
  }

  painters() {
    const chain = (context, scene, band, first, last) => {
      if (!this.reading.columns.length && band.kind !== "inputs") return;
      const { moment } = this;
      const [from, to] = this.opening < 1 ? [0, Math.min(this.layout.words - 1, 80)] : [Math.max(0, first), last];
      this.diagram = chainOf(scene, moment, from, to);
      paintDiagram(context, scene.theme, this.layout.size, this.diagram, (item) => lookAt(scene, moment, item));
    };
    return { words: paintWords, inputs: chain };
  }

  /** Everything that the picture and the ledger are a function of. */
  momentNow() {
    const { word, unit, trace } = this.current();
    const { way } = this.choice;
    const phases = phasesOf(this.reading.unfolded.lines[way], way, this.reading.traces[trace].cell);
    const phase = this.phase === null ? null : Math.min(this.phase, phases.length - 1);
    const line = phase === null ? this.line : (phases[phase].line ?? 0);
    return { word, unit, trace, way, phases, phase, line, fold: this.opening, hoveredPart: this.part };
  }

  rebuild() {
    if (!this.reading || !this.width) return;
    this.moment = this.momentNow();
    super.rebuild();
  }

  refresh() {
    this.moment = this.momentNow();
    const { moment } = this;
    const wanted = JSON.stringify([moment.word, moment.unit, moment.way, moment.phase, moment.line, moment.hoveredPart, this.choice.folded, this.auto]);
    if (wanted === this.shown) return;
    this.shown = wanted;
    this.repaintSoon();
    const cursorWord = this.opening === 1 ? moment.word : null;
    placeCursor(this.cursor, this.layout, { word: cursorWord, unit: moment.unit, trace: moment.trace });
    this.ledger.show(this.reading, this.theme, moment);
    this.fillPlayer();
    this.fillCaption();
    this.refreshTable();
  }

  fillPlayer() {
    const { moment, reading } = this;
    const count = reading.columns.length;
    this.player.classList.toggle("empty", !count);
    setText(this.play_, this.auto ? "❚❚ Pause" : "▶ Play");
    setText(this.fold, this.choice.folded ? "Unfold the loop" : "Fold into a loop");
    [...this.ways.children].forEach((node, index) => {
      const isChosen = Object.keys(WAY_NAMES)[index] === moment.way;
      node.classList.toggle("chosen", isChosen);
      node.setAttribute("aria-pressed", String(isChosen));
    });
    this.scrub.max = Math.max(0, count * moment.phases.length - 1);
    this.scrub.value = this.position();
    const where = moment.word === null ? "no step yet" : `t = ${moment.word + 1} of ${count}`;
    const what = moment.word === null ? "" : moment.phase === null ? "complete" : atStep(moment.phases[moment.phase].says, moment.word + 1).replaceAll("_", "");
    this.moment_ ??= [element("strong"), element("span", "what")];
    if (!this.player.querySelector(".moment strong")) this.player.querySelector(".moment").append(...this.moment_);
    setText(this.moment_[0], where);
    setText(this.moment_[1], what);
    this.scrub.setAttribute("aria-valuetext", `${where}, ${what}`);
  }

  /** What is said below the picture: of the weights under the pointer, else of the gradient or the sharing. */
  fillCaption() {
    const { unfolded } = this.reading;
    if (this.fault) return;
    const { hoveredPart: part, way, word } = this.moment;
    const weights = unfolded.weights.find((each) => each.part === part) ?? null;
    this.caption.classList.toggle("fault", false);
    if (weights) {
      const [rows, columns] = weights.shape;
      const gates = weights.gates > 1 && part !== "Why" ? `, the ${weights.gates} gates side by side` : "";
      const says = [lettersNode(weights.letters), ` is the same ${rows} × ${columns} numbers at every step${gates}: ${rows * columns} in all, however long the sentence is.`];
      return this.caption.replaceChildren(...says);
    }
    if (way === "backward" && word !== null) {
      const { norms } = unfolded.gradients[unfolded.trace];
      const asked = unfolded.loss.every ? "every output, added up" : "the last output alone";
      const text = `L = ${written(unfolded.loss.total, 3)}, ${unfolded.loss.says}; asked is ${asked}. Arrows are as thick as the gradient: |∂L/∂h${subscript(word + 1)}| = ${significant(norms[word])}.`;
      return setText(this.caption, text);
    }
    setText(this.caption, "Point at an arrow to see that its weights are the same at every step; click a cell, an arrow or a number to see how it is computed.");
  }

  position() {
    const { word, phase, phases } = this.moment ?? this.momentNow();
    if (word === null) return 0;
    return this.order(word) * phases.length + (phase ?? phases.length - 1);
  }

  /** The place of a word in the order in which this way goes through time; its own inverse. */
  order(word) {
    const { reading } = this;
    const onward = (reading.traces[reading.unfolded.trace].direction === "forward") === (this.choice.way === "forward");
    return onward ? word : reading.columns.length - 1 - word;
  }

  goTo(position) {
    const { phases } = this.moment;
    const most = this.reading.columns.length * phases.length - 1;
    const place = Math.max(0, Math.min(position, most));
    const phase = place % phases.length;
    this.line = null;
    this.phase = place === most && !this.auto ? null : phase;
    this.choice = { ...this.choice, word: this.order(Math.floor(place / phases.length)) };
    this.refresh();
    this.reveal();
    this.reportSoon();
  }

  /** One part of a step on or back. */
  move(by) {
    if (!this.reading.columns.length) return;
    this.pause();
    this.goTo(this.position() + by);
    this.speak(() => `Step ${this.moment.word + 1}. ${this.moment_[1].textContent}`);
  }

  play() {
    if (!this.reading.columns.length) return;
    if (this.auto) {
      this.pause();
      return this.refresh();
    }
    const { phases } = this.moment;
    const most = this.reading.columns.length * phases.length - 1;
    this.auto = true;
    let position = this.position() >= most ? 0 : this.position() + (this.phase === null ? 1 : 0);
    const step = () => {
      if (position > most) {
        this.pause();
        this.phase = null;
        return this.refresh();
      }
      this.goTo(position++);
      this.stepping = setTimeout(step, PHASE_STEP);
    };
    step();
  }

  pause() {
    clearTimeout(this.stepping);
    this.auto = false;
  }

  turn(way) {
    if (way === this.choice.way) return;
    this.phase = this.line = null;
    this.choose({ way });
    this.rebuild(); // Going back has a row for the loss.
  }

  toggleFold() {
    this.choose({ folded: !this.choice.folded });
    const target = this.choice.folded ? 0 : 1;
    cancelAnimationFrame(this.folding);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.settleFold(target);
    const [from, began] = [this.opening, performance.now()];
    placeCursor(this.cursor, this.layout, { word: null, unit: null, trace: null });
    const frame = (now) => {
      const share = Math.min(1, (now - began) / FOLD_TIME);
      this.opening = from + (target - from) * share;
      this.moment = this.momentNow();
      this.repaint();
      if (share < 1) this.folding = requestAnimationFrame(frame);
      else this.settleFold(target);
    };
    this.folding = requestAnimationFrame(frame);
  }

  settleFold(target) {
    this.opening = target;
    this.rebuild();
  }

  /** A number was pointed at: its unit, and the equation it is the result of. */
  pick(line, column) {
    const { name, columns } = this.moment.way && this.reading.unfolded.lines[this.moment.way][line];
    this.line = line;
    if (this.phase !== null) this.phase = null;
    if (OF_THE_OUTPUT.has(name)) return this.choose({});
    this.choose({ unit: columns[column].number });
  }

  openLine(line) {
    this.line = line;
    this.phase = null;
    this.choose({});
  }

  edit(place, value) {
    this.report("edit", { place, value, at: performance.now() }); // The time makes every edit another one.
  }

  sayFault(text) {
    this.fault = text;
    this.caption.classList.toggle("fault", text !== null);
    if (text === null) this.fillCaption();
    else setText(this.caption, `“${shortened(text)}” is no number that can be used here: one from ${MINUS}100 to 100 is expected, such as 0.5. The old number stays in use.`);
  }

  choose(change) {
    if ("word" in change) this.phase = null;
    super.choose(change);
  }

  reportSoon() {
    clearTimeout(this.reporting);
    if (this.auto) return;
    this.reporting = setTimeout(() => this.report("choice", { ...this.choice, version: this.version }), REPORT_AFTER);
  }

  moveUnit(by) {
    const { units } = this.reading.unfolded;
    const { unit } = this.current();
    this.choose({ unit: units[Math.max(0, Math.min(units.indexOf(unit) + by, units.length - 1))] });
  }

  moves() {
    return {
      ...super.moves(),
      ",": () => this.move(-1),
      ".": () => this.move(1),
      f: () => this.toggleFold(),
      b: () => this.turn(this.choice.way === "forward" ? "backward" : "forward"),
      l: () => this.choose({ trace: (this.current().trace + 1) % this.reading.traces.length, unit: null, units: null }),
    };
  }

  itemUnder(event) {
    return this.diagram && itemAt(this.diagram, ...this.point(event));
  }

  hover(event) {
    if (!this.layout || event.pointerType === "touch") return;
    const found = this.under(event);
    const item = this.itemUnder(event);
    this.part = item?.part ?? null;
    this.scroller.style.cursor = item || found.unit !== null ? "pointer" : "";
    this.refresh();
    this.showTip(event, found.word !== null && found.band?.kind === "track" ? this.valueTip(found) : null);
  }

  leave() {
    this.tip.hidden = true;
    this.part = null;
    this.refresh();
  }

  /** A click on a part opens its equation; on a row of the track it adds that unit's numbers. */
  click(event) {
    const found = this.under(event);
    if (found.unit !== null) {
      const { units } = this.reading.unfolded;
      const added = units.includes(found.unit) ? units : [...units.slice(-MOST_UNITS + 1), found.unit];
      return this.choose({ word: found.word, unit: found.unit, units: added });
    }
    const item = this.itemUnder(event);
    if (!item) return found.word !== null && this.choose({ word: found.word });
    const { trace } = this.current();
    const isOther = item.trace !== undefined && item.trace !== trace;
    const last = this.reading.columns.length - 1;
    const change = { word: Math.max(0, Math.min(item.word, last)), ...(isOther ? { trace: item.trace, unit: null, units: null } : {}) };
    this.choose({ ...change, ...this.unitAt(item, event) });
    this.line = this.lineOf(item.part);
    this.shown = null;
    this.refresh();
  }

  /** The unit whose number in a cell is under the pointer. */
  unitAt(item, event) {
    if (item.part !== "h" || !item.rows?.length) return {};
    const [, y] = this.point(event);
    const high = (item.height - 6 - this.layout.size.font * 1.35) / item.rows.length;
    const row = Math.floor((y - (item.y + item.height / 2 - 3 - item.rows.length * high)) / high);
    const unit = this.reading.unfolded.units[row];
    return unit === undefined ? {} : { unit };
  }

  /** The equation that a part of the diagram stands for. */
  lineOf(part) {
    const lines = this.reading.unfolded.lines[this.choice.way];
    const wanted = part === "y" || (part === "Why" && this.choice.way === "forward") || part === "L" ? OF_THE_OUTPUT : null;
    const place = wanted ? lines.findIndex((line) => wanted.has(line.name)) : -1;
    if (place >= 0) return place;
    if (part === "Wxh" || part === "Whh") return Math.max(0, lines.findIndex((line) => line.terms.some((term) => term.source === (part === "Wxh" ? "input" : "recurrent"))));
    return null;
  }

  destroy() {
    cancelAnimationFrame(this.folding);
    super.destroy();
  }
}

const MOST_UNITS = 6; // Whose numbers stand side by side; the same bound as in Python.

/** Two digits that count, however small. */
const significant = (value) => (value === 0 ? "exactly 0" : Math.abs(value) >= 0.01 && Math.abs(value) < 1000 ? Number(value.toPrecision(2)).toString() : value.toExponential(1).replace("-", MINUS));

const mountUnfolder = mountOf(Unfolder);

export default function mount(component) {
  return mountUnfolder(component);
}
