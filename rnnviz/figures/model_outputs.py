"""What a model says of a sentence: a bar for each output, with its number, as HTML."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import numpy as np

from rnnviz.figures.style import LINE, MUTED, POSITIVE, themed
from rnnviz.network import Reading
from rnnviz.written import percent

MOST_BARS = 8
STYLE = f"""<style>
.verdict-bars {{
  --line: {themed(LINE)}; --muted: {themed(MUTED)}; --positive: {themed(POSITIVE)};
  display: grid; grid-template-columns: max-content minmax(0, 1fr) minmax(3.5rem, max-content);
  gap: 0.3rem 0.7rem; align-items: center; font-size: 0.9rem; line-height: 1.3;
  font-variant-numeric: tabular-nums;
}}
.verdict-bars > :nth-child(3n+1) {{ max-width: 14rem; overflow: hidden; text-overflow: ellipsis; }}
.verdict-bars i {{
  display: block; height: 0.75rem; border-left: 1.25px solid;
  background: color-mix(in srgb, currentColor 12%, transparent);
}}
.verdict-bars i::before {{
  content: ""; display: block; height: 100%; width: calc(100% * var(--share)); background: var(--line);
}}
.verdict-bars i.positive::before {{ background: var(--positive); }}
.verdict-bars b {{ text-align: right; }}
</style>"""


class Bar(NamedTuple):
    """One number between 0 and 1."""

    label: str
    share: float
    is_positive: bool


def bars_of(reading: Reading, title: str, other: Reading, other_title: str) -> tuple[Bar, ...]:
    """The bars of a verdict: of one or two outputs the probability of positive, of more of them each.

    Args:
        reading: of the uploaded model; it has a word.
        title: of it.
        other: of the network chosen above, which is shown beside a single probability.
        other_title: of that.
    """
    outputs = reading.outputs[-1]
    if len(outputs) <= 2:
        mine = Bar(f"{title}: positive", reading.probability, True)
        return (mine, Bar(f"{other_title}: positive", other.probability, False))
    names = [f"output {n + 1}{', called positive' * (n == reading.positive)}" for n in range(len(outputs))]
    return tuple(Bar(name, float(outputs[n]), n == reading.positive) for n, name in enumerate(names))


def bars_figure(bars: Sequence[Bar]) -> str:
    """The bars below each other; of many the highest ones and the positive one, in their order."""
    shown = list(range(len(bars)))
    if len(bars) > MOST_BARS:
        ranked = sorted(shown, key=lambda n: (not bars[n].is_positive, -np.nan_to_num(bars[n].share)))
        shown = sorted(ranked[:MOST_BARS])
    cells = "".join(_row(bars[n]) for n in shown)
    if len(bars) > MOST_BARS:
        cells += f"<span>and {len(bars) - MOST_BARS} lower ones</span><span></span><span></span>"
    return f'{STYLE}<div class="verdict-bars">{cells}</div>'


def _row(bar: Bar) -> str:
    share = min(max(bar.share, 0.0), 1.0) if np.isfinite(bar.share) else 0.0
    kind = ' class="positive"' if bar.is_positive else ""
    label, number = escape(bar.label), percent(bar.share)
    return f'<span>{label}</span><i{kind} style="--share: {share:.4f}"></i><b>{number}</b>'
