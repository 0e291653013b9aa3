// The diagram of cells: nodes and edges as plain data, painted by one routine for every page.
//
// node: { part, word, trace, x, y, width, height, label, note, round, dashed, bare, rows: [{ text, colour, ink }] }
//   title, over it; strip, a long vector as colours. x, y is the middle. Rows are numbers under the label, each on its colour.
// edge: { part, word, trace, points, thickness, label, labelAt, note, shape, shapeAt, loop }
//   points: [x, y] from the start to the tip; a loop, two handles of a curve, leaves the first point and
//   comes back to the last; delay, what is written beside its square; corner, the radius of its bends; colour.
// text: { text, x, y }, of the picture itself.

/** Paints edges, then nodes. `look(item)` gives { alpha, lit, waits }: how faint, whether it lights up, whether its numbers are still to come. */
function paintDiagram(context, theme, size, { nodes, edges, texts = [] }, look = () => ({ alpha: 1, lit: false })) {
  for (const [items, painter] of [[edges, paintEdge], [nodes, paintNode]]) {
    for (const item of items) {
      const { alpha, lit, waits = false } = look(item);
      if (alpha <= 0) continue;
      context.save();
      context.globalAlpha = alpha;
      painter(context, theme, size, waits && item.rows ? { ...item, rows: item.rows.map((row) => ({ ...row, text: "" })) } : item, lit);
      context.restore();
    }
  }
  paintTexts(context, theme, size, texts);
}

function paintEdge(context, theme, size, edge, lit) {
  const { points, thickness = 1.5, label, corner = 0 } = edge;
  const colour = lit ? theme.primary : (edge.colour ?? theme.line);
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = lit ? Math.max(thickness, 3) : thickness;
  const tip = points.at(-1);
  const before = edge.loop?.at(-1) ?? points.at(-2);
  const length = Math.hypot(tip[0] - before[0], tip[1] - before[1]);
  if (length < 2) return;
  const [ux, uy] = [(tip[0] - before[0]) / length, (tip[1] - before[1]) / length];
  const head = Math.min(5 + context.lineWidth, edge.loop ? Infinity : length * 0.6);
  const neck = [tip[0] - ux * head, tip[1] - uy * head];
  context.setLineDash(edge.dashed ? [5, 3] : []);
  context.beginPath();
  context.moveTo(...points[0]);
  if (edge.loop) context.bezierCurveTo(...edge.loop[0], ...edge.loop[1], ...neck);
  else [...points.slice(1, -1), neck].forEach((point) => context.lineTo(...point));
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(...tip);
  context.lineTo(neck[0] - uy * head * 0.62, neck[1] + ux * head * 0.62);
  context.lineTo(neck[0] + uy * head * 0.62, neck[1] - ux * head * 0.62);
  context.fill();
  if (label) paintEdgeLabel(context, theme, size, edge, lit);
  if (edge.shape) paintNote(context, theme, size, edge.shape, ...edge.shapeAt);
  if (edge.delay && edge.loop) paintDelay(context, theme, size, edge);
}

