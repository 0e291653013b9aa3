"""A board as the bytes that its instrument draws, and what a person chose on it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

import streamlit as st

from rnnviz.board import Board, Curve, Heat, Row, Words
from rnnviz.components.payload import pack


@dataclass(frozen=True)
class BoardChoice:
    """What a person chose on a board; None where nothing is chosen.

    Attributes:
        column: counted from 0.
        row: key of a `Heat`, one of whose values was chosen.
        unit: one of the names of that heat.
        first: of a span along the words.
        last: of the span, included.
    """

    column: int | None = None
    row: str | None = None
    unit: int | None = None
    first: int | None = None
    last: int | None = None

    @classmethod
    def from_browser(cls, told: Mapping[str, object]) -> "BoardChoice":
        """Read what an instrument reports; what is no place counts as not chosen."""
        row = told.get("row")
        first, last = _place(told.get("first")), _place(told.get("last"))
        if first is None or last is None or first > last:
            first = last = None
        return cls(
            _place(told.get("column")),
            row if isinstance(row, str) and len(row) <= MOST_LETTERS else None,
            _place(told.get("unit")),
            first,
            last,
        )


MOST_LETTERS = 200  # Of the key of a row.
MOST_PLACES = 100_000


def _place(value: object) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and isinstance(value, int) and 0 <= value < MOST_PLACES else None


@dataclass(frozen=True)
class BoardView(BoardChoice):
    """How a board is to be looked at first; the person goes on from there.

    Attributes:
        size: "normal" or "presenter".
        version: raised when the program, not the person, changes what is chosen; the instrument takes over a
            choice only then, and when it is mounted.
    """

    size: str = "normal"
    version: int = 0

    @classmethod
    def of(cls, choice: BoardChoice, size: str, version: int = 0) -> "BoardView":
        """The view in which this is chosen."""
        return cls(choice.column, choice.row, choice.unit, choice.first, choice.last, size, version)


def pack_board(board: Board, view: BoardView) -> bytes:
    """Everything the instrument draws; the layout is that of `pack_reading`.

    Of a heat, `values[:, k]` is drawn as row k from the top, and is called `names[k]`.
    """
    return pack(
        {
            "title": board.title,
            "said": board.said,
            "source": board.source,
            "columns": board.columns,
            "rows": [_row(row) for row in board.rows],
            "spans": [span._asdict() for span in board.spans],
            "view": asdict(view),
        }
    )


def _row(row: Row) -> dict[str, Any]:
    if isinstance(row, Words):
        words = [word._asdict() for word in row.words]
        return {"kind": "words", "key": row.key, "label": row.label, "words": words}
    common = {"key": row.key, "label": row.label, "note": row.note}
    return common | (_heat(row) if isinstance(row, Heat) else _curve(row))


def _heat(heat: Heat) -> dict[str, Any]:
    return {
        "kind": "heat",
        "letter": heat.letter,
        "values": heat.values,
        "scale": {
            "kind": "signed" if heat.scale.kind == "gradient" else heat.scale.kind,
            "limit": _finite(heat.scale.limit),
            "bounded": bool(heat.scale.bounded),
        },
        "names": [int(name) for name in heat.names],
        "noun": heat.noun,
        "isTall": bool(heat.is_tall),
        "absent": [bool(one) for one in heat.absent],
        "marked": [[int(column), int(name)] for column, name in heat.marked],
    }


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "kind": "curve",
        "low": _finite(curve.low),
        "high": _finite(curve.high),
        "middle": _finite(curve.middle),
        "line": None if curve.line is None else _finite(curve.line),
        "form": curve.form,
        "style": curve.style,
        "series": [
            {
                "name": series.name,
                "values": series.values,
                "colour": series.colour if isinstance(series.colour, str) else int(series.colour),
                "isDashed": bool(series.is_dashed),
            }
            for series in curve.series
        ],
    }


def _finite(value: float) -> float | None:
    """A number as JSON has it; the instrument takes its own for an end of an axis that is none."""
    return float(value) if isfinite(value) else None


def hear_choice(key: str) -> None:
    """Keep what the instrument of this key has just reported, beyond the run that hears of it."""
    told = st.session_state[key].choice
    if isinstance(told, Mapping):
        version = told.get("version")
        st.session_state[_kept(key)] = (BoardChoice.from_browser(told), version)


def board_choice(key: str, version: int = 0) -> BoardChoice:
    """What the person chose on the board of this key; nothing where the program has chosen anew since.

    Args:
        key: of the board.
        version: that of the view it is shown in.
    """
    choice, of_version = st.session_state.get(_kept(key), (BoardChoice(), version))
    return choice if of_version == version else BoardChoice()


def _kept(key: str) -> str:
    return f"{key}_chosen"
