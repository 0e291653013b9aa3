// The inspector: what one word did to one unit, as the equation with its numbers.

/** An element with a class, a text (never markup) and children. */
function element(tag, className = "", text = null, children = []) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== null) node.textContent = text;
  node.append(...children);
  return node;
}

/** Puts new children in place of the old; a button that had the focus hands it to its successor. */
function refill(host, children) {
  const buttons = () => [...host.querySelectorAll("button")];
  const focused = buttons().indexOf(host.getRootNode().activeElement);
  host.replaceChildren(...children);
  if (focused >= 0) buttons()[focused]?.focus({ preventScroll: true });
}

/** Rebuilds the panel for a choice {word, unit, trace}; `act` moves the choice. */
function inspect(panel, reading, choice, act) {
  if (choice.word === null) {
    refill(panel, [element("p", "hint", "Type a sentence to see what each word does.")]);
    return;
  }
  const trace = reading.traces[choice.trace];
  // On a narrow screen the first part stays in sight at the bottom, and the rest unfolds from it.
  const unfold = element("button", "unfold", "Show what happened inside");
  unfold.type = "button";
  unfold.onclick = () => {
    const open = act.unfold();
    unfold.textContent = open ? "Hide what happened inside" : "Show what happened inside";
  };
  if (panel.classList.contains("unfolded")) unfold.textContent = "Hide what happened inside";
  refill(panel, [
    element("div", "first", null, [wordPart(reading, choice, act), verdictPart(reading, choice), unfold]),
    element("div", "rest", null, [
      sharePart(trace, choice),
      unitPart(reading, trace, choice, act),
      ...EXPLANATIONS[trace.cell](trace, choice.word, choice.unit),
    ]),
  ]);
}

function wordPart(reading, choice, act) {
  const column = reading.columns[choice.word];
  const heading = element("div", "stepper", null, [
    stepButton("‹", "previous word", () => act.moveWord(-1)),
    element("h3", "", column.text),
    stepButton("›", "next word", () => act.moveWord(1)),
  ]);
  const place = `word ${choice.word + 1} of ${reading.columns.length}`;
  const notes = {
    unknown: `not in the vocabulary of ${reading.network}: read as “unknown”, whatever it is`,
    respelled: `typed “${column.typed}”, read as “${column.text}”`,
    known: column.typed.toLowerCase() === column.text ? "" : `typed “${column.typed}”`,
  };
  const note = notes[column.status];
  return element("section", "word", null, [heading, element("p", "place", note ? `${place} · ${note}` : place)]);
}

function stepButton(text, label, onClick) {
  const button = element("button", "step", text);
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.onclick = onClick;
  return button;
}

function verdictPart(reading, choice) {
  const before = reading.probabilities[choice.word];
  const after = reading.probabilities[choice.word + 1];
  const points = Math.round(100 * after) - Math.round(100 * before);
  const side = after >= 0.5 ? "positive" : "negative";
  const meter = element("div", "meter", null, [element("i", "before"), element("i", `now ${side}`)]);
  meter.style.setProperty("--before", before);
  meter.style.setProperty("--now", after);
  const moved = points === 0 ? "this word leaves it there" : `this word: ${points > 0 ? "+" : MINUS}${Math.abs(points)} points, from ${percent(before)}`;
  return element("section", "verdict", null, [
    element("p", `verdict-now ${side}`, null, [element("strong", "", percent(after)), " positive, if it ended here"]),
    meter,
    element("p", "place", moved),
  ]);
}

function sharePart(trace, choice) {
  const share = trace.inputWeight[choice.word];
  const bar = element("div", "split", null, [
    element("i", "input", share > 0.16 ? `${Math.round(100 * share)} %` : ""),
    element("i", "state", share < 0.84 ? `${100 - Math.round(100 * share)} %` : ""),
  ]);
  bar.style.setProperty("--share", share);
  const note = element("p", "place", "share of the size of what all units add up");
  note.title = "Euclidean norms over all units and gates: |x W| against |h W|. A share of size, not of influence.";
  return element("section", "shares", null, [
    element("p", "legend", null, [element("span", "input", "this word"), element("span", "state", "the state before it")]),
    bar,
    note,
  ]);
}

