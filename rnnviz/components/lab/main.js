// The laboratory: knobs, and pictures that follow them. One request is under way at a time: while a slider is
// dragged the newest settings are asked for as soon as the last answer is painted, and once the hand rests
// the answer is refined seed by seed.

const LAB_REST = 220; // Milliseconds without a change, after which the picture is refined.
const LAB_LOST = 15000; // After which a request without an answer is made again.

class Laboratory extends Host {
  constructor(parent) {
    super(parent, ["headline", "explanation", "problems", "maptitle", "mapsays", "planetitle", "planesays", "made", "spoken", "presets", "panel", "scroller", "picture", "tip", "map", "plane", "twin", "scale", "shown", "mapbox", "cell", "gate", "gatelabel", "radiuskey", "states", "spectrum"]);
    this.hovered = null;
    this.field = null; // Of the map: step and unit.
    this.on(this.scroller, "pointermove", (event) => this.look(this.placeAt(event), event));
    this.on(this.scroller, "pointerleave", () => this.look(null));
    this.on(this.scroller, "keydown", (event) => this.key(event));
    this.on(this.scroller, "blur", () => this.look(null));
    this.on(this.mapbox, "pointermove", (event) => this.lookAt(this.fieldAt(event)));
    for (const kind of ["pointerleave", "blur"]) this.on(this.mapbox, kind, () => this.lookAt(null));
    this.on(this.mapbox, "keydown", (event) => this.key(event));
    this.on(this.twin, "toggle", () => this.refreshTable());
    this.on(this.gate, "change", () => this.turn({ gate: this.gate.value }, { isLook: true }));
    this.on(this.gate, "keydown", (event) => event.stopPropagation());
    this.watch(this.root);
  }

  /** An answer of Python. What was asked first by an address or by another page is taken over. */
  update({ data, setTriggerValue }) {
    this.report = setTriggerValue;
    this.data = openLab(data);
    const { number, stage, size } = this.data;
    this.root.dataset.size = size;
    if (!this.settings) this.begin();
    if (number >= this.number) {
      clearTimeout(this.lost);
      this.isWaiting = false;
      this.stage = stage;
    }
    if (this.isWaiting) return; // An older answer: the newest settings are on their way.
    this.rebuild();
    if (this.isDirty) this.ask(0);
    else this.refineSoon();
  }

  begin() {
    const { settings, number, sliders, groups, looks, presets } = this.data;
    this.settings = { ...settings };
    this.number = number;
    this.knobs = new LabPanel(this.panel, { sliders, groups }, (name, value, isHeld) => this.turn({ [name]: value }, { isHeld }));
    this.cells = new LabChoice({ label: "Look into", options: looks.cell }, (cell) => this.turn({ cell, gate: "", shown: cell === "simple-rnn" && this.settings.shown === "kept" ? "slope" : this.settings.shown }, { isLook: true }), this.cell);
    this.shows = new LabChoice({ label: "What the map shows", options: looks.shown }, (shown) => this.turn({ shown }, { isLook: true }), this.shown);
    this.presets.replaceChildren(...presets.map((preset) => {
      const one = button("preset", preset.title, null, () => this.turn(preset.settings, {}));
      one.title = preset.asks;
      return Object.assign(one, { labSettings: preset.settings });
    }));
  }

  /** Another value of a knob: the panel follows at once, the picture as soon as Python has answered. */
  turn(changed, { isHeld = false, isLook = false }) {
    const before = JSON.stringify(this.settings);
    Object.assign(this.settings, changed);
    this.isHeld = isHeld;
    this.showPanel();
    if (before === JSON.stringify(this.settings)) return this.refineSoon();
    clearTimeout(this.resting);
    this.isDirty = true;
    if (!this.isWaiting) this.ask(isLook ? Math.max(1, this.stage) : 0);
  }

  /** @param stage 0 for a draft of one seed, then how many seeds there should be */
  ask(stage) {
    this.isDirty = false;
    this.isWaiting = true;
    this.number += 1;
    this.report("turn", { settings: this.settings, stage, number: this.number });
    clearTimeout(this.lost);
    this.lost = setTimeout(() => this.ask(0), LAB_LOST);
  }

  refineSoon() {
    clearTimeout(this.resting);
    if (this.isWaiting || this.isHeld || this.stage >= this.data.seeds) return;
    this.resting = setTimeout(() => !this.isWaiting && this.ask(this.stage + 1), this.stage ? 0 : LAB_REST);
  }

  rebuild() {
    if (!this.data || !this.width) return;
    this.takeTheme();
    this.theme.cells = this.data.colours[this.theme.name];
    this.root.style.setProperty("--cell", this.theme.cells[this.data.settings.cell]);
    const scale = this.root.dataset.size === "presenter" ? 1.4 : 1;
    this.root.dataset.layout = this.width >= 1080 * scale ? "wide" : this.width >= 640 * scale ? "middle" : "narrow";
    const width = Math.floor(this.scroller.clientWidth);
    this.layout = labLayOut(this.data, { width, size: this.root.dataset.size, isNarrow: width < 480 * scale });
    if (this.hovered !== null && this.hovered >= this.data.law.length) this.hovered = null;
    this.fillTexts();
    this.showPanel();
    this.repaint();
    this.refreshTable();
    this.root.dataset.read = `${this.data.number}.${this.data.stage}`; // For whoever waits for the picture.
  }

  repaint() {
    const { data, layout, theme, hovered } = this;
    labPaintCurves(this.picture, { data, layout, theme, hovered });
    labPaintMap(this.map, { data, layout, theme, hovered, field: this.field });
    const edge = Math.min(this.spectrum.clientWidth, layout.size.plane);
    labPaintPlane(this.plane, { data, theme, edge, size: layout.size });
  }

