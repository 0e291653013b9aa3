// The arrows: from each state to the one before it, as thick and as dark as the gradient that arrives there.

const RIVER = { low: -6, high: 2 }; // Powers of ten between which thickness and colour change.

const riverShare = (logarithm) => Math.max(0, Math.min(1, (logarithm - RIVER.low) / (RIVER.high - RIVER.low)));
const riverColour = (theme, logarithm) => `rgb(${theme.tables.gate[Math.round(255 * riverShare(logarithm))].join(" ")})`;
const riverThick = (layout, logarithm) => 1.5 + riverShare(logarithm) * (layout.sizes.thick - 1.5);

/** Behind the words: the one that is looked at, where it is too long for its column and leans over others. */
function paintChosen(context, { data, layout, theme, step }, band) {
  if (!band.slanted) return;
  const { font } = layout.size;
  context.save();
  context.font = `600 ${font}px ${theme.font}`;
  const wide = context.measureText(shortened(data.columns[columnAt(data, step)].text)).width;
  context.translate(middleAt(layout, data, step) + 4, band.y + band.height - 12);
  context.rotate(-SLANT);
  context.globalAlpha = 0.2;
  context.fillStyle = theme.primary;
  context.fillRect(-4, -font, wide + 8, font * 1.35);
  context.restore();
}

/** Where the words begin there is a state before the first. */
function paintStart(context, { data, layout, theme }, band) {
  context.save();
  context.fillStyle = theme.muted;
  context.font = `italic ${layout.size.font}px ${theme.font}`;
  const [x, wide] = [middleAt(layout, data, 0), context.measureText("start").width];
  context.textBaseline = "alphabetic";
  context.translate(band.slanted ? x + 4 : x - wide / 2, band.slanted ? band.y + band.height - 12 : band.y + layout.size.font + 4);
  if (band.slanted) context.rotate(-SLANT);
  context.fillText("start", 0, 0);
  context.restore();
}

/** One row of states with the arrows between them. */
function paintRiver(context, scene, band) {
  const { data, quantity } = scene;
  const { letter, values } = riverRows(data, quantity)[band.row];
  const y = band.y + band.height * 0.42;
  for (let t = data.last; t > 0; t--) paintFlowArrow(context, scene, y, values, t);
  for (let t = data.last; t >= 0; t--) paintState(context, scene, y, { letter, t, value: values[t] });
  paintNorms(context, scene, y + scene.layout.radius + scene.layout.size.small + 5, values);
}

/** What runs from t to t − 1: its width and colour there are those of the norm that arrives. */
function paintFlowArrow(context, { data, layout, theme }, y, values, t) {
  const [from, to] = [middleAt(layout, data, t), middleAt(layout, data, t - 1)];
  const side = Math.sign(to - from);
  const [start, end] = [from + side * (layout.radius + 1), to - side * (layout.radius + 2)];
  const kind = kindOf(values[t - 1]);
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  if (kind === "zero" || kind === "nan") return paintNoArrow(context, theme, { start, end, y, kind });
  const logarithm = (value) => (kindOf(value) === "number" ? value : kindOf(value) === "overflow" ? RIVER.high : values[t - 1]);
  const [before, after] = [logarithm(values[t]), logarithm(values[t - 1])];
  const [wide, narrow] = [riverThick(layout, before) / 2, riverThick(layout, after) / 2];
  const head = Math.min(Math.abs(end - start) * 0.5, 9);
  const neck = end - side * head;
  const fill = context.createLinearGradient(start, 0, end, 0);
  fill.addColorStop(0, riverColour(theme, before));
  fill.addColorStop(1, riverColour(theme, after));
  context.fillStyle = fill;
  context.beginPath();
  const points = [[start, -wide], [neck, -narrow], [neck, -narrow - 3], [end, 0], [neck, narrow + 3], [neck, narrow], [start, wide]];
  points.forEach(([x, dy], index) => context[index ? "lineTo" : "moveTo"](x, y + dy));
  context.closePath();
  context.fill();
  context.stroke();
  if (kind === "overflow") hatchBox(context, theme, { x: Math.min(start, neck), y: y - narrow, width: Math.abs(neck - start), height: 2 * narrow });
}

/** Nothing arrives, or what arrives is no number: dashes, or a hatched bar. */
function paintNoArrow(context, theme, { start, end, y, kind }) {
  if (kind === "nan") {
    context.fillStyle = theme.nan;
    const box = { x: Math.min(start, end), y: y - 4, width: Math.abs(end - start), height: 8 };
    context.fillRect(box.x, box.y, box.width, box.height);
    return hatchBox(context, theme, box);
  }
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(start, y);
  context.lineTo(end, y);
  context.stroke();
  context.setLineDash([]);
}

/** Strokes from corner to corner over a box, so that it is known without its colour. */
function hatchBox(context, theme, { x, y, width, height }) {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = theme.background;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let offset = -height; offset < width; offset += 5) {
    context.moveTo(x + offset, y + height);
    context.lineTo(x + offset + height, y);
  }
  context.stroke();
  context.restore();
}

/** A state: a disc in the colour of its norm, open and dashed where that is exactly 0. */
function paintState(context, { data, layout, theme }, y, { letter, t, value }) {
  const x = middleAt(layout, data, t);
  const kind = kindOf(value);
  const colour = kind === "nan" ? theme.nan : kind === "zero" ? theme.background : riverColour(theme, value);
  context.beginPath();
  context.arc(x, y, layout.radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.setLineDash(kind === "zero" ? [3, 3] : []);
  context.stroke();
  context.setLineDash([]);
  if (layout.radius < 11) return;
  context.fillStyle = kind === "zero" ? theme.text : inkOn(theme, colour);
  context.font = `${Math.min(layout.size.small, layout.radius * 0.95)}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(`${letter}${subscript(t)}`, x, y + 0.5);
  context.textAlign = "left";
}

/** The norms below the states, as many as there is room for. */
function paintNorms(context, scene, y, values) {
  const { data, layout, theme } = scene;
  context.font = `${layout.size.small}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  const every = everyOf(layout, 4.6 * layout.size.small);
  for (let t = data.last; t >= 0; t--) {
    if (!isLabelled(scene, t, every)) continue;
    context.fillStyle = ["number", "zero"].includes(kindOf(values[t])) ? theme.muted : theme.negative;
    context.fillText(shortNorm(values[t]), middleAt(layout, data, t), y);
  }
  context.textAlign = "left";
}
