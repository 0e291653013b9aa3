"""One unit looked at closely, as HTML: its values by class, its strongest words and sentences."""

from collections.abc import Sequence
from html import escape
from math import isfinite

import numpy as np

from rnnviz.analysis.concepts import CONCEPTS
from rnnviz.analysis.corpus import Index
from rnnviz.analysis.finder_unit import Histogram, Peak, Portrait, WordMean
from rnnviz.figures.units_frame import AROUND, STYLE, fold, place_line, shades, step_of, written
from rnnviz.tracks import Scale

_WIDTH, _HALF, _FOOT = 300, 62, 18
_STYLE = """<style>
.units .portrait {
  display: grid; grid-template-columns: 20rem minmax(17rem, 1fr) minmax(0, 2.2fr); gap: 1.5rem;
}
.units .portrait > * { min-width: 0; }
.units .portrait svg { width: 100%; max-width: 22rem; display: block; }
.units .portrait svg text { font-size: 11px; fill: var(--muted); font-family: inherit; }
.units .portrait svg + .fold { margin-top: 0.6rem; }
.units .ends { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.units .ends ol { margin: 0; padding: 0; list-style: none; }
.units .ends li {
  display: grid; grid-template-columns: minmax(0, 1fr) 3.4rem; gap: 0.4rem; margin: 0 0 2px;
  font-size: 0.9rem;
}
.units .ends li > :first-child { overflow: hidden; text-overflow: ellipsis; }
.units .ends li > :last-child { border-radius: 3px; padding: 0 0.3rem; text-align: right; }
.units .tells {
  display: grid; grid-template-columns: max-content minmax(0, 1fr) 2.4rem; gap: 0.15rem 0.6rem;
  align-items: center; max-width: 22rem; margin: 0.2rem 0 0.5rem; font-size: 0.85rem;
}
.units .tells .track { position: relative; height: 0.6rem; background: var(--room); }
.units .tells .track i { position: absolute; inset: 0 auto 0 0; background: var(--muted); }
.units .tells .now { font-weight: 600; }
.units .tells .now + .track i { background: var(--text); }
@container (max-width: 1000px) {
  .units .portrait { grid-template-columns: 1fr 1fr; }
  .units .portrait > :last-child { grid-column: 1 / -1; }
}
@container (max-width: 560px) { .units .portrait { grid-template-columns: minmax(0, 1fr); gap: 0; } }
</style>"""


def portrait_picture(index: Index, portrait: Portrait, concept: str, scale: Scale) -> str:
    """Draw a portrait.

    Args:
        index: of the network's states.
        portrait: of a unit.
        concept: by which the histogram is split.
        scale: of the unit's values.
    """
    values = index.states[portrait.unit.trace][:, portrait.unit.unit]
    used: set[int] = set()

    def colour(value: float) -> str:
        if not isfinite(value):
            return "nan"
        used.add(step_of((value + scale.limit) / (2 * scale.limit)))
        return f"s{step_of((value + scale.limit) / (2 * scale.limit))}"

    def lines(peaks: Sequence[Peak]) -> str:
        found = []
        for peak in peaks:
            begin = index.corpus.starts[peak.sentence]
            words = index.corpus.sentences[peak.sentence]
            near = range(max(0, peak.word - AROUND), min(len(words), peak.word + AROUND + 1))
            classes = [colour(float(values[begin + n])) if n in near else "" for n in range(len(words))]
            span = (peak.word, peak.word)
            found.append(place_line(index.corpus, peak.sentence, span, written(peak.value), classes))
        return f'<ol class="places">{"".join(found)}</ol>'

    def words(means: Sequence[WordMean]) -> str:
        found = (
            f'<li title="mean of {each.times} occurrences"><span>{escape(each.word)}</span>'
            f'<span class="{colour(each.mean)}">{written(each.mean)}</span></li>'
            for each in means
        )
        return f"<ol>{''.join(found)}</ol>"

    ends = (
        f'<div class="ends"><div><small>lowest</small>{words(portrait.lowest)}</div>'
        f"<div><small>highest</small>{words(portrait.highest)}</div></div>"
    )
    body = _columns(portrait, concept, ends, lines(portrait.peaks), lines(portrait.valleys))
    return f'{STYLE}{_STYLE}{shades(used)}<div class="units"><div class="portrait">{body}</div></div>'


