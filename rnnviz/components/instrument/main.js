// The instrument: holds what is chosen, listens, and repaints what changed.

const INSTRUMENTS = new WeakMap(); // By parent element: Streamlit calls again with the same one.
const REPORT_AFTER = 250; // Milliseconds of rest before a choice goes to the address bar.
const SPEAK_AFTER = 350;
const PLAY_STEP = 750; // Milliseconds a word while the sentence is read step by step.

class Instrument {
  constructor(parent) {
    this.root = parent.querySelector(".instrument");
    const part = (name) => this.root.querySelector(`.${name}`);
    this.scroller = part("scroller");
    this.spacer = part("spacer");
    this.picture = part("picture");
    this.headline = part("headline");
    this.tracks = part("tracks");
    this.future = part("future");
    this.cursor = part("cursor");
    this.labels = part("labels");
    this.tip = part("tip");
    this.panel = part("inspector");
    this.twin = part("twin");
    this.spokenText = part("spoken");
    this.choice = { word: null, unit: null, trace: null }; // As pinned; word null follows the typing.
    this.hovered = null;
    this.toggled = new Set();
    this.actions = {
      moveWord: (by) => this.moveWord(by),
      moveUnit: (by) => this.moveUnit(by),
      play: () => this.play(),
      chooseWord: (word) => this.choose({ word }),
      unfold: () => this.panel.classList.toggle("unfolded"),
    };
    this.measuring = document.createElement("canvas").getContext("2d");
    this.listen();
  }

  listen() {
    this.cleanups = [];
    const on = (target, name, handler, options) => {
      target.addEventListener(name, handler, options);
      this.cleanups.push(() => target.removeEventListener(name, handler, options));
    };
    on(this.scroller, "scroll", () => this.scrolled(), { passive: true });
    on(this.scroller, "pointermove", (event) => this.hover(event));
    on(this.scroller, "pointerleave", () => this.leave());
    on(this.scroller, "click", (event) => this.click(event));
    on(this.scroller, "keydown", (event) => this.key(event));
    on(this.twin, "toggle", () => this.refreshTable());
    on(this.root, "transitionend", (event) => event.target === this.root && this.rebuild()); // Theme changed.
    // Kept, because asking the page for them after a change makes it lay everything out anew.
    this.width = this.scroller.clientWidth;
    this.left = this.scroller.scrollLeft;
    const resize = new ResizeObserver(([entry]) => {
      if (entry.contentRect.width === this.width) return;
      this.width = entry.contentRect.width;
      this.rebuild();
    });
    resize.observe(this.scroller);
    this.cleanups.push(() => resize.disconnect());
  }

  /** New data from Python. The choice stays, unless Python says that the page was opened anew. */
  update({ data, setStateValue }) {
    this.report = setStateValue;
    this.reading = unpack(data);
    this.adopt(this.reading.view);
    this.root.dataset.size = this.reading.view.size;
    if (this.network !== this.reading.network) {
      if (this.network) this.choice = { ...this.choice, unit: null, trace: null };
      this.network = this.reading.network;
    }
    this.hovered = null;
    this.pause();
    this.rebuild();
    this.follow();
    this.root.dataset.read = this.reading.columns.at(-1)?.typed ?? ""; // For whoever waits for the picture.
  }

  /** Takes over what the address says, if Python changed it: at the start, by a link, by an example. */
  adopt({ word, unit, trace }) {
    const named = JSON.stringify({ word, unit, trace });
    if (named !== this.named && named !== this.reported) this.choice = { word, unit, trace };
    this.named = named;
  }

  /** What is looked at now: hovered before pinned before the last word. */
  current() {
    const { reading } = this;
    const asked = { ...this.choice, ...(this.playing === undefined ? {} : { word: this.playing }), ...(this.hovered ?? {}) };
    const last = reading.columns.length - 1;
    const count = reading.traces.length;
    const usual = reading.traces.findIndex((trace) => trace.weights);
    const trace = Number.isInteger(asked.trace) && asked.trace >= 0 && asked.trace < count ? asked.trace : usual;
    const { units, weights } = reading.traces[trace];
    const strongest = weights ? weights.reduce((best, weight, unit) => (Math.abs(weight) > Math.abs(weights[best]) ? unit : best), 0) : 0;
    const unit = Number.isInteger(asked.unit) && asked.unit >= 0 && asked.unit < units ? asked.unit : strongest;
    const word = last < 0 ? null : Number.isInteger(asked.word) ? Math.max(0, Math.min(asked.word, last)) : last;
    return { word, unit, trace };
  }

