// The step that is looked at: what it multiplies, its matrices, its singular values, in words and pictures.

const LARGEST_LOW = Math.log10(0.8); // The scale begins below 1, whatever the values.
const SPECTRUM = { low: -4, high: 6 }; // Powers of ten within which the scale is fitted to the values.

/** Fills the panel for the step at t; t = 0 has no step, and shows what is asked of the first word. */
function fillDetail(host, scene, t, onTip) {
  const { data } = scene;
  const step = Math.max(1, t);
  const factor = data.flow.factors[step - 1];
  const isHere = data.step.t === step;
  const children = [element("h3", "", `t = ${step} of ${data.last}: ${wordAt(data, step)}`), timesLine(factor), element("p", "", stepSentence(data, step)), element("p", "quietly", boundSentence(data, step))];
  if (hasGates(data)) children.push(element("p", "quietly", pathSentence(data, step)));
  children.push(element("p", "quietly", teachingSentence(data.flow.taught[step - 1])));
  const heats = element("div", "heats", null, heatFigures(scene, onTip));
  const spectrum = element("canvas", "spectrum");
  spectrum.setAttribute("role", "img");
  spectrum.setAttribute("aria-label", spectrumSentence(data.step));
  const shown = [heats, spectrum, element("p", "quietly", spectrumSentence(data.step))];
  host.replaceChildren(element("div", "told", null, children), element("div", isHere ? "shown" : "shown waits", null, shown));
  paintSpectrum(spectrum, scene);
}

const teachingSentence = (part) => (Number.isNaN(part) ? "What this step adds to the gradient of W_hh has no share: a length is no number." : `By length, ${finePart(part)} of what the gradient of W_hh is added up from comes from this step.`);

/** "× 0.43 shrinks", large. */
function timesLine(factor) {
  const kind = kindOf(factor);
  const verdict = kind === "nan" ? "cannot be told" : factor > 0.005 ? "grows" : factor < -0.005 ? "shrinks" : "keeps its size";
  return element("p", `times ${factor > 0.005 ? "grows" : factor < -0.005 ? "shrinks" : ""}`, `× ${normText(factor, 3)}`, [element("small", "", verdict)]);
}

function stepSentence(data, t) {
  const { state } = data.flow;
  const before = `${letters(data, t, true)} = ${normText(state[t], 3)}`;
  return `Back through this step ${before} becomes ${letters(data, t - 1, true)} = ${normText(state[t - 1], 3)}.`;
}

function boundSentence(data, t) {
  const bound = data.flow.bounds[t - 1];
  if (kindOf(bound) === "zero") return "Its Jacobian is exactly 0 throughout: nothing passes this step.";
  if (kindOf(bound) !== "number") return "Its Jacobian is no matrix of numbers.";
  const most = `The largest singular value of its Jacobian is ${normText(bound, 3)}: the most this step can multiply any gradient by`;
  return bound > data.flow.factors[t - 1] + 0.01 ? `${most}. The one that comes does not lie in that direction.` : `${most}, and so it does.`;
}

function pathSentence(data, t) {
  const part = gateShare(data.flow, t - 1);
  const gate = hasMemory(data) ? "the forget gate fₜ" : "the update gate zₜ";
  if (Number.isNaN(part)) return "No gradient is handed back here, on either path.";
  return `Of the gradient of L handed back here, by length ${finePart(part)} goes straight through ${gate} (no matrix), ${finePart(1 - part)} through W_hh.`;
}

/** The matrices as pictures: the Jacobian, its two paths, and the product so far. */
function heatFigures({ data, theme }, onTip) {
  const { step } = data;
  const state = hasMemory(data) ? "state" : "h";
  const rows = hasMemory(data) ? "; h above c" : "";
  const name = `∂${state}${subscript(step.t)}/∂${state}${subscript(step.t - 1)}`;
  const parts = [
    { title: `Jacobian ${name}`, note: `this step alone${rows}`, matrix: step.whole },
    step.gate && { title: "past the gate", note: "on a diagonal", matrix: step.gate },
    step.matrix && { title: "through W_hh", note: "the rest", matrix: step.matrix },
    { title: `product ∂h${subscript(data.last)}/∂${state}${subscript(step.t - 1)}`, note: `all steps from here to the end${rows}`, matrix: step.product },
  ];
  const shown = parts.filter(Boolean).map((part) => ({ ...part, limit: heatLimit(part.matrix) }));
  const widest = Math.max(...shown.map(({ limit }) => limit));
  return shown.map((part) => heatFigure(theme, { ...part, stretch: widest / part.limit }, onTip));
}

/** The next of 1, 2, 5, 10, 20 … above every number of a matrix. */
function heatLimit({ values }) {
  let most = 0;
  for (const value of values) if (Number.isFinite(value) && Math.abs(value) > most) most = Math.abs(value);
  if (most === 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].find((times) => times * unit >= most * (1 - 1e-6)) * unit;
}

