// The running network: a picture with the columns of every block, a panel for the step looked at.

const READ_STEP = 150; // Milliseconds a step that only reads, where a writer follows.
const WRITE_STEP = 600;
const TAG_STEP = 450; // A step of a network without a writer.

class Wired extends Host {
  constructor(parent) {
    super(parent, ["player", "listen", "says", "moment", "ranges", "scroller", "spacer", "picture", "tracks", "cursor", "future", "unwritten", "tip", "inspector", "twin", "spoken"]);
    this.melody = new Melody();
    this.pinned = null; // {key of a block, index}; null leaves it to the instrument.
    this.hovered = null;
    this.starter = this.player.querySelector(".play");
    this.act = { move: (by) => this.move(by), force: (number) => this.force(number) };
    this.on(this.starter, "click", () => this.play());
    this.on(this.listen, "click", () => this.playMelody());
    this.listenToScroller();
  }

  /** New data from Python; the step looked at stays where the same is read by the same network. */
  update({ data, setTriggerValue }) {
    this.report = setTriggerValue;
    const before = this.data;
    this.data = openWired(data);
    const { version, size } = this.data.view;
    const isOther = version !== this.version || !isSameInput(before, this.data);
    if (isOther) {
      this.pinned = this.hovered = null;
      this.pause();
    }
    this.version = version;
    this.root.dataset.size = size;
    if (JSON.stringify(before?.notes) !== JSON.stringify(this.data.notes)) {
      this.melody.stop();
      this.sounding = null;
    }
    if (before && before.said !== this.data.said) this.speak(() => this.data.said);
    this.rebuild();
    if (isOther) this.reveal();
    this.root.dataset.network = this.data.network;
    this.root.dataset.read = joinedTexts(this.data); // For whoever waits for the picture.
  }

  get isEmpty() {
    return !this.data?.columns.length;
  }

  /** The column looked at: played before hovered before heard before pinned before the least sure one. */
  current() {
    const last = this.data.columns.length - 1;
    const found = this.playing ?? this.hovered ?? this.sounding ?? this.pinnedNumber() ?? usualColumn(this.data);
    return Math.max(0, Math.min(found, last));
  }

  pinnedNumber() {
    const block = this.data.blocks.find((each) => each.key === this.pinned?.key);
    return block ? block.first + Math.min(this.pinned.index, block.columns.length - 1) : null;
  }

  scene() {
    const { data, layout, theme, left, width, playing } = this;
    return { data, layout, theme, left, width, playing, number: this.current() };
  }

  /** Lays everything out anew: other data, size or theme. */
  rebuild() {
    if (!this.data || !this.width) return;
    this.takeTheme();
    this.root.style.setProperty("--sure", this.theme.gate.at(-2));
    this.root.classList.toggle("empty", this.isEmpty);
    this.root.classList.toggle("alone", this.data.columns.length === 1);
    if (this.isEmpty) return this.clear();
    const size = WIRED_SIZES[this.root.dataset.size] ?? WIRED_SIZES.normal;
    const measure = (text, isSmall = false) => {
      this.measuring.font = `${isSmall ? "" : "700 "}${isSmall ? size.small : size.font}px ${this.theme.font}`;
      return this.measuring.measureText(text).width;
    };
    this.layout = layOutWired(this.data, { width: this.width, size: this.root.dataset.size, measure });
    this.layout.halfOf = (text) => measure(shownSymbol(text), isSpecial(text)) / 2;
    setPixels(this.spacer, { width: this.layout.total, height: this.layout.height });
    this.left = Math.max(0, Math.min(this.left, this.layout.total - this.width));
    this.cue();
    placeHeats(this.tracks, this.scene());
    this.fillRanges();
    this.shown = null;
    this.refresh();
    if (this.twin.open) this.refreshTable();
  }

  /** Nothing to show: the place stays as high as it was. */
  clear() {
    this.layout = null;
    prepare(this.picture, this.width, 1);
    for (const host of [this.tracks, this.cursor, this.inspector]) host.replaceChildren();
    this.future.hidden = this.unwritten.hidden = true;
    delete this.root.dataset.step;
  }

  repaint() {
    if (this.layout) paintWired(this.picture, this.scene());
  }

  /** After a change of the column looked at. */
  refresh() {
    if (!this.layout) return;
    const number = this.current();
    const wanted = JSON.stringify([number, this.playing, this.sounding, this.melody.isPlaying]);
    if (wanted === this.shown) return;
    this.shown = wanted;
    this.repaint();
    placeMarks(this.cursor, this.data, this.layout, number);
    placeCovers(this.future, this.unwritten, this.scene());
    fillWiredPanel(this.inspector, this.data, number, this.act);
    this.fillPlayer(number);
    markRow(this.twin, number - 1); // The first row of other tables is the step before the first.
    const { block, index } = this.data.columns[number];
    this.root.dataset.step = number;
    this.root.dataset.at = `${block.key} ${index}`;
  }

