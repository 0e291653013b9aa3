// The panel: what one step read, how sure it is of what it writes, and what else it may be made to write.

/** Rebuilds the panel for a column; `act` has move(by) and force(number or null). */
function fillWiredPanel(panel, data, number, act) {
  const column = data.columns[number];
  const { block, index, answer } = column;
  const isAlone = data.columns.length === 1;
  const heading = element("div", "stepper", null, [
    ...(isAlone ? [] : [button("step", "‹", "previous step", () => act.move(-1))]),
    element("h2", "", whatHappens(column)),
    ...(isAlone ? [] : [button("step", "›", "next step", () => act.move(1))]),
  ]);
  const of = block.columns.length > 1 ? `step ${index + 1} of ${block.columns.length}` : "";
  const place = element("p", "place", [of, ...readNotes(column)].filter(Boolean).join(" · "));
  const parts = [element("section", "word", null, [heading, place])];
  if (answer) parts.push(...answerParts(answer, act, data.temperature));
  if (data.attention) parts.push(attentionPart(data, column));
  if (!answer && !data.attention) parts.push(element("p", "hint", silence(data, column)));
  refill(panel, parts.filter(Boolean));
  const longest = Math.max(...[...panel.querySelectorAll(".bar-row:not(.rest) .name")].map((name) => name.textContent.length), 2);
  panel.style.setProperty("--names", `${Math.min(9, Math.max(2.2, longest * 0.62))}em`);
}

function whatHappens({ block, text, answer }) {
  const verb = block.key !== "writer" ? "Answers" : answer && answer.loss !== null ? "Would write" : "Writes";
  if (answer) return `${verb} “${shownSymbol(answer.symbol)}”`;
  return block.key === "eyes" ? "Sees the picture" : `Reads “${shownSymbol(text)}”`;
}

/** What it read and how: in a few words. */
function readNotes({ block, text, note, status, answer }) {
  const read = answer && block.key !== "eyes" && text ? `reads “${shownSymbol(text)}”` : "";
  const notes = { unknown: "not in the vocabulary", forced: "given: the right one, whatever was written", start: "nothing was written yet" };
  return [read, note, notes[status] ?? ""];
}

/** Why nothing is written here. */
function silence(data, { block, index }) {
  const isLast = index === block.columns.length - 1;
  if (data.context && isLast) return `From here the context goes on: ${data.context.length} numbers are all that the other side begins from.`;
  if (block.answers) return "Nothing is written yet. The network reads to the end first.";
  return "Nothing is written here: the state is kept and goes on to the next step.";
}

function answerParts(answer, act, temperature) {
  const parts = [];
  const bars = answer.top.map(([symbol, probability, number]) => barOf({ symbol, probability, isChosen: number === answer.number }, answer.forcible ? () => act.force(number) : null));
  const others = answer.others ? `… and ${answer.others} other${answer.others === 1 ? "" : "s"}` : "";
  if (others) bars.push(element("div", "bar-row rest", null, [element("span", "name", others), element("span", "share", finePercent(answer.rest))]));
  parts.push(element("section", "chances", null, [element("p", "place", [temperature ? `Drawn at temperature ${temperature} from these.` : "", answer.forcible ? "Press one to write it instead" : temperature ? "" : "How likely it finds each"].join(" ").trim()), ...bars]));
  if (answer.forced && answer.forcible) parts.push(button("play again", "Let it choose again", null, () => act.force(null)));
  if (answer.right !== null) {
    const verdict = answer.wrong ? `right would be “${shownSymbol(answer.right)}”` : "which is right";
    const loss = answer.loss === null ? "" : `loss ${MINUS}ln p(right) = ${written(answer.loss)}`;
    parts.push(element("section", "judged", null, [element("p", answer.wrong ? "wrong" : "", verdict), element("p", "place", loss)]));
  }
  return parts;
}

/** One symbol with its probability as a bar; a button where it can be written instead. */
function barOf({ symbol, probability, isChosen }, onPress) {
  const bar = element("i", "fill");
  bar.style.setProperty("--share", probability);
  const children = [element("span", isSpecial(symbol) ? "name special" : "name", shownSymbol(symbol)), element("span", "meter", null, [bar]), element("span", "share", finePercent(probability))];
  const className = `bar-row${isChosen ? " chosen" : ""}`;
  if (!onPress) return element("div", className, null, children);
  const row = button(`${className} press`, null, `${isChosen ? "Written" : "Write this instead"}: ${shownSymbol(symbol)}, ${finePercent(probability)}`, onPress);
  row.title = isChosen ? "Written now" : "Write this instead";
  row.append(...children);
  return row;
}

/** Small probabilities keep a digit: "1.2 %". */
function finePercent(probability) {
  if (probability >= 0.995 || probability < 0.0005) return probability > 0.5 ? percent(probability) : "<0.1 %";
  return probability < 0.0995 ? `${(100 * probability).toFixed(1)} %` : percent(probability);
}

/** What this step looked at most; of a step that was read, which steps looked at it. */
function attentionPart(data, { block, index }) {
  const isWriter = block === data.writer;
  const pairs = isWriter
    ? mostLooked(data, index).map(([read, weight]) => [shownSymbol(data.blocks[0].columns[read].text), weight])
    : data.writer.columns.map((_, step) => [shownSymbol(data.writer.answers[step]?.symbol ?? ""), looked(data, step, index)]).sort((one, other) => other[1] - one[1]);
  const rows = pairs.slice(0, 3).filter(([, weight]) => weight > 0.02).map(([symbol, probability]) => barOf({ symbol, probability, isChosen: false }, null));
  const says = isWriter ? "Looked most at" : rows.length ? "Looked at most while writing" : "No step of writing looked here.";
  return element("section", "looks", null, [element("p", "place", says), ...rows]);
}

/** The table twin: one row for each step. */
function fillWiredTable(container, data) {
  const headings = ["Step", "Part", "Read", "Wrote", "Probability", "Second choice", ...(data.attention ? ["Looked most at"] : [])];
  const head = element("tr", "", null, headings.map((text) => Object.assign(element("th", "", text), { scope: "col" })));
  const rows = data.columns.map(({ block, index, text, answer, picture }) => {
    const second = answer?.top.find(([, , number]) => number !== answer.number);
    const cells = [block.title, picture ? "a picture" : shownSymbol(text), answer ? shownSymbol(answer.symbol) : "–", answer ? finePercent(answer.probability) : "–", second ? `${shownSymbol(second[0])} (${finePercent(second[1])})` : "–"];
    if (data.attention) cells.push(block === data.writer ? (([read, weight]) => `${shownSymbol(data.blocks[0].columns[read].text)} (${percent(weight)})`)(mostLooked(data, index)[0]) : "–");
    return element("tr", "", null, [Object.assign(element("th", "", String(index + 1)), { scope: "row" }), ...cells.map((cell) => element("td", "", cell))]);
  });
  container.replaceChildren(element("table", "", null, [element("caption", "", data.said), element("thead", "", null, [head]), element("tbody", "", null, rows)]));
}
