// The ledger: the equations of one step. All of them with their results, and one opened with every number.
//
// Built once for a shape, then only filled: while one types or plays, no field and no button is replaced.

class Ledger {
  constructor(lines, open, actions) {
    Object.assign(this, { host: lines, panel: open, ...actions });
    this.fills = [];
    this.marks = [];
    this.lit = { column: 0, row: null };
    this.canvas = Object.assign(document.createElement("canvas"), { className: "inside", hidden: true });
    this.canvas.setAttribute("aria-hidden", "true"); // The list of equations says the same.
    this.canvas.addEventListener("click", (event) => this.hit(event));
    this.panel.addEventListener("pointerleave", () => this.shape && this.point({}, null));
  }

  fill(update) {
    this.fills.push(update);
  }

  mark(update) {
    this.marks.push(update);
  }

  /** Gradients may be tiny and say so; all else has two decimals. */
  write(number) {
    return this.moment.way === "backward" ? compact(number) : written(number);
  }

  lines() {
    return this.reading.unfolded.lines[this.moment.way];
  }

  get t() {
    return this.moment.word;
  }

  isForward() {
    return this.reading.traces[this.reading.unfolded.trace].direction === "forward";
  }

  isFirst() {
    return this.t === (this.isForward() ? 0 : this.reading.columns.length - 1);
  }

  /** Shows a moment; builds anew only where the shape of what is shown is another one. */
  show({ reading, theme, layout }, moment) {
    Object.assign(this, { reading, theme, moment, size: layout.size });
    this.edited = new Set(reading.unfolded.edited);
    const { unfolded } = reading;
    if (moment.word === null) {
      this.shape = null;
      this.host.replaceChildren(element("p", "hint", "Type a sentence to see how each step is computed."));
      return this.panel.replaceChildren();
    }
    this.openLine = Math.max(0, Math.min(moment.line ?? this.usualLine(), this.lines().length - 1));
    this.lit = { column: this.chosenColumn(), row: null };
    const sizes = this.lines().map((line) => [line.name, line.activation, line.columns, line.terms.map((term) => term.factors.map(({ letters, values, edit }) => [letters, values.columns, edit]))]);
    const shape = JSON.stringify([moment.way, this.openLine, unfolded.worked, this.isFirst(), sizes]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.build();
    }
    for (const update of this.fills) update();
    this.light();
    this.picture = paintInside(this.canvas, this);
  }

  /** What is open at first: the memory of an LSTM, else the state. */
  usualLine() {
    const { way } = this.moment;
    const names = this.lines().map((line) => line.name);
    const wanted = way === "backward" ? ["d_hidden_state"] : ["cell_state", "hidden_state"];
    return Math.max(0, names.indexOf(wanted.find((name) => names.includes(name))));
  }

  /** A click into the picture of the cell opens the equation of what was hit. */
  hit(event) {
    const box = this.canvas.getBoundingClientRect();
    const node = this.picture && itemAt(this.picture, event.clientX - box.left, event.clientY - box.top);
    if (Number.isInteger(node?.line)) this.onOpen(node.line);
  }

  /** The column of the unit that is looked at; of what has no units, the one last pointed at. */
  chosenColumn() {
    if (NOT_OF_UNITS.has(this.lines()[this.openLine].name)) return Math.min(this.lit?.column ?? 0, this.lines()[this.openLine].columns.length - 1);
    return Math.max(0, this.reading.unfolded.units.indexOf(this.moment.unit));
  }

  light() {
    for (const update of this.marks) update(this.lit);
    const { term, row } = this.lit;
    this.panel.querySelectorAll("[data-place]").forEach((node) => {
      node.classList.toggle("lit", row !== null && node.dataset.place === `${term}.${row}`);
    });
  }