  fillPlayer(number) {
    const { block, index } = this.data.columns[number];
    setText(this.starter, this.playing === undefined ? "▶ Step by step" : "❚❚ Pause");
    this.starter.hidden = this.data.columns.length < 2;
    this.listen.hidden = !this.data.notes?.length;
    setText(this.listen, this.melody.isPlaying ? "■ Stop" : "♪ Play");
    setText(this.says, resultSoFar(this.data, this.playing));
    setText(this.moment, this.playing === undefined ? "" : `${block.title}: ${index + 1} of ${block.columns.length}`);
  }

  /** The colours of the picture with their ranges. */
  fillRanges() {
    const writes = this.data.columns.some((column) => column.answer);
    const { key, layers } = this.data.blocks.at(-1); // Where another part has another range, it stands above its track.
    const [low, high] = rangeOf(layers[0]);
    const ranges = [[`${key === "eyes" ? "output" : "state"} ${low}`, this.theme[layers[0].kind], high], writes ? [this.data.attention ? "probability, attention 0" : "probability 0", this.theme.gate, "1"] : null];
    this.ranges.replaceChildren(
      ...ranges.filter(Boolean).map(([low, colours, high]) => {
        const bar = element("i", "bar");
        bar.style.background = `linear-gradient(to right, ${colours.join(", ")})`;
        return element("span", "scale", null, [element("i", "", low), bar, element("i", "", high)]);
      }),
    );
  }

  refreshTable() {
    if (!this.twin.open || this.isEmpty) return;
    fillWiredTable(this.twin.querySelector(".table"), this.data);
    markRow(this.twin, this.current() - 1);
  }

  under(event) {
    return underPoint(this.data, this.layout, ...this.point(event));
  }

  hover(event) {
    if (!this.layout || event.pointerType === "touch" || this.playing !== undefined) return;
    const found = this.under(event);
    if (found.number === null) return this.leave();
    this.hovered = found.number;
    this.refresh();
    this.showTip(event, this.tipOf(found));
  }

  /** What lies under the pointer, in a few words: a weight of the matrix, or the value of a unit. */
  tipOf({ number, written: step, read, layer, unit }) {
    if (read !== undefined) {
      const wrote = shownSymbol(this.data.writer.answers[step]?.symbol ?? "");
      return `“${wrote}” looked at “${shownSymbol(this.data.blocks[0].columns[read].text)}”: ${finePercent(looked(this.data, step, read))}`;
    }
    if (!layer) return null;
    return `unit ${unit} · ${written(at(layer.track.values, this.data.columns[number].index, unit))}`;
  }

  leave() {
    this.tip.hidden = true;
    if (this.hovered === null) return;
    this.hovered = null;
    this.refresh();
  }

  /** A click pins a step; a second one lets go. */
  click(event) {
    if (!this.layout) return;
    const { number } = this.under(event);
    if (number === null) return;
    this.pause();
    this.hovered = null;
    this.pin(number === this.pinnedNumber() ? null : number);
  }

  pin(number) {
    const column = number === null ? null : this.data.columns[number];
    this.pinned = column && { key: column.block.key, index: column.index };
    this.refresh();
    this.reveal();
    this.speak(() => spokenColumn(this.data, this.current()));
  }

  move(by) {
    if (!this.layout) return;
    const from = this.current();
    this.pause();
    this.hovered = null;
    this.pin(Math.max(0, Math.min(from + by, this.data.columns.length - 1)));
  }

  moves() {
    return {
      ...movesAlong(this.data?.columns.length ?? 0, (by) => this.move(by)),
      Escape: () => { this.pause(); this.pin(null); },
      " ": () => this.play(),
    };
  }

  /** Makes the writer write something else at this step, or lets it choose again. */
  force(number) {
    const column = this.data.columns[this.current()];
    this.pinned = { key: column.block.key, index: column.index };
    this.tell("force", { step: column.index, number, version: this.version });
  }

  /** Reads and writes step by step, what is to come covered; a second call stops there. */
  play() {
    if (!this.layout) return;
    if (this.playing !== undefined) {
      const number = this.playing;
      this.pause();
      return this.pin(number);
    }
    this.stopMelody();
    this.hovered = null;
    const hasWriter = this.data.blocks.some((block) => block.key === "writer");
    this.playFrom(0, 1, (number) => {
      const column = this.data.columns[number];
      return column && (column.block.key === "writer" ? WRITE_STEP : hasWriter ? READ_STEP : TAG_STEP);
    });
  }

  playMelody() {
    if (this.melody.isPlaying) return this.stopMelody();
    this.pause();
    const block = this.data.blocks.at(-1);
    this.melody.play(this.data.notes, this.data.eighth, (step) => {
      this.sounding = step === null ? null : block.first + step;
      this.refresh();
      this.reveal();
    });
    this.refresh();
  }

  stopMelody() {
    this.melody.stop();
    this.sounding = null;
    this.refresh();
  }

  /** Scrolls sideways so that the column looked at can be seen. */
  reveal() {
    if (!this.layout) return;
    const number = this.current();
    this.bringIntoSight(leftOf(this.layout, number), placeOf(this.layout, number).step);
  }

  destroy() {
    this.melody.destroy();
    super.destroy();
  }
}

const mountWired = mountOf(Wired);

export default function mount(component) {
  return mountWired(component);
}
