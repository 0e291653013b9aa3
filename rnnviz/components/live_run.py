"""What a worker does while a page looks at it; experiments run so: their button, and how far they are."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from rnnviz.arrays import compute_on_one_thread
from rnnviz.components.trainer import asker, has_asked, is_open
from rnnviz.experiments.live import LiveRun, LiveRunner
from rnnviz.learning.channel import Switchboard
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.learning.watched import State

BETWEEN_LOOKS = 0.7  # Seconds.
KeeperT = TypeVar("KeeperT")
StateT = TypeVar("StateT", bound=State)
Draw = Callable[[LiveRun], object]
_SAYS = {"waiting": "Waiting for a worker …", "running": "Running …", "done": "Done.", "stopped": "Stopped."}


def with_a_worker(
    keeper: Callable[[ProcessExecutor, Switchboard, Callable[[str], bool]], KeeperT],
) -> KeeperT:
    """Who keeps what is done for the pages of this server, with one worker of its own."""
    return keeper(ProcessExecutor(1, compute_on_one_thread, idle_seconds=120.0), Switchboard(), is_open)


def follow(
    before: StateT,
    now: Callable[[], StateT | None],
    show: Callable[[StateT], object],
    ended: Callable[[StateT | None], object] = lambda _: None,
) -> None:
    """Show how far something is, again and again while it goes on; then the whole page is run once more.

    Args:
        before: how far it was when the page was run.
        now: how far it is; None where it is forgotten.
        show: called at every look.
        ended: called before that last run of the page.
    """

    def look() -> None:
        state = now()
        if before.is_live and (state is None or not state.is_live):
            ended(state)
            st.rerun()
        show(before if state is None else state)

    st.fragment(look, run_every=BETWEEN_LOOKS if before.is_live else None)()


def in_line(place: int | None) -> str:
    """The place of something that waits, in words; empty where it does not."""
    return f"Number {place} in line for a worker …" if place else ""


@st.cache_resource(show_spinner=False)
def runner() -> LiveRunner:
    """The one of this server, made at the first call."""
    return with_a_worker(LiveRunner)


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
        follow(run, partial(last_run, name), partial(_show, draw))


def _show(draw: Draw, run: LiveRun) -> None:
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
    says = in_line(place) or _SAYS[run.state]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(step / of, 1.0) if of else 0.0, f"{says} {step:,} of {of:,}" if of else says)
        st.button("Stop", on_click=_stop, args=(run.name,), key=f"stop_{run.name}", width="content")


def _seconds(run: LiveRun) -> str:
    taken = next((one["seconds"] for one in reversed(run.messages) if one.get("seconds") is not None), None)
    return "" if taken is None else f"{taken:.1f} s of computation."
