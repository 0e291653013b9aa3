"""Which run is looked at, and what of it."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rnnviz.learning.service import Standing

WIDE = ("time", "results", "compare")  # These need the width of the page.
VIEWS = {
    "watch": "Watch",
    "time": "Time machine",
    "results": "Results",
    "compare": "Compare",
    "keras": "Keras",
}


def choose_run(runs: Sequence[Standing]) -> Standing | None:
    """Which run is looked at: the one in the address, else the one that goes on, else the newest."""
    by_id = {each.record.id: each for each in runs}
    asked = st.query_params.get("run", "")
    going_on = [each.record.id for each in runs if each.place == 0]
    st.session_state.shown_run = asked if asked in by_id else next(iter([*going_on, *by_id]), None)
    if not by_id:
        return None
    chosen = st.selectbox(
        "Run",
        by_id,
        format_func=lambda id: by_id[id].record.name if id in by_id else id,
        key="shown_run",
        on_change=lambda: st.query_params.update(run=st.session_state.shown_run),
        label_visibility="collapsed",
        width=320,
    )
    return by_id.get(chosen or "")


def choose_view() -> str:
    """What of a run is looked at: one of VIEWS."""
    st.session_state.setdefault("view", "watch")
    chosen = st.segmented_control(
        "Show", VIEWS, format_func=VIEWS.__getitem__, key="view", bind="query-params", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    return chosen or "watch"


def make_room(view: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Where the settings stand, and where the run: beside each other, or all for the run."""
    if view in WIDE:
        return st.popover("Settings of the next training", icon=":material/tune:"), st.container()
    settings, shown = st.columns([1, 2.6], gap="large")
    return settings, shown
