// The norms over time: a line for each cell with its spread, the law, and strips for what no axis can hold.

const LAB_SIZES = {
  normal: { font: 13, small: 12, curve: 330, map: 150, plane: 280, line: 2.5, strip: 6 },
  presenter: { font: 19, small: 17, curve: 430, map: 200, plane: 380, line: 3.5, strip: 9 },
};
const LAB_DASHES = { "simple-rnn": [], gru: [10, 4], lstm: [13, 4, 3, 4], alone: [2, 4], law: [5, 5] };
const LAB_MARKS = { "simple-rnn": "circle", gru: "square", lstm: "triangle" };

/** Every line that is drawn: what it is called, and its numbers as log10. */
function labLines(data) {
  const lines = data.curves.flatMap((curve) => {
    const line = { ...curve, key: curve.kind, values: curve.median, isMain: true };
    if (!curve.alone) return [line];
    return [{ key: "alone", kind: curve.kind, title: `${curve.title}, hₜ alone`, times: curve.times, values: curve.alone, isMain: false }, line];
  });
  return [{ key: "law", title: data.lawName, times: data.curves[0].times, values: data.law, isMain: false, isLaw: true }, ...lines];
}

/** Where everything of the chart stands. */
function labLayOut(data, { width, size: name, isNarrow }) {
  const size = LAB_SIZES[name] ?? LAB_SIZES.normal;
  const lines = labLines(data);
  const axis = labAxis(lines.map((line) => line.values).concat(data.curves.flatMap((curve) => [curve.low, curve.high])), data.limits);
  const strip = size.strip * lines.length + size.small;
  const left = Math.round(size.font * (isNarrow ? 6.2 : 8.6));
  const right = Math.round(size.small * 4.1);
  const height = isNarrow ? Math.round(size.curve * 0.86) : size.curve;
  const strips = [["nan", axis.hasNaN], ["over", axis.hasOver], ["zero", axis.hasZero]].filter(([, has]) => has).map(([kind]) => kind);
  const above = strips.filter((kind) => kind !== "zero");
  const top = size.small * 1.9 + above.length * strip;
  const bottom = height - size.small * 2.7 - (axis.hasZero ? strip : 0);
  const last = data.settings.timesteps;
  const y = (log) => top + ((axis.high - log) / (axis.high - axis.low)) * (bottom - top);
  const place = (kind) => (kind === "zero" ? bottom : size.small * 1.9 + above.indexOf(kind) * strip);
  return { size, lines, axis, strip, strips, left, right, top, bottom, height, width, last, isNarrow, y, place, x: (t) => left + (t / last) * (width - left - right) };
}

const labStripOf = (log) => (Number.isNaN(log) ? "nan" : log === Infinity ? "over" : log === -Infinity ? "zero" : null);

/** Where a value of a line is drawn: on the axis, or on its own track in a strip. */
function labHeight(layout, line, log) {
  const kind = labStripOf(log);
  if (!kind) return Math.max(layout.top - 2, Math.min(layout.y(log), layout.bottom + 2));
  return layout.place(kind) + layout.size.small * 0.75 + (layout.lines.indexOf(line) + 0.5) * layout.size.strip;
}

const labColour = (theme, line) => (line.isLaw ? theme.text : theme.cells[line.kind]);

function labPaintCurves(canvas, { data, layout, theme, hovered }) {
  const context = prepare(canvas, layout.width, layout.height);
  labPaintGrid(context, { data, layout, theme });
  for (const curve of data.curves) labPaintSpread(context, layout, curve, theme.cells[curve.kind]);
  for (const line of layout.lines) labPaintLine(context, layout, line, labColour(theme, line));
  labPaintNames(context, layout, theme);
  if (hovered !== null) labPaintCursor(context, { layout, theme, hovered });
}

