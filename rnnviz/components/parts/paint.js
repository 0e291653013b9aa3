// Painting: a layout onto a canvas. Reads the theme once a repaint, keeps nothing.
// Each kind of band has a painter of its own; who calls `paint` names them.

/** Colours of the page as it is now, and tables of 256 colours for both kinds of scale. */
function readTheme(host) {
  const style = getComputedStyle(host);
  const variable = (name) => style.getPropertyValue(name).trim();
  const background = variable("--st-background-color");
  const [red, green, blue] = channels(background);
  const name = 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
  const colours = PALETTE[name];
  const signed = colourTable(colours.signed);
  return {
    name,
    background,
    text: variable("--st-text-color"),
    raised: variable("--st-secondary-background-color"),
    primary: variable("--st-primary-color"),
    font: variable("--st-font"),
    ...colours,
    tables: { signed, verdict: signed, gate: colourTable(colours.gate) }, // A verdict is neutral at one half.
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

/** Black or white, whichever can be read better on a colour. */
function inkOn(theme, colour) {
  const luminance = (name) => {
    const [red, green, blue] = (name.startsWith("rgb(") ? name.match(/[\d.]+/g).map(Number) : channels(name)).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = luminance(colour) + 0.05;
  const contrast = (ink) => Math.max(ground, luminance(ink) + 0.05) / Math.min(ground, luminance(ink) + 0.05);
  const [dark, light] = theme.ink;
  return contrast(dark) >= contrast(light) ? dark : light;
}

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

/** Draws all bands but the tracks; `scene` is {reading, layout, theme, left, width}. */
function paint(canvas, scene, painters) {
  const context = prepare(canvas, scene.width, scene.layout.pictureHeight);
  context.save();
  context.translate(-scene.left, 0);
  const first = Math.max(0, Math.floor(scene.left / scene.layout.step) - 2);
  const last = Math.min(scene.layout.words - 1, Math.ceil((scene.left + scene.width) / scene.layout.step));
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
