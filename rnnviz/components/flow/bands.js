// The tracks below the arrows: the norms as curves, what each step multiplies, the two paths, who teaches W_hh.

const FLOORS = [-3, -6, -9, -15, -24, -45]; // Powers of ten a curve may end at, so that few texts change the scale.
const CEILINGS = [1, 3, 6, 12, 24, 39];
const FACTOR_TOPS = [1.1, 1.25, 1.5, 2, 3, 5, 10, 30, 100, 1000]; // Beyond the last, bars are cut off.
const TAUGHT_TOPS = [0.1, 0.25, 0.5, 1];

/** The curves with their look: the solid one is what the horizon is measured on. */
function flowCurves(data) {
  const { flow } = data;
  const felt = { key: "state", values: flow.state, dash: [], mark: "disc", className: "line", text: `${letters(data, null, true)}, 1 at the end` };
  const loss = { key: "loss", values: flow.lossHidden, dash: [6, 4], mark: "square", className: "line dashed", text: "‖∂L/∂hₜ‖, in units of L" };
  if (!hasMemory(data)) return [felt, loss];
  return [felt, { key: "hidden", values: flow.hidden, dash: [1.5, 3], mark: "diamond", className: "line dotted", text: letters(data) }, loss];
}

/** Between which powers of ten the curves lie. */
function curveRange(data) {
  const plain = flowCurves(data).flatMap(({ values }) => [...values].filter(Number.isFinite));
  const [least, most] = [Math.min(...plain, -2), Math.max(...plain, 0)];
  return [FLOORS.find((floor) => floor <= least) ?? FLOORS.at(-1), CEILINGS.find((top) => top >= most) ?? CEILINGS.at(-1)];
}

function curvePlace(data, band) {
  const [low, high] = curveRange(data);
  const [top, bottom] = [band.y + 8, band.y + band.height - 12];
  return { low, high, top, bottom, of: (logarithm) => bottom - ((bottom - top) * (Math.max(low, Math.min(high, logarithm)) - low)) / (high - low) };
}

const FELT_AT = -2; // The logarithm of 1 %.

function paintCurve(context, scene, band) {
  const { data, layout, theme } = scene;
  const place = curvePlace(data, band);
  paintHorizon(context, scene, band);
  context.lineWidth = 1;
  for (const exponent of decades(place)) line(context, theme.line, [[0, place.of(exponent)], [layout.total, place.of(exponent)]], { width: exponent === 0 ? 1 : 0.4 });
  line(context, theme.negative, [[0, place.of(FELT_AT)], [layout.total, place.of(FELT_AT)]], { width: 1.25, dash: [8, 3] });
  for (const curve of flowCurves(data).reverse()) paintOneCurve(context, scene, place, curve);
  paintTried(context, scene, place);
}

/** At most six powers of ten, evenly. */
function decades({ low, high }) {
  const by = Math.max(1, Math.ceil((high - low) / 6));
  return Array.from({ length: high - low + 1 }, (_, n) => low + n).filter((exponent) => exponent % by === 0);
}

function line(context, colour, points, { width = 1, dash = [] } = {}) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  points.forEach(([x, y], index) => context[index ? "lineTo" : "moveTo"](x, y));
  context.stroke();
  context.setLineDash([]);
}

/** Behind everything: the ground of the times of which less than 1 % is felt. */
function paintGround(context, { data, layout, theme }) {
  if (data.flow.horizon === null) return;
  const band = flowBand(layout, "curve");
  const [x, end] = forgotten(layout, data);
  context.globalAlpha = 0.07; // The column that is looked at shows through.
  context.fillStyle = theme.text;
  context.fillRect(Math.min(x, end), band.y, Math.abs(end - x), band.height - 4);
  context.globalAlpha = 1;
}

/** Where the horizon lies, and the end of the picture behind it. */
function forgotten(layout, data) {
  const side = (data.reverse ? 1 : -1) * (layout.step / 2);
  return [middleAt(layout, data, data.last - data.flow.horizon), middleAt(layout, data, 0) + side];
}

/** The horizon as a line with its number. */
function paintHorizon(context, { data, layout, theme, left, width }, band) {
  if (data.flow.horizon === null) return;
  const [x, end] = forgotten(layout, data);
  line(context, theme.primary, [[x, band.y], [x, band.y + band.height - 4]], { width: 2 });
  context.fillStyle = theme.primary;
  context.font = `600 ${layout.size.small}px ${theme.font}`;
  context.textBaseline = "top";
  const text = `horizon: ${data.flow.horizon} step${data.flow.horizon === 1 ? "" : "s"}`;
  const wide = context.measureText(text).width + 6;
  // In the grey ground, where nothing else stands so high; beside it, where too little of that can be seen.
  const hasRoom = Math.abs(Math.max(left, Math.min(left + width, end)) - x) > wide;
  context.textAlign = hasRoom === data.reverse ? "left" : "right";
  context.fillText(text, x + (context.textAlign === "left" ? 5 : -5), band.y + 2);
  context.textAlign = "left";
}

