// Painting: a layout onto a canvas. Reads the theme once a repaint, keeps nothing.

/** Colours of the page as it is now, and tables of 256 colours for both kinds of scale. */
function readTheme(host) {
  const style = getComputedStyle(host);
  const variable = (name) => style.getPropertyValue(name).trim();
  const background = variable("--st-background-color");
  const [red, green, blue] = channels(background);
  const name = 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
  const colours = PALETTE[name];
  return {
    name,
    background,
    text: variable("--st-text-color"),
    raised: variable("--st-secondary-background-color"),
    primary: variable("--st-primary-color"),
    font: variable("--st-font"),
    ...colours,
    tables: { signed: colourTable(colours.signed), gate: colourTable(colours.gate) },
  };
}

/** Red, green and blue of "#rrggbb", or of what the browser makes of any other CSS colour. */
function channels(colour) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) {
    const context = document.createElement("canvas").getContext("2d");
    context.fillStyle = colour;
    const plain = context.fillStyle;
    if (!plain.startsWith("#")) return plain.match(/[\d.]+/g).slice(0, 3).map(Number);
    return channels(plain);
  }
  return [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
}

function colourTable(stops) {
  const ends = stops.map(channels);
  return Array.from({ length: 256 }, (_, index) => {
    const place = (index / 255) * (ends.length - 1);
    const low = Math.min(Math.floor(place), ends.length - 2);
    return ends[low].map((channel, k) => Math.round(channel + (ends[low + 1][k] - channel) * (place - low)));
  });
}

/** Place of a value in a table of colours; values beyond the range keep the end's colour. */
function shade(track, value) {
  const low = track.kind === "signed" ? -track.limit : 0;
  return Math.max(0, Math.min(255, Math.round((255 * (value - low)) / (track.limit - low))));
}

const colourOf = (theme, track, value) =>
  Number.isNaN(value) ? theme.nan : `rgb(${theme.tables[track.kind][shade(track, value)].join(" ")})`;

