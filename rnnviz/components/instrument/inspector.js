// The inspector: what one word did to one unit, as the equation with its numbers.

/** An element with a class, a text (never markup) and children. */
function element(tag, className = "", text = null, children = []) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== null) node.textContent = text;
  node.append(...children);
  return node;
}

/** Rebuilds the panel for a choice {word, unit, trace}; `act` moves the choice. */
function inspect(panel, reading, choice, act) {
  if (choice.word === null) {
    panel.replaceChildren(element("p", "hint", "Type a sentence to see what each word does."));
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
  panel.replaceChildren(
    element("div", "first", null, [wordPart(reading, choice, act), verdictPart(reading, choice), unfold]),
    element("div", "rest", null, [
      sharePart(trace, choice),
      unitPart(reading, trace, choice, act),
      ...EXPLANATIONS[trace.cell](trace, choice.word, choice.unit),
    ]),
  );
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
  const moved = points === 0 ? "unchanged by this word" : `${points > 0 ? "+" : MINUS}${Math.abs(points)} points by this word`;
  const side = after >= 0.5 ? "positive" : "negative";
  const meter = element("div", "meter", null, [element("i", "before"), element("i", `now ${side}`)]);
  meter.style.setProperty("--before", before);
  meter.style.setProperty("--now", after);
  return element("section", "verdict", null, [
    element("p", `headline ${side}`, null, [element("strong", "", percent(after)), " positive so far"]),
    meter,
    element("p", "place", moved),
  ]);
}

function sharePart(trace, choice) {
  const share = trace.inputWeight[choice.word];
  const bar = element("div", "split", null, [
    element("i", "input", share > 0.16 ? `${Math.round(100 * share)} %` : ""),
    element("i", "state", share < 0.84 ? `${Math.round(100 * (1 - share))} %` : ""),
  ]);
  bar.style.setProperty("--share", share);
  return element("section", "shares", null, [
    element("p", "legend", null, [element("span", "input", "this word"), element("span", "state", "state before it")]),
    bar,
    element("p", "place", "of the pre-activations of all units"),
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
  ];
  const facts = [trace.cell];
  if (title) facts.push(title);
  if (trace.weights) facts.push(`weight to the verdict ${signed(trace.weights[choice.unit])}`);
  parts.push(element("p", "place", facts.join(" · ")));
  return element("section", "unit", null, parts);
}

/** One pre-activation: its three parts as a bar, the sum, and what the activation makes of it. */
function sumRow(trace, name, word, unit, { symbol, label, activation, kind }) {
  const block = trace.gates.indexOf(name) * trace.units + unit;
  const parts = [
    ["input", at(trace.inputShare, word, block)],
    ["state", at(trace.stateShare, word, block)],
    ["bias", at(trace.biasShare, word, block)],
  ];
  const sum = parts.reduce((total, [, value]) => total + value, 0);
  const result = quantity(trace, name, word, unit);
  const formula = element("p", "formula", null, [`${symbol} = ${activation}(`]);
  parts.forEach(([part, value], index) => {
    if (index) formula.append(value < 0 ? ` ${MINUS} ` : " + ");
    formula.append(element("b", part, written(index ? Math.abs(value) : value)));
  });
  formula.append(`) = ${activation}(${written(sum)}) = `, element("b", "result", written(result)));
  return element("div", "sum", null, [
    element("div", "name", null, [element("span", "", label), swatch(kind, result)]),
    balance(parts),
    formula,
  ]);
}

/** Parts of a sum: positive ones to the right of zero, negative ones to the left; full width is 4. */
function balance(parts) {
  const bar = element("div", "balance");
  const ends = { right: 0, left: 0 };
  for (const [part, value] of parts) {
    const side = value >= 0 ? "right" : "left";
    const width = Math.min(Math.abs(value) / 4, 1 - ends[side]);
    const piece = element("i", `${part} ${side}`);
    piece.style.setProperty("--from", ends[side]);
    piece.style.setProperty("--width", Math.max(width, 0));
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

/** A line of plain arithmetic: a name, the letters, the numbers. */
function line(label, letters, numbers, result) {
  return element("div", "line", null, [
    element("span", "name", label),
    element("p", "formula", null, [`${letters} = ${numbers} = `, element("b", "result", written(result))]),
  ]);
}

const inBrackets = (value) => (value < 0 ? `(${written(value)})` : written(value));
const LEGEND = () => element("p", "legend", null, [element("span", "input", "xₜW: this word"), element("span", "state", "hₜ₋₁W: the state"), element("span", "bias", "bias")]);

function explainSimpleRNN(trace, word, unit) {
  return [LEGEND(), sumRow(trace, "hidden_state", word, unit, { symbol: "hₜ", label: "New state", activation: trace.activation, kind: "signed" })];
}

function explainLSTM(trace, word, unit) {
  const value = (name) => quantity(trace, name, word, unit);
  const [i, f, g, o] = ["input_gate", "forget_gate", "candidate", "output_gate"].map(value);
  const before = previousQuantity(trace, "cell_state", word, unit);
  const [c, h] = [value("cell_state"), value("hidden_state")];
  const gate = (name, symbol, label) => sumRow(trace, name, word, unit, { symbol, label, activation: "σ", kind: "gate" });
  return [
    element("div", "memory", null, [
      line("kept", "fₜ · cₜ₋₁", `${written(f)} · ${inBrackets(before)}`, f * before),
      line("written", "iₜ · gₜ", `${written(i)} · ${inBrackets(g)}`, i * g),
      line("memory", "cₜ", `${written(f * before)} ${i * g < 0 ? MINUS : "+"} ${written(Math.abs(i * g))}`, c),
      line("read", "hₜ = oₜ · tanh cₜ", `${written(o)} · ${inBrackets(Math.tanh(c))}`, h),
    ]),
    LEGEND(),
    gate("forget_gate", "fₜ", "Forget gate: keep?"),
    gate("input_gate", "iₜ", "Input gate: write?"),
    sumRow(trace, "candidate", word, unit, { symbol: "gₜ", label: "Candidate: what?", activation: trace.activation, kind: "signed" }),
    gate("output_gate", "oₜ", "Output gate: read?"),
  ];
}

function explainGRU(trace, word, unit) {
  const value = (name) => quantity(trace, name, word, unit);
  const [z, g, h] = ["update_gate", "candidate", "hidden_state"].map(value);
  const before = previousQuantity(trace, "hidden_state", word, unit);
  const gate = (name, symbol, label) => sumRow(trace, name, word, unit, { symbol, label, activation: "σ", kind: "gate" });
  return [
    element("div", "memory", null, [
      line("kept", "zₜ · hₜ₋₁", `${written(z)} · ${inBrackets(before)}`, z * before),
      line("written", "(1−zₜ) · gₜ", `${written(1 - z)} · ${inBrackets(g)}`, (1 - z) * g),
      line("state", "hₜ", `${written(z * before)} ${(1 - z) * g < 0 ? MINUS : "+"} ${written(Math.abs((1 - z) * g))}`, h),
    ]),
    LEGEND(),
    gate("update_gate", "zₜ", "Update gate: keep?"),
    gate("reset_gate", "rₜ", "Reset gate: look back?"),
    sumRow(trace, "candidate", word, unit, { symbol: "gₜ", label: "Candidate: what?", activation: trace.activation, kind: "signed" }),
  ];
}

const EXPLANATIONS = { SimpleRNN: explainSimpleRNN, LSTM: explainLSTM, GRU: explainGRU };
