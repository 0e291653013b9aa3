// Where everything of a running network stands: blocks side by side, rows one below the other. Pure functions.

const WIRED_SIZES = {
  normal: { font: 15, small: 11.5, title: 24, symbol: 26, note: 14, picture: 72, arrow: 20, cell: 34, lane: 46, chip: 40, plain: 28, right: 19, label: 32, track: 128, between: 34, lead: 38, context: 78, capsule: 30, narrowest: 22, widest: 118, crowded: 94, matrix: 17, numbered: 38 },
  presenter: { font: 24, small: 16.5, title: 36, symbol: 40, note: 20, picture: 108, arrow: 28, cell: 52, lane: 66, chip: 62, plain: 44, right: 28, label: 46, track: 192, between: 48, lead: 54, context: 122, capsule: 44, narrowest: 36, widest: 176, crowded: 140, matrix: 26, numbered: 58 },
};
const FED_BACK = 11; // Pixels on either side of a symbol for the arrow of what was written before.
const MOST_MATRIX = 300; // Pixels; a longer text gets thinner rows.

/**
 * @param options {width, size, measure: (text, isSmall) => pixels}
 */
function layOutWired(data, { width, size: name, measure }) {
  const size = WIRED_SIZES[name] ?? WIRED_SIZES.normal;
  const isAlone = data.columns.length === 1; // One picture, one answer: there is room for both.
  const blocks = placeAcross(data, { width, size: isAlone ? { ...size, widest: size.widest * 1.7 } : size, measure });
  const total = blocks.at(-1).right + 2;
  const picture = size.picture * (isAlone ? 2 : 1);
  return { size, blocks, isAlone, picture, total: Math.ceil(total), ...placeDown(data, blocks, { ...size, picture }) };
}

/** Blocks from left to right; columns of one block are equally wide, and grow alike where there is room. */
function placeAcross(data, { width, size, measure }) {
  const wished = data.blocks.map((block) => naturalWidth(block, size, measure));
  const leads = data.blocks.map((block) => leadsOf(data, block, size));
  const gaps = data.blocks.map((block, index) => (index ? gapBefore(data, size, measure) : 2));
  const counts = data.blocks.map((block) => block.columns.length);
  const sum = (values) => values.reduce((all, one) => all + one, 0);
  const fixed = sum(leads.flat()) + sum(gaps) + 4;
  const isFull = sum(wished.map((wide, n) => wide * counts[n])) > width - fixed;
  const natural = wished.map((wide) => (isFull ? Math.min(wide, size.crowded) : wide)); // Long words are written smaller.
  const common = commonWidth(natural, counts, width - fixed);
  let x = 0;
  return data.blocks.map((block, n) => {
    const step = Math.floor(Math.max(natural[n], Math.min(common, size.widest)));
    const [before, after] = leads[n];
    const left = x + gaps[n] + before;
    x = left + counts[n] * step + after;
    const box = Math.min(step * 0.6, size.cell * 1.7);
    return { block, step, left, before, box, count: counts[n], end: left + counts[n] * step, right: x, gap: gaps[n] };
  });
}

/** The width to which all columns can grow that are not wider by themselves; 0 where there is no room. */
function commonWidth(natural, counts, room) {
  let common = 0;
  for (const candidate of [...natural].sort((one, other) => one - other)) {
    const wider = natural.reduce((all, wide, n) => all + (wide > candidate ? wide * counts[n] : 0), 0);
    const count = natural.reduce((all, wide, n) => all + (wide > candidate ? 0 : counts[n]), 0);
    const each = (room - wider) / count;
    if (each >= candidate) common = each;
  }
  return common;
}

function naturalWidth(block, size, measure) {
  if (block.key === "eyes") return size.widest;
  const feeds = block.key === "writer" ? 2 * FED_BACK + 2 : 12;
  const wide = (symbol) => measure(shownSymbol(symbol), isSpecial(symbol)); // The special ones are written small.
  const read = block.columns.map((column) => Math.max(wide(column.text) + (column.status === "start" ? 4 : feeds), measure(column.note ?? "", true) + 8));
  const written = (block.answers ?? []).map((answer) => (answer ? wide(answer.symbol) + (isSpecial(answer.symbol) ? 14 : 22) : 0));
  return Math.min(Math.max(size.narrowest, ...read, ...written), size.widest);
}

/** Room beside a block for the zeros that a direction begins with. */
function leadsOf(data, block, size) {
  const isRecurrent = block.key !== "eyes";
  const isGiven = block.key === "writer" && data.blocks.length > 1;
  const forward = isRecurrent && !isGiven && block.layers.some((layer) => !layer.reverse);
  const reverse = isRecurrent && block.layers.some((layer) => layer.reverse);
  return [forward ? size.lead : 0, reverse ? size.lead : 0];
}

/** Between two blocks: the context has a column of its own, and so have the names of the matrix's rows. */
function gapBefore(data, size, measure) {
  const names = data.attention ? data.writer.answers.map((answer) => (answer ? measure(shownSymbol(answer.symbol), true) : 0)) : [];
  return Math.max(data.context ? size.context : size.between, ...names.map((wide) => wide + 22));
}

