"""The same sentence after each epoch of a training, in one plane: small pictures side by side."""

from collections.abc import Sequence
from html import escape
from math import isfinite
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.plane import Frame
from rnnviz.analysis.trajectory import step_lengths
from rnnviz.analysis.verdicts import BELIEVED
from rnnviz.arrays import FloatArray
from rnnviz.figures.path_course import Course, draw_mark, way
from rnnviz.figures.path_place import Canvas, Fit, fit
from rnnviz.figures.path_said import share
from rnnviz.figures.path_svg import STYLE, decision, svg
from rnnviz.figures.style import MUTED, PAGE, PRIMARY, TEXT, themed
from rnnviz.written import number, percent

SMALL = Canvas(176, 132, 10, 11)
_STYLE = f"""<style>
.epochs {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 0.6rem; }}
.epochs button {{
  all: unset; cursor: pointer; box-sizing: border-box; padding: 0.3rem; border-radius: 5px;
  color: {themed(TEXT)}; background: {themed(PAGE)}; border: 2px solid transparent;
}}
.epochs button[aria-pressed=true] {{ border-color: {themed(PRIMARY)}; }}
.epochs button:focus-visible {{ outline: 2px solid {themed(PRIMARY)}; outline-offset: 1px; }}
.epochs .named {{
  display: flex; justify-content: space-between; font-size: 0.85rem; padding: 0.15rem 0.1rem 0;
}}
.epochs .verdict {{ color: {themed(MUTED)}; }}
.epochs .positive {{ color: var(--positive); }} .epochs .negative {{ color: var(--negative); }}
</style>"""


class Snapshot(NamedTuple):
    """The sentence after one epoch.

    number: of the epoch, as a press names it. title: what it is called. line: where its verdict turns.
    """

    number: int
    title: str
    course: Course
    line: FloatArray | None


def epochs_picture(snapshots: Sequence[Snapshot], frame: Frame, chosen: int) -> str:
    """Draw a small picture for each epoch; each can be pressed, and stands for its number.

    Args:
        snapshots: in the order of training.
        frame: of the plane, for all of them.
        chosen: the number of the epoch that stands out.
    """
    laid = fit(frame, SMALL)
    parts = "".join(_small(each, laid, each.number == chosen) for each in snapshots)
    return f'{STYLE}{_STYLE}<div class="path epochs" role="group" aria-label="Epochs">{parts}</div>'


def _small(snapshot: Snapshot, laid: Fit, is_chosen: bool) -> str:
    course = snapshot.course
    points = laid.pixels(course.points)
    marks = ""
    for n in dict.fromkeys((0, len(points) - 1)):
        if laid.shown(points[n]):
            x, y = points[n].tolist()
            marks += draw_mark((x, y), 4.0, float(course.verdicts[n]), n == 0)
    picture = svg(
        laid.canvas, f'{decision(snapshot.line, laid)}{way(points, "var(--text)")}<g class="dot">{marks}</g>'
    )
    verdict = float(course.verdicts[-1])
    side = "" if np.isnan(verdict) else "positive" if verdict > BELIEVED else "negative"
    said = "" if np.isnan(verdict) else percent(verdict)
    return (
        f'<button type="button" data-press="{snapshot.number}" aria-pressed="{str(is_chosen).lower()}">'
        f"{picture}"
        f'<span class="named"><span>{escape(snapshot.title)}</span>'
        f'<span class="verdict {side}">{said}</span></span></button>'
    )


def epochs_said(snapshots: Sequence[Snapshot], shares: Sequence[float]) -> str:
    """How the way of the sentence changes while the network learns.

    Args:
        snapshots: in the order of training.
        shares: of each epoch, how much of what the states of the sentence differ by the plane shows.
    """
    first, last = snapshots[0], snapshots[-1]
    said = _lengths_said(first, last)
    ends = [float(each.course.verdicts[-1]) for each in (first, last)]
    if all(map(isfinite, ends)):
        said += f"; its verdict goes from {percent(ends[0])} to {percent(ends[1])} positive"
    known = [part for part in shares if isfinite(part)]
    if known:
        low, high = share(min(known)), share(max(known))
        span = low if low == high else f"{low} to {high}"
        said += f". The plane holds {span} of what differs among the states of an epoch"
        if len(known) < len(shares):
            said += f" (of {len(known)} of {len(shares)} epochs)"
    return f"{said}."


def _lengths_said(first: Snapshot, last: Snapshot) -> str:
    """How long the way is at first and at last, and where it is no number any more."""
    lengths = [(_when(each), float(step_lengths(each.course.points).sum())) for each in (first, last)]
    known = [
        f"{number(length)}{'' if n else ' long'} {when}"
        for n, (when, length) in enumerate(pair for pair in lengths if isfinite(pair[1]))
    ]
    lost = [when for when, length in lengths if not isfinite(length)]
    parts = []
    if known:
        parts.append(f"in the plane of {last.title} the way of the sentence is {' and '.join(known)}")
    if lost:
        parts.append(f"{' and '.join(lost)} the state leaves all numbers")
    said = "; ".join(parts)
    return said[0].upper() + said[1:]


def _when(snapshot: Snapshot) -> str:
    return snapshot.title if snapshot.number < 0 else f"after {snapshot.title}"
