// Parts of a picture as SVG: nodes that look the same on the page and in a file.

const SVG_NAMES = "http://www.w3.org/2000/svg";

/** A node with attributes and children; a text is never markup. */
function shape(tag, attributes = {}, children = []) {
  const node = document.createElementNS(SVG_NAMES, tag);
  for (const name in attributes) node.setAttribute(name, typeof attributes[name] === "number" ? tidy(attributes[name]) : attributes[name]);
  if (typeof children === "string") node.textContent = children;
  else node.append(...children);
  return node;
}

const tidy = (number) => Math.round(number * 100) / 100;

/** A text; `anchor` is "start", "middle" or "end". */
function writing(x, y, text, { size, fill, anchor = "start", weight, ...more }) {
  return shape("text", { x, y, "font-size": size, fill, ...(anchor !== "start" && { "text-anchor": anchor }), ...(weight && { "font-weight": weight }), ...more }, text);
}

const rule = (x1, y1, x2, y2, stroke, more = {}) => shape("line", { x1, y1, x2, y2, stroke, ...more });

/** A triangle that says that a value lies beyond the end of its axis. */
function beyond(x, y, isUp, fill) {
  const tip = isUp ? -5 : 5;
  return shape("path", { d: `M${tidy(x - 4)} ${tidy(y)}h8l-4 ${tip}z`, fill, class: "beyond" });
}

// Points of lines, so that lines are not told apart by colour alone.
const POINTS = [
  (x, y, r) => `M${tidy(x - r)} ${tidy(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  (x, y, r) => `M${tidy(x - r)} ${tidy(y - r)}h${2 * r}v${2 * r}h${-2 * r}z`,
  (x, y, r) => `M${tidy(x)} ${tidy(y - 1.4 * r)}l${1.3 * r} ${2.3 * r}h${-2.6 * r}z`,
  (x, y, r) => `M${tidy(x)} ${tidy(y - 1.5 * r)}l${1.5 * r} ${1.5 * r}l${-1.5 * r} ${1.5 * r}l${-1.5 * r} ${-1.5 * r}z`,
];
const pointAt = (number, x, y, r) => POINTS[number % POINTS.length](x, y, r);

/** The colour of a series; of signed bars that of each value. */
function seriesColour(theme, { colour }, isUp = true) {
  if (colour === "quiet") return theme.line;
  if (colour === "signed") return isUp ? theme.positive : theme.negative;
  return theme.runs[colour % theme.runs.length];
}

const DASHES = "6 4";

/** A series as the legend shows it, in a box of SAMPLE by `high` pixels from (x, y) on. */
function sampleOf(theme, { one, number, style }, x, y, high) {
  const middle = y + high / 2;
  if (style === "bars") {
    const half = SAMPLE / 2 - 3;
    const bar = (from, up) => shape("rect", { x: x + from, y: middle - 5, width: half, height: 10, fill: seriesColour(theme, one, up) });
    return one.colour === "signed" ? [bar(2, true), bar(4 + half, false)] : [shape("rect", { x: x + 4, y: middle - 5, width: 12, height: 10, fill: seriesColour(theme, one) })];
  }
  const stroke = seriesColour(theme, one);
  const line = rule(x, middle, x + SAMPLE, middle, stroke, { "stroke-width": 2, ...(one.isDashed && { "stroke-dasharray": DASHES }) });
  return [line, shape("path", { d: pointAt(number, x + SAMPLE / 2, middle, 3), fill: stroke })];
}
