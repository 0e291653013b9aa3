"""The way of the state after each epoch of a run of one's own: a part of the tool "Where the state goes"."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from rnnviz.analysis.plane import decision_line, frame_around, wider
from rnnviz.analysis.trajectory import Landscape, Site, follow
from rnnviz.arrays import FloatArray
from rnnviz.components.inside_path_plane import landscape_for
from rnnviz.components.networks import OWN
from rnnviz.components.own import Run, address_of_run, network_of_epoch, run_of
from rnnviz.components.pressable import pressable
from rnnviz.components.subject import Subject
from rnnviz.components.trainer import standings
from rnnviz.components.words import as_text
from rnnviz.figures.path_course import course_of
from rnnviz.figures.path_epochs import Snapshot, epochs_picture, epochs_said
from rnnviz.network import Network

MOST_EPOCHS = 10  # Side by side; of more, some at equal distances, the first and the last among them.
_EPOCHS, _CHOSEN = "path_epochs", "path_epoch"


def show_epochs(subject: Subject, site: Site, towards: bool) -> None:
    """Show the sentence after each epoch that is kept, in the plane of the last one; of a run only."""
    run = _run_of(subject.name)
    if run is None:
        return
    numbers = _spread(run.finished)
    if not st.toggle("The same sentence after each epoch", key="path_across", bind="query-params"):
        return
    if len(numbers) < 2 or not subject.reading.columns:
        st.caption("There is nothing to compare yet: it takes a word, and two epochs.")
        return
    networks = [network_of_epoch(run.id, number, run.name) for number in numbers]
    landscape = landscape_for(networks[-1], site, towards)
    snapshots, shares = [], []
    for number, network in zip(numbers, networks, strict=True):
        reading = network.read(subject.reading.text)
        walk = follow(network, reading, site)
        course = course_of(reading, walk, landscape.plane)
        line = _line(network.name, networks[-1].name, towards, (network, landscape)) if site.is_read else None
        snapshots.append(Snapshot(number, _named(number), course, line))
        shares.append(landscape.plane.held(walk.states))
    frame = frame_around(np.concatenate([each.course.points for each in snapshots]))  # One for all.
    st.markdown(as_text(epochs_said(snapshots, shares)))
    chosen = _chosen_epoch(subject, numbers)
    pressable(epochs_picture(snapshots, frame, chosen), _EPOCHS, _take_epoch)
    _ways_out(run, chosen, subject.reading.text)


def _run_of(name: str) -> Run | None:
    """The run that a network belongs to; None of a network that comes with the program, or of a file."""
    if not name.startswith("run-"):
        return None
    id = name.split("-")[1]
    return next((run_of(each) for each in standings() if each.record.id == id), None)


def _spread(numbers: Sequence[int]) -> list[int]:
    """At most MOST_EPOCHS of the numbers, at equal distances."""
    places = np.linspace(0, len(numbers) - 1, min(MOST_EPOCHS, len(numbers))).round().astype(int)
    return [numbers[place] for place in dict.fromkeys(places.tolist())]


def _named(number: int) -> str:
    return "before training" if number < 0 else f"epoch {number + 1}"


@st.cache_resource(max_entries=200, show_spinner=False)
def _line(name: str, last: str, towards: bool, _seen: tuple[Network, Landscape]) -> FloatArray:
    """Where the verdict of one epoch turns in the plane of another."""
    network, landscape = _seen
    return decision_line(network, landscape.plane, wider(landscape.frame))


def _chosen_epoch(subject: Subject, numbers: Sequence[int]) -> int:
    """The epoch that the address names, else the one that reads above, else the last one."""
    asked = st.query_params.get(_CHOSEN, "")
    named = int(asked) - 1 if asked.isdecimal() and len(asked) < 6 else None
    reads = int(subject.network.name.rsplit("-", 1)[-1]) - 1
    return next((number for number in numbers if number == named), reads if reads in numbers else numbers[-1])


def _take_epoch() -> None:
    pressed = str(st.session_state[_EPOCHS].pressed or "")
    if pressed.lstrip("-").isdecimal() and len(pressed) < 6:
        st.query_params[_CHOSEN] = str(int(pressed) + 1)


def _ways_out(run: Run, number: int, text: str) -> None:
    """From one epoch to the tools and to the other pages."""
    name = address_of_run(run.id, number)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            f"Read with {_epoch_network(number)}", icon=":material/timeline:", key="path_read_epoch"
        ):
            st.session_state[OWN] = st.query_params[OWN] = name
            st.rerun()
        st.page_link(
            "pages/unfold.py",
            label="Unfold it",
            icon=":material/account_tree:",
            query_params={OWN: name, "text": text},
        )


def _epoch_network(number: int) -> str:
    return "the network before training" if number < 0 else f"epoch {number + 1}"
