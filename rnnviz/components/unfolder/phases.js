// The order in which the parts of one step are computed, and what lights up with each.
//
// phase: { line, term, stage, parts: [[part, offset]], says }
//   stage: "input", "term", "total", "result", or "line" where a whole equation is one phase.
//   parts: of the diagram; an offset of 1 is the part of the next step in time.

const PARTS_OF_SOURCE = {
  forward: { input: ["Wxh", 0], recurrent: ["Whh", 0], bias: ["h", 0], inside: ["h", 0], output: ["Why", 0], above: ["Why", 0] },
  backward: { input: ["Wxh", 0], recurrent: ["Whh", 1], bias: ["h", 0], inside: ["h", 0], output: ["y", 0], above: ["Why", 0] },
};
const MEMORY = new Set(["cell_state", "d_cell_state"]);
const OF_THE_OUTPUT = new Set(["output", "d_score"]);
const NOT_OF_UNITS = new Set([...OF_THE_OUTPUT, "d_inputs"]); // Lines whose columns are no units.

/** The part of the diagram that a line computes. */
const partOf = (line) => (OF_THE_OUTPUT.has(line.name) ? "y" : line.name === "d_inputs" ? "x" : "h");

/** A simple cell is followed term by term, one with gates equation by equation. */
function phasesOf(lines, way, cell) {
  const start = way === "forward" ? [{ line: null, stage: "input", parts: [["x", 0]], says: "The input arrives: xₜ" }] : [];
  const split = cell === "SimpleRNN" ? termByTerm : equationByEquation;
  return [...start, ...lines.flatMap((line, index) => split(line, index, way))];
}

function termByTerm(line, index, way) {
  const at = [partOf(line), 0];
  const terms = line.terms.map((term, number) => ({
    line: index, term: number, stage: "term",
    parts: [PARTS_OF_SOURCE[way][term.source][0] === "h" ? at : PARTS_OF_SOURCE[way][term.source]],
    says: `${line.title}: ${termLetters(term)}`,
  }));
  const total = line.activation ? [{ line: index, stage: "total", parts: [at], says: `${line.title}: the sum, before the activation` }] : [];
  const squash = line.activation ? `${signOf(line.activation)} of it is ${line.letters}` : `the sum is ${line.letters}`;
  return [...terms, ...total, { line: index, stage: "result", parts: [at], says: `${line.title}: ${squash}` }];
}

function equationByEquation(line, index, way) {
  const at = [partOf(line), 0];
  const parts = line.terms.map((term) => PARTS_OF_SOURCE[way][term.source]).filter(([part]) => part !== "h");
  const memory = MEMORY.has(line.name) ? [["c", way === "forward" ? 0 : 1]] : [];
  return [{ line: index, stage: "line", parts: [...parts, ...memory, at], says: `${line.title}, ${line.letters}` }];
}

/** Whether a term, the total or the result of a line is computed by the end of a phase. */
function isComputed(phases, current, line, stage, term = null) {
  if (current === null) return true;
  const place = phases.findIndex((phase) => phase.line === line && (phase.stage === "line" || (phase.stage === stage && (stage !== "term" || phase.term === term))));
  return place < 0 || place <= current;
}

/**
 * Whether a part of the diagram of this very step has been computed by the end of a phase: an arrow as soon
 * as it is named, a state or an output with the last phase that names it.
 */
function isReached(phases, current, part, offset) {
  if (current === null) return true;
  const names = (phase) => phase.parts.some(([name, by]) => name === part && by === offset);
  const place = part === "h" || part === "y" ? phases.findLastIndex(names) : phases.findIndex(names);
  return place < 0 || place <= current;
}

const signOf = (activation) => ACTIVATIONS[activation]?.sign || activation;

/** "xₜ W_xh", "fₜ ∘ cₜ₋₁", "b_h" */
const termLetters = (term) => term.factors.map((factor) => factor.letters).join(term.kind === "elementwise" ? " ∘ " : " ");