  build() {
    this.fills = [];
    this.marks = [];
    const start = this.isFirst() && this.moment.way === "forward" ? this.reading.unfolded.start.map((_, n) => this.startCard(n)) : [];
    const chips = this.reading.unfolded.worked ? [this.drawnNote()] : [this.unitChips()];
    refill(this.host, [...chips, ...start, ...this.lines().map((_, index) => this.card(index))]);
    refill(this.panel, this.arithmetic(this.openLine));
  }

  /** Where the numbers of the worked example come from. */
  drawnNote() {
    const text = "Nothing is trained here: weights and inputs after x₁ are drawn from the random seed. Dotted numbers can be written over.";
    return element("div", "card units place", text);
  }

  /** Which units stand in the columns, and a way to be rid of one. */
  unitChips() {
    const { units } = this.reading.unfolded;
    const chip = (unit) => {
      const away = button("away", "×", `hide unit ${unit}`, () => this.onUnits(units.filter((each) => each !== unit)));
      return element("span", "chip", null, [`unit ${unit}`, ...(units.length > 1 ? [away] : [])]);
    };
    const host = element("div", "card units", null, [element("span", "", "Units shown"), ...units.map(chip)]);
    if (units.length < MOST_UNITS) host.append(this.unitField(), element("small", "place", "or click a row of the track"));
    return host;
  }

  /** Where a unit can be added by its number. */
  unitField() {
    const { units, trace } = this.reading.unfolded;
    const field = element("input", "cell add");
    Object.assign(field, { type: "text", inputMode: "numeric", placeholder: "add", autocomplete: "off" });
    field.setAttribute("aria-label", `add a unit, 0 to ${this.reading.traces[trace].units - 1}`);
    field.addEventListener("keydown", (event) => {
      event.stopPropagation(); // Streamlit has shortcuts of its own.
      if (event.key !== "Enter") return;
      const unit = Number(field.value);
      const isUnit = /^\d+$/.test(field.value.trim()) && isPlace(unit, this.reading.traces[trace].units);
      field.classList.toggle("wrong", !isUnit);
      if (isUnit) this.onUnits([...new Set([...units, unit])]);
    });
    return field;
  }

  /** The state before the first step, where it can be written over. */
  startCard(number) {
    const start = () => this.reading.unfolded.start[number];
    const { units } = this.reading.unfolded;
    const cells = units.map((unit, column) =>
      cellNode(this, () => start().values.values[column], () => ({ kind: "signed", limit: 1 }), {
        edit: () => start().edit.replace("{column}", unit),
        label: () => `${start().letters}, unit ${unit}, can be written over`,
      }),
    );
    const letter = () => `${number ? "c" : "h"}${subscript(this.isForward() ? 0 : this.reading.columns.length + 1)}`;
    const name = element("span", "title", null, ["State before the first step ", lettersNode(letter())]);
    const card = element("div", "card start", null, [name, element("span", "cells", null, cells)]);
    card.lastChild.style.setProperty("--columns", units.length);
    card.setAttribute("role", "listitem");
    return card;
  }

  /** One equation in letters, with its results. */
  card(index) {
    const line = () => this.lines()[index];
    const button = element("button", "title", null, [element("strong", "", line().title)]);
    const letters = element("span", "equation");
    button.type = "button";
    button.append(letters);
    button.onclick = () => this.onOpen(index);
    button.setAttribute("aria-expanded", String(index === this.openLine));
    this.fill(() => {
      const text = equationText(line(), this.t + 1);
      if (letters.dataset.text === text) return;
      letters.dataset.text = text;
      letters.replaceChildren(...lettersNode(text).childNodes);
    });
    const results = line().columns.map((column, number) =>
      cellNode(this, () => at(line().values, this.t, number), () => line().scale, {
        label: () => `${line().title}, ${column.name}`,
        onPick: () => this.onPick(index, number),
        quiet: () => !isComputed(this.moment.phases, this.moment.phase, index, "result"),
      }),
    );
    const card = element("div", index === this.openLine ? "card opened" : "card", null, [button, element("span", "cells", null, results)]);
    card.lastChild.style.setProperty("--columns", results.length);
    card.setAttribute("role", "listitem");
    this.fill(() => {
      const { phases, phase } = this.moment;
      card.classList.toggle("now", phase !== null && phases[phase].line === index);
      card.classList.toggle("waits", !isComputed(phases, phase, index, "result") && !(phase !== null && phases[phase].line === index));
    });
    this.mark((lit) => results.forEach((cell, number) => cell.classList.toggle("lit", index === this.openLine && number === lit.column)));
    return card;
  }

