// A picture of the server as a file of its own: what the stylesheet gave it is written into it.

// What a stylesheet of ours may set; attributes of the same names hold it in a file.
const LOOKS = ["fill", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "font-size", "font-weight", "paint-order"];

/** The SVG that is shown in a figure, alone: title, what it shows, picture, where it comes from. */
function pictureFile(figure) {
  const texts = figure.querySelector(".saving");
  const { title, said, source } = texts.dataset;
  const shown = [...figure.querySelectorAll("svg.picture")].find((svg) => svg.getBoundingClientRect().width);
  const [, , width, height] = shown.getAttribute("viewBox").split(" ").map(Number);
  const measure = measureIn(document.createElement("canvas").getContext("2d"), FILE_FONT);
  const [text, muted] = [figure, texts].map((node) => getComputedStyle(node).color);
  const inner = Math.max(width, LEAST_WIDTH);
  const nodes = [];
  let y = MARGIN;
  const lines = (words, size, look) => {
    for (const line of brokenText(words, inner, (each) => measure(each, size, look.weight))) {
      y += size * 1.35;
      nodes.push(writing(MARGIN, y - size * 0.35, line, { size, ...look }));
    }
  };
  lines(title, 17, { weight: 700, fill: text });
  lines(said, 14, { fill: text });
  y += 12;
  const picture = drawnAlone(shown);
  for (const [name, value] of Object.entries({ x: MARGIN, y, width, height })) picture.setAttribute(name, value);
  y += height + 12;
  lines(source, 12, { fill: muted });
  const box = { width: Math.ceil(inner + 2 * MARGIN), height: Math.ceil(y + MARGIN) };
  const ground = shape("rect", { ...box, fill: getComputedStyle(figure).backgroundColor });
  const about = [shape("title", {}, title), shape("desc", {}, [said, source].join(" "))];
  return shape("svg", { xmlns: SVG_NAMES, ...box, viewBox: `0 0 ${box.width} ${box.height}`, "font-family": FILE_FONT }, [...about, ground, ...nodes, picture]);
}

/** A copy that needs no stylesheet, without what is hidden and what only a page can do. */
function drawnAlone(svg) {
  const copy = svg.cloneNode(true);
  copy.removeAttribute("class");
  const [here, there] = [svg, copy].map((root) => [...root.querySelectorAll("*")]);
  here.forEach((node, number) => {
    const [look, other] = [getComputedStyle(node), there[number]];
    for (const name of ["class", "style", "data-press"]) other.removeAttribute(name);
    if (look.visibility === "hidden") return other.remove();
    if (node instanceof SVGGeometryElement || node instanceof SVGTextElement) for (const name of LOOKS) other.setAttribute(name, look.getPropertyValue(name));
  });
  return copy;
}

async function savePicture(figure, kind) {
  const svg = pictureFile(figure);
  saveBlob(kind === "png" ? await pngBlob(svg) : svgBlob(svg), `${fileName(figure.querySelector(".saving").dataset.title)}.${kind}`);
}
