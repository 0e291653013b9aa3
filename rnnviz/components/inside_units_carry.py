"""The first half of the unit finder: every unit and every concept, and one unit looked at closely."""

import re
from collections.abc import Hashable, Mapping
from math import isfinite
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from rnnviz.analysis.concepts import CONCEPTS
from rnnviz.analysis.corpus_states import Held, read_sentences
from rnnviz.analysis.finder import Study, UnitOf
from rnnviz.analysis.finder_unit import Ablation, ablate, portrait
from rnnviz.board import Board
from rnnviz.components.address import held, hold
from rnnviz.components.board import board
from rnnviz.components.board_payload import BoardView, board_choice, pack_board
from rnnviz.components.inside_model_kept import is_model
from rnnviz.components.inside_units_study import fingerprint
from rnnviz.components.inside_units_taken import taken_of_units
from rnnviz.components.pressable import pressable
from rnnviz.components.subject import Subject
from rnnviz.figures.read_rows import trace_titles
from rnnviz.figures.units_ablation import ablation_picture
from rnnviz.figures.units_atlas import Chosen, atlas, unit_title
from rnnviz.figures.units_board import HEAT, scale_of, states_of, unit_board
from rnnviz.figures.units_portrait import portrait_picture
from rnnviz.figures.units_said import ablation_said, concept_said, headline_said, honesty_said
from rnnviz.network import Network
from rnnviz.taken import Taken
from rnnviz.tracks import Scale
from rnnviz.written import percent

ATLAS, BOARD, PORTRAIT, LOST = "units_atlas", "units_board", "units_portrait", "units_lost"
CONCEPT, UNIT = "units_concept", "units_unit"  # In the address.
SEED = 0  # Of the units that an ablation is compared with.
_UNIT = re.compile(r"([0-9]{1,3})\.([0-9]{1,4})")
_PRESENTER = "<style>.units { zoom: 1.4; }</style>"


def show_carry(subject: Subject, study: Study) -> tuple[Taken, list[Board | str]]:
    """Show all units and all concepts, and one unit; what is taken away of it, and its pictures."""
    titles = trace_titles(subject.network)
    chosen = _chosen(subject, study)
    style, key = _PRESENTER if subject.size == "presenter" else "", fingerprint(subject.network)
    with st.container(key="units_said"):
        st.markdown(f"**{headline_said(study, chosen.concept, chosen.unit, titles)}**")
    strips = _strips(key, chosen, study, titles)
    pressable(style + strips, ATLAS, _take_press)
    st.caption(concept_said(study, chosen.concept))
    is_held = _choose_unit(study, chosen, titles)
    if is_held:
        _hold_at_zero(subject, study, chosen, titles)
    shown = _own_sentence(subject, chosen, titles)
    picture = _portrait(key, chosen, study, scale_of(subject.network, chosen.unit.trace))
    pressable(style + picture, PORTRAIT, _ignore)
    st.caption(honesty_said(study, chosen.concept))
    states = states_of(subject.reading, chosen.unit.trace)
    return taken_of_units(states, study, chosen), [strips, shown, picture]


def chosen_unit(subject: Subject, study: Study, concept: str) -> UnitOf:
    """The unit that was chosen for this network, or the best one for a concept."""
    match = _UNIT.fullmatch(held(UNIT, subject.name))
    if match:
        trace, unit = int(match[1]), int(match[2])
        if trace < len(study.index.states) and unit < study.index.states[trace].shape[1]:
            return UnitOf(trace, unit)
    return study.findings[concept].best


def _chosen(subject: Subject, study: Study) -> Chosen:
    concept = held(CONCEPT, "")
    concept = concept if concept in CONCEPTS else next(iter(CONCEPTS))
    return Chosen(concept, chosen_unit(subject, study, concept))


def _take_press() -> None:
    """A concept was pressed, for which its best unit is shown; or a unit."""
    kind, _, name = str(st.session_state[ATLAS].pressed).partition(":")
    if kind == "concept" and name in CONCEPTS:
        hold(CONCEPT, name)
        hold(UNIT, "")
    elif kind == "unit" and _UNIT.fullmatch(name):
        hold(UNIT, name)


def _ignore() -> None:
    """Nothing in these pictures can be pressed."""


