// Texts of a picture: how long they are, and where they are broken.

/** Measures texts in a font family, each once; a size in pixels and a weight go with each text. */
function measureIn(context, family) {
  const known = new Map();
  return (text, size, weight = 400) => {
    const key = `${weight} ${size} ${text}`;
    if (!known.has(key)) {
      const font = `${weight} ${size}px ${family}`;
      if (context.rnnvizFont !== font) context.font = context.rnnvizFont = font;
      known.set(key, context.measureText(text).width);
    }
    return known.get(key);
  };
}

/** Breaks a text between words into lines that are no longer than so many pixels. */
function brokenText(text, width, measure) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line ? [...lines, line] : lines;
}

const LABEL_GAP = 0.6; // Of a font size, between two parts of a label.
const SAMPLE = 20; // Pixels of a legend's sample.
const SCALE_BAR = 70; // Pixels of a scale's bar.
const SMALLER = 0.86; // Of the font, for all that steps back.

/**
 * The parts of the line above a row, broken into lines of a width.
 * @returns lines of parts {kind, text, width, ...}; a note that does not fit stands on lines of its own.
 */
function labelLines(row, { width, font, measure, isTall }) {
  const wanted = labelParts(row, isTall).flatMap((part) => fitted(part, { width, font, measure }));
  const parts = wanted.map((part) => ({ ...part, width: partWidth(part, font, measure) }));
  const gap = LABEL_GAP * font;
  const lines = [[]];
  let used = 0;
  for (const part of parts) {
    if (used && used + gap + part.width > width) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1).push(part);
    used += (used ? gap : 0) + part.width;
  }
  if (!row.note) return lines;
  const small = (text) => measure(text, font * SMALLER);
  if (used + gap + small(row.note) <= width) lines.at(-1).push({ kind: "note", text: row.note, width: small(row.note) });
  else for (const text of brokenText(row.note, width, small)) lines.push([{ kind: "note", text, width: small(text) }]);
  return lines;
}

/** A part as several where it is longer than a line. */
function fitted(part, { width, font, measure }) {
  if (part.kind !== "legend" || partWidth(part, font, measure) <= width) return [part];
  const small = font * SMALLER;
  const lines = brokenText(part.text, width - SAMPLE - 0.35 * small, (text) => measure(text, small));
  return lines.map((text, number) => (number ? { kind: "note", text } : { ...part, text }));
}

function labelParts(row, isTall) {
  const parts = [{ kind: "strong", text: row.label }];
  if (row.kind === "heat") {
    if (row.letter) parts.push({ kind: "em", text: row.letter });
    parts.push({ kind: "toggle", text: isTall ? "smaller" : "larger" });
    parts.push({ kind: "scale", ...scaleEnds(row.scale), scale: row.scale });
    const { columns: rows } = row.values;
    if (rows > FEW_ROWS) parts.push({ kind: "note", text: `${rows} ${row.noun}s` });
  }
  if (row.kind === "curve") {
    const isPlain = row.series.length === 1 && row.series[0].colour === "signed";
    if (!isPlain) row.series.forEach((one, number) => parts.push({ kind: "legend", text: one.name, number, one, style: row.style }));
  }
  return parts;
}

function scaleEnds({ kind, limit, bounded }) {
  const lowest = kind === "signed" ? plainNumber(-limit) : "0";
  const isOpen = !bounded;
  return { low: kind === "signed" && isOpen ? `≤ ${lowest}` : lowest, high: isOpen ? `≥ ${plainNumber(limit)}` : plainNumber(limit) };
}

function partWidth(part, font, measure) {
  const small = font * SMALLER;
  if (part.kind === "strong") return measure(part.text, font, 700);
  if (part.kind === "scale") return measure(part.low, small) + measure(part.high, small) + SCALE_BAR + 0.9 * small;
  if (part.kind === "legend") return SAMPLE + 0.35 * small + measure(part.text, small);
  if (part.kind === "toggle") return measure(part.text, small) + 0.7 * small;
  return measure(part.text, small);
}
