"""Where the state goes, in sentences made of its numbers."""

from math import isfinite

import numpy as np

from rnnviz.analysis.plane import Plane
from rnnviz.analysis.trajectory import Landscape, step_lengths
from rnnviz.analysis.verdicts import BELIEVED
from rnnviz.arrays import FloatArray
from rnnviz.figures.contrast import percent
from rnnviz.figures.path_course import Course, verdict_said
from rnnviz.text import shorten
from rnnviz.written import scientific

ROUNDING = 1e-9  # Of the largest value.
MUCH_UNKNOWN = 0.3  # Of the words of the many sentences; then the plane says little.


def share(part: float) -> str:
    """A share of a variance: 28 %; a dash where there is none."""
    return f"{100 * part:.0f} %" if isfinite(part) else "–"


def length(value: float) -> str:
    """A distance between states."""
    if not isfinite(value):
        return "infinite" if value == value else "not a number"
    if value >= 100:
        return f"{value:,.0f}" if value < 1e6 else scientific(value)
    return f"{value:.2f}" if value >= 0.1 or value == 0 else f"{value:.2g}"


def course_said(course: Course, states: FloatArray) -> str:
    """What happens on the way: where it ends, where the verdict turns, which step is the longest.

    Args:
        course: of the sentence.
        states: that it was drawn from, (words + 1, units).
    """
    if not course.words:
        return "No word yet: the state stands at h₀. Type a sentence, and it begins to move."
    steps = step_lengths(states)
    parts = []
    if np.isfinite(course.verdicts).all():
        parts.append(_verdict_said(course))
    if np.isfinite(steps).all() and steps.sum() > 0:
        longest = int(steps.argmax())
        parts.append(
            f"The longest step of the state is at “{_word(course, longest)}”: "
            f"{length(float(steps[longest]))} of a way of {length(float(steps.sum()))}."
        )
    else:
        parts.append("The state does not move." if steps.sum() == 0 else "The state leaves all numbers.")
    return " ".join(parts)


def _verdict_said(course: Course) -> str:
    sides = course.verdicts > BELIEVED
    turns = np.flatnonzero(sides[1:] != sides[:-1])
    first, last = (percent(float(course.verdicts[n])) for n in (0, -1))
    end = f"From {first} before any word the verdict goes to {last} positive"
    if not len(turns):
        return f"{end}, without changing sides."
    often = "once" if len(turns) == 1 else f"{len(turns)} times"
    at = f"at “{_word(course, int(turns[-1]))}”"
    return f"{end}; it changes sides {often}, {'' if len(turns) == 1 else 'last '}{at}."


def plane_said(landscape: Landscape, sentences: int, states: FloatArray, course: Course) -> str:
    """How much of the states the plane holds, of the many sentences and of this one.

    Args:
        landscape: the plane and what it was laid through.
        sentences: how many.
        states: of this sentence, (words + 1, units).
        course: of this sentence.
    """
    plane = landscape.plane
    first, second = plane.shares.tolist()
    said = (
        f"The plane shows {share(first)} and {share(second)} of what the states of {sentences} other "
        "sentences differ by (minimal pairs, on which nothing was trained)"
    )
    held, away = plane.held(states), plane.distance(states)
    if isfinite(held) and np.isfinite(away).all():
        said += (
            f", and {share(held)} of what this sentence's do. {_furthest(away, states - plane.mean, course)}"
        )
    if landscape.unknown > MUCH_UNKNOWN:
        said += f". This network does not know {share(landscape.unknown)} of the words of those sentences"
    return f"{said}."


def _furthest(away: FloatArray, states: FloatArray, course: Course) -> str:
    """Where the state stands furthest outside the plane; what is only rounding is not outside."""
    furthest = int(away.argmax())
    if away[furthest] <= ROUNDING * np.abs(states).max():
        return "The state never leaves it"
    at = "h₀" if furthest == 0 else f"“{_word(course, furthest - 1)}”"
    return f"The state stands furthest outside it at {at}, by {length(float(away[furthest]))}"


def line_said(landscape: Landscape, is_whole: bool) -> str:
    """What the line is, and how far it can be trusted; or why there is none.

    Args:
        landscape: with the line, or without.
        is_whole: whether the head reads this state, and no other one.
    """
    if not is_whole:
        return "No decision line here: the verdict is not read from this state alone."
    if landscape.line is None or not len(landscape.line):
        return "The verdict turns nowhere near in this plane, so there is no decision line in it."
    return (
        "On the line the log-odds are 0 for a state in the plane; what a state has outside it is left out. "
        f"{share(landscape.agreement)} of the states of those sentences stand on the side of their verdict."
    )


def step_said(course: Course, chosen: int, states: FloatArray, plane: Plane) -> str:
    """What one word does.

    Args:
        course: of the sentence.
        chosen: the point behind the word, from 1.
        states: that it was drawn from, (words + 1, units).
        plane: it is drawn in.
    """
    step, seen = (float(step_lengths(each[chosen - 1 : chosen + 1])[0]) for each in (states, course.points))
    said = f"The state moves by {length(step)}, of which {length(seen)} can be seen here"
    away = float(plane.distance(states[chosen]))
    said += f", and then stands {length(away)} outside the plane."
    before, after = (float(course.verdicts[n]) for n in (chosen - 1, chosen))
    if isfinite(before) and isfinite(after):
        said += f" Verdict: {percent(before)} → {verdict_said(after)}."
    return said


def honesty(landscape: Landscape, is_towards: bool) -> str:
    """What may be concluded from the picture, and what may not.

    Args:
        landscape: that is shown.
        is_towards: whether one axis of the plane is that of the verdict, which means something by itself.
    """
    left_out = share(1 - float(landscape.plane.shares.sum()))
    said = (
        "What may be concluded: in which order the state goes where in this plane, and how far at least, "
        "since a distance here is at most the true one. What may not: that dots side by side are states "
        f"alike, for {left_out} of the variance is not in the picture"
    )
    return f"{said}." if is_towards else f"{said}; or that a direction here means something by itself."


def _word(course: Course, number: int) -> str:
    return shorten(course.words[number])
