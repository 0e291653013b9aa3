// The map: the surface from above, in bands of equal logarithm, with the three paths on it.

const MAP_MARGIN = { left: 46, right: 10, top: 10, bottom: 38 };

/** Where a pair of parameters stands on the map, and back. */
function mapFrame(model, width, height, scale) {
  const { left, right, top, bottom } = MAP_MARGIN;
  const [wide, tall] = [width - (left + right) * scale, height - (top + bottom) * scale];
  const { w, b } = model.window;
  const x = (value) => left * scale + ((value - w[0]) / (w[1] - w[0])) * wide;
  const y = (value) => top * scale + (1 - (value - b[0]) / (b[1] - b[0])) * tall;
  const back = (px, py) => [w[0] + ((px - left * scale) / wide) * (w[1] - w[0]), b[0] + (1 - (py - top * scale) / tall) * (b[1] - b[0])];
  return { x, y, back, left: left * scale, top: top * scale, wide, tall, scale };
}

const FINER = 3; // Pixels of the picture between two points of the grid, so that bands have smooth edges.

/** The grid as a picture, made once for a theme: bands of colour between its points, hatched where it is not finite. */
function terrainOf(model, theme) {
  const { rows, columns } = model.grid;
  const [wide, tall] = [(columns - 1) * FINER + 1, (rows - 1) * FINER + 1];
  const canvas = document.createElement("canvas");
  canvas.width = wide;
  canvas.height = tall;
  const context = canvas.getContext("2d");
  const image = context.createImageData(wide, tall);
  const table = colourTable(model.terrain[theme.name]);
  const nothing = channels(theme.nan);
  const [low, high] = reachOf(model.grid);
  for (let row = 0; row < tall; row++) {
    for (let column = 0; column < wide; column++) {
      const value = between(model.grid, row / FINER, column / FINER);
      const known = Number.isFinite(value);
      const band = Math.round(value * HALF_DECADE) / HALF_DECADE;
      const place = Math.max(0, Math.min(255, Math.round((255 * (band - low)) / (high - low))));
      const isHatched = !known && (row + column) % 16 < 6;
      const [red, green, blue] = known ? table[place] : isHatched ? nothing : table[255];
      const at = 4 * ((tall - 1 - row) * wide + column);
      image.data[at] = red;
      image.data[at + 1] = green;
      image.data[at + 2] = blue;
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The value between four points of the grid; not finite where one of them is not. */
function between({ columns, rows, values }, row, column) {
  const [top, left] = [Math.min(Math.floor(row), rows - 2), Math.min(Math.floor(column), columns - 2)];
  const [down, along] = [row - top, column - left];
  const first = top * columns + left;
  const upper = values[first] * (1 - along) + values[first + 1] * along;
  const lower = values[first + columns] * (1 - along) + values[first + columns + 1] * along;
  return upper * (1 - down) + lower * down;
}

function paintMap(context, frame, model, theme, terrain, step) {
  context.imageSmoothingEnabled = true;
  context.drawImage(terrain, frame.left, frame.top, frame.wide, frame.tall);
  paintAxes(context, frame, model, theme);
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top, frame.wide, frame.tall);
  context.clip();
  paintLandmarks(context, frame, model, theme);
  for (const descent of model.descents) paintFuture(context, frame, theme, descent, step);
  for (const descent of model.descents) paintPath(context, frame, theme, descent, step);
  context.restore();
  const taken = []; // Heights of the words at the edge, none over another.
  for (const descent of model.descents) paintHead(context, frame, theme, descent, step, taken);
}

function paintAxes(context, frame, model, theme) {
  const { font } = theme;
  const size = 12 * frame.scale;
  context.font = `${size}px ${font}`;
  context.fillStyle = theme.muted;
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.strokeRect(frame.left + 0.5, frame.top + 0.5, frame.wide - 1, frame.tall - 1);
  const bottom = frame.top + frame.tall;
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const value of ticks(model.window.w)) context.fillText(signed(value), frame.x(value), bottom + 4);
  context.fillText("w", frame.left + frame.wide / 2, bottom + 4 + size * 1.3);
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const value of ticks(model.window.b)) context.fillText(signed(value), frame.left - 6, frame.y(value));
  context.textAlign = "left";
  context.fillText("b", 2, frame.top + frame.tall / 2);
}

/** Round numbers between two ends, five or so. */
function ticks([low, high]) {
  const rough = (high - low) / 5;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * [1, 2, 5, 10].find((each) => each * unit >= rough);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, n) => Number(((first + n) * step).toPrecision(6)));
}

const signed = (value) => String(value).replace("-", "−");