  /** The opened equation: each term with its vectors and matrices, then sum, activation, result. */
  arithmetic(index) {
    const line = () => this.lines()[index];
    const rows = line().terms.map((_, number) => this.termRow(index, number));
    if (line().activation) {
      rows.push(this.resultRow(index, "total", "sum", () => line().total, () => ARITHMETIC));
      rows.push(this.resultRow(index, "result", `${signOf(line().activation)} of the sum`, () => line().values, () => line().scale));
    } else if (rows.length > 1) rows.push(this.resultRow(index, "result", "sum", () => line().values, () => line().scale));
    const heads = line().columns.map((column) => element("span", "head", column.name));
    const head = element("div", "row heads", null, [element("span"), element("span"), element("span", "cells", null, heads)]);
    head.lastChild.style.setProperty("--columns", heads.length);
    const number = element("div", "number");
    this.fill(() => {
      number.replaceChildren(...numberNode(this, line(), this.t, Math.min(this.lit.column, line().columns.length - 1)));
      const { phases, phase } = this.moment;
      const stage = line().activation ? "total" : "result";
      number.classList.toggle("waits", !isComputed(phases, phase, index, stage));
      number.querySelector(".squash")?.classList.toggle("waits", !isComputed(phases, phase, index, "result"));
    });
    const meaning = element("p", "place", `${line().meaning} Written rounded, computed with all digits: ≈ where that shows.`);
    const inside = element("div", "within", null, [this.canvas]);
    return [inside, element("div", "sheet", null, [head, ...rows, meaning]), number];
  }

  termRow(index, number) {
    const line = () => this.lines()[index];
    const term = () => line().terms[number];
    const { kind, factors, source } = term();
    const blocks = factors.map((_, place) => this.factorBlock(index, number, place));
    const sign = kind === "elementwise" ? "∘" : "·";
    const pairs = blocks.map((block, place) => element("span", "pair", null, place ? [element("span", "sign", sign), block] : [block]));
    const left = element("span", "factors", null, pairs);
    const isPlain = kind === "plain";
    const results = this.resultCells(index, () => term().values, () => (isPlain ? factors[0].scale : this.moment.way === "backward" ? line().scale : ARITHMETIC), "term", number);
    const equal = element("span", "sign", "=");
    const row = element("div", `row term ${SOURCE_CLASS[source]}`, null, [left, equal, results]);
    this.fill(() => {
      setText(equal, this.isExact(line(), (column) => termAsWritten(this, term(), column)) ? "=" : "≈");
      this.quieten(row, index, "term", number);
    });
    return row;
  }

  factorBlock(index, number, place) {
    const term = () => this.lines()[index].terms[number];
    const { kind } = term();
    const isMatrix = kind === "product" && place === 1;
    const isVector = kind === "product" && place === 0;
    const pick = isVector ? null : (column) => this.onPick(index, column);
    const enter = (row, column) => this.point(isVector ? { row: column } : isMatrix ? { row, column } : { column }, isVector || isMatrix ? number : null);
    const isOwn = (lit) => lit.term === undefined || lit.term === null || lit.term === number;
    return blockNode(this, () => term().factors[place], isMatrix, {
      pick,
      enter,
      isLit: (lit, row, column) => (isVector ? true : column === lit.column),
      litColumn: (lit) => lit.column,
      litOne: (lit) => (lit.row === null || !isOwn(lit) ? null : { row: lit.row, column: lit.column }),
    });
  }

