// Painting a running network onto its canvas. Reads the layout and the theme, keeps nothing.

/** @param scene {data, layout, theme, left, width, number}: number, the column looked at */
function paintWired(canvas, scene) {
  const { data, layout, theme } = scene;
  const context = prepare(canvas, scene.width, layout.height);
  context.save();
  context.translate(-scene.left, 0);
  paintColumnGround(context, scene);
  for (const place of layout.blocks) paintBlockTitle(context, scene, place);
  if (data.attention) paintCurves(context, scene);
  const wiring = wiringOf(data, layout, theme);
  paintDiagram(context, theme, layout.size, inSight(scene, tinted(scene, wiring)));
  if (data.context) paintContextName(context, scene);
  data.columns.forEach((column, number) => {
    const x = middleOf(layout, number) - scene.left;
    if (x < -layout.size.widest || x > scene.width + layout.size.widest) return;
    paintSymbol(context, scene, column, number);
    if (column.answer) paintChip(context, scene, column, number);
  });
  layout.stacks.forEach((stack, index) => stack.tracks.forEach((track) => paintTrackName(context, scene, track, index)));
  if (layout.matrix) paintMatrixNames(context, scene);
  if (data.notes) paintRoll(context, scene);
  context.restore();
}

/** Of a long text only what is seen. */
function inSight({ left, width }, { nodes, edges }) {
  const isSeen = (from, to) => to > left - 20 && from < left + width + 20;
  return {
    nodes: nodes.filter((node) => isSeen(node.x - node.width / 2, node.x + node.width / 2)),
    edges: edges.filter(({ points }) => isSeen(Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x)))),
  };
}

/** A ground behind the column looked at, down to where its numbers begin. */
function paintColumnGround(context, { layout, theme, number }) {
  if (layout.isAlone) return;
  context.fillStyle = theme.raised;
  context.beginPath();
  const { top, height } = columnSpan(layout, number);
  context.roundRect(leftOf(layout, number) + 1, top, placeOf(layout, number).step - 2, height, 5);
  context.fill();
}

/** Where the writer looks back, the cells it looks at have the colour of their weights. */
function tinted({ data, layout, theme, number }, wiring) {
  const step = writtenAt(data, number);
  if (step === null) return wiring;
  const scale = { kind: "gate", limit: 1 };
  const bottom = data.blocks[0].layers.length - 1;
  const y = cellTop(layout, data.blocks[0], bottom) + layout.size.cell / 2;
  const fill = (node) => {
    if (node.part !== "h" || node.y !== y || node.x > layout.blocks[0].end) return node;
    const read = Math.floor((node.x - layout.blocks[0].left) / layout.blocks[0].step);
    const colour = colourOf(theme, scale, looked(data, step, read));
    return { ...node, fill: colour, ink: inkOn(theme, colour) };
  };
  return { ...wiring, nodes: wiring.nodes.map(fill) };
}

/** The step of writing that is looked at, where it looked back itself; else nothing. */
function writtenAt(data, number) {
  const column = data.columns[number];
  return data.attention && column?.block === data.writer ? column.index : null;
}

/**
 * From the cells that were read to what is written, as thick and as dark as their weights: all that the step of
 * writing looks at, or all that look at the step of reading.
 */
function paintCurves(context, { data, layout, theme, number }) {
  const { lane, size } = layout;
  const reader = data.blocks[0];
  const { block, index } = data.columns[number];
  const pairs = block === data.writer
    ? reader.columns.map((_, read) => [read, index])
    : data.writer.columns.map((_, step) => [index, step]);
  const y = lane.y + lane.height * 0.62;
  const from = cellTop(layout, reader, reader.layers.length - 1) + size.cell + 1;
  const weighed = pairs.map(([read, step]) => [middleOf(layout, reader.first + read), middleOf(layout, data.writer.first + step), looked(data, step, read)]);
  context.save();
  context.strokeStyle = context.fillStyle = theme.gate.at(-2);
  context.lineCap = "round";
  for (const [start, x, weight] of weighed.filter(([, , each]) => each > 0.02).sort((one, other) => one[2] - other[2])) {
    context.globalAlpha = 0.3 + 0.7 * Math.sqrt(weight);
    context.lineWidth = 1 + (size.cell / 5) * weight;
    context.beginPath();
    context.moveTo(start, from);
    context.bezierCurveTo(start, y + 6, start + (x - start) * 0.25, y, x, y);
    context.stroke();
    context.beginPath();
    context.arc(x, y, block === data.writer ? size.cell / 8 : 2 + (size.cell / 8) * weight, 0, 2 * Math.PI);
    context.fill();
  }
  context.restore();
}

/** A text in the middle of a place, cut where it does not fit. */
function fillMiddle(context, text, x, y, most) {
  context.textAlign = "center";
  context.fillText(fitted(context, text, most), x, y);
  context.textAlign = "left";
}