/** What a row of the picture is, at its left. */
function paintTexts(context, theme, size, texts) {
  context.font = `${size.small}px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.fillStyle = theme.muted;
  for (const { text, x, y } of texts) text.split("\n").forEach((line, n, all) => context.fillText(line, x, y + (n - (all.length - 1) / 2) * size.small * 1.25));
  context.textAlign = "left";
}

/** A square on a loop is the usual sign for a delay of one step. */
function paintDelay(context, theme, size, { points, loop, delay, labelAt }) {
  const [x, y] = curvePoints(points[0], ...loop, points.at(-1))[4];
  context.fillStyle = theme.line;
  context.fillRect(x - 5, y - 5, 10, 10);
  context.font = `${size.small}px ${theme.font}`;
  context.textBaseline = "middle";
  context.fillStyle = theme.muted;
  context.fillText(delay, labelAt[0] - size.small, labelAt[1] + size.small * 1.5);
}

/** The name of an edge, inverted where it lights up: not by colour alone. */
function paintEdgeLabel(context, theme, size, { label, labelAt, note }, lit) {
  const font = size.small;
  const width = lettersWidth(context, label, font, theme.font);
  const [x, y] = labelAt;
  if (lit) {
    context.fillStyle = theme.primary;
    context.beginPath();
    context.roundRect(x - width / 2 - 3, y - font * 0.75, width + 6, font * 1.5, 3);
    context.fill();
  }
  context.fillStyle = lit ? theme.background : theme.muted;
  fillLetters(context, label, x - width / 2, y, font, theme.font);
  if (note) paintNote(context, theme, size, note, x, y + font * 1.15);
}

function paintNode(context, theme, size, node, lit) {
  const { x, y, width, height, label = "", note = "", rows = [], dashed } = node;
  const [left, top] = [x - width / 2, y - height / 2];
  if (!node.bare) paintBox(context, theme, node, lit);
  if (node.strip) paintStrip(context, node, left, top + (label ? size.font * 1.4 : 0));
  if (node.title) paintTitle(context, theme, size, node, top);
  const font = Math.min(size.font, width * 0.5);
  const high = rows.length ? (height - 6 - (label ? font * 1.35 : 0)) / rows.length : 0;
  context.textBaseline = "middle";
  if (label && font >= 8) {
    context.fillStyle = node.ink ?? (lit ? theme.primary : dashed ? theme.muted : theme.text);
    const weight = node.bold || lit ? "700 " : "";
    const middle = rows.length || node.strip ? top + 3 + font * 0.67 : y + 1 - (note ? font * 0.6 : 0);
    const wide = lettersWidth(context, label, font, theme.font, weight);
    fillLetters(context, label, x - wide / 2, middle, font, theme.font, weight);
    if (note) paintNote(context, theme, size, note, x, y + font * 0.75);
  }
  rows.forEach((row, index) => paintRow(context, theme, size, { node, row, high, top: top + height - 3 - (rows.length - index) * high }));
}

function paintBox(context, theme, { x, y, width, height, dashed, round, fill }, lit) {
  context.beginPath();
  context.roundRect(x - width / 2, y - height / 2, width, height, round ? height / 2 : 5);
  context.fillStyle = dashed ? theme.background : (fill ?? theme.raised);
  context.fill();
  context.setLineDash(dashed ? [3, 3] : []);
  context.strokeStyle = lit ? theme.primary : dashed ? theme.muted : theme.text;
  context.lineWidth = lit ? 2.5 : dashed ? 1 : 1.25;
  context.stroke();
  context.setLineDash([]);
}

/** A smaller text below a label. */
function paintNote(context, theme, size, note, x, y) {
  context.font = `${size.small}px ${theme.font}`;
  context.textAlign = "center";
  context.fillStyle = theme.muted;
  context.fillText(note, x, y);
  context.textAlign = "left";
}

/** One number of a node on its colour. */
function paintRow(context, theme, size, { node, row, high, top }) {
  const [left, width] = [node.x - node.width / 2, node.width];
  context.fillStyle = row.colour;
  context.fillRect(left + 4, top + 1, width - 8, high - 2);
  if (row.chosen) {
    context.strokeStyle = theme.text;
    context.lineWidth = 1.5;
    context.strokeRect(left + 4, top + 1, width - 8, high - 2);
  }
  if (width < NARROWEST_NUMBER || high < 11) return;
  context.font = `${Math.min(size.font, high * 0.66, width * 0.26)}px ${theme.font}`;
  context.textAlign = "center";
  context.fillStyle = row.ink;
  context.fillText(row.text, node.x, top + high / 2 + 1);
  context.textAlign = "left";
}

/** What a row of nodes is, over its first one. */
function paintTitle(context, theme, size, { x, title }, top) {
  context.font = `600 ${size.small}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillStyle = theme.muted;
  context.fillText(title, x, top - 7);
  context.textAlign = "left";
}

/** A long vector as a strip of colours, first number on top. */
function paintStrip(context, { y, width, height, strip }, left, top) {
  const high = (y + height / 2 - 4 - top) / strip.length;
  strip.forEach((colour, index) => {
    context.fillStyle = colour;
    context.fillRect(left + 2, top + 2 + index * high, width - 4, high + 0.3);
  });
}

/** Letters with subscripts behind "_": "W_xh" in pieces of [text, isSubscript]. */
const lettersIn = (text) => [...text.matchAll(/_([a-zA-Z0-9−]+)|([^_]+)/g)].map((found) => [found[1] ?? found[2], found[1] !== undefined]);

function lettersWidth(context, text, font, family, weight = "") {
  return lettersIn(text).reduce((width, [piece, below]) => {
    context.font = `${weight}${below ? font * 0.75 : font}px ${family}`;
    return width + context.measureText(piece).width;
  }, 0);
}

function fillLetters(context, text, x, y, font, family, weight = "") {
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const [piece, below] of lettersIn(text)) {
    context.font = `${weight}${below ? font * 0.75 : font}px ${family}`;
    context.fillText(piece, x, y + (below ? font * 0.28 : 0));
    x += context.measureText(piece).width;
  }
}

/** Letters with subscripts as nodes: "W_xh". */
function lettersNode(text, className = "letters") {
  return element("span", className, null, lettersIn(text).map(([piece, below]) => element(below ? "sub" : "span", "", piece)));
}

/** The node or else the edge under a point, or nothing; the topmost first. */
function itemAt({ nodes, edges }, x, y) {
  const inside = (node) => Math.abs(x - node.x) <= node.width / 2 && Math.abs(y - node.y) <= node.height / 2;
  return nodes.findLast(inside) ?? edges.findLast((edge) => isNear(edge, x, y));
}

const NARROWEST_NUMBER = 40; // Pixels of a node whose numbers are written.
const NEAR = 7; // Pixels beside an arrow that still count as the arrow.

function isNear({ points, loop, label, labelAt }, x, y) {
  if (label && Math.abs(x - labelAt[0]) < 22 && Math.abs(y - labelAt[1]) < 10) return true;
  const path = loop ? curvePoints(points[0], ...loop, points.at(-1)) : points;
  return path.slice(1).some((end, index) => distanceToSegment([x, y], path[index], end) <= NEAR);
}

function curvePoints(start, one, two, end) {
  return Array.from({ length: 17 }, (_, n) => {
    const [s, r] = [n / 16, 1 - n / 16];
    return [0, 1].map((k) => r ** 3 * start[k] + 3 * r * r * s * one[k] + 3 * r * s * s * two[k] + s ** 3 * end[k]);
  });
}

function distanceToSegment([x, y], [x0, y0], [x1, y1]) {
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const share = length ? Math.max(0, Math.min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length)) : 0;
  return Math.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0));
}
