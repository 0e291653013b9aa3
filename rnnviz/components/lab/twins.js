// What came from Python as plain objects, and the same as tables.

/** Turns the bytes of `pack_lab` into plain objects. */
function openLab(bytes) {
  const [header, array] = openPack(bytes);
  const values = (reference) => reference && array(reference).values;
  const named = (packed, names) => Object.fromEntries(names.map((name) => [name, values(packed[name])]));
  const states = array(header.map.values);
  return {
    ...header,
    curves: header.curves.map((curve) => ({ ...curve, ...named(curve, ["times", "median", "low", "high", "alone"]) })),
    law: values(header.law),
    map: { ...header.map, values: states, shares: values(header.map.shares), missing: states.values.some(Number.isNaN) },
    plane: { ...header.plane, ...named(header.plane, ["real", "imaginary", "singular"]) },
  };
}

/** A table of the norms, one of the spectrum, and one of the units. */
function labTables(data, layout) {
  const { plane, map } = data;
  const places = [...plane.singular.keys()];
  const spectrum = places.map((n) => [String(n + 1), written(Math.hypot(plane.real[n], plane.imaginary[n]), 3), written(plane.real[n], 3), written(plane.imaginary[n], 3), written(plane.singular[n], 3)]);
  const tables = [
    labNorms(data, layout),
    labTable(`W_hh, ${plane.label}. ${plane.says}`, ["", "Modulus of the eigenvalue", "Real part", "Imaginary part", "Singular value"], spectrum),
  ];
  if (!map.shares) return tables;
  return [...tables, labTable(map.says, ["Unit", "Share of steps with a slope below 0.1"], [...map.shares].map((share, unit) => [String(unit), `${Math.round(100 * share)} %`]))];
}

function labNorms(data, { lines, last }) {
  const name = (line) => (line.isLaw ? `Law ${line.title}` : `${line.title}${line.isMain ? ", median (least to greatest)" : ""}`);
  const spread = (line, n) => (line.isMain && data.stage > 1 ? ` (${labNumber(line.low[n])} to ${labNumber(line.high[n])})` : "");
  const rows = [...lines[0].times.keys()].reverse().map((n) => [String(lines[0].times[n]), String(last - lines[0].times[n]), ...lines.map((line) => labNumber(line.values[n]) + spread(line, n))]);
  return labTable(data.headline, ["t", "Steps before the end", ...lines.map(name)], rows);
}

function labTable(caption, heads, rows) {
  const cell = (tag, text, scope) => Object.assign(element(tag, "", text), scope ? { scope } : {});
  const row = ([first, ...rest]) => element("tr", "", null, [cell("th", first, "row"), ...rest.map((text) => cell("td", text))]);
  const head = element("tr", "", null, heads.map((text) => cell("th", text, "col")));
  return element("table", "", null, [element("caption", "", caption), element("thead", "", null, [head]), element("tbody", "", null, rows.map(row))]);
}
