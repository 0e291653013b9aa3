// The picture: all bands of a board as SVG. A scene is {board, layout, theme, measure}.

function drawBoard(scene) {
  const draw = { words: drawWords, heat: drawHeat, curve: drawCurve, spans: drawSpanLabels };
  const bands = scene.layout.bands.filter((band) => draw[band.kind]);
  return [...drawGrounds(scene), ...bands.map((band) => draw[band.kind](scene, band))];
}

/** What stands left of the columns: the numbers of the axes, the names of rows, short names of sentences. */
function drawGutter(scene) {
  const draw = { curve: drawTicks, heat: drawRowNames, words: drawRowLabel };
  return scene.layout.bands.flatMap((band) => draw[band.kind]?.(scene, band) ?? []);
}

function drawRowLabel({ board, layout, theme, measure }, { row, y, height }) {
  if (!isInGutter(board, row, layout, measure)) return [];
  const { font, small } = layout.size;
  return [writing(0, layout.slanted ? y + height - 12 : y + font + 4, row.label, { size: small, weight: 700, fill: theme.text })];
}

/** A ground of their own for the columns of a span, behind everything; the lines above the rows stay free. */
function drawGrounds({ board, layout, theme }) {
  const chosen = { fill: theme.primary, "fill-opacity": 0.14, stroke: theme.primary, "stroke-dasharray": "4 3" };
  const quiet = { fill: theme.raised, stroke: theme.line, "stroke-width": 0.5 };
  return board.spans.flatMap(({ first, last, kind }) =>
    groundPieces(layout).map(({ top, height }) => {
      const box = { x: boardLeft(layout, first) + 0.5, y: top, width: boardWidth(layout, first, last) - 1, height, rx: 3 };
      return shape("rect", { ...box, ...(kind === "chosen" ? chosen : quiet), class: "ground" });
    }),
  );
}

function drawSpanLabels({ layout, theme }, { spans, y }) {
  const { small } = layout.size;
  const label = ({ left, lane, label: text, kind }) => writing(left, y + lane * (small + 6) + small, text, { size: small, weight: 600, fill: kind === "chosen" ? theme.primary : theme.muted });
  return shape("g", { class: "spans" }, spans.map(label));
}

function drawWords(scene, band) {
  const { layout } = scene;
  const nodes = [];
  for (let column = 0; column < layout.count; column++) {
    const word = band.row.words[column];
    if (word.kind === "gap") nodes.push(drawGap(scene, band, column));
    else if (word.kind !== "padding") nodes.push(drawWord(scene, band, column, word));
    else if (band.row.words[column - 1]?.kind !== "padding") nodes.push(...drawPadding(scene, band, column));
  }
  return shape("g", { "data-key": band.row.key, class: "words" }, nodes);
}

/** A word: dashes below one that nobody taught the network, dots below one that it reads as another. */
function drawWord({ layout, theme, measure }, band, column, { text: whole, kind, note }) {
  const { font, small } = layout.size;
  const middle = boardCentre(layout, column);
  const text = shortened(whole);
  const width = measure(text, font, 600);
  const isUnknown = kind === "unknown";
  const look = { size: font, weight: isUnknown ? 400 : 600, fill: isUnknown ? theme.muted : theme.text, ...(isUnknown && { "font-style": "italic" }) };
  const nodes = [writing(0, 0, text, look)];
  if (kind !== "known") nodes.push(rule(0, 3.5, width, 3.5, isUnknown ? theme.negative : theme.primary, { "stroke-width": 1.5, "stroke-dasharray": isUnknown ? "5 3" : "2 2" }));
  const below = kind === "respelled" && note ? `“${shortened(note)}”` : note || (isUnknown ? "unknown" : "");
  if (below && !layout.slanted && measure(below, small) <= layout.step + 6) nodes.push(writing(width / 2, small + 5, below, { size: small, fill: theme.muted, anchor: "middle" }));
  const place = layout.slanted ? `translate(${tidy(middle + 4)} ${tidy(band.y + band.height - 12)}) rotate(${tidy((-SLANT * 180) / Math.PI)})` : `translate(${tidy(middle - width / 2)} ${tidy(band.y + font + 4)})`;
  return shape("g", { transform: place }, nodes);
}

/** The box of a column without a word, as high as a word that does not lean. */
function emptyBox({ layout }, band) {
  const high = layout.size.font + 10;
  return { y: layout.slanted ? band.y + band.height - high - 4 : band.y, height: high };
}

/** No word stands here: an empty place with a dashed edge. */
function drawGap(scene, band, column) {
  const { layout, theme } = scene;
  return shape("rect", { x: boardLeft(layout, column) + 2, width: boardWidth(layout, column) - 4, ...emptyBox(scene, band), rx: 3, fill: "none", stroke: theme.line, "stroke-dasharray": "3 3", class: "gap" });
}

/** Padding that stands together is one box, with how much of it there is. */
function drawPadding(scene, band, first) {
  const { layout, theme, measure } = scene;
  const { small } = layout.size;
  let last = first;
  while (band.row.words[last + 1]?.kind === "padding") last += 1;
  const count = last - first + 1;
  const box = { x: boardLeft(layout, first) + 1, width: boardWidth(layout, first, last) - 2, ...emptyBox(scene, band) };
  const nodes = [shape("rect", { ...box, rx: 3, fill: theme.raised, stroke: theme.line, class: "padding" })];
  const text = [`padding${count > 1 ? ` × ${count}` : ""}`, `× ${count}`].find((each) => measure(each, small) + 8 <= box.width);
  if (text) nodes.push(writing(box.x + box.width / 2, box.y + box.height / 2 + small * 0.35, text, { size: small, fill: theme.muted, anchor: "middle" }));
  return nodes;
}