/** Makes the letters a little smaller where a text would not fit. */
function shrink(context, text, most) {
  const share = Math.max(0.76, Math.min(1, most / context.measureText(text).width));
  if (share < 1) context.font = context.font.replace(/([\d.]+)px/, (_, pixels) => `${pixels * share}px`);
}

function fitted(context, text, most) {
  if (context.measureText(text).width <= most) return text;
  let length = text.length;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > most) length -= 1;
  return `${text.slice(0, length)}…`;
}

/** What a block is, over its first symbols; it may reach to the next block. */
function paintBlockTitle(context, { data, layout, theme }, place) {
  const { size, symbols } = layout;
  const next = layout.blocks[layout.blocks.indexOf(place) + 1];
  const isTall = place.block.columns.some((column) => column.picture);
  const bottom = isTall ? symbols.y : symbols.y + symbols.height - size.symbol - (symbols.hasNotes ? size.note : 0);
  const most = next ? next.left - place.left - (data.context ? size.context * 0.8 : 12) : Infinity;
  context.font = `600 ${size.small * 1.08}px ${theme.font}`;
  context.textBaseline = "alphabetic";
  context.fillStyle = theme.muted;
  context.fillText(fitted(context, place.block.title, Math.max(most, place.step)), place.left, bottom - size.small * 0.5);
}

/** What is read at a step: a symbol with its note, or a small picture. */
function paintSymbol(context, { layout, theme }, column, number) {
  const { size, symbols } = layout;
  const { step } = placeOf(layout, number);
  const middle = middleOf(layout, number);
  if (column.picture) return paintPicture(context, theme, column.picture, middle - layout.picture / 2, symbols.y + symbols.height - layout.picture - 3, layout.picture);
  const bottom = symbols.y + symbols.height - (symbols.hasNotes ? size.note : 0) - size.symbol * 0.3;
  const isSmall = column.status === "start" || isSpecial(column.text);
  const isQuiet = isSmall || column.status === "unknown";
  context.textBaseline = "alphabetic";
  context.fillStyle = isQuiet ? theme.muted : theme.text;
  context.font = isQuiet ? `italic ${isSmall && column.text.trim() && column.text !== "␣" ? size.small : size.font}px ${theme.font}` : `600 ${size.font}px ${theme.font}`;
  const isWide = context.measureText(shownSymbol(column.text)).width > step - 10;
  const room = step - (number > placeOf(layout, number).block.first && column.block.key === "writer" ? 2 * FED_BACK : 4);
  if (!isSmall) shrink(context, column.text, room);
  const text = column.status === "start" && isWide ? "▸" : fitted(context, shownSymbol(column.text), room);
  fillMiddle(context, text, middle, bottom, step);
  const wide = context.measureText(text).width;
  if (column.status === "unknown" || column.status === "forced") {
    context.save();
    context.translate(middle - wide / 2, bottom);
    underline(context, theme, column.status, wide);
    context.restore();
  }
  if (!column.note) return;
  context.font = `${size.small}px ${theme.font}`;
  context.fillStyle = theme.muted;
  fillMiddle(context, column.note, middle, bottom + size.note, step - 2);
}

/** A small picture in its colours, one square a letter. */
function paintPicture(context, theme, picture, left, top, wide) {
  const side = Math.round(Math.sqrt(picture.length));
  const one = wide / side;
  context.fillStyle = theme.raised;
  context.fillRect(left, top, wide, wide);
  [...picture].forEach((letter, place) => {
    const colour = theme.picture["rgby".indexOf(letter)];
    if (!colour) return;
    context.fillStyle = colour;
    context.fillRect(left + (place % side) * one, top + Math.floor(place / side) * one, one + 0.4, one + 0.4);
  });
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, wide + 1, wide + 1);
}

