"""Each unit held at 0 alone: a bar for each, the one that moves the verdict most first, as HTML to press."""

from math import isfinite

import numpy as np

from rnnviz.analysis.intervention_effect import Ranking
from rnnviz.figures.style import LINE, MUTED, NEGATIVE, POSITIVE, TEXT, themed

MOST_BARS = 64
FEW = 16  # Of them in a narrow window.
MOST_CHOSEN = 8  # Of which it is shown that they are held: more are all or nearly all.
IN_REACH = 8  # Of the Tab key; any unit can be typed in the box.
TITLE = "Change of the log-odds with one unit alone held at 0"
STYLE = f"""<style>
.ranking {{
  --positive: {themed(POSITIVE)}; --negative: {themed(NEGATIVE)}; --line: {themed(LINE)};
  --muted: {themed(MUTED)}; --text: {themed(TEXT)};
  color: var(--text); font-size: 0.75rem; line-height: 1; font-variant-numeric: tabular-nums;
  container-type: inline-size;
}}
.ranking .title {{ margin: 0 0 0.35rem; font-size: 0.9rem; font-weight: 600; line-height: 1.35; }}
.ranking small {{ color: var(--muted); font-size: 0.8rem; font-weight: 400; }}
.ranking .few {{ display: none; }}
.ranking .bars {{
  display: flex; height: 4.5rem;
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
.ranking button b {{ position: absolute; left: -50%; right: -50%; font-weight: 600; pointer-events: none; }}
.ranking .up b {{ top: calc(50% + 4px); }}
.ranking .down b {{ bottom: calc(50% + 4px); }}
.ranking .chosen b {{ text-decoration: underline 2px; text-underline-offset: 0.2em; }}
.ranking.large {{ font-size: 1.1rem; }}
.ranking.large .title {{ font-size: 1.3rem; }}
.ranking.large small {{ font-size: 1.1rem; }}
.ranking.large .bars {{ height: 7rem; }}
@container (max-width: 1150px) {{ .ranking button:nth-child(n + 17):not(.chosen) b {{ display: none; }} }}
@container (max-width: 640px) {{
  .ranking button:nth-child(n + 17) {{ display: none; }}
  .ranking .few {{ display: inline; }}
  .ranking .many {{ display: none; }}
}}
</style>"""


def ranking_bars(ranking: Ranking, chosen: tuple[int, ...], is_large: bool = False) -> str:
    """Draw the units side by side; up means that without the unit the verdict is more positive.

    Args:
        ranking: the most moving unit first.
        chosen: the units that are held now.
        is_large: for a projector.
    """
    shown = chosen if len(chosen) <= MOST_CHOSEN else ()
    largest = float(np.nanmax(np.abs(ranking.moves), initial=0))
    bars = "".join(
        _bar(unit, float(move), largest, (place, unit in shown))
        for place, (unit, move) in enumerate(zip(ranking.units, ranking.moves, strict=True))
        if place < MOST_BARS
    )
    said = "Units, the one that changes the verdict most first"
    return (
        f'{STYLE}<div class="ranking{" large" * is_large}"><p class="title">{TITLE} <small>'
        f"{_scale(largest)}, {_counted(ranking)}; up: more positive without it</small></p>"
        f'<div class="bars" role="group" aria-label="{said}">{bars}</div></div>'
    )


def _scale(largest: float) -> str:
    """What the longest bar is."""
    return f"the longest bar is {largest:.3g}, the largest first" if largest else "none changes it"


def _counted(ranking: Ranking) -> str:
    """How many of the units are drawn, in a narrow window too."""
    count = len(ranking.units)
    many, few = (f"{min(most, count)} of {count} units" for most in (MOST_BARS, FEW))
    return f'<span class="many">{many}</span><span class="few">{few}</span>'


def _bar(unit: int, move: float, largest: float, look: tuple[int, bool]) -> str:
    place, is_chosen = look
    size = abs(move) / (largest or 1) if isfinite(move) else 0
    title = f"unit {unit}: {move:+.2f}".replace("-", "−") if isfinite(move) else f"unit {unit}: no number"
    side = f"{'down' if move < 0 else 'up'}{' chosen' if is_chosen else ''}"
    reach = "" if place < IN_REACH else ' tabindex="-1"'
    number = f"<b>{unit}</b>"
    return (
        f'<button type="button" class="{side}" data-press="{unit}" title="{title}" aria-label="{title}"'
        f' aria-pressed="{str(is_chosen).lower()}"{reach}><i style="--size:{size:.3f}"></i>{number}</button>'
    )
