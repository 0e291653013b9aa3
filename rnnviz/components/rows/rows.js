// Rows of buttons that a phone has no room for: an edge fades where more of them is hidden, and the chosen one
// is brought into sight when it is another one than before.
const LEAST_HIDDEN = 4; // Pixels.
const FADE = 28; // As wide as app.py lets an edge fade.
const shown = new WeakMap(); // For what choice each row was looked at last.
const watched = new WeakMap();

const rowsOf = (page) => [...page.querySelectorAll("[role=radiogroup]")];

function cue(row) {
  const hidden = { before: row.scrollLeft, behind: row.scrollWidth - row.clientWidth - row.scrollLeft };
  const more = Object.keys(hidden).filter((side) => hidden[side] > LEAST_HIDDEN).join(" ");
  if ((row.dataset.more ?? "") !== more) row.dataset.more = more;
}

function reveal(row) {
  const chosen = row.querySelector("[aria-checked=true]")?.getBoundingClientRect();
  if (!chosen) return;
  const box = row.getBoundingClientRect();
  if (chosen.left < box.left + FADE || chosen.right > box.right - FADE) row.scrollLeft += (chosen.left + chosen.right - box.left - box.right) / 2;
}

function look(page, choice) {
  for (const row of rowsOf(page)) {
    if (row.scrollWidth > row.clientWidth && shown.get(row) !== choice) {
      shown.set(row, choice);
      reveal(row);
    }
    cue(row);
  }
}

export default function ({ data, parentElement }) {
  const page = document.querySelector("[data-testid=stMainBlockContainer]");
  watched.get(parentElement)?.();
  const scrolled = ({ target }) => target.matches?.("[role=radiogroup]") && cue(target);
  const observer = new ResizeObserver(() => look(page, data)); // Rows that come later make the page higher.
  page.addEventListener("scroll", scrolled, { capture: true, passive: true }); // It does not bubble.
  observer.observe(page);
  const leave = () => {
    observer.disconnect();
    page.removeEventListener("scroll", scrolled, { capture: true });
  };
  watched.set(parentElement, leave);
  return leave;
}
