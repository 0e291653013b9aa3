// Where everything stands: a board and a width become columns and bands. Pure functions, no drawing.

const BOARD_SIZES = {
  normal: { curve: 124, tall: 256, short: 104, gutter: 46, line: 20, widest: 136, narrowest: 24, thinnest: 3 },
  presenter: { curve: 178, tall: 384, short: 160, gutter: 66, line: 31, widest: 190, narrowest: 36, thinnest: 4 },
};
const BOARD_PHONE = 520; // Pixels below which columns may be narrower.
const ON_PHONE = { narrowest: 18, thinnest: 2 };
const PADDING_SHARE = 0.4; // Of the room at most, for columns of padding, so that the words keep the rest.
const THICKEST = 24; // Pixels of a column of padding.
const LEAST_MARK = 8; // Pixels of what marks a column, however thin it is.
const FEW_ROWS = 8; // So few rows of a heat may be thick.
const HAS_LETTERS = new Set(["known", "unknown", "respelled"]); // Other columns are drawn, not written.

/**
 * @param options {width, size, toggled: Set of keys, measure: (text, size, weight) => pixels}
 * @returns `edges` of the columns, those of words `step` pixels wide, and bands {kind, row, y, height, ...} from top to bottom
 */
function layOutBoard(board, options) {
  const sizes = { ...(BOARD_SIZES[options.size] ?? BOARD_SIZES.normal), ...(options.width < BOARD_PHONE && ON_PHONE) };
  const size = SIZES[options.size] ?? SIZES.normal;
  const gutter = board.rows.some((row) => row.kind !== "words") ? sizes.gutter : 0;
  const columns = boardColumns(board, { ...options, width: options.width - gutter, sizes, size });
  const layout = { ...columns, size, sizes, gutter, count: board.columns, bands: [] };
  const spans = spanLanes(board.spans, columns, (text) => options.measure(text, size.small, 600));
  let y = 4;
  const add = (band) => {
    layout.bands.push({ ...band, y });
    y += band.height;
  };
  if (spans.lanes) add({ kind: "spans", spans: spans.placed, height: spans.lanes * (size.small + 6) });
  board.rows.forEach((row, number) => {
    const band = bandOf(row, layout, options);
    const isLabelled = row.kind !== "words" || (number > 0 && row.label && !isInGutter(board, row, layout, options.measure));
    const labelled = { width: options.width, font: size.font, measure: options.measure, isTall: band.isTall };
    const lines = isLabelled ? labelLines(row, labelled) : [];
    if (lines.length) add({ kind: "label", row, lines, isTall: band.isTall, height: size.label - sizes.line + lines.length * sizes.line });
    add({ ...band, row });
  });
  return { ...layout, height: y + 4 };
}

/** Whether the label of a row of words stands beside it. A row that is alone has none. */
function isInGutter(board, row, { gutter, size }, measure) {
  const several = board.rows.filter(({ kind }) => kind === "words").length > 1;
  return several && Boolean(row.label) && measure(row.label, size.small, 700) <= gutter - 4;
}

/** Which columns have nothing but padding, whatever the row of words; they may be thin. */
function thinColumns(board) {
  const rows = board.rows.filter(({ kind }) => kind === "words");
  return board.words.map((_, column) => rows.every(({ words }) => words[column].kind === "padding"));
}

/** How wide a column of words and one of padding are in so much room. */
function widthsWithin(room, thin, words, { narrowest, widest, thinnest }) {
  const most = thin ? Math.min(THICKEST, (PADDING_SHARE * room) / thin, (room - words * narrowest) / thin) : 0;
  const thickness = Math.max(thinnest, most);
  const step = Math.max(narrowest, Math.min(widest, (room - thin * thickness) / Math.max(1, words)));
  return { step, thickness };
}

/** How wide the columns are, and whether the words must lean. */
function boardColumns(board, { width, sizes, size, measure }) {
  const areThin = thinColumns(board);
  const thin = areThin.filter(Boolean).length;
  const within = (room) => widthsWithin(room, thin, board.columns - thin, sizes);
  const written = board.rows.filter((row) => row.kind === "words").map((row) => row.words.map((word) => (HAS_LETTERS.has(word.kind) ? measure(shortened(word.text), size.font, 600) : 0)));
  const widths = written.flat();
  const longest = widths.reduce((most, each) => Math.max(most, each), 10);
  const slanted = longest + 10 > within(width - 2).step;
  const leaning = (each) => each.slice(-3).map((length, n, all) => length * LEAN - 18 * (all.length - 1 - n));
  const overhang = slanted ? Math.max(0, ...written.flatMap(leaning)) : 0;
  const { step, thickness } = within(width - 2 - overhang);
  const edges = [0];
  for (const each of areThin) edges.push(edges.at(-1) + (each ? thickness : step));
  return { slanted, longest, overhang, lengths: written, step, edges, total: Math.ceil(edges.at(-1) + overhang - 1e-6) + 2 };
}

