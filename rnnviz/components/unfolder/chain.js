// The unfolded chain: which bands there are, and the diagram's nodes and edges with their real numbers.

const CHAIN_SIZES = {
  normal: { row: 20, large: 25, strip: 44, gap: 46, output: 30, loss: 40, widest: 320, narrowest: 84, box: 104, track: 128 },
  presenter: { row: 30, large: 36, strip: 60, gap: 64, output: 44, loss: 56, widest: 430, narrowest: 124, box: 150, track: 190 },
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
  const row = unfolded.worked ? chain.large : chain.row;
  const tall = unfolded.units.length * row + label + 8;
  if (!unfolded.worked) add({ kind: "words", slanted, height: slanted ? Math.min(longest * Math.sin(SLANT) + 26, 150) : size.font + size.small + 14 });
  add({ kind: "inputs", height: unfolded.worked ? reading.embedding.values.columns * row + label + 8 : chain.strip });
  reading.traces.forEach((trace, index) => add({ kind: "cells", trace, index, box: index === unfolded.trace ? tall : size.cell, height: chain.gap + (index === unfolded.trace ? tall : size.cell) }));
  add({ kind: "outputs", height: chain.gap + (unfolded.worked || options.way === "backward" ? row + label + 8 : chain.output) });
  if (options.way === "backward") add({ kind: "loss", height: chain.loss });
  const pictureHeight = y + 4;
  y = pictureHeight;
  if (!unfolded.worked) {
    const trace = reading.traces[unfolded.trace];
    const track = options.way === "backward" ? gradientTrack(unfolded) : trace.tracks[0];
    const units = track.values.columns;
    const open = options.toggled.has("units");
    const thin = Math.max(2, Math.min(14, Math.round((open ? 2 : 1) * (chain.track / units))));
    add({ kind: "label", key: "units", track, trace, index: unfolded.trace, open, height: size.label });
    add({ kind: "track", key: `${unfolded.trace}.${track.name}`, track, trace, index: unfolded.trace, row: thin, units, height: thin * units + 8 });
  }
  const box = Math.min(step * (step > 110 ? 0.46 : 0.58), chain.box);
  return { size, chain, box, step, count, words, reversed, bands, pictureHeight, height: y + 4, total: Math.ceil(step * count + overhang) + 2 };
}

/** dL/dh of every unit after every word, as a track. */
function gradientTrack({ gradients, trace, gradientLimit: limit }) {
  const { values } = gradients[trace];
  const meaning = "How the loss would change with each unit's state.";
  return { name: "gradient", label: "Gradient of the state", letter: "∂L/∂hₜ", kind: "signed", limit, bounded: false, meaning, values, missing: values.values.some(Number.isNaN) };
}

/**
 * Nodes and edges of the words from first to last, the loop opened by `fold` (0 closed, 1 open).
 * @param moment { word, way, fold, unit }
 */
function chainOf(scene, moment, first, last) {
  const { reading, layout } = scene;
  const home = scene.left + scene.width / 2;
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
      if (band.trace.cell === "LSTM" && draw.lift < 0.5) edges.push(memoryEdge(draw, band, word));
      if (readsOut(reading, band.trace, word)) edges.push(outputEdge(draw, band, word));
    }
  }
  const texts = moment.fold === 1 ? rowNames(draw) : [];
  if (moment.way === "forward") return { nodes, edges, texts };
  const { every } = reading.unfolded.loss;
  const asked = (word) => every || !reading.unfolded.outputFollows || word === layout.words - 1;
  const losses = words.filter((word) => every || word === layout.words - 1).map((word) => lossEdge(draw, word));
  const back = edges.filter((edge) => edge.part !== "Why" || asked(edge.word)).map((edge) => turned(draw, edge));
  return { nodes, edges: [...back, ...losses], texts };
}

/** What the rows of inputs and outputs are, in the column where the chain begins. */
function rowNames({ reading, layout, moment }) {
  const { worked, outputFollows } = reading.unfolded;
  if (layout.step < 70) return [];
  const x = columnLeft(layout, -1) + layout.step / 2;
  const middle = (kind) => ((band) => band.y + (kind === "inputs" ? band.height : band.height + layout.chain.gap) / 2)(bandOf(layout, kind));
  const answers = worked ? "output" : outputFollows ? "positive, if it\nended here" : "positive";
  return [
    { text: moment.way === "backward" ? "gradients ∂L/∂xₜ" : worked ? "input" : "word vector xₜ", x, y: middle("inputs") },
    { text: moment.way === "backward" ? "gradients" : answers, x, y: middle("outputs") },
  ];
}

/** Whether the head reads the state of this word: every one, or of two directions the last of each. */
function readsOut(reading, trace, word) {
  if (!trace.weights) return false;
  return reading.unfolded.outputFollows || word === (trace.direction === "forward" ? reading.columns.length - 1 : 0);
}

