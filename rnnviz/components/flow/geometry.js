// Where everything stands: the words, the rows of arrows, and the tracks below them.

const FLOW_SIZES = {
  normal: { row: 66, curve: 150, factor: 110, paths: 46, taught: 62, widest: 92, narrowest: 30, gutter: 46, thick: 22 },
  presenter: { row: 96, curve: 220, factor: 156, paths: 66, taught: 90, widest: 140, narrowest: 46, gutter: 66, thick: 32 },
};

const PHONE = 520; // Pixels of a picture below which columns are narrower and a label may have three lines.

/** Bands from top to bottom; `options` as those of `columnsOf`. */
function layOutFlow(data, options) {
  const isPhone = options.width < PHONE;
  const sizes = { ...(FLOW_SIZES[options.size] ?? FLOW_SIZES.normal), ...(isPhone && { narrowest: 21 }) };
  const read = { columns: data.columns, traces: [data.trace] };
  const { size, words, count, slanted, longest, overhang, step } = columnsOf(read, { ...options, columns: sizes });
  const bands = [];
  const isCut = Math.ceil(step * count + overhang) + 2 > options.width;
  let y = isCut ? 2.6 * size.small : 4; // Above the words stands how many more there are.
  const labelled = size.label + (isPhone ? 1.6 * size.small : 0);
  const add = (band) => {
    bands.push({ ...band, y });
    y += band.height;
  };
  const track = (kind) => {
    add({ kind: "label", key: kind, height: labelled });
    add({ kind, key: kind, height: sizes[kind] });
  };
  add({ kind: "words", slanted, height: slanted ? Math.min(longest * Math.sin(SLANT) + 26, 150) : size.font + size.small + 14 });
  riverRows(data, "chain").forEach(({ letter }, index) => add({ kind: "river", key: letter, row: index, height: sizes.row }));
  add({ kind: "label", key: "river", height: labelled + (isPhone ? 0.9 * size.small : -4) });
  track("curve");
  track("factor");
  if (hasGates(data)) track("paths");
  else add({ kind: "label", key: "paths", height: labelled });
  track("taught");
  const height = y + 6;
  const isWide = step >= 3.2 * size.small; // Then the states have room for their letters, else for the arrows.
  const radius = isWide ? Math.min(step * 0.27, 1.25 * size.small) : Math.max(4, step * 0.15);
  return { size, sizes, step, count, words, bands, radius, slanted, height, pictureHeight: height, total: Math.ceil(step * count + overhang) + 2 };
}

const middleAt = (layout, data, t) => columnLeft(layout, columnAt(data, t)) + layout.step / 2;
const flowBand = (layout, kind) => layout.bands.find((band) => band.kind === kind);

/** The time and the band under a point; t is null beside the picture. */
function underFlow(data, layout, x, y) {
  const t = timeAt(data, Math.floor(x / layout.step) - 1);
  const band = layout.bands.find((each) => y >= each.y && y < each.y + each.height);
  return { t: t >= 0 && t <= data.last ? t : null, band };
}

/** Every how many columns a number fits that needs so many pixels. */
const everyOf = (layout, pixels) => Math.max(1, Math.ceil(pixels / layout.step));

/** Whether the number of a time is written: that of the step looked at, and of every so many from the end. */
function isLabelled({ data, step }, t, every) {
  if (Math.abs(t - step) < every) return t === step;
  return (data.last - t) % every === 0;
}
