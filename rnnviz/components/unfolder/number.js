// One number, written out: every product that makes it, the sum, the activation.

const MOST_PRODUCTS = 8; // Written as one formula; beyond that the largest are listed.
const LARGEST_LISTED = 5; // Of each term.
const SOURCE_CLASS = { input: "input", recurrent: "state", bias: "bias", above: "input", output: "input", inside: "" };

/** What each term of a line adds to one column at step t: [{ letters, source, values, value, index }] */
function productsOf(line, t, column) {
  return line.terms.flatMap((term) => {
    const own = (values) => at(values, t, column);
    if (term.kind === "plain") return [{ source: term.source, term, values: [own(term.values)], value: own(term.values) }];
    if (term.kind === "elementwise") return [{ source: term.source, term, values: term.factors.map((factor) => own(factor.values)), value: own(term.values) }];
    const [vector, matrix] = term.factors;
    return Array.from({ length: matrix.values.rows }, (_, index) => {
      const values = [at(vector.values, t, index), at(matrix.values, index, column)];
      return { source: term.source, term, index, values, value: values[0] * values[1] };
    });
  });
}

function numberNode(ledger, line, t, column) {
  const products = productsOf(line, t, column);
  const total = at(line.total, t, column);
  const result = at(line.values, t, column);
  const name = line.columns[column]?.name ?? "";
  const heading = element("h3", "", null, [lettersNode(atStep(line.letters, t + 1)), element("span", "place", ` ${name}`)]);
  const sum = products.length <= MOST_PRODUCTS ? formulaNode(line, products, total) : listNode(ledger, line, products, total, t);
  return [heading, sum, ...(line.activation ? [squashNode(line, total, result, name)] : [])];
}

/** All products in one line that holds as it is written. */
function formulaNode(line, products, total) {
  const values = products.flatMap((product) => product.values);
  const lengths = products.map((product) => product.values.length);
  const compute = (...numbers) => {
    let place = 0;
    return lengths.reduce((sum, length) => {
      const part = numbers.slice(place, place + length).reduce((all, each) => all * each, 1);
      place += length;
      return sum + part;
    }, 0);
  };
  const digits = digitsFor([{ compute, values, result: total }]);
  const formula = element("p", "formula", null, [line.activation ? "sum = " : `${""}= `]);
  products.forEach((product, index) => {
    const [first, ...rest] = product.values;
    const text = [index && product.values.length === 1 ? written(Math.abs(first), digits) : index ? inBrackets(first, digits) : written(first, digits), ...rest.map((each) => inBrackets(each, digits))].join(" · ");
    if (index) formula.append(product.values.length === 1 && first < 0 ? ` ${MINUS} ` : " + ");
    const part = element("b", SOURCE_CLASS[product.source], text);
    part.dataset.index = product.index ?? "";
    formula.append(part);
  });
  formula.append(` ${equals(compute, values, total, digits)} `, element("b", "result", written(total, digits)));
  return formula;
}

/** The largest products of each term, the rest of it as one number, and the sum. */
function listNode(ledger, line, products, total, t) {
  const rows = [];
  const scale = Math.max(...products.map((product) => Math.abs(product.value)), 1e-9);
  for (const term of line.terms) {
    const own = products.filter((product) => product.term === term).sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
    const listed = own.length > LARGEST_LISTED + 1 ? own.slice(0, LARGEST_LISTED) : own;
    rows.push(...listed.map((product) => productRow(ledger, product, scale, t)));
    const rest = own.slice(listed.length);
    if (rest.length) rows.push(sumRowOf(`${rest.length} smaller ones`, rest.reduce((all, each) => all + each.value, 0), scale, SOURCE_CLASS[term.source]));
  }
  rows.push(sumRowOf(line.activation ? "sum" : "result", total, scale, "total"));
  return element("div", "products", null, rows);
}

