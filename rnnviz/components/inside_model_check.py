"""How far an uploaded model is from Keras: asked in a worker, and looked at until it has answered."""

import time
from concurrent.futures import Future
from typing import Any, NamedTuple

import streamlit as st

from rnnviz.arrays import compute_on_one_thread
from rnnviz.components.words import as_text
from rnnviz.figures.model_said import deviation_said
from rnnviz.keras_file.found import Found
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.learning.upload_check import compare_with_keras

BETWEEN_LOOKS = 0.7  # Seconds.
MOST_SECONDS = 90.0
_KEY = "model_check"


class _Check(NamedTuple):
    """A comparison that was begun: of which model, and when."""

    key: str
    future: "Future[Any]"
    begun: float


@st.cache_resource(show_spinner=False)
def _workers() -> ProcessExecutor:
    """A process with Keras; it ends soon, because it is large."""
    return ProcessExecutor(1, compute_on_one_thread, idle_seconds=30.0)


def compare_and_show(key: str, found: Found) -> None:
    """A button that asks Keras, and what came of it.

    Args:
        key: of the model.
        found: in its file.
    """
    check: _Check | None = st.session_state.get(_KEY)
    if check is None or check.key != key:
        st.button(
            "How far from Keras is this?",
            icon=":material/compare_arrows:",
            key="model_compare",
            on_click=_begin,
            args=(key, found),
            help="Both read the same random words. Keras starts in a process of its own: about ten seconds.",
        )
    elif not check.future.done():
        st.fragment(_look, run_every=BETWEEN_LOOKS)(check)
    else:
        st.caption(as_text(_outcome(check)))


def _begin(key: str, found: Found) -> None:
    before: _Check | None = st.session_state.get(_KEY)
    if before is not None:
        _workers().kill(before.future)
    future = _workers().submit(compare_with_keras, found)
    st.session_state[_KEY] = _Check(key, future, time.monotonic())


def _look(check: _Check) -> None:
    seconds = time.monotonic() - check.begun
    if seconds > MOST_SECONDS:
        _workers().kill(check.future)
    if check.future.done():
        st.rerun()
    st.caption(f"Keras reads the same random words … {seconds:.0f} s")


def _outcome(check: _Check) -> str:
    error = check.future.exception()
    if error is None:
        return deviation_said(check.future.result())
    if isinstance(error, TimeoutError) or time.monotonic() - check.begun > MOST_SECONDS:
        return f"Keras did not answer within {MOST_SECONDS:.0f} seconds and was stopped."
    return f"The comparison with Keras ended without a result: {str(error)[:200]}"
