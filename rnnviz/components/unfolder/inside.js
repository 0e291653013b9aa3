// Inside a cell with gates: how the quantities of one unit meet, drawn by the same routine as the chain.

// A node: what it shows, and its place in columns and rows. A name shows that quantity of the chosen unit,
// "<name" the same one step earlier; any other text is an operation. Edges are "from>to".
const INSIDE = {
  LSTM: {
    columns: 6.7,
    nodes: {
      earlier: ["<cell_state", 0.5, 0], keep: ["×", 1.5, 0], forget: ["forget_gate", 1.5, 1.35],
      write: ["×", 3, 0.62], input: ["input_gate", 2.55, 1.35], candidate: ["candidate", 3.45, 1.35],
      add: ["+", 3, 0], memory: ["cell_state", 4.1, 0],
      squash: ["activation", 5.3, 0], read: ["×", 5.3, 0.68], output: ["output_gate", 4.7, 1.35], state: ["hidden_state", 6.2, 0.68],
    },
    edges: "earlier>keep forget>keep keep>add input>write candidate>write write>add add>memory memory>squash squash>read output>read read>state",
    fed: { forget: "xh", input: "xh", candidate: "xh", output: "xh" },
  },
  GRU: {
    columns: 6.7,
    nodes: {
      earlier: ["<hidden_state", 0.5, 0], keep: ["×", 1.5, 0], update: ["update_gate", 1.5, 1.35],
      rest: ["1−", 2.35, 0.68], mix: ["×", 3.2, 0.68], add: ["+", 3.2, 0], candidate: ["candidate", 4.2, 0.68],
      look: ["×", 5.2, 0.68], reset: ["reset_gate", 4.75, 1.35], offer: ["recurrent_candidate", 5.7, 1.35], state: ["hidden_state", 6.2, 0],
    },
    edges: "earlier>keep update>keep keep>add update>rest rest>mix candidate>mix mix>add add>state look>candidate reset>look offer>look",
    fed: { update: "xh", reset: "xh", offer: "h", candidate: "x" },
  },
};
const CELL_GRID = { column: 86, row: 74, width: 66, height: 42, operation: 22, margin: 30, stub: 18 };

/** The grid in the size of the letters. */
const gridFor = ({ font }) => Object.fromEntries(Object.entries(CELL_GRID).map(([name, pixels]) => [name, (pixels * font) / SIZES.normal.font]));

/** The nodes and edges of the picture for one unit at one step; nothing where a cell has no gates. */
function insideOf(ledger, width) {
  const { reading, moment, theme } = ledger;
  const trace = reading.traces[reading.unfolded.trace];
  const plan = INSIDE[trace.cell];
  if (!plan || moment.word === null || moment.way === "backward") return null;
  const grid = gridFor(ledger.size);
  const scale = Math.min(1.25, width / (plan.columns * grid.column));
  const at = (column, row) => [column * grid.column * scale, grid.margin + row * grid.row];
  const nodes = Object.fromEntries(
    Object.entries(plan.nodes).map(([key, [shows, column, row]]) => {
      const [x, y] = at(column, row);
      return [key, { ...insideNode(ledger, trace, shows, { ...grid, width: grid.width * scale }), key, x, y }];
    }),
  );
  const edges = plan.edges.split(" ").map((text) => {
    const [from, to] = text.split(">");
    return { part: to, points: between(nodes[from], nodes[to]), thickness: 1.5 };
  });
  const bottom = grid.margin + 1.35 * grid.row + grid.height / 2;
  const stub = (key) => [nodes[key].x, bottom + grid.stub];
  const feeding = Object.keys(plan.fed).map((key) => {
    return { part: key, points: [stub(key), [nodes[key].x, nodes[key].y + grid.height / 2 + 1]], thickness: 1.5 };
  });
  const letters = { x: "xₜ", h: before(trace, "hₜ") };
  const texts = Object.entries(plan.fed).map(([key, fed]) => {
    const [x, y] = stub(key);
    return { text: atStep([...fed].map((letter) => letters[letter]).join(", "), moment.word + 1), x, y: y + grid.stub / 2 };
  });
  return { nodes: Object.values(nodes), edges: [...edges, ...feeding], texts, height: Math.ceil(bottom + 3.1 * grid.stub), noteAt: bottom + 2.6 * grid.stub };
}

function insideNode({ reading, moment, theme }, trace, shows, grid) {
  const isEarlier = shows.startsWith("<");
  const name = isEarlier ? shows.slice(1) : shows;
  const line = reading.unfolded.lines.forward.findIndex((each) => each.name === name);
  const sign = shows === "activation" ? signOf(trace.activation) || "=" : shows;
  if (line < 0) return { label: sign, width: sign.length > 1 ? 1.8 * grid.operation : grid.operation, height: grid.operation, round: true, fill: theme.background };
  const { letters, scale: range, values, columns } = reading.unfolded.lines.forward[line];
  const column = Math.max(0, columns.findIndex(({ number }) => number === moment.unit));
  const value = isEarlier ? previousInside(reading, trace, name, moment.word, column) : at(values, moment.word, column);
  const label = atStep(isEarlier ? before(trace, letters) : letters, moment.word + 1);
  return { line: isEarlier ? null : line, label, width: grid.width, height: grid.height, dashed: isEarlier, rows: [cellRow(theme, range, value)] };
}

/** A state one step earlier; before the first step the one it begins from. */
function previousInside(reading, trace, name, word, column) {
  const { unfolded } = reading;
  const earlier = word - (trace.direction === "forward" ? 1 : -1);
  const isStart = earlier < 0 || earlier >= reading.columns.length;
  if (isStart) return unfolded.start[name === "cell_state" ? 1 : 0].values.values[column];
  return at(unfolded.lines.forward.find((each) => each.name === name).values, earlier, column);
}

/** From the rim of one node to the rim of another. */
function between(from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const rim = ({ width, height }) => 1 / Math.max(Math.abs(dx) / (width / 2 + 1), Math.abs(dy) / (height / 2 + 1));
  const [out, into] = [rim(from), rim(to)];
  return [[from.x + dx * out, from.y + dy * out], [to.x - dx * into, to.y - dy * into]];
}

/** Paints the picture; the node of the equation that is open, or being computed, lights up. */
function paintInside(canvas, ledger) {
  const width = canvas.parentElement.clientWidth;
  const picture = insideOf(ledger, width);
  canvas.hidden = !picture;
  if (!picture) return null;
  const { theme, moment, size } = ledger;
  const context = prepare(canvas, width, picture.height);
  const { phases, phase } = moment;
  const open = phase === null ? ledger.openLine : phases[phase].line;
  const waits = (item) => Number.isInteger(item.line) && !isComputed(phases, phase, item.line, "result");
  const look = (item) => ({
    alpha: waits(item) ? 0.28 : 1,
    waits: waits(item),
    lit: item.line !== undefined && item.line !== null && item.line === open,
  });
  paintDiagram(context, theme, size, picture, look);
  context.font = `${size.small}px ${theme.font}`;
  context.textBaseline = "middle";
  context.fillStyle = theme.muted;
  context.fillText(`inside the cell, for unit ${moment.unit}`, 4, picture.noteAt);
  return picture;
}
