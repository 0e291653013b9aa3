// The inspector: what one word did to one unit, as the equation with its numbers.

/** Rebuilds the panel for a choice {word, unit, trace, pinned}; `act` moves the choice. */
function inspect(panel, theme, reading, choice, act) {
  if (choice.word === null) {
    refill(panel, [element("p", "hint", "Type a sentence to see what each word does.")]);
    return;
  }
  const trace = reading.traces[choice.trace];
  // On a narrow screen the first part stays in sight at the bottom, and the rest unfolds from it.
  const label = () => (panel.classList.contains("unfolded") ? "Hide what happened inside" : "Show what happened inside");
  const unfold = button("unfold", label(), null, () => {
    panel.classList.toggle("unfolded");
    unfold.textContent = label();
    panel.scrollIntoView({ block: "nearest" }); // High up on a page it would reach below the window.
  });
  refill(panel, [
    element("div", "first", null, [wordPart(reading, choice, act), verdictPart(reading, choice), unfold]),
    element("div", "rest", null, [
      sharePart(trace, choice),
      unitPart(reading, trace, choice, act),
      ...EXPLANATIONS[trace.cell](theme, trace, choice.word, choice.unit),
      element("p", "place", "Row vectors, as in Keras: xW. Many books write Wx; the numbers are the same."),
    ]),
  ]);
}

function wordPart(reading, choice, act) {
  const column = reading.columns[choice.word];
  const heading = element("div", "stepper", null, [
    button("step", "‹", "previous word", () => act.moveWord(-1)),
    element("h2", "", column.text),
    button("step", "›", "next word", () => act.moveWord(1)),
  ]);
  const place = `word ${choice.word + 1} of ${reading.columns.length}`;
  const notes = {
    unknown: "not in the vocabulary: read as “unknown”, whatever it is",
    respelled: `typed “${shortened(column.typed)}”`,
    known: column.typed.toLowerCase() === column.text ? "" : `typed “${shortened(column.typed)}”`,
  };
  const note = notes[column.status];
  const parts = [heading, element("p", "place", note ? `${place} · ${note}` : place)];
  if (choice.pinned) parts.push(button("unpin", "follow the typing again", null, act.unpin));
  return element("section", "word", null, parts);
}

function verdictPart(reading, choice) {
  const from = reading.probabilities[choice.word];
  const now = reading.probabilities[choice.word + 1];
  const side = now >= 0.5 ? "positive" : "negative";
  const meter = element("div", "meter", null, [element("i", "before"), element("i", `now ${side}`)]);
  meter.style.setProperty("--before", from);
  meter.style.setProperty("--now", now);
  return element("section", "verdict", null, [
    element("p", `verdict-now ${side}`, null, [element("strong", "", percent(now)), " positive, if it ended here"]),
    meter,
    element("p", "place", `${inPoints(100 * (now - from))}, from ${percent(from)}`),
  ]);
}

/** "this word: +12 points", also for one point and for less than one. */
function inPoints(change) {
  const points = Math.round(Math.abs(change));
  if (points === 0) return "this word: less than a point";
  return `this word: ${change > 0 ? "+" : MINUS}${points} point${points === 1 ? "" : "s"}`;
}

function sharePart(trace, choice) {
  const share = trace.inputShare[choice.word];
  const bar = element("div", "split", null, [
    element("i", "input", share > 0.16 ? `${Math.round(100 * share)} %` : ""),
    element("i", "state", share < 0.84 ? `${100 - Math.round(100 * share)} %` : ""),
  ]);
  bar.style.setProperty("--share", share);
  return element("section", "shares", null, [
    element("p", "legend", null, [element("span", "input", inputName(trace)), element("span", "state", stateName(trace))]),
    bar,
    element("p", "place", "shares of size, |xW| against |hW| over all units; not of influence"),
  ]);
}

