"""Half-lives of all units as a sorted dot picture on a logarithmic axis, as HTML."""

from collections.abc import Mapping
from html import escape
from math import isfinite, log10

import numpy as np

from rnnviz.analysis.limits import HalfLives
from rnnviz.figures.style import GATE, LINE, MUTED, PAGE, themed

LOWEST, HIGHEST = -1.0, 3.0  # Powers of ten of words: a tenth of a word to a thousand.
TICKS = (0.1, 1, 10, 100, 1000)
NAMED = 3  # Of the slowest units.
STYLE = f"""<style>
.halves {{
  --dot: {themed({theme: stops[-2] for theme, stops in GATE.items()})}; --muted: {themed(MUTED)};
  --line: {themed(LINE)}; --page: {themed(PAGE)};
  font-size: 0.85rem; line-height: 1.2; font-variant-numeric: tabular-nums; overflow-x: auto;
}}
.halves .plane {{ position: relative; height: 13rem; min-width: 34rem; margin: 0.6rem 0 0.2rem 3.2rem; }}
.halves .tick {{
  position: absolute; left: 0; right: 0; height: 0; border-top: 1px solid var(--line); opacity: 0.45;
}}
.halves .tick-name {{
  position: absolute; left: -3.2rem; width: 2.9rem; text-align: right; color: var(--muted);
  transform: translateY(-50%);
}}
.halves .start {{ position: absolute; left: 0; right: 0; border-top: 2px dashed var(--muted); }}
.halves .units {{ position: absolute; inset: 0; display: flex; }}
.halves .unit {{ position: relative; flex: 1; min-width: 4px; }}
.halves .unit i {{
  position: absolute; left: calc(50% - 1px); width: 2px; background: var(--dot); opacity: 0.4;
}}
.halves .unit b {{
  position: absolute; left: calc(50% - 4px); width: 8px; height: 8px; margin-bottom: -4px; border-radius: 50%;
  background: var(--dot);
}}
.halves .unit .endless {{ border-radius: 0; clip-path: polygon(50% 0, 100% 100%, 0 100%); }}
.halves .under {{ margin-left: 3.2rem; color: var(--muted); }}
</style>"""


def half_life_picture(lives: HalfLives, gate: str, start: tuple[float, str]) -> str:
    """Draw every unit, the longest half-life first: a dot for the mean gate, a line from least to most.

    What is beyond the axis stands at its end; endless is a triangle.

    Args:
        lives: of the units.
        gate: its name.
        start: a half-life to compare with, and what it is.
    """
    ticks = "".join(
        f'<div class="tick" style="bottom: {_place(value):.2f}%"></div>'
        f'<div class="tick-name" style="top: {100 - _place(value):.2f}%">{value:g}</div>'
        for value in TICKS
    )
    units = "".join(_unit(lives, unit) for unit in lives.slowest)
    at, name = start
    reference = f'<div class="start" style="bottom: {_place(at):.2f}%"></div>'
    return (
        f'{STYLE}<div class="halves" role="img" aria-label="{escape(half_life_said(lives, gate))}">'
        f'<div class="plane">{ticks}<div class="units">{units}</div>{reference}</div>'
        f'<div class="under">{len(lives.typical)} units, the longest memory first · half-life in words '
        "(logarithmic): dot for the mean gate, line from the most closed to the most open word; "
        f"dashed: {escape(name)}</div></div>"
    )


def _unit(lives: HalfLives, unit: int) -> str:
    typical, least, most = (float(each[unit]) for each in (lives.typical, lives.least, lives.most))
    low, high = _place(least), _place(most)
    kind = ' class="endless"' if not isfinite(typical) else ""
    return (
        f'<div class="unit" title="unit {unit}: {words(typical)}, from {words(least)} to {words(most)}">'
        f'<i style="bottom: {low:.2f}%; height: {high - low:.2f}%"></i>'
        f'<b{kind} style="bottom: {_place(typical):.2f}%"></b></div>'
    )


def _place(value: float) -> float:
    """Where a half-life stands on the axis, in per cent."""
    if not value > 0:
        return 0.0
    exponent = log10(value) if isfinite(value) else HIGHEST
    return 100 * min(max((exponent - LOWEST) / (HIGHEST - LOWEST), 0.0), 1.0)


def words(half_life: float) -> str:
    """A half-life as it is written in a sentence."""
    if not isfinite(half_life):
        return "endless" if half_life > 0 else "not a number"
    return f"{half_life:.2g} words" if half_life < 100 else f"{half_life:.0f} words"


def half_life_said(lives: HalfLives, gate: str) -> str:
    """What the picture shows: the middle unit and the slowest."""
    slow = ", ".join(f"unit {unit}: {words(float(lives.typical[unit]))}" for unit in lives.slowest[:NAMED])
    middle = words(float(np.median(lives.typical)))
    return f"By its {gate} every second unit keeps half for {middle} or longer. The slowest: {slow}."


def half_life_table(lives: Mapping[str, HalfLives]) -> str:
    """The same as a table, for every network."""
    rows = "".join(
        f"<tr><th>{escape(title)}</th><td>{unit}</td><td>{words(float(each.typical[unit]))}</td>"
        f"<td>{words(float(each.least[unit]))}</td><td>{words(float(each.most[unit]))}</td></tr>"
        for title, each in lives.items()
        for unit in each.slowest
    )
    heads = "<tr><th>network</th><th>unit</th><th>mean gate</th><th>most closed</th><th>most open</th></tr>"
    return f'<div style="overflow-x:auto"><table>{heads}{rows}</table></div>'
