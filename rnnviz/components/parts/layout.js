// Geometry: a reading and a width become bands and columns. Pure functions, no drawing.

const SIZES = {
  normal: { font: 14, small: 11.5, cell: 46, verdict: 150, tall: 256, short: 104, label: 30, widest: 136, narrowest: 24 },
  presenter: { font: 22, small: 16, cell: 66, verdict: 210, tall: 384, short: 160, label: 40, widest: 190, narrowest: 36 },
};
const ARROW = 22; // Pixels between the words and the cells, and between two rows of cells.
const SLANT = 0.29 * Math.PI; // Of words too long for their column; steep enough to read, flat enough to fit.
const LEAN = Math.cos(SLANT);
const LONGEST_WORD = 18; // Letters drawn; the whole word stands in the inspector.

const shortened = (word) => (word.length > LONGEST_WORD ? `${word.slice(0, LONGEST_WORD - 1)}…` : word);

/** The columns that words of a reading need: how wide, how many, and whether the words must lean. */
function columnsOf(reading, options) {
  const size = SIZES[options.size] ?? SIZES.normal;
  const { widest, narrowest } = { ...size, ...options.columns };
  const words = reading.columns.length;
  const reversed = reading.traces.some((trace) => trace.direction === "backward");
  const count = words + (reversed ? 2 : 1); // A column for h0 where each direction begins.
  const widths = reading.columns.map((column) => options.measure(shortened(column.text)));
  const longest = Math.max(...widths, 10);
  const stepWithin = (width) => Math.max(narrowest, Math.min(widest, width / count));
  const slanted = longest + 10 > stepWithin(options.width - 2);
  // A slanted word leans over the columns to its right; the last ones need room for that.
  const overhang = slanted ? Math.max(0, ...widths.slice(-3).map((width, n, all) => width * LEAN - 18 * (all.length - 1 - n))) : 0;
  const step = stepWithin(options.width - 2 - overhang);
  return { size, words, reversed, count, slanted, longest, overhang, step };
}

/**
 * Where everything stands.
 * @param options {width, size, active: trace index, toggled: Set of band keys, measure: text => pixels}
 */
function layOut(reading, options) {
  const { size, words, reversed, count, slanted, longest, overhang, step } = columnsOf(reading, options);
  const bands = [];
  let y = 4;
  const add = (band) => {
    bands.push({ ...band, y });
    y += band.height;
  };
  add({ kind: "words", slanted, height: slanted ? Math.min(longest * Math.sin(SLANT) + 26, 150) : size.font + size.small + 18 });
  reading.traces.forEach((trace, index) => add({ kind: "cells", trace, index, height: size.cell + ARROW }));
  const prefixes = reversed ? "; each bar has read only the words up to here" : "";
  add({ kind: "label", key: "verdict", text: "Verdict so far", note: `probability of “positive”, were this the last word${prefixes}`, height: size.label + 6 });
  add({ kind: "verdict", height: size.verdict });
  const pictureHeight = y; // Words, cells and verdict are painted together; each track for itself.
  const addTrack = (trace, index, track, usuallyTall) => {
    const key = trace ? `${index}.${track.name}` : track.name;
    const hidden = track.name === "embedding" && !options.toggled.has(key);
    const tall = usuallyTall !== options.toggled.has(key); // A click on the label toggles it.
    const units = track.values.columns;
    const row = Math.max(tall ? 2 : 1, Math.min(14, Math.round((tall ? size.tall : size.short) / units)));
    add({ kind: "label", key, track, trace, index, open: tall && !hidden, height: size.label });
    if (!hidden) add({ kind: "track", key, track, trace, index, row, units, height: row * units + 8 });
  };
  reading.traces.forEach((trace, index) => addTrack(trace, index, trace.tracks[0], true));
  const active = reading.traces[options.active];
  active.tracks.slice(1).forEach((track) => addTrack(active, options.active, track, false));
  addTrack(null, null, reading.embedding, false);
  return { size, step, count, words, bands, pictureHeight, height: y + 4, total: Math.ceil(step * count + overhang) + 2 };
}

/** Left edge of a column; word 0 stands right of h0. */
const columnLeft = (layout, word) => (word + 1) * layout.step;

/** The unit that stands in a row of a track; the dimensions of an embedding stand as they are. */
const unitIn = (band, row) => (band.trace ? band.trace.rows[row] : row);

/** Which word, band and unit lie under a point; word is null over h0. */
function find(layout, reading, x, y) {
  const column = Math.floor(x / layout.step) - 1;
  const word = column >= 0 && column < layout.words ? column : null;
  const band = layout.bands.find((candidate) => y >= candidate.y && y < candidate.y + candidate.height);
  if (!band || band.kind !== "track") return { word, band, unit: null };
  const row = Math.floor((y - band.y) / band.row);
  const inside = row >= 0 && row < band.units;
  const unit = inside ? unitIn(band, row) : null;
  return { word, band, unit };
}

/** What a layer reads: the words or their vectors, or the cells of the layer below. */
const feeds = (band, trace) => (trace.layer === 1 ? band.kind === "words" || band.kind === "inputs" : band.kind === "cells" && band.trace.layer === trace.layer - 1);

/** From what a cell reads down to the cell; past another row of cells it goes beside their boxes. */
function inputPath({ x, from, to, aside, gap = ARROW }) {
  const start = to - gap + 2;
  if (from >= start - 4) return [[x, start], [x, to - 1]];
  return [[x + aside, from], [x + aside, start + 3], [x, start + 3], [x, to - 1]];
}
