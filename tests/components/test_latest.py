"""What was made last is made again only of other parts."""

import pytest
import streamlit as st

from rnnviz.components.latest import latest


def test_it_is_made_again_only_of_other_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    made: list[str] = []

    def make() -> int:
        made.append("made")
        return len(made)

    one, other = object(), object()
    asked = [
        ("a", one, "x"),
        ("a", one, "x"),
        ("b", one, "x"),
        ("a", one, "x"),
        ("a", other, "x"),
        ("a", one, "x"),
    ]
    assert [latest(key, tuple(parts), make) for key, *parts in asked] == [1, 1, 2, 1, 3, 4]
