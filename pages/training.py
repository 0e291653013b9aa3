"""Training: train a small network in the session, and watch it learn."""

import streamlit as st

from rnnviz.components.compare import show_comparison
from rnnviz.components.entrance import enter_through_the_app
from rnnviz.components.own import Run, run_of
from rnnviz.components.presets import show_experiments
from rnnviz.components.results import show_results
from rnnviz.components.run_choice import choose_run, choose_view, make_room
from rnnviz.components.script_view import show_script, show_what_will_be_trained
from rnnviz.components.settings import Chosen, choose_settings, settings_said
from rnnviz.components.time_machine import show_time_machine
from rnnviz.components.trainer import asker, make_known, service, standings
from rnnviz.components.view import PRESENTER_STYLE, SIZES
from rnnviz.components.watch import follow, watch
from rnnviz.components.words import as_text
from rnnviz.learning.store import StoreError

enter_through_the_app("pages/training.py")
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


def show(view: str, run: Run | None, chosen: Chosen) -> None:
    if view == "keras":
        show_script(chosen.specs)
    elif view == "compare":
        show_comparison([run_of(each) for each in standings()], SCALES[size])
    elif run is None:
        show_what_will_be_trained(chosen.specs, SCALES[size])
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
show_experiments()
runs = standings()
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    view = choose_view()
    standing = choose_run(runs)
settings, shown = make_room(view)
with settings:
    chosen = choose_settings()
is_busy = any(each.record.is_live for each in runs)
chosen.button.button(
    "Training …" if is_busy else settings_said(chosen),
    type="primary",
    width="stretch",
    disabled=is_busy or not chosen.specs,
    on_click=train,
    args=(chosen,),
    key="train",
)
if runs:  # On a phone the run stands above the settings, once there is one.
    st.html("<style>@media (max-width: 640px) { .stColumn:has(.st-key-run) { order: -1; } }</style>")
with shown, st.container(key="run"):
    if trouble := st.session_state.get("trouble", ""):
        st.error(as_text(trouble))
    try:
        show(view, None if standing is None else run_of(standing), chosen)
    except LookupError:
        st.info("This run is not here any more, or a file of it is damaged. Choose another one.")
if view != "watch":
    follow()
make_known()
st.session_state.pop("trouble", None)  # Only now: where the page was begun again, it has not been seen yet.