/** Every step so far, with a halo of the ground so that it is seen on any height. */
function paintPath(context, frame, theme, descent, step) {
  const points = descent.places.slice(0, step + 1).map((place) => reachable(frame, place));
  const colour = descent.colour[theme.name];
  for (const [style, width] of [[theme.background, 5.5], [colour, 2.5]]) {
    context.strokeStyle = style;
    context.lineWidth = width * frame.scale;
    context.setLineDash(style === colour ? DASHES[descent.dash].map((each) => each * frame.scale) : []);
    context.lineJoin = "round";
    context.beginPath();
    points.forEach((point, n) => point && (n && points[n - 1] ? context.lineTo(...point) : context.moveTo(...point)));
    context.stroke();
  }
  context.setLineDash([]);
  context.fillStyle = context.strokeStyle = colour;
  for (const point of points) if (point) markAt(context, descent.symbol, ...point, 2.6 * frame.scale);
}

/** The steps still to come: thin. */
function paintFuture(context, frame, theme, descent, step) {
  const points = descent.places.slice(step).map((place) => reachable(frame, place));
  for (const [style, width] of [[theme.background, 3], [descent.colour[theme.name], 1]]) {
    context.strokeStyle = style;
    context.globalAlpha = 0.8;
    context.lineWidth = width * frame.scale;
    context.beginPath();
    points.forEach((point, n) => point && (n && points[n - 1] ? context.lineTo(...point) : context.moveTo(...point)));
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** A place in pixels; of what is very far away only the direction, which is all that is seen. */
function reachable(frame, [w, b]) {
  if (!Number.isFinite(w) || !Number.isFinite(b)) return null;
  const within = (value) => Math.max(-1e5, Math.min(1e5, value));
  return [within(frame.x(w)), within(frame.y(b))];
}

/** Where a descent stands now: a large mark, or at the edge an arrow and where it went. */
function paintHead(context, frame, theme, descent, step, taken) {
  const colour = descent.colour[theme.name];
  const away = descent.away[step];
  const point = reachable(frame, descent.places[step]);
  const inside = (at) => at && at[0] >= frame.left - 1 && at[0] <= frame.left + frame.wide + 1 && at[1] >= frame.top - 1 && at[1] <= frame.top + frame.tall + 1;
  if (!away && inside(point)) {
    context.fillStyle = context.strokeStyle = theme.background;
    markAt(context, descent.symbol === "x" ? "circle" : descent.symbol, ...point, 8 * frame.scale);
    context.fillStyle = context.strokeStyle = colour;
    markAt(context, descent.symbol, ...point, 6 * frame.scale);
    return;
  }
  const last = lastInside(descent, step);
  const middle = [frame.left + frame.wide / 2, frame.top + frame.tall / 2];
  const wasInside = !descent.away[last];
  const from = wasInside ? reachable(frame, descent.places[last]) : middle; // One that never was inside: from the middle.
  const to = reachable(frame, descent.places[wasInside ? last + 1 : step]);
  const edge = to ? edgeBetween(frame, from, to) : from;
  const angle = to ? Math.atan2(to[1] - from[1], to[0] - from[0]) : null;
  paintAway(context, frame, theme, { edge, angle, colour, symbol: descent.symbol, text: away, taken });
}

/** The last step at which a descent was in the picture. */
function lastInside(descent, step) {
  for (let n = step; n > 0; n--) if (!descent.away[n]) return n;
  return 0;
}

/** Where the way from one place to another meets the edge of the map. */
function edgeBetween(frame, from, to) {
  const share = (a, b, low, high) => (b > high ? (high - a) / (b - a) : b < low ? (low - a) / (b - a) : 1);
  const along = Math.min(1, share(from[0], to[0], frame.left, frame.left + frame.wide), share(from[1], to[1], frame.top, frame.top + frame.tall));
  return [from[0] + (to[0] - from[0]) * along, from[1] + (to[1] - from[1]) * along];
}

/** An arrow out of the map and what it leads to; where the numbers ended there is no direction and no arrow. */
function paintAway(context, frame, theme, { edge, angle, colour, symbol, text, taken }) {
  const size = 12.5 * frame.scale;
  if (angle !== null) paintPointer(context, theme, { edge, angle, colour, size });
  context.font = `600 ${size}px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const mark = { x: "✖", circle: "●", square: "■" }[symbol];
  const says = `${mark} gone: ${text}`;
  const width = context.measureText(says).width;
  const x = Math.max(frame.left + 6, Math.min(edge[0] - width / 2, frame.left + frame.wide - width - 6));
  let y = Math.max(frame.top + 2.5 * size, Math.min(edge[1], frame.top + frame.tall - 2.5 * size));
  const onward = edge[1] < frame.top + frame.tall / 2 ? 1 : -1;
  while (taken.some((other) => Math.abs(other - y) < 1.7 * size)) y += onward * 1.7 * size;
  taken.push(y);
  context.fillStyle = theme.background;
  context.fillRect(x - 4, y - size * 0.8, width + 8, size * 1.6);
  context.fillStyle = colour;
  context.fillText(says, x, y);
}

function paintPointer(context, theme, { edge, angle, colour, size }) {
  context.save();
  context.translate(...edge);
  context.rotate(angle);
  context.fillStyle = colour;
  context.strokeStyle = theme.background;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(4, 0);
  context.lineTo(-size, -size * 0.6);
  context.lineTo(-size, size * 0.6);
  context.closePath();
  context.stroke();
  context.fill();
  context.restore();
}
