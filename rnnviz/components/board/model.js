// What arrives from Python: rows of words, colours and curves on the same columns.

/** Turns the bytes of `pack_board` into plain objects. */
function openBoard(bytes) {
  const [header, array] = openPack(bytes);
  const rows = header.rows.map((row) => {
    if (row.kind === "heat") return openHeat(row, array(row.values));
    if (row.kind === "curve") return openCurve(row, array);
    return row;
  });
  return { ...header, rows, words: rows[0].words, heats: rows.filter((row) => row.kind === "heat") };
}

function openHeat(row, values) {
  const scale = { ...row.scale, limit: row.scale.limit ?? 1 };
  return { ...row, values, scale, missing: values.values.some(Number.isNaN) };
}

/** An end of an axis that is no number is replaced, and an axis without a length gets one. */
function openCurve(row, array) {
  const low = row.low ?? Math.min(0, (row.high ?? 1) - 1);
  const high = row.high ?? low + 1;
  const series = row.series.map((one) => ({ ...one, values: array(one.values).values }));
  const middle = Math.max(low, Math.min(row.middle ?? low, high));
  for (const one of series) one.isWhole = one.values.every((value) => !Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) < 1e6));
  return { ...row, series, low, high: high > low ? high : low + 1, middle };
}

const isAbsent = (heat, column) => Boolean(heat.absent[column]);

/** The value of a series of a curve in a column as it is written. */
function curveText(curve, { values, isWhole }, column) {
  const value = values[column];
  if (!Number.isFinite(value)) return written(value);
  if (curve.form === "percent") return percent(value);
  if (curve.form === "share") return shareText(value);
  return isWhole ? written(value, 0) : spanText(value, curve.high - curve.low);
}

/** Whether a number is written as nothing. */
const isNought = (text) => /^[0.]+( %)?$/.test(text);

/** A part of a whole in per cent: none and all only where it is exactly that; it may also have grown. */
function shareText(value) {
  const size = Math.abs(100 * value);
  if (size && size < 0.5) return value < 0 ? `>${MINUS}1 %` : "<1 %";
  if (value !== 1 && Math.round(100 * value) === 100) return value < 1 ? ">99 %" : ">100 %";
  return `${written(100 * value, 0)} %`;
}

/** An end of an axis as it is written: a whole 0 % is one. */
const axisText = (curve, value) => (curve.form !== "number" ? `${written(100 * value, 0)} %` : plainNumber(value));

/** A number with as many digits as count on an axis of this length. */
function spanText(value, length) {
  const size = Math.abs(value);
  if (size && (size < length * 1e-6 || size >= 1e6 || length < 1e-4)) return value.toExponential(1).replaceAll("-", MINUS);
  return written(value, Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(length)))));
}

/** A number without noughts at its end. */
function plainNumber(value) {
  const size = Math.abs(value);
  const text = size && (size < 1e-3 || size >= 1e5) ? value.toExponential() : String(Number(value.toPrecision(4)));
  return text.replaceAll("-", MINUS);
}

/** A value of a heat as it is written: zero is zero, and what is very small is not. */
const heatText = (value) => (value !== 0 && Math.abs(value) < 0.005 ? compact(value) : written(value));

/** What a heat is called in the middle of a sentence. */
const midSentence = (label) => (/^[A-Z][a-z]/.test(label) ? label[0].toLowerCase() + label.slice(1) : label);

/** What stands at a place of the picture, in a few words. */
function placeTip(board, { column, row, name, place }) {
  const word = wordName(board.words[column]);
  if (row?.kind === "heat") {
    if (place === null) return word;
    const value = isAbsent(row, column) ? "nothing here" : heatText(at(row.values, column, place));
    return `${word} · ${row.noun} ${name} · ${midSentence(row.label)} ${value}`;
  }
  if (row?.kind === "curve") {
    const several = row.series.length > 1;
    return [word, ...row.series.map((one) => `${several ? one.name : midSentence(row.label)} ${curveText(row, one, column)}`)].join(" · ");
  }
  if (row?.kind === "words") {
    const own = row.words[column];
    return [wordName(own), ...(own.note && own.kind !== "padding" ? [own.kind === "respelled" ? `typed ${own.note}` : own.note] : [])].join(" · ");
  }
  return null;
}

function wordName({ text, kind, note }) {
  if (kind === "padding") return note ? `padding ${note}` : "padding";
  if (kind === "gap") return "no word here";
  return kind === "unknown" ? `${text} (unknown)` : text;
}
