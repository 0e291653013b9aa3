"""Where the state goes: its way in two principal components; a tool of Explore."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from rnnviz.analysis.plane import frame_around
from rnnviz.analysis.trajectory import Landscape, Site, Walk, follow, sites
from rnnviz.components.address import version
from rnnviz.components.board import board
from rnnviz.components.board_payload import BoardView, board_choice, pack_board
from rnnviz.components.controls import choose_one
from rnnviz.components.inside_path_epochs import show_epochs
from rnnviz.components.inside_path_plane import landscape_for
from rnnviz.components.pressable import pressable
from rnnviz.components.subject import Subject
from rnnviz.components.take_away import take_away
from rnnviz.components.view import View
from rnnviz.components.words import as_text
from rnnviz.data.sentences import EXAMPLES
from rnnviz.figures.path_board import path_board
from rnnviz.figures.path_course import Course, course_of
from rnnviz.figures.path_said import (
    course_said,
    honesty,
    line_said,
    plane_said,
    share,
    source_said,
    step_said,
)
from rnnviz.figures.path_svg import Cloud, Picture, path_picture
from rnnviz.figures.path_taken import path_taken
from rnnviz.figures.read_rows import trace_titles
from rnnviz.network import Network, Reading, shipped_networks, words_within
from rnnviz.text import first_words, shorten

MOST_OTHERS = 6  # Further sentences; more paths can no longer be told apart.
MOST_WORDS = 100  # Of each of them.
PLANES = {"components": "Most variance", "verdict": "Towards the verdict"}
FRAMES = {"all": "All sentences", "near": "This way only"}
AXES = {"components": ("1st component", "2nd component"), "verdict": ("towards “positive”", "across")}
PLANES_SAID = (
    "Most variance: the two principal components. Towards the verdict: one axis along which the log-odds "
    "rise most, and across it the direction in which the states differ most."
)
FRAMES_SAID = (
    "Of what the picture shows: all the sentences that the plane was laid through, or the typed one only."
)
_BOARD, _PLANE = "path_board", "path_plane"


@dataclass(frozen=True, eq=False)
class _Seen:
    """What is seen: which state, in which plane, along which way; and the point that is chosen."""

    site: Site
    is_towards: bool
    landscape: Landscape
    walk: Walk
    course: Course
    chosen: int | None
    is_near: bool


def show(subject: Subject) -> None:
    """Show the tool."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        site = _choose_site(subject.network)
        towards = site.is_read and choose_one("Plane", PLANES, "path_by", says=PLANES_SAID) == "verdict"
        is_near = choose_one("Picture", FRAMES, "path_frame", says=FRAMES_SAID) == "near"
        others = _choose_others()
    landscape = landscape_for(subject.network, site, towards)
    walk = follow(subject.network, subject.reading, site)
    course = course_of(subject.reading, walk, landscape.plane)
    seen = _Seen(site, towards, landscape, walk, course, _chosen(walk, subject.size), is_near)
    said = course_said(course, walk.states)
    st.markdown(as_text(said))
    html = path_picture(_picture(subject, seen, others, said), subject.size)
    left, right = st.columns([2.1, 1], gap="medium")
    with left:
        pressable(html, _PLANE, _take_press)
    with right:
        _show_words(seen, subject.name in shipped_networks())
    drawn = path_board(subject.network, subject.reading, walk, landscape, said)
    if subject.reading.columns:
        column = None if seen.chosen is None else int(walk.words[seen.chosen - 1])
        view = BoardView(column=column, size=subject.size, version=version())
        board(pack_board(drawn, view), _BOARD, _take_choice)
    show_epochs(subject, site, towards)
    st.caption(honesty(landscape, towards))
    words = tuple(subject.reading.columns[n].text for n in walk.words)
    take_away(subject, path_taken(course, walk, landscape, (site, towards), words), (html, drawn))


def _choose_site(network: Network) -> Site:
    found = {site.key: site for site in sites(network)}
    if len(found) == 1:
        return next(iter(found.values()))
    titles = {key: _title(site, network) for key, site in found.items()}
    return found[choose_one("State", titles, "path_state")]


