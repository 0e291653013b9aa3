// Two pictures of one network: its states over time, under the axis of the norms, and W_hh on the plane.

/** A row for each unit, a column for each step between two points of time; on the right each unit's share. */
function labPaintMap(canvas, { data, layout, theme, hovered, field }) {
  const { size, left, right, width, last } = layout;
  const { values, shares } = data.map;
  const [height, foot] = [size.map, size.small * 1.6];
  const context = prepare(canvas, width, height + foot);
  const wide = width - left - right;
  if (data.map.missing) {
    context.fillStyle = theme.raised;
    context.fillRect(left, 0, wide, height);
    labHatch(context, theme, [left, 0, wide, height]);
  }
  context.imageSmoothingEnabled = false;
  context.drawImage(labImage(data.map, theme), left, 0, wide, height);
  const text = (words, x, y, align) => Object.assign(context, { textAlign: align, textBaseline: "middle", fillStyle: theme.muted, font: `${size.small}px ${theme.font}` }).fillText(words, x, y);
  text("unit 0", left - 6, size.small * 0.6, "right");
  if (values.columns > 1) text(String(values.columns - 1), left - 6, height - size.small * 0.6, "right");
  for (const t of labTimes(last, layout.isNarrow ? 5 : 10)) text(String(t), layout.x(t), height + foot * 0.6, "center");
  if (shares) labPaintShares(context, { layout, theme, shares, height, foot, text });
  if (field) {
    context.strokeStyle = theme.text;
    context.lineWidth = 1.5;
    context.strokeRect(layout.x(field[0]), (field[1] * height) / values.columns, wide / values.rows, height / values.columns);
  }
  if (hovered === null) return;
  const x = layout.x(layout.lines[0].times[hovered]);
  context.strokeStyle = theme.text;
  labStroke(context, [x, 0, x, height]);
}

/** The share of steps at which a unit is saturated, as a bar beside its row. */
function labPaintShares(context, { layout, theme, shares, height, foot, text }) {
  const { size, right, width } = layout;
  const [start, most] = [width - right + 5, right - 6];
  const row = height / shares.length;
  context.fillStyle = theme.raised;
  context.fillRect(start, 0, most, height);
  context.fillStyle = theme.negative;
  shares.forEach((share, unit) => context.fillRect(start, unit * row, most * share, Math.max(row - (row > 3 ? 1 : 0), 0.75)));
  text("flat", start + most, height + foot * 0.6, "right");
}

/** The values as an image of one pixel each: units from top to bottom, time from left to right. */
function labImage({ kind, limit, values }, theme) {
  const { rows: steps, columns: units } = values;
  const image = new ImageData(steps, units);
  const table = theme.tables[kind];
  for (let t = 0; t < steps; t++) {
    for (let unit = 0; unit < units; unit++) {
      const value = values.values[t * units + unit];
      if (Number.isNaN(value)) continue; // Clear: the hatching below is seen.
      const [red, green, blue] = table[shade({ kind, limit }, value)];
      image.data.set([red, green, blue, 255], 4 * (unit * steps + t));
    }
  }
  const canvas = Object.assign(document.createElement("canvas"), { width: steps, height: units });
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** How far the plane reaches: steps of its own, so that it does not tremble while a slider moves. */
function labReach({ real, imaginary, singular }, radius) {
  const most = Math.max(1, radius, singular[0], ...real.map((part, n) => Math.hypot(part, imaginary[n])));
  return [1.25, 1.6, 2.1, 3, 4.2, 6, 9].find((reach) => reach >= most * 1.06) ?? most * 1.1;
}

function labPaintPlane(canvas, { data, theme, edge, size }) {
  const context = prepare(canvas, edge, edge);
  const { plane, settings } = data;
  const reach = labReach(plane, settings.radius);
  const [middle, unit] = [edge / 2, (edge / 2 - 2) / reach];
  const [x, y] = [(part) => middle + part * unit, (part) => middle - part * unit];
  context.lineWidth = 1;
  context.strokeStyle = theme.line;
  context.globalAlpha = 0.4;
  labStroke(context, [0, middle, edge, middle]);
  labStroke(context, [middle, 0, middle, edge]);
  context.globalAlpha = 1;
  labCircle(context, [middle, middle, unit], theme.text, 1.5, []);
  const colour = theme.cells[settings.cell];
  if (Math.abs(settings.radius - 1) > 0.004) labCircle(context, [middle, middle, settings.radius * unit], colour, 2, [5, 4]);
  context.fillStyle = colour;
  context.strokeStyle = theme.background;
  context.lineWidth = 0.75;
  plane.real.forEach((part, n) => {
    context.beginPath();
    context.arc(x(part), y(plane.imaginary[n]), plane.real.length > 40 ? 3.4 : 4.2, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  });
  context.strokeStyle = theme.text;
  context.lineWidth = 1.5;
  for (const value of plane.singular) labStroke(context, [x(value), middle - 9, x(value), middle + 9]);
  Object.assign(context, { fillStyle: theme.muted, font: `${size.small}px ${theme.font}`, textBaseline: "alphabetic" });
  const isOutside = settings.radius < 0.97; // Beside the circle, on the side without eigenvalues.
  for (const [words, align, atX, atY] of [["1", isOutside ? "left" : "right", x(1) + (isOutside ? 6 : -16), middle + size.small + 8], ["−1", isOutside ? "right" : "left", x(-1) - (isOutside ? 6 : -16), middle + size.small + 8], ["i", "left", middle + 6, isOutside ? y(1) - 5 : y(1) + size.small + 6]]) {
    context.textAlign = align;
    context.fillText(words, atX, atY);
  }
  const isOne = plane.real.length > 1 && plane.real.every((part, n) => Math.hypot(part - plane.real[0], plane.imaginary[n] - plane.imaginary[0]) < 1e-6);
  if (!isOne) return;
  context.textAlign = "right";
  context.fillText(`all ${plane.real.length} here`, x(plane.real[0]) - 10, middle - 14);
}

function labCircle(context, [x, y, radius], colour, width, dash) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
  context.setLineDash([]);
}
