"""The way of a state through the plane of two principal components, as SVG inside HTML."""

from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.plane import Frame
from rnnviz.analysis.verdicts import BELIEVED
from rnnviz.arrays import FloatArray
from rnnviz.figures.path_course import Course, draw_course, place_labels
from rnnviz.figures.path_key import draw_axes, draw_key, strips
from rnnviz.figures.path_place import Canvas, Fit, fit
from rnnviz.figures.saving import save_buttons
from rnnviz.figures.style import LINE, MUTED, NEGATIVE, PAGE, POSITIVE, TEXT, themed

WIDE, NARROW, PRESENTED = Canvas(760, 520), Canvas(358, 400, 20, 12), Canvas(560, 400, 22, 13)
TITLE = "Where the state goes"
ARROWS = "→↘↓↙←↖↑↗"  # Clockwise, by eighths of a turn.
STYLE = f"""<style>
.path {{
  --page: {themed(PAGE)}; --text: {themed(TEXT)}; --line: {themed(LINE)}; --muted: {themed(MUTED)};
  --positive: {themed(POSITIVE)}; --negative: {themed(NEGATIVE)};
  container-type: inline-size; color: var(--text); background: var(--page); margin: 0;
  font-variant-numeric: tabular-nums;
}}
.path .picture {{ display: block; width: 100%; height: auto; overflow: hidden; }}
.path .narrow {{ display: none; }}
@container (max-width: 560px) {{ .path .wide {{ display: none; }} .path .narrow {{ display: block; }} }}
.path text {{ fill: var(--text); font-family: inherit; }}
.path .word {{ paint-order: stroke; stroke: var(--page); stroke-width: 3.5px; stroke-linejoin: round; }}
.path .frame {{ fill: none; stroke: var(--line); stroke-opacity: 0.5; }}
.path .axis {{ stroke: var(--line); stroke-opacity: 0.35; stroke-dasharray: 1 4; }}
.path .axis-name {{ fill: var(--muted); }}
.path :is(.cloud, .end) {{ fill: none; stroke-width: 1.3; stroke-opacity: 0.5; }}
.path :is(.cloud, .end).positive {{ stroke: var(--positive); }}
.path :is(.cloud, .end).negative {{ stroke: var(--negative); }}
.path .turn {{ fill: none; stroke: var(--text); stroke-width: 2; stroke-linecap: round; }}
.path .side {{ font-weight: 600; paint-order: stroke; stroke: var(--page); stroke-width: 3px; }}
.path .side.positive {{ fill: var(--positive); }} .path .side.negative {{ fill: var(--negative); }}
.path .way {{ fill: none; stroke-width: 1.6; stroke-linejoin: round; }}
.path .arrows {{ stroke: none; }}
.path :is(.mark, .sample) {{ stroke: var(--text); stroke-width: 1.2; }}
.path [data-press] {{ cursor: pointer; }}
.path .dot .on-hover {{ visibility: hidden; }} .path .dot:hover .on-hover {{ visibility: visible; }}
.path .dot:hover .mark {{ stroke-width: 2.6; }}
.path .chosen .mark {{ stroke-width: 2.6; }} .path .chosen .word {{ font-weight: 700; }}
.path .ring {{ fill: none; stroke: var(--text); stroke-width: 1.5; }}
</style>"""


class Cloud(NamedTuple):
    """The final states of many sentences: where, (sentences, 2), and the verdict on each, (sentences,)."""

    points: FloatArray
    verdicts: FloatArray


@dataclass(frozen=True, eq=False)
class Picture:
    """What a plane shows.

    Attributes:
        courses: that of the person's sentence first.
        frame: of the plane that is shown at least.
        line: pieces of the decision line, (pieces, 2, 2); None where there is none to draw.
        axes: what each axis is.
        said: what is to be seen, for who cannot see it.
        cloud: faint, behind everything.
        chosen: the point of the first course that stands out.
        source: where its numbers come from, for a file of it.
    """

    courses: tuple[Course, ...]
    frame: Frame
    line: FloatArray | None
    axes: tuple[str, str]
    said: str
    cloud: Cloud = field(default_factory=lambda: Cloud(np.zeros((0, 2)), np.zeros(0)))
    chosen: int | None = None
    source: str = ""


def path_picture(picture: Picture, size: str = "normal") -> str:
    """Draw a plane for a wide and for a narrow page; the browser shows the one that fits.

    A dot is a circle where its verdict is positive, and a diamond where it is negative. Of the first course
    each carries in `data-press` the column of its word.
    """
    wide = _drawn(picture, PRESENTED if size == "presenter" else WIDE)
    narrow = _drawn(picture, NARROW)
    said = escape(picture.said)
    return (
        f'{STYLE}<figure class="path" role="group" aria-label="{said}">'
        f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>'
        f"{save_buttons(TITLE, picture.said, picture.source)}</figure>"
    )


