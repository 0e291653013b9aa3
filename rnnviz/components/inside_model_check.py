"""How far an uploaded model is from Keras: asked in a worker, and looked at until it has answered."""

import threading
import time
from typing import NamedTuple

import streamlit as st

from rnnviz.arrays import compute_on_one_thread
from rnnviz.components.inside_model_upload import Offer
from rnnviz.components.words import as_text
from rnnviz.figures.model_said import deviation_said
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.learning.upload_check import Offered, compare_with_keras
from rnnviz.learning.upload_queue import Busy, Comparison, Comparisons

BETWEEN_LOOKS = 0.7  # Seconds.
_KEY, _BUSY = "model_check", "model_busy"


class _Check(NamedTuple):
    """A comparison that was begun, and of which model."""

    key: str
    comparison: Comparison


@st.cache_resource(show_spinner=False)
def _comparisons() -> Comparisons:
    """Those of this server, by a process with Keras; it ends soon, because it is large."""
    return Comparisons(ProcessExecutor(1, compute_on_one_thread, idle_seconds=30.0))


def compare_and_show(offer: Offer) -> None:
    """A button that asks Keras, and what came of it."""
    check: _Check | None = st.session_state.get(_KEY)
    if check is None or check.key != offer.key:
        st.button(
            "How far from Keras is this?",
            icon=":material/compare_arrows:",
            key="model_compare",
            on_click=_begin,
            args=(offer,),
            help="Both read the same random words. Keras starts in a process of its own: about ten seconds.",
        )
        if busy := st.session_state.pop(_BUSY, ""):
            st.caption(as_text(busy))
        return
    standing = _comparisons().look(check.comparison)
    if not standing.is_over:
        st.fragment(_look, run_every=BETWEEN_LOOKS)(check.comparison)
    elif standing.result is not None:
        st.caption(as_text(deviation_said(standing.result)))
    else:
        st.caption(as_text(standing.reason))
        st.button("Ask again", key="model_compare_again", on_click=_begin, args=(offer,))


def _begin(offer: Offer) -> None:
    before: _Check | None = st.session_state.pop(_KEY, None)
    if before is not None:
        _comparisons().stop(before.comparison)
    parts = offer.parts
    offered = Offered(parts.embeddings, parts.layers, parts.head, offer.rows)
    try:
        begun = _comparisons().begin(compare_with_keras, offer.found, offered)
    except Busy as busy:
        st.session_state[_BUSY] = str(busy)
        return
    st.session_state[_KEY] = _Check(offer.key, begun)
    threading.Thread(target=_tidy, args=(_comparisons(),), name="comparisons", daemon=True).start()


def _tidy(comparisons: Comparisons) -> None:
    """See to it that each ends in time, also where its page was closed."""
    while comparisons.tidy():
        time.sleep(BETWEEN_LOOKS)


def _look(comparison: Comparison) -> None:
    standing = _comparisons().look(comparison)
    if standing.is_over:
        st.rerun()
    if standing.place:
        st.caption(f"Waiting: {standing.place} before this one.")
    else:
        st.caption(f"Keras reads the same random words … {standing.seconds:.0f} s")
