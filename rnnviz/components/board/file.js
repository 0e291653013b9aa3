// A picture as a file of its own: title, what it shows, labels, the whole width, where it comes from.

const FILE_FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"; // What other programs have.
const MARGIN = 20;
const LEAST_WIDTH = 560; // Of a file, so that its sentences have room.
const MOST_SIDE = 16000; // Pixels of a side of a PNG that browsers draw.
const MOST_PIXELS = 6e7;

/**
 * The board as an SVG that stands alone.
 * @param options {width, size, toggled, context: of a canvas, to measure in; choice}
 */
function boardFile(board, theme, { width, size, toggled, context, choice }) {
  const measure = measureIn(context, FILE_FONT);
  const layout = layOutBoard(board, { width: Math.max(width, LEAST_WIDTH), size, toggled, measure });
  const scene = { board, layout, theme, measure };
  const inner = Math.max(layout.gutter + layout.total, LEAST_WIDTH);
  const { font, small } = layout.size;
  const nodes = [];
  let y = MARGIN;
  const lines = (text, large, look) => {
    for (const line of brokenText(text, inner, (each) => measure(each, large, look.weight))) {
      y += large * 1.35;
      nodes.push(writing(MARGIN, y - large * 0.35, line, { size: large, ...look }));
    }
  };
  lines(board.title, font * 1.25, { weight: 700, fill: theme.text });
  lines(board.said, font, { fill: theme.text });
  y += small;
  const picture = shape("g", { transform: `translate(${MARGIN + layout.gutter} ${tidy(y)})`, class: "board" }, [...drawBoard(scene), ...drawChoice(scene, choice)]);
  nodes.push(shape("g", { transform: `translate(${MARGIN} ${tidy(y)})` }, [...drawGutter(scene), ...drawLabels(scene)]), picture);
  y += layout.height + small;
  lines(board.source, small, { fill: theme.muted });
  const box = { width: Math.ceil(inner + 2 * MARGIN), height: Math.ceil(y + MARGIN) };
  const ground = shape("rect", { ...box, fill: theme.background });
  const about = [shape("title", {}, board.title), shape("desc", {}, [board.said, board.source].filter(Boolean).join(" "))];
  return shape("svg", { xmlns: SVG_NAMES, ...box, viewBox: `0 0 ${box.width} ${box.height}`, "font-family": FILE_FONT }, [...about, ground, ...nodes]);
}

/** The chosen column, row and span, as the cursor shows them on the page. */
function drawChoice({ layout, theme }, choice) {
  return cursorBoxes(layout, choice)
    .filter(({ name }) => name !== "over" && name !== "named")
    .map(({ name, left, top, width, height }) => shape("rect", { x: left, y: top, width, height, rx: 3, fill: "none", stroke: name === "row" || name === "cell" ? theme.text : theme.primary, "stroke-width": name === "row" ? 1 : 1.5 }));
}

/** The lines above the rows, written where the page has them. */
function drawLabels({ layout, theme, measure }) {
  const { font } = layout.size;
  const gradients = [];
  const nodes = layout.bands.filter((band) => band.kind === "label").flatMap((band) => band.lines.flatMap((parts, line) => {
    const base = band.y + band.height - 3 - (band.lines.length - 1 - line) * layout.sizes.line - 0.3 * font;
    let x = 0;
    return parts.filter((part) => part.kind !== "toggle").flatMap((part) => {
      const left = x;
      x += part.width + LABEL_GAP * font;
      return labelShapes({ theme, font, measure, gradients }, part, left, base);
    });
  }));
  return [shape("defs", {}, gradients), ...nodes];
}

function labelShapes({ theme, font, measure, gradients }, part, x, base) {
  const small = font * SMALLER;
  const quiet = { size: small, fill: theme.muted };
  if (part.kind === "strong") return [writing(x, base, part.text, { size: font, weight: 700, fill: theme.text })];
  if (part.kind === "legend") return [...sampleOf(theme, part, x, base - small * 0.85, small), writing(x + SAMPLE + 0.35 * small, base, part.text, quiet)];
  if (part.kind !== "scale") return [writing(x, base, part.text, { ...quiet, ...(part.kind === "em" && { "font-style": "italic" }) })];
  const id = `rnnviz-scale-${gradients.length}`;
  const colours = scaleStops(theme, part.scale);
  gradients.push(shape("linearGradient", { id }, colours.map((colour, n) => shape("stop", { offset: n / (colours.length - 1), "stop-color": colour }))));
  const from = x + measure(part.low, small) + 0.4 * small;
  const bar = shape("rect", { x: from, y: base - small * 0.65, width: SCALE_BAR, height: small * 0.7, fill: `url(#${id})`, stroke: theme.line, "stroke-width": 0.5 });
  return [writing(x, base, part.low, quiet), bar, writing(from + SCALE_BAR + 0.4 * small, base, part.high, quiet)];
}

const svgText = (svg) => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;

/** The name of a file: the title in small letters. */
const fileName = (title) => title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 80) || "board";

function saveBlob(blob, name) {
  const link = element("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const svgBlob = (svg) => new Blob([svgText(svg)], { type: "image/svg+xml" });

/** Draws an SVG twice as large, or as large as browsers can. */
async function pngBlob(svg) {
  const [width, height] = ["width", "height"].map((name) => Number(svg.getAttribute(name)));
  const scale = Math.min(2, MOST_SIDE / width, MOST_SIDE / height, Math.sqrt(MOST_PIXELS / (width * height)));
  const address = URL.createObjectURL(svgBlob(svg));
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
