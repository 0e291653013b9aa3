"""Half-lives of all units as a sorted dot picture on a logarithmic axis, as HTML."""

from collections.abc import Mapping, Sequence
from html import escape
from math import isfinite, log10

import numpy as np

from rnnviz.analysis.limits import HalfLives
from rnnviz.figures.style import GATE, LINE, MUTED, PAGE, themed

TICKS = (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000)  # The axis goes from one of them to another.
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
@media (max-width: 640px) {{
  .halves .plane {{ min-width: 17rem; }}
  .halves .unit b {{ left: calc(50% - 2.5px); width: 5px; height: 5px; margin-bottom: -2.5px; }}
}}
</style>"""


def half_life_picture(lives: HalfLives, gate: str, start: tuple[float, str]) -> str:
    """Draw every unit, the longest half-life first: a dot for the whole text, a line from least to most.

    The axis is fitted to the numbers, within 0.1 to 1000 words; what is beyond stands at its end, endless
    is a triangle.

    Args:
        lives: of the units.
        gate: its name.
        start: a half-life to compare with, and what it is.
    """
    at, name = start
    axis = axis_of(lives, at)
    ticks = "".join(
        f'<div class="tick" style="bottom: {_place(value, axis):.2f}%"></div>'
        f'<div class="tick-name" style="top: {100 - _place(value, axis):.2f}%">{value:g}</div>'
        for value in axis
    )
    units = "".join(_unit(lives, unit, axis) for unit in lives.slowest)
    reference = f'<div class="start" style="bottom: {_place(at, axis):.2f}%"></div>'
    return (
        f'{STYLE}<div class="halves" role="img" aria-label="{escape(half_life_said(lives, gate))}">'
        f'<div class="plane">{ticks}<div class="units">{units}</div>{reference}</div>'
        f'<div class="under">{len(lives.typical)} units, the longest memory first · half-life in words '
        "(logarithmic): dot over the whole text, line from the most closed to the most open word; "
        f"dashed: {escape(name)}</div></div>"
    )


def axis_of(lives: HalfLives, start: float) -> tuple[float, ...]:
    """The marks of an axis that holds all half-lives and the one to compare with."""
    values = [*lives.least.tolist(), *lives.most.tolist(), start]
    numbers = [value for value in values if value == value]
    first = max((n for n, tick in enumerate(TICKS) if tick <= min(numbers)), default=0)
    last = min((n for n, tick in enumerate(TICKS) if tick >= max(numbers)), default=len(TICKS) - 1)
    return TICKS[first : max(last, first + 1) + 1]


def _unit(lives: HalfLives, unit: int, axis: Sequence[float]) -> str:
    typical, least, most = (float(each[unit]) for each in (lives.typical, lives.least, lives.most))
    low, high = _place(least, axis), _place(most, axis)
    kind = ' class="endless"' if not isfinite(typical) else ""
    return (
        f'<div class="unit" title="unit {unit}: {words(typical)}, from {words(least)} to {words(most)}">'
        f'<i style="bottom: {low:.2f}%; height: {high - low:.2f}%"></i>'
        f'<b{kind} style="bottom: {_place(typical, axis):.2f}%"></b></div>'
    )


def _place(value: float, axis: Sequence[float]) -> float:
    """Where a half-life stands on the axis, in per cent."""
    if not value > 0:
        return 0.0
    lowest, highest = log10(axis[0]), log10(axis[-1])
    exponent = log10(value) if isfinite(value) else highest
    return 100 * min(max((exponent - lowest) / (highest - lowest), 0.0), 1.0)


def words(half_life: float) -> str:
    """A half-life as it is written in a sentence."""
    if not isfinite(half_life):
        return "endless" if half_life > 0 else "not a number"
    return f"{half_life:.2g} words" if half_life < 100 else f"{half_life:.0f} words"


def half_life_said(lives: HalfLives, gate: str) -> str:
    """What the picture shows: the middle unit and the slowest."""
    slow = ", ".join(f"unit {unit}: {words(float(lives.typical[unit]))}" for unit in lives.slowest[:NAMED])
    middle = words(float(np.median(lives.typical)))
    half = f"half of the units keep half of what they hold for {middle} or longer"
    return f"By its {gate}, {half}. The slowest: {slow}."


def window_and_gates_said(lives: HalfLives, window: int, start: float) -> str:
    """How the half-lives go together with the words that a verdict rests on, and what training did to them.

    Args:
        lives: of a network.
        window: how many of the last words its verdict needs.
        start: the half-life of every unit before training.
    """
    middle, unit = float(np.median(lives.typical)), lives.slowest[0]
    moved = f"Training moved the middle unit from {words(start)} to {words(middle)}."
    if words(start) == words(middle):
        moved = f"Training left the middle unit at {words(middle)}."
    longest = float(lives.typical[unit])
    if window <= middle:
        return f"{moved} The verdict needs the last {window} words, no more than that."
    halvings = window / longest
    left = 100 * 0.5**halvings
    return (
        f"{moved} The verdict needs the last {window} words: over so many even the slowest, unit {unit}, "
        f"keeps {left:.2g} % at its own pace. What it keeps on its most open words, and what W_hh carries, "
        "is not in that number."
    )


def half_life_table(lives: Mapping[str, HalfLives]) -> str:
    """The same as a table, for every network."""
    rows = "".join(
        f"<tr><th>{escape(title)}</th><td>{unit}</td><td>{words(float(each.typical[unit]))}</td>"
        f"<td>{words(float(each.least[unit]))}</td><td>{words(float(each.most[unit]))}</td></tr>"
        for title, each in lives.items()
        for unit in each.slowest
    )
    heads = "<tr><th>network</th><th>unit</th><th>whole text</th><th>most closed</th><th>most open</th></tr>"
    return f'<div style="overflow-x:auto"><table>{heads}{rows}</table></div>'