/** Rows from top to bottom. */
function placeDown(data, blocks, size) {
  const hasPicture = data.columns.some((column) => column.picture);
  const hasNotes = data.columns.some((column) => column.note);
  const symbolHeight = Math.max(size.symbol + (hasNotes ? size.note : 0), hasPicture ? size.picture + 6 : 0);
  const rows = Math.max(...data.blocks.map((block) => block.layers.length));
  const symbols = { y: size.title + 2, height: symbolHeight, hasNotes };
  let y = symbols.y + symbolHeight;
  const cells = { y, rows, pitch: size.arrow + size.cell, height: rows * (size.arrow + size.cell) };
  y += cells.height;
  const lane = data.attention ? { y, height: size.lane } : null;
  y += lane?.height ?? 0;
  const answered = data.columns.filter((column) => column.answer);
  const isWide = answered.length > 0 && blocks.some(({ block, step }) => block.answers && step >= size.numbered);
  const chips = answered.length ? { y: y + size.arrow, height: isWide ? size.chip : size.plain, isWide } : null;
  if (chips) y = chips.y + chips.height + (answered.some((column) => column.answer.wrong) ? size.right : 0);
  const stacks = data.blocks.map((block, index) => placeStack(data, block, { index, y, size }));
  const height = Math.max(...stacks.map((stack) => stack.bottom)) + 4;
  return { symbols, cells, lane, chips, stacks, matrix: data.attention ? stacks[0].matrix : null, height };
}

/** What stands under the cells of a block: for what was read the matrix, then a track for each row of cells. */
function placeStack(data, block, { index, y, size }) {
  const matrix = data.attention && index === 0 ? placeMatrix(data, y, size) : null;
  if (matrix) y = matrix.y + matrix.height;
  const roll = data.notes && block.key === "writer" ? { y: y + size.label, height: size.track * 0.9 } : null;
  if (roll) y = roll.y + roll.height;
  const tracks = block.layers.map((layer) => {
    const whole = Math.max(1, Math.min(14, Math.round(size.track / layer.units))) * layer.units;
    const height = Math.min(whole, 2 * size.track); // Feature maps have many numbers.
    const track = { layer, y: y + size.label, height };
    y = track.y + height;
    return track;
  });
  return { matrix, roll, tracks, bottom: y };
}

function placeMatrix(data, y, size) {
  const count = data.attention.values.columns;
  const row = Math.max(4, Math.min(size.matrix, Math.floor(MOST_MATRIX / count)));
  return { y: y + size.label, row, count, height: row * count, isNamed: row >= size.small };
}

const placeOf = (layout, number) => layout.blocks.findLast(({ block }) => block.first <= number);
const leftOf = (layout, number) => {
  const place = placeOf(layout, number);
  return place.left + (number - place.block.first) * place.step;
};
const middleOf = (layout, number) => leftOf(layout, number) + placeOf(layout, number).step / 2;

/** The top of a row of cells; a block with fewer rows than the tallest stands in the middle of them. */
function cellTop(layout, block, row) {
  const { y, rows, pitch } = layout.cells;
  return y + layout.size.arrow + (row + (rows - block.layers.length) / 2) * pitch;
}

/** From the symbols of a column down to the last of its numbers. */
function columnSpan(layout, number) {
  const { symbols, size } = layout;
  const hasPicture = placeOf(layout, number).block.columns.some((column) => column.picture);
  const top = (hasPicture ? symbols.y : symbols.y + symbols.height - size.symbol - (symbols.hasNotes ? size.note : 0)) - 2;
  return { top, height: layout.stacks[layout.blocks.indexOf(placeOf(layout, number))].bottom + 2 - top };
}

/** The same in parts, so that the names of the tracks between them can be read. */
function columnParts(layout, number) {
  const { top, height } = columnSpan(layout, number);
  const { matrix, tracks } = layout.stacks[layout.blocks.indexOf(placeOf(layout, number))];
  const parts = [matrix, ...tracks].filter(Boolean).map((part) => ({ top: part.y - 2, height: part.height + 4 }));
  const end = parts.length ? parts[0].top - layout.size.label * 0.66 : top + height;
  return [{ top, height: end - top }, ...parts];
}

/** Column, row of the matrix and unit under a point; null where there is none. */
function underPoint(data, layout, x, y) {
  const place = layout.blocks.find(({ left, end }) => x >= left && x < end);
  if (!place) return { number: null };
  const index = Math.floor((x - place.left) / place.step);
  const { matrix } = layout;
  if (matrix && place === layout.blocks[0] && y >= matrix.y && y < matrix.y + matrix.height) {
    const written = Math.floor((y - matrix.y) / matrix.row);
    return { number: data.writer.first + written, written, read: index };
  }
  const number = place.block.first + index;
  for (const { layer, y: top, height } of layout.stacks[layout.blocks.indexOf(place)].tracks) {
    if (y >= top && y < top + height) return { number, layer, unit: Math.floor(((y - top) / height) * layer.units) };
  }
  return { number };
}
