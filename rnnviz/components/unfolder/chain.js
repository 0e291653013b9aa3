// The unfolded chain: which bands there are, and the diagram's nodes and edges with their real numbers.

const CHAIN_SIZES = {
  normal: { row: 20, strip: 44, gap: 46, output: 30, loss: 40, widest: 320, narrowest: 84, box: 104, track: 128 },
  presenter: { row: 30, strip: 60, gap: 64, output: 44, loss: 56, widest: 430, narrowest: 124, box: 150, track: 190 },
};
const LABELLED = 84; // Pixels of a column from which every arrow has room for its name.
const WEIGHTS = new Set(["Wxh", "Whh", "Why"]);

/** Where everything stands: words, their vectors, a row of cells for each trace, outputs, one track. */
function layOutUnfolded(reading, options) {
  const chain = CHAIN_SIZES[options.size] ?? CHAIN_SIZES.normal;
  const { unfolded } = reading;
  const { size, words, reversed, count, slanted, longest, overhang, step } = columnsOf(reading, { ...options, columns: chain });
  const bands = [];
  let y = 4;
  const add = (band) => {
    bands.push({ ...band, y });
    y += band.height;
  };
  const label = size.font * 1.5;
  const tall = unfolded.units.length * chain.row + label + 8;
  if (!unfolded.worked) add({ kind: "words", slanted, height: slanted ? Math.min(longest * Math.sin(SLANT) + 26, 150) : size.font + size.small + 14 });
  add({ kind: "inputs", height: unfolded.worked ? reading.embedding.values.columns * chain.row + label + 8 : chain.strip });
  reading.traces.forEach((trace, index) => add({ kind: "cells", trace, index, box: index === unfolded.trace ? tall : size.cell, height: chain.gap + (index === unfolded.trace ? tall : size.cell) }));
  add({ kind: "outputs", height: chain.gap + (unfolded.worked ? chain.row + label + 8 : chain.output) });
  if (options.way === "backward") add({ kind: "loss", height: chain.loss });
  const pictureHeight = y + 4;
  y = pictureHeight;
  if (!unfolded.worked) {
    const trace = reading.traces[unfolded.trace];
    const track = options.way === "backward" ? gradientTrack(unfolded) : trace.tracks[0];
    const units = track.values.columns;
    const open = options.toggled.has("units");
    const row = Math.max(2, Math.min(14, Math.round((open ? 2 : 1) * (chain.track / units))));
    add({ kind: "label", key: "units", track, trace, index: unfolded.trace, open, height: size.label });
    add({ kind: "track", key: `${unfolded.trace}.${track.name}`, track, trace, index: unfolded.trace, row, units, height: row * units + 8 });
  }
  const box = Math.min(step * (step > 110 ? 0.46 : 0.58), chain.box);
  return { size, chain, box, step, count, words, reversed, bands, pictureHeight, height: y + 4, total: Math.ceil(step * count + overhang) + 2 };
}

/** dL/dh of every unit after every word, as a track. */
function gradientTrack({ gradients, trace }) {
  const { values, limit } = gradients[trace];
  const meaning = "How the loss would change with each unit's state.";
  return { name: "gradient", label: "Gradient of the state", letter: "∂L/∂hₜ", kind: "signed", limit, bounded: false, meaning, values, missing: values.values.some(Number.isNaN) };
}

/**
 * Nodes and edges of the words from first to last, the loop opened by `fold` (0 closed, 1 open).
 * @param moment { word, way, fold, unit }
 */
function chainOf(scene, moment, first, last) {
  const { reading, layout } = scene;
  const home = scene.left + Math.min(scene.width, layout.total) / 2;
  const open = moment.fold * moment.fold * (3 - 2 * moment.fold);
  const draw = { ...scene, moment, lift: 1 - open, centre: (word) => home + (columnLeft(layout, word) + layout.step / 2 - home) * open };
  const words = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  const nodes = words.flatMap((word) => [inputNode(draw, word), ...outputNodes(draw, word)]);
  const edges = [];
  for (const band of layout.bands.filter((each) => each.kind === "cells")) {
    const start = band.trace.direction === "forward" ? -1 : layout.words;
    nodes.push({ ...stateNode(draw, band, start), title: traceTitle(reading, band.trace) });
    for (const word of words) {
      nodes.push(stateNode(draw, band, word));
      edges.push(inputEdge(draw, band, word), recurrentEdge(draw, band, word));
      if (readsOut(reading, band.trace, word)) edges.push(outputEdge(draw, band, word));
    }
  }
  if (moment.way === "forward") return { nodes, edges };
  const asked = (word) => reading.unfolded.loss.every || !reading.unfolded.outputFollows || word === layout.words - 1;
  return { nodes, edges: edges.filter((edge) => edge.part !== "Why" || asked(edge.word)).map((edge) => turned(draw, edge)) };
}