function unitPart(reading, trace, choice, act) {
  const title = traceTitle(reading, trace);
  const parts = [
    element("div", "stepper", null, [
      stepButton("‹", "unit above", () => act.moveUnit(-1)),
      element("h3", "", `Unit ${choice.unit}`),
      stepButton("›", "unit below", () => act.moveUnit(1)),
    ]),
    element("p", "place", [`one of ${trace.units}`, trace.cell, ...(title ? [title] : [])].join(" · ")),
  ];
  // The head reads the state reached last: for a backward direction that is the first word's.
  const isRead = trace.direction === "forward" || choice.word === 0;
  if (trace.weights && isRead) {
    const [h, w] = [quantity(trace, "hidden_state", choice.word, choice.unit), trace.weights[choice.unit]];
    const digits = digitsThatAgree((state, weight) => state * weight, [h, w], h * w);
    const push = h * w >= 0 ? "positive" : "negative";
    parts.push(
      element("p", "formula push", null, [
        `to the verdict: hₜ · w = ${written(h, digits)} · ${inBrackets(w, digits)} = `,
        element("b", push, signed(h * w, digits)),
      ]),
    );
  }
  return element("section", "unit", null, parts);
}

/** One pre-activation: its three parts as a bar, the sum, and what the activation makes of it. */
function sumRow(trace, name, word, unit, { symbol, label, activation, kind, note = null }) {
  const block = trace.gates.indexOf(name) * trace.units + unit;
  const parts = [
    ["input", at(trace.inputShare, word, block)],
    ["state", at(trace.stateShare, word, block)],
    ["bias", at(trace.biasShare, word, block)],
  ];
  const values = parts.map(([, value]) => value);
  const sum = values.reduce((total, value) => total + value, 0);
  const digits = digitsThatAgree((...terms) => terms.reduce((total, term) => total + term, 0), values, sum);
  const result = quantity(trace, name, word, unit);
  const formula = element("p", "formula", null, [`${symbol} = ${activation}(`]);
  parts.forEach(([part, value], index) => {
    if (index) formula.append(value < 0 ? ` ${MINUS} ` : " + ");
    formula.append(element("b", part, written(index ? Math.abs(value) : value, digits)));
  });
  formula.append(`) = ${activation}(${written(sum, digits)}) = `, element("b", "result", written(result)));
  return element("div", "sum", null, [
    element("div", "name", null, [element("span", "", label), swatch(kind, result)]),
    balance(parts),
    formula,
    ...(note ? [element("p", "place", note)] : []),
  ]);
}

const BALANCE_LIMIT = 6; // Either side of zero; a gate is all but open or shut beyond it.

/** Parts of a sum: positive ones to the right of zero, negative ones to the left. */
function balance(parts) {
  const bar = element("div", "balance");
  const ends = { right: 0, left: 0 };
  for (const [part, value] of parts) {
    const side = value >= 0 ? "right" : "left";
    const width = Math.max(0, Math.min(Math.abs(value) / BALANCE_LIMIT, 1 - ends[side]));
    const piece = element("i", `${part} ${side}`);
    piece.style.setProperty("--from", ends[side]);
    piece.style.setProperty("--width", width);
    ends[side] += width;
    bar.append(piece);
  }
  return bar;
}

function swatch(kind, value) {
  const chip = element("span", `swatch ${kind}`, written(value));
  chip.dataset.value = value;
  return chip;
}

