// The running verdict: bars above and below the line of 50 %.

/** Bars that leave the line of 50 %: up and blue for positive, down and orange for negative. */
function paintVerdict(context, scene, band, first, last) {
  const { layout, theme, reading } = scene;
  const half = band.height / 2 - layout.size.small - 5;
  const zero = band.y + band.height / 2;
  paintVerdictAxis(context, scene, zero, half);
  const width = Math.min(layout.step * 0.62, 52);
  const labelled = labelledWords(layout, reading);
  for (let word = Math.max(first - 1, -1); word <= last; word++) {
    const probability = reading.probabilities[word + 1];
    const x = columnLeft(layout, word);
    const up = probability >= 0.5;
    const height = Math.max(1.5, Math.abs(probability - 0.5) * 2 * half);
    context.fillStyle = word < 0 ? theme.muted : up ? theme.positive : theme.negative; // h0 has read nothing.
    context.fillRect(x + (layout.step - width) / 2, up ? zero - height : zero, width, height);
    if (!labelled.has(word)) continue;
    context.font = `${word === layout.words - 1 ? "700 " : ""}${layout.size.small}px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = up ? "alphabetic" : "top";
    const label = layout.step < 46 ? percent(probability).replace(" %", "") : percent(probability);
    context.fillText(label, x + layout.step / 2, up ? zero - height - 3 : zero + height + 3);
    context.textAlign = "left";
  }
}

/** Lines at 0, 50 and 100 %. */
function paintVerdictAxis(context, scene, zero, half) {
  const { layout, theme } = scene;
  context.strokeStyle = theme.line;
  context.fillStyle = theme.muted;
  context.font = `${layout.size.small}px ${theme.font}`;
  context.textBaseline = "middle";
  for (const [level, text] of [[1, "100 %"], [0, ""], [-1, "0 %"]]) {
    const y = Math.round(zero - level * half) + 0.5;
    context.lineWidth = level ? 0.5 : 1;
    context.setLineDash(level ? [2, 4] : []);
    context.beginPath();
    context.moveTo(layout.step > 60 && level ? layout.size.small * 3.2 : 0, y);
    context.lineTo(layout.total, y);
    context.stroke();
    if (layout.step > 60) context.fillText(text, 0, y);
  }
  context.setLineDash([]);
}

/** Words whose verdict is written as a number: all with room, else the last and the greatest turns. */
function labelledWords(layout, reading) {
  const words = Array.from({ length: layout.words + 1 }, (_, index) => index - 1);
  if (layout.step >= 30) return new Set(words);
  const turn = (word) => Math.abs(reading.probabilities[word + 1] - reading.probabilities[word]);
  const apart = Math.ceil(34 / layout.step);
  const chosen = [layout.words - 1];
  for (const word of words.slice(1).sort((a, b) => turn(b) - turn(a))) {
    if (chosen.every((other) => Math.abs(other - word) >= apart) && turn(word) > 0.08) chosen.push(word);
  }
  return new Set(chosen);
}