  /** What the pointer is on: its column lights up as if it were chosen, its row beside it. */
  point({ row = null, column }, term) {
    this.lit = { column: column ?? this.chosenColumn(), row, term };
    this.light();
  }

  resultCells(index, values, scale, stage, number = null) {
    const line = this.lines()[index];
    const cells = line.columns.map((column, place) => {
      const cell = cellNode(this, () => at(values(), this.t, place), scale, {
        label: () => `${stage === "result" ? line.title : stage}, ${column.name}`,
        onPick: () => this.onPick(index, place),
        onEnter: () => this.point({ column: place }, null),
        quiet: () => !isComputed(this.moment.phases, this.moment.phase, index, stage, number),
      });
      this.mark((lit) => cell.classList.toggle("lit", place === lit.column));
      return cell;
    });
    const host = element("span", "cells", null, cells);
    host.style.setProperty("--columns", cells.length);
    return host;
  }

  resultRow(index, stage, text, values, scale) {
    const line = () => this.lines()[index];
    const equal = element("span", "sign", "=");
    const row = element("div", `row ${stage}`, null, [element("span", "what", text), equal, this.resultCells(index, values, scale, stage)]);
    const isSquashed = () => stage === "result" && line().activation;
    const parts = (column) => (isSquashed() ? squashAsWritten(this, line(), column) : sumAsWritten(this, line(), column));
    this.fill(() => {
      setText(equal, this.isExact(line(), parts) ? "=" : "≈");
      this.quieten(row, index, stage);
    });
    return row;
  }

  /** Whether who computes with the numbers as they stand here comes to the results that stand here. */
  isExact(line, parts) {
    return line.columns.every((_, column) => {
      const [found, result] = parts(column);
      return found === null || this.write(found) === this.write(result);
    });
  }

  quieten(row, index, stage, number = null) {
    const { phases, phase } = this.moment;
    row.classList.toggle("waits", !isComputed(phases, phase, index, stage, number));
    const now = phase === null ? null : phases[phase];
    row.classList.toggle("now", Boolean(now) && now.line === index && now.stage === stage && (stage !== "term" || now.term === number));
  }
}

/** "h₂ = tanh(x₂ W_xh + h₁ W_hh + b_h)" */
function equationText(line, t) {
  const sum = line.terms.map(termLetters).join(" + ").replaceAll(`+ ${MINUS}`, `${MINUS} `);
  const sign = signOf(line.activation);
  return atStep(line.activation ? `${line.letters} = ${sign}(${sum})` : `${line.letters} = ${sum}`, t);
}

/** [what the numbers of a term come to as they are written, its result]; null where they are not. */
function termAsWritten(ledger, term, column) {
  const { t } = ledger;
  const result = at(term.values, t, column);
  if (term.kind !== "product") return [term.factors.map((factor) => asWritten(ledger, at(factor.values, t, column))).reduce((all, each) => all * each, 1), result];
  const [vector, matrix] = term.factors;
  if (matrix.values.rows > MOST_COLUMNS) return [null, result];
  const products = Array.from({ length: matrix.values.rows }, (_, n) => asWritten(ledger, at(vector.values, t, n)) * asWritten(ledger, at(matrix.values, n, column)));
  return [products.reduce((all, each) => all + each, 0), result];
}

/** The same of a sum: its terms as they are written. */
function sumAsWritten(ledger, line, column) {
  const terms = line.terms.map((term) => asWritten(ledger, at(term.values, ledger.t, column)));
  return [terms.reduce((all, each) => all + each, 0), at(line.total, ledger.t, column)];
}

/** The same of an activation: what it makes of the sum as it is written. */
function squashAsWritten(ledger, line, column) {
  const activation = ACTIVATIONS[line.activation];
  return [activation ? activation.value(asWritten(ledger, at(line.total, ledger.t, column))) : null, at(line.values, ledger.t, column)];
}

const asWritten = (ledger, value) => Number(ledger.write(value).replaceAll(MINUS, "-"));
