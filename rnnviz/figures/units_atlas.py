"""Which unit carries what: every unit's AUC for every concept, and the best beside chance, as HTML."""

from collections.abc import Sequence
from html import escape
from math import isfinite
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.concepts import CONCEPTS
from rnnviz.analysis.finder import Finding, Study, UnitOf
from rnnviz.figures.units_frame import STYLE, shades, step_of, written

MOST_SHOWN = 128  # Units; of more, those that tell most.
LOW, HIGH = 0.4, 1.0  # Of the axis of the best unit.
_WIDTH, _HEIGHT = 200, 26
_STYLE = """<style>
.units .atlas {
  display: grid; grid-template-columns: minmax(10rem, max-content) minmax(0, 1fr) 19rem;
  column-gap: 1rem; row-gap: 3px; align-items: stretch;
}
.units .atlas > .head { color: var(--muted); font-size: 0.8rem; align-self: end; padding-bottom: 0.2rem; }
.units .atlas > button {
  padding: 0.2rem 0.5rem; border-radius: 4px; border-left: 3px solid transparent; display: grid;
  align-content: center;
}
.units .atlas > button:hover { background: color-mix(in srgb, var(--line) 12%, transparent); }
.units .atlas > button[aria-pressed=true] {
  border-left-color: var(--text); font-weight: 600; background: var(--room);
}
.units .strip-of { display: flex; min-height: 1.9rem; cursor: pointer; }
.units .strip-of i { flex: 1 1 0; min-width: 0; }
.units .strip-of i:hover { outline: 1px solid var(--text); outline-offset: -1px; }
.units .strip-of .at {
  outline: 2px solid var(--text); outline-offset: 0; z-index: 1; position: relative; border-radius: 2px;
}
.units .best { display: grid; grid-template-columns: 200px minmax(0, 1fr); gap: 0.5rem; align-items: center; }
.units .best svg { width: 100%; height: 26px; overflow: visible; }
.units .best text { font-size: 12px; fill: var(--muted); }
.units .key i.mark { display: inline-block; vertical-align: middle; margin-right: 0.35rem; }
.units .key .dot { width: 9px; height: 9px; border-radius: 50%; background: var(--text); }
.units .key .diamond {
  width: 8px; height: 8px; transform: rotate(45deg); border: 1.5px solid var(--text); box-sizing: border-box;
}
.units .key .whole { width: 2px; height: 14px; background: var(--text); }
.units .key .band {
  width: 1.3rem; height: 10px; border-radius: 2px; background: var(--muted); opacity: 0.45;
}
.units .best button:hover { text-decoration: underline; }
.units .best b { font-weight: 600; }
.units .key { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; align-items: center; margin-top: 0.4rem; }
.units .key .bar {
  display: inline-flex; width: 7rem; height: 0.7rem; margin: 0 0.4rem; vertical-align: middle;
}
.units .key .bar i { flex: 1; }
@container (max-width: 720px) {
  .units .atlas { grid-template-columns: minmax(0, 1fr); row-gap: 2px; }
  .units .atlas > .head:not(.best) { display: none; }
  .units .atlas > .head.best { order: 1; } /* Below the last row of dots, whose axis it is. */
  .units .atlas > .head.best > :last-child { visibility: hidden; }
  .units .atlas .best { margin-bottom: 0.5rem; padding-left: 0.6rem; }
}
</style>"""


class Chosen(NamedTuple):
    """What is looked at: a concept by its name, and a unit."""

    concept: str
    unit: UnitOf


def atlas(study: Study, chosen: Chosen, titles: Sequence[str]) -> str:
    """Draw a row for each concept; a concept can be pressed ("concept:length"), or a unit ("unit:0.17").

    The units stand in one order in all rows, by the concept that is chosen.

    Args:
        study: of the network.
        chosen: what stands out.
        titles: of each trace; empty where there is only one.
    """
    order = unit_order(study, chosen.concept)
    values = (float(study.findings[name].validation[u.trace][u.unit]) for name in CONCEPTS for u in order)
    steps = {step_of(value) for value in values if isfinite(value)}
    heads = (
        f'<span class="head">{_count(study, order)}, ordered by “{CONCEPTS[chosen.concept].title}”</span>'
        f'<span class="head best"><span>{_axis()}</span><span>best unit</span></span>'
    )
    rows = "".join(_row(study, name, chosen, order, titles) for name in CONCEPTS)
    return (
        f'{STYLE}{_STYLE}{shades([*steps, *range(0, 41, 5)])}<div class="units"><div class="atlas">'
        f'<span class="head">Concept</span>{heads}{rows}</div>{_key(study)}</div>'
    )


def unit_order(study: Study, concept: str) -> list[UnitOf]:
    """All units by their validation AUC for a concept, the highest first; of many those that tell most."""
    finding = study.findings[concept]
    units = [UnitOf(n, k) for n, each in enumerate(finding.validation) for k in range(len(each))]
    if len(units) > MOST_SHOWN:
        telling = [
            np.nanmax([np.nan_to_num(abs(each.validation[u.trace][u.unit] - 0.5)) for each in _all(study)])
            for u in units
        ]
        units = [units[n] for n in np.argsort(-np.array(telling), kind="stable")[:MOST_SHOWN]]
    values = np.array([finding.validation[u.trace][u.unit] for u in units])
    return [units[n] for n in np.argsort(-np.nan_to_num(values, nan=0.5), kind="stable")]


