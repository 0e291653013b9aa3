// The stage: what every instrument has. A scroller with the words' columns, a cursor, a tip, a table
// twin; it holds what is chosen, listens, and repaints what changed. A page's own instrument extends it.

class Stage extends Host {
  constructor(parent, names) {
    super(parent, ["scroller", "spacer", "picture", "tracks", "cursor", "labels", "tip", "twin", "spoken", ...names]);
    this.choice = { word: null, unit: null, trace: null }; // As pinned; null leaves it to the instrument.
    this.hovered = null;
    this.toggled = new Set();
    this.listenToScroller();
  }

  /** New data from Python. What is chosen stays, unless the program itself chose anew. */
  update({ data, setTriggerValue }) {
    this.report = setTriggerValue;
    const before = this.reading;
    this.reading = unpack(data);
    const { size, version } = this.reading.view;
    const isOverruled = version !== this.version;
    if (isOverruled) {
      this.forgetReport();
      this.choice = this.takeOver(this.reading.view);
    }
    this.version = version;
    this.root.dataset.size = size;
    const isOther = isOverruled || !isSameReading(before, this.reading); // Else it answers a mere choice.
    if (isOther) {
      this.hovered = null;
      this.pause();
    }
    this.rebuild();
    if (this.choice.word === null || isOverruled) this.reveal();
    if (before && isOther) this.speak(() => spokenVerdict(this.reading));
    this.root.dataset.read = this.reading.columns.at(-1)?.typed ?? ""; // For whoever waits for the picture.
  }

  /** Takes over a view from Python; what of it is a choice. */
  takeOver({ word, unit, trace }) {
    return { word, unit, trace };
  }

  /** What is looked at now: hovered before read step by step before pinned before the last word. */
  current() {
    const { reading } = this;
    const played = this.playing === undefined ? {} : { word: this.playing };
    const asked = { ...this.choice, ...played, ...(this.hovered ?? {}) };
    const last = reading.columns.length - 1;
    const usual = reading.traces.findIndex((trace) => trace.weights);
    const trace = isPlace(asked.trace, reading.traces.length) ? asked.trace : usual;
    const unit = isPlace(asked.unit, reading.traces[trace].units) ? asked.unit : strongest(reading.traces[trace]);
    const word = last < 0 ? null : Number.isInteger(asked.word) ? Math.max(0, Math.min(asked.word, last)) : last;
    return { word, unit, trace, pinned: this.choice.word !== null && !this.hovered && this.playing === undefined };
  }

  /** Lays everything out anew: other data, size, theme or tracks. */
  rebuild() {
    if (!this.reading || !this.width) return;
    this.takeTheme();
    const size = SIZES[this.root.dataset.size] ?? SIZES.normal;
    this.measuring.font = `600 ${size.font}px ${this.theme.font}`;
    this.active = this.current().trace;
    this.layout = this.layOut({
      width: this.width,
      size: this.root.dataset.size,
      active: this.active,
      toggled: this.toggled,
      measure: (text) => this.measuring.measureText(text).width,
    });
    setPixels(this.spacer, { width: this.layout.total, height: this.layout.height });
    this.left = Math.max(0, Math.min(this.left, this.layout.total - this.width));
    this.relabel();
    placeTracks(this.tracks, this.scene());
    this.cue();
    this.repaint();
    this.shown = null;
    this.refresh();
  }

  scene() {
    const { reading, layout, theme, left, width } = this;
    return { reading, layout, theme, left, width };
  }

  /** The lines above the tracks change with few things, so they are mostly left alone. */
  relabel() {
    const { theme, reading, layout } = this;
    const places = layout.bands.map((band) => band.kind === "label" && [band.y, band.height, band.key, band.open, band.note]);
    const wanted = JSON.stringify([theme.name, reading.network, reading.traces.map((trace) => trace.order), places]);
    if (wanted === this.labelled) return;
    this.labelled = wanted;
    fillLabels(this.labels, this.scene(), (key) => {
      if (!this.toggled.delete(key)) this.toggled.add(key);
      this.rebuild();
    });
  }

  repaint() {
    if (this.layout) paint(this.picture, this.scene(), this.painters());
  }

  refreshTable() {
    if (!this.twin.open || !this.reading) return;
    const container = this.twin.querySelector(".table");
    const { word, unit, trace } = this.current();
    if (this.tabled?.reading !== this.reading || this.tabled.unit !== unit || this.tabled.trace !== trace) {
      this.tabled = { reading: this.reading, unit, trace };
      fillTable(container, this.reading, { unit, trace });
    }
    markRow(container, word);
  }

  under(event) {
    return find(this.layout, this.reading, ...this.point(event));
  }

  /** What a value of a track is, in a few words. */
  valueTip({ word, band, unit }) {
    if (unit === null) return null;
    const what = band.trace ? `unit ${unit}` : `dimension ${unit}`;
    return `${this.reading.columns[word].text} · ${what} · ${band.track.label.toLowerCase()} ${written(at(band.track.values, word, unit))}`;
  }

  choose(change) {
    this.pause();
    this.choice = { ...this.choice, ...change };
    this.refresh();
    this.reveal();
    if (this.reading.columns.length) this.speak(() => spokenChoice(this.reading, this.current()));
    this.reportSoon();
  }

  moveWord(by) {
    const { word } = this.current();
    if (word === null) return;
    this.hovered = null;
    this.choose({ word: Math.max(0, Math.min(word + by, this.reading.columns.length - 1)) });
  }

  moveUnit(by) {
    const { unit, trace } = this.current();
    const { rows } = this.reading.traces[trace];
    this.hovered = null;
    this.choose({ unit: rows[Math.max(0, Math.min(rows.indexOf(unit) + by, rows.length - 1))], trace });
  }

  /** What keys do, by their names; letters in lower case. */
  moves() {
    return {
      ...movesAlong(this.reading.columns.length, (by) => this.moveWord(by)),
      ...movesAcross((by) => this.moveUnit(by)),
      l: () => this.choose({ trace: (this.current().trace + 1) % this.reading.traces.length, unit: null }),
      Escape: () => this.choose({ word: null }),
      " ": () => this.play(),
    };
  }

  /** Scrolls sideways so that the chosen word can be seen. */
  reveal() {
    const { word } = this.current();
    if (word === null || !this.layout) return;
    this.bringIntoSight(columnLeft(this.layout, word), this.layout.step);
  }
}

/** Whether the same network has read the same text. */
function isSameReading(one, other) {
  const typed = (reading) => JSON.stringify([reading.network, reading.columns.map((column) => column.typed)]);
  return Boolean(one) && typed(one) === typed(other);
}

const isPlace = (number, count) => Number.isInteger(number) && number >= 0 && number < count;

/** The unit with the greatest weight to the verdict, or the first where none is known. */
function strongest({ weights }) {
  return weights ? weights.reduce((best, weight, unit) => (Math.abs(weight) > Math.abs(weights[best]) ? unit : best), 0) : 0;
}
