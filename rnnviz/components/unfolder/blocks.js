// Vectors and matrices as coloured numbers: cells of text where they are few, a strip of pixels where many.

const ARITHMETIC = { kind: "signed", limit: 1 }; // Of every signed number of an equation, as in Python.
const MOST_CELLS = 24; // Of a block whose numbers are written out.
const MOST_COLUMNS = 8;
const LARGEST = 100; // Of a number that is written over; the same bound as in Python.

/** One number on its colour. `value()` is asked again at every step. */
function cellNode(ledger, value, scale, { edit, label, onPick, onEnter, quiet }) {
  const node = edit ? element("input", "cell") : element(onPick ? "button" : "span", "cell");
  if (edit) Object.assign(node, { type: "text", inputMode: "decimal", autocomplete: "off", spellcheck: false });
  else if (onPick) node.type = "button";
  if (onPick) node.addEventListener(edit ? "focus" : "click", onPick);
  if (onEnter) node.addEventListener("pointerenter", onEnter);
  if (edit) listenForEdits(ledger, node, edit, value);
  ledger.fill(() => {
    const number = value();
    const text = ledger.write(number);
    const colour = colourOf(ledger.theme, scale(), number);
    setStyle(node, "background", colour);
    setStyle(node, "color", inkOn(ledger.theme, colour));
    if (edit) {
      const isBeingTyped = node.getRootNode().activeElement === node;
      if (!isBeingTyped) node.value = typed(number);
      node.classList.toggle("edited", ledger.edited.has(edit()));
    } else setText(node, text);
    if (label) node.setAttribute("aria-label", `${label()}${edit ? "" : `: ${text}`}`);
    node.classList.toggle("waits", quiet?.() ?? false);
  });
  return node;
}

/** A number that can be written over: sent with every keystroke that makes a number; arrows change it by 0.1. */
function listenForEdits(ledger, node, place, value) {
  const send = (number) => ledger.onEdit(place(), number);
  node.addEventListener("input", () => {
    const text = node.value.trim().replace(MINUS, "-").replace(",", ".");
    const isNumber = /^-?(\d+\.?\d*|\.\d+)$/.test(text) && Math.abs(Number(text)) <= LARGEST;
    const isUnfinished = /^-?\.?$/.test(text);
    node.classList.toggle("wrong", !isNumber && !isUnfinished);
    node.setAttribute("aria-invalid", String(!isNumber));
    ledger.onFault(isNumber || isUnfinished ? null : node.value);
    if (isNumber) send(Number(text));
  });
  node.addEventListener("keydown", (event) => {
    event.stopPropagation(); // Streamlit has shortcuts of its own.
    const by = { ArrowUp: 0.1, ArrowDown: -0.1 }[event.key];
    if (by) {
      event.preventDefault();
      const from = Number(node.value.replace(MINUS, "-").replace(",", ".")); // The server's answer may be on its way.
      const number = Math.max(-LARGEST, Math.min(LARGEST, Math.round(((Number.isFinite(from) ? from : value()) + by) * 1e4) / 1e4));
      node.value = typed(number);
      send(number);
    } else if (event.key === "Enter" || event.key === "Escape") node.blur();
  });
  node.addEventListener("focus", () => node.select());
  node.addEventListener("blur", () => {
    node.classList.remove("wrong");
    node.removeAttribute("aria-invalid");
    ledger.onFault(null);
    node.value = typed(value());
  });
}

/**
 * A factor: its cells, and below them its letters and its shape.
 * @param factor asked again at every step; @param isMatrix whether it has rows of its own
 * @param on { pick(column), enter(row, column) } for the pointer; isLit, litColumn, litOne say what of it is
 *   lit by { term, row, column }
 */
function blockNode(ledger, factor, isMatrix, on) {
  const { values, columns } = factor();
  const rows = isMatrix ? values.rows : 1;
  const isWritten = rows * values.columns <= MOST_CELLS && values.columns <= MOST_COLUMNS;
  const body = isWritten ? cellsOf(ledger, factor, { isMatrix, rows }, on) : stripOf(ledger, factor, { isMatrix, rows }, on);
  const letters = element("span", "letters");
  const shape = element("small", "shape", `${rows} × ${values.columns}`);
  ledger.fill(() => {
    const text = atStep(factor().letters, ledger.t + 1);
    if (letters.dataset.text === text) return;
    letters.dataset.text = text;
    letters.replaceChildren(...lettersNode(text).childNodes);
  });
  const node = element("span", `block ${isMatrix ? "matrix" : "vector"}`, null, [body, element("span", "name", null, [letters, shape])]);
  node.dataset.columns = columns?.length ?? values.columns;
  return node;
}

const rowOf = (ledger, isMatrix, row) => (isMatrix ? row : ledger.t);

