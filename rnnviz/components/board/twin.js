// The table twin, the labels above the rows, and what a screen reader says of a choice.

/** One row a word: all its words and curves, and of each heat the chosen row. */
function fillBoardTable(container, board, choice) {
  const others = board.rows.slice(1);
  const columns = others.flatMap((row) => tableColumns(row, choice));
  const heading = (text, scope) => Object.assign(element("th", "", text), { scope });
  const head = element("tr", "", null, [heading(board.rows[0].label || "Word", "col"), ...columns.map(({ title }) => heading(title, "col"))]);
  const body = board.words.map((word, column) => element("tr", "", null, [heading(wordName(word), "row"), ...columns.map(({ text }) => element("td", "", text(column)))]));
  container.replaceChildren(element("table", "", null, [element("caption", "", board.title), element("thead", "", null, [head]), element("tbody", "", null, body)]));
}

function tableColumns(row, choice) {
  if (row.kind === "words") return [{ title: row.label || "Word", text: (column) => wordName(row.words[column]) }];
  if (row.kind === "curve") {
    return row.series.map((one) => ({
      title: row.series.length > 1 ? `${row.label}: ${one.name}` : row.label,
      text: (column) => curveText(row, one, column),
    }));
  }
  const place = Math.max(0, row.names.indexOf(choice.unit));
  const text = (column) => (isAbsent(row, column) ? "–" : heatText(at(row.values, column, place)));
  return row.values.columns ? [{ title: `${row.label} ${row.letter}, ${row.noun} ${row.names[place]}`, text }] : [];
}

function markBoardRow(container, column) {
  container.querySelectorAll("tbody tr").forEach((row, number) => row.classList.toggle("chosen", number === column));
}

/** The lines above the rows, as HTML; `toggle` is called with the key of a heat that should change its size. */
function fillBoardLabels(host, { layout, theme }, toggle) {
  const labels = layout.bands.filter((band) => band.kind === "label");
  refill(host, labels.map((band) => {
    const lines = band.lines.map((parts) => element("div", "line", null, parts.map((part) => labelNode(theme, layout, band, part, toggle))));
    const label = element("div", "label", null, lines);
    label.style.top = `${band.y}px`;
    label.style.height = `${band.height}px`;
    return label;
  }));
}

function labelNode(theme, { size }, { row }, part, toggle) {
  if (part.kind === "toggle") return button("toggle", part.text, `${row.label}: ${part.text}`, () => toggle(row.key));
  if (part.kind === "scale") {
    const bar = element("i", "bar");
    bar.style.background = `linear-gradient(to right, ${scaleStops(theme, part.scale).join(", ")})`;
    return element("span", "scale", null, [element("i", "", part.low), bar, element("i", "", part.high)]);
  }
  if (part.kind !== "legend") return element(part.kind === "note" ? "span" : part.kind, part.kind === "note" ? "note" : "", part.text);
  const sample = shape("svg", { width: SAMPLE, height: size.small + 3 }, sampleOf(theme, part, 0, 0, size.small + 3));
  return element("span", "legend", null, [sample, element("span", "", part.text)]);
}

const scaleStops = (theme, { kind }) => (kind === "gate" ? theme.gate : theme.signed);

/** The sentence a screen reader says of a choice. */
function spokenPlace(board, { column, row, unit, first, last }) {
  const span = first === null ? "" : `Words ${first + 1} to ${last + 1} of ${board.columns}. `;
  if (column === null) return span || "Nothing is chosen.";
  const curves = board.rows.filter((each) => each.kind === "curve");
  const said = curves.map((curve) => curve.series.map((one) => `${curve.series.length > 1 ? one.name : curve.label} ${curveText(curve, one, column)}`).join(", "));
  const heat = board.heats.find((each) => each.key === row);
  const place = heat ? heat.names.indexOf(unit) : -1;
  if (place >= 0) said.push(placeTip(board, { column, row: heat, name: unit, place }).split(" · ").slice(1).join(", "));
  return `${span}${wordName(board.words[column])}, word ${column + 1} of ${board.columns}. ${said.join(". ")}`;
}