function productRow(ledger, product, scale, t) {
  const { term, index, values, value } = product;
  const [vector, matrix] = term.factors;
  const place = index === undefined ? "" : `[${indexName(ledger, vector, index)}]`;
  const letters = index === undefined ? atStep(termLetters(term), t + 1) : `${atStep(vector.letters, t + 1)}${place} · ${matrix.letters}${place}`;
  const numbers = values.length > 1 ? values.map((each, n) => (n && each < 0 ? `(${compact(each)})` : compact(each))).join(" · ") : "";
  const row = sumRowOf(null, value, scale, SOURCE_CLASS[term.source]);
  row.children[0].replaceWith(lettersNode(letters, "what letters"));
  setText(row.children[1], numbers);
  row.dataset.index = index ?? "";
  return row;
}

/** A place in a long vector: its number, or of all gates side by side the gate and the unit. */
function indexName({ reading }, vector, index) {
  const { gates, units } = reading.traces[reading.unfolded.trace];
  const isOfGates = gates.length > 1 && vector.values.columns === gates.length * units;
  return isOfGates ? `${GATE_LETTERS[gates[Math.floor(index / units)]]} ${index % units}` : index;
}

const GATE_LETTERS = { input_gate: "i", forget_gate: "f", candidate: "c", output_gate: "o", update_gate: "z", reset_gate: "r" };

function sumRowOf(text, value, scale, className) {
  const bar = element("span", "signed-bar", null, [element("i", value >= 0 ? "up" : "down")]);
  bar.firstChild.style.setProperty("--share", Math.min(1, Math.abs(value) / scale));
  return element("div", `product ${className}`, null, [element("span", "what", text ?? ""), element("small", "of"), bar, element("b", "", compact(value))]);
}

/** The activation as a small picture: its curve, and where this sum falls on it. */
function squashNode(line, total, result, name) {
  const activation = ACTIVATIONS[line.activation];
  if (!activation) return element("p", "formula", `${line.activation} over all outputs: ${written(result)}`);
  const squashes = { compute: activation.value, values: [total], result };
  const digits = digitsFor([squashes]);
  const text = `${activation.sign}(${written(total, digits)}) ${equals(activation.value, [total], result, digits)} `;
  const formula = element("p", "formula", null, [text, element("b", "result", written(result, digits))]);
  return element("div", "squash", null, [curveNode(line.activation, activation, total, name), formula]);
}

const SVG = "http://www.w3.org/2000/svg";
const CURVE = { width: 132, height: 66, reach: 4 };

function curveNode(name, { value }, total) {
  const { width, height, reach } = CURVE;
  const low = name === "sigmoid" ? -0.1 : name === "tanh" ? -1.15 : -reach * 0.3;
  const high = name === "relu" || name === "linear" ? reach : 1.15;
  const x = (a) => ((Math.max(-reach, Math.min(reach, a)) + reach) / (2 * reach)) * width;
  const y = (h) => height - ((h - low) / (high - low)) * height;
  const points = Array.from({ length: 65 }, (_, n) => -reach + (2 * reach * n) / 64);
  const make = (tag, attributes) => {
    const node = document.createElementNS(SVG, tag);
    for (const [key, each] of Object.entries(attributes)) node.setAttribute(key, each);
    return node;
  };
  const svg = make("svg", { viewBox: `-4 -4 ${width + 8} ${height + 8}`, class: "curve", role: "img", "aria-label": `the curve of ${name}, with the sum marked on it` });
  svg.append(
    make("line", { x1: 0, x2: width, y1: y(0), y2: y(0), class: "axis" }),
    make("line", { x1: x(0), x2: x(0), y1: 0, y2: height, class: "axis" }),
    make("polyline", { points: points.map((a) => `${x(a).toFixed(1)},${y(value(a)).toFixed(1)}`).join(" "), class: "graph" }),
    make("line", { x1: x(total), x2: x(total), y1: y(0), y2: y(value(total)), class: "drop" }),
    make("circle", { cx: x(total), cy: Math.max(-2, Math.min(height + 2, y(value(total)))), r: 4, class: "dot" }),
  );
  return svg;
}
