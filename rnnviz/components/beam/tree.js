// The tree of a beam search: where its branches stand, and how they are painted. Pure functions.

const BEAM_SIZES = {
  normal: { font: 15, small: 11.5, chip: 38, row: 54, faint: 20, head: 22, below: 18, narrowest: 62, widest: 120 },
  presenter: { font: 24, small: 16.5, chip: 58, row: 82, faint: 30, head: 32, below: 26, narrowest: 92, widest: 180 },
};
const BEAM_SPECIAL = { "⟨end⟩": "end", "⟨start⟩": "start", " ": "␣" };
const shownLeaf = (symbol) => BEAM_SPECIAL[symbol] ?? symbol;

/** Places of the branches from the root to one, that one last. */
function pathTo(branches, place) {
  const path = [];
  for (let here = place; here !== null && here !== undefined; here = branches[here].parent) path.unshift(here);
  return path;
}

/** Turns the bytes of a beam into plain objects; each branch knows whether it is the end of a text. */
function openBeam(bytes) {
  const [header] = openPack(bytes);
  const end = header.ended.length ? header.branches[header.ended[0]].symbol : "⟨end⟩"; // However it is written.
  const branches = header.branches.map((branch) => ({ ...branch, isEnd: branch.symbol === end }));
  return { ...header, branches };
}

/** The text up to a branch, as Python joined it where it ended; else letters without a space between them. */
function textTo({ branches, ended, texts }, place) {
  const known = texts?.[ended.indexOf(place)];
  if (known !== undefined) return known;
  const symbols = pathTo(branches, place).filter((each) => !branches[each].isEnd).map((each) => branches[each].symbol.replace("␣", " "));
  return symbols.join(symbols.every((symbol) => [...symbol].length === 1) ? "" : " ").replaceAll("' ", "'");
}

/** The likeliest text that ended, or the likeliest beginning where none did. */
function winnerOf({ branches, ended }) {
  if (ended.length) return ended[0];
  const deepest = branches.reduce((most, branch) => (branch.kept ? Math.max(most, branch.depth) : most), 0);
  return branches.findIndex((branch) => branch.kept && branch.depth === deepest);
}

/** What always taking the likeliest next symbol leads to, as far as the search followed it. */
function greedyPath({ branches }) {
  const path = [];
  for (let parent = null; ; parent = path.at(-1)) {
    const children = branches.flatMap((branch, place) => (branch.parent === parent ? [place] : []));
    if (!children.length) return path;
    path.push(children.reduce((one, other) => (branches[other].probability > branches[one].probability ? other : one)));
  }
}

/** Where every branch stands: columns by depth, kept ones in rows with the best on top, dropped ones below. */
function layOutBeam(data, { width, size: name, measure }) {
  const size = BEAM_SIZES[name] ?? BEAM_SIZES.normal;
  const { branches } = data;
  const depths = Math.max(0, ...branches.map((branch) => branch.depth)) + 1;
  const rows = data.width;
  const widest = Math.max(...branches.filter((branch) => branch.kept).map((branch) => measure(shownLeaf(branch.symbol))), 0);
  const natural = Math.max(size.narrowest, Math.min(widest + 46, size.widest * 1.2));
  const root = size.narrowest * 0.8;
  const step = Math.floor(Math.max(natural, Math.min((width - root - 4) / depths, size.widest)));
  const top = size.head;
  const nodes = [];
  const more = [];
  const cut = top + rows * size.row;
  for (let depth = 0; depth < depths; depth++) {
    const here = branches.flatMap((branch, place) => (branch.depth === depth ? [place] : []));
    const x = root + (depth + 0.5) * step;
    here.filter((place) => branches[place].kept).forEach((place, rank) => (nodes[place] = { place, x, y: top + (rank + 0.5) * size.row - size.below / 2, width: Math.min(step - 22, Math.max(size.chip, measure(shownLeaf(branches[place].symbol)) + 20)), kept: true }));
    const dropped = here.filter((place) => !branches[place].kept);
    dropped.slice(0, data.width).forEach((place, rank) => (nodes[place] = { place, x, y: cut + size.faint * (rank + 1), width: step - 12, kept: false }));
    if (dropped.length > data.width) more.push({ x, y: cut + size.faint * (data.width + 1), text: `+${dropped.length - data.width}` });
  }
  const hasDropped = branches.some((branch) => !branch.kept);
  const lines = hasDropped ? data.width + (more.length ? 1 : 0) + 0.8 : 0;
  return { size, step, nodes, more, cut, hasDropped, root: { x: root / 2, y: top + 0.5 * size.row - size.below / 2, width: root * 0.7 }, total: Math.ceil(root + depths * step) + 2, height: Math.ceil(cut + lines * size.faint) };
}

