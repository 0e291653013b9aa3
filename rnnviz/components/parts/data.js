// Unpacking: bytes from Python into arrays with names. Nothing here knows of pixels.

/** The header of what `pack` wrote, and what turns a reference in it into {rows, columns, values}. */
function openPack(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const floats = new Float32Array(bytes.slice(4 + length).buffer); // A copy begins on a whole float.
  const array = ([offset, rows, columns]) => ({
    rows,
    columns,
    values: floats.subarray(offset, offset + rows * columns),
  });
  return [header, array];
}

/** Turns the bytes of `pack_reading` into plain objects. */
function unpack(bytes) {
  const [header, array] = openPack(bytes);
  const track = (packed) => {
    const values = array(packed.values);
    return { ...packed, values, missing: values.values.some(Number.isNaN) };
  };
  return {
    network: header.network,
    columns: header.columns.map(([text, typed, id, status]) => ({ text, typed, id, status })),
    probabilities: array(header.probabilities).values,
    turningPoint: header.turningPoint,
    embedding: track(header.embedding),
    traces: header.traces.map((packed) => ({
      ...packed,
      weights: packed.weights && array(packed.weights).values,
      tracks: packed.tracks.map(track),
      parts: packed.inputPart && { input: array(packed.inputPart), state: array(packed.statePart), bias: array(packed.biasPart) },
      inputShare: array(packed.inputShare).values,
    })),
    view: header.view,
    isVerdict: header.unfolded?.output !== "linear", // Else the output is a number like any other.
    unfolded: header.unfolded && unpackUnfolded(header.unfolded, array),
  };
}

/** The arithmetic of every timestep: the same lines as in Python, every array under its name. */
function unpackUnfolded(packed, array) {
  const factor = (each) => ({ ...each, values: array(each.values) });
  const term = (each) => ({ ...each, factors: each.factors.map(factor), values: array(each.values) });
  const line = (each) => ({ ...each, terms: each.terms.map(term), total: array(each.total), values: array(each.values) });
  return {
    ...packed,
    loss: { ...packed.loss, total: array(packed.loss.total).values[0] },
    outputs: array(packed.outputs).values,
    gradientOfInputs: array(packed.gradientOfInputs),
    gradientOfOutputs: array(packed.gradientOfOutputs).values,
    gradients: packed.gradients.map((each) => ({
      values: array(each.values),
      norms: array(each.norms).values,
      passing: Object.fromEntries(Object.entries(each.passing).map(([part, norms]) => [part, array(norms).values])),
    })),
    start: packed.start.map(factor),
    lines: { forward: packed.forward.map(line), backward: packed.backward.map(line) },
  };
}

/** An output as it is written: a probability in per cent, any other number as it is. */
const outputText = (reading, value) => (reading.isVerdict ? percent(value) : written(value));

const at = (array, row, column) => array.values[row * array.columns + column];

/** The value of a named quantity of one unit at one word. */
function quantity(trace, name, word, unit) {
  return at(trackOf(trace, name).values, word, unit);
}

/** The same one step earlier in the order of reading; 0 before the first, where h0 and c0 stand. */
function previousQuantity(trace, name, word, unit) {
  const before = trace.direction === "forward" ? word - 1 : word + 1;
  const outside = before < 0 || before >= trace.tracks[0].values.rows;
  return outside ? 0 : quantity(trace, name, before, unit);
}

const trackOf = (trace, name) => trace.tracks.find((track) => track.name === name);

/** The letter of a quantity one step earlier in the order of reading: cₜ₋₁, or cₜ₊₁ from behind. */
const before = (trace, letter) => letter.replace("ₜ", trace.direction === "forward" ? "ₜ₋₁" : "ₜ₊₁");

/** What a trace reads at each step, in words. */
const inputName = (trace) => (trace.layer === 1 ? "this word" : `layer ${trace.layer - 1} at this word`);
const stateName = (trace) => (trace.direction === "forward" ? "the state before it" : "the state behind it");

/** "Layer 2, backward", or nothing where there is only one trace. */
function traceTitle(reading, trace) {
  const layers = reading.traces.some((other) => other.layer > 1);
  const directions = reading.traces.some((other) => other.direction === "backward");
  const parts = [];
  if (layers) parts.push(`layer ${trace.layer}`);
  if (directions) parts.push(trace.direction === "forward" ? "forward →" : "← backward");
  return parts.join(", ");
}
