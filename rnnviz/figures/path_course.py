"""One sentence's way through a plane, as SVG: the line with its arrows, the dots, the words beside them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.plane import Plane
from rnnviz.analysis.trajectory import Walk, step_lengths
from rnnviz.analysis.verdicts import BELIEVED
from rnnviz.arrays import FloatArray
from rnnviz.figures.path_place import Canvas, Fit, Label, place_words
from rnnviz.figures.style import RUNS, SIGNED, shade, themed
from rnnviz.network import Reading
from rnnviz.text import shorten
from rnnviz.written import lowered, percent

MOST_WORDS = 24  # Beside their dots; further ones are found under the pointer.
MOST_HOVERED = 100  # Dots with a word of the page's own under the pointer; of more, the browser's.
LONGEST = 16  # Letters of a word in the picture.
ARROW_FROM = 16.0  # Pixels of a step that an arrow fits on.


@dataclass(frozen=True, eq=False)
class Course:
    """One sentence in the plane.

    Attributes:
        name: of the sentence, where it is one of several.
        points: the first one before any word, (words + 1, 2).
        words: that follow, in the order of reading.
        verdicts: at each point, the probability of positive; NaN where there is none. (words + 1,)
        columns: of each of the words in the sentence, counted from 0; what a press on its dot stands for.
    """

    name: str
    points: FloatArray
    words: tuple[str, ...]
    verdicts: FloatArray
    columns: tuple[int, ...] = ()


def course_of(reading: Reading, walk: Walk, plane: Plane, name: str = "") -> Course:
    """The way of a state through a plane; what is typed stands for a word that the network does not know.

    Args:
        reading: of the sentence.
        walk: of the state.
        plane: to draw it in.
        name: of the sentence.
    """
    tokens = [reading.columns[n] for n in walk.words]
    words = tuple(token.typed if token.status == "unknown" else token.text for token in tokens)
    if walk.is_backward:
        verdicts = np.full(len(walk.states), np.nan)
    else:
        verdicts = np.append(reading.initial_probability, reading.probabilities).astype(float)
    return Course(name, plane.place(walk.states), words, verdicts, tuple(walk.words.tolist()))


def course_colour(number: int) -> str:
    """The colour of the line of a course, as CSS: the first has that of the text."""
    if number == 0:
        return "var(--text)"
    return themed({theme: colours[(number - 1) % len(colours)] for theme, colours in RUNS.items()})


Labels = dict[int, Label]  # By the point that a word stands at.


class _Look(NamedTuple):
    """How a dot is drawn: of which course, whether it stands out, its word and where that stands, on what."""

    number: int
    is_chosen: bool
    text: str
    label: Label | None
    is_hovered: bool
    canvas: Canvas


def place_labels(courses: Sequence[Course], laid: Fit, chosen: int | None) -> list[Labels]:
    """Where the words of the first course stand, and the names of the others at their ends."""
    dots, words, order = [np.zeros((0, 2))], list[str](), list[int]()
    starts = []
    for number, course in enumerate(courses):
        starts.append(len(words))
        shown = written_words(course)
        dots += [laid.pixels(course.points), np.full((1, 2), np.nan)]
        names = ["h₀", *shown, ""]
        words += names if number == 0 else [course.name] * len(names)
        order += _order(course, chosen) if number == 0 else [starts[-1] + len(course.words)]
    order = [*order[:2], *order[-len(courses) + 1 :], *order[2:]] if len(courses) > 1 else order
    placed = place_words(np.concatenate(dots), words, list(dict.fromkeys(order)), laid.canvas, chosen)
    by_course: list[Labels] = [{} for _ in courses]
    for label in placed:
        number = max(n for n, start in enumerate(starts) if start <= label.dot)
        by_course[number][label.dot - starts[number]] = label
    return by_course


def written_words(course: Course) -> list[str]:
    """The words as they stand in the picture: one that stands in several places has its number."""
    counts = Counter(course.words)
    numbers = course.columns or range(len(course.words))
    return [
        shorten(word, LONGEST) + (lowered(number + 1) if counts[word] > 1 else "")
        for word, number in zip(course.words, numbers, strict=True)
    ]


def _order(course: Course, chosen: int | None) -> list[int]:
    """The points whose words matter most: the one chosen, both ends, then those of the longest steps."""
    steps = np.nan_to_num(step_lengths(course.points), posinf=0)
    longest = [int(n) + 1 for n in np.argsort(-steps, kind="stable")]
    first = [chosen, 0, len(course.points) - 1, *longest]
    return list(dict.fromkeys(n for n in first if n is not None))[:MOST_WORDS]


def draw_course(course: Course, number: int, laid: Fit, labels: Labels, chosen: int | None) -> str:
    """Draw one course: the first one (0) with its words and dots to press, further ones with their names.

    Args:
        course: to draw.
        number: which one it is.
        laid: where.
        labels: of its points, from `place_labels`.
        chosen: the point that stands out, if any.
    """
    points, is_hovered = laid.pixels(course.points), len(course.points) <= MOST_HOVERED
    order = [n for n in range(len(points)) if n != chosen] + ([] if chosen is None else [chosen])
    texts = ["h₀", *written_words(course)]
    dots = [
        _dot(
            course, n, points[n], _Look(number, n == chosen, texts[n], labels.get(n), is_hovered, laid.canvas)
        )
        for n in order
        if laid.shown(points[n])
    ]
    return way(points, course_colour(number)) + "".join(dots)


def way(points: FloatArray, colour: str) -> str:
    """A line through points in pixels, with an arrow on every step that is long enough; gaps stay open."""
    line, arrows, pen = "", "", "M"
    for n, (x, y) in enumerate(points.tolist()):
        if not np.isfinite(points[n]).all():
            pen = "M"
            continue
        line += f"{pen}{x:.1f} {y:.1f}"
        if pen == "L":
            arrows += _arrow(points[n - 1], points[n])
        pen = "L"
    return (
        f'<path class="way" style="stroke: {colour}" d="{line}"/>'
        f'<path class="arrows" style="fill: {colour}" d="{arrows}"/>'
    )


def _arrow(one: FloatArray, other: FloatArray) -> str:
    """A small triangle a little behind the middle of a step."""
    step = other - one
    length = float(np.hypot(*step))
    if not ARROW_FROM <= length < 1e6:
        return ""
    (ux, uy), (x, y) = (step / length).tolist(), (one + step * 0.58).tolist()
    tail_x, tail_y = x - 7 * ux, y - 7 * uy
    return (
        f"M{x:.1f} {y:.1f}L{tail_x - 3.4 * uy:.1f} {tail_y + 3.4 * ux:.1f}"
        f"L{tail_x + 3.4 * uy:.1f} {tail_y - 3.4 * ux:.1f}Z"
    )


def _dot(course: Course, n: int, point: FloatArray, look: _Look) -> str:
    (x, y), verdict = point.tolist(), float(course.verdicts[n])
    word = "h₀" if n == 0 else course.words[n - 1]
    told = f"{shorten(word, 40)}: {verdict_said(verdict)}" if verdict == verdict else shorten(word, 40)
    radius = (6.5 if look.is_chosen else 5.0) * (1 if look.number == 0 else 0.7)
    ring = f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="{radius + 4:g}"/>' if look.is_chosen else ""
    press = f' data-press="{course.columns[n - 1]}"' if look.number == 0 and n and course.columns else ""
    kind = "dot chosen" if look.is_chosen else "dot"
    return (
        f'<g class="{kind}"{press}>{ring}{draw_mark((x, y), radius, verdict, n == 0)}'
        f"{_word_of(look, (x, y), escape(told), course)}</g>"
    )


def _word_of(look: _Look, at: tuple[float, float], told: str, course: Course) -> str:
    """The word beside a dot, and what is said under the pointer."""
    x, y = at
    beside = ""
    if look.label is not None:
        text, style = escape(look.text), ""
        if look.number:
            text, style = (
                escape(course.name),
                f' style="fill: {course_colour(look.number)}" font-weight="700"',
            )
        beside = f'<text class="word"{style} x="{look.label.x:.1f}" y="{look.label.y:.1f}">{text}</text>'
    if not look.is_hovered:
        return f"{beside}<title>{told}</title>"
    is_left = x > look.canvas.width * 0.6
    anchor = "end" if is_left else "start"
    place = f'x="{x + (-10 if is_left else 10):.1f}" y="{max(y - 9, look.canvas.letters):.1f}"'
    return f'{beside}<text class="word on-hover" {place} text-anchor="{anchor}">{told}</text>'


def draw_mark(
    at: tuple[float, float], radius: float, verdict: float, is_start: bool = False, name: str = "mark"
) -> str:
    """A circle where the verdict is positive, a diamond where it is negative; hollow before any word."""
    x, y = at
    ground = "var(--page)" if is_start or verdict != verdict else shade(SIGNED, verdict)
    style = f'class="{name}" style="fill: {ground}"'
    if verdict > BELIEVED or verdict != verdict:
        return f'<circle {style} cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"/>'
    r = radius * 1.25
    return f'<path {style} d="M{x - r:.1f} {y:.1f}l{r:.1f} {-r:.1f} {r:.1f} {r:.1f} {-r:.1f} {r:.1f}Z"/>'


def verdict_said(verdict: float) -> str:
    """A verdict in words: 88.0 % positive."""
    return f"{percent(verdict)} positive"