function paintOneCurve(context, { data, layout, theme, quantity }, place, { key, values, dash, mark }) {
  const isShown = (key === "loss") === (quantity === "loss");
  const colour = key === "state" ? theme.text : key === "loss" ? theme.muted : theme.primary;
  let points = [];
  const finish = () => {
    if (points.length > 1) line(context, colour, points, { width: isShown ? 2.25 : 1.5, dash });
    points = [];
  };
  for (let t = 0; t <= data.last; t++) {
    const x = middleAt(layout, data, t);
    if (kindOf(values[t]) === "number") points.push([x, place.of(values[t])]);
    else finish();
    paintMark(context, theme, { x, value: values[t], place, mark, colour });
  }
  finish();
}

/** A disc, square or diamond; a number that is none, or lies beyond the scale, is written at the edge. */
function paintMark(context, theme, { x, value, place, mark, colour }) {
  const kind = kindOf(value);
  context.fillStyle = colour;
  if (kind !== "number") {
    const y = { zero: place.bottom, overflow: place.top, nan: (place.top + place.bottom) / 2 }[kind];
    context.font = `700 11px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText({ zero: "0", overflow: "∞", nan: "NaN" }[kind], x, y);
    context.textAlign = "left";
    return;
  }
  const y = place.of(value);
  context.beginPath();
  if (mark === "disc") context.arc(x, y, 3, 0, 2 * Math.PI);
  else if (mark === "square") context.rect(x - 2.5, y - 2.5, 5, 5);
  else [[0, -4], [4, 0], [0, 4], [-4, 0]].forEach(([dx, dy], index) => context[index ? "lineTo" : "moveTo"](x + dx, y + dy));
  context.fill();
}

/** Where it was tried out: an open ring at the norm of the differences. */
function paintTried(context, { data, layout, theme }, place) {
  data.tried?.times.forEach((t, index) => {
    if (kindOf(data.tried.norms[index]) !== "number") return;
    context.strokeStyle = theme.primary;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(middleAt(layout, data, t), place.of(data.tried.norms[index]), 7, 0, 2 * Math.PI);
    context.stroke();
  });
}

/** What each step multiplies the norm by, as a bar from 1; the tick is the most it could. */
function paintFactor(context, scene, band) {
  const { data, layout, theme } = scene;
  const [place, top] = [factorPlace(data, band), Math.log10(factorTop(data))];
  for (const level of [-top, 0, top]) line(context, theme.line, [[0, place(level)], [layout.total, place(level)]], { width: level ? 0.4 : 1 });
  const width = Math.min(layout.step * 0.56, 40);
  const every = everyOf(layout, 3.2 * layout.size.small);
  context.font = `${layout.size.small}px ${theme.font}`;
  for (let t = 1; t <= data.last; t++) {
    const [factor, bound] = [data.flow.factors[t - 1], data.flow.bounds[t - 1]];
    const x = middleAt(layout, data, t);
    const grows = factor > 0;
    context.fillStyle = grows ? theme.positive : theme.negative;
    if (!Number.isNaN(factor)) {
      const y = place(factor);
      context.fillRect(x - width / 2, Math.min(y, place(0)), width, Math.max(1.5, Math.abs(y - place(0))));
    }
    if (!Number.isNaN(bound)) line(context, theme.text, [[x - width / 2 - 2, place(bound)], [x + width / 2 + 2, place(bound)]], { width: 2 });
    if (!isLabelled(scene, t, every)) continue;
    context.textAlign = "center";
    context.textBaseline = grows ? "bottom" : "top";
    context.fillStyle = grows ? theme.text : theme.negative;
    // Above 1 the tick stands over the bar, so the number of a step that grows stands below the line.
    if (grows) context.textBaseline = "top";
    context.fillText(shortNorm(factor), x, (grows ? place(0) : place(factor)) + 3);
  }
  context.textAlign = "left";
}

/** What the scale of the factors reaches to, and as far down: the next step above all that is drawn. */
function factorTop({ flow }) {
  const most = Math.max(...[...flow.factors, ...flow.bounds].map(Math.abs).filter(Number.isFinite), 0);
  return FACTOR_TOPS.find((top) => Math.log10(top) >= most - 1e-6) ?? FACTOR_TOPS.at(-1);
}

function factorPlace(data, band) {
  const [middle, half, top] = [band.y + band.height * 0.5, band.height * 0.5 - 18, Math.log10(factorTop(data))];
  return (logarithm) => middle - half * Math.max(-1, Math.min(1, logarithm / top));
}

/** The two ways back, as shares of a bar: past every matrix below, through W_hh above and hatched. */
function paintPaths(context, scene, band) {
  const { data, layout, theme } = scene;
  const [top, height] = [band.y + 2, band.height - 8];
  const width = Math.min(layout.step * 0.72, 60);
  const every = everyOf(layout, 3.4 * layout.size.small);
  const gate = pathColour(theme);
  context.font = `600 ${layout.size.small}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let t = 1; t <= data.last; t++) {
    const part = gateShare(data.flow, t - 1);
    const left = middleAt(layout, data, t) - width / 2;
    if (Number.isNaN(part)) {
      context.strokeStyle = theme.line;
      context.setLineDash([3, 3]);
      context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
      context.setLineDash([]);
      continue;
    }
    const high = height * (1 - part);
    context.fillStyle = theme.line;
    context.fillRect(left, top, width, high);
    hatchBox(context, theme, { x: left, y: top, width, height: high });
    context.fillStyle = gate;
    context.fillRect(left, top + high, width, height - high);
    if (!isLabelled(scene, t, every) || height * part < layout.size.small + 3) continue;
    context.fillStyle = inkOn(theme, gate);
    context.fillText(`${Math.round(100 * part)}`, left + width / 2, top + high + (height * part) / 2);
  }
  context.textAlign = "left";
}

