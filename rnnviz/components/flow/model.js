// What is sent: norms as logarithms along the order of reading, and the one step whose matrices are shown.

/** Turns the bytes of `pack_flow` into plain objects. */
function openFlow(bytes) {
  const [header, array] = openPack(bytes);
  const list = (reference) => reference && array(reference).values;
  const columns = header.columns.map(([text, typed, id, status]) => ({ text, typed, id, status }));
  const trace = header.traces[header.trace];
  const shared = { ...header, columns, number: header.trace, trace, last: columns.length, reverse: trace.direction === "backward" };
  shared.loss = { ...header.loss, total: list(header.loss.total)[0] };
  shared.probability = list(header.probability)[0];
  if (!header.flow) return shared;
  const { step, tried, ...flow } = header.flow;
  for (const name of FLOW_LISTS) flow[name] = list(flow[name]);
  const matrices = Object.fromEntries(["whole", "gate", "matrix", "product"].map((name) => [name, step[name] && array(step[name])]));
  const checked = tried && { ...tried, norms: list(tried.norms), deviations: list(tried.deviations) };
  return { ...shared, flow, step: { t: step.t, ...matrices, singular: list(step.singular) }, tried: checked };
}

const FLOW_LISTS = ["hidden", "memory", "state", "factors", "bounds", "gate", "matrix", "lossHidden", "lossMemory", "taught"];

/** The column where a time stands: t = 0 beside the first word that is read. */
const columnAt = (data, t) => (data.reverse ? data.last - t : t - 1);
const timeAt = (data, column) => (data.reverse ? data.last - column : column + 1);
const wordAt = (data, t) => (t === 0 ? "before the first word" : `“${data.columns[columnAt(data, t)].text}”`);

/** What kind of thing a logarithm is of: each is drawn as what it is. */
function kindOf(logarithm) {
  if (Number.isNaN(logarithm)) return "nan";
  if (logarithm === Infinity) return "overflow";
  return logarithm === -Infinity ? "zero" : "number";
}

const RAISED = { "-": "⁻", ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((sign, digit) => [digit, sign])) };
const raised = (number) => [...String(number)].map((sign) => RAISED[sign]).join("");
const tenTo = (exponent) => `10${raised(exponent)}`;

/** A norm by its logarithm, with so many digits that count. */
function normText(logarithm, digits = 2) {
  const kind = kindOf(logarithm);
  if (kind !== "number") return { nan: "not a number", overflow: "∞", zero: "exactly 0" }[kind];
  const value = 10 ** logarithm;
  if (logarithm >= -2.3 && logarithm < 3) return String(Number(value.toPrecision(digits)));
  const [mantissa, exponent] = (10 ** (logarithm - Math.floor(logarithm))).toFixed(digits - 1) === (10).toFixed(digits - 1)
    ? [(1).toFixed(digits - 1), Math.floor(logarithm) + 1]
    : [(10 ** (logarithm - Math.floor(logarithm))).toFixed(digits - 1), Math.floor(logarithm)];
  return `${mantissa}·${tenTo(exponent)}`;
}

/** The same where there is little room. */
const shortNorm = (logarithm) => ({ nan: "NaN", overflow: "∞", zero: "0" })[kindOf(logarithm)] ?? normText(logarithm, logarithm < -2.3 ? 1 : 2);

/** A share of one in per cent; tiny ones are not called nothing. */
function finePart(value) {
  if (Number.isNaN(value)) return "not a number";
  if (value === 0) return "exactly 0";
  if (value >= 0.0995) return `${Math.round(100 * value)} %`;
  return value >= 0.0001 ? `${Number((100 * value).toPrecision(2))} %` : `${normText(Math.log10(value))}`;
}

/** The share of the way past every matrix, of both lengths added; NaN where nothing passes. */
function gateShare({ gate, matrix }, n) {
  const top = Math.max(gate[n], matrix[n]);
  if (kindOf(top) !== "number") return NaN;
  const [one, other] = [10 ** (gate[n] - top), 10 ** (matrix[n] - top)];
  return one / (one + other);
}

const hasGates = (data) => data.trace.cell !== "SimpleRNN";
const hasMemory = (data) => data.trace.cell === "LSTM";

/** The letters of what is drawn: ∂h₂₅/∂hₜ, of an LSTM's both states together ∂h₂₅/∂(hₜ,cₜ). */
function letters(data, t = null, both = false) {
  const index = t === null ? "ₜ" : subscript(t);
  return `‖∂h${subscript(data.last)}/∂${both && hasMemory(data) ? `(h${index}, c${index})` : `h${index}`}‖`;
}

/** The rows of arrows: of an LSTM its cell state above its hidden state. */
function riverRows(data, quantity) {
  const { flow } = data;
  const [hidden, memory] = quantity === "loss" ? [flow.lossHidden, flow.lossMemory] : [flow.hidden, flow.memory];
  const rows = [{ letter: "h", values: hidden }];
  return memory ? [{ letter: "c", values: memory }, ...rows] : rows;
}
