// The tracks: each a small canvas of its own, and the boxes that mark what is chosen.

const STARTS_AT_ZERO = new Set(["hidden_state", "cell_state"]); // What there is before the first word.

/**
 * One pixel a value: words along, units down in the order chosen. The browser scales it up with hard
 * edges, so a track costs as little as its numbers. With a value missing it is drawn larger, for hatching.
 */
function paintTrack(canvas, theme, band) {
  const { track } = band;
  const { rows: words, columns: units, values } = track.values;
  const image = new ImageData(Math.max(words, 1), units);
  const table = theme.tables[track.kind];
  const missing = channels(theme.nan);
  for (let row = 0; row < units; row++) {
    const unit = unitIn(band, row);
    for (let word = 0; word < words; word++) {
      const value = values[word * units + unit];
      const colour = Number.isNaN(value) ? missing : table[shade(track, value)];
      image.data.set([colour[0], colour[1], colour[2], 255], 4 * (row * words + word));
    }
  }
  canvas.width = image.width;
  canvas.height = units;
  canvas.getContext("2d").putImageData(image, 0, 0);
  if (track.missing) hatchMissing(canvas, theme, band);
}

/** Not a number is grey and hatched, so that nobody takes it for zero. */
function hatchMissing(canvas, theme, band) {
  const [across, down] = [24, 8]; // Pixels a value, enough for a stroke to be seen.
  const { rows: words, columns: units } = band.track.values;
  const small = new OffscreenCanvas(canvas.width, canvas.height);
  small.getContext("2d").drawImage(canvas, 0, 0);
  canvas.width *= across;
  canvas.height *= down;
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  context.strokeStyle = theme.background;
  context.lineWidth = 2;
  for (let word = 0; word < words; word++) {
    for (let row = 0; row < units; row++) {
      if (!Number.isNaN(at(band.track.values, word, unitIn(band, row)))) continue;
      context.beginPath();
      context.moveTo(word * across, (row + 1) * down);
      context.lineTo((word + 1) * across, row * down);
      context.stroke();
    }
  }
}

/** Puts the canvas of each track in its place, with h0 beside it and lines between the words. */
function placeTracks(host, scene) {
  const { layout, theme } = scene;
  const bands = layout.bands.filter((band) => band.kind === "track");
  while (host.childElementCount > bands.length) host.lastElementChild.remove();
  while (host.childElementCount < bands.length) {
    host.append(element("div", "track", null, [element("i", "start"), document.createElement("canvas"), element("i", "lines")]));
  }
  bands.forEach((band, index) => {
    const [start, canvas, lines] = host.children[index].children;
    host.children[index].dataset.key = band.key;
    const edges = { top: band.y, height: band.row * band.units };
    const across = { left: columnLeft(layout, 0), width: layout.words * layout.step, ...edges };
    setPixels(canvas, across);
    setPixels(lines, across);
    const gap = layout.step > 40 ? 1 : 0.5;
    setStyle(lines, "background", `repeating-linear-gradient(to right, ${theme.background} 0 ${gap}px, transparent 0 ${layout.step - gap}px, ${theme.background} 0 ${layout.step}px)`);
    const hasStart = STARTS_AT_ZERO.has(band.track.name) && !scene.reading.unfolded?.edited.length; // Else it is not all zero.
    start.hidden = !hasStart;
    if (hasStart) {
      const column = band.trace.direction === "forward" ? -1 : layout.words;
      setPixels(start, { left: columnLeft(layout, column), width: layout.step - 1, ...edges });
      setStyle(start, "background", colourOf(theme, band.track, 0));
    }
    paintTrack(canvas, theme, band);
  });
}

/** Marks the chosen word and unit by boxes over the picture: moving them repaints nothing below. */
function placeCursor(host, layout, choice) {
  const boxes = [];
  const box = (className, left, top, width, height, text) => boxes.push({ className, left, top, width, height, text });
  if (choice.word !== null) {
    const x = columnLeft(layout, choice.word);
    box("column", x + 1, null, layout.step - 2, null);
    for (const band of layout.bands) {
      if (band.kind !== "track" || band.index !== choice.trace) continue;
      const y = band.y + band.trace.rows.indexOf(choice.unit) * band.row;
      const start = band.trace.direction === "forward" ? 0 : layout.step;
      box("row", start, y - 1, layout.step * (layout.words + 1), band.row + 2);
      box("cell", x + 1, y - 2, layout.step - 2, band.row + 4);
      if (band.track.name !== "hidden_state" || layout.step < 56) continue;
      const beside = band.trace.direction === "forward" ? 0 : columnLeft(layout, layout.words);
      const high = layout.size.small * 1.6;
      const top = Math.max(band.y, Math.min(y + (band.row - high) / 2, band.y + band.row * band.units - high));
      box("tag", beside + 2, top, layout.step - 4, null, `unit ${choice.unit}`);
    }
  }
  while (host.childElementCount > boxes.length) host.lastElementChild.remove();
  while (host.childElementCount < boxes.length) host.append(document.createElement("i"));
  boxes.forEach(({ className, text = "", ...edges }, index) => {
    const node = host.children[index];
    if (node.className !== className) node.className = className;
    setText(node, text);
    setPixels(node, edges);
  });
}
