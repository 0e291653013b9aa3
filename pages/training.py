"""Training: train a small network in the session, and watch it learn."""

import streamlit as st

from rnnviz.components.compare import show_comparison
from rnnviz.components.entrance import enter_through_the_app
from rnnviz.components.own import Run, run_of
from rnnviz.components.results import show_results
from rnnviz.components.script_view import show_script, show_what_will_be_trained
from rnnviz.components.settings import Chosen, choose_settings, settings_said
from rnnviz.components.time_machine import show_time_machine
from rnnviz.components.trainer import asker, make_known, service, standings
from rnnviz.components.view import PRESENTER_STYLE, SIZES
from rnnviz.components.watch import follow, watch
from rnnviz.learning.service import Standing
from rnnviz.learning.store import LIVE, StoreError

enter_through_the_app("pages/training.py")
VIEWS = {
    "watch": "Watch",
    "time": "Time machine",
    "results": "Results",
    "compare": "Compare",
    "keras": "Keras",
}
SCALES = {"normal": 1.0, "presenter": 1.5}


def train(chosen: Chosen) -> None:
    """Start what was chosen, and look at it."""
    try:
        service().start(*asker(), chosen.specs, chosen.table)
    except (ValueError, StoreError) as error:
        st.session_state.trouble = str(error)
        return
    st.query_params.pop("run", None)  # The one that goes on is looked at, and then the next one.
    st.session_state.view = "watch"


def choose_run(standings: tuple[Standing, ...]) -> Standing | None:
    """Which run is looked at: the one in the address, else the one that goes on, else the newest."""
    by_id = {each.record.id: each for each in standings}
    asked = st.query_params.get("run", "")
    going_on = [each.record.id for each in standings if each.place == 0]
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
    st.session_state.setdefault("view", "watch")
    chosen = st.segmented_control(
        "Show", VIEWS, format_func=VIEWS.__getitem__, key="view", bind="query-params", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    return chosen or "watch"


def show(view: str, run: Run | None, size: str) -> None:
    if view == "keras":
        show_script(chosen.specs)
    elif view == "compare":
        show_comparison([run_of(each) for each in standings()], SCALES[size])
    elif run is None:
        show_what_will_be_trained(chosen.specs)
    elif view == "watch":
        watch(run.id, SCALES[size])
    elif view == "time":
        show_time_machine(run.id, SCALES[size], size)
    else:
        show_results(run)


try:
    service().warm()
except (StoreError, ValueError, ConnectionError) as error:
    st.error(f"Nothing can be trained here: {error}")
    st.stop()
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("Train a small network and watch it learn", anchor=False, width="content")
    with st.popover("View", icon=":material/tune:"):
        size = st.radio("Size", SIZES, 0, SIZES.get, key="size", bind="query-params")
if size == "presenter":
    st.html(PRESENTER_STYLE)
settings, shown = st.columns([1, 2.6], gap="large")
with settings:
    chosen = choose_settings()
is_busy = any(each.record.state in LIVE for each in standings())
chosen.button.button(
    "Training …" if is_busy else settings_said(chosen),
    type="primary",
    width="stretch",
    disabled=is_busy or not chosen.specs,
    on_click=train,
    args=(chosen,),
    key="train",
)
if standings():  # On a phone the run stands above the settings, once there is one.
    st.html("<style>@media (max-width: 640px) { .stColumn:has(.st-key-shown) { order: -1; } }</style>")
with shown, st.container(key="shown"):
    if trouble := st.session_state.pop("trouble", ""):
        st.error(trouble)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        view = choose_view()
        standing = choose_run(standings())
    show(view, None if standing is None else run_of(standing), size)
    if view != "watch":
        follow()
make_known()