/** How a row is drawn, and how high it is. */
function bandOf(row, { slanted, longest, size, sizes }, { toggled }) {
  if (row.kind === "words") return { kind: "words", height: slanted ? Math.min(longest * Math.sin(SLANT) + 26, 150) : size.font + size.small + 18 };
  if (row.kind === "curve") return { kind: "curve", height: sizes.curve };
  const rows = row.values.columns;
  const isTall = row.isTall !== toggled.has(row.key); // A click on the label toggles it.
  const most = rows <= FEW_ROWS ? 26 : 14;
  const each = Math.max(isTall ? 2 : 1, Math.min(most, Math.round((isTall ? sizes.tall : sizes.short) / Math.max(1, rows))));
  return { kind: "heat", isTall, each, rows, height: rows * each + 8 };
}

/** Labels of spans one above the other where they would meet. */
function spanLanes(spans, { edges, total }, measure) {
  const ends = [];
  const isFirst = ({ label }, number) => label && spans.findIndex((other) => other.label === label) === number; // One says it for all.
  const placed = spans.filter(isFirst).map((span) => {
    const length = measure(span.label);
    const left = Math.max(0, Math.min(edges[span.first] + 3, total - length));
    let lane = ends.findIndex((end) => end + 8 < left);
    if (lane < 0) lane = ends.push(0) - 1;
    ends[lane] = left + length;
    return { ...span, left, lane };
  });
  return { placed, lanes: ends.length };
}

/** Where the words of a column that lean stand before they lean, one box for each row that has a word there. */
function leaningBoxes(layout, column) {
  if (!layout.slanted) return [];
  const { font } = layout.size;
  const bands = layout.bands.filter(({ kind }) => kind === "words");
  return bands.flatMap(({ y, height }, number) => {
    const width = layout.lengths[number][column];
    return width ? [{ left: boardCentre(layout, column) + 1, top: y + height - 12 - font, width: width + 6, height: font + 6 }] : [];
  });
}

const boardLeft = (layout, column) => layout.edges[column];
const boardCentre = (layout, column) => (layout.edges[column] + layout.edges[column + 1]) / 2;
const boardEnd = (layout) => layout.edges.at(-1);
/** How wide the columns from the first to the last are together. */
const boardWidth = (layout, first, last = first) => layout.edges[last + 1] - layout.edges[first];
const isThin = (layout, column) => boardWidth(layout, column) < layout.step - 1e-6;

/** Columns of one width that stand together, as pairs of the first and the last. */
function evenRuns(layout) {
  const runs = [];
  for (let column = 0; column < layout.count; column++) {
    const before = runs.at(-1);
    if (before && Math.abs(boardWidth(layout, before.last) - boardWidth(layout, column)) < 1e-6) before.last = column;
    else runs.push({ first: column, last: column });
  }
  return runs;
}

/** Left edge and width of a mark over columns, a little within them; over thin ones it reaches beyond. */
function markedColumns(layout, first, last) {
  const width = boardWidth(layout, first, last) - 2;
  const missing = Math.max(0, LEAST_MARK - width);
  return { left: boardLeft(layout, first) + 1 - missing / 2, width: width + missing };
}

/** What lies under a point; column is null beside the columns, the head is what names them. */
function underBoard(layout, x, y) {
  const at = layout.edges.findIndex((edge) => edge > x) - 1;
  const column = at >= 0 && at < layout.count ? at : null;
  const band = layout.bands.find((each) => y >= each.y && y < each.y + each.height);
  const inside = band?.kind === "heat" ? Math.floor((y - band.y) / band.each) : -1;
  const place = inside >= 0 && inside < band?.rows ? inside : null;
  return { column, row: band?.kind === "label" ? null : band?.row, place, name: place === null ? null : band.row.names[place], isHead: ["words", "spans"].includes(band?.kind) };
}

/** The parts of a column that are no lines above rows and no words that lean, from top to bottom. */
function groundPieces(layout) {
  const pieces = [];
  for (const { kind, y, height } of layout.bands) {
    if (kind === "label" || kind === "spans" || (kind === "words" && layout.slanted)) continue;
    const bottom = y + height - (kind === "heat" ? 5 : 0);
    const before = pieces.at(-1);
    if (before && before.top + before.height === y) before.height = bottom - before.top;
    else pieces.push({ top: y, height: bottom - y });
  }
  return pieces;
}
