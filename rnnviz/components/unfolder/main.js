// Unfold: a timeline whose picture is the chain itself, with the ledger of one step below.

class Unfolder extends Timeline {
  constructor(parent) {
    super(parent, ["caption", "ranges", "footnote", "lines", "open"]);
    this.part = null; // Of the diagram, under the pointer.
    this.edits = {}; // Numbers written over of late, by their places.
    this.ledger = new Ledger(this.lines, this.open, {
      onPick: (line, column) => this.pick(line, column),
      onOpen: (line) => this.openLine(line),
      onUnits: (units) => this.showUnits(units),
      onEdit: (place, value) => this.edit(place, value),
      onFault: (text) => this.sayFault(text),
      onTip: (event, text) => this.showTip(event, text),
    });
    this.on(this.root, "pointerleave", () => this.showTip(null, null));
  }

  takeOver({ word, unit, trace, units, way, folded, line }) {
    cancelAnimationFrame(this.folding);
    this.opening = folded ? 0 : 1;
    this.phase = null;
    return { word, unit, trace, units: units.length ? units : null, way, folded, line };
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
      const { moment } = this;
      const around = (by) => Math.min(Math.max(0, (moment.word ?? 0) + by), this.layout.words - 1); // −1 of no word.
      const [from, to] = this.opening < 1 ? [Math.max(0, around(-MOST_FOLDED)), around(MOST_FOLDED)] : [Math.max(0, first), last];
      this.diagram = chainOf(scene, moment, from, to);
      paintDiagram(context, scene.theme, this.layout.size, this.diagram, (item) => lookAt(scene, moment, item));
    };
    // The ground first, under whichever band is the first.
    const onGround = (painter, isFirst) => (context, scene, ...rest) => {
      if (isFirst && this.opening === 1 && this.moment.word !== null) paintGround(context, scene, this.moment.word);
      painter(context, scene, ...rest);
    };
    const { worked } = this.reading.unfolded;
    return { words: onGround(paintWords, true), inputs: onGround(chain, worked) };
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
    this.ledger.show(this.scene(), moment);
    this.fillPlayer();
    this.fillCaption();
    this.fillRanges();
    this.refreshTable();
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
      const gates = weights.gates > 1 && part !== "Why" ? `, ${this.blockNames(part)} side by side` : "";
      const says = [lettersNode(weights.letters), ` is the same ${rows} × ${columns} numbers at every step${gates}: ${rows * columns} in all, however long the sentence is.`];
      return this.caption.replaceChildren(...says);
    }
    if (way === "backward" && word !== null) {
      const asked = unfolded.loss.every ? "of every output, added up" : "of the last output only";
      const size = significant(unfolded.gradients[unfolded.trace].norms[word]);
      const verdict = this.reading.isVerdict ? ` (${unfolded.loss.target >= 0.5 ? "positive" : "negative"})` : "";
      const text = `L = ${written(unfolded.loss.total, 3)}: ${unfolded.loss.says}, ${asked}, with target ${unfolded.loss.target}${verdict}. An arrow is as thick as the gradient that passes it; |∂L/∂h${subscript(word + 1)}| = ${size}.`;
      return setText(this.caption, text);
    }
    if (this.choice.folded) return setText(this.caption, "The loop hands the state on to the next step: one cell, used again for every input. Play to watch it, or unfold the loop to see all steps at once.");
    setText(this.caption, "Point at an arrow to see that its weights are the same at every step; click a cell, an arrow or a number to see how it is computed.");
  }

  /** The blocks of a weight matrix: "W_i, W_f, W_c, W_o". */
  blockNames(part) {
    const { gates } = this.reading.traces[this.reading.unfolded.trace];
    return gates.map((gate) => `${part === "Wxh" ? "W" : "U"}_${gateLetter(gate, gates)}`).join(", ").replaceAll("_", "");
  }

  /** The colours of every number of the page, with their ranges. */
  fillRanges() {
    const { theme, reading, moment } = this;
    const cell = reading.traces[reading.unfolded.trace].cell;
    const ranges = [moment.way === "backward" ? [`gradients ≤ ${MINUS}${reading.unfolded.gradientLimit}`, theme.signed, `≥ ${reading.unfolded.gradientLimit}`] : null, [`numbers ≤ ${MINUS}1`, theme.signed, "≥ 1"], cell === "SimpleRNN" ? null : ["gates 0", theme.gate, 1]];
    const wanted = JSON.stringify([theme.name, cell, ranges]);
    if (wanted === this.ranged) return;
    this.ranged = wanted;
    const swapped = cell === "GRU" ? " zₜ keeps the old state, as in Keras; many books swap zₜ and 1 − zₜ." : "";
    setText(this.footnote, `Row vectors, as in Keras: xW. Many books write Wx; the numbers are the same.${swapped}`);
    this.ranges.replaceChildren(
      ...ranges.filter(Boolean).map(([low, colours, high]) => {
        const bar = element("i", "bar");
        bar.style.background = `linear-gradient(to right, ${colours.join(", ")})`;
        return element("span", "scale", null, [element("i", "", low), bar, element("i", "", String(high))]);
      }),
    );
  }

  /** A number was pointed at: its unit, and the equation it is the result of. */
  pick(line, column) {
    const { name, columns } = this.reading.unfolded.lines[this.moment.way][line];
    this.phase = null;
    if (NOT_OF_UNITS.has(name)) this.ledger.lit = { ...this.ledger.lit, column };
    this.choose({ line, ...(NOT_OF_UNITS.has(name) ? {} : { unit: columns[column].number }) });
  }

  openLine(line) {
    this.phase = null;
    this.choose({ line });
  }

  /** Reports a number with those of the last moments: of reports that come fast the server sees the latest. */
  edit(place, value) {
    this.isEdited = true; // The answer is said, though it is no other reading.
    this.edits = { ...this.edits, [place]: value };
    this.tell("edit", { edits: this.edits, at: performance.now() }); // The time makes every report another one.
    clearTimeout(this.forgetting);
    this.forgetting = setTimeout(() => (this.edits = {}), EDITS_KEPT);
  }

  sayFault(text) {
    this.fault = text;
    this.caption.classList.toggle("fault", text !== null);
    if (text === null) return this.fillCaption();
    this.speak(() => this.caption.textContent);
    setText(this.caption, `“${shortened(text)}” is no number that can be used here: one from ${MINUS}100 to 100 is expected, such as 0.5. The old number stays in use.`);
  }

  choose(change) {
    if ("word" in change) this.phase = null;
    super.choose(change);
  }

  update(component) {
    super.update(component);
    if (!this.reading.unfolded.edited.length) this.edits = {}; // They were undone.
    if (this.isEdited) this.speak(() => spokenVerdict(this.reading));
    this.isEdited = false;
  }

  moveUnit(by) {
    const { units } = this.reading.unfolded;
    const { unit } = this.current();
    this.choose({ unit: units[Math.max(0, Math.min(units.indexOf(unit) + by, units.length - 1))] });
  }

  /** The units that were asked for last, whether or not their numbers are here yet. */
  unitsChosen() {
    return this.choice.units ?? this.reading.unfolded.units;
  }

  /** Shows other units: those that one clicked away or added go from or join the ones asked for last. */
  showUnits(units) {
    const known = this.reading.unfolded.units;
    const left = this.unitsChosen().filter((unit) => units.includes(unit) || !known.includes(unit));
    const shown = [...left, ...units.filter((unit) => !left.includes(unit) && !known.includes(unit))].slice(-MOST_UNITS);
    if (!shown.length) return;
    const { unit } = this.current();
    this.choose({ units: shown, unit: shown.includes(unit) ? unit : shown[0] });
  }

  /** The keyboard's way of pointing at a weight: one after another, then none. */
  pointAtNextWeight() {
    const parts = [...WEIGHTS, null];
    this.part = parts[(parts.indexOf(this.part) + 1) % parts.length];
    this.refresh();
    this.speak(() => this.caption.textContent);
  }

  /** Another unit in place of the one looked at: the next row of the track that is not shown yet. */
  swapUnit(by) {
    const { rows } = this.reading.traces[this.reading.unfolded.trace];
    const units = this.unitsChosen();
    const unit = units.includes(this.choice.unit) ? this.choice.unit : this.current().unit;
    let row = rows.indexOf(unit) + by;
    while (units.includes(rows[row])) row += by;
    if (rows[row] === undefined) return;
    this.choose({ unit: rows[row], units: units.map((each) => (each === unit ? rows[row] : each)) });
  }

  moves() {
    return {
      ...super.moves(),
      ",": () => this.move(-1),
      ".": () => this.move(1),
      PageUp: () => this.swapUnit(-1),
      PageDown: () => this.swapUnit(1),
      w: () => this.pointAtNextWeight(),
      f: () => this.toggleFold(),
      b: () => this.turn(this.choice.way === "forward" ? "backward" : "forward"),
      l: () => this.choose({ trace: ((this.choice.trace ?? this.current().trace) + 1) % this.reading.traces.length, unit: null, units: null, line: null }),
    };
  }

  /** What of the diagram is under the pointer; where the loop is closed all steps but one are out of sight. */
  itemUnder(event) {
    if (!this.diagram) return undefined;
    const inSight = (items) => (this.opening < 1 ? items.filter((item) => item.word === this.moment.word) : items);
    return itemAt({ nodes: inSight(this.diagram.nodes), edges: inSight(this.diagram.edges) }, ...this.point(event));
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
      const units = this.unitsChosen();
      const added = units.includes(found.unit) ? units : [...units.slice(-MOST_UNITS + 1), found.unit];
      return this.choose({ word: found.word, unit: found.unit, units: added });
    }
    const item = this.itemUnder(event);
    if (!item) return found.word !== null && this.choose({ word: found.word });
    const { trace } = this.current();
    const isOther = item.trace !== undefined && item.trace !== trace;
    const last = this.reading.columns.length - 1;
    const change = { word: Math.max(0, Math.min(item.word, last)), ...(isOther ? { trace: item.trace, unit: null, units: null, line: null } : {}) };
    this.choose({ ...change, ...this.unitAt(item, event), line: isOther ? null : this.lineOf(item.part) });
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

  /** The equation that a part of the diagram stands for; nothing where there is none of its own. */
  lineOf(part) {
    const lines = this.reading.unfolded.lines[this.choice.way];
    const isForward = this.choice.way === "forward";
    const isWanted = {
      y: (line) => OF_THE_OUTPUT.has(line.name),
      L: (line) => OF_THE_OUTPUT.has(line.name),
      c: (line) => MEMORY.has(line.name),
      Why: (line) => (isForward ? OF_THE_OUTPUT.has(line.name) : line.name === "d_hidden_state"),
      Wxh: (line) => line.terms.some((term) => term.source === "input"),
      Whh: (line) => line.terms.some((term) => term.source === "recurrent"),
      x: (line) => line.name === "d_inputs",
    }[part];
    const place = isWanted ? lines.findIndex(isWanted) : -1;
    return place < 0 ? null : place;
  }
}

const EDITS_KEPT = 2000; // Milliseconds until an edit counts as heard.
const MOST_FOLDED = 40; // Steps on either side that are seen to come together.
const MOST_UNITS = 6; // Whose numbers stand side by side; the same bound as in Python.

const mountUnfolder = mountOf(Unfolder);

export default function mount(component) {
  return mountUnfolder(component);
}
