// Pixels: a small picture that is drawn by hand, one letter a square.

const INKS = [["r", "Red"], ["g", "Green"], ["b", "Blue"], ["y", "Yellow"], [".", "Erase"]];
const SEND_AFTER = 150; // Milliseconds after a change; while one draws it is sent as often.
const LARGEST_BOARD = 288; // Pixels.

class Pixels extends Host {
  constructor(parent) {
    super(parent, ["board", "picture", "cursor", "colours", "spoken"]);
    this.chosen = "r";
    this.place = [0, 0]; // Of the keyboard: row and column.
    this.waiting = []; // Texts that were sent and did not come back yet.
    this.on(this.board, "pointerdown", (event) => this.begin(event));
    this.on(this.board, "pointermove", (event) => this.drawing && this.draw(event));
    for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) this.on(this.board, kind, () => (this.drawing = null));
    this.on(this.board, "keydown", (event) => this.key(event));
    this.on(this.board, "focus", () => this.refresh());
    this.on(this.board, "blur", () => this.refresh());
    this.choices = INKS.map(([letter, name]) => this.choiceOf(letter, name));
    this.clearing = button("play clear", "Clear", null, () => this.clear());
    this.colours.append(...this.choices, this.clearing);
    this.watch(this.root);
  }

  choiceOf(letter, name) {
    const choice = button("ink", null, null, () => this.choose(letter));
    choice.append(element("i", "", letter === "." ? "×" : null), element("span", "", name));
    choice.dataset.ink = letter;
    return choice;
  }

  /** A picture from Python is taken over, unless it is an echo of what was drawn here. */
  update({ data, setTriggerValue }) {
    this.report = setTriggerValue;
    const { text, size } = data;
    const echo = this.waiting.indexOf(text);
    if (echo >= 0) this.waiting.splice(0, echo + 1);
    else if (text !== this.given || size !== this.size) {
      clearTimeout(this.reporting);
      this.reporting = undefined;
      this.waiting = [];
      this.size = size;
      this.squares = [...text.padEnd(size * size, ".").slice(0, size * size)];
    }
    this.given = text;
    this.rebuild();
  }

  rebuild() {
    if (!this.squares || !this.width) return;
    this.takeTheme();
    this.one = Math.floor(Math.min(LARGEST_BOARD, this.width - 2) / this.size);
    setPixels(this.board, { width: this.one * this.size + 1, height: this.one * this.size + 1 });
    this.choices.forEach((choice) => {
      const colour = this.theme.picture["rgby".indexOf(choice.dataset.ink)];
      if (colour) choice.firstChild.style.background = colour;
    });
    this.repaint();
    this.refresh();
  }

  repaint() {
    const { one, size, theme } = this;
    const wide = one * size + 1;
    const context = prepare(this.picture, wide, wide);
    context.fillStyle = theme.raised;
    context.fillRect(0, 0, wide, wide);
    this.squares.forEach((letter, place) => {
      const colour = theme.picture["rgby".indexOf(letter)];
      if (!colour) return;
      context.fillStyle = colour;
      context.fillRect((place % size) * one, Math.floor(place / size) * one, one, one);
    });
    context.fillStyle = theme.background;
    for (let line = 1; line < size; line++) {
      context.fillRect(line * one, 0, 1, wide);
      context.fillRect(0, line * one, wide, 1);
    }
    this.root.dataset.read = this.squares.join(""); // For whoever waits for the picture.
  }

  /** The cell of the keyboard, and which colour is chosen. */
  refresh() {
    const [cell] = this.cursor.children;
    const [row, column] = this.place;
    cell.hidden = this.board.getRootNode().activeElement !== this.board || !this.byKeys;
    setPixels(cell, { left: column * this.one, top: row * this.one, width: this.one + 1, height: this.one + 1 });
    for (const choice of this.choices) {
      const isChosen = choice.dataset.ink === this.chosen;
      choice.setAttribute("aria-pressed", String(isChosen));
      choice.classList.toggle("chosen", isChosen);
    }
  }

  choose(letter) {
    this.chosen = letter;
    this.refresh();
  }

  begin(event) {
    if (event.button !== 0 || !this.squares) return;
    event.preventDefault();
    this.board.focus({ preventScroll: true });
    this.byKeys = false;
    this.drawing = null;
    this.board.setPointerCapture(event.pointerId);
    this.drawing = this.squareAt(event);
    this.draw(event);
  }

  squareAt(event) {
    const box = this.picture.getBoundingClientRect();
    return [event.clientY - box.top, event.clientX - box.left].map((distance) => Math.floor(distance / this.one));
  }

  /** Fills every square between the last place of the pointer and this one: a quick hand leaves no gaps. */
  draw(event) {
    const to = this.squareAt(event);
    const [row, column] = this.drawing;
    const steps = Math.max(1, Math.abs(to[0] - row), Math.abs(to[1] - column));
    for (let n = 0; n <= steps; n++) {
      const share = n / steps;
      this.set([Math.round(row + (to[0] - row) * share), Math.round(column + (to[1] - column) * share)], this.chosen);
    }
    this.drawing = to;
    this.place = to.map((each) => Math.max(0, Math.min(each, this.size - 1)));
    this.refresh();
  }

  set([row, column], letter) {
    if (row < 0 || column < 0 || row >= this.size || column >= this.size) return;
    const place = row * this.size + column;
    if (this.squares[place] === letter) return;
    this.squares[place] = letter;
    this.repaint();
    this.sendSoon();
  }

  /** Sends at most every so often, the last state always. */
  sendSoon() {
    this.reporting ??= setTimeout(() => {
      this.reporting = undefined;
      const text = this.squares.join("");
      if (text === (this.waiting.at(-1) ?? this.given)) return;
      this.waiting.push(text);
      this.report("picture", text);
    }, SEND_AFTER);
  }

  clear() {
    this.squares.fill(".");
    this.repaint();
    this.sendSoon();
    this.speak(() => "Cleared.");
  }

  go(down, along) {
    this.byKeys = true;
    const within = (value) => Math.max(0, Math.min(value, this.size - 1));
    this.place = [within(this.place[0] + down), within(this.place[1] + along)];
    this.refresh();
    this.say();
  }

  put(letter) {
    this.byKeys = true;
    if (letter !== ".") this.chosen = letter;
    this.set(this.place, letter);
    this.refresh();
    this.say();
  }

  say() {
    const [row, column] = this.place;
    const letter = this.squares[row * this.size + column];
    const name = letter === "." ? "empty" : INKS.find(([each]) => each === letter)[1].toLowerCase();
    this.speak(() => `Row ${row + 1}, column ${column + 1}: ${name}.`);
  }

  moves() {
    const inks = Object.fromEntries(INKS.map(([letter]) => [letter, () => this.put(letter)]));
    return {
      ...inks,
      ArrowUp: () => this.go(-1, 0),
      ArrowDown: () => this.go(1, 0),
      ArrowLeft: () => this.go(0, -1),
      ArrowRight: () => this.go(0, 1),
      Delete: () => this.put("."),
      Backspace: () => this.put("."),
      " ": () => this.put(this.chosen),
    };
  }
}

const mountPixels = mountOf(Pixels);

export default function mount(component) {
  return mountPixels(component);
}
