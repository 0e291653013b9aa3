"""The command of the memory bench: written whole, and an interrupted run goes on where it was."""

from pathlib import Path

import pytest

from rnnviz.experiments.memory_results import Result, measure_point
from rnnviz.experiments.memory_training import Point
from rnnviz.weights import memory

POINTS = (Point("recall", "rnn", 5, updates=1, units=2), Point("anbn", "gru", 6, updates=1, units=2))


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two points instead of all, in a folder of the test."""
    monkeypatch.setattr(memory, "PATH", tmp_path / "memory.json")
    monkeypatch.setattr(memory, "points", lambda: iter(POINTS))
    return []


def test_what_is_there_is_not_trained_again(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    *_, first = measure_point(POINTS[0])
    assert isinstance(first, Result)
    memory.write({POINTS[0]: first})
    trained: list[Point] = []

    def note(point: Point) -> object:
        trained.append(point)
        return measure_point(point)

    monkeypatch.setattr(memory, "measure_point", note)
    memory.make(said.append)
    assert trained == [POINTS[1]] and len(said) == 1 and "2 of 2  anbn gru lag 6 seed 0" in said[0]
    found = list(memory.read())
    assert [result.point for result in found] == list(POINTS) and found[0] == first
    memory.make(said.append)
    assert len(said) == 1
    memory.report(said.append)
    assert any("First symbol, SimpleRNN, orthogonal: solved at lag 5: 0 of 1" in line for line in said)


def test_without_a_file_nothing_is_known(said: list[str]) -> None:
    assert list(memory.read()) == []
