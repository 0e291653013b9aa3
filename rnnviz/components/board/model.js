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
  return { ...row, series, low, high: high > low ? high : low + 1, middle };
}

const isAbsent = (heat, column) => Boolean(heat.absent[column]);

/** A value of a curve as it is written. */
function curveText(curve, value) {
  if (!Number.isFinite(value)) return written(value);
  if (curve.form !== "percent") return spanText(value, curve.high - curve.low);
  return curve.low < 0 || value < 0 ? `${written(100 * value, 0)} %` : percent(value);
}

/** An end of an axis as it is written: a whole 0 % is one. */
const axisText = (curve, value) => (curve.form === "percent" ? `${written(100 * value, 0)} %` : plainNumber(value));

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
    return [word, ...row.series.map((one) => `${several ? one.name : midSentence(row.label)} ${curveText(row, one.values[column])}`)].join(" · ");
  }
  if (row?.kind === "words") {
    const own = row.words[column];
    return [wordName(own), ...(own.note ? [own.kind === "respelled" ? `typed ${own.note}` : own.note] : [])].join(" · ");
  }
  return null;
}

function wordName({ text, kind }) {
  if (kind === "padding") return "padding";
  if (kind === "gap") return "no word here";
  return kind === "unknown" ? `${text} (unknown)` : text;
}
