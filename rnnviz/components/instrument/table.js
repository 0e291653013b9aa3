// The table twin: the same numbers for those who read better than they see, and for copying.

/** One row a word: what was read, the verdict, and every quantity of the chosen unit. */
function fillTable(container, reading, choice) {
  const trace = reading.traces[choice.trace];
  const title = traceTitle(reading, trace);
  const caption = `${reading.network}${title ? `, ${title}` : ""}, unit ${choice.unit}`;
  const headings = ["Word", "Read as", "Positive so far", ...trace.tracks.map((track) => `${track.label} ${track.letter}`)];
  const head = element("tr", "", null, headings.map((text) => Object.assign(element("th", "", text), { scope: "col" })));
  const rows = reading.columns.map((column, word) => {
    const readAs = column.status === "unknown" ? "unknown" : column.text;
    const values = trace.tracks.map((track) => written(at(track.values, word, choice.unit)));
    const first = Object.assign(element("th", "", column.typed), { scope: "row" });
    const cells = [readAs, percent(reading.probabilities[word + 1]), ...values].map((text) => element("td", "", text));
    return element("tr", word === choice.word ? "chosen" : "", null, [first, ...cells]);
  });
  const table = element("table", "", null, [
    element("caption", "", caption),
    element("thead", "", null, [head]),
    element("tbody", "", null, rows),
  ]);
  container.replaceChildren(table);
}

/** The sentence a screen reader says of a choice. */
function spoken(reading, choice) {
  if (choice.word === null) return "";
  const column = reading.columns[choice.word];
  const trace = reading.traces[choice.trace];
  const status = column.status === "unknown" ? ", unknown to the network" : "";
  const state = written(quantity(trace, "hidden_state", choice.word, choice.unit));
  return (
    `${column.text}${status}, word ${choice.word + 1} of ${reading.columns.length}. ` +
    `${percent(reading.probabilities[choice.word + 1])} positive. Unit ${choice.unit}: hidden state ${state}.`
  );
}
