"""What is taken away of the way of a state: states, places in the plane, the plane itself, their Python."""

import numpy as np

from rnnviz.analysis.trajectory import Landscape, Site, Walk
from rnnviz.figures.path_course import Course
from rnnviz.taken import Taken

_SCRIPT = """import numpy as np

from rnnviz.analysis.trajectory import follow, landscape_of, sites
from rnnviz.data.pairs import read_pairs

site = next(site for site in sites(network) if site.key == {key!r})
landscape = landscape_of(network, site, [sentence.text for sentence in read_pairs()], {towards})
plane = landscape.plane
reading = network.read(text)
walk = follow(network, reading, site)
arrays = {{
    "words": np.array([reading.columns[n].text for n in walk.words], dtype=str),
    "word_numbers": walk.words,
    "states": walk.states,  # The first one before any word.
    "places": plane.place(walk.states),
    "distance_outside": plane.distance(walk.states),
    "plane_mean": plane.mean,
    "plane_axes": plane.axes,
    "plane_shares": plane.shares,
    "finals": landscape.finals,
    "final_verdicts": landscape.verdicts,
}}
{more}"""
_VERDICTS = (
    'arrays["verdicts"] = np.append(reading.initial_probability, reading.probabilities).astype(float)\n'
)
_LINE = 'arrays["decision_line"] = landscape.line\n'


def path_taken(
    course: Course, walk: Walk, landscape: Landscape, seen: tuple[Site, bool], words: tuple[str, ...]
) -> Taken:
    """Everything that is drawn of a sentence and of the many others.

    Args:
        course: of the sentence.
        walk: that it was drawn from.
        landscape: the plane and what stands in it.
        seen: which state is followed, and whether the plane looks towards the verdict.
        words: as the network read them, in the order of the walk.
    """
    plane, more, (site, towards) = landscape.plane, "", seen
    arrays = {
        "words": np.array(words, dtype=np.str_),
        "word_numbers": walk.words,
        "states": walk.states,
        "places": course.points,
        "distance_outside": plane.distance(walk.states),
        "plane_mean": plane.mean,
        "plane_axes": plane.axes,
        "plane_shares": plane.shares,
        "finals": landscape.finals,
        "final_verdicts": landscape.verdicts,
    }
    if not walk.is_backward:
        arrays["verdicts"], more = course.verdicts, more + _VERDICTS
    if landscape.line is not None:
        arrays["decision_line"], more = landscape.line, more + _LINE
    return Taken("path", arrays, _SCRIPT.format(key=site.key, towards=towards, more=more))
