// The row of cells over the tracks: the diagram at its smallest, arrows as thick as their share.

/** The unfolded cell of one trace: boxes joined in the order of reading. */
function paintCells(context, scene, band, first, last) {
  const { layout, theme } = scene;
  const { trace } = band;
  const forward = trace.direction === "forward";
  const top = band.y + ARROW;
  const middle = top + layout.size.cell / 2;
  const box = Math.min(layout.step * 0.56, layout.size.cell * 1.5);
  const centre = (word) => columnLeft(layout, word) + layout.step / 2;
  const thickness = (share) => 1 + 5 * share;
  const fed = layout.bands.findLast((other) => feeds(other, trace));
  const state = (word, isStart) => ({
    part: "h", word, x: centre(word), y: middle, width: box, height: layout.size.cell * (isStart ? 0.6 : 0.86),
    label: `h${subscript(word + 1)}`, dashed: isStart, round: isStart,
  });
  const start = forward ? -1 : layout.words; // h0, or from behind the state after the last word.
  const nodes = [state(start, true)];
  const edges = [];
  for (let word = first; word <= last; word++) {
    const edge = (box / 2) * (forward ? 1 : -1);
    const share = trace.inputShare[word];
    const previous = centre(word + (forward ? -1 : 1));
    const recurrent = [[previous + edge, middle], [centre(word) - edge - Math.sign(edge), middle]];
    edges.push({ part: "Whh", word, points: recurrent, thickness: thickness(1 - share) });
    const input = { x: centre(word), from: fed.y + fed.height, to: top, aside: box / 2 + (layout.step - box) / 3 };
    edges.push({ part: "Wxh", word, points: inputPath(input), thickness: input.from < top - ARROW - 2 ? Math.min(thickness(share), 2.5) : thickness(share) });
    nodes.push(state(word, false));
  }
  paintDiagram(context, theme, layout.size, { nodes, edges });
}
