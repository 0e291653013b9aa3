// The panel of the laboratory: its knobs as fields of the page. Nothing here knows what they are good for.

/** A slider and a field for the same number. */
class LabSlider {
  constructor({ name, label, says, least, most, step }, turn) {
    this.step = step;
    const id = `lab-${name}`;
    this.range = Object.assign(element("input"), { type: "range", min: least, max: most, step, id });
    this.field = Object.assign(element("input"), { type: "number", min: least, max: most, step, required: true });
    this.field.setAttribute("aria-label", `${label}, as a number`);
    const title = Object.assign(element("label", "name", label), { htmlFor: id, title: says });
    this.node = element("div", "knob", null, [title, this.field, this.range]);
    this.node.title = says;
    this.range.oninput = () => this.moved(Number(this.range.value), turn);
    this.field.oninput = () => this.field.checkValidity() && this.moved(Number(this.field.value), turn);
    this.field.onchange = () => this.show(this.value); // What was no number of this knob is taken back.
    for (const kind of ["pointerdown", "touchstart"]) this.range.addEventListener(kind, () => (this.isHeld = true), { passive: true });
    for (const kind of ["pointerup", "pointercancel", "touchend", "change", "blur"]) this.range.addEventListener(kind, () => this.release(turn));
    for (const each of [this.range, this.field]) each.addEventListener("keydown", (event) => event.stopPropagation()); // Streamlit has shortcuts on letters.
  }

  moved(value, turn) {
    this.show(value);
    turn(value, this.isHeld);
  }

  release(turn) {
    if (this.isHeld) turn(this.value, (this.isHeld = false));
  }

  show(value) {
    this.value = value;
    const text = String(value);
    if (this.range.value !== text) this.range.value = text;
    if (Number(this.field.value) !== value || this.field.value === "") this.field.value = text;
  }
}

/** Buttons of which one is pressed. */
class LabChoice {
  /** @param row where the buttons go; a new row under their label where there is none */
  constructor({ label, says, options }, turn, row = null) {
    this.buttons = Object.entries(options).map(([value, text]) => Object.assign(button("choice", text, null, () => turn(value)), { labValue: value }));
    const buttons = row ?? element("div", "choices");
    buttons.replaceChildren(...this.buttons);
    buttons.setAttribute("role", "group");
    buttons.setAttribute("aria-label", label);
    if (row) return;
    this.node = element("div", "group", null, [element("span", "name", label), buttons]);
    this.node.title = says;
  }

  show(value) {
    for (const each of this.buttons) each.setAttribute("aria-pressed", String(each.labValue === value));
  }
}

/** All knobs; `turn` is called with a name, a value, and whether the hand is still on it. */
class LabPanel {
  constructor(node, { sliders, groups }, turn) {
    const of = (Kind) => (knob) => [knob.name, new Kind(knob, (value, isHeld) => turn(knob.name, value, Boolean(isHeld)))];
    this.knobs = Object.fromEntries([...sliders.map(of(LabSlider)), ...groups.map(of(LabChoice))]);
    this.sizes = element("p", "note");
    this.other = button("play", "", null, () => turn("seed", (this.seed + 5) % 10000, false));
    node.onsubmit = (event) => event.preventDefault();
    node.replaceChildren(...Object.values(this.knobs).map((knob) => knob.node), this.sizes, this.other);
  }

  show(settings, { sizes, seeds }) {
    for (const [name, knob] of Object.entries(this.knobs)) knob.show(settings[name]);
    this.seed = settings.seed;
    setText(this.sizes, sizes);
    setText(this.other, `Draw ${seeds} others (now seeds ${this.seed}–${this.seed + seeds - 1})`);
  }
}