  rebuild() {
    if (!this.reading || !this.width) return;
    this.theme = readTheme(this.root);
    this.root.style.setProperty("--positive", this.theme.positive);
    this.root.style.setProperty("--negative", this.theme.negative);
    const size = SIZES[this.root.dataset.size] ?? SIZES.normal;
    this.measuring.font = `600 ${size.font}px ${this.theme.font}`;
    this.active = this.current().trace;
    this.layout = layOut(this.reading, {
      width: this.width,
      size: this.root.dataset.size,
      active: this.active,
      toggled: this.toggled,
      measure: (text) => this.measuring.measureText(text).width,
    });
    setPixels(this.spacer, { width: this.layout.total, height: this.layout.height });
    this.left = Math.max(0, Math.min(this.left, this.layout.total - this.width));
    this.placeLabels();
    placeTracks(this.tracks, { layout: this.layout, theme: this.theme });
    this.repaint();
    this.refresh();
  }

  scrolled() {
    this.left = this.scroller.scrollLeft;
    this.pending ??= requestAnimationFrame(() => {
      this.pending = null;
      this.repaint();
    });
  }

  repaint() {
    if (!this.layout) return;
    const { reading, layout, theme } = this;
    paint(this.picture, { reading, layout, theme, left: this.left, width: this.width });
  }

  /** After a change of choice: cursor, inspector, table, spoken sentence. */
  refresh() {
    const choice = this.current();
    if (choice.trace !== this.active && !this.hovered) return this.rebuild();
    if (this.layout) placeCursor(this.cursor, this.layout, choice);
    this.coverFuture();
    fillHeadline(this.headline, this.reading, this.playing, this.actions);
    inspect(this.panel, this.reading, choice, this.actions);
    for (const chip of this.panel.querySelectorAll(".swatch")) {
      const track = { kind: chip.classList.contains("gate") ? "gate" : "signed", limit: 1 };
      const value = Number(chip.dataset.value);
      chip.style.background = colourOf(this.theme, track, value);
      chip.style.color = Math.abs(value) > 0.45 ? this.theme.background : this.theme.text;
    }
    this.refreshTable();
    clearTimeout(this.speaking);
    if (!this.hovered) this.speaking = setTimeout(() => (this.spokenText.textContent = spoken(this.reading, choice)), SPEAK_AFTER);
  }

  refreshTable() {
    if (this.twin.open && this.reading) fillTable(this.twin.querySelector(".table"), this.reading, this.current());
  }

  placeLabels() {
    const { reading, theme } = this;
    const wanted = JSON.stringify([
      theme.name,
      reading.network,
      reading.unitOrder,
      this.layout.bands.map((band) => band.kind === "label" && [band.y, band.height, band.key, band.open]),
    ]);
    if (wanted === this.labelled) return;
    this.labelled = wanted;
    const labels = this.layout.bands.filter((band) => band.kind === "label").map((band) => {
      const label = element("div", "label");
      label.style.top = `${band.y}px`;
      label.style.height = `${band.height}px`;
      if (!band.track) {
        label.append(element("strong", "", band.text), element("span", "note", band.note));
        return label;
      }
      const { track } = band;
      const button = element("button", "toggle", null, [
        element("strong", "", track.label),
        element("em", "", track.letter),
        element("span", "twist", track.name === "embedding" ? (band.open ? "hide" : "show") : band.open ? "smaller" : "larger"),
      ]);
      button.type = "button";
      button.title = track.meaning;
      button.setAttribute("aria-expanded", String(band.open));
      button.onclick = () => this.toggle(band.key);
      const scale = element("span", `scale ${track.kind}`, null, [
        element("i", "", track.kind === "gate" ? "0" : `${track.bounded ? "" : "≤ "}${MINUS}${track.limit}`),
        element("i", "bar"),
        element("i", "", `${track.bounded ? "" : "≥ "}${track.limit}`),
      ]);
      scale.querySelector(".bar").style.background = `linear-gradient(to right, ${theme[track.kind].join(", ")})`;
      const title = band.trace ? traceTitle(reading, band.trace) : "";
      const where = band.trace?.direction === "backward" ? `${title}, over the whole sentence` : title;
      const rows = track.name === "hidden_state" ? `rows: ${reading.unitOrder.toLowerCase()}` : "";
      const notes = [where, rows].filter(Boolean).join(" · ");
      const note = notes ? [element("span", "note", notes)] : [];
      label.append(button, scale, ...note);
      return label;
    });
    refill(this.labels, labels);
  }

  toggle(key) {
    if (!this.toggled.delete(key)) this.toggled.add(key);
    this.rebuild();
  }

  under(event) {
    const box = this.spacer.getBoundingClientRect();
    return find(this.layout, this.reading, event.clientX - box.left, event.clientY - box.top);
  }

  hover(event) {
    if (!this.layout || event.pointerType === "touch") return;
    const found = this.under(event);
    if (found.word === null) return this.leave();
    this.hovered = this.chosenBy(found);
    this.refresh();
    this.showTip(event, found);
  }

  leave() {
    this.tip.hidden = true;
    if (!this.hovered) return;
    this.hovered = null;
    this.refresh();
  }

  /** What a place stands for: a word, in a track also its unit and trace. */
  chosenBy({ word, band, unit }) {
    const chosen = { word };
    if (band?.kind === "cells") chosen.trace = band.index;
    if (unit !== null && band.trace) Object.assign(chosen, { unit, trace: band.index });
    if (chosen.trace !== undefined && chosen.trace !== this.current().trace && unit === null) chosen.unit = null;
    return chosen;
  }

