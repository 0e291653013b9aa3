"""Intervene: hold, zero, flip or swap a unit, a gate or the whole state, and see the rest recomputed."""

from dataclasses import replace

import streamlit as st

from rnnviz.analysis.intervention import cells_of, read_again, traces_of
from rnnviz.analysis.intervention_effect import moves_of
from rnnviz.board import Board
from rnnviz.components.board import board
from rnnviz.components.board_payload import BoardView, board_choice, pack_board
from rnnviz.components.inside_intervene_settings import (
    Asked,
    intervention_of,
    script_of,
    units_named,
    wrong_with,
)
from rnnviz.components.inside_intervene_widgets import ask, put, raise_version, version
from rnnviz.components.pressable import pressable
from rnnviz.components.subject import Subject
from rnnviz.components.take_away import take_away
from rnnviz.components.words import as_text
from rnnviz.figures.intervene_board import Held, intervene_board
from rnnviz.figures.intervene_ranking import ranking_bars
from rnnviz.figures.intervene_said import (
    HONESTY,
    afresh_said,
    held_label,
    intervene_said,
    moves_said,
    ranking_said,
)
from rnnviz.network import Reading
from rnnviz.taken import Taken

_BOARD = "intervene_board"
_RANKING = "intervene_ranking"
_LARGE = "<style>.st-key-intervene_said p { font-size: 1.5rem; }</style>"  # For a projector.
OF_UNITS = ("held", "state", "difference")  # Rows of the trace that is held.


def show(subject: Subject) -> None:
    """Show the tool."""
    if subject.size == "presenter":
        st.html(_LARGE)
    top = st.container(key="intervene_said")
    asked, typed, ranking = ask(subject)
    if not subject.reading.columns:
        top.info("Here a sentence is read twice: once as it is, and once with something inside held.")
        return
    units, wrong = units_named(typed, cells_of(subject.network)[asked.trace])
    asked = replace(asked, units=units or ranking.units[:1])
    st.caption(f"{ranking_said(ranking)} Press a bar to hold its unit.")
    pressable(
        ranking_bars(ranking, () if wrong else asked.units, subject.size == "presenter"), _RANKING, _press
    )
    if wrong := wrong or wrong_with(asked):
        top.warning(as_text(wrong))
        return
    found, drawn = _draw(subject, asked)
    top.markdown(f"**{as_text(drawn.said)}**")
    moves, is_reverse = moves_of(found.before, found.after, asked.trace), _is_reverse(found)
    told = moves_said(moves, found.before, is_reverse), afresh_said(subject.network, found.after)
    if any(told):
        st.caption(as_text(" ".join(filter(None, told))))
    st.caption(HONESTY)
    take_away(subject, taken(subject, asked, found.after), [drawn])


def _draw(subject: Subject, asked: Asked) -> tuple[Held, Board]:
    """Read again, and show both readings."""
    network, before = subject.network, subject.reading
    trace = traces_of(before)[asked.trace]
    held = intervention_of(asked, network, trace)
    after = read_again(network, before, [held])
    label = held_label(held, before, network, asked.other)
    said = intervene_said(label, before, after)
    found = Held(network, before, after, held, label)
    drawn = intervene_board(found, subject.rows, said)
    view = BoardView(
        column=None if asked.when == "always" else min(asked.step, len(before.columns) - 1),
        row="state" if asked.quantity == "hidden_state" else "held",
        unit=asked.units[0] if len(asked.units) == 1 else None,
        size=subject.size,
        version=version(),
    )
    board(pack_board(drawn, view), _BOARD, _take_over)
    return found, drawn


def _is_reverse(found: Held) -> bool:
    return traces_of(found.before)[found.held.trace].reverse


def _take_over() -> None:
    """Hold the unit that was chosen on the board, at the word chosen there."""
    choice = board_choice(_BOARD, version())
    if choice.unit is not None and choice.row in OF_UNITS:
        put("unit", str(choice.unit))
    if choice.column is not None:
        put("step", choice.column + 1)


def _press() -> None:
    """Hold the unit whose bar was pressed."""
    put("unit", str(st.session_state[_RANKING].pressed))
    raise_version()


def taken(subject: Subject, asked: Asked, after: Reading) -> Taken:
    """Both readings' verdicts and states, what was held, and the Python that computes them."""
    pair = {"before": subject.reading, "after": after}
    traces = {name: traces_of(one)[asked.trace] for name, one in pair.items()}
    arrays = {f"verdict_{name}": one.probabilities for name, one in pair.items()}
    arrays |= {f"hidden_state_{name}": one.steps.hidden_state for name, one in traces.items()}
    arrays["held_after"] = getattr(traces["after"].steps, asked.quantity)
    return Taken("intervention", arrays, script_of(asked, traces["before"].reverse))