def _columns(portrait: Portrait, concept: str, ends: str, peaks: str, valleys: str) -> str:
    """Side by side, or on a phone below each other: the values, and folded there what else is known."""
    tells, words = _concepts(portrait, concept), "mean right after the word; blue: the unit is high"
    return (
        f"<div>{histogram_picture(portrait.histogram, concept)}"
        f"{fold('tells', 'What it tells', tells, 'AUC, bars from 0.5 to 1')}</div>"
        f"<div>{fold('words', 'Its strongest words', ends, words)}</div>"
        f"<div>{fold('highest', 'Where it is highest', peaks, 'a word is blue if the unit is high after it')}"
        f"{fold('lowest', 'Where it is lowest', valleys, '')}</div>"
    )


def _concepts(portrait: Portrait, concept: str) -> str:
    """What this unit tells of every concept, from chance on."""
    rows = []
    for name, value in zip(CONCEPTS, portrait.aucs, strict=True):
        share = min(max(2 * value - 1, 0.0), 1.0) if isfinite(value) else 0.0
        now = ' class="now"' if name == concept else ""
        rows.append(
            f'<span{now}>{escape(CONCEPTS[name].title)}</span><span class="track"><i style="width:'
            f'{100 * share:.0f}%"></i></span><span>{written(value)}</span>'
        )
    return f'<div class="tells">{"".join(rows)}</div>'


def histogram_picture(histogram: Histogram, concept: str) -> str:
    """Two classes back to back: with the concept above the axis, without it below."""
    about = CONCEPTS[concept]
    bins = len(histogram.yes)
    top = float(np.nanmax([0, *np.nan_to_num(histogram.yes), *np.nan_to_num(histogram.no)])) or 1.0
    wide, reach = _WIDTH / bins, float(histogram.edges[-1])
    colours = ("var(--one)", "var(--muted)")  # Blue and orange are the unit's own values here.
    bars = []
    for n, (yes, no) in enumerate(
        zip(np.nan_to_num(histogram.yes), np.nan_to_num(histogram.no), strict=True)
    ):
        high, low = _HALF * yes / top, _HALF * no / top
        left = f'x="{n * wide + 0.5:.1f}" width="{wide - 1:.1f}"'
        bars.append(f'<rect {left} y="{_HALF - high:.1f}" height="{high:.1f}" fill="{colours[0]}"/>')
        bars.append(f'<rect {left} y="{_HALF}" height="{low:.1f}" fill="{colours[1]}"/>')
    foot = 2 * _HALF + 13
    marks = "".join(
        f'<text x="{x}" y="{foot}" text-anchor="{anchor}">{written(value, 0 if reach == 1 else 1)}</text>'
        for x, anchor, value in ((0, "start", -reach), (_WIDTH / 2, "middle", 0.0), (_WIDTH, "end", reach))
    )
    marks += "".join(f'<text x="0" y="{y}">{100 * top:.0f} %</text>' for y in (9, 2 * _HALF - 1))
    said = f"{about.yes} above the line, {about.no} below it"
    box = f"0 0 {_WIDTH} {2 * _HALF + _FOOT}"
    return (
        f"<h4>Its values <small>share in each bar, test part; {escape(said)}</small></h4>"
        f'<svg viewBox="{box}" role="img" aria-label="{escape(said)}">'
        f'<line x1="{_WIDTH / 2}" x2="{_WIDTH / 2}" y1="0" y2="{2 * _HALF}" stroke="var(--rule)"/>'
        f'{"".join(bars)}<line x1="0" x2="{_WIDTH}" y1="{_HALF}" y2="{_HALF}" stroke="var(--line)"/>'
        f"{marks}</svg>"
    )