function labPaintGrid(context, { data, layout, theme }) {
  const { size, axis, left, right, top, bottom, width, height } = layout;
  const end = width - right;
  const text = (words, x, y, align, colour = theme.muted) => Object.assign(context, { textAlign: align, fillStyle: colour }).fillText(words, x, y);
  context.font = `${size.small}px ${theme.font}`;
  context.textBaseline = "middle";
  for (const kind of layout.strips) labPaintStrip(context, { data, layout, theme, kind, text });
  context.lineWidth = 1;
  for (const exponent of labTicks(axis.low, axis.high)) {
    const y = Math.round(layout.y(exponent)) + 0.5;
    context.strokeStyle = theme.line;
    context.globalAlpha = exponent === 0 ? 0.9 : 0.28;
    labStroke(context, [left, y, end, y]);
    context.globalAlpha = 1;
    text(exponent === 0 ? "1" : labPower(exponent), end + 7, y, "left");
  }
  if (axis.low <= -2 && layout.y(-2) - layout.y(0) > size.small * 1.2) { // Else it is one with the line of 1.
    const y = Math.round(layout.y(-2)) + 0.5;
    context.setLineDash([2, 3]);
    context.strokeStyle = theme.line;
    labStroke(context, [left, y, end, y]);
    context.setLineDash([]);
    text("1 %", left + 5, y - size.small * 0.65, "left");
  }
  const below = bottom + (axis.hasZero ? layout.strip : 0);
  for (const t of labTimes(layout.last, layout.isNarrow ? 5 : 10)) {
    const x = layout.x(t);
    context.strokeStyle = theme.line;
    labStroke(context, [x, below, x, below + 4]);
    text(t === 0 ? "h₀" : t === layout.last ? `h${subscript(t)}` : String(t), x, below + 4 + size.small * 0.75, "center", t === 0 || t === layout.last ? theme.text : theme.muted);
  }
  text("← back in time", end, height - size.small * 0.6, "right");
  text("t", (left + end) / 2, height - size.small * 0.6, "center");
  text(layout.isNarrow ? "‖∂h_T/∂h_t‖, log scale" : "How much of a change at hₜ reaches the end: ‖∂h_T/∂h_t‖, log scale", left, size.small * 0.75, "left", theme.text);
}

/** A band for what has no place on the axis; one of its edges is where the numbers of the machine end. */
function labPaintStrip(context, { data, layout, theme, kind, text }) {
  const { size, left, right, width, strip } = layout;
  const top = layout.place(kind);
  const words = {
    nan: ["not a number", "NaN"],
    over: [`beyond ${data.limits.largest}, where ${data.settings.precision} ends: overflow`, "∞"],
    zero: [layout.axis.low <= data.limits.tiny + 1 ? `below ${data.limits.smallest} ${data.settings.precision} ends: exactly 0` : "exactly 0", "0"],
  }[kind];
  context.fillStyle = theme.raised;
  context.fillRect(left, top, width - left - right, strip - 1);
  if (kind === "nan") labHatch(context, theme, [left, top, width - left - right, strip - 1]);
  const said = layout.isNarrow ? words[0].split(/, where|: /).at(kind === "over" ? 0 : -1) : words[0];
  text(said, width - right - 6, top + size.small * 0.6, "right", theme.text);
  text(words[1], width - right + 7, top + strip / 2, "left", theme.text);
}

/** Hatching: what is no number is never a colour alone. */
function labHatch(context, theme, [x, y, width, height]) {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = theme.nan;
  context.globalAlpha = 0.45;
  context.lineWidth = 1;
  for (let at = x - height; at < x + width; at += 6) labStroke(context, [at, y + height, at + height, y]);
  context.restore();
}

function labStroke(context, [fromX, fromY, toX, toY]) {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}

/** From the least to the greatest of the seeds. */
function labPaintSpread(context, layout, { times, low, high }, colour) {
  if (low.every((value, n) => value === high[n] || Number.isNaN(value))) return;
  const clipped = (log) => layout.y(Math.max(layout.axis.low, Math.min(log, layout.axis.high)));
  const known = [...times.keys()].filter((n) => !Number.isNaN(low[n]));
  context.fillStyle = colour;
  context.globalAlpha = 0.2;
  context.beginPath();
  for (const n of known) context.lineTo(layout.x(times[n]), clipped(high[n]));
  for (const n of known.reverse()) context.lineTo(layout.x(times[n]), clipped(low[n]));
  context.fill();
  context.globalAlpha = 1;
}