const pathColour = (theme) => theme.gate.at(-2);

/** Which steps the gradient of W_hh is made of. */
function paintTaught(context, scene, band) {
  const { data, layout, theme } = scene;
  const place = taughtPlace(data, band);
  const width = Math.min(layout.step * 0.56, 40);
  const every = everyOf(layout, 3.4 * layout.size.small);
  line(context, theme.line, [[0, place(0)], [layout.total, place(0)]]);
  context.font = `${layout.size.small}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "bottom";
  for (let t = 1; t <= data.last; t++) {
    const part = data.flow.taught[t - 1];
    const x = middleAt(layout, data, t);
    context.fillStyle = theme.primary;
    if (part > 0) context.fillRect(x - width / 2, place(part), width, Math.max(1, place(0) - place(part)));
    context.fillStyle = theme.muted;
    if (Number.isNaN(part)) context.fillText("NaN", x, place(0));
    else if (part === 0) context.fillText("0", x, place(0));
    else if (isLabelled(scene, t, every) && part >= 0.005) context.fillText(`${Math.round(100 * part)}`, x, place(part) - 1);
  }
  context.textAlign = "left";
}

function taughtTop({ flow }) {
  const most = Math.max(...[...flow.taught].filter(Number.isFinite), 0);
  return TAUGHT_TOPS.find((top) => top >= most) ?? 1;
}

function taughtPlace(data, band) {
  const [top, bottom] = [band.y + 14, band.y + band.height - 6];
  return (part) => bottom - ((bottom - top) * part) / taughtTop(data);
}

/** The numbers beside the tracks; they stay while the picture scrolls. */
function paintAxes(canvas, { data, layout, theme }) {
  const { gutter } = layout.sizes;
  const context = prepare(canvas, gutter, layout.height);
  context.font = `${layout.size.small}px ${theme.font}`;
  context.textAlign = "right";
  context.textBaseline = "middle";
  const write = (text, y, colour = theme.muted) => {
    context.fillStyle = colour;
    context.fillText(text, gutter - 7, y);
  };
  const curve = curvePlace(data, flowBand(layout, "curve"));
  const felt = curve.of(FELT_AT);
  for (const exponent of decades(curve)) if (Math.abs(curve.of(exponent) - felt) > layout.size.small) write(exponent === 0 ? "1" : tenTo(exponent), curve.of(exponent));
  write("1 %", felt, theme.negative);
  const [factor, most] = [factorPlace(data, flowBand(layout, "factor")), factorTop(data)];
  for (const [text, level] of [[`× ${most}`, 1], ["× 1", 0], [`÷ ${most}`, -1]]) write(text, factor(level * Math.log10(most)));
  const paths = flowBand(layout, "paths");
  if (paths) for (const [text, y] of [["100 %", 2 + layout.size.small / 2], ["0", paths.height - 6 - layout.size.small / 2]]) write(text, paths.y + y);
  const taught = flowBand(layout, "taught");
  for (const part of [0, taughtTop(data)]) write(part ? `${100 * part} %` : "0", taughtPlace(data, taught)(part));
}