function cellsOf(ledger, factor, { isMatrix, rows }, on) {
  const grid = element("span", "cells");
  const { values } = factor();
  grid.style.setProperty("--columns", values.columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < values.columns; column++) {
      const value = () => at(factor().values, rowOf(ledger, isMatrix, row), column);
      const template = factor().edit;
      const mayEdit = template && (!/^[hc]0/.test(template) || ledger.isFirst());
      const edit = mayEdit ? () => placeOf(factor(), ledger.t, row, column) : null;
      const label = () => placeName(ledger, factor(), isMatrix ? row : null, column);
      const cell = cellNode(ledger, value, () => factor().scale, {
        edit, label,
        onPick: on.pick && (() => on.pick(column)),
        onEnter: on.enter && (() => on.enter(row, column)),
      });
      ledger.mark((lit) => cell.classList.toggle("lit", on.isLit(lit, row, column)));
      grid.append(cell);
    }
  }
  return grid;
}

/** What a number is called: "x₃[2]", "W_xh[2], unit 1"; counted from 0, as units are. */
function placeName(ledger, factor, row, column) {
  const name = atStep(factor.letters, ledger.t + 1).replaceAll("_", "");
  return row === null ? `${name}[${indexName(ledger, factor, column)}]` : `${name}[${row}], ${ledger.lines()[ledger.openLine].columns[column]?.name}`;
}

/** Where a number stands, as Python names it: "Wxh.0.1". */
function placeOf(factor, time, row, column) {
  const names = { time, row, column: factor.columns[column] ?? column };
  return factor.edit.replace(/\{(\w+)\}/g, (_, name) => names[name]);
}

const STRIP = { vector: { height: 22, each: 4 }, matrix: { each: 2.5, most: 170, column: 46 } };

/** Many numbers as a picture of one pixel a number; the one under the pointer is said. */
function stripOf(ledger, factor, { isMatrix, rows }, on) {
  const canvas = document.createElement("canvas");
  const marks = [element("i", "mark"), element("i", "mark one")];
  const host = element("span", "strip", null, [canvas, ...marks]);
  const { columns } = factor().values;
  const wide = isMatrix ? columns * STRIP.matrix.column : Math.max(110, Math.min(256, columns * STRIP.vector.each));
  const high = isMatrix ? Math.max(40, Math.min(STRIP.matrix.most, rows * STRIP.matrix.each)) : STRIP.vector.height;
  host.style.cssText = `--wide: ${wide}; --high: ${high}`;
  canvas.setAttribute("role", "img");
  ledger.fill(() => {
    const { values, scale, letters } = factor();
    paintValues(canvas, ledger.theme, scale, rows, columns, (row, column) => at(values, rowOf(ledger, isMatrix, row), column));
    canvas.setAttribute("aria-label", `${letters.replaceAll("_", "")}, ${rows} times ${columns} numbers as colours; the largest are written out below`);
  });
  const placeUnder = (event) => {
    const box = canvas.getBoundingClientRect();
    const place = (offset, size, count) => Math.max(0, Math.min(count - 1, Math.floor((offset / size) * count)));
    return [place(event.clientY - box.top, box.height, rows), place(event.clientX - box.left, box.width, columns)];
  };
  host.addEventListener("pointermove", (event) => {
    const [row, column] = placeUnder(event);
    on.enter?.(row, column);
    const place = placeName(ledger, factor(), isMatrix ? row : null, column);
    ledger.onTip(event, `${place}: ${ledger.write(at(factor().values, rowOf(ledger, isMatrix, row), column))}`);
  });
  host.addEventListener("pointerleave", (event) => ledger.onTip(event, null));
  if (on.pick) host.addEventListener("click", (event) => on.pick(placeUnder(event)[1]));
  ledger.mark((lit) => placeMarks(marks, lit, on, { rows, columns, isMatrix }));
  return host;
}

/** A frame around what is lit as a whole, and one around the single number under the pointer. */
function placeMarks([whole, one], lit, on, { rows, columns, isMatrix }) {
  const column = isMatrix ? on.litColumn(lit) : null;
  whole.hidden = isMatrix && column === null;
  const share = (from, count, size) => ({ from: `${(100 * from) / size}%`, width: `${(100 * count) / size}%` });
  const across = column === null ? share(0, 1, 1) : share(column, 1, columns);
  setStyle(whole, "left", across.from);
  setStyle(whole, "width", across.width);
  const hit = on.litOne(lit);
  one.hidden = !hit;
  if (!hit) return;
  const [x, y] = [share(isMatrix ? hit.column : hit.row, 1, columns), isMatrix ? share(hit.row, 1, rows) : share(0, 1, 1)];
  for (const [name, value] of [["left", x.from], ["width", x.width], ["top", y.from], ["height", y.width]]) setStyle(one, name, value);
}

function paintValues(canvas, theme, scale, rows, columns, value) {
  const image = new ImageData(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const number = value(row, column);
      const colour = Number.isNaN(number) ? channels(theme.nan) : theme.tables[scale.kind][shade(scale, number)];
      image.data.set([...colour, 255], 4 * (row * columns + column));
    }
  }
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext("2d").putImageData(image, 0, 0);
}
