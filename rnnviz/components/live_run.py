"""Experiments that are run live from a page: the button that starts one, and what is seen meanwhile."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from rnnviz.arrays import compute_on_one_thread
from rnnviz.components.trainer import asker, has_asked, is_open
from rnnviz.experiments.live import LiveRun, LiveRunner
from rnnviz.learning.channel import Switchboard
from rnnviz.learning.executor import ProcessExecutor

BETWEEN_LOOKS = 0.7  # Seconds.
Draw = Callable[[LiveRun], object]
_SAYS = {"waiting": "Waiting for a worker …", "running": "Running …", "done": "Done.", "stopped": "Stopped."}


@st.cache_resource(show_spinner=False)
def runner() -> LiveRunner:
    """The one of this server, made at the first call."""
    return LiveRunner(ProcessExecutor(1, compute_on_one_thread, idle_seconds=120.0), Switchboard(), is_open)


def start_button(name: str, values: Mapping[str, Any], label: str, help: str = "") -> None:
    """A button that starts a run of an experiment; one that goes on is stopped for it.

    Args:
        name: of the experiment.
        values: what it is started with: plain values.
        label: of the button.
        help: what it does, for who asks.
    """
    st.button(
        label,
        key=f"start_{name}",
        icon=":material/model_training:",
        type="primary",
        on_click=_start,
        args=(name, dict(values)),
        help=help or None,
    )


def _start(name: str, values: Mapping[str, Any]) -> None:
    owner, session = asker()
    runner().start(owner, session, name, values)


def _stop(name: str) -> None:
    runner().stop(asker().owner, name)


def last_run(name: str) -> LiveRun | None:
    """The last run of this browser, live or not; looking begins nothing."""
    return runner().run(*asker(), name) if has_asked() else None


def done_runs(name: str) -> tuple[LiveRun, ...]:
    """The runs of this browser that came to their end, the oldest first; until the program ends."""
    return runner().done(asker().owner, name) if has_asked() else ()


def watch(name: str, draw: Draw) -> None:
    """The last run of an experiment; looked at again and again only while it goes on.

    When it ends, the whole page is run once more, so that what `done_runs` gives is drawn everywhere.

    Args:
        name: of the experiment.
        draw: draws what has come of a run; called below the progress, at every look.
    """
    run = last_run(name)
    if run is not None:
        st.fragment(_look, run_every=BETWEEN_LOOKS if run.is_live else None)(name, run, draw)


def _look(name: str, before: LiveRun, draw: Draw) -> None:
    run = last_run(name)
    if before.is_live and (run is None or not run.is_live):
        st.rerun()
    run = run or before
    _show_progress(run)
    if run.messages:
        draw(run)


def _show_progress(run: LiveRun) -> None:
    step, of = run.progress
    if not run.is_live:
        says = run.says or _SAYS.get(run.state, "")
        if run.state == "failed":
            st.error(says)
        else:
            st.caption(f"{says} {_seconds(run)}".strip())
        return
    place = runner().place(asker().owner, run.name) if run.state == "waiting" else None
    says = f"Number {place} in line for a worker …" if place else _SAYS[run.state]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(step / of, 1.0) if of else 0.0, f"{says} {step:,} of {of:,}" if of else says)
        st.button("Stop", on_click=_stop, args=(run.name,), key=f"stop_{run.name}", width="content")


def _seconds(run: LiveRun) -> str:
    taken = next((one["seconds"] for one in reversed(run.messages) if one.get("seconds") is not None), None)
    return "" if taken is None else f"{taken:.1f} s of computation."