function unitPart(reading, trace, choice, act) {
  const title = traceTitle(reading, trace);
  const parts = [
    element("div", "stepper", null, [
      button("step", "‹", "unit above", () => act.moveUnit(-1)),
      element("h2", "", `Unit ${choice.unit}`),
      button("step", "›", "unit below", () => act.moveUnit(1)),
    ]),
    element("p", "place", [`one of ${trace.units}`, trace.cell, ...(title ? [title] : [])].join(" · ")),
  ];
  // The head reads the state reached last: for a backward direction that is the first word's.
  const isRead = trace.direction === "forward" || choice.word === 0;
  if (trace.weights && isRead) {
    const values = [quantity(trace, "hidden_state", choice.word, choice.unit), trace.weights[choice.unit]];
    const equation = { compute: (state, weight) => state * weight, values, result: values[0] * values[1] };
    const line = equationLine("push", "to the verdict", "hₜ · w", [equation, (h, w) => `${h} · ${w}`], digitsFor([equation]));
    line.querySelector(".result").classList.add(equation.result >= 0 ? "positive" : "negative");
    parts.push(line);
  }
  return element("section", "unit", null, parts);
}

/** A line of arithmetic: a name, the letters, the numbers, the result. */
function equationLine(className, name, letters, [{ compute, values, result }, write], digits) {
  const numbers = write(...values.map((value, index) => (index ? inBrackets(value, digits) : written(value, digits))));
  const sign = equals(compute, values, result, digits);
  return element("div", `line ${className}`, null, [
    element("span", "name", name),
    element("p", "formula", null, [`${letters} = ${numbers} ${sign} `, element("b", "result", written(result, digits))]),
  ]);
}

/** Lines that use each other's results, all with the digits that make every one come out. */
function memory(lines) {
  const digits = digitsFor(lines.map(([, , [equation]]) => equation));
  return element("div", "memory", null, lines.map(([name, letters, equation]) => equationLine("", name, letters, equation, digits)));
}

const product = (a, b, result = a * b) => [{ compute: (x, y) => x * y, values: [a, b], result }, (x, y) => `${x} · ${y}`];
const sum = (a, b, result) => [{ compute: (x, y) => x + y, values: [a, b], result }, (x, y) => `${x} + ${y}`];

/** One pre-activation: its three parts as a bar, the sum, and what the activation makes of it. */
function sumRow(theme, trace, name, word, unit, note = "") {
  const track = trackOf(trace, name);
  const isGate = name.endsWith("_gate");
  const { sign, value } = ACTIVATIONS[isGate ? trace.recurrentActivation : trace.activation];
  const block = trace.gates.indexOf(name) * trace.units + unit;
  const parts = Object.entries(trace.parts).map(([part, array]) => [part, at(array, word, block)]);
  const values = parts.map(([, each]) => each);
  const total = values.reduce((all, each) => all + each, 0);
  const result = quantity(trace, name, word, unit);
  const adds = { compute: (...terms) => terms.reduce((all, each) => all + each, 0), values, result: total };
  const squashes = { compute: (a) => value(a), values: [total], result };
  const digits = digitsFor([adds, { ...squashes, compute: (a) => rounded(value(a), DIGITS), result: rounded(result, DIGITS) }]);
  const formula = element("p", "formula", null, [`${track.letter} = ${sign}(`]);
  parts.forEach(([part, each], index) => {
    if (index) formula.append(each < 0 ? ` ${MINUS} ` : " + ");
    formula.append(element("b", part, written(index ? Math.abs(each) : each, digits)));
  });
  const same = equals(adds.compute, values, total, digits);
  const squashed = equals(squashes.compute, [total], result, digits, DIGITS);
  formula.append(`) ${same} ${sign}(${written(total, digits)}) ${squashed} `, element("b", "result", written(result)));
  const heading = element("div", "name", null, [element("span", "", track.label), swatch(theme, track, result)]);
  return element("div", "sum", null, [heading, balance(parts), formula, element("p", "place", note || track.meaning)]);
}