/** Whether the head reads the state of this word: every one, or of two directions the last of each. */
function readsOut(reading, trace, word) {
  if (!trace.weights) return false;
  return reading.unfolded.outputFollows || word === (trace.direction === "forward" ? reading.columns.length - 1 : 0);
}

const bandOf = (layout, kind) => layout.bands.find((band) => band.kind === kind);

function inputNode(draw, word) {
  const { reading, layout, theme } = draw;
  const band = bandOf(layout, "inputs");
  const { embedding } = reading;
  const values = Array.from({ length: embedding.values.columns }, (_, n) => at(embedding.values, word, n));
  const node = { part: "x", word, x: draw.centre(word), y: band.y + band.height / 2, width: layout.box, height: band.height };
  if (reading.unfolded.worked) return { ...node, label: `x${subscript(word + 1)}`, rows: values.map((value) => cellRow(theme, embedding, value)) };
  return { ...node, width: Math.min(layout.box, 22), strip: values.map((value) => colourOf(theme, embedding, value)) };
}

function cellRow(theme, track, value, { chosen = false, write = written } = {}) {
  const colour = colourOf(theme, track, value);
  return { text: write(value), colour, ink: inkOn(theme, colour), chosen };
}

/** The state after a word, or what there is before the first one; going back, its gradient. */
function stateNode(draw, band, word) {
  const { reading, layout, theme, moment } = draw;
  const { unfolded } = reading;
  const isStart = word < 0 || word >= layout.words;
  const isActive = band.index === unfolded.trace;
  const backward = moment.way === "backward";
  const label = `${backward && !isStart ? "∂L/∂" : ""}h${subscript(word + 1)}`;
  const height = band.box * (!isStart || (isActive && !backward) ? 1 : 0.6);
  const node = { part: "h", word, trace: band.index, x: draw.centre(word), y: band.y + band.height - band.box / 2, width: layout.box, height, label, dashed: isStart, round: isStart && (!isActive || backward) };
  if (!isActive || (backward && isStart)) return node;
  const [scale, value] = backward
    ? [{ kind: "signed", limit: unfolded.gradients[band.index].limit }, (unit) => at(unfolded.gradients[band.index].values, word, unit)]
    : [band.trace.tracks[0], (unit, column) => (isStart ? unfolded.start[0].values.values[column] : quantity(band.trace, "hidden_state", word, unit))];
  const rows = unfolded.units.map((unit, column) => cellRow(theme, scale, value(unit, column), { chosen: unit === moment.unit && word === moment.word, write: backward ? compact : written }));
  return { ...node, rows };
}

/** What the network answers after a word, and going back the loss that asks for it. */
function outputNodes(draw, word) {
  const { reading, layout, theme, moment } = draw;
  const { unfolded } = reading;
  if (!unfolded.outputFollows && word !== layout.words - 1) return [];
  const band = bandOf(layout, "outputs");
  const height = band.height - layout.chain.gap;
  const value = unfolded.outputs[word + 1];
  const node = { part: "y", word, x: draw.centre(word), y: band.y + band.height - height / 2, width: layout.box, height, label: `y${subscript(word + 1)}` };
  const loss = bandOf(layout, "loss");
  const asked = loss && (unfolded.loss.every || word === layout.words - 1);
  const nodes = asked ? [{ part: "L", word, x: node.x, y: loss.y + loss.height / 2 + 6, width: layout.box, height: layout.chain.output * 0.8, label: layout.box > 60 ? "loss L" : "L", round: true, dashed: true }] : [];
  if (unfolded.worked) return [{ ...node, rows: [cellRow(theme, { kind: "signed", limit: 2 }, value)] }, ...nodes];
  const label = layout.box < 40 ? percent(value).replace(" %", "") : percent(value);
  return [{ ...node, label, bold: true, ink: value >= 0.5 ? theme.positive : theme.negative }, ...nodes];
}

function inputEdge(draw, band, word) {
  const { layout } = draw;
  const fed = layout.bands.findLast((other) => feeds(other, band.trace));
  const top = band.y + band.height - band.box;
  const x = draw.centre(word);
  const points = inputPath({ x, from: fed.y + fed.height + 1, to: top, aside: layout.box / 2 + Math.min(14, (layout.step - layout.box) / 4), gap: layout.chain.gap });
  return named(draw, { part: "Wxh", word, trace: band.index, points, labelAt: [x + layout.size.small * 1.7, top - layout.chain.gap * 0.56] }, band.index === draw.reading.unfolded.trace || layout.bands.filter((each) => each.kind === "cells").length === 1);
}