def unit_title(unit: UnitOf, titles: Sequence[str]) -> str:
    """What a unit is called: with its trace where there are several."""
    return f"unit {unit.unit} ({titles[unit.trace]})" if len(titles) > 1 else f"unit {unit.unit}"


def pressed_unit(unit: UnitOf) -> str:
    """What pressing a unit says."""
    return f"unit:{unit.trace}.{unit.unit}"


def _count(study: Study, order: Sequence[UnitOf]) -> str:
    """How many units are shown, of how many."""
    every = sum(len(each) for each in study.findings["sentiment"].validation)
    return f"{every} units" if every == len(order) else f"the {len(order)} of {every} units that tell most"


def _all(study: Study) -> list[Finding]:
    return [study.findings[name] for name in CONCEPTS]


def _row(study: Study, name: str, chosen: Chosen, order: Sequence[UnitOf], titles: Sequence[str]) -> str:
    concept, finding, best = CONCEPTS[name], study.findings[name], study.findings[name].best
    is_chosen = name == chosen.concept
    cells = "".join(_cell(finding, unit, unit == chosen.unit, titles) for unit in order)
    value = finding.auc(best)
    whole = study.verdict if name == "sentiment" else None
    low, high = (written(float(end)) for end in (finding.control.min(), finding.control.max()))
    bare = written(finding.untrained)
    said = f"{unit_title(best, titles)}: {written(value)}; shuffled labels {low} to {high}; untrained {bare}"
    where = f" <small>{escape(titles[best.trace])}</small>" if len(titles) > 1 else ""
    return (
        f'<button type="button" data-press="concept:{name}" aria-pressed="{str(is_chosen).lower()}"'
        f' title="{escape(concept.asks, quote=True)}">{escape(concept.title)}</button>'
        f'<div class="strip-of" role="img" aria-label="AUC of the units; the best: {escape(said)}">'
        f"{cells}</div>"
        f'<div class="best">{_dot(finding, value, whole, said)}<button type="button"'
        f' data-press="{pressed_unit(best)}"><b>{written(value)}</b> unit {best.unit}{where}</button></div>'
    )


def _cell(finding: Finding, unit: UnitOf, is_chosen: bool, titles: Sequence[str]) -> str:
    value = float(finding.validation[unit.trace][unit.unit])  # Whoever picks by the test part has seen it.
    colour = f"s{step_of(value)}" if isfinite(value) else "nan"
    return (
        f'<i class="{colour}{" at" * is_chosen}" data-press="{pressed_unit(unit)}"'
        f' title="{escape(unit_title(unit, titles), quote=True)}: {written(value)}"></i>'
    )


def _dot(finding: Finding, value: float, whole: float | None, said: str) -> str:
    """The best unit as a dot on an axis, the control as a band; of a verdict a ring."""
    low, high = _x(float(finding.control.min())), _x(float(finding.control.max()))
    middle = _HEIGHT / 2
    marks = [
        f'<line x1="0" x2="{_WIDTH}" y1="{middle}" y2="{middle}" stroke="var(--rule)"/>',
        f'<line x1="{_x(0.5)}" x2="{_x(0.5)}" y1="2" y2="{_HEIGHT - 2}" stroke="var(--line)"/>',
    ]
    if isfinite(low) and isfinite(high):
        marks.append(
            f'<rect x="{low:.1f}" y="{middle - 5}" width="{max(2.0, high - low):.1f}" height="10" rx="2"'
            ' fill="var(--muted)" opacity="0.45"/>'
        )
    if isfinite(finding.untrained):
        x, up = _x(finding.untrained), middle - 6
        marks.append(
            f'<path d="M{x:.1f} {up}l6 6l-6 6l-6 -6z" fill="var(--ground)" stroke="var(--text)"'
            ' stroke-width="1.5"/>'
        )
    if whole is not None and isfinite(whole):
        marks.append(
            f'<line x1="{_x(whole):.1f}" x2="{_x(whole):.1f}" y1="{middle - 10}" y2="{middle + 10}"'
            ' stroke="var(--text)" stroke-width="2"/>'
        )
    if isfinite(value):
        marks.append(f'<circle cx="{_x(value):.1f}" cy="{middle}" r="4.5" fill="var(--text)"/>')
    title = f"<title>{escape(said)}</title>"
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">{title}{"".join(marks)}</svg>'


def _axis() -> str:
    """What the dots stand over: chance, and all pairs right."""
    ticks = "".join(
        f'<text x="{_x(value):.1f}" y="20" text-anchor="{anchor}">{says}</text>'
        for value, anchor, says in ((0.5, "middle", "0.5 chance"), (HIGH, "end", "1"))
    )
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-hidden="true">{ticks}</svg>'


def _x(value: float) -> float:
    return (min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) * (_WIDTH - 10) + 5 if isfinite(value) else value


def _key(study: Study) -> str:
    bar = "".join(f'<i class="s{n}"></i>' for n in range(0, 41, 5))
    draws = len(study.findings["sentiment"].control)
    return (
        '<div class="key quiet"><span>Colour: AUC on the validation part, 0 falls with it<span class="bar">'
        f"{bar}</span>1 rises with it · 0.5 unrelated</span>"
        '<span><i class="mark dot"></i>AUC of the best unit on the test part</span>'
        f'<span><i class="mark band"></i>the same with shuffled labels, {draws} draws</span>'
        '<span><i class="mark diamond"></i>the same with random weights (seed 0)</span>'
        f'<span><i class="mark whole"></i>the whole verdict, {written(study.verdict)}</span></div>'
    )
