// The landmarks: what has a name on the map, the line of the target, the cliff and the plains.

const TOOTH = 13; // Pixels between two teeth of the cliff, which point downhill, as on a map of mountains.

/** Draws them, under the paths. */
function paintLandmarks(context, frame, model, theme) {
  const { target, cliff, is_falling: isFalling, named, plains } = model.landmarks;
  const size = 12.5 * frame.scale;
  const lines = [
    [linesOf(frame, model, target), named.target, 1, 0.28],
    [linesOf(frame, model, cliff).map(smooth), named.cliff, isFalling ? 1 : -1, 0.6],
  ];
  for (const [n, [runs]] of lines.entries()) {
    for (const run of runs) {
      stroke(context, run, theme.background, 4.5 * frame.scale);
      stroke(context, run, theme.text, (n ? 2 : 1.25) * frame.scale, n ? [] : [6 * frame.scale, 3 * frame.scale]);
      if (n) paintTeeth(context, run, theme, isFalling ? -1 : 1, frame.scale);
    }
  }
  context.font = `600 ${size}px ${theme.font}`;
  for (const [runs, text, side, share] of lines) {
    const longest = runs.reduce((one, run) => (run.length > one.length ? run : one), []);
    if (longest.length > 8) nameLine(context, longest, theme, { text, share, away: side * size });
  }
  context.font = `500 ${size}px ${theme.font}`;
  for (const { place, named: text } of plains) nameAt(context, frame, theme, text, frame.x(place[0]), frame.y(place[1]));
}

/** The stretches of a line that has a b, or none, for each w of the grid; in pixels. */
function linesOf(frame, { grid, window: { w } }, values) {
  const runs = [];
  let run = null;
  values.forEach((b, n) => {
    if (Number.isNaN(b)) return void (run = null);
    if (!run) runs.push((run = []));
    run.push([frame.x(w[0] + (n / (grid.columns - 1)) * (w[1] - w[0])), frame.y(b)]);
  });
  return runs;
}

/** The cliff is known from one point of the grid to the next: without its stairs. */
function smooth(points) {
  return points.map(([x], n) => {
    const half = Math.min(n, points.length - 1 - n, 5);
    const around = points.slice(n - half, n + half + 1);
    return [x, around.reduce((sum, [, y]) => sum + y, 0) / around.length];
  });
}

function stroke(context, points, style, width, dash = []) {
  context.strokeStyle = style;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(dash);
  context.beginPath();
  for (const point of points) context.lineTo(...point);
  context.stroke();
  context.setLineDash([]);
}

function paintTeeth(context, points, theme, side, scale) {
  context.fillStyle = theme.text;
  let since = TOOTH * scale * 0.5;
  for (let n = 1; n < points.length; n++) {
    const [[x0, y0], [x1, y1]] = [points[n - 1], points[n]];
    since += Math.hypot(x1 - x0, y1 - y0);
    if (since < TOOTH * scale) continue;
    since = 0;
    context.save();
    context.translate(x1, y1);
    context.rotate(Math.atan2(y1 - y0, x1 - x0));
    context.beginPath();
    context.moveTo(-3 * scale, 0);
    context.lineTo(3 * scale, 0);
    context.lineTo(0, side * 6 * scale);
    context.fill();
    context.restore();
  }
}

/** A name along a line, on one side of it; none where the line is shorter than its name. */
function nameLine(context, points, theme, { text, share, away }) {
  const [[x0, y0], [x1, y1]] = [points[0], points.at(-1)];
  const width = context.measureText(text).width;
  if (Math.hypot(x1 - x0, y1 - y0) < width * 1.2) return;
  const place = Math.round(points.length * share);
  const near = Math.min(place, points.length - 1 - place, 12);
  const [before, [x, y], after] = [points[place - near], points[place], points[place + near]];
  context.save();
  context.translate(x, y);
  context.rotate(Math.atan2(after[1] - before[1], after[0] - before[0]));
  write(context, theme, text, 0, away * 1.15);
  context.restore();
}

/** A name around a place, within the map. */
function nameAt(context, frame, theme, text, x, y) {
  const half = context.measureText(text).width / 2 + 6;
  const middle = Math.max(frame.left + half, Math.min(x, frame.left + frame.wide - half));
  context.fillStyle = theme.background;
  context.globalAlpha = 0.85;
  context.fillRect(middle - half, y - 9 * frame.scale, 2 * half, 18 * frame.scale);
  context.globalAlpha = 1;
  write(context, theme, text, middle, y);
}

/** Words with a halo of the ground, read on any height. */
function write(context, theme, text, x, y) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = theme.background;
  context.strokeText(text, x, y);
  context.fillStyle = theme.text;
  context.fillText(text, x, y);
}
