// Curves: bars or lines below the words, over one axis.

const BAR_SHARE = 0.66; // Of a column, for all its bars.
const WIDEST_BAR = 56;
const LEAST_BAR = 1.5; // Pixels, so that a value of the middle itself is seen.
const POINTS_APART = 16; // Pixels at least, on a line; between them it goes on without one.

/** Where the values of a curve stand: y of a value, and the two ends. */
function curveAxis({ layout }, { row: curve, y, height }) {
  const room = layout.size.small + 5; // For the numbers beyond a bar.
  const [top, bottom] = [y + room, y + height - room];
  const at = (value) => bottom - ((Math.max(curve.low, Math.min(value, curve.high)) - curve.low) / (curve.high - curve.low)) * (bottom - top);
  return { top, bottom, at };
}

function drawCurve(scene, band) {
  const { layout, theme } = scene;
  const curve = band.row;
  const axis = curveAxis(scene, band);
  const end = boardEnd(layout);
  const lines = [...new Set([curve.low, curve.high])].filter((value) => value !== curve.middle);
  const nodes = lines.map((value) => rule(0, axis.at(value), end, axis.at(value), theme.line, { "stroke-width": 0.5, "stroke-dasharray": "2 4" }));
  nodes.push(rule(0, axis.at(curve.middle), end, axis.at(curve.middle), theme.line));
  if (curve.line !== null) nodes.push(rule(0, axis.at(curve.line), end, axis.at(curve.line), theme.text, { "stroke-dasharray": "5 3", class: "threshold" }));
  nodes.push(...(curve.style === "bars" ? drawBars(scene, curve, axis) : curve.series.flatMap((one, number) => drawLine(scene, curve, axis, number))));
  return shape("g", { "data-key": curve.key, class: "curve" }, nodes);
}

/** The numbers of an axis, in the gutter; the threshold goes before its neighbours. */
function drawTicks(scene, band) {
  const { layout, theme } = scene;
  const { size, gutter } = layout;
  const curve = band.row;
  const axis = curveAxis(scene, band);
  const wanted = [[curve.line, theme.text], [curve.high, theme.muted], [curve.low, theme.muted], [curve.middle, theme.muted]];
  const placed = [];
  for (const [value, fill] of wanted) {
    if (value === null || value < curve.low || value > curve.high) continue;
    const y = axis.at(value);
    if (placed.every((other) => Math.abs(other.y - y) > size.small)) placed.push({ y, value, fill });
  }
  return placed.map(({ y, value, fill }) => writing(gutter - 6, y + size.small * 0.35, axisText(curve, value), { size: size.small, fill, anchor: "end" }));
}

function drawBars(scene, curve, axis) {
  const { layout, theme } = scene;
  const { series, middle } = curve;
  const groupIn = (room) => Math.min(room * BAR_SHARE, WIDEST_BAR * (series.length > 1 ? 1.6 : 1));
  const foot = axis.at(middle);
  const nodes = [];
  series.forEach((one, number) => {
    const texts = barTexts(scene, curve, one, groupIn(layout.step) / series.length);
    for (let column = 0; column < layout.count; column++) {
      const value = one.values[column];
      if (Number.isNaN(value)) continue;
      const isUp = value >= middle;
      const fill = one.colour === "signed" && (value === middle || isNought(curveText(curve, one, column))) ? theme.line : seriesColour(theme, one, isUp);
      const group = groupIn(boardWidth(layout, column));
      const width = group / series.length;
      const x = boardCentre(layout, column) - group / 2 + number * width;
      const long = Math.abs(axis.at(value) - foot);
      const height = Math.max(LEAST_BAR, long);
      const y = value === middle ? foot - height / 2 : isUp ? foot - height : foot;
      nodes.push(shape("rect", { x, y, width: Math.max(1, width - (series.length > 1 ? 1 : 0)), height, fill }));
      const isCut = value > curve.high || value < curve.low;
      if (isCut) nodes.push(beyond(x + width / 2, isUp ? y - 1 : y + height + 1, isUp, fill));
      const text = texts.get(column);
      if (!text || isNought(text)) continue; // No bar needs no number.
      const gap = isCut ? 8 : 3;
      const halo = curve.line === null ? {} : { "paint-order": "stroke", stroke: theme.background, "stroke-width": 3 };
      nodes.push(writing(x + width / 2, isUp ? y - gap : y + height + gap + layout.size.small * 0.75, text, { size: layout.size.small, fill: one.colour === "signed" && value !== middle ? fill : theme.muted, anchor: "middle", ...halo }));
    }
  });
  return nodes;
}

/** Values written beyond their bars: all where they fit, else of one series the greatest that keep apart. */
function barTexts({ layout, measure }, curve, one, width) {
  const { small } = layout.size;
  const room = curve.series.length > 1 ? width : layout.step;
  const texts = Array.from({ length: layout.count }, (_, column) => [column, curveText(curve, one, column)]);
  const known = texts.filter(([column]) => !Number.isNaN(one.values[column]) && !isThin(layout, column));
  const short = known.map(([column, text]) => [column, room < 46 ? text.replace(" %", "") : text]);
  const widest = Math.max(0, ...new Set(short.map(([, text]) => text.length))) && Math.max(0, ...short.map(([, text]) => measure(text, small)));
  if (widest + 2 <= room) return new Map(short);
  if (curve.series.length > 1) return new Map();
  const size = ([column]) => Math.abs(one.values[column] - curve.middle);
  const chosen = [];
  for (const each of [...short].sort((a, b) => size(b) - size(a))) {
    if (size(each) < 0.15 * (curve.high - curve.low)) break;
    if (chosen.every(([other]) => Math.abs(boardCentre(layout, other) - boardCentre(layout, each[0])) >= widest + 4)) chosen.push(each);
  }
  return new Map(chosen);
}

function drawLine({ layout, theme }, curve, axis, number) {
  const one = curve.series[number];
  const stroke = seriesColour(theme, one);
  const radius = layout.step > 30 ? 3.5 : 2.2;
  const nodes = [];
  let [d, points, isOpen, next] = ["", "", false, 0];
  for (let column = 0; column < layout.count; column++) {
    const value = one.values[column];
    if (Number.isNaN(value)) {
      isOpen = false;
      continue;
    }
    const [x, y] = [boardCentre(layout, column), axis.at(value)];
    if (!isOpen) next = x;
    d += `${isOpen ? "L" : "M"}${tidy(x)} ${tidy(y)}`;
    isOpen = true;
    if (value > curve.high || value < curve.low) nodes.push(beyond(x, value > curve.high ? y - 3 : y + 3, value > curve.high, stroke));
    else if (x >= next) {
      points += pointAt(number, x, y, radius);
      next = x + POINTS_APART;
    }
  }
  const line = shape("path", { d, stroke, fill: "none", "stroke-width": 2, "stroke-linejoin": "round", ...(one.isDashed && { "stroke-dasharray": DASHES }) });
  return [line, shape("path", { d: points, fill: stroke }), ...nodes];
}
