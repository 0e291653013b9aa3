// Numbers as they are written: rounded so that whoever adds them up comes to the same result.

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

const rounded = (value, digits) => Number(value.toFixed(digits));
const inBrackets = (value, digits = DIGITS) => (rounded(value, digits) < 0 ? `(${written(value, digits)})` : written(value, digits));

/** Whether an equation is true as it is written with so many digits. */
function holds(compute, values, result, digits, resultDigits = digits) {
  return rounded(compute(...values.map((value) => rounded(value, digits))), resultDigits) === rounded(result, resultDigits);
}

/** As few digits as make all of some equations true; the most where none do, and "≈" is written then. */
function digitsFor(equations) {
  for (let digits = DIGITS; digits <= MOST_DIGITS; digits++) {
    if (equations.every(({ compute, values, result }) => holds(compute, values, result, digits))) return digits;
  }
  return MOST_DIGITS;
}

const equals = (compute, values, result, digits, resultDigits = digits) => (holds(compute, values, result, digits, resultDigits) ? "=" : "≈");

/** A probability in whole per cent, never 0 or 100: no network is that sure. */
function percent(probability) {
  if (Number.isNaN(probability)) return "not a number";
  if (probability > 0.995) return ">99 %";
  if (probability < 0.005) return "<1 %";
  return `${Math.round(100 * probability)} %`;
}

const SURE = 0.6; // Below this probability of either side the network is called undecided.

/** "Positive 93 %", "Negative 99 %" or "Undecided, 52 % positive". */
function verdictInWords(probability) {
  if (probability >= SURE) return { side: "positive", text: `Positive ${percent(probability)}` };
  if (probability <= 1 - SURE) return { side: "negative", text: `Negative ${percent(1 - probability)}` };
  return { side: "undecided", text: `Undecided, ${percent(probability)} positive` };
}

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const subscript = (number) => [...String(number)].map((digit) => SUBSCRIPTS[digit]).join("");

// The activations a cell may have; their names are Keras's, their signs those of the books.
const ACTIVATIONS = {
  tanh: { sign: "tanh", value: Math.tanh },
  sigmoid: { sign: "σ", value: (a) => 1 / (1 + Math.exp(-a)) },
  relu: { sign: "relu", value: (a) => Math.max(a, 0) },
  linear: { sign: "", value: (a) => a },
};

/** Letters of one timestep with its number in place of t: "hₜ₋₁" at t = 3 is "h₂". */
const atStep = (letters, t) =>
  letters.replaceAll("ₜ₋₁", subscript(t - 1)).replaceAll("ₜ₊₁", subscript(t + 1)).replaceAll("ₜ", subscript(t));

/** Three digits that count, however small. */
function significant(value) {
  if (value === 0) return "exactly 0";
  if (!Number.isFinite(value)) return written(value);
  const isPlain = Math.abs(value) >= 0.01 && Math.abs(value) < 1000;
  return (isPlain ? String(Number(value.toPrecision(3))) : value.toExponential(2)).replace("-", MINUS);
}

/** A number as one would type it: two decimals, more only where it has them. */
const typed = (value) => value.toFixed(4).replace(/0{1,2}$/, "").replace("-", MINUS);

/** A number for a cell: two decimals, and more of them or a power of ten where two would hide it. */
function compact(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size >= 0.095 || size === 0) return written(value);
  return size >= 0.00095 ? written(value, 3) : value.toExponential(0).replaceAll("-", MINUS);
}
