"""The command that trains the cures: once for each setting, written as it goes, whole at the end."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rnnviz.experiments.cures_plan import CURES, SEEDS, seeded
from rnnviz.experiments.cures_shipped import PATH, name_of, read_outcomes
from rnnviz.learning.spec import RunSpec
from rnnviz.weights import cures


def made(spec: RunSpec) -> dict[str, Any]:
    """A record that nobody had to wait for."""
    return {"test_accuracy": 0.6, "died": None, "seconds": 1.0, "seed": spec.training.seed}


def noting(trained: list[RunSpec]) -> Callable[[RunSpec], dict[str, Any]]:
    """Training that only notes what was asked for."""

    def train(spec: RunSpec) -> dict[str, Any]:
        trained.append(spec)
        return made(spec)

    return train


def test_each_setting_is_trained_once_and_the_file_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[RunSpec] = []
    monkeypatch.setattr(cures, "_trained", noting(trained))
    monkeypatch.setattr(cures, "PATH", tmp_path / "cures.json")
    monkeypatch.setattr(cures, "_UNFINISHED", tmp_path / "part")
    said: list[str] = []
    cures.make(said.append)
    wanted = {
        name_of(seeded(arm.spec, seed)) for cure in CURES.values() for arm in cure.arms for seed in SEEDS
    }
    assert len(trained) == len(wanted) == len(said)
    outcomes = read_outcomes(CURES, tmp_path / "cures.json")
    assert outcomes["gates"].before.scores == (0.6, 0.6, 0.6)
    assert [path.name for path in tmp_path.iterdir()] == ["cures.json"]
    assert said[0] == "clipping, wild, seed 0: test accuracy 60.0% after 1 s"


def test_an_attempt_that_was_broken_off_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = seeded(CURES["clipping"].before.spec, SEEDS[0])
    monkeypatch.setattr(cures, "PATH", tmp_path / "cures.json")
    monkeypatch.setattr(cures, "_UNFINISHED", tmp_path / "part")
    cures.write({name_of(left): made(left)}, tmp_path / "part")
    trained: list[RunSpec] = []
    monkeypatch.setattr(cures, "_trained", noting(trained))
    cures.make(again=False)
    assert left not in trained and len(trained) > 20


def test_the_shipped_file_is_of_this_command_and_has_nothing_more_than_the_plan() -> None:
    shipped = json.loads(PATH.read_text(encoding="utf-8"))
    wanted = {
        name_of(seeded(arm.spec, seed)) for cure in CURES.values() for arm in cure.arms for seed in SEEDS
    }
    assert set(shipped["runs"]) == wanted
    assert shipped["made"]["command"] == "python -m rnnviz.weights cures"
    said: list[str] = []
    cures.report(said.append)
    assert len(said) == sum(len(cure.arms) for cure in CURES.values())