def _choose_unit(study: Study, chosen: Chosen, titles: tuple[str, ...]) -> bool:
    """The unit by its number, for the keyboard; and whether it is held at 0."""
    trace, unit = chosen.unit
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(titles) > 1:
            st.session_state.units_of = trace
            places = range(len(titles))
            name = titles.__getitem__
            st.selectbox("Of", places, format_func=name, key="units_of", on_change=_take_number, width=200)
        st.session_state.units_number = unit
        most = study.index.states[trace].shape[1] - 1
        st.number_input("Unit", 0, most, key="units_number", on_change=_take_number, width=140)
        return st.toggle("Set it to 0: what is lost?", key="units_held", bind="query-params")


def _take_number() -> None:
    """A unit was chosen by its number; another trace may have fewer."""
    hold(UNIT, f"{st.session_state.get('units_of', 0)}.{st.session_state.get('units_number', 0)}")


def _own_sentence(subject: Subject, chosen: Chosen, titles: tuple[str, ...]) -> Board:
    """The own sentence below the unit's values; the board that is shown."""
    rows = tuple(int(unit) for unit in subject.rows[chosen.unit.trace].units)
    said = f"{unit_title(chosen.unit, titles)} after each word of the own sentence"
    shown = unit_board(subject.network, subject.reading, chosen.unit, rows, said)
    version = _version(chosen)
    view = BoardView(row=HEAT, unit=chosen.unit.unit, size=subject.size, version=version)
    board(pack_board(shown, view), BOARD, _take_choice)
    return shown


def _version(chosen: Chosen) -> int:
    """Raised when another unit is shown than the board has told of."""
    if st.session_state.get("units_shown") != chosen.unit:
        st.session_state.units_shown = chosen.unit
        st.session_state.units_version = st.session_state.get("units_version", 0) + 1
    return int(st.session_state.units_version)


def _take_choice() -> None:
    choice = board_choice(BOARD, st.session_state.get("units_version", 0))
    shown = st.session_state.get("units_shown")
    if choice.row == HEAT and choice.unit is not None and shown is not None and choice.unit != shown.unit:
        st.session_state.units_shown = UnitOf(shown.trace, choice.unit)
        hold(UNIT, f"{shown.trace}.{choice.unit}")


def _hold_at_zero(subject: Subject, study: Study, chosen: Chosen, titles: tuple[str, ...]) -> None:
    """What becomes of the test part and of the own sentence without the unit."""
    title = unit_title(chosen.unit, titles)
    measure = "agreement with the labels of the film sentences" if is_model(subject.name) else "accuracy"
    found = _ablation(fingerprint(subject.network), chosen.unit, study, subject.network)
    own = ""
    if subject.reading.columns:
        before, after = _verdicts(subject, chosen.unit)
        own = f" Your sentence: {percent(before)} → {percent(after)} positive."
    with st.container(key="units_more_said"):
        st.markdown(f"**{ablation_said(found, title, measure)}**{own}")
    settings = {"intervene_unit": chosen.unit.unit, "intervene_what": "zero", "intervene_when": "always"}
    if len(titles) > 1:
        settings["intervene_layer"] = chosen.unit.trace
    if isfinite(found.original) and isfinite(found.accuracy):
        style = _PRESENTER if subject.size == "presenter" else ""
        pressable(style + ablation_picture(found, title, _link(settings), measure), LOST, _ignore)


def _verdicts(subject: Subject, unit: UnitOf) -> tuple[float, float]:
    """The probability of "positive" of the own sentence, and with the unit held at 0."""
    ids = np.array([column.id for column in subject.reading.columns])
    score = float(read_sentences(subject.network, [ids], Held(*unit)).scores[0])
    return subject.reading.probability, float(np.exp(-np.logaddexp(0.0, -score)))


def _link(settings: Mapping[str, object]) -> str:
    """The address of this page with another tool."""
    kept = {name: value for name, value in st.query_params.items() if not name.startswith("units_")}
    return "?" + urlencode({**kept, "inside": "Intervene", **settings})


@st.cache_resource(max_entries=100, show_spinner=False)
def _strips(network: Hashable, chosen: Chosen, _study: Study, titles: tuple[str, ...]) -> str:
    return atlas(_study, chosen, titles)


@st.cache_resource(max_entries=100, show_spinner=False)
def _portrait(network: Hashable, chosen: Chosen, _study: Study, scale: Scale) -> str:
    found = portrait(_study, chosen.concept, chosen.unit)
    return portrait_picture(_study.index, found, chosen.concept, scale)


@st.cache_resource(max_entries=200, show_spinner="The test part is read again without the unit …")
def _ablation(network: Hashable, unit: UnitOf, _study: Study, _network: Network) -> Ablation:
    return ablate(_study, _network, unit, np.random.default_rng(SEED))
