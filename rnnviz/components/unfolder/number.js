// One number, written out: every product that makes it, the sum, the activation.

const MOST_PRODUCTS = 8; // Written as one formula; beyond that the largest are listed.
const LARGEST_LISTED = 5; // Of each term.
const SOURCE_CLASS = { input: "input", recurrent: "state", bias: "bias", above: "", output: "state", inside: "" };

/** What each term of a line adds to one column at step t: [{ source, term, values, value, index }] */
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
  const sum = products.length <= MOST_PRODUCTS ? formulaNode(ledger, line, products, total) : listNode(ledger, line, products, total, t);
  return [heading, sum, ...(line.activation ? [squashNode(line, total, result, name)] : [])];
}

/** All products in one line that holds as it is written. */
function formulaNode(ledger, line, products, total) {
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
  // Gradients may be tiny: they keep the digits that count, all else as few as make the equation true.
  const isBackward = ledger.moment.way === "backward";
  const digits = isBackward ? null : digitsFor([{ compute, values, result: total }]);
  const write = (number) => (isBackward ? ledger.write(number) : written(number, digits));
  const enclosed = (number) => (write(number).startsWith(MINUS) ? `(${write(number)})` : write(number));
  const formula = element("p", "formula", null, [line.activation ? "sum = " : "= "]);
  products.forEach((product, index) => {
    const [first, ...rest] = product.values;
    const isAlone = product.values.length === 1;
    const text = [index && isAlone ? write(Math.abs(first)) : index ? enclosed(first) : write(first), ...rest.map(enclosed)].join(" · ");
    if (index) formula.append(isAlone && first < 0 ? ` ${MINUS} ` : " + ");
    formula.append(markedPart(line, product, element("b", SOURCE_CLASS[product.source], text)));
  });
  const found = write(compute(...values.map((number) => asWritten(ledger, number))));
  const sign = isBackward ? (found === write(total) ? "=" : "≈") : equals(compute, values, total, digits);
  formula.append(` ${sign} `, element("b", "result", write(total)));
  return formula;
}

/** A product that can be found again by its term and its place in it. */
function markedPart(line, { term, index }, node) {
  node.dataset.place = `${line.terms.indexOf(term)}.${index ?? ""}`;
  return node;
}

/** The largest products of each term, the rest of it as one number, and the sum. */
function listNode(ledger, line, products, total, t) {
  const rows = [];
  const scale = Math.max(...products.map((product) => Math.abs(product.value)), 1e-9);
  for (const term of line.terms) {
    const own = products.filter((product) => product.term === term).sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
    const listed = own.length > LARGEST_LISTED + 1 ? own.slice(0, LARGEST_LISTED) : own;
    rows.push(...listed.map((product) => markedPart(line, product, productRow(ledger, product, scale, t))));
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
  return row;
}

/** A place in a long vector: its number, or of all gates side by side the gate and the unit. */
function indexName({ reading }, vector, index) {
  const { gates, units } = reading.traces[reading.unfolded.trace];
  const isOfGates = gates.length > 1 && vector.values.columns === gates.length * units;
  return isOfGates ? `${gateLetter(gates[Math.floor(index / units)], gates)} ${index % units}` : index;
}

const gateLetter = (name, gates) => (name !== "candidate" ? name[0].replace("u", "z") : gates.length > 3 ? "c" : "h"); // As in the formulas.

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
