// The wiring as nodes and edges: cells, the arrows between them, the context, what was written and is read next.

/** What `paintDiagram` takes: every cell and every arrow of a running network. */
function wiringOf(data, layout, theme) {
  const parts = layout.blocks.map((place) => cellsOf(data, layout, theme, place));
  const [before, after] = [layout.blocks[0], layout.blocks.at(-1)];
  const passed = data.blocks.length > 1 ? handedOn(data, layout, theme, before, after) : { nodes: [], edges: [] };
  const fed = layout.blocks.flatMap((place) => (place.block.key === "writer" ? fedBack(layout, place) : []));
  return { nodes: [...parts.flatMap((part) => part.nodes), ...passed.nodes], edges: [...fed, ...parts.flatMap((part) => part.edges), ...passed.edges] };
}

/** The rows of cells of one block. */
function cellsOf(data, layout, theme, place) {
  const { block, step, left, count, box } = place;
  const { size } = layout;
  const letter = { writer: "s", eyes: "" }[block.key] ?? "h";
  const [nodes, edges] = [[], []];
  const isGiven = block.key === "writer" && data.blocks.length > 1;
  block.layers.forEach((layer, row) => {
    const y = cellTop(layout, block, row) + size.cell / 2;
    const centre = (index) => left + (index + 0.5) * step;
    const onward = layer.reverse ? -1 : 1;
    for (let index = 0; index < count; index++) {
      const label = letter ? `${letter}${subscript(index + 1)}` : layer.cell;
      nodes.push({ part: "h", x: centre(index), y, width: letter ? box : step * 0.7, height: size.cell, label });
      edges.push(...inputEdges(layout, place, row, index), ...answerEdges(layout, place, row, index));
      const isFirst = index === (layer.reverse ? count - 1 : 0);
      if (letter && !isFirst) edges.push({ part: "Whh", points: [[centre(index - onward) + (onward * box) / 2, y], [centre(index) - onward * (box / 2 + 1), y]] });
      if (!letter || !isFirst || isGiven) continue;
      const x = (layer.reverse ? place.end : left) - onward * size.lead * 0.46;
      const wide = size.lead * 0.52;
      nodes.push({ part: "start", x, y, width: wide, height: wide, label: "0", dashed: true, round: true });
      edges.push({ part: "Whh", points: [[x + (onward * wide) / 2, y], [centre(index) - onward * (box / 2 + 1), y]] });
    }
  });
  return { nodes, edges };
}

/** From what a cell reads: the symbol above, or every row of the layer below it. */
function inputEdges(layout, { block, box, step, left }, row, index) {
  const { size, symbols } = layout;
  const { layer } = block.layers[row];
  const x = left + (index + 0.5) * step;
  const to = cellTop(layout, block, row);
  const sources = block.layers.map((each, from) => (each.layer === layer - 1 ? cellTop(layout, block, from) + size.cell + 1 : null)).filter((from) => from !== null);
  const isBare = symbols.hasNotes && !block.columns[index].note && !block.columns[index].picture;
  if (layer === 1) sources.push(symbols.y + symbols.height + 1 - (isBare ? size.note : 0));
  const aside = box / 2 + (step - box) / 4;
  const isFree = layer === 1 && row === 0; // Nothing stands between the symbol and the cell, however far.
  return sources.map((from) => ({ part: "Wxh", corner: 4, points: inputPath({ x, from, to, aside, gap: isFree ? to - from + 6 : size.arrow }) }));
}

