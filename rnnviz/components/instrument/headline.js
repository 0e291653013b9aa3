// The headline: what the network makes of the whole sentence, in words, and where it turned.

const SURE = 0.6; // Below this probability of either side the network is called undecided.

/** "Positive 93 %", "Negative 99 %" or "Undecided, 52 % positive". */
function verdictInWords(probability) {
  if (probability >= SURE) return { side: "positive", text: `Positive ${percent(probability)}` };
  if (probability <= 1 - SURE) return { side: "negative", text: `Negative ${percent(1 - probability)}` };
  return { side: "undecided", text: `Undecided, ${percent(probability)} positive` };
}

/** @param playing the word that is being read step by step, or undefined */
function fillHeadline(host, reading, playing, act) {
  if (!reading.columns.length) {
    refill(host, [element("span", "hint", "The network waits for a first word.")]);
    return;
  }
  const isPlaying = playing !== undefined;
  const { side, text } = verdictInWords(reading.probabilities.at(isPlaying ? playing + 1 : -1));
  const play = element("button", "play", isPlaying ? "❚❚ Pause" : "▶ Watch it read");
  play.type = "button";
  play.onclick = act.play;
  const parts = [play, element("strong", `says ${side}`, text)];
  const turn = reading.turningPoint;
  if (isPlaying) {
    parts.push(element("span", "note", `so far, after “${shortened(reading.columns[playing].text)}”`));
  } else if (turn !== null) {
    const moved = `${percent(reading.probabilities[turn])} → ${percent(reading.probabilities[turn + 1])} positive`;
    const button = element("button", "turn", `“${shortened(reading.columns[turn].text)}”`);
    button.type = "button";
    button.title = "Look at this word";
    button.onclick = () => act.chooseWord(turn);
    parts.push(element("span", "note", null, ["biggest turn at ", button, `: ${moved}`]));
  }
  refill(host, parts);
}
