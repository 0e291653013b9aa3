// The tracks of a running network: canvases under its columns, one pixel a value, and what marks the step.

/** Every track and the matrix as {key, left, top, width, height, step, track}. */
function heatsOf(data, layout) {
  const heats = layout.stacks.flatMap(({ tracks }, index) => {
    const { left, step, count, block } = layout.blocks[index];
    return tracks.map(({ layer, y, height }, row) => ({ key: `${block.key}.${row}`, left, top: y, width: count * step, height, step, track: layer.track }));
  });
  if (!layout.matrix) return heats;
  const { left, step, count } = layout.blocks[0];
  const { y, height } = layout.matrix;
  return [...heats, { key: "attention", left, top: y, width: count * step, height, step, track: data.attention }];
}

/** Puts a canvas in the place of each, with lines between the steps. */
function placeHeats(host, { data, layout, theme }) {
  const heats = heatsOf(data, layout);
  while (host.childElementCount > heats.length) host.lastElementChild.remove();
  while (host.childElementCount < heats.length) host.append(element("div", "track", null, [document.createElement("canvas"), element("i", "lines")]));
  heats.forEach(({ key, left, top, width, height, step, track }, index) => {
    const node = host.children[index];
    const [canvas, lines] = node.children;
    node.dataset.key = key;
    for (const each of [canvas, lines]) setPixels(each, { left, top, width, height });
    const gap = step > 40 ? 1 : 0.5;
    setStyle(lines, "background", `repeating-linear-gradient(to right, ${theme.background} 0 ${gap}px, transparent 0 ${step - gap}px, ${theme.background} 0 ${step}px)`);
    paintTrack(canvas, theme, { track, trace: null });
  });
}

/** Boxes over the picture: around the column looked at, and around its row of the matrix. */
function placeMarks(host, data, layout, number) {
  const across = { left: leftOf(layout, number), width: placeOf(layout, number).step };
  const boxes = layout.isAlone ? [] : columnParts(layout, number).map((part) => ["column", { ...across, ...part }]);
  const step = writtenAt(data, number);
  if (step !== null && layout.matrix) {
    const { left, end } = layout.blocks[0];
    boxes.push(["row", { left: left - 1, width: end - left + 2, top: layout.matrix.y + step * layout.matrix.row, height: layout.matrix.row }]);
  }
  while (host.childElementCount > boxes.length) host.lastElementChild.remove();
  while (host.childElementCount < boxes.length) host.append(element("i"));
  boxes.forEach(([className, edges], index) => {
    const node = host.children[index];
    if (node.className !== className) node.className = className;
    setPixels(node, edges);
  });
}

/** Covers what is still to come while it plays: the columns behind, and the rows of the matrix not yet written. */
function placeCovers(future, unwritten, { data, layout, playing }) {
  const isPlaying = playing !== undefined;
  future.hidden = unwritten.hidden = !isPlaying;
  if (!isPlaying) return;
  setPixels(future, { left: leftOf(layout, playing) + placeOf(layout, playing).step + 1 });
  unwritten.hidden = !layout.matrix;
  if (!layout.matrix) return;
  const column = data.columns[playing];
  const done = column.block === data.writer ? column.index + 1 : 0;
  const top = layout.matrix.y + done * layout.matrix.row;
  const { left, end, gap } = layout.blocks[0];
  const across = layout.blocks[1].gap - 6;
  setPixels(unwritten, { left: left - gap, top, width: end - left + gap + across, height: layout.matrix.y + layout.matrix.height - top + 2 });
}
