// The model: what Python sent, with every column numbered from left to right over all blocks.

const SPECIAL = { "⟨start⟩": "start", "⟨end⟩": "end", "⟨unknown⟩": "unknown", " ": "␣", "␣": "␣", "": "nothing" };
const isSpecial = (symbol) => symbol in SPECIAL;
/** A symbol as it is drawn: a space has a sign, the special ones their plain names. */
const shownSymbol = (symbol) => SPECIAL[symbol] ?? symbol;

/** Turns the bytes of a running network into plain objects. */
function openWired(bytes) {
  const [header, array] = openPack(bytes);
  const blocks = header.blocks.map((block) => (block.key === "writer" ? named(block) : block)).map((block) => ({ ...block, layers: openLayers(block.layers, array) }));
  let count = 0;
  for (const block of blocks) {
    block.first = count;
    count += block.columns.length;
  }
  const columns = blocks.flatMap((block) => block.columns.map((column, index) => ({ ...column, block, index, answer: block.answers?.[index] ?? null })));
  const attention = header.attention ? transposed(array(header.attention)) : null;
  const context = header.context ? array(header.context).values : null;
  const writer = attention || header.notes ? blocks.at(-1) : null;
  return { ...header, blocks, columns, context, contextScale: scaleOf(blocks[0]), attention, writer };
}

/** The colours of the context are those of the states, or of the outputs, that it is made of. */
function scaleOf(block) {
  const { kind, limit } = block?.layers.at(-1).track ?? {};
  return { kind, limit };
}

/** The special symbols of a writer under their own names, by their numbers: another word may be written alike. */
function named(block) {
  const name = (symbol, number) => ["", "⟨start⟩", "⟨end⟩"][number] ?? symbol;
  const answers = block.answers?.map((answer) => answer && {
    ...answer,
    symbol: name(answer.symbol, answer.number),
    top: answer.top.map(([symbol, probability, number]) => [name(symbol, number), probability, number]),
  });
  const columns = block.columns.map((column, index) => {
    if (column.status === "start") return { ...column, text: "⟨start⟩" };
    const isFedBack = column.status === "forced" && block.answers?.[index - 1]?.forced; // By hand: what stands there is read.
    return isFedBack ? { ...column, status: "known" } : column;
  });
  return { ...block, answers, columns };
}

/** Each row of cells, and which layer it belongs to: a direction from behind to the layer of the row before it. */
function openLayers(layers, array) {
  let layer = 0;
  return layers.map((packed, row) => {
    const isOther = row === 0 || !packed.reverse || layers[row - 1].reverse;
    if (isOther) layer += 1;
    const values = array(packed.values);
    const track = { kind: packed.kind, limit: packed.limit, values, missing: values.values.some(Number.isNaN) };
    return { ...packed, layer, track, units: values.columns };
  });
}

/** Attention as a track: what was read along, what was written down. */
function transposed({ rows, columns, values }) {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column];
  }
  return { kind: "gate", limit: 1, missing: false, values: { rows: columns, columns: rows, values: turned } };
}

/** How much a step of writing looked at a step of reading. */
const looked = (data, written, read) => at(data.attention.values, read, written);

/** The weights of one step of writing by the step read: [step read, weight], the greatest first. */
function mostLooked(data, step) {
  const weights = data.blocks[0].columns.map((_, read) => [read, looked(data, step, read)]);
  return weights.sort((one, other) => other[1] - one[1]);
}

/** The column looked at by itself: the least sure answer of the last block that answers, or the last column. */
function usualColumn({ columns, blocks }) {
  const answering = blocks.findLast((block) => block.answers?.some(Boolean));
  const answered = columns.filter((column) => column.block === answering && column.answer && !column.answer.forced);
  if (!answered.length) return columns.length - 1;
  const least = answered.reduce((one, other) => (other.answer.probability <= one.answer.probability ? other : one));
  return columns.indexOf(least);
}

/** Whether what goes in is the same: then what was chosen before stays chosen. */
function isSameInput(one, other) {
  const given = (data) => JSON.stringify([data.network, data.blocks.filter((block) => block.key !== "writer").map((block) => block.columns.map(({ text, picture }) => [text, picture]))]);
  return Boolean(one) && given(one) === given(other);
}

/** Everything written, or else everything read, of the last block: as a text. */
function joinedTexts({ blocks }) {
  const block = blocks.at(-1);
  if (!block) return "";
  const texts = block.answers ? block.answers.filter(Boolean).map((answer) => answer.symbol) : block.columns.map((column) => column.text);
  return joined(texts);
}

/** The one answer, or what the writer has written up to a column: undefined for all of it. */
function resultSoFar(data, last = data.columns.length - 1) {
  const block = data.blocks.findLast((each) => each.answers?.some(Boolean));
  const answers = data.columns.slice(0, last + 1).filter((column) => column.block === block && column.answer).map((column) => column.answer.symbol);
  if (!block || data.notes || (block.key !== "writer" && block.answers.filter(Boolean).length > 1)) return "";
  return answers.length ? `“${joined(answers)}”` : "…";
}

/** Symbols as a text, the end left out; letters without a space between them. */
function joined(symbols) {
  const plain = symbols.filter((symbol) => symbol !== "⟨end⟩").map((symbol) => symbol.replace("␣", " "));
  return plain.join(plain.every((symbol) => [...symbol].length === 1) ? "" : " ").replaceAll("' ", "'"); // Nothing behind an apostrophe.
}

/** What happened at a step, as a sentence. */
function spokenColumn(data, number) {
  const spoken = (symbol) => (symbol === " " || symbol === "␣" ? "a space" : shownSymbol(symbol));
  const { block, index, text, answer } = data.columns[number];
  const reads = block.key === "eyes" ? "Looks at the picture" : `Reads ${spoken(text)}`;
  const wrote = answer ? `, ${block.key === "writer" ? "writes" : "answers"} ${spoken(answer.symbol)}, ${percent(answer.probability)}` : "";
  return `Step ${index + 1} of ${block.columns.length}. ${reads}${wrote}.`;
}
