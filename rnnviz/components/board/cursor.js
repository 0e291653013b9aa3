// The cursor: boxes over the picture that mark what is chosen. Moving them draws nothing below anew.

/** The boxes of a choice {column, row, unit, first, last, over}: name, edges and text of each. */
function cursorBoxes(layout, { column, row, unit, first, last, over = null }) {
  const boxes = [];
  const columns = (name, from, to) => {
    const across = markedColumns(layout, from, to);
    for (const piece of groundPieces(layout)) boxes.push({ name, ...across, ...piece });
  };
  if (over !== null && over < layout.count) columns("over", over, over);
  if (first !== null) {
    columns("span", first, last);
    if (!layout.slanted) boxes.push({ ...boxes.find(({ name }) => name === "span"), name: "named" }); // The words themselves.
  }
  if (column !== null) columns("column", column, column);
  const chosen = column === null ? { first, last } : { first: column, last: column };
  for (let each = chosen.first; each !== null && each <= chosen.last; each++) boxes.push(...leaningBoxes(layout, each).map((box) => ({ name: "leaning", ...box })));
  if (unit === null || unit === undefined) return boxes;
  for (const band of layout.bands) {
    const place = band.kind === "heat" ? band.row.names.indexOf(unit) : -1;
    if (place < 0) continue;
    const y = band.y + place * band.each;
    const isChosen = band.row.key === row;
    boxes.push({ name: "row", left: 0, top: y - 1, width: boardEnd(layout), height: band.each + 2 });
    if (column !== null && isChosen) boxes.push({ name: "cell", ...markedColumns(layout, column, column), top: y - 2, height: band.each + 4 });
  }
  return boxes;
}

function placeBoardCursor(host, layout, choice) {
  const boxes = cursorBoxes(layout, choice);
  while (host.childElementCount > boxes.length) host.lastElementChild.remove();
  while (host.childElementCount < boxes.length) host.append(document.createElement("i"));
  boxes.forEach(({ name, ...edges }, number) => {
    const node = host.children[number];
    if (node.className !== name) node.className = name;
    setPixels(node, edges);
  });
}