/** One matrix; `stretch` is how much stronger its colours are than those of the map with the widest range. */
function heatFigure(theme, { title, note, matrix, limit, stretch }, onTip) {
  const canvas = element("canvas");
  const { rows, columns, values } = matrix;
  const image = new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer); // A pixel at once: four times as fast as its channels.
  const pixel = (colour) => new Uint32Array(new Uint8Array([...colour, 255]).buffer)[0];
  const [table, missing, scale] = [theme.tables.signed.map(pixel), pixel(channels(theme.nan)), { kind: "signed", limit }];
  for (let n = 0; n < values.length; n++) pixels[n] = Number.isNaN(values[n]) ? missing : table[shade(scale, values[n])];
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext("2d").putImageData(image, 0, 0);
  const numbers = values.some((value) => !Number.isFinite(value)) ? "; grey: not a number" : "";
  const range = `${MINUS}${plainLimit(limit)} to ${plainLimit(limit)}`;
  const contrast = stretch > 1.01 ? `contrast × ${stretch < 1000 ? Number(stretch.toPrecision(3)) : normText(Math.log10(stretch), 1)}` : "";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${title}: ${rows} by ${columns}, colours from ${range}${contrast && `, ${contrast}`}${numbers}`);
  canvas.onpointermove = (event) => {
    const box = canvas.getBoundingClientRect();
    const place = (at, size, count) => Math.max(0, Math.min(count - 1, Math.floor((at / size) * count)));
    const [row, column] = [place(event.clientY - box.top, box.height, rows), place(event.clientX - box.left, box.width, columns)];
    onTip(event, `row ${row}, column ${column}: ${significant(at(matrix, row, column))}`);
  };
  canvas.onpointerleave = () => onTip(null, null);
  return element("figure", "", null, [canvas, element("figcaption", "", null, [element("b", "", title), element("span", "", `${note}${numbers}`), heatScale(theme, limit), element("em", "", contrast)])]);
}

/** The colours of a map from end to end, with their numbers. */
function heatScale(theme, limit) {
  const bar = element("i", "bar");
  bar.style.background = `linear-gradient(to right, ${theme.signed.join(", ")})`;
  return element("span", "scale", null, [element("i", "", `${MINUS}${plainLimit(limit)}`), bar, element("i", "", plainLimit(limit))]);
}

const plainLimit = (limit) => (limit >= 0.009 && limit <= 1000 ? String(Number(limit.toPrecision(1))) : normText(Math.log10(limit), 1).replace(/^1·/, ""));

function spectrumSentence({ t, singular }) {
  if (Number.isNaN(singular[0])) return "No singular values: the Jacobian is no matrix of numbers.";
  const above = singular.filter((value) => value > 1).length;
  return `All ${singular.length} singular values of the Jacobian at t = ${t}: from ${normText(Math.log10(singular.at(-1)))} to ${normText(Math.log10(singular[0]))}, ${above === 0 ? "none is" : above === singular.length ? "all are" : above === 1 ? "one is" : `${above} are`} above 1.`;
}

/** Logarithms between which all singular values lie, and 1: at 1, 2 or 5 times a power of ten. */
function spectrumRange(singular) {
  const logarithms = singular.map(Math.log10);
  const rung = (logarithm, round) => {
    const exponent = Math.floor(logarithm + 1e-6);
    const steps = [0, Math.log10(2), Math.log10(5), 1].map((part) => exponent + part);
    return round < 0 ? steps.findLast((step) => step <= logarithm + 1e-6) : steps.find((step) => step >= logarithm - 1e-6);
  };
  const [least, most] = [Math.max(SPECTRUM.low, logarithms.at(-1)), Math.min(SPECTRUM.high, logarithms[0])];
  return { low: rung(Math.min(least, LARGEST_LOW), -1), high: rung(Math.max(most, 0), 1) };
}

/** The singular values as bars on a logarithmic scale, the line is 1. */
function paintSpectrum(canvas, { data, theme, layout }) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || Number.isNaN(data.step.singular[0])) return;
  const context = prepare(canvas, width, height);
  canvas.style.width = ""; // As the stylesheet has it, whatever width the panel is given later.
  const { singular } = data.step;
  const left = layout.size.small * 3.4;
  const { low, high } = spectrumRange(singular);
  const place = (logarithm) => 7 + ((height - 14) * (high - Math.max(low, Math.min(high, logarithm)))) / (high - low);
  const step = (width - left) / singular.length;
  context.font = `${layout.size.small}px ${theme.font}`;
  context.textBaseline = "middle";
  context.fillStyle = theme.muted;
  for (const level of [low, 0, high]) {
    const isClear = level === 0 || Math.abs(place(level) - place(0)) > layout.size.small;
    const isCut = level === low && !(Math.log10(singular.at(-1)) >= low - 1e-6);
    if (isClear) context.fillText(`${isCut ? "≤ " : ""}${plainLimit(10 ** level)}`, 0, place(level));
  }
  for (const level of [low, high]) line(context, theme.line, [[left, place(level)], [width, place(level)]], { width: 0.4 });
  singular.forEach((value, n) => {
    const y = place(Math.log10(value));
    context.fillStyle = value > 1 ? theme.positive : theme.negative;
    context.fillRect(left + n * step, Math.min(y, place(0)), Math.max(0.75, step - (step > 3 ? 1 : 0)), Math.max(1, Math.abs(y - place(0))));
  });
  line(context, theme.line, [[left, place(0)], [width, place(0)]]);
}