def _title(site: Site, network: Network) -> str:
    """What a state is called: "What the verdict reads", "Layer 1", "Backward"."""
    if site.is_read:
        return "What the verdict reads"
    number = sum(len(layer.cells) for layer in network.layers[: site.layer]) + (site.direction or 0)
    title = trace_titles(network)[number]
    return title[:1].upper() + title[1:]


def _choose_others() -> dict[str, str]:
    """Further sentences with what they are called: some that are offered, and one's own, one in each line."""
    with st.popover("More sentences", icon=":material/add:"):
        taken = st.pills(
            *("Draw beside it", EXAMPLES),
            format_func=EXAMPLES.__getitem__,
            selection_mode="multi",
            key="path_beside",
            bind="query-params",
        )
        typed = st.text_area(
            "Or your own, one in each line",
            key="path_more",
            bind="query-params",
            placeholder="The film was good",
            height=110,
        )
    lines = [line.strip() for line in (typed or "").splitlines() if line.strip()]
    named = {text: EXAMPLES[text] for text in taken} | {line: shorten(line, 22) for line in lines}
    if len(named) > MOST_OTHERS:
        st.text(f"{len(named)} further sentences; the first {MOST_OTHERS} are drawn.")
    return dict(list(named.items())[:MOST_OTHERS])


def _chosen(walk: Walk, size: str) -> int | None:
    """The point behind the word that the address names, else behind the one read last."""
    if not len(walk.words):
        return None
    word = View.from_address(st.query_params, size).word
    return int(np.flatnonzero(walk.words == word)[0]) + 1 if word in walk.words else len(walk.words)


def _picture(subject: Subject, seen: _Seen, others: dict[str, str], said: str) -> Picture:
    landscape, plane = seen.landscape, seen.landscape.plane
    courses = [seen.course]
    for text, name in others.items():
        reading, walk = _walked(subject.network.name, seen.site, text, subject.network)
        courses.append(course_of(reading, walk, plane, name))
    left, right, bottom, top = landscape.frame
    corners = [] if seen.is_near and seen.course.words else [[[left, bottom], [right, top]]]
    points = np.concatenate([*corners, *(course.points for course in courses)])
    names = AXES["verdict" if seen.is_towards else "components"]
    first, second = (
        f"{name}, {share(part)}" for name, part in zip(names, plane.shares.tolist(), strict=True)
    )
    cloud = Cloud(landscape.finals, landscape.verdicts)
    shown, source = frame_around(points), source_said(subject.network.title, landscape)
    return Picture(tuple(courses), shown, landscape.line, (first, second), said, cloud, seen.chosen, source)


@st.cache_resource(max_entries=4 * MOST_OTHERS, show_spinner=False)
def _walked(name: str, site: Site, text: str, _network: Network) -> tuple[Reading, Walk]:
    """A further sentence, which stays the same while one types; few are kept, for they may be large."""
    cut, _ = first_words(text, words_within(_network, MOST_WORDS), _network.vocabulary)
    reading = _network.read(cut)
    return reading, follow(_network, reading, site)


def _show_words(seen: _Seen, is_shipped: bool) -> None:
    """Beside the picture: what the chosen word does, and what the plane is."""
    course, states = seen.course, seen.walk.states
    if seen.chosen is not None:
        number = int(seen.walk.words[seen.chosen - 1]) + 1
        word = as_text(shorten(course.words[seen.chosen - 1]))
        st.markdown(f"**{word}**, word {number} of {len(course.words)}")
        st.markdown(as_text(step_said(course, seen.chosen, states, seen.landscape.plane)))
    st.caption(as_text(plane_said(seen.landscape, states, course, is_shipped)))
    st.caption(line_said(seen.landscape, seen.site.is_read))
    st.caption(KEY_SAID)


KEY_SAID = (
    "h₀ is the state before any word. + and − are where the other sentences end, judged positive and "
    "negative. Press a dot, or choose a word below."
)


def _take_press() -> None:
    """A dot was pressed: the address names its word, and the board takes it over."""
    pressed = str(st.session_state[_PLANE].pressed or "")
    if pressed.isdecimal() and len(pressed) < 6:
        st.query_params["word"] = str(int(pressed) + 1)
        st.session_state.version = version() + 1


def _take_choice() -> None:
    column = board_choice(_BOARD, version()).column
    if column is None:
        st.query_params.pop("word", None)
    else:
        st.query_params["word"] = str(column + 1)