/** From the last layer down to what is written; a row above another one goes past it. */
function answerEdges(layout, place, row, index) {
  const { block, step, left, box, count } = place;
  const { size, chips } = layout;
  const layer = block.layers[row];
  if (!chips || layer.layer !== block.layers.at(-1).layer) return [];
  const final = layer.reverse ? 0 : count - 1;
  const isOnlyLast = block.answers?.filter(Boolean).length === 1 && count > 1;
  const target = isOnlyLast ? count - 1 : index;
  if (!block.answers?.[target] || (isOnlyLast && index !== final)) return [];
  const [x, to] = [left + (index + 0.5) * step, left + (target + 0.5) * step];
  const [from, end] = [cellTop(layout, block, row) + size.cell + 1, chips.y - 1];
  const isLowest = row === block.layers.length - 1;
  if (isLowest && x === to) return [{ part: "Why", points: [[x, from], [x, end]] }];
  if (isLowest) return [{ part: "Why", corner: 5, points: [[x, from], [x, from + 8], [to - box / 4, from + 8], [to - box / 4, end]] }];
  const aside = x - box / 2 - (step - box) / 4;
  const near = x - box / 4;
  return [{ part: "Why", corner: 4, points: [[near, from], [near, from + 7], [aside, from + 7], [aside, end - 9], [near, end - 9], [near, end]] }];
}

/** What is written is read next: from each chip up to the symbol of the next column, unless that was given. */
function fedBack(layout, { block, step, left, count }) {
  if (!layout.chips) return [];
  const edges = [];
  const y = layout.symbols.y + layout.symbols.height - layout.size.symbol / 2 - (layout.symbols.hasNotes ? layout.size.note : 0);
  for (let index = 0; index + 1 < count; index++) {
    const next = block.columns[index + 1];
    if (!block.answers?.[index] || next.status === "forced") continue;
    const border = left + (index + 1) * step;
    const from = [left + (index + 0.5) * step + chipWidth(layout, step, block.answers[index]) / 2, layout.chips.y + layout.chips.height / 2];
    const half = Math.min(layout.halfOf(next.text), step / 2 - FED_BACK); // A long word is written smaller.
    const tip = border + step / 2 - Math.max(half + 2, 5);
    edges.push({ part: "fed", corner: 6, thickness: 1, points: [from, [border, from[1]], [border, y], [tip, y]] });
  }
  return edges;
}

/** From the reader or the eyes to the writer: through the context, where there is one. */
function handedOn(data, layout, theme, before, after) {
  const { size } = layout;
  if (!data.context) return { nodes: [], edges: [] };
  const x = (before.right + after.left) / 2;
  const top = layout.cells.y + size.arrow - 4;
  const height = Math.max(layout.cells.height - size.arrow + 8, data.attention ? 0 : size.cell * 2.2); // Below runs the attention.
  const half = size.capsule / 2;
  const strip = [...data.context].map((value) => colourOf(theme, data.contextScale, value));
  const node = { part: "context", x, y: top + height / 2, width: size.capsule, height, strip };
  const edges = [];
  const lastLayer = before.block.layers.at(-1).layer;
  before.block.layers.forEach((layer, row) => {
    if (layer.layer !== lastLayer) return;
    const y = cellTop(layout, before.block, row) + size.cell / 2;
    const wide = before.block.key === "eyes" ? before.step * 0.7 : before.box;
    const last = before.end - before.step / 2 + wide / 2;
    if (!layer.reverse) return edges.push({ part: "context", points: [[last, y], [x - half - 1, y]] });
    const [first, bottom] = [before.left + before.step / 2, y + size.cell / 2];
    edges.push({ part: "context", corner: 5, points: [[first, bottom + 1], [first, bottom + 14], [x, bottom + 14], [x, top + height + 1]] });
  });
  after.block.layers.forEach((_, row) => {
    const y = cellTop(layout, after.block, row) + size.cell / 2;
    edges.push({ part: "context", points: [[x + half, y], [after.left + (after.step - after.box) / 2 - 1, y]] });
  });
  return { nodes: [node], edges };
}

/** How wide the chip of an answer is; all of a narrow block are alike. */
function chipWidth(layout, step, answer) {
  const natural = 2 * layout.halfOf(shownSymbol(answer.symbol)) + 16;
  return Math.max(Math.min(step - 10, layout.size.numbered + 6), Math.min(natural, step - 10), 18);
}