/** From the state one step earlier; with the loop closed it leaves the cell and comes back to it. */
function recurrentEdge(draw, band, word) {
  const { layout, lift } = draw;
  const forward = band.trace.direction === "forward" ? 1 : -1;
  const y = band.y + band.height - band.box / 2;
  const half = (layout.box / 2) * forward;
  const from = [draw.centre(word - forward) + half, y];
  const to = [draw.centre(word) - half - forward, y];
  const edge = { part: "Whh", word, trace: band.index, points: [from, to], labelAt: [(from[0] + to[0]) / 2, y - layout.size.small * 1.05] };
  if (lift > 0.01) {
    // The top of a cubic curve lies at three quarters of its handles: below what feeds the cell.
    const rise = (lift * (band.box / 2 + layout.chain.gap * 0.8)) / 0.75;
    const straight = Math.max(0, (to[0] - from[0]) * forward) / 3;
    const reach = (straight * (1 - lift) + layout.box * 1.3 * lift ** 3) * forward;
    edge.loop = [[from[0] + reach, y - rise], [to[0] - reach, y - rise]];
    const aside = from[0] + reach * 0.26 + forward * layout.size.small * 2;
    const over = lift ** 3; // The name goes aside when the loop closes, and stays over the arrow till then.
    edge.labelAt = [edge.labelAt[0] + (aside - edge.labelAt[0]) * over, y - layout.size.small * 1.05 - rise * (0.75 - 0.45 * over)];
  }
  return named(draw, edge, layout.step - layout.box > 34 || lift > 0.5);
}

function outputEdge(draw, band, word) {
  const { layout } = draw;
  const outputs = bandOf(layout, "outputs");
  const end = outputs.y + layout.chain.gap - 1;
  const from = band.y + band.height + 1;
  const tip = draw.reading.unfolded.outputFollows ? word : layout.words - 1; // Of two directions both end in one.
  const [x, to] = [draw.centre(word), draw.centre(tip)];
  const isAlone = layout.bands.findLast((each) => each.kind === "cells") === band;
  const aside = x - layout.box / 2 - Math.min(12, (layout.step - layout.box) / 4); // Past the cells below.
  const down = isAlone ? [[x, from]] : [[x - layout.box / 4, from], [x - layout.box / 4, from + 9], [aside, from + 9]];
  const points = word === tip && isAlone ? [[x, from], [x, end]] : [...down, [down.at(-1)[0], end - 16], [to - layout.box / 4, end - 16], [to - layout.box / 4, end]];
  return named(draw, { part: "Why", word, trace: band.index, points, labelAt: [x + layout.size.small * 1.7, end - layout.chain.gap * 0.5] }, isAlone);
}

/** An edge has its name where there is room; else only at the step that is looked at. */
function named(draw, edge, hasRoom = true) {
  const { layout, moment } = draw;
  const label = { Wxh: "W_xh", Whh: "W_hh", Why: "W_hy" }[edge.part];
  return hasRoom && (layout.step >= LABELLED || edge.word === moment.word) ? { ...edge, label } : edge;
}

/** Going back an arrow points the other way, as thick as the gradient that takes it. */
function turned({ reading }, edge) {
  const { norms } = reading.unfolded.gradients[edge.trace];
  const largest = norms.reduce((most, norm) => Math.max(most, norm), 0);
  const share = largest > 0 ? norms[edge.word] / largest : 0;
  return { ...edge, points: [...edge.points].reverse(), loop: edge.loop && [...edge.loop].reverse(), thickness: 1 + 6 * share };
}

/** A ground behind the step that is looked at; colours of numbers stay what they are. */
function paintGround(context, { theme, layout }, word) {
  context.fillStyle = theme.raised;
  context.beginPath();
  context.roundRect(columnLeft(layout, word) + 1, 0, layout.step - 2, layout.pictureHeight, 6);
  context.fill();
}

/** How a part looks at a moment: the past stays, the future is faint, what is being computed lights up. */
function lookAt({ reading, layout }, moment, item) {
  const isWeight = WEIGHTS.has(item.part);
  const shared = isWeight && moment.hoveredPart === item.part;
  const trace = reading.traces[item.trace ?? reading.unfolded.trace];
  const onward = (trace.direction === "forward" ? 1 : -1) * (moment.way === "forward" ? 1 : -1);
  const ahead = (item.word - moment.word) * onward;
  const isHere = ahead === 0;
  const offset = moment.way === "backward" && item.part === "Whh" ? 1 : 0;
  const isOwn = offset ? ahead === -1 : isHere; // Going back, the arrow into the next step belongs to this one.
  const isSpoken = moment.phase !== null && isOwn && moment.phases[moment.phase].parts.some(([part, by]) => part === item.part && by === offset);
  const isInput = item.part === "x" || item.part === "L";
  let computed = isOwn ? isReached(moment.phases, moment.phase, item.part, offset) : ahead < 0;
  if (isInput && layout.reversed) computed = true;
  if (item.part === "y" && !reading.unfolded.outputFollows) computed = moment.way === "backward" || ahead <= 0;
  const folded = isHere ? 1 : moment.fold ** 2;
  return { alpha: folded * (computed || shared ? 1 : 0.28), lit: shared || isSpoken };
}