/** A line of plain arithmetic, its numbers written with the digits that make it come out. */
function line(label, letters, compute, values, result, write) {
  const digits = digitsThatAgree(compute, values, result);
  const numbers = write(...values.map((value, index) => (index ? inBrackets(value, digits) : written(value, digits))));
  return element("div", "line", null, [
    element("span", "name", label),
    element("p", "formula", null, [`${letters} = ${numbers} = `, element("b", "result", written(result, digits))]),
  ]);
}

const product = (label, letters, a, b, result = a * b) =>
  line(label, letters, (x, y) => x * y, [a, b], result, (x, y) => `${x} · ${y}`);
const sum = (label, letters, a, b, result) => line(label, letters, (x, y) => x + y, [a, b], result, (x, y) => `${x} + ${y}`);

const inBrackets = (value, digits = DIGITS) => (Number(value.toFixed(digits)) < 0 ? `(${written(value, digits)})` : written(value, digits));

function legend() {
  const parts = [["input", "this word, xₜW"], ["state", "state, hₜ₋₁W"], ["bias", "bias, b"]];
  return element("p", "legend", null, parts.map(([name, text]) => element("span", name, text)));
}

function explainSimpleRNN(trace, word, unit) {
  return [legend(), sumRow(trace, "hidden_state", word, unit, { symbol: "hₜ", label: "New state", activation: trace.activation, kind: "signed" })];
}

function explainLSTM(trace, word, unit) {
  const value = (name) => quantity(trace, name, word, unit);
  const [i, f, g, o] = ["input_gate", "forget_gate", "candidate", "output_gate"].map(value);
  const before = previousQuantity(trace, "cell_state", word, unit);
  const [c, h] = [value("cell_state"), value("hidden_state")];
  const gate = (name, symbol, label) => sumRow(trace, name, word, unit, { symbol, label, activation: "σ", kind: "gate" });
  return [
    element("div", "memory", null, [
      product("kept", "fₜ · cₜ₋₁", f, before),
      product("written", "iₜ · gₜ", i, g),
      sum("memory", "cₜ", f * before, i * g, c),
      line("read", "hₜ = oₜ · tanh cₜ", (x, y) => x * Math.tanh(y), [o, c], h, (x, y) => `${x} · tanh ${y}`),
    ]),
    legend(),
    gate("forget_gate", "fₜ", "Forget gate: how much to keep"),
    gate("input_gate", "iₜ", "Input gate: how much to write"),
    sumRow(trace, "candidate", word, unit, { symbol: "gₜ", label: "Candidate: what to write", activation: trace.activation, kind: "signed" }),
    gate("output_gate", "oₜ", "Output gate: how much to read"),
  ];
}

function explainGRU(trace, word, unit) {
  const value = (name) => quantity(trace, name, word, unit);
  const [z, r, g, h] = ["update_gate", "reset_gate", "candidate", "hidden_state"].map(value);
  const before = previousQuantity(trace, "hidden_state", word, unit);
  const gate = (name, symbol, label, note) => sumRow(trace, name, word, unit, { symbol, label, note, activation: "σ", kind: "gate" });
  const offered = at(trace.stateShare, word, 2 * trace.units + unit) / r;
  return [
    element("div", "memory", null, [
      product("kept", "zₜ · hₜ₋₁", z, before),
      product("written", `(1${MINUS}zₜ) · gₜ`, 1 - z, g),
      sum("state", "hₜ", z * before, (1 - z) * g, h),
    ]),
    legend(),
    gate("update_gate", "zₜ", "Update gate: how much to keep", "as in Keras; many books swap zₜ and 1 − zₜ"),
    gate("reset_gate", "rₜ", "Reset gate: how much to look back"),
    sumRow(trace, "candidate", word, unit, {
      symbol: "gₜ",
      label: "Candidate: what to write",
      activation: trace.activation,
      kind: "signed",
      note: `the state offers ${written(offered)}; the reset gate lets ${written(r)} · ${inBrackets(offered)} through`,
    }),
  ];
}

const EXPLANATIONS = { SimpleRNN: explainSimpleRNN, LSTM: explainLSTM, GRU: explainGRU };