  showTip(event, { word, band, unit }) {
    const show = unit !== null && word !== null;
    this.tip.hidden = !show;
    if (!show) return;
    const value = at(band.track.values, word, unit);
    const what = band.trace ? `unit ${unit}` : `dimension ${unit}`;
    this.tip.textContent = `${this.reading.columns[word].text} · ${what} · ${band.track.label.toLowerCase()} ${written(value)}`;
    const box = this.tip.offsetParent.getBoundingClientRect();
    const x = event.clientX - box.left;
    this.tip.style.left = `${Math.min(x + 14, box.width - this.tip.offsetWidth - 4)}px`;
    this.tip.style.top = `${event.clientY - box.top + 16}px`;
  }

  click(event) {
    const found = this.under(event);
    if (found.word === null) return;
    this.hovered = null;
    this.choose(this.chosenBy(found));
  }

  /** Reads the sentence word by word, what is to come covered; a second call stops. */
  play() {
    if (this.playing !== undefined) {
      this.choose({ word: this.playing });
      return;
    }
    const step = () => {
      const next = (this.playing ?? -1) + 1;
      if (next >= this.reading.columns.length) {
        this.pause();
        this.refresh();
        return;
      }
      this.playing = next;
      this.refresh();
      this.reveal();
      this.stepping = setTimeout(step, PLAY_STEP);
    };
    this.hovered = null;
    step();
  }

  pause() {
    clearTimeout(this.stepping);
    this.playing = undefined;
  }

  /** While the sentence is read step by step, words that are still to come are faint. */
  coverFuture() {
    const hidden = this.playing === undefined || !this.layout;
    if (this.future.hidden !== hidden) this.future.hidden = hidden;
    if (!hidden) setPixels(this.future, { left: columnLeft(this.layout, this.playing + 1) });
  }

  choose(change) {
    this.pause();
    this.choice = { ...this.choice, ...change };
    this.refresh();
    this.reveal();
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.tell(), REPORT_AFTER);
  }

  /** Tells Python what is pinned, so that the address can name it. */
  tell() {
    const { word } = this.choice;
    const settled = this.current();
    const chosen = {
      word: word === null ? null : settled.word,
      unit: this.choice.unit === null ? null : settled.unit,
      trace: this.choice.trace === null ? null : settled.trace,
    };
    this.reported = JSON.stringify(chosen);
    this.report("choice", chosen);
  }

  moveWord(by) {
    const { word } = this.current();
    if (word === null) return;
    this.hovered = null;
    this.choose({ word: Math.max(0, Math.min(word + by, this.reading.columns.length - 1)) });
  }

  moveUnit(by) {
    const { unit, trace } = this.current();
    const { order } = this.reading.traces[trace];
    const row = Math.max(0, Math.min(order.indexOf(unit) + by, order.length - 1));
    this.hovered = null;
    this.choose({ unit: order[row], trace });
  }

  key(event) {
    if (event.key === "Tab" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation(); // Streamlit has shortcuts of its own on single letters.
    const count = this.reading.columns.length;
    const moves = {
      ArrowLeft: () => this.moveWord(-1),
      ArrowRight: () => this.moveWord(1),
      ArrowUp: () => this.moveUnit(-1),
      ArrowDown: () => this.moveUnit(1),
      PageUp: () => this.moveUnit(-8),
      PageDown: () => this.moveUnit(8),
      Home: () => this.moveWord(-count),
      End: () => this.moveWord(count),
      l: () => this.choose({ trace: (this.current().trace + 1) % this.reading.traces.length, unit: null }),
      Escape: () => this.choose({ word: null }),
      " ": () => this.play(),
    };
    const move = moves[event.key] ?? moves[event.key.toLowerCase()];
    if (!move) return;
    event.preventDefault();
    move();
  }

  /** Scrolls sideways so that the chosen word can be seen. */
  reveal() {
    const { word } = this.current();
    if (word === null || !this.layout) return;
    const left = columnLeft(this.layout, word);
    const { step } = this.layout;
    if (left < this.left) this.scroller.scrollLeft = left - step;
    else if (left + step > this.left + this.width) this.scroller.scrollLeft = left + 2 * step - this.width;
  }

  follow() {
    if (this.choice.word === null) this.reveal();
  }

  destroy() {
    this.pause();
    clearTimeout(this.reporting);
    clearTimeout(this.speaking);
    cancelAnimationFrame(this.pending);
    for (const cleanup of this.cleanups) cleanup();
  }
}

export default function mount(component) {
  const { parentElement } = component;
  if (!INSTRUMENTS.has(parentElement)) INSTRUMENTS.set(parentElement, new Instrument(parentElement));
  const instrument = INSTRUMENTS.get(parentElement);
  instrument.update(component);
  return () => {
    instrument.destroy();
    INSTRUMENTS.delete(parentElement);
  };
}
