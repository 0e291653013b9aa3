"""The door of the board: what is sent, what is mounted, and who hears of a choice."""

import re
from types import SimpleNamespace

import pytest

from rnnviz.components import board_payload
from rnnviz.components.board_payload import BoardChoice, board_choice
from tests.components.registered import registered
from tests.components.test_door import asked_parts, classes_of, made_parts, texts


def test_every_part_that_the_script_asks_for_stands_in_the_page_once() -> None:
    standing = classes_of(registered("board").files["html"])
    own = "\n".join(texts("board", ".js").values())
    asked = asked_parts(own)
    assert {"drawing", "axes", "heads", "labels", "svg", "png", "spoken"} <= asked
    assert asked - standing.keys() - made_parts(own) == set()
    assert [name for name in asked if standing[name] > 1] == []


def test_keys_are_described() -> None:
    html = registered("board").files["html"]
    assert re.findall(r'aria-describedby="([\w-]+)"', html) == re.findall(r'\bid="([\w-]+)"', html)


def test_who_hears_of_a_choice_finds_it_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    registration = registered("board")
    state = {"here": SimpleNamespace(choice={"column": 4, "version": 0})}
    monkeypatch.setattr(board_payload, "st", SimpleNamespace(session_state=state))
    heard: list[BoardChoice] = []
    registration.module.board(b"payload", "here", on_choice=lambda: heard.append(board_choice("here")))
    (mounted,) = registration.mounted
    mounted.pop("on_choice_change")()
    assert mounted == {"data": b"payload", "key": "here"}
    assert heard == [BoardChoice(4)]
