"""Scrub through the epochs of a run and see Explore's picture of one's own sentence change."""

import streamlit as st

from rnnviz.analysis.units import rows_as_trained
from rnnviz.components.address import remember_choice, version
from rnnviz.components.instrument import instrument
from rnnviz.components.own import Run, address_of_run, network_of_epoch, open_in, read_as_trained, run_of
from rnnviz.components.payload import pack_reading
from rnnviz.components.view import COUNTED_FROM, View, address_of
from rnnviz.components.watch import curve_of, show_curve, standing_of
from rnnviz.data.sentences import FIRST_SENTENCE
from rnnviz.learning.assemble import note_on

BETWEEN_EPOCHS = 0.9  # Seconds, while it goes through them by itself.
# In address and session. Not "text": Streamlit takes out of a link what a widget of the page it stands on is
# bound to, and then Explore would be opened with another sentence.
SENTENCE = "sentence"
PLAYING = "next_epoch"  # In the session: which one is shown next; None while it stands still.
BEFORE = "before"  # What the address calls the network before training.


def show_time_machine(id: str, scale: float, size: str) -> None:
    """The network of one epoch reads; a slider goes from before training to the last epoch."""
    every = BETWEEN_EPOCHS if st.session_state.get(PLAYING) is not None else None
    st.fragment(_show, run_every=every)(id, scale, size, every is not None)


def _show(id: str, scale: float, size: str, is_playing: bool) -> None:
    if is_playing != (st.session_state.get(PLAYING) is not None):
        st.rerun()  # Pressed within the fragment; how often it runs is decided outside.
    standing = standing_of(id)
    run = run_of(standing) if standing else None
    if run is None or not run.finished:
        st.info("There is no epoch yet. As soon as one is finished, its network can be looked at here.")
        return
    left, right = st.columns([1.4, 1])
    with left:
        epoch = _choose_epoch(run, is_playing)
        typed = st.text_input(
            "Your sentence", FIRST_SENTENCE, key=SENTENCE, bind="query-params", live="0ms",
            placeholder="Type a sentence",
        )  # fmt: skip
        _ways_out(run, epoch, typed or "")
    with right:
        show_curve("loss", [curve_of(run)], scale, epoch)
    if note := note_on(run.spec):
        st.caption(note)
    network = network_of_epoch(id, epoch, run.name)
    reading = network.read(read_as_trained(run, typed or ""))
    view = View.from_address(st.query_params, size, version())
    instrument(pack_reading(network, reading, rows_as_trained(network), view), "time_machine", _remember)


def _choose_epoch(run: Run, is_playing: bool) -> int:
    """The slider from before training to the last epoch, which can be let go by itself."""
    names = {_name(number): number for number in run.finished}
    order = list(names)
    if st.session_state.get("epoch") not in names:
        st.session_state.pop("epoch", None)
    if is_playing:
        at = st.session_state[PLAYING]
        if at >= len(order):
            st.session_state[PLAYING] = None
            st.rerun()
        st.session_state.epoch, st.session_state[PLAYING] = order[at], at + 1
    best = "" if run.best is None else f": the validation loss is lowest after epoch {_name(run.best)}"
    usual = None if is_playing else order[-1]  # What is usual does not stand in the address; "before" does.
    chosen = st.select_slider(f"Epoch{best}", order, usual, key="epoch", bind="query-params")
    return names.get(str(chosen), names[order[-1]])


def _ways_out(run: Run, epoch: int, text: str) -> None:
    with st.container(horizontal=True):
        is_playing = st.session_state.get(PLAYING) is not None
        label, icon = ("Stop", "stop") if is_playing else ("Watch it learn", "play_arrow")
        st.button(label, icon=f":material/{icon}:", key="play_epochs", on_click=_play, args=(not is_playing,))
        address = {"own": address_of_run(run.id, epoch), "text": text}
        open_in(address)


def _play(is_to_play: bool) -> None:
    st.session_state[PLAYING] = 0 if is_to_play else None


def _name(number: int) -> str:
    return BEFORE if number < 0 else str(number + 1)


def _remember() -> None:
    remember_choice("time_machine", COUNTED_FROM, address_of)