const bandOf = (layout, kind) => layout.bands.find((band) => band.kind === kind);

/** The numbers of an input; going back, how the loss would change with each of them. */
function inputNode(draw, word) {
  const { reading, layout, theme, moment } = draw;
  const { unfolded, embedding } = reading;
  const band = bandOf(layout, "inputs");
  const backward = moment.way === "backward";
  const source = backward ? unfolded.gradientOfInputs : embedding.values;
  const scale = backward ? gradientScale(unfolded) : ARITHMETIC;
  const values = Array.from({ length: source.columns }, (_, n) => at(source, word, n));
  const node = { part: "x", word, x: draw.centre(word), y: band.y + band.height / 2, width: layout.box, height: band.height };
  const label = `${backward ? "∂L/∂" : ""}x${subscript(word + 1)}`;
  if (unfolded.worked) return { ...node, label, rows: values.map((value) => cellRow(theme, scale, value, { write: backward ? compact : written })) };
  return { ...node, width: Math.min(layout.box, 22), strip: values.map((value) => colourOf(theme, scale, value)) };
}

const gradientScale = ({ gradientLimit: limit }) => ({ kind: "signed", limit });

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
  const memory = isStart && isActive && unfolded.start.length > 1 && !backward ? `, c${subscript(word + 1)}` : "";
  const label = `${backward && !isStart ? "∂L/∂" : ""}h${subscript(word + 1)}${memory}`;
  const height = band.box * (!isStart || (isActive && !backward) ? 1 : 0.6);
  const node = { part: "h", word, trace: band.index, x: draw.centre(word), y: band.y + band.height - band.box / 2, width: layout.box, height, label, dashed: isStart, round: isStart && (!isActive || backward) };
  if (isStart && (!isActive || backward)) return node;
  if (!isActive) return { ...node, strip: stripOfStates(draw, band, word) };
  const [scale, value] = backward
    ? [gradientScale(unfolded), (unit) => at(unfolded.gradients[band.index].values, word, unit)]
    : [ARITHMETIC, (unit, column) => (isStart ? unfolded.start[0].values.values[column] : quantity(band.trace, "hidden_state", word, unit))];
  const rows = unfolded.units.map((unit, column) => cellRow(theme, scale, value(unit, column), { chosen: unit === moment.unit && word === moment.word, write: backward ? compact : written }));
  return { ...node, rows };
}

/** All units of a layer or direction that is not followed, as colours. */
function stripOfStates({ reading, theme, moment }, band, word) {
  const backward = moment.way === "backward";
  const values = backward ? reading.unfolded.gradients[band.index].values : band.trace.tracks[0].values;
  const scale = backward ? gradientScale(reading.unfolded) : ARITHMETIC;
  return band.trace.rows.map((unit) => colourOf(theme, scale, at(values, word, unit)));
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
  const nodes = moment.way === "backward" ? lossNodes(draw, node) : [];
  if (moment.way === "backward") {
    const row = cellRow(theme, gradientScale(unfolded), unfolded.gradientOfOutputs[word], { write: compact });
    return [{ ...node, label: `∂L/∂${reading.isVerdict ? "s" : "y"}${subscript(word + 1)}`, rows: [row] }, ...nodes];
  }
  if (unfolded.worked) return [{ ...node, rows: [cellRow(theme, ARITHMETIC, value)] }];
  const label = layout.box < 40 ? percent(value).replace(" %", "") : percent(value);
  return [{ ...node, label, bold: true, ink: value >= 0.5 ? theme.positive : theme.negative }];
}

/** The loss below an output that it asks for. */
function lossNodes({ reading, layout }, { word, x }) {
  const { loss } = reading.unfolded;
  if (!loss.every && word !== layout.words - 1) return [];
  const band = bandOf(layout, "loss");
  return [{ part: "L", word, x, y: band.y + band.height / 2 + 8, width: layout.box, height: layout.chain.output * 0.8, label: layout.box > 60 ? "loss L" : "L", round: true, dashed: true }];
}

/** The arrow between an output and the loss that asks for it. */
function lossEdge({ layout, centre }, word) {
  const [outputs, loss] = [bandOf(layout, "outputs"), bandOf(layout, "loss")];
  const bottom = outputs.y + outputs.height + 1;
  return { part: "L", word, points: [[centre(word), loss.y + loss.height / 2 + 8 - layout.chain.output * 0.4], [centre(word), bottom]] };
}

function inputEdge(draw, band, word) {
  const { layout } = draw;
  const fed = layout.bands.findLast((other) => feeds(other, band.trace));
  const top = band.y + band.height - band.box;
  const x = draw.centre(word);
  const points = inputPath({ x, from: fed.y + fed.height + 1, to: top, aside: layout.box / 2 + Math.min(14, (layout.step - layout.box) / 4), gap: layout.chain.gap });
  return named(draw, { part: "Wxh", word, trace: band.index, points, labelAt: [x + layout.size.small * 1.7, top - layout.chain.gap * 0.56] }, band.index === draw.reading.unfolded.trace || layout.bands.filter((each) => each.kind === "cells").length === 1);
}

