// The host: what everything that Python mounts has. Its parts in the page, what it listens to, a voice, a tip,
// a timer for repainting. The stage extends it, and so does whatever has no sentence to read.

const REPORT_AFTER = 250; // Milliseconds of rest before a choice goes to the address bar.
const SPEAK_AFTER = 700; // Milliseconds in which the hands come to rest.
const UNIT_JUMP = 8; // Rows that Page Up and Page Down move by.
const LEAST_HIDDEN = 4; // Pixels of a picture that are more than its margin.

class Host {
  /** @param names classes of the parts that it holds by their names */
  constructor(parent, names) {
    this.root = parent.querySelector(".instrument");
    for (const name of names) this[name] = this.root.querySelector(`.${name}`);
    this.measuring = document.createElement("canvas").getContext("2d");
    this.cleanups = [];
    this.reporting = null; // The timer of a choice that is not told yet.
  }

  on(target, name, handler, options) {
    target.addEventListener(name, handler, options);
    this.cleanups.push(() => target.removeEventListener(name, handler, options));
  }

  /** What a picture that scrolls sideways hears, and the table below it. */
  listenToScroller() {
    this.scroller.after(element("i", "fade before"), element("i", "fade behind"));
    this.on(this.scroller, "scroll", () => {
      this.scrolled();
      this.cue();
    }, { passive: true });
    this.on(this.scroller, "pointermove", (event) => this.hover(event));
    this.on(this.scroller, "pointerleave", () => this.leave());
    this.on(this.scroller, "click", (event) => this.click(event));
    this.on(this.scroller, "keydown", (event) => this.key(event));
    this.on(this.twin, "toggle", () => this.refreshTable());
    this.watch(this.scroller);
  }

  /** Lets an edge of the picture fade where more of it is hidden; called when its width or its place has changed. */
  cue() {
    if (!this.layout) return;
    const hidden = { before: this.left, behind: this.layout.total - this.width - this.left };
    const more = Object.keys(hidden).filter((side) => hidden[side] > LEAST_HIDDEN).join(" ");
    if (this.root.dataset.more !== more) this.root.dataset.more = more;
  }

  /** Rebuilds when the theme or the width of a node has changed. */
  watch(node) {
    this.on(this.root, "transitionend", (event) => event.target === this.root && this.rebuild()); // Theme changed.
    // Kept, because asking the page for them after a change makes it lay everything out anew.
    this.width = node.clientWidth;
    this.left = node.scrollLeft;
    const resize = new ResizeObserver(([entry]) => {
      if (entry.contentRect.width === this.width) return;
      this.width = entry.contentRect.width;
      this.rebuild();
    });
    resize.observe(node);
    this.cleanups.push(() => resize.disconnect());
  }

  /** The theme as it is now; its colours of the ends are given to the stylesheet. */
  takeTheme() {
    this.theme = readTheme(this.root);
    this.root.style.setProperty("--positive", this.theme.positive);
    this.root.style.setProperty("--negative", this.theme.negative);
  }

  scrolled() {
    this.left = this.scroller.scrollLeft;
    this.repaintSoon();
  }

  /** Scrolls sideways so that a column can be seen, and a step beyond it. */
  bringIntoSight(left, step, right = left + step) {
    if (left < this.left) this.scroller.scrollLeft = left - step;
    else if (right > this.left + this.width) this.scroller.scrollLeft = right + step - this.width;
  }

  /** Where a pointer is, in pixels of the picture. */
  point(event) {
    const box = this.spacer.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /** Goes on from a place by a stride; `rest` is how long each is looked at, and nothing where there is none. */
  playFrom(first, stride, rest) {
    const step = () => {
      this.playing = this.playing === undefined ? first : this.playing + stride;
      const time = rest(this.playing);
      if (time) this.stepping = setTimeout(step, time);
      else this.pause();
      this.refresh();
      this.reveal();
    };
    step();
  }

  pause() {
    clearTimeout(this.stepping);
    this.playing = undefined;
  }

  repaintSoon() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = null;
      this.repaint();
    });
  }

  /** Whether there is a picture to lay out, and a width for it; where there is none, `start` says what to do. */
  hasRoom(isEmpty) {
    this.root.classList.toggle("empty", isEmpty);
    this.start.hidden = !isEmpty;
    if (isEmpty) return false;
    this.width ||= this.scroller.clientWidth;
    return this.width > 0; // Else the observer calls when there is one.
  }

  /** Says a sentence to a screen reader once the hands have come to rest. */
  speak(sentence) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => setText(this.spoken, sentence()), SPEAK_AFTER);
  }

  /** Tells Python what is chosen once the hands have come to rest. */
  reportSoon(after = REPORT_AFTER) {
    this.forgetReport();
    this.reporting = setTimeout(() => this.reportChoice(), after);
  }

  /** What was on its way to Python is overtaken. */
  forgetReport() {
    clearTimeout(this.reporting);
    this.reporting = null;
  }

  reportChoice() {
    this.forgetReport();
    this.report("choice", { ...this.choice, version: this.version });
  }

  /**
   * Tells Python something else at once. A choice that still waits goes along: Streamlit keeps one message of
   * a component, and the choice would take its place.
   */
  tell(name, value) {
    if (this.reporting) this.reportChoice();
    this.report(name, value);
  }

  showTip(event, text) {
    this.tip.hidden = text === null;
    if (text === null) return;
    setText(this.tip, text);
    const box = this.tip.offsetParent.getBoundingClientRect();
    this.tip.style.left = `${Math.min(event.clientX - box.left + 14, box.width - this.tip.offsetWidth - 4)}px`;
    this.tip.style.top = `${event.clientY - box.top + 16}px`;
  }

  /** Does what a key stands for in `moves()`: keys by their names, letters in lower case. */
  key(event) {
    if (event.key === "Tab" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation(); // Streamlit has shortcuts of its own on single letters.
    const moves = this.moves();
    const move = moves[event.key] ?? moves[event.key.toLowerCase()];
    if (!move) return;
    event.preventDefault();
    move();
  }

  destroy() {
    for (const timer of [this.reporting, this.speaking, this.stepping]) clearTimeout(timer);
    cancelAnimationFrame(this.pending);
    for (const cleanup of this.cleanups) cleanup();
  }
}

/** What the keys do that go along a row of so many places; `move` goes by a number of them. */
const movesAlong = (count, move) => ({
  ArrowLeft: () => move(-1),
  ArrowRight: () => move(1),
  Home: () => move(-count),
  End: () => move(count),
});

/** What the keys do that go up and down among the units of a place. */
const movesAcross = (move) => ({
  ArrowUp: () => move(-1),
  ArrowDown: () => move(1),
  PageUp: () => move(-UNIT_JUMP),
  PageDown: () => move(UNIT_JUMP),
});

/** A mount for Streamlit: one instrument for each parent element, which it calls again with the same one. */
function mountOf(Kind) {
  const instruments = new WeakMap();
  return (component) => {
    const { parentElement } = component;
    if (!instruments.has(parentElement)) instruments.set(parentElement, new Kind(parentElement));
    const instrument = instruments.get(parentElement);
    instrument.update(component);
    return () => {
      instrument.destroy();
      instruments.delete(parentElement);
    };
  };
}
