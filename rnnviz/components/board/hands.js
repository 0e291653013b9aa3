// The hands on a board: what pointers and keys choose. The board itself extends it, and draws.

const HOLD = 450; // Milliseconds that a finger rests on a word.
const NOTHING_CHOSEN = { column: null, row: null, unit: null, first: null, last: null };
const spanOf = (one, other) => ({ first: Math.min(one, other), last: Math.max(one, other), column: null });

class BoardHands extends Host {
  constructor(parent, names) {
    super(parent, names);
    this.choice = NOTHING_CHOSEN;
    this.over = null; // The column below the pointer.
    this.listenToScroller();
    this.on(this.scroller, "pointerdown", (event) => this.press(event));
    this.on(this.scroller, "pointerup", () => this.release());
    this.on(this.scroller, "pointercancel", () => this.release());
  }

  under(event) {
    const box = this.spacer.getBoundingClientRect();
    return underBoard(this.layout, event.clientX - box.left, event.clientY - box.top);
  }

  hover(event) {
    if (!this.layout || !this.board.columns || event.pointerType === "touch") return;
    const found = this.under(event);
    if (this.pressed && event.buttons) return this.drag(found, event);
    this.pressed = null; // Let go outside.
    this.over = found.column;
    this.refresh();
    this.showTip(event, found.column === null ? null : placeTip(this.board, found));
  }

  leave() {
    this.tip.hidden = true;
    if (this.over === null) return;
    this.over = null;
    this.refresh();
  }

  /** A press on a row of words, or on what is said of some of them, begins a span. A finger scrolls; held on a word it ends a span there. */
  press(event) {
    this.dragged = false;
    if (!this.layout || event.button || event.shiftKey) return;
    const { column, isHead } = this.under(event);
    if (column === null || !isHead) return;
    if (event.pointerType !== "touch") this.pressed = { column };
    else this.holding = setTimeout(() => this.hold(column), HOLD);
  }

  hold(column) {
    this.dragged = true; // The click that follows is none.
    this.stretchTo(column);
  }

  drag({ column }, event) {
    if (column === null || (column === this.pressed.column && !this.dragged)) return;
    this.scroller.setPointerCapture(event.pointerId);
    this.dragged = true;
    this.tip.hidden = true;
    this.over = null;
    this.choose(spanOf(this.pressed.column, column), column);
  }

  release() {
    this.pressed = null;
    clearTimeout(this.holding);
  }

  /** A span from the chosen word, or from the end that stays, to this one. */
  stretchTo(column) {
    this.anchor ??= this.current().first ?? this.current().column ?? column;
    this.choose(spanOf(this.anchor, column), column);
  }

  click(event) {
    if (this.dragged) return (this.dragged = false); // The end of a drag is no click.
    if (!this.layout || !this.board.columns) return;
    const { column, row, name } = this.under(event);
    if (column === null) return;
    const now = this.current();
    if (event.shiftKey) return this.stretchTo(column);
    this.anchor = null;
    const unit = name === null || row?.kind !== "heat" ? {} : { row: row.key, unit: name };
    const isAgain = now.column === column && name === null && now.first === null;
    this.choose({ column: isAgain ? null : column, first: null, last: null, ...unit }, column);
  }

  /** @param shown the column that should be in sight */
  choose(change, shown = null) {
    this.choice = { ...this.current(), ...change };
    this.refresh();
    if (shown !== null) this.reveal(shown);
    this.speak(() => spokenPlace(this.board, this.current()));
    this.reportSoon();
  }

  move(by) {
    if (!this.board.columns) return;
    const { column } = this.current();
    const from = column ?? (by > 0 ? -1 : this.board.columns);
    const to = Math.max(0, Math.min(from + by, this.board.columns - 1));
    this.anchor = null;
    this.choose({ column: to, first: null, last: null }, to);
  }

  /** Makes the span longer or shorter at the end that was moved last. */
  stretch(by) {
    if (!this.board.columns) return;
    const { column, first, last } = this.current();
    this.anchor ??= first ?? column ?? 0;
    const end = first === null ? this.anchor : this.anchor === first ? last : first;
    const to = Math.max(0, Math.min(end + by, this.board.columns - 1));
    this.choose(spanOf(this.anchor, to), to);
  }

  /** The next row of the heat; from the last one of a heat to the first of the next. */
  moveUnit(by) {
    const places = this.board.heats.flatMap(({ key, names }) => names.map((unit) => ({ row: key, unit })));
    if (!places.length) return;
    const { row, unit } = this.current();
    const at = places.findIndex((place) => place.row === row && place.unit === unit);
    const to = at < 0 ? 0 : Math.max(0, Math.min(at + by, places.length - 1));
    this.choose({ column: this.current().column ?? 0, ...places[to] });
  }

  /** The same unit in the next heat, or the first one where it has none of that name. */
  nextHeat() {
    const { heats } = this.board;
    if (!heats.length) return;
    const { row, unit, column } = this.current();
    const heat = heats[(heats.findIndex(({ key }) => key === row) + 1) % heats.length];
    this.choose({ column: column ?? 0, row: heat.key, unit: heat.names.includes(unit) ? unit : heat.names[0] });
  }

  key(event) {
    const stretches = { ArrowLeft: -1, ArrowRight: 1, Home: -this.board.columns, End: this.board.columns };
    if (!event.shiftKey || !(event.key in stretches)) return super.key(event);
    event.preventDefault();
    event.stopPropagation();
    this.stretch(stretches[event.key]);
  }

  moves() {
    return {
      ...movesAlong(this.board.columns, (by) => this.move(by)),
      ...movesAcross((by) => this.moveUnit(by)),
      l: () => this.nextHeat(),
      Escape: () => this.clear(),
    };
  }

  clear() {
    this.anchor = null;
    this.choose(NOTHING_CHOSEN);
  }

  /** Scrolls sideways so that a column can be seen. */
  reveal(column = this.current().column) {
    if (column === null || !this.layout) return;
    this.bringIntoSight(boardLeft(this.layout, column), this.layout.step, boardLeft(this.layout, column + 1));
  }
}