function labPaintLine(context, layout, line, colour) {
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = line.isMain ? layout.size.line : layout.size.line * 0.6;
  context.setLineDash(LAB_DASHES[line.key]);
  context.lineJoin = "round";
  context.save();
  if (line.isLaw) { // It is no measurement: beyond the axis there is nothing to be shown of it.
    context.beginPath();
    context.rect(layout.left, layout.top - 2, layout.width - layout.left, layout.bottom - layout.top + 4);
    context.clip();
  }
  context.beginPath();
  line.values.forEach((log, n) => context.lineTo(layout.x(line.times[n]), line.isLaw ? layout.y(Math.max(-999, Math.min(log, 999))) : labHeight(layout, line, log)));
  context.stroke();
  context.restore();
  context.setLineDash([]);
  if (!line.isMain) return;
  const every = Math.max(1, Math.ceil(line.times.length / 8));
  for (let n = line.times.length - 1; n >= 0; n -= every) labMark(context, LAB_MARKS[line.key], layout.x(line.times[n]), labHeight(layout, line, line.values[n]), layout.size.line * 1.5);
}

function labMark(context, shape, x, y, radius) {
  context.beginPath();
  if (shape === "circle") context.arc(x, y, radius, 0, 2 * Math.PI);
  else if (shape === "square") context.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
  else for (const [dx, dy] of [[0, -1.2], [1.1, 0.8], [-1.1, 0.8]]) context.lineTo(x + dx * radius, y + dy * radius);
  context.fill();
}

/** Each line's name and what is left at t = 0, beside its end; pushed apart where they would touch. */
function labPaintNames(context, layout, theme) {
  const { size, left } = layout;
  const rows = layout.lines.map((line) => ({ line, y: labHeight(layout, line, line.values[0]), at: 0, lines: layout.isNarrow || line.key === "alone" ? 1 : 2 }));
  rows.sort((one, other) => one.y - other.y);
  const high = (row) => row.lines * size.small * 1.15 + 3;
  let below = size.small * 0.2;
  for (const row of rows) below = (row.at = Math.max(row.y - high(row) / 2, below)) + high(row);
  let above = layout.height - size.small * 1.4;
  for (const row of [...rows].reverse()) above = row.at = Math.min(row.at, above - high(row));
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { line, y, at, lines } of rows) {
    const edge = left - 16;
    const middle = at + (lines * size.small * 1.15) / 2;
    context.strokeStyle = context.fillStyle = labColour(theme, line);
    context.lineWidth = 1;
    const isOutside = line.isLaw && !(line.values[0] >= layout.axis.low && line.values[0] <= layout.axis.high);
    if (!isOutside) labStroke(context, [edge + 3, middle, left - 2, y]);
    const value = `${line.isLaw ? "= " : ""}${labNumber(line.values[0])}`;
    const small = `${size.small}px ${theme.font}`;
    context.font = line.isMain ? `700 ${size.font}px ${theme.font}` : small;
    const name = layout.isNarrow && line.isMain ? line.title : line.isLaw ? (layout.isNarrow ? "law" : `law ${line.title}`) : layout.isNarrow ? "hₜ alone" : line.title;
    context.fillText(name, edge, at + size.small * 0.62);
    if (lines === 1) continue;
    context.font = small;
    context.fillStyle = theme.text;
    context.fillText(value, edge, at + size.small * 1.75);
  }
}

function labPaintCursor(context, { layout, theme, hovered }) {
  const x = layout.x(layout.lines[0].times[hovered]);
  context.strokeStyle = theme.text;
  context.lineWidth = 1;
  labStroke(context, [x, layout.size.small * 1.9, x, layout.bottom + (layout.axis.hasZero ? layout.strip : 0)]);
  for (const line of layout.lines) {
    context.fillStyle = theme.background;
    context.strokeStyle = labColour(theme, line);
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x, labHeight(layout, line, line.values[hovered]), 4, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

/** What the lines say at one point. */
function labReadout(data, layout, place) {
  const t = layout.lines[0].times[place];
  const spread = ({ low, high }) => (low && labNumber(low[place]) !== labNumber(high[place]) ? `  (${labNumber(low[place])} to ${labNumber(high[place])})` : "");
  const rows = layout.lines.filter((line) => !line.isLaw).map((line) => `${line.title}: ${labNumber(line.values[place])}${spread(line)}`);
  return [`t = ${t}, ${layout.last - t} steps before the end`, ...rows.reverse(), `law ρ${labPower(layout.last - t).slice(2)}: ${labNumber(data.law[place])}`].join("\n");
}
