"""A board as bytes, read by the little reader of the layout; and what a browser may say of a choice."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from rnnviz.board import Board, Curve, Heat, Series, Span, Word, Words
from rnnviz.components import board_payload
from rnnviz.components.board_payload import (
    BoardChoice,
    BoardView,
    board_choice,
    hear_choice,
    pack_board,
)
from rnnviz.tracks import GATE, UNBOUNDED, Scale
from tests.components.test_payload import Packet

NOTHING = BoardChoice()


def made() -> Board:
    """A board of two columns with something odd in each row."""
    rng = np.random.default_rng(5)
    words = Words("w", "Words", (Word("bad", "respelled", "baad"), Word("", "gap")))
    heat = Heat(
        "h",
        "Hidden state",
        "hₜ",
        np.array([[1.5, np.nan, -np.inf], [0, 1e300, -0.25]]),
        Scale("gradient", float("inf"), bounded=False),
        (17, 3, 5),
        noun="dimension",
        is_tall=True,
        absent=(False, True),
        marked=((1, 3),),
    )
    gate = Heat("f", "Gate", "", rng.random((2, 70)), GATE, tuple(range(70)))
    series = (Series("one", np.array([np.nan, 2.0]), 4, is_dashed=True), Series("two", rng.random(2)))
    curve = Curve("c", "Change", series, -np.inf, np.nan, 0, "percent", "lines", "a note", line=0.5)
    return Board("<b>", "said", (words, heat, gate, curve), (Span(0, 1, "here", "chosen"),), "source")


@pytest.fixture
def packet() -> Packet:
    view = BoardView(column=1, unit=3, size="presenter", version=7)
    return Packet(pack_board(made(), view))


def test_every_array_arrives_as_it_was_computed(packet: Packet) -> None:
    _, heat, gate, curve = made().rows
    sent = packet.header["rows"]
    assert isinstance(heat, Heat) and isinstance(gate, Heat) and isinstance(curve, Curve)
    with np.errstate(over="ignore"):
        wanted = heat.values.astype(np.float32)
    np.testing.assert_array_equal(packet.array(sent[1]["values"]), wanted)
    assert np.isposinf(packet.array(sent[1]["values"])[1, 1])
    np.testing.assert_array_equal(packet.array(sent[2]["values"]), gate.values.astype(np.float32))
    for packed, series in zip(sent[3]["series"], curve.series, strict=True):
        np.testing.assert_array_equal(packet.array(packed["values"])[0], series.values.astype(np.float32))


def test_what_is_no_array_stands_in_the_header(packet: Packet) -> None:
    header = packet.header
    assert [row["kind"] for row in header["rows"]] == ["words", "heat", "heat", "curve"]
    words, heat, gate, curve = header["rows"]
    assert words["words"] == [
        {"text": "bad", "kind": "respelled", "note": "baad"},
        {"text": "", "kind": "gap", "note": ""},
    ]
    assert heat["names"] == [17, 3, 5] and heat["absent"] == [False, True] and heat["marked"] == [[1, 3]]
    assert (heat["noun"], heat["isTall"], heat["letter"]) == ("dimension", True, "hₜ")
    assert gate["scale"] == {"kind": "gate", "limit": 1, "bounded": True} and not gate["isTall"]
    assert [(one["name"], one["colour"], one["isDashed"]) for one in curve["series"]] == [
        ("one", 4, True),
        ("two", "signed", False),
    ]
    assert (curve["form"], curve["style"], curve["note"], curve["line"]) == (
        "percent",
        "lines",
        "a note",
        0.5,
    )
    assert header["spans"] == [{"first": 0, "last": 1, "label": "here", "kind": "chosen"}]
    assert (header["title"], header["columns"], header["source"]) == ("<b>", 2, "source")
    chosen = {"column": 1, "row": None, "unit": 3, "first": None, "last": None}
    assert header["view"] == chosen | {"size": "presenter", "version": 7}


def test_an_end_of_an_axis_or_a_scale_that_is_no_number_is_none_in_json(packet: Packet) -> None:
    _, heat, _, curve = packet.header["rows"]
    # A gradient is coloured as what it is: signed.
    assert heat["scale"] == {"kind": "signed", "limit": None, "bounded": False}
    assert (curve["low"], curve["high"], curve["middle"]) == (None, None, 0)


def test_a_board_without_a_column_is_packed() -> None:
    rows = (Words("w", "Words", ()), Heat("h", "h", "", np.zeros((0, 4)), UNBOUNDED, (0, 1, 2, 3)))
    packet = Packet(pack_board(Board("t", "", rows), BoardView()))
    assert packet.header["columns"] == 0 and packet.header["rows"][1]["values"][1:] == [0, 4]


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"column": 3, "row": "h", "unit": 17}, BoardChoice(3, "h", 17)),
        ({"first": 2, "last": 4}, BoardChoice(first=2, last=4)),
        ({"first": 4, "last": 2}, NOTHING),
        ({"first": 4}, NOTHING),
        ({"column": -1, "row": 3, "unit": True}, NOTHING),
        ({"column": 1.5, "row": "h" * 1000, "unit": "17"}, NOTHING),
        ({"column": 10**30, "unit": None, "first": [1], "last": {}}, NOTHING),
    ],
)
def test_what_a_browser_tells_is_a_choice_or_nothing(told: dict[str, Any], wanted: BoardChoice) -> None:
    assert BoardChoice.from_browser(told) == wanted


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session with one board that has just reported."""
    state: dict[str, Any] = {"b": SimpleNamespace(choice={"column": 2, "version": 1})}
    monkeypatch.setattr(board_payload, "st", SimpleNamespace(session_state=state))
    return state


def test_a_choice_is_kept_beyond_the_run_that_hears_of_it(session: dict[str, Any]) -> None:
    assert board_choice("b", 1) == NOTHING
    hear_choice("b")
    session["b"] = SimpleNamespace(choice=None)  # The trigger is gone in the next run.
    hear_choice("b")
    assert board_choice("b", 1) == BoardChoice(2) and board_choice("other", 1) == NOTHING
    assert BoardView.of(board_choice("b", 1), "normal", 1) == BoardView(2, version=1)


def test_a_choice_that_the_program_has_overtaken_counts_no_more(session: dict[str, Any]) -> None:
    hear_choice("b")
    assert board_choice("b", 2) == NOTHING
