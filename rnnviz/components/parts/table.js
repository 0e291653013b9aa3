// The table twin: the same numbers for those who read better than they see, and for copying.

/** One row a word: what was read, the verdict, and every quantity of the chosen unit. */
function fillTable(container, reading, choice) {
  const trace = reading.traces[choice.trace];
  const title = traceTitle(reading, trace);
  const caption = `${reading.network}${title ? `, ${title}` : ""}, unit ${choice.unit}`;
  const quantities = trace.tracks.map((track) => `${track.label} ${track.letter}`);
  const gradients = reading.unfolded && reading.unfolded.gradients[choice.trace].values;
  const headings = ["Word", "Read as", reading.isVerdict ? "Positive so far" : "Output y", "Share of the input", ...quantities, ...(gradients ? ["Gradient ∂L/∂hₜ"] : [])];
  const head = element("tr", "", null, headings.map((text) => Object.assign(element("th", "", text), { scope: "col" })));
  const row = (first, cells) => {
    const heading = Object.assign(element("th", "", first), { scope: "row" });
    return element("tr", "", null, [heading, ...cells.map((text) => element("td", "", text))]);
  };
  const blank = trace.tracks.map((track) => (STARTS_AT_ZERO.has(track.name) ? written(startOf(reading, choice, track.name)) : "–"));
  const start = row("h₀, before any word", ["–", outputText(reading, reading.probabilities[0]), "–", ...blank, ...(gradients ? ["–"] : [])]);
  const rows = reading.columns.map((column, word) => {
    const readAs = column.status === "unknown" ? "unknown" : column.text;
    const values = trace.tracks.map((track) => written(at(track.values, word, choice.unit)));
    return row(column.typed, [readAs, outputText(reading, reading.probabilities[word + 1]), percent(trace.inputShare[word]), ...values, ...(gradients ? [compact(at(gradients, word, choice.unit))] : [])]);
  });
  container.replaceChildren(
    element("table", "", null, [
      element("caption", "", caption),
      element("thead", "", null, [head]),
      element("tbody", "", null, [start, ...rows]),
    ]),
  );
}

/** The state of a unit before the first word: zero, or what was written over it. */
function startOf({ unfolded }, { unit, trace }, name) {
  if (!unfolded || trace !== unfolded.trace) return 0;
  const column = unfolded.units.indexOf(unit);
  return column < 0 ? 0 : unfolded.start[name === "cell_state" ? 1 : 0].values.values[column];
}

/** Marks the row of the chosen word; the numbers are those of its unit already. */
function markRow(container, word) {
  container.querySelectorAll("tbody tr").forEach((row, index) => row.classList.toggle("chosen", index === word + 1));
}

/** The sentence a screen reader says of a choice. */
function spokenChoice(reading, choice) {
  const column = reading.columns[choice.word];
  const trace = reading.traces[choice.trace];
  const status = column.status === "unknown" ? ", unknown to the network" : "";
  const state = written(quantity(trace, "hidden_state", choice.word, choice.unit));
  return (
    `${column.text}${status}, word ${choice.word + 1} of ${reading.columns.length}. ` +
    `${spokenOutput(reading, reading.probabilities[choice.word + 1])}. Unit ${choice.unit}: hidden state ${state}.`
  );
}

const spokenOutput = (reading, value) => (reading.isVerdict ? `${percent(value)} positive` : `Output ${written(value)}`);

/** The sentence it says after typing. */
function spokenVerdict(reading) {
  const count = reading.columns.length;
  if (!count) return "No word.";
  if (!reading.isVerdict) return `${spokenOutput(reading, reading.probabilities.at(-1))} after ${count} step${count === 1 ? "" : "s"}.`;
  return `${verdictInWords(reading.probabilities.at(-1)).text}, ${count} word${count === 1 ? "" : "s"}.`;
}
