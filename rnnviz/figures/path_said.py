"""Where the state goes, in sentences made of its numbers."""

from math import isfinite

import numpy as np

from rnnviz.analysis.plane import Plane
from rnnviz.analysis.trajectory import Landscape, step_lengths
from rnnviz.analysis.verdicts import BELIEVED
from rnnviz.arrays import FloatArray
from rnnviz.figures.path_course import Course, verdict_said
from rnnviz.text import shorten
from rnnviz.written import number, often, percent
from rnnviz.written import share as share_of

ROUNDING = 1e-9  # Of the largest value.
MUCH_UNKNOWN = 0.3  # Of the words of the many sentences; then the plane says little.


def share(part: float) -> str:
    """A part of a variance: 28.3 %; what is 0 or 1 but for rounding is that, and a dash stands for none."""
    if not isfinite(part):
        return "–"
    return share_of(part if ROUNDING < part < 1 - ROUNDING else float(part > 0.5))


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
            f"The longest step is at “{_word(course, longest)}”: "
            f"{number(float(steps[longest]))} of {number(float(steps.sum()))} in all."
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
    at = f"at “{_word(course, int(turns[-1]))}”"
    return f"{end}; it changes sides {often(len(turns))}, {'' if len(turns) == 1 else 'last '}{at}."


def plane_said(landscape: Landscape, states: FloatArray, course: Course, is_shipped: bool) -> str:
    """How much of the states the plane holds, of the many sentences and of this one.

    Args:
        landscape: the plane and what it was laid through.
        states: of this sentence, (words + 1, units).
        course: of this sentence.
        is_shipped: whether the network comes with the program, so that we know what it was trained on.
    """
    plane = landscape.plane
    first, second = plane.shares.tolist()
    if not isfinite(first):
        return "There is no such plane: the states of all sentences that it would be laid through are alike."
    said = (
        f"The plane holds {share(first)} and {share(second)} of what differs among the states of "
        f"{_sentences_said(landscape, is_shipped)}"
    )
    held, away = plane.held(states), plane.distance(states)
    if isfinite(held) and np.isfinite(away).all():
        said += (
            f", and {share(held)} of what differs along this one. "
            f"{_furthest(away, states - plane.mean, course)}"
        )
    if landscape.unknown > MUCH_UNKNOWN:
        said += f". This network does not know {share(landscape.unknown)} of the words of those sentences"
    return f"{said}."


def _sentences_said(landscape: Landscape, is_shipped: bool) -> str:
    """What the plane was laid through."""
    count = len(landscape.finals)
    if landscape.is_of_own:
        return f"{count} rows of its own words (it reads nothing in the sentences that come with the program)"
    origin = "on which nothing was trained" if is_shipped else "which come with the program"
    return f"{count} other sentences (minimal pairs, {origin})"


def source_said(title: str, landscape: Landscape) -> str:
    """Where the numbers come from: the network, and what its plane was laid through."""
    count = len(landscape.finals)
    texts = f"{count} rows of its own words" if landscape.is_of_own else f"{count} sentences of minimal pairs"
    return f"Network: {title}. Plane: laid through its states on {texts}. Computed by rnnviz."


def _furthest(away: FloatArray, states: FloatArray, course: Course) -> str:
    """Where the state stands furthest outside the plane; what is only rounding is not outside."""
    furthest = int(away.argmax())
    if away[furthest] <= ROUNDING * np.abs(states).max():
        return "The state never leaves it"
    at = "h₀" if furthest == 0 else f"“{_word(course, furthest - 1)}”"
    return f"The state stands furthest outside it at {at}, by {number(float(away[furthest]))}"


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
    said = "On the line the log-odds are 0 for a state in the plane"
    if not _is_all_shown(landscape.plane):
        said += "; what a state has outside it is left out"
    if not isfinite(landscape.agreement):
        return f"{said}."
    on_side = (
        f"{share(landscape.agreement)} of the states of those sentences stand on the side of their verdict"
    )
    return f"{said}. {on_side}."


def step_said(course: Course, chosen: int, states: FloatArray, plane: Plane) -> str:
    """What one word does.

    Args:
        course: of the sentence.
        chosen: the point behind the word, from 1.
        states: that it was drawn from, (words + 1, units).
        plane: it is drawn in.
    """
    both = states[chosen - 1 : chosen + 1]
    if not np.isfinite(both).all():
        said = "Here the state is no number any more."
    else:
        points = course.points[chosen - 1 : chosen + 1]
        step, seen = (float(step_lengths(each)[0]) for each in (both, points))
        least = ROUNDING * float(np.abs(both - plane.mean).max())
        shown = "all of it" if step - seen <= least else f"{number(seen if seen > least else 0.0)} of it"
        away = float(plane.distance(both[1]))
        where = f"{number(away)} outside" if away > least else "in"
        said = f"This step is {number(step)} long, {shown} in the plane; the state then stands {where} it."
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
    shares = landscape.plane.shares
    if not np.isfinite(shares).all():
        return "Nothing may be concluded from this picture: all states that it was laid through are alike."
    said = "One may read off in which order the state goes where in this plane, and how far"
    if _is_all_shown(landscape.plane):
        said += "."
    else:
        left_out = share(1 - float(shares.sum()))
        said += (
            " at least: a distance here is never longer than the true one. Dots side by side need not be "
            f"states alike, for {left_out} of what differs among those sentences is not in the picture."
        )
    if not is_towards:
        said += " No direction here means something by itself."
    if landscape.is_afresh:
        said += (
            " This network also reads backwards, so the state after a word is that of the words up to "
            "there, read afresh, and a step leads from one reading to the next."
        )
    return said


def _is_all_shown(plane: Plane) -> bool:
    """Whether nothing that the states differ by is outside the plane."""
    return 1 - float(plane.shares.sum()) <= ROUNDING


def _word(course: Course, number: int) -> str:
    return shorten(course.words[number])
