// Numbers of the laboratory, kept as their log10: -Infinity is exactly 0, Infinity has overflowed, NaN is none.

/** As Python writes them: 13,781, 58.4, 0.652, 2.7·10⁻⁵. */
function labNumber(log) {
  if (Number.isNaN(log)) return "not a number";
  if (log === Infinity) return "∞";
  if (log === -Infinity) return "exactly 0";
  if (log >= -2.0022 && log < 6) {
    const value = 10 ** log;
    return value >= 999.5 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
  }
  const whole = Math.floor(log);
  const digits = (10 ** (log - whole)).toFixed(1);
  return digits === "10.0" ? `1.0·${labPower(whole + 1)}` : `${digits}·${labPower(whole)}`;
}

/** A value as it is: three decimals, and a power of ten where they would hide it. */
function labPlain(value) {
  if (!Number.isFinite(value) || value === 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 1000)) return written(value, 3);
  return `${value < 0 ? MINUS : ""}${labNumber(Math.log10(Math.abs(value)))}`;
}

const LAB_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const labPower = (exponent) => `10${exponent < 0 ? "⁻" : ""}${[...String(Math.abs(exponent))].map((digit) => LAB_SUPERSCRIPTS[digit]).join("")}`;

/** Ends of an axis of powers of ten: steps of its own, so that it does not tremble while a slider moves. */
const LAB_ENDS = [1, 2, 5, 10, 20, 30, 38, 50, 75, 100, 150, 200, 308];

/** The axis for some logs: its ends, and whether there is anything at exactly 0, at ∞, and no number. */
function labAxis(lines, limits) {
  const all = lines.flatMap((line) => [...line]);
  const finite = all.filter(Number.isFinite);
  const outward = (size) => LAB_ENDS.find((end) => end >= size) ?? LAB_ENDS.at(-1);
  const [least, most] = [Math.min(0, ...finite), Math.max(0, ...finite)];
  const low = least > -0.05 ? -1 : -outward(-least);
  const high = most < 0.05 ? (low < -10 ? 1 : 0.5) : outward(most);
  return {
    low: Math.max(low, limits.tiny),
    high: Math.min(high, limits.max),
    hasZero: all.includes(-Infinity),
    hasOver: all.includes(Infinity),
    hasNaN: all.some(Number.isNaN),
  };
}

/** Whole exponents for the marks of an axis, seven at most. */
function labTicks(low, high) {
  const step = [1, 2, 5, 10, 20, 50, 100].find((each) => (high - low) / each <= 7) ?? 200;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, n) => (first + n) * step);
}

/** Whole t for the marks of the time axis: both ends, and round ones between. */
function labTimes(last, most) {
  const step = [1, 2, 5, 10, 20, 25, 50, 100].find((each) => last / each <= most) ?? 200;
  const round = Array.from({ length: Math.ceil(last / step) }, (_, n) => n * step).filter((t) => last - t > step * 0.55 || t === 0);
  return [...round, last];
}
