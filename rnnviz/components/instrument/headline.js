// The headline: what the network makes of the whole sentence, in words, and where it turned.

/**
 * Writes the headline into its standing nodes, so that a button keeps the press and the focus.
 * @param playing the word that is being read step by step, or undefined
 */
function fillHeadline(host, reading, playing) {
  const part = (name) => host.querySelector(`.${name}`);
  const isPlaying = playing !== undefined;
  const isEmpty = !reading.columns.length;
  const { side, text } = isEmpty
    ? { side: "waits", text: "The network waits for a first word" }
    : verdictInWords(reading.probabilities.at(isPlaying ? playing + 1 : -1));
  const turn = isPlaying || isEmpty ? null : reading.turningPoint;
  part("play").hidden = isEmpty;
  setText(part("play"), isPlaying ? "❚❚ Pause" : "▶ Watch it read");
  part("says").className = `says ${side}`;
  setText(part("says"), text);
  setText(part("turned"), isPlaying ? `so far, after “${shortened(reading.columns[playing].text)}”` : turn === null ? "" : "biggest turn at");
  part("turn").hidden = turn === null;
  if (turn !== null) setText(part("turn"), `“${shortened(reading.columns[turn].text)}”`);
  const [before, after] = turn === null ? [] : reading.probabilities.subarray(turn, turn + 2);
  setText(part("moved"), turn === null ? "" : `${percent(before)} → ${percent(after)} positive`);
}