/** The memory of an LSTM goes from cell to cell beside the state, past every matrix. */
function memoryEdge(draw, band, word) {
  const edge = recurrentEdge(draw, band, word);
  const up = band.box / 2 - 11;
  const shift = ([x, y]) => [x, y - up];
  const [from, to] = edge.points.map(shift);
  const isNamed = band.index === draw.reading.unfolded.trace && draw.layout.step >= LABELLED && draw.lift < 0.01;
  const label = isNamed ? { label: `c`, labelAt: [(from[0] + to[0]) / 2, from[1] - draw.layout.size.small * 0.9] } : { label: undefined };
  return { ...edge, part: "c", delay: undefined, points: [from, to], loop: edge.loop?.map(shift), ...label };
}

/** From the state one step earlier; with the loop closed it leaves the cell and comes back to it. */
function recurrentEdge(draw, band, word) {
  const { layout, lift } = draw;
  const forward = band.trace.direction === "forward" ? 1 : -1;
  const y = band.y + band.height - band.box / 2;
  const half = (layout.box / 2) * forward;
  const from = [draw.centre(word - forward) + half, y];
  const to = [draw.centre(word) - half - forward, y];
  const side = band.trace.cell === "LSTM" ? 1 : -1; // Over an LSTM's arrow runs that of its memory.
  const edge = { part: "Whh", word, trace: band.index, points: [from, to], labelAt: [(from[0] + to[0]) / 2, y + side * layout.size.small * 1.05] };
  if (lift > 0.01) {
    // The top of a cubic curve lies at three quarters of its handles: below what feeds the cell.
    const rise = (lift * (band.box / 2 + layout.chain.gap * 0.8)) / 0.75;
    const straight = Math.max(0, (to[0] - from[0]) * forward) / 3;
    const reach = (straight * (1 - lift) + layout.box * 1.3 * lift ** 3) * forward;
    edge.loop = [[from[0] + reach, y - rise], [to[0] - reach, y - rise]];
    const aside = from[0] + reach * 0.26 + forward * layout.size.small * 2;
    const over = lift ** 3; // The name goes aside when the loop closes, and stays over the arrow till then.
    edge.labelAt = [edge.labelAt[0] + (aside - edge.labelAt[0]) * over, y - layout.size.small * 1.05 - rise * (0.75 - 0.45 * over)];
    if (lift > 0.8) edge.delay = band.trace.cell === "LSTM" ? "h and c, one step later" : "one step later";
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

/** Going back an arrow points the other way, as thick as the gradient that passes it. */
function turned({ reading }, edge) {
  const { gradients } = reading.unfolded;
  const most = gradients.reduce((all, { norms }) => norms.reduce((one, norm) => Math.max(one, norm), all), 0);
  const norm = gradients[edge.trace].passing[edge.part][edge.word];
  const thickness = most > 0 ? 1 + 7 * Math.min(1, norm / most) : 1;
  return { ...edge, points: [...edge.points].reverse(), loop: edge.loop && [...edge.loop].reverse(), thickness };
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
  const ends = trace.direction === "forward" ? layout.words - 1 : 0;
  // The one output of two directions is there once the trace that is followed has come to its end.
  const word = item.part === "y" && layout.reversed ? ends : item.word;
  const ahead = (word - moment.word) * onward;
  const isHere = ahead === 0;
  const offset = moment.way === "backward" && (item.part === "Whh" || item.part === "c") ? 1 : 0;
  const isOwn = offset ? ahead === -1 : isHere; // Going back, the arrow into the next step belongs to this one.
  const isSpoken = moment.phase !== null && isOwn && moment.phases[moment.phase].parts.some(([part, by]) => part === item.part && by === offset);
  const isDone = isOwn ? isReached(moment.phases, moment.phase, item.part, offset) : ahead < 0;
  const computed = isDone || isGiven(reading, layout, moment, item);
  const folded = isHere ? 1 : moment.fold ** 2;
  const isLit = shared || (isSpoken && item.trace === (item.trace === undefined ? undefined : reading.unfolded.trace));
  return { alpha: folded * (computed || shared ? 1 : 0.28), lit: isLit, waits: !computed };
}

/** What needs no step of the trace that is followed: the loss, and of two directions the other one. */
function isGiven({ unfolded, traces }, layout, moment, item) {
  if (item.part === "L") return true;
  if (!layout.reversed) return false;
  if (item.trace !== undefined) return traces[item.trace].direction !== traces[unfolded.trace].direction;
  if (item.part === "x") return moment.way === "forward";
  return moment.way === "backward"; // The output of both directions is where the way back begins.
}
