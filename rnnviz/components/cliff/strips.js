// The strips: the loss and the length of the gradient over the steps, on a logarithmic axis.

const STRIP = { left: 46, right: 10, top: 24, bottom: 32 };
const FLOOR = -6; // Powers of ten: what is smaller is drawn here.

/** Draws a quantity of all three descents, and where one looks. */
function paintCourse(context, { width, height, scale }, model, theme, { key, title, step, line }) {
  const left = STRIP.left * scale;
  const top = STRIP.top * scale;
  const wide = width - left - STRIP.right * scale;
  const tall = height - top - STRIP.bottom * scale;
  const [low, high] = stripReach(model, key);
  const x = (n) => left + (n / model.steps) * wide;
  const y = (value) => top + (1 - (Math.max(low, Math.min(high, value)) - low) / (high - low)) * tall;
  paintCourseAxes(context, { left, top, wide, tall, x, y, low, high, scale }, model, theme, title);
  if (line !== undefined) {
    context.strokeStyle = theme.text;
    context.setLineDash([1.5, 3]);
    context.beginPath();
    context.moveTo(left, y(line));
    context.lineTo(left + wide, y(line));
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = theme.muted;
    context.textAlign = "right";
    context.textBaseline = "bottom";
    context.fillText("threshold", left + wide - 2, y(line) - 2);
  }
  context.strokeStyle = theme.primary;
  context.lineWidth = 1.5 * scale;
  context.beginPath();
  context.moveTo(x(step), top - 4);
  context.lineTo(x(step), top + tall);
  context.stroke();
  for (const descent of model.descents) paintCourseLine(context, { x, y, low, high, top, scale }, theme, descent, key);
  return { left, wide };
}

/** Whole powers of ten around all that is finite. */
function stripReach(model, key) {
  const known = model.descents.flatMap((descent) => [...descent[key]]).filter(Number.isFinite);
  const low = Math.max(FLOOR, Math.floor(Math.min(0, ...known)));
  const high = Math.ceil(Math.max(low + 1, ...known));
  return [low, high];
}

function paintCourseAxes(context, frame, model, theme, title) {
  const { left, top, wide, tall, x, y, low, high, scale } = frame;
  const size = 12 * scale;
  context.font = `600 ${size}px ${theme.font}`;
  context.fillStyle = theme.muted;
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillText(title, 2, 2);
  context.font = `${size}px ${theme.font}`;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  const every = Math.max(1, Math.ceil((high - low) / 5));
  for (let exponent = Math.ceil(high / every) * every; exponent >= low; exponent -= every) {
    if (exponent > high) continue;
    context.fillText((exponent === FLOOR ? "≤ " : "") + power(exponent), left - 6, y(exponent));
    context.globalAlpha = 0.3;
    context.beginPath();
    context.moveTo(left, Math.round(y(exponent)) + 0.5);
    context.lineTo(left + wide, Math.round(y(exponent)) + 0.5);
    context.stroke();
    context.globalAlpha = 1;
  }
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const step of ticks([0, model.steps])) context.fillText(String(step), x(step), top + tall + 4);
  context.fillText("step", left + wide / 2, top + tall + 4 + size * 1.15);
}

/** A line through what is finite; "∞" and "NaN" stand at the top edge, and 0 at the bottom. */
function paintCourseLine(context, { x, y, low, high, top, scale }, theme, descent, key) {
  const colour = descent.colour[theme.name];
  const values = [...descent[key]];
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = 2 * scale;
  context.setLineDash(DASHES[descent.dash].map((each) => each * scale));
  context.beginPath();
  values.forEach((value, n) => {
    if (Number.isNaN(value) || value === Infinity) return;
    const wasKnown = n && !Number.isNaN(values[n - 1]) && values[n - 1] !== Infinity;
    context[wasKnown ? "lineTo" : "moveTo"](x(n), y(value));
  });
  context.stroke();
  context.setLineDash([]);
  const every = Math.max(1, Math.round(values.length / 20));
  values.forEach((value, n) => {
    if (n % every || Number.isNaN(value) || value === Infinity) return;
    context.fillStyle = context.strokeStyle = colour;
    markAt(context, descent.symbol, x(n), y(value), 3 * scale);
  });
  const zero = values.findIndex((value) => value === -Infinity);
  if (zero >= 0) sayAt(context, theme, colour, "exactly 0 →", x(zero), y(low) - 16 * scale, scale);
  const first = values.findIndex((value) => Number.isNaN(value) || value === Infinity);
  if (first >= 0) sayAt(context, theme, colour, values[first] === Infinity ? "∞ →" : "NaN →", x(first), top + 2, scale);
}

/** Words where a line is none: in its colour, on the ground. */
function sayAt(context, theme, colour, text, x, y, scale) {
  context.font = `700 ${11.5 * scale}px ${theme.font}`;
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillStyle = theme.background;
  context.fillRect(x + 2, y, context.measureText(text).width + 6, 13 * scale);
  context.fillStyle = colour;
  context.fillText(text, x + 5, y);
}
