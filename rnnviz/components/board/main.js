// The board: what a tool shows, on the columns of the words.

class BoardView extends BoardHands {
  constructor(parent) {
    super(parent, ["start", "axes", "scroller", "spacer", "drawing", "cursor", "heads", "labels", "tip", "twin", "rows", "svg", "png", "spoken"]);
    this.gutter = 0;
    this.toggled = new Set();
    this.on(document, "scroll", () => this.stick(), { capture: true, passive: true }); // Whatever it is that scrolls.
    this.on(this.svg, "click", () => saveBlob(svgBlob(this.file()), `${fileName(this.board.title)}.svg`));
    this.on(this.png, "click", async () => saveBlob(await pngBlob(this.file()), `${fileName(this.board.title)}.png`));
  }

  /** New data from Python. What is chosen stays, unless the program itself chose anew. */
  update({ data, setTriggerValue }) {
    this.report = setTriggerValue;
    const before = this.board;
    this.board = openBoard(data);
    const { size, version, ...chosen } = this.board.view;
    const isOverruled = version !== this.version;
    if (isOverruled) {
      this.forgetReport();
      this.choice = chosen;
    }
    this.version = version;
    this.root.dataset.size = size;
    this.scroller.setAttribute("aria-label", this.board.title);
    this.rows.hidden = !this.board.heats.length;
    this.rebuild();
    if (isOverruled) this.reveal();
    if (before && before.said !== this.board.said) this.speak(() => this.board.said);
    this.root.dataset.title = this.board.title;
    this.root.dataset.read = this.board.words.map(({ text }) => text).join(" "); // For whoever waits for the picture.
  }

  /** What is chosen of what there is. */
  current() {
    const { choice, board } = this;
    const last = board.columns - 1;
    const within = (column) => (column === null || last < 0 ? null : Math.min(column, last));
    const heat = board.heats.find(({ key }) => key === choice.row);
    const hasUnit = heat?.names.includes(choice.unit);
    return {
      column: within(choice.column),
      row: hasUnit ? choice.row : null,
      unit: hasUnit || board.heats.some(({ names }) => names.includes(choice.unit)) ? choice.unit : null,
      first: within(choice.first),
      last: within(choice.last),
    };
  }

  /** Lays everything out anew: other data, size, theme or heats. */
  rebuild() {
    if (!this.hasRoom(!this.board?.columns)) return;
    this.takeTheme();
    this.theme = packColours(this.theme);
    const measure = measureIn(this.measuring, this.theme.font);
    this.layout = layOutBoard(this.board, { ...this.options(), measure });
    this.giveGutter(this.layout.gutter);
    this.paint(measure);
    this.left = Math.max(0, Math.min(this.left, this.layout.total - this.width));
    this.cue();
    this.refresh();
  }

  /** The gutter takes its room from the scroller, whose new width need not be asked for. */
  giveGutter(gutter) {
    this.width += this.gutter - gutter;
    this.gutter = gutter;
  }

  options() {
    return { width: this.width + this.gutter, size: this.root.dataset.size, toggled: this.toggled };
  }

  paint(measure) {
    const { board, layout, theme } = this;
    const scene = { board, layout, theme, measure };
    const { gutter, height, total } = layout;
    const sized = (node, width) => {
      node.setAttribute("width", width);
      node.setAttribute("height", height);
      node.setAttribute("font-family", theme.font);
    };
    sized(this.axes, gutter);
    sized(this.drawing, total);
    setPixels(this.spacer, { width: total, height });
    this.paintHeads(scene);
    this.axes.replaceChildren(...drawGutter(scene));
    this.drawing.replaceChildren(...drawBoard(scene));
    fillBoardLabels(this.labels, scene, (key) => {
      if (!this.toggled.delete(key)) this.toggled.add(key);
      this.rebuild();
    });
  }

  /** The picture as a file, as wide as it is here or as its columns need. */
  file() {
    return boardFile(this.board, this.theme, { ...this.options(), context: this.measuring, choice: this.current() });
  }

  /** After a change of what is chosen or looked at. */
  refresh() {
    if (!this.layout || !this.board.columns) return;
    const choice = this.current();
    placeBoardCursor(this.cursor, this.layout, { ...choice, over: this.over });
    for (const [name, value] of Object.entries(choice)) this.root.dataset[name] = value ?? "";
    this.stick();
    this.refreshTable();
  }

  refreshTable() {
    if (!this.twin.open || !this.board.columns) return;
    const container = this.twin.querySelector(".table");
    const { column, unit } = this.current();
    if (this.tabled?.board !== this.board || this.tabled.unit !== unit) {
      this.tabled = { board: this.board, unit };
      fillBoardTable(container, this.board, { unit });
    }
    markBoardRow(container, column);
  }

  scrolled() {
    this.left = this.scroller.scrollLeft;
    this.stick();
  }

  /** The words once more: they stay in sight where the picture is higher than the window. */
  paintHeads(scene) {
    const words = scene.layout.bands.find((band) => band.kind === "words");
    const [svg] = this.heads.firstElementChild.children;
    svg.setAttribute("font-family", scene.theme.font);
    setPixels(this.heads, { height: words.height + words.y });
    setPixels(this.heads.firstElementChild, { left: this.gutter });
    svg.replaceChildren(drawWords(scene, words));
  }

  stick() {
    if (!this.layout || !this.board.columns) return;
    const [box, own] = [this.scroller.getBoundingClientRect(), this.heads.getBoundingClientRect()];
    const isStuck = own.top > box.top + 2 && own.height < innerHeight / 4;
    this.heads.classList.toggle("stuck", isStuck);
    if (!isStuck) return;
    const [svg, mark] = this.heads.firstElementChild.children;
    const { column, first, last } = this.current();
    const from = column ?? first;
    svg.style.transform = `translateX(${-this.left}px)`;
    mark.hidden = from === null;
    if (from !== null) {
      const { left, width } = markedColumns(this.layout, from, column ?? last);
      setPixels(mark, { left: left - this.left, width });
    }
  }
}

const mountBoard = mountOf(BoardView);

export default function mount(component) {
  return mountBoard(component);
}
