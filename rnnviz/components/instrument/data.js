// Unpacking: bytes from Python into arrays with names. Nothing here knows of pixels.

/** Turns the bytes of `pack_reading` into plain objects; every array becomes {rows, columns, values}. */
function unpack(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const floats = new Float32Array(bytes.slice(4 + length).buffer); // A copy begins on a whole float.
  const array = ([offset, rows, columns]) => ({
    rows,
    columns,
    values: floats.subarray(offset, offset + rows * columns),
  });
  const track = (packed) => {
    const values = array(packed.values);
    return { ...packed, values, missing: values.values.some(Number.isNaN) };
  };
  return {
    network: header.network,
    columns: header.columns.map(([text, typed, id, status]) => ({ text, typed, id, status })),
    probabilities: array(header.probabilities).values,
    turningPoint: header.turningPoint,
    unitOrder: header.unitOrder,
    embedding: track(header.embedding),
    traces: header.traces.map((packed) => ({
      ...packed,
      weights: packed.weights && array(packed.weights).values,
      tracks: packed.tracks.map(track),
      inputShare: array(packed.inputShare),
      stateShare: array(packed.stateShare),
      biasShare: array(packed.biasShare),
      inputWeight: array(packed.inputWeight).values,
    })),
    view: header.view,
  };
}

const at = (array, row, column) => array.values[row * array.columns + column];

/** The value of a named quantity of one unit at one word. */
function quantity(trace, name, word, unit) {
  return at(trace.tracks.find((track) => track.name === name).values, word, unit);
}

/** The same one step earlier in the order of reading; 0 before the first, where h0 and c0 stand. */
function previousQuantity(trace, name, word, unit) {
  const before = trace.direction === "forward" ? word - 1 : word + 1;
  const outside = before < 0 || before >= trace.tracks[0].values.rows;
  return outside ? 0 : quantity(trace, name, before, unit);
}

/** "Layer 2, backward", or nothing where there is only one trace. */
function traceTitle(reading, trace) {
  const layers = reading.traces.some((other) => other.layer > 1);
  const directions = reading.traces.some((other) => other.direction === "backward");
  const parts = [];
  if (layers) parts.push(`layer ${trace.layer}`);
  if (directions) parts.push(trace.direction === "forward" ? "forward →" : "← backward");
  return parts.join(", ");
}

const MINUS = "\u2212";

const DIGITS = 2;
const MOST_DIGITS = 4;

/** A number as it is written on the page, with a true minus sign. */
function written(value, digits = DIGITS) {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace("-", MINUS);
}

/**
 * As few digits as make an equation true as it is written: whoever adds up the rounded numbers must
 * come to the rounded result.
 * @param compute from the values to the result
 */
function digitsThatAgree(compute, values, result) {
  for (let digits = DIGITS; digits < MOST_DIGITS; digits++) {
    const rounded = values.map((value) => Number(value.toFixed(digits)));
    if (Number(compute(...rounded).toFixed(digits)) === Number(result.toFixed(digits))) return digits;
  }
  return MOST_DIGITS;
}

const signed = (value, digits = DIGITS) => (Number(value.toFixed(digits)) > 0 ? "+" : "") + written(value, digits);

/** A probability in whole per cent, never 0 or 100: no network is that sure. */
function percent(probability) {
  if (probability > 0.995) return ">99 %";
  if (probability < 0.005) return "<1 %";
  return `${Math.round(100 * probability)} %`;
}

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const subscript = (number) => [...String(number)].map((digit) => SUBSCRIPTS[digit]).join("");
