"""Unit finder: what single units carry, measured on held-out sentences; a tool of Explore."""

import streamlit as st

from rnnviz.components.inside_model_kept import is_model
from rnnviz.components.inside_units_carry import show_carry
from rnnviz.components.inside_units_search import show_search
from rnnviz.components.inside_units_study import study_or_progress
from rnnviz.components.own import is_own
from rnnviz.components.subject import Subject
from rnnviz.components.take_away import take_away
from rnnviz.components.trainer import asker, service
from rnnviz.figures.read_rows import trace_titles
from rnnviz.figures.units_said import corpus_said, held_out_said
from rnnviz.figures.units_table import findings_table
from rnnviz.learning.store import StoreError
from rnnviz.network import shipped_networks

_LARGE = "<style>.st-key-units_said p, .st-key-units_more_said p { font-size: 1.5rem; }</style>"
VIEWS = {"carry": "What single units carry", "search": "Find a pattern elsewhere"}


def show(subject: Subject) -> None:
    """Show the tool."""
    study = study_or_progress(subject.network)
    if study is None:
        return
    view = st.segmented_control(
        "What is asked",
        VIEWS,
        default="carry",
        format_func=VIEWS.__getitem__,
        key="units_view",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    if subject.size == "presenter":
        st.html(_LARGE)
    taken, pictures = (show_search if view == "search" else show_carry)(subject, study)
    with st.expander("The numbers, and the sentences they come from"):
        st.html(findings_table(study, trace_titles(subject.network)))
        st.caption(f"{held_out_said(trained_on(subject.name))} {corpus_said(study.index)}")
    take_away(subject, taken, pictures)


def trained_on(name: str) -> str:
    """What a network was trained on: "shipped", "uploaded", the source of a run; "" where none is known."""
    if name in shipped_networks():
        return "shipped"
    if is_model(name):
        return "uploaded"
    if not is_own(name):
        return ""
    try:
        return service().store.get(asker().owner, name.split("-")[1]).spec.data.source
    except (LookupError, StoreError, ValueError, ConnectionError):
        return ""
