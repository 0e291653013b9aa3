// Heats: one pixel a value, scaled up with hard edges, in the picture and in a file alike.

/** The values of some columns of a heat as a PNG of one pixel each; where there is nothing it is transparent. */
function heatPixels(heat, theme, { first, last }) {
  const { columns: rows, values } = heat.values;
  const columns = last - first + 1;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, columns);
  canvas.height = Math.max(1, rows);
  const image = new ImageData(canvas.width, canvas.height);
  const colours = new Uint32Array(image.data.buffer);
  const table = theme.packed[heat.scale.kind];
  for (let column = 0; column < columns; column++) {
    if (isAbsent(heat, first + column)) continue;
    for (let row = 0; row < rows; row++) {
      const value = values[(first + column) * rows + row];
      colours[row * columns + column] = Number.isNaN(value) ? theme.packed.nan : table[shade(heat.scale, value)];
    }
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas.toDataURL();
}

/** Adds to a theme its tables of colours as the bytes of a pixel. */
function packColours(theme) {
  const bytes = new Uint8Array(4);
  const word = new Uint32Array(bytes.buffer);
  const pack = ([red, green, blue]) => {
    bytes.set([red, green, blue, 255]);
    return word[0];
  };
  const tables = Object.entries(theme.tables).map(([kind, table]) => [kind, Uint32Array.from(table, pack)]);
  return { ...theme, packed: { ...Object.fromEntries(tables), nan: pack(channels(theme.nan)) } };
}

const LEAST_RULED = 16; // Pixels of a column; between thinner ones there is no line, for it would hide them.

function drawHeat({ layout, theme }, { row: heat, y, each, rows }) {
  const { step, count } = layout;
  const height = each * rows;
  const nodes = evenRuns(layout).map(({ first, last }) =>
    shape("image", {
      href: heatPixels(heat, theme, { first, last }),
      x: boardLeft(layout, first),
      y,
      width: boardWidth(layout, first, last),
      height,
      preserveAspectRatio: "none",
      style: "image-rendering:optimizeSpeed;image-rendering:pixelated",
    }),
  );
  if (heat.missing) nodes.push(hatch(heat, layout, theme, y, each));
  nodes.push(...drawAbsent(heat, layout, theme, { y, height }));
  const isWide = (column) => boardWidth(layout, column) >= LEAST_RULED;
  const isDrawn = (column) => (!isAbsent(heat, column - 1) || !isAbsent(heat, column)) && (isWide(column - 1) || isWide(column));
  const between = Array.from({ length: count - 1 }, (_, number) => (isDrawn(number + 1) ? `M${tidy(boardLeft(layout, number + 1))} ${y}v${height}` : "")).join("");
  if (between) nodes.push(shape("path", { d: between, stroke: theme.background, "stroke-width": step > 40 ? 2 : 1 }));
  for (const [column, name] of heat.marked) {
    const place = heat.names.indexOf(name);
    if (place < 0 || column >= count) continue;
    const thick = Math.max(each + 2, 6);
    const box = { x: boardLeft(layout, column) + 0.5, y: y + place * each + each / 2 - thick / 2, width: Math.max(1, boardWidth(layout, column) - 1), height: thick, fill: "none" };
    nodes.push(shape("rect", { ...box, stroke: theme.background, "stroke-width": 3.5 }), shape("rect", { ...box, stroke: theme.text, "stroke-width": 1.5, class: "marked" }));
  }
  return shape("g", { "data-key": heat.key, class: "heat" }, nodes);
}

/** Columns in which there is nothing have the page's ground and a dashed edge: zero has neither. */
function drawAbsent(heat, layout, theme, { y, height }) {
  const nodes = [];
  for (let first = 0; first < layout.count; first++) {
    if (!isAbsent(heat, first)) continue;
    let last = first;
    while (isAbsent(heat, last + 1)) last += 1;
    const box = { x: boardLeft(layout, first) + 2.5, y: y + 1, width: Math.max(1, boardWidth(layout, first, last) - 5), height: height - 2, rx: 3 };
    nodes.push(shape("rect", { ...box, fill: theme.background, stroke: theme.line, "stroke-width": 0.75, "stroke-dasharray": "3 3", class: "absent" }));
    first = last;
  }
  return nodes;
}

/** Strokes over what is not a number, so that nobody takes it for zero. */
function hatch(heat, layout, theme, y, each) {
  const { rows: columns, columns: rows, values } = heat.values;
  let d = "";
  for (let column = 0; column < columns; column++) {
    if (isAbsent(heat, column)) continue;
    for (let row = 0; row < rows; row++) {
      if (!Number.isNaN(values[column * rows + row])) continue;
      const wide = boardWidth(layout, column);
      const pieces = Math.max(1, Math.round(wide / 12));
      const piece = wide / pieces;
      for (let n = 0; n < pieces; n++) d += `M${tidy(boardLeft(layout, column) + n * piece)} ${tidy(y + (row + 1) * each)}l${tidy(piece)} ${-each}`;
    }
  }
  return shape("path", { d, stroke: theme.background, "stroke-width": 1.2, class: "missing" });
}

const NAMED_ROWS = [1, 2, 4, 8, 16, 32, 64, 128];

/** The names of rows in the gutter: of all that are high enough, else of every second, fourth and so on. */
function drawRowNames({ layout, theme }, { row: heat, y, each, rows }) {
  const { small } = layout.size;
  const every = NAMED_ROWS.find((count) => count * each >= small + 1) ?? rows;
  return heat.names.slice(0, rows).flatMap((name, place) => place % every ? [] : writing(layout.gutter - 6, y + (place + 0.5) * each + small * 0.35, String(name), { size: small, fill: theme.muted, anchor: "end" }));
}