const BALANCE_LIMIT = 6; // Either side of zero; a gate is all but open or shut beyond it.

/** Parts of a sum: positive ones to the right of zero, negative ones to the left. */
function balance(parts) {
  const bar = element("div", "balance");
  const ends = { right: 0, left: 0 };
  for (const [part, value] of parts) {
    const side = value >= 0 ? "right" : "left";
    const width = Math.abs(value) / BALANCE_LIMIT;
    const piece = element("i", `${part} ${side}`);
    piece.style.setProperty("--from", ends[side]);
    piece.style.setProperty("--width", Math.max(0, Math.min(width, 1 - ends[side])));
    if (ends[side] + width > 1) bar.classList.add(`beyond-${side}`);
    ends[side] = Math.min(1, ends[side] + width);
    bar.append(piece);
  }
  return bar;
}

/** A number beside a chip of its colour. */
function swatch(theme, track, value) {
  const chip = element("i");
  chip.style.background = colourOf(theme, track, value);
  return element("span", "swatch", null, [chip, written(value)]);
}

function legend(trace) {
  const parts = [
    ["input", `${inputName(trace)}, xₜW`],
    ["state", `${stateName(trace)}, ${before(trace, "hₜ")}W`],
    ["bias", "bias, b"],
  ];
  const bars = element("em", "", `bars: ${MINUS}${BALANCE_LIMIT} … ${BALANCE_LIMIT}`);
  return element("p", "legend", null, [...parts.map(([name, text]) => element("span", name, text)), bars]);
}

function explainSimpleRNN(theme, trace, word, unit) {
  return [legend(trace), sumRow(theme, trace, "hidden_state", word, unit)];
}

function explainLSTM(theme, trace, word, unit) {
  const [i, f, g, o, c, h] = ["input_gate", "forget_gate", "candidate", "output_gate", "cell_state", "hidden_state"].map((name) =>
    quantity(trace, name, word, unit),
  );
  const earlier = previousQuantity(trace, "cell_state", word, unit);
  const { sign, value } = ACTIVATIONS[trace.activation];
  const read = [{ compute: (x, y) => x * value(y), values: [o, c], result: h }, (x, y) => `${x} · ${sign} ${y}`];
  return [
    memory([
      ["kept", `fₜ · ${before(trace, "cₜ")}`, product(f, earlier)],
      ["written", "iₜ · gₜ", product(i, g)],
      ["memory", "cₜ", sum(f * earlier, i * g, c)],
      ["read", `hₜ = oₜ · ${sign} cₜ`, read],
    ]),
    legend(trace),
    ...["forget_gate", "input_gate", "candidate", "output_gate"].map((name) => sumRow(theme, trace, name, word, unit)),
  ];
}

function explainGRU(theme, trace, word, unit) {
  const [z, r, g, h] = ["update_gate", "reset_gate", "candidate", "hidden_state"].map((name) => quantity(trace, name, word, unit));
  const earlier = previousQuantity(trace, "hidden_state", word, unit);
  return [
    memory([
      ["kept", `zₜ · ${before(trace, "hₜ")}`, product(z, earlier)],
      ["written", `(1${MINUS}zₜ) · gₜ`, product(1 - z, g)],
      ["state", "hₜ", sum(z * earlier, (1 - z) * g, h)],
    ]),
    legend(trace),
    sumRow(theme, trace, "update_gate", word, unit, "How much of the old state is kept, as in Keras; many books swap zₜ and 1 − zₜ."),
    sumRow(theme, trace, "reset_gate", word, unit),
    sumRow(theme, trace, "candidate", word, unit, `The new content on offer; the state's part is already multiplied by rₜ = ${written(r)}.`),
  ];
}

const EXPLANATIONS = { SimpleRNN: explainSimpleRNN, LSTM: explainLSTM, GRU: explainGRU };