def _drawn(picture: Picture, canvas: Canvas) -> str:
    laid = fit(picture.frame, canvas)
    parts = [_zeros(laid), _cloud(picture.cloud, laid), decision(picture.line, laid)]
    labels = place_labels(picture.courses, laid, picture.chosen)
    for number, course in reversed(list(enumerate(picture.courses))):
        chosen = picture.chosen if number == 0 else None
        parts.append(draw_course(course, number, laid, labels[number], chosen))
    return _framed(picture, canvas, "".join([*parts, _sides(picture, laid)]))


def _framed(picture: Picture, canvas: Canvas, inner: str) -> str:
    """A plane with what stands around it; nothing in it leaves it."""
    has = any(np.isfinite(course.verdicts).any() for course in picture.courses), len(picture.cloud.points) > 0
    left, below = strips(canvas, *has)
    width, height = canvas.width, canvas.height
    return (
        f'<svg class="picture" viewBox="{-left:g} 0 {width + left:g} {height + below:g}" '
        f'font-size="{canvas.letters:g}"><svg width="{width:g}" height="{height:g}">{inner}</svg>'
        f"{_frame(canvas)}{draw_axes(picture.axes, canvas)}{draw_key(canvas, *has)}</svg>"
    )


def svg(canvas: Canvas, inner: str) -> str:
    """A picture with its frame."""
    return (
        f'<svg class="picture" viewBox="0 0 {canvas.width:g} {canvas.height:g}" '
        f'font-size="{canvas.letters:g}">{inner}{_frame(canvas)}</svg>'
    )


def _frame(canvas: Canvas) -> str:
    width, height = canvas.width - 1, canvas.height - 1
    return f'<rect class="frame" x="0.5" y="0.5" width="{width:g}" height="{height:g}" rx="4"/>'


def _zeros(laid: Fit) -> str:
    """Where both components are 0."""
    canvas, (x, y) = laid.canvas, laid.pixels(np.zeros(2)).tolist()
    return f'<path class="axis" d="M0 {y:.1f}H{canvas.width:g}M{x:.1f} 0V{canvas.height:g}"/>'


def _cloud(cloud: Cloud, laid: Fit) -> str:
    """A plus for each sentence that ends positive, a minus for each that ends negative."""
    marks = {"positive": "", "negative": ""}
    for point, verdict in zip(laid.pixels(cloud.points), cloud.verdicts.tolist(), strict=True):
        if laid.shown(point):
            x, y = point.tolist()
            minus = f"M{x - 3:.1f} {y:.1f}h6"
            if verdict > BELIEVED:
                marks["positive"] += f"{minus}M{x:.1f} {y - 3:.1f}v6"
            else:
                marks["negative"] += minus
    return "".join(f'<path class="cloud {side}" d="{path}"/>' for side, path in marks.items() if path)


def decision(line: FloatArray | None, laid: Fit) -> str:
    """The decision line of a plane; nothing where there is none."""
    if line is None or not len(line):
        return ""
    pieces = (f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for (a, b), (c, d) in laid.pixels(line).tolist())
    return f'<path class="turn" d="{"".join(pieces)}"/>'


def _sides(picture: Picture, laid: Fit) -> str:
    """What the line parts, written on both sides of the piece of it that is farthest from all dots."""
    if picture.line is None or not len(picture.line):
        return ""
    middles = laid.pixels(picture.line.mean(axis=1))
    edge, room = 3.2 * laid.canvas.letters, 6 * laid.canvas.letters
    x, y = middles.T
    inside = (x > room) & (x < laid.canvas.width - room) & (y > edge) & (y < laid.canvas.height - edge)
    if not inside.any():
        return ""
    dots = np.concatenate([laid.pixels(course.points) for course in picture.courses])
    apart = np.linalg.norm(middles[inside, None] - dots[np.isfinite(dots).all(axis=1)], axis=-1)
    piece = np.flatnonzero(inside)[apart.min(axis=1, initial=np.inf).argmax()]
    (a, b), (c, d) = picture.line[piece].tolist()
    across = np.array([b - d, a - c])  # To the left of the piece, in pixels, where down is positive.
    across = across / max(float(np.hypot(*across)), 1e-12)
    return "".join(
        _side(name, middles[piece], across * sign, laid.canvas)
        for name, sign in (("positive", 1), ("negative", -1))
    )


def _side(name: str, middle: FloatArray, across: FloatArray, canvas: Canvas) -> str:
    """The name of a side, with an arrow into it."""
    x, y = (middle + across * 0.9 * canvas.letters).tolist()
    arrow = ARROWS[round(float(np.arctan2(across[1], across[0])) / (np.pi / 4)) % 8]
    if abs(across[0]) < 0.4:
        anchor = "middle"
        y += (0.9 if across[1] > 0 else -0.2) * canvas.letters
    else:
        anchor = "start" if across[0] > 0 else "end"
        y += 0.35 * canvas.letters
    text = f"{arrow} {name}" if anchor == "end" else f"{name} {arrow}"
    return f'<text class="side {name}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'
