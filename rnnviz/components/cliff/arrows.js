// The arrows: the gradient of one step before clipping and after it, to scale, with the threshold around it.

const REACH = 2.4; // Thresholds from the middle to the edge of the picture.

/** Draws the gradient that step `n` was taken along. Down the gradient: where the step goes. */
function paintArrows(context, size, model, theme, descent, n) {
  const middle = size / 2;
  const unit = middle / REACH;
  const colour = descent.colour[theme.name];
  paintThreshold(context, middle, unit, theme, descent.key);
  if (n < 0) return;
  const [dx, dy] = descent.directions[n];
  const length = descent.lengths[n];
  if (Number.isNaN(dx) || Number.isNaN(length)) return paintNothing(context, size, theme, Number.isNaN(length) ? "NaN" : length === 0 ? "0" : "∞");
  const shown = Math.min(length, REACH * 1.02);
  const isLonger = length > shown;
  paintArrow(context, middle, [middle - dx * shown * unit, middle + dy * shown * unit], { colour: theme.muted, width: 1.5, broken: isLonger, dash: [4, 3] });
  const [cx, cy] = descent.cuts[n];
  if (!Number.isFinite(cx) || !Number.isFinite(cy)) return paintNothing(context, size, theme, "NaN");
  const cut = Math.hypot(cx, cy);
  const share = Math.min(1, (REACH * 1.02) / cut || 0);
  paintArrow(context, middle, [middle - cx * share * unit, middle + cy * share * unit], { colour, width: 3, broken: share < 1, dash: [] });
  if (descent.turned[n] >= 0.5) paintAngle(context, middle, unit, theme, [dx, dy], [cx / cut, cy / cut]);
}

/** A circle for a length, a square for a size of each number. */
function paintThreshold(context, middle, unit, theme, key) {
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, middle);
  context.lineTo(2 * middle, middle);
  context.moveTo(middle, 0);
  context.lineTo(middle, 2 * middle);
  context.globalAlpha = 0.35;
  context.stroke();
  context.globalAlpha = 1;
  context.beginPath();
  if (key === "norm") context.arc(middle, middle, unit, 0, 2 * Math.PI);
  if (key === "value") context.rect(middle - unit, middle - unit, 2 * unit, 2 * unit);
  context.stroke();
}

function paintArrow(context, middle, [x, y], { colour, width, broken, dash }) {
  const angle = Math.atan2(y - middle, x - middle);
  const length = Math.hypot(x - middle, y - middle);
  if (length < 3) {
    context.fillStyle = colour; // Too short for an arrow.
    context.beginPath();
    context.arc(middle, middle, 2 + width / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  const head = Math.min(4 + 2 * width, length);
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(middle, middle);
  const stop = broken ? length : length - head * 0.8;
  context.lineTo(middle + Math.cos(angle) * stop, middle + Math.sin(angle) * stop);
  context.stroke();
  context.setLineDash([]);
  if (broken) return; // It goes on beyond the edge; its length stands below.
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.beginPath();
  context.moveTo(0, 0);
  context.lineTo(-head, -head * 0.5);
  context.lineTo(-head, head * 0.5);
  context.closePath();
  context.fill();
  context.restore();
}

/** An arc between the two directions. */
function paintAngle(context, middle, unit, theme, before, after) {
  const of = ([dx, dy]) => Math.atan2(dy, -dx); // On a screen y grows downwards, and the step goes against the gradient.
  const [from, to] = [of(before), of(after)];
  const turn = ((to - from + 3 * Math.PI) % (2 * Math.PI)) - Math.PI;
  context.strokeStyle = theme.text;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(middle, middle, unit * 0.7, from, from + turn, turn < 0);
  context.stroke();
}

function paintNothing(context, size, theme, text) {
  context.fillStyle = theme.nan;
  for (let n = -size; n < size; n += 12) {
    context.beginPath();
    context.moveTo(n, 0);
    context.lineTo(n + 3, 0);
    context.lineTo(n + 3 + size, size);
    context.lineTo(n + size, size);
    context.fill();
  }
  context.font = `700 ${size * 0.16}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const width = context.measureText(text).width + 12;
  context.fillStyle = theme.background;
  context.fillRect(size / 2 - width / 2, size * 0.38, width, size * 0.24);
  context.fillStyle = theme.text;
  context.fillText(text, size / 2, size / 2);
}