  fillTexts() {
    const { data, theme } = this;
    const { map, plane } = data;
    for (const name of ["headline", "explanation", "made"]) setText(this[name], data[name]);
    setText(this.problems, data.problems.join("\n"));
    this.problems.hidden = !data.problems.length;
    this.field = null;
    setText(this.maptitle, map.title);
    setText(this.mapsays, map.says);
    setText(this.planetitle, "W_hh on the plane");
    setText(this.planesays, plane.says);
    const [low, bar, high] = this.scale.children;
    setText(low, map.low);
    setText(high, map.high);
    bar.style.background = `linear-gradient(to right, ${theme[map.kind].join(", ")})`;
    this.radiuskey.hidden = Math.abs(data.settings.radius - 1) <= 0.004;
    this.mapbox.setAttribute("aria-label", `${map.title}, units by timesteps. ${map.says}`);
    this.plane.setAttribute("aria-label", `Eigenvalues and singular values of W_hh. ${plane.says}`);
    this.scroller.setAttribute("aria-label", `${data.headline} ${data.explanation}`);
    if (data.stage >= data.seeds) this.speak(() => `${data.headline} ${data.explanation}`);
    this.fillGates(plane.gates);
  }

  fillGates(gates) {
    this.gatelabel.hidden = gates.length < 2;
    if (this.gates !== JSON.stringify(gates)) this.gate.replaceChildren(...gates.map(([value, text]) => Object.assign(element("option", "", text), { value })));
    this.gates = JSON.stringify(gates);
    this.gate.value = this.data.plane.gate;
  }

  showPanel() {
    const { settings, data } = this;
    this.knobs.show(settings, data);
    this.cells.show(settings.cell);
    this.shows.show(settings.shown);
    for (const each of this.shows.buttons) each.hidden = each.labValue === "kept" && settings.cell === "simple-rnn";
    for (const each of this.presets.children) each.setAttribute("aria-pressed", String(Object.entries(each.labSettings).every(([name, value]) => settings[name] === value)));
  }

  placeAt(event) {
    if (!this.layout) return null;
    const x = event.clientX - this.scroller.getBoundingClientRect().left;
    const t = ((x - this.layout.left) / (this.layout.width - this.layout.left - this.layout.right)) * this.layout.last;
    if (t < -this.layout.last * 0.03 || t > this.layout.last * 1.03) return null;
    const { times } = this.data.curves[0];
    return times.reduce((best, time, n) => (Math.abs(time - t) < Math.abs(times[best] - t) ? n : best), 0);
  }

  look(place, event = null) {
    this.showTip(event, event && place !== null ? labReadout(this.data, this.layout, place) : null);
    if (place === this.hovered) return;
    this.hovered = place;
    this.repaintSoon();
  }

  /** The field of the map below the pointer. */
  fieldAt(event) {
    if (!this.layout) return null;
    const box = this.map.getBoundingClientRect();
    const { left, right, width, size } = this.layout;
    const { rows, columns } = this.data.map.values;
    const step = Math.floor(((event.clientX - box.left - left) / (width - left - right)) * rows);
    const unit = Math.floor(((event.clientY - box.top) / size.map) * columns);
    return step < 0 || step >= rows || unit < 0 || unit >= columns ? null : [step, unit];
  }

  /** Says the value of a field of the map, and marks it. */
  lookAt(field) {
    const { values, title } = this.data.map;
    this.field = field;
    setText(this.maptitle, field ? `${title} = ${labPlain(at(values, ...field))} (t = ${field[0] + 1}, unit ${field[1]})` : title);
    this.repaintSoon();
  }

  goInMap(step, unit) {
    const { rows, columns } = this.data.map.values;
    this.lookAt([Math.max(0, Math.min(step, rows - 1)), Math.max(0, Math.min(unit, columns - 1))]);
    this.speak(() => this.maptitle.textContent);
  }

  go(place) {
    const last = this.data.law.length - 1;
    this.look(Math.max(0, Math.min(place, last)));
    const box = this.scroller.getBoundingClientRect();
    const x = box.left + this.layout.x(this.data.curves[0].times[this.hovered]);
    this.showTip({ clientX: x, clientY: box.top + 20 }, labReadout(this.data, this.layout, this.hovered));
    this.speak(() => labReadout(this.data, this.layout, this.hovered ?? last).replaceAll("\n", ". "));
  }

  moves() {
    if (this.mapbox.getRootNode().activeElement === this.mapbox) return this.movesInMap();
    const last = this.data.law.length - 1;
    const here = this.hovered ?? last + 1;
    return {
      ArrowLeft: () => this.go(here - 1),
      ArrowRight: () => this.go(here + 1),
      Home: () => this.go(0),
      End: () => this.go(last),
      Escape: () => this.look(null),
    };
  }

  movesInMap() {
    const last = this.data.map.values.rows - 1;
    const [step, unit] = this.field ?? [last + 1, 0];
    return {
      ArrowLeft: () => this.goInMap(step - 1, unit),
      ArrowRight: () => this.goInMap(step + 1, unit),
      ArrowUp: () => this.goInMap(step, unit - 1),
      ArrowDown: () => this.goInMap(step, unit + 1),
      Home: () => this.goInMap(0, unit),
      End: () => this.goInMap(last, unit),
      Escape: () => this.lookAt(null),
    };
  }

  refreshTable() {
    if (this.twin.open && this.data) this.twin.querySelector(".table").replaceChildren(...labTables(this.data, this.layout));
  }

  destroy() {
    clearTimeout(this.resting);
    clearTimeout(this.lost);
    super.destroy();
  }
}

const mountLaboratory = mountOf(Laboratory);

export default function mount(component) {
  return mountLaboratory(component);
}
