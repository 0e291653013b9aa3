// Explore: a stage with a headline above and an inspector beside it.

const PLAY_STEP = 750; // Milliseconds a word while the sentence is read step by step.
const PAINTERS = { words: paintWords, cells: paintCells, verdict: paintVerdict };

class Explorer extends Stage {
  constructor(parent) {
    super(parent, ["headline", "future", "inspector"]);
    this.actions = {
      moveWord: (by) => this.moveWord(by),
      moveUnit: (by) => this.moveUnit(by),
      unpin: () => this.choose({ word: null }),
    };
    this.on(this.headline.querySelector(".play"), "click", () => this.play());
    this.on(this.headline.querySelector(".turn"), "click", () => this.choose({ word: this.reading.turningPoint }));
  }

  layOut(options) {
    return layOut(this.reading, options);
  }

  painters() {
    return PAINTERS;
  }

  /** After a change of choice: cursor, headline, inspector, table. */
  refresh() {
    const choice = this.current();
    const wanted = JSON.stringify([choice, this.playing]);
    if (wanted === this.shown) return;
    if (choice.trace !== this.active && !this.hovered) return this.rebuild();
    this.shown = wanted;
    placeCursor(this.cursor, this.layout, choice);
    this.future.hidden = this.playing === undefined;
    if (this.playing !== undefined) setPixels(this.future, { left: columnLeft(this.layout, this.playing + 1) });
    fillHeadline(this.headline, this.reading, this.playing);
    inspect(this.inspector, this.theme, this.reading, choice, this.actions);
    this.refreshTable();
  }

  hover(event) {
    if (!this.layout || event.pointerType === "touch") return;
    const found = this.under(event);
    if (found.word === null) return this.leave();
    this.hovered = chosenBy(found, this.current().trace);
    this.refresh();
    this.showTip(event, this.valueTip(found));
  }

  leave() {
    this.tip.hidden = true;
    if (!this.hovered) return;
    this.hovered = null;
    this.refresh();
  }

  /** A click pins; a second one on the pinned word, outside the tracks, lets go. */
  click(event) {
    const found = this.under(event);
    if (found.word === null) return;
    this.hovered = null;
    const again = found.unit === null && found.band?.kind !== "cells" && this.choice.word === found.word;
    this.choose(again ? { word: null } : chosenBy(found, this.current().trace));
  }

  /** Reads the sentence word by word, what is to come covered; a second call stops at the word. */
  play() {
    if (this.playing !== undefined) return this.choose({ word: this.playing });
    if (!this.reading.columns.length) return;
    this.hovered = null;
    this.playFrom(0, 1, (word) => word < this.reading.columns.length && PLAY_STEP);
  }
}

/** What a place stands for: a word, among the cells also their trace, in a track its unit and trace. */
function chosenBy({ word, band, unit }, trace) {
  if (unit !== null && band.trace) return { word, unit, trace: band.index };
  if (band?.kind === "cells" && band.index !== trace) return { word, unit: null, trace: band.index };
  return { word };
}

const mountExplorer = mountOf(Explorer);

export default function mount(component) {
  return mountExplorer(component);
}
