// The model: what Python sent of a surface and three descents, with every array under its name.

const HALF_DECADE = 2; // Bands of a power of ten: two are enough to see a slope.

/** Turns the bytes of `pack_cliff` into plain objects. */
function openCliff(bytes) {
  const [header, array] = openPack(bytes);
  const values = (packed) => array(packed).values;
  const pairs = (packed) => {
    const { rows, values: flat } = array(packed);
    return Array.from({ length: rows }, (_, n) => [flat[2 * n], flat[2 * n + 1]]);
  };
  const descents = header.descents.map((each) => ({
    ...each,
    places: pairs(each.places),
    directions: pairs(each.directions),
    cuts: pairs(each.cuts),
    losses: values(each.losses),
    norms: values(each.norms),
    lengths: values(each.lengths),
    turned: values(each.turned),
  }));
  const landmarks = { ...header.landmarks, target: values(header.landmarks.target), cliff: values(header.landmarks.cliff) };
  return { ...header, grid: array(header.grid), landmarks, descents, steps: descents[0].places.length - 1 };
}

const LEAST_SEEN = -3; // Powers of ten: lower ground is found ground and has one colour, so that the cliff has the others.

/** The least and the greatest of what is drawn of the grid, in powers of ten. */
function reachOf({ values }) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  low = Math.max(low, LEAST_SEEN);
  return low < high ? [low, high] : [low - 1, low];
}

/** A mark of one of three forms around a place, as everywhere on this page. */
function markAt(context, symbol, x, y, size) {
  context.beginPath();
  if (symbol === "circle") context.arc(x, y, size, 0, 2 * Math.PI);
  if (symbol === "square") context.rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8);
  if (symbol === "x") {
    context.moveTo(x - size, y - size);
    context.lineTo(x + size, y + size);
    context.moveTo(x + size, y - size);
    context.lineTo(x - size, y + size);
    context.lineWidth = size * 0.7;
    context.stroke();
    return;
  }
  context.fill();
}

const DASHES = { solid: [], dash: [7, 4], dot: [2, 4] };

/** A number of which the logarithm is known, with two digits. */
const amount = (exponent) => (exponent >= -4 && exponent <= 4 ? String(Number((10 ** exponent).toPrecision(2))) : power(Math.round(exponent)));

/** A power of ten as it is read: 100, 0.01, 10⁻⁸. */
function power(exponent) {
  if (exponent >= -3 && exponent <= 4) return String(Number((10 ** exponent).toPrecision(1)));
  const raised = [...String(exponent)].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("");
  return `10${raised}`;
}
