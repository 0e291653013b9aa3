// Nodes of the page: made, and written to only where something changes.

/** An element with a class, a text (never markup) and children. */
function element(tag, className = "", text = null, children = []) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== null) node.textContent = text;
  node.append(...children);
  return node;
}

/** Writes a text only where it changes, so that nothing is laid out or said again. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function button(className, text, label, onClick) {
  const node = element("button", className, text);
  node.type = "button";
  if (label) node.setAttribute("aria-label", label);
  node.onclick = onClick;
  return node;
}

/** Puts new children in place of the old; a button or field that had the focus hands it to its successor. */
function refill(host, children) {
  const buttons = () => [...host.querySelectorAll("button, input")];
  const focused = buttons().indexOf(host.getRootNode().activeElement);
  host.replaceChildren(...children);
  if (focused >= 0) buttons()[focused]?.focus({ preventScroll: true });
}

/** Writes a style only where it changes: a write makes the browser look at it again. */
function setStyle(node, name, value) {
  node.rnnvizStyle ??= {};
  if (node.rnnvizStyle[name] === value) return;
  node.rnnvizStyle[name] = value;
  node.style[name] = value;
}

function setPixels(node, edges) {
  for (const [name, pixels] of Object.entries(edges)) setStyle(node, name, pixels === null ? "" : `${pixels}px`);
}