/** @param scene {data, layout, theme, left, width, place}: place, the branch looked at */
function paintBeam(canvas, scene) {
  const { data, layout, theme } = scene;
  const context = prepare(canvas, scene.width, layout.height);
  context.save();
  context.translate(-scene.left, 0);
  const winner = pathTo(data.branches, winnerOf(data));
  const lit = new Set(pathTo(data.branches, scene.place));
  const greedy = new Set(greedyPath(data).filter((place) => !winner.includes(place)));
  const isAside = scene.place !== null && scene.place !== winner.at(-1); // Another path than the winner's is lit.
  const roles = { winner: new Set(isAside ? [] : winner), lit, greedy, isAside };
  const order = (place) => (lit.has(place) ? 2 : roles.winner.has(place) ? 1 : 0);
  const drawn = layout.nodes.filter(Boolean).sort((one, other) => order(one.place) - order(other.place));
  for (const node of drawn) paintTwig(context, scene, node, roles);
  paintRoot(context, scene);
  if (layout.hasDropped) paintCut(context, scene);
  for (const node of drawn) (node.kept ? paintLeaf : paintDropped)(context, scene, node, roles);
  context.font = `${layout.size.small}px ${theme.font}`;
  context.fillStyle = theme.muted;
  for (const { x, y, text } of layout.more) fillCentred(context, text, x, y);
  context.restore();
}

function fillCentred(context, text, x, y) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y);
  context.textAlign = "left";
}

/** The curve from a branch's parent to it, as thick as it is likely. */
function paintTwig(context, { data, layout, theme }, node, { winner, lit, greedy }) {
  const branch = data.branches[node.place];
  const isLit = lit.has(node.place);
  if (!node.kept && !isLit) return; // What was dropped has no line until it is looked at.
  const from = branch.parent === null ? layout.root : layout.nodes[branch.parent];
  if (!from) return;
  const [start, end] = [from.x + from.width / 2, node.kept ? node.x - node.width / 2 : node.x - layout.step * 0.3];
  const bend = Math.min((end - start) * 0.6, layout.step * 0.4);
  context.beginPath();
  context.moveTo(start, from.y);
  context.bezierCurveTo(start + bend, from.y, end - bend, node.y, end, node.y);
  context.setLineDash(greedy.has(node.place) ? [5, 4] : []);
  context.lineWidth = 1 + (layout.size.font / 3) * branch.probability;
  context.strokeStyle = isLit || winner.has(node.place) ? theme.primary : theme.line;
  context.globalAlpha = isLit || winner.has(node.place) || greedy.has(node.place) ? 1 : 0.6;
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function paintRoot(context, { layout, theme }) {
  const { root, size } = layout;
  context.font = `italic ${size.small}px ${theme.font}`;
  context.fillStyle = theme.muted;
  fillCentred(context, "start", root.x, root.y);
}

/** The line between what was kept and what was dropped. */
function paintCut(context, { layout, theme }) {
  const { cut, size, total } = layout;
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(0, cut + 0.5);
  context.lineTo(total, cut + 0.5);
  context.stroke();
  context.setLineDash([]);
  context.font = `${size.small}px ${theme.font}`;
  context.fillStyle = theme.muted;
  context.textBaseline = "middle";
  context.fillText("dropped", 2, cut + size.faint * 0.95);
}

/** A branch that was kept: its symbol, and the probability of the whole text up to it. */
function paintLeaf(context, { data, layout, theme }, { place, x, y, width }, { winner, lit, greedy }) {
  const { size } = layout;
  const branch = data.branches[place];
  const soFar = Math.exp(branch.total);
  const colour = colourOf(theme, { kind: "gate", limit: 1 }, soFar);
  const box = new Path2D();
  box.roundRect(x - width / 2, y - size.chip / 2, width, size.chip, 6);
  context.fillStyle = colour;
  context.fill(box);
  const isBold = winner.has(place) || lit.has(place);
  context.setLineDash(greedy.has(place) && !lit.has(place) ? [4, 3] : []);
  context.strokeStyle = isBold ? theme.primary : greedy.has(place) ? theme.text : theme.line;
  context.lineWidth = isBold ? 2.5 : greedy.has(place) ? 1.5 : 1;
  context.stroke(box);
  context.setLineDash([]);
  context.fillStyle = inkOn(theme, colour);
  const isQuiet = branch.isEnd || branch.symbol in BEAM_SPECIAL;
  context.font = `${isQuiet ? "italic" : "700"} ${isQuiet ? size.small : size.font}px ${theme.font}`;
  fillCentred(context, shownLeaf(branch.symbol), x, y - size.chip * 0.15);
  context.font = `${size.small * 0.95}px ${theme.font}`;
  fillCentred(context, finest(soFar), x, y + size.chip * 0.26);
}

/** A branch that was dropped: small, with the probability of the whole text up to it. */
function paintDropped(context, { data, layout, theme }, { place, x, y }, { lit, greedy }) {
  const { size } = layout;
  const branch = data.branches[place];
  const isLit = lit.has(place);
  context.font = `${isLit || greedy.has(place) ? "700 " : ""}${size.small}px ${theme.font}`;
  context.fillStyle = isLit ? theme.primary : greedy.has(place) ? theme.text : theme.muted;
  const [symbol, share] = [shownLeaf(branch.symbol), finest(Math.exp(branch.total))];
  const left = x - (context.measureText(symbol).width + size.small * 0.7 + context.measureText(share).width) / 2;
  context.textBaseline = "middle";
  context.fillText(symbol, left, y);
  context.fillText(share, left + context.measureText(symbol).width + size.small * 0.7, y);
}
