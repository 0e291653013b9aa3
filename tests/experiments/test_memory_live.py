"""What a worker tells of training a point."""

import pytest

from rnnviz.experiments import memory_live
from rnnviz.experiments.memory_live import messages
from rnnviz.experiments.memory_results import Result
from rnnviz.experiments.memory_training import Point


def test_every_check_is_told_and_at_last_the_result() -> None:
    point = Point("recall", "rnn", 5, units=8, updates=120)
    *progress, done = messages(point.as_values())
    assert [one["kind"] for one in progress] == ["progress"] * len(progress)
    assert progress[0]["step"] == 0 and {one["of"] for one in progress} == {120}
    assert done["kind"] == "done"
    result = Result.from_values(done["result"])
    assert result.point == point and result.updates == progress[-1]["step"]
    assert result.right == pytest.approx(progress[-1]["right"], abs=1e-4)


def test_what_takes_too_long_is_ended_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_live, "LONGEST", 0.0)
    *_, last = messages(Point("recall", "rnn", 5, units=8, updates=120).as_values())
    assert last["kind"] == "failed" and "of 120 after" in last["says"]


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="lag must be"):
        next(iter(messages({"task": "recall", "case": "rnn", "lag": 1})))