/** Sizes a canvas for the screen's pixels and gives a context that counts in CSS pixels. */
function prepare(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Draws words, cells and verdict; `scene` is {reading, layout, theme, left, width}. */
function paint(canvas, scene) {
  const context = prepare(canvas, scene.width, scene.layout.pictureHeight);
  context.save();
  context.translate(-scene.left, 0);
  const first = Math.max(0, Math.floor(scene.left / scene.layout.step) - 2);
  const last = Math.min(scene.layout.words - 1, Math.ceil((scene.left + scene.width) / scene.layout.step));
  const painters = { words: paintWords, cells: paintCells, verdict: paintVerdict };
  for (const band of scene.layout.bands) painters[band.kind]?.(context, scene, band, first, last);
  context.restore();
}

function paintWords(context, scene, band, first, last) {
  const { layout, theme, reading } = scene;
  const { font, small } = layout.size;
  context.textBaseline = "alphabetic";
  for (let word = first; word <= last; word++) {
    const column = reading.columns[word];
    const middle = columnLeft(layout, word) + layout.step / 2;
    const note = column.status === "unknown" ? "unknown" : column.typed.toLowerCase() !== column.text ? `“${shortened(column.typed)}”` : "";
    context.save();
    context.fillStyle = column.status === "unknown" ? theme.muted : theme.text;
    context.font = `${column.status === "unknown" ? "italic " : "600 "}${font}px ${theme.font}`;
    const text = shortened(column.text);
    const width = context.measureText(text).width;
    if (band.slanted) {
      context.translate(middle + 4, band.y + band.height - 12);
      context.rotate(-SLANT);
    } else {
      context.translate(middle - width / 2, band.y + font + 4);
    }
    context.fillText(text, 0, 0);
    if (column.status !== "known") underline(context, theme, column.status, width);
    if (note && !band.slanted && width < layout.step) {
      context.font = `${small}px ${theme.font}`;
      context.fillStyle = theme.muted;
      const noteWidth = context.measureText(note).width;
      if (noteWidth <= layout.step + 6) context.fillText(note, width / 2 - noteWidth / 2, small + 5);
    }
    context.restore();
  }
}

/** Dashes under a word nobody taught the network, dots under one it reads as another. */
function underline(context, theme, status, width) {
  context.strokeStyle = status === "unknown" ? theme.negative : theme.primary;
  context.lineWidth = 1.5;
  context.setLineDash(status === "unknown" ? [5, 3] : [2, 2]);
  context.beginPath();
  context.moveTo(0, 3.5);
  context.lineTo(width, 3.5);
  context.stroke();
  context.setLineDash([]);
}

/** The unfolded cell: boxes joined in the order of reading, arrows as thick as their share. */
function paintCells(context, scene, band, first, last) {
  const { layout, theme } = scene;
  const { trace } = band;
  const forward = trace.direction === "forward";
  const top = band.y + ARROW;
  const middle = top + layout.size.cell / 2;
  const box = Math.min(layout.step * 0.56, layout.size.cell * 1.5);
  const centre = (word) => columnLeft(layout, word) + layout.step / 2;
  const thickness = (share) => 1 + 5 * share;
  const fed = layout.bands.findLast((other) => feeds(other, trace));
  const from = fed.y + fed.height;
  const start = forward ? -1 : layout.words; // h0, or from behind the state after the last word.
  paintState(context, scene, { x: centre(start), y: middle, box, name: `h${subscript(start + 1)}`, isStart: true });
  for (let word = first; word <= last; word++) {
    const edge = (box / 2) * (forward ? 1 : -1);
    const share = trace.inputShare[word];
    const previous = centre(word + (forward ? -1 : 1));
    arrow(context, theme.line, previous + edge, middle, centre(word) - edge - Math.sign(edge), middle, thickness(1 - share));
    inputArrow(context, theme.line, { x: centre(word), from, to: top, aside: box / 2 + (layout.step - box) / 3 }, thickness(share));
    paintState(context, scene, { x: centre(word), y: middle, box, name: `h${subscript(word + 1)}`, isStart: false });
  }
}

/** What a layer reads: the words, or the cells of the layer below. */
const feeds = (band, trace) => (trace.layer === 1 ? band.kind === "words" : band.kind === "cells" && band.trace.layer === trace.layer - 1);

/** From what a cell reads down to the cell; past another row of cells it goes beside their boxes. */
function inputArrow(context, colour, { x, from, to, aside }, thickness) {
  const start = to - ARROW + 2;
  if (from >= start - 4) return arrow(context, colour, x, start, x, to - 1, thickness);
  context.strokeStyle = colour;
  context.lineWidth = Math.min(thickness, 2.5);
  context.beginPath();
  context.moveTo(x + aside, from);
  context.lineTo(x + aside, start + 3);
  context.lineTo(x, start + 3);
  context.stroke();
  arrow(context, colour, x, start + 3, x, to - 1, thickness);
}

function paintState(context, { theme, layout }, { x, y, box, name, isStart }) {
  const height = layout.size.cell * (isStart ? 0.6 : 0.86);
  context.beginPath();
  context.roundRect(x - box / 2, y - height / 2, box, height, isStart ? height / 2 : 5);
  context.fillStyle = isStart ? theme.background : theme.raised;
  context.fill();
  context.setLineDash(isStart ? [3, 3] : []);
  context.strokeStyle = context.fillStyle = isStart ? theme.muted : theme.text;
  context.lineWidth = isStart ? 1 : 1.25;
  context.stroke();
  context.setLineDash([]);
  const font = Math.min(layout.size.font, box * 0.5);
  if (font < 8) return;
  context.font = `${font}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(name, x, y + 1);
  context.textAlign = "left";
}

function arrow(context, colour, x0, y0, x1, y1, thickness) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 2) return;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const head = Math.min(5 + thickness, length * 0.6);
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = thickness;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1 - ux * head, y1 - uy * head);
  context.stroke();
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x1 - ux * head - uy * head * 0.62, y1 - uy * head + ux * head * 0.62);
  context.lineTo(x1 - ux * head + uy * head * 0.62, y1 - uy * head - ux * head * 0.62);
  context.fill();
}

/** Bars that leave the line of 50 %: up and blue for positive, down and orange for negative. */
function paintVerdict(context, scene, band, first, last) {
  const { layout, theme, reading } = scene;
  const half = band.height / 2 - layout.size.small - 5;
  const zero = band.y + band.height / 2;
  paintVerdictAxis(context, scene, zero, half);
  const width = Math.min(layout.step * 0.62, 52);
  const labelled = labelledWords(layout, reading);
  for (let word = Math.max(first - 1, -1); word <= last; word++) {
    const probability = reading.probabilities[word + 1];
    const x = columnLeft(layout, word);
    const up = probability >= 0.5;
    const height = Math.max(1.5, Math.abs(probability - 0.5) * 2 * half);
    context.fillStyle = word < 0 ? theme.muted : up ? theme.positive : theme.negative; // h0 has read nothing.
    context.fillRect(x + (layout.step - width) / 2, up ? zero - height : zero, width, height);
    if (!labelled.has(word)) continue;
    context.font = `${word === layout.words - 1 ? "700 " : ""}${layout.size.small}px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = up ? "alphabetic" : "top";
    const label = layout.step < 46 ? percent(probability).replace(" %", "") : percent(probability);
    context.fillText(label, x + layout.step / 2, up ? zero - height - 3 : zero + height + 3);
    context.textAlign = "left";
  }
}

/** Lines at 0, 50 and 100 %. */
function paintVerdictAxis(context, scene, zero, half) {
  const { layout, theme } = scene;
  context.strokeStyle = theme.line;
  context.fillStyle = theme.muted;
  context.font = `${layout.size.small}px ${theme.font}`;
  context.textBaseline = "middle";
  for (const [level, text] of [[1, "100 %"], [0, ""], [-1, "0 %"]]) {
    const y = Math.round(zero - level * half) + 0.5;
    context.lineWidth = level ? 0.5 : 1;
    context.setLineDash(level ? [2, 4] : []);
    context.beginPath();
    context.moveTo(layout.step > 60 && level ? layout.size.small * 3.2 : 0, y);
    context.lineTo(layout.total, y);
    context.stroke();
    if (layout.step > 60) context.fillText(text, 0, y);
  }
  context.setLineDash([]);
}

/** Words whose verdict is written as a number: all with room, else the last and the greatest turns. */
function labelledWords(layout, reading) {
  const words = Array.from({ length: layout.words + 1 }, (_, index) => index - 1);
  if (layout.step >= 30) return new Set(words);
  const turn = (word) => Math.abs(reading.probabilities[word + 1] - reading.probabilities[word]);
  const apart = Math.ceil(34 / layout.step);
  const chosen = [layout.words - 1];
  for (const word of words.slice(1).sort((a, b) => turn(b) - turn(a))) {
    if (chosen.every((other) => Math.abs(other - word) >= apart) && turn(word) > 0.08) chosen.push(word);
  }
  return new Set(chosen);
}
