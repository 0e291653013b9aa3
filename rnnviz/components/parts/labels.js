// The line above each track: its name, what it means, its range; and the button that makes it larger.

/** @param toggle called with the key of a track whose size should change */
function fillLabels(host, scene, toggle) {
  const bands = scene.layout.bands.filter((band) => band.kind === "label");
  refill(host, bands.map((band) => (band.track ? trackLabel(scene, band, toggle) : plainLabel(band))));
}

function plainLabel(band) {
  return placed(band, [element("strong", "", band.text), element("span", "note", band.note)]);
}

function placed(band, children) {
  const label = element("div", "label", null, children);
  label.style.top = `${band.y}px`;
  label.style.height = `${band.height}px`;
  return label;
}

function trackLabel({ reading, theme }, band, toggle) {
  const { track, trace } = band;
  const isEmbedding = track.name === "embedding";
  const action = isEmbedding ? (band.open ? "hide" : "show") : band.open ? "smaller" : "larger";
  const change = button("toggle", action, `${track.label}: ${action}`, () => toggle(band.key));
  const low = track.kind === "gate" ? "0" : `${track.bounded ? "" : "≤ "}${MINUS}${track.limit}`;
  const high = `${track.bounded ? "" : "≥ "}${track.limit}`;
  const bar = element("i", "bar");
  bar.style.background = `linear-gradient(to right, ${theme[track.kind].join(", ")})`;
  const scale = element("span", "scale", null, [element("i", "", low), bar, element("i", "", high)]);
  return placed(band, [
    element("strong", "", track.label),
    element("em", "", track.letter),
    scale,
    change,
    element("span", "note", notes(reading, track, trace).join(" · ")),
  ]);
}

function notes(reading, track, trace) {
  if (!trace) return [track.meaning];
  const title = traceTitle(reading, trace);
  const found = title ? [title] : [];
  if (trace.direction === "backward") found.push("over the whole sentence");
  if (track.name === "hidden_state") found.push(`rows ${trace.order.toLowerCase()}`);
  return [...found, track.meaning];
}