/** What is written at a step, on the colour of its probability. */
function paintChip(context, { layout, theme }, { answer }, number) {
  const { size, chips } = layout;
  const { step } = placeOf(layout, number);
  const [middle, wide] = [middleOf(layout, number), chipWidth(layout, step, answer)];
  const colour = colourOf(theme, { kind: "gate", limit: 1 }, answer.probability);
  const isNumbered = step >= size.numbered;
  const box = new Path2D();
  box.roundRect(middle - wide / 2, chips.y, wide, chips.height, 6);
  context.fillStyle = colour;
  context.fill(box);
  context.setLineDash(answer.wrong ? [4, 3] : []);
  context.strokeStyle = answer.wrong ? theme.negative : answer.forced ? theme.primary : theme.line;
  context.lineWidth = answer.wrong || answer.forced ? 2 : 1;
  context.stroke(box);
  context.setLineDash([]);
  context.fillStyle = inkOn(theme, colour);
  context.textBaseline = "middle";
  const isQuiet = isSpecial(answer.symbol);
  context.font = `${isQuiet ? "italic" : "700"} ${isQuiet ? size.small : size.font}px ${theme.font}`;
  if (!isQuiet) shrink(context, answer.symbol, wide - 8);
  fillMiddle(context, shownSymbol(answer.symbol), middle, chips.y + chips.height * (isNumbered ? 0.34 : 0.54), wide - 4);
  if (isNumbered) {
    context.font = `${size.small * 0.95}px ${theme.font}`;
    fillMiddle(context, percent(answer.probability), middle, chips.y + chips.height * 0.75, wide);
  }
  if (answer.forced) paintPin(context, theme, middle + wide / 2 - 1, chips.y + 1, size.small * 0.42);
  if (!answer.wrong || !answer.right) return;
  context.fillStyle = theme.text;
  context.font = `600 ${size.small * 1.1}px ${theme.font}`;
  const right = shownSymbol(answer.right);
  const text = [`✓ ${right}`, `✓${right}`].find((each) => context.measureText(each).width <= step - 2) ?? right;
  fillMiddle(context, text, middle, chips.y + chips.height + size.right * 0.6, step);
}

/** The sign of an answer that was given by hand: the head of a pin. */
function paintPin(context, theme, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = theme.primary;
  context.fill();
  context.strokeStyle = theme.background;
  context.lineWidth = 1.5;
  context.stroke();
}

function paintContextName(context, { data, layout, theme }) {
  const { size, symbols } = layout;
  const x = (layout.blocks[0].right + layout.blocks.at(-1).left) / 2;
  const bottom = symbols.y + symbols.height;
  context.textBaseline = "alphabetic";
  context.fillStyle = theme.text;
  context.font = `600 ${size.small * 1.08}px ${theme.font}`;
  fillMiddle(context, "context", x, bottom - size.small * 0.75, size.context);
  context.fillStyle = theme.muted;
  context.font = `${size.small}px ${theme.font}`;
  fillMiddle(context, `${data.context.length} numbers`, x, bottom + size.small * 0.55, size.context);
}

/** The ends of a layer's colours, as they are written. */
function rangeOf({ kind, limit }) {
  const high = String(Number(limit.toPrecision(2)));
  return [kind === "signed" ? `${MINUS}${high}` : "0", high];
}

/** The line above each track: which layer, what its colours are. */
function paintTrackName(context, { layout, theme }, { y, layer }, index) {
  const { size } = layout;
  const place = layout.blocks[index];
  const most = place.right - place.left + (layout.blocks[index + 1]?.gap ?? 400) - 10;
  const [low, high] = rangeOf(layer);
  const range = `${low} … ${high}`;
  context.textBaseline = "alphabetic";
  context.font = `600 ${size.small * 1.08}px ${theme.font}`;
  context.fillStyle = theme.text;
  const name = fitted(context, layer.label, most);
  context.fillText(name, place.left, y - size.small * 0.6);
  const x = place.left + context.measureText(name).width + 8;
  context.font = `${size.small}px ${theme.font}`;
  context.fillStyle = theme.muted;
  const notes = [`${place.block.key === "eyes" ? "output, " : layer.label.includes("state") ? "" : "state, "}${layer.cell}, ${layer.units} units, ${range}`, `${layer.cell}, ${layer.units} units`, `${layer.units} units`];
  const note = notes.find((text) => context.measureText(text).width <= most - (x - place.left));
  if (note) context.fillText(note, x, y - size.small * 0.6);
}

/** What the matrix is, and beside each row what was written there. */
function paintMatrixNames(context, { data, layout, theme, number }) {
  const { size, matrix } = layout;
  const reader = layout.blocks[0];
  context.textBaseline = "alphabetic";
  context.font = `600 ${size.small * 1.08}px ${theme.font}`;
  context.fillStyle = theme.text;
  context.fillText("Attention", reader.left, matrix.y - size.small * 0.6);
  const x = reader.left + context.measureText("Attention").width + 8;
  context.font = `${size.small}px ${theme.font}`;
  context.fillStyle = theme.muted;
  context.fillText(fitted(context, "where it looked, for each symbol written", layout.total - x), x, matrix.y - size.small * 0.6);
  const step = writtenAt(data, number);
  context.textBaseline = "middle";
  data.writer.answers.forEach((answer, row) => {
    if (!answer || (!matrix.isNamed && row !== step)) return;
    context.font = `${row === step ? "700 " : ""}${size.small}px ${theme.font}`;
    context.fillStyle = row === step ? theme.text : theme.muted;
    context.fillText(shownSymbol(answer.symbol), reader.end + 8, matrix.y + (row + 0.54) * matrix.row);
  });
}
