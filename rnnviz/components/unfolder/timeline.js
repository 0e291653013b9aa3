// The timeline: a stage with a player. It knows which step is looked at and which part of it, which way
// through time is taken, and whether the loop is open.

const PHASE_STEP = 700; // Milliseconds a part of a step while it plays.
const FOLD_TIME = 900; // Milliseconds from the loop to the chain.
const WAY_NAMES = { forward: "Forward pass", backward: "Backward pass" };

class Timeline extends Stage {
  constructor(parent, names) {
    super(parent, ["player", "scrub", "ways", "fold", ...names]);
    this.choice = { ...this.choice, units: null, way: "forward", folded: false, line: null }; // A line opened by hand; else it follows the phase.
    this.phase = null; // Of the step looked at; null once it is complete.
    this.opening = 1; // 0 where the loop is closed, 1 where it is open.
    this.says = [element("strong"), element("span", "what")];
    this.player.querySelector(".moment").append(...this.says);
    this.starter = this.player.querySelector(".play");
    this.on(this.starter, "click", () => this.play());
    this.on(this.player.querySelector(".back"), "click", () => this.move(-1));
    this.on(this.player.querySelector(".on"), "click", () => this.move(1));
    this.on(this.fold, "click", () => this.toggleFold());
    this.on(this.scrub, "input", () => this.goTo(Number(this.scrub.value)));
    this.on(this.scrub, "keydown", (event) => event.stopPropagation());
    this.ways.append(...Object.entries(WAY_NAMES).map(([way, text]) => button("choice", text, null, () => this.turn(way))));
  }

  /** Everything that the picture and the ledger are a function of. */
  momentNow() {
    const { word, unit, trace } = this.current();
    const { way } = this.choice;
    const phases = phasesOf(this.reading.unfolded.lines[way], way, this.reading.traces[trace].cell);
    const phase = this.phase === null ? null : Math.min(this.phase, phases.length - 1);
    const line = phase === null ? this.choice.line : (phases[phase].line ?? 0);
    return { word, unit, trace, way, phases, phase, line, fold: this.opening, hoveredPart: this.part };
  }

  fillPlayer() {
    const { moment, reading } = this;
    const count = reading.columns.length;
    this.player.classList.toggle("empty", !count);
    setText(this.starter, this.auto ? "❚❚ Pause" : "▶ Play");
    setText(this.fold, this.choice.folded ? "Unfold the loop" : "Fold into a loop");
    [...this.ways.children].forEach((node, index) => {
      const isChosen = Object.keys(WAY_NAMES)[index] === moment.way;
      node.classList.toggle("chosen", isChosen);
      node.setAttribute("aria-pressed", String(isChosen));
    });
    this.scrub.classList.toggle("back", this.order(0) !== 0); // As in the picture: from right to left.
    this.scrub.max = Math.max(0, count * moment.phases.length - 1);
    this.scrub.value = this.position();
    const where = moment.word === null ? "no step yet" : `t = ${moment.word + 1} of ${count}`;
    const what = moment.word === null ? "" : moment.phase === null ? "complete" : atStep(moment.phases[moment.phase].says, moment.word + 1).replaceAll("_", "");
    setText(this.says[0], where);
    setText(this.says[1], what);
    this.scrub.setAttribute("aria-valuetext", `${where}, ${what}`);
  }

  position() {
    const { word, phase, phases } = this.moment ?? this.momentNow();
    if (word === null) return 0;
    return this.order(word) * phases.length + (phase ?? phases.length - 1);
  }

  /** The place of a word in the order in which this way goes through time; its own inverse. */
  order(word) {
    const { reading } = this;
    const onward = (reading.traces[reading.unfolded.trace].direction === "forward") === (this.choice.way === "forward");
    return onward ? word : reading.columns.length - 1 - word;
  }

  goTo(position) {
    const { phases } = this.moment;
    const most = this.reading.columns.length * phases.length - 1;
    const place = Math.max(0, Math.min(position, most));
    const phase = place % phases.length;
    this.phase = place === most && !this.auto ? null : phase;
    this.choice = { ...this.choice, word: this.order(Math.floor(place / phases.length)), line: null };
    this.refresh();
    this.reveal();
    this.reportSoon();
  }

  /** One part of a step on or back. */
  move(by) {
    if (!this.reading.columns.length) return;
    this.pause();
    this.goTo(this.position() + by);
    this.speak(() => `Step ${this.moment.word + 1}. ${this.says[1].textContent}`);
  }

  play() {
    if (!this.reading.columns.length) return;
    if (this.auto) {
      this.pause();
      return this.refresh();
    }
    const { phases } = this.moment;
    const most = this.reading.columns.length * phases.length - 1;
    this.auto = true;
    let position = this.position() >= most ? 0 : this.position() + (this.phase === null ? 1 : 0);
    const step = () => {
      if (position > most) {
        this.phase = null;
        this.choice = { ...this.choice, word: null }; // At the end it follows the typing again.
        this.pause();
        return this.refresh();
      }
      this.goTo(position++);
      this.stepping = setTimeout(step, PHASE_STEP);
    };
    step();
  }

  pause() {
    clearTimeout(this.stepping);
    const wasPlaying = this.auto;
    this.auto = false;
    if (wasPlaying) this.reportSoon();
  }

  turn(way) {
    if (way === this.choice.way) return;
    this.phase = null;
    this.choose({ way, line: null });
    this.rebuild(); // Going back has a row for the loss.
    this.reveal();
  }

  toggleFold() {
    this.choose({ folded: !this.choice.folded });
    const target = this.choice.folded ? 0 : 1;
    cancelAnimationFrame(this.folding);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.settleFold(target);
    const [from, began] = [this.opening, performance.now()];
    placeCursor(this.cursor, this.layout, { word: null, unit: null, trace: null });
    const frame = (now) => {
      const share = Math.min(1, (now - began) / FOLD_TIME);
      this.opening = from + (target - from) * share;
      this.moment = this.momentNow();
      this.repaint();
      if (share < 1) this.folding = requestAnimationFrame(frame);
      else this.settleFold(target);
    };
    this.folding = requestAnimationFrame(frame);
  }

  settleFold(target) {
    this.opening = target;
    this.rebuild();
  }

  reportSoon() {
    if (!this.auto) super.reportSoon();
  }

  destroy() {
    cancelAnimationFrame(this.folding);
    super.destroy();
  }
}
