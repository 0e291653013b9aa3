"""Each unit held at 0 alone: a bar for each, the one that moves the verdict most first, as HTML to press."""

from math import isfinite

import numpy as np

from rnnviz.analysis.intervention_effect import Ranking
from rnnviz.figures.style import LINE, MUTED, NEGATIVE, POSITIVE, TEXT, themed

MOST_BARS = 64
MOST_CHOSEN = 8  # Of which it is shown that they are held: more are all or nearly all.
IN_REACH = 8  # Of the Tab key; any unit can be typed in the box.
STYLE = f"""<style>
.ranking {{
  --positive: {themed(POSITIVE)}; --negative: {themed(NEGATIVE)}; --line: {themed(LINE)};
  --muted: {themed(MUTED)}; --text: {themed(TEXT)};
  display: flex; height: 4.5rem; color: var(--text); font-size: 0.75rem; line-height: 1;
  font-variant-numeric: tabular-nums;
  background: linear-gradient(var(--line), var(--line)) 0 50% / 100% 1px no-repeat;
}}
.ranking button {{
  flex: 1 1 0; min-width: 0; max-width: 3rem; height: 100%; padding: 0; border: 0; background: none;
  position: relative; cursor: pointer; font: inherit; color: inherit;
}}
.ranking button:hover {{ background: color-mix(in srgb, currentColor 10%, transparent); }}
.ranking button:focus-visible {{ outline: 2px solid var(--text); outline-offset: -2px; }}
.ranking .chosen {{ outline: 1.5px solid var(--text); outline-offset: -1px; border-radius: 3px; }}
.ranking i {{
  position: absolute; left: 15%; right: 15%; height: calc(34% * var(--size)); min-height: 1.5px;
}}
.ranking .up i {{ bottom: 50%; background: var(--positive); }}
.ranking .down i {{ top: 50%; background: var(--negative); }}
.ranking b {{ position: absolute; left: -50%; right: -50%; font-weight: 600; pointer-events: none; }}
.ranking .up b {{ top: calc(50% + 4px); }}
.ranking .down b {{ bottom: calc(50% + 4px); }}
.ranking .chosen b {{ text-decoration: underline 2px; text-underline-offset: 0.2em; }}
.ranking.large {{ height: 7rem; font-size: 1.1rem; }}
@media (max-width: 640px) {{ .ranking button:nth-child(n + 17) {{ display: none; }} }}
</style>"""


def ranking_bars(ranking: Ranking, chosen: tuple[int, ...], is_large: bool = False) -> str:
    """Draw the units side by side; up means that without the unit the verdict is more positive.

    Args:
        ranking: the most moving unit first.
        chosen: the units that are held now.
        is_large: for a projector.
    """
    shown = chosen if len(chosen) <= MOST_CHOSEN else ()
    largest = float(np.nanmax(np.abs(ranking.moves), initial=0)) or 1.0
    bars = "".join(
        _bar(unit, float(move), largest, (place, unit in shown))
        for place, (unit, move) in enumerate(zip(ranking.units, ranking.moves, strict=True))
        if place < MOST_BARS
    )
    said = "Units, the one that moves the verdict most first"
    return f'{STYLE}<div class="ranking{" large" * is_large}" role="group" aria-label="{said}">{bars}</div>'


def _bar(unit: int, move: float, largest: float, look: tuple[int, bool]) -> str:
    place, is_chosen = look
    size = abs(move) / largest if isfinite(move) else 0
    title = f"unit {unit}: {move:+.2f}".replace("-", "−") if isfinite(move) else f"unit {unit}: no number"
    side = f"{'down' if move < 0 else 'up'}{' chosen' if is_chosen else ''}"
    reach = "" if place < IN_REACH else ' tabindex="-1"'
    number = f"<b>{unit}</b>" if place < 2 * IN_REACH or is_chosen else ""
    return (
        f'<button type="button" class="{side}" data-press="{unit}" title="{title}" aria-label="{title}"'
        f' aria-pressed="{str(is_chosen).lower()}"{reach}><i style="--size:{size:.3f}"></i>{number}</button>'
    )
