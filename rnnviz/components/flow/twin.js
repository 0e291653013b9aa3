// The lines above the tracks, and the same numbers as a table.

/** What stands above each track: its name, what is drawn in it, what it means. */
function flowLabel(scene, { key }) {
  const { data, theme, quantity, layout } = scene;
  if (key === "river") return [element("span", "note", riverNote(scene)), riverLegend(scene)];
  if (key === "curve") {
    const samples = flowCurves(data).map(({ className, text }) => sampleOf(className, text));
    const tried = data.tried ? [element("span", "sample", "◯ tried out")] : [];
    return [element("strong", "", "How much is left"), element("span", "samples", null, [...samples, ...tried])];
  }
  if (key === "factor") {
    return [element("strong", "", "This step multiplies by"), element("span", "samples", null, [sampleOf("tick", "at most: largest singular value")])];
  }
  if (key === "paths") return pathsLabel(data, theme, layout);
  return [element("strong", "", "Who teaches W_hh"), element("span", "note", "length of what each step adds to ∂L/∂W_hh, % of all lengths; the parts may cancel")];
}

function pathsLabel(data, theme) {
  if (!hasGates(data)) return [element("strong", "", "One path only"), element("span", "note", "a SimpleRNN has no gate to pass: all goes back through W_hh and the slope of tanh")];
  const gate = hasMemory(data) ? "past the forget gate, cell to cell" : "past the update gate";
  const colour = (className, background) => {
    const swatch = element("i", className);
    swatch.style.height = "0.8em";
    if (background) swatch.style.background = background;
    return swatch;
  };
  const parts = [[colour("", pathColour(theme)), `${gate}, %`], [colour("hatched"), "through W_hh"]];
  return [element("strong", "", "Two paths back"), element("span", "samples", null, parts.map(([swatch, text]) => element("span", "sample", null, [swatch, text])))];
}

const sampleOf = (className, text) => element("span", "sample", null, [element("i", className), text]);

function riverNote({ data, quantity }) {
  const hidden = quantity === "loss" ? "‖∂L/∂hₜ‖" : letters(data);
  const both = hasMemory(data) ? `${hidden.replace("∂hₜ", "∂cₜ")} above, ${hidden} below` : hidden;
  return `arrow: ${both}, ${quantity === "loss" ? "what training gets to see" : "how much of a small change can reach the end"}`;
}

/** How thick and how dark an arrow of some powers of ten is, and the marks of what is no such number. */
function riverLegend({ data, theme, layout, quantity }) {
  const samples = [RIVER.high, 0, -2, -4, RIVER.low].map((exponent) => {
    const swatch = element("i");
    swatch.style.height = `${Math.max(3, riverThick(layout, exponent))}px`;
    swatch.style.background = riverColour(theme, exponent);
    const edge = exponent === RIVER.low ? "≤ " : exponent === RIVER.high ? "≥ " : "";
    return element("span", "sample", null, [swatch, `${edge}${exponent ? tenTo(exponent) : "1"}`]);
  });
  const kinds = new Set(riverRows(data, quantity).flatMap(({ values }) => [...values].map(kindOf)));
  if (kinds.has("zero")) samples.push(sampleOf("zero", "exactly 0"));
  if (kinds.has("overflow") || kinds.has("nan")) samples.push(sampleOf("hatched", "overflow or not a number"));
  return element("span", "samples", null, samples);
}

/** The lines above the tracks, in their places. */
function fillFlowLabels(host, scene) {
  host.replaceChildren(
    ...scene.layout.bands.filter((band) => band.kind === "label").map((band) => {
      const label = element("div", "label", null, flowLabel(scene, band));
      setPixels(label, { top: band.y, height: band.height });
      return label;
    }),
  );
}

/** One row a time, from the end back. */
function fillFlowTable(container, data) {
  const { flow } = data;
  const memory = hasMemory(data);
  const headings = ["t", "Word", letters(data), ...(memory ? [letters(data).replace("hₜ", "cₜ"), letters(data, null, true)] : []), "‖∂L/∂hₜ‖", "Multiplied by", "Largest singular value", ...(hasGates(data) ? ["Past the gate"] : []), "Share of ∂L/∂W_hh", ...(data.tried ? ["Relative deviation"] : [])];
  const head = element("tr", "", null, headings.map((text) => Object.assign(element("th", "", text), { scope: "col" })));
  const rows = Array.from({ length: data.last + 1 }, (_, back) => {
    const t = data.last - back;
    const ofStep = (text) => (t === 0 ? "–" : text(t - 1));
    const tried = data.tried?.times.indexOf(t) ?? -1;
    const cells = [
      t === 0 ? "before the first word" : data.columns[columnAt(data, t)].text,
      normText(flow.hidden[t], 3),
      ...(memory ? [normText(flow.memory[t], 3), normText(flow.state[t], 3)] : []),
      normText(flow.lossHidden[t], 3),
      ofStep((n) => normText(flow.factors[n], 3)),
      ofStep((n) => normText(flow.bounds[n], 3)),
      ...(hasGates(data) ? [ofStep((n) => finePart(gateShare(flow, n)))] : []),
      ofStep((n) => finePart(flow.taught[n])),
      ...(data.tried ? [tried < 0 ? "–" : deviationText(data.tried.deviations[tried])] : []),
    ];
    const heading = Object.assign(element("th", "", String(t)), { scope: "row" });
    return element("tr", "", null, [heading, ...cells.map((text) => element("td", "", text))]);
  });
  const caption = `${data.network}${flowTitle(data) ? `, ${flowTitle(data)}` : ""}: from the end back`;
  container.replaceChildren(element("table", "", null, [element("caption", "", caption), element("thead", "", null, [head]), element("tbody", "", null, rows)]));
}

const deviationText = (value) => (Number.isNaN(value) ? "cannot be seen" : normText(Math.log10(value)));

/** "Layer 2, ← backward", or nothing where there is only one trace. */
const flowTitle = (data) => traceTitle({ traces: data.traces }, data.trace);
