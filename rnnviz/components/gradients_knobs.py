"""The knobs: a section of the Gradients page. What makes a gradient vanish or explode, turned by hand."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import streamlit as st

from rnnviz.analysis.laboratory import KINDS, SEEDS, Knobs
from rnnviz.analysis.laboratory_measure import (
    DRAFT_POINTS,
    POINTS,
    Measured,
    Reach,
    Read,
    reach_of,
    read_of,
    times_of,
)
from rnnviz.cells import CellKind
from rnnviz.components.address import held, hold
from rnnviz.components.lab import lab
from rnnviz.components.lab_payload import Request, pack_lab
from rnnviz.components.lab_settings import LabSettings, address_of, read_settings, settings_of

_KEY, _ADDRESS, _DRAFT, _REQUEST = "lab", "knobs", "lab_draft", "lab_request"
_FIRST = Request(stage=1)  # One network of each cell is soon there; the instrument asks for the others.


@st.fragment  # Only what changes with a knob, so that nothing else is sent again.
def show(size: str) -> None:
    """Show the section.

    Args:
        size: "normal" or "presenter".
    """
    request: Request = st.session_state.get(_REQUEST, _FIRST)
    settings: LabSettings = st.session_state.get(_DRAFT) or settings_of(held(_ADDRESS, _KEY))
    measured = [_measured(kind, settings.knobs.of(kind), request.stage) for kind in KINDS]
    lab(pack_lab(settings, measured, request, size), _KEY, _turned)


def _turned() -> None:
    """Take over what the instrument says; a draft is not worth an address yet."""
    turn = st.session_state[_KEY].turn
    told = turn if isinstance(turn, Mapping) else {}
    named, stage, number = told.get("settings"), told.get("stage"), told.get("number")
    if not isinstance(named, Mapping) or not isinstance(stage, int) or not isinstance(number, int):
        return
    settings = read_settings(named)
    st.session_state[_REQUEST] = Request(min(max(stage, 0), SEEDS), number)
    st.session_state[_DRAFT] = settings
    if stage:
        # The instrument asks for more seeds by itself: what nobody has turned stays as it was written, and
        # so does what is said of it.
        if settings.named != settings_of(held(_ADDRESS, _KEY)).named:
            hold(_ADDRESS, address_of(settings))
        st.session_state[_DRAFT] = None


def _measured(kind: CellKind, knobs: Knobs, stage: int) -> Measured:
    """One cell: a draft of its first network, or as many as there are to be."""
    points = POINTS if stage else DRAFT_POINTS
    seeds = range(knobs.seed, knobs.seed + max(stage, 1))
    reaches = tuple(_reach(kind, knobs, seed, points) for seed in seeds)
    return Measured(kind, knobs, times_of(knobs.timesteps, points), _read(kind, knobs, knobs.seed), reaches)


@lru_cache(maxsize=8)  # Large, and quickly read again. Streamlit's own caches take longer to find things.
def _read(kind: CellKind, knobs: Knobs, seed: int) -> Read:
    return read_of(kind, knobs, seed)


@lru_cache(maxsize=2000)  # A few hundred bytes each.
def _reach(kind: CellKind, knobs: Knobs, seed: int, points: int) -> Reach:
    with np.errstate(all="ignore"):
        return reach_of(_read(kind, knobs, seed), times_of(knobs.timesteps, points))
