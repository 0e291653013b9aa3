"""The training service of this server, and who is asking: a browser, and the page it has open."""

import os
import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from rnnviz.arrays import FloatArray
from rnnviz.learning.channel import Switchboard
from rnnviz.learning.cluster import channel_host, executor_from, most_workers_here
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.learning.job import export_keras, warm_up
from rnnviz.learning.service import GRACE, Standing, TrainingService
from rnnviz.learning.spec import ModelSpec
from rnnviz.learning.store import RunStore, StoreError, runs_folder_from, runs_limit_from

COOKIE = "rnnviz_owner"
GRACE_SECONDS = "RNNVIZ_GRACE"  # In the environment: seconds that a run goes on without an open page.
_TOKEN = re.compile("[0-9a-f]{32}")
_PROPOSED = "proposed_owner"  # In a session: the token it has until the browser says otherwise.
_EXPORT_SECONDS = 120.0
# Gives the browser a token of its own, so that its runs are found again after a reload, and by no other.
_mount = st.components.v2.component(
    "rnnviz_owner", js=(Path(__file__).parent / "owner" / "owner.js").read_text(encoding="utf-8")
)


class Asker(NamedTuple):
    """Whose runs are shown, and which page watches them."""

    owner: str
    session: str


@st.cache_resource(show_spinner=False)
def service() -> TrainingService:
    """The service of this server, made at the first call.

    Raises:
        StoreError: if the folder of the runs cannot be used.
        ValueError: if a variable of the environment is not understood.
        ConnectionError: if the cluster that is asked for does not answer.
    """
    workers = executor_from(os.environ, most_workers_here(os.environ), warm_up)
    lines = Switchboard(channel_host(os.environ))
    store = RunStore(runs_folder_from(os.environ), runs_limit_from(os.environ))  # Last, for it holds a lock.
    return TrainingService(store, workers, lines, is_open, grace_from(os.environ))


def grace_from(environ: Mapping[str, str]) -> float:
    """How many seconds a run goes on without an open page; RNNVIZ_GRACE says otherwise.

    Raises:
        ValueError: if that is not a whole number.
    """
    asked = environ.get(GRACE_SECONDS, "")
    if asked and not asked.isdecimal():
        raise ValueError(f"{GRACE_SECONDS} must be a whole number of seconds, got {asked!r}")
    return float(asked) if asked else GRACE


@st.cache_resource(show_spinner=False)
def _exporter() -> ProcessExecutor:
    """A process for what needs Keras; it ends soon, because it is large."""
    return ProcessExecutor(1, idle_seconds=30.0)


def keras_file(spec: ModelSpec, weights: Sequence[FloatArray]) -> bytes:
    """The bytes of a .keras file; Keras runs in another process."""
    return _exporter().submit(export_keras, spec, list(weights)).result(_EXPORT_SECONDS)


def asker() -> Asker:
    """Who asks: the browser by its cookie; until it has one, the session by itself."""
    context = get_script_run_ctx()
    session = context.session_id if context else "none"
    return Asker(_known() or st.session_state.setdefault(_PROPOSED, secrets.token_hex(16)), session)


def has_asked() -> bool:
    """Whether this browser has ever begun anything here: else there is nothing of its own to look for."""
    return bool(_known()) or _PROPOSED in st.session_state


def make_known() -> None:
    """Let the browser keep a token, if it has none yet."""
    if not _TOKEN.fullmatch(_cookie()):
        _mount(key="owner", data=asker().owner, on_token_change=_take_token)


def standings() -> tuple[Standing, ...]:
    """The runs of whoever asks, newest first; none where runs cannot be kept here."""
    if not has_asked():
        return ()  # Never trained here, so nothing has to be started to know it.
    try:
        return service().standings(*asker())
    except (StoreError, ValueError, ConnectionError):
        return ()


def _known() -> str:
    """The token of this browser; empty if it has none."""
    known = st.session_state.get(COOKIE) or _cookie()
    return known if _TOKEN.fullmatch(known) else ""


def _cookie() -> str:
    found = st.context.cookies.get(COOKIE, "")
    return found if isinstance(found, str) else ""  # In a test of a page it may be anything.


def _take_token() -> None:
    token = st.session_state["owner"].token
    if isinstance(token, str) and _TOKEN.fullmatch(token):
        st.session_state[COOKIE] = token


def is_open(session: str) -> bool:
    """Whether the page of a session is open."""
    return not exists() or get_instance().is_active_session(session)
