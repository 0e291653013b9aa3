"""Experiments that run while their page goes on answering: told, thinned, kept, stopped, failed."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

from rnnviz.arrays import compute_on_one_thread
from rnnviz.experiments import live
from rnnviz.experiments.live import MOST_KEPT, MOST_MESSAGES, LiveRun, LiveRunner, told
from rnnviz.learning.channel import Switchboard
from rnnviz.learning.executor import ProcessExecutor
from tests.learning.desk import Job
from tests.learning.patient import PatientDesk
from tests.learning.test_executor import end, until

VALUES = {"task": "recall", "case": "rnn", "lag": 5, "seed": 1, "updates": 60, "units": 4}
SECONDS = 60.0  # Until we give up; a busy machine is slow.


class Place:
    """A runner at a desk."""

    def __init__(self) -> None:
        self.desk = PatientDesk()
        self.runner = LiveRunner(cast(Any, self.desk), cast(Any, self.desk), lambda session: True)

    def start(self, owner: str = "ann", name: str = "memory", **values: Any) -> Job:
        self.runner.start(owner, "page", name, VALUES | values)
        return self.desk.jobs[-1]

    def run(self, owner: str = "ann", name: str = "memory") -> LiveRun:
        found = self.runner.run(owner, "page", name)
        assert found is not None
        return found


@pytest.fixture
def place() -> Place:
    return Place()


def progress(step: int) -> dict[str, Any]:
    return {"kind": "progress", "step": step, "of": 60}


def test_a_run_is_followed_from_waiting_to_its_result(place: Place) -> None:
    assert place.runner.run("ann", "page", "memory") is None
    job = place.start()
    assert place.run().state == "waiting" and place.run().progress == (0, 0)
    assert cast(Any, job.order) == ("memory", VALUES)
    assert job.tell("progress", step=7, of=60) == "go"
    assert (place.run().state, place.run().progress, place.run().result) == ("running", (7, 60), None)
    job.tell("done", result=[1, None])
    job.end()
    run = place.run()
    assert run.state == "done" and run.result == {"kind": "done", "result": [1, None]} and not run.is_live
    assert [one["kind"] for one in run.messages] == ["progress", "done"]
    assert place.runner.done("ann", "memory") == (run,) and place.runner.done("bob", "memory") == ()


def test_experiments_of_one_owner_do_not_stop_each_other_but_a_second_start_does(place: Place) -> None:
    first, other = place.start(), place.start(name="agreement")
    assert not first.future.done() and place.runner.place("ann", "agreement") == 1
    second = place.start(seed=2)
    assert first.future.done() and place.desk.jobs == [other, second]
    assert place.run(name="agreement").is_live and place.run().values["seed"] == 2
    place.runner.stop("ann", "memory")
    assert place.run().state == "stopped" and place.run(name="agreement").is_live


def test_failures_say_why(place: Place) -> None:
    job = place.start()
    job.tell("failed", says="the lag must be longer")
    assert (place.run().state, place.run().says) == ("failed", "the lag must be longer")
    place.start().end(ValueError("broken"))
    assert (place.run().state, place.run().says) == ("failed", "The run ended with an error: broken")
    with pytest.raises(ValueError, match="must be one of memory, agreement, got 'sing'"):
        place.start(name="sing")
    assert place.runner.done("ann", "memory") == ()


def test_results_are_kept_the_newest_of_equal_ones_and_not_for_ever(place: Place) -> None:
    for seed in [*range(MOST_KEPT + 2), 5]:
        job = place.start(seed=seed)
        job.tell("done", n=len(place.desk.lines))
        job.end()
    kept = [run.values["seed"] for run in place.runner.done("ann", "memory")]
    assert kept == [*(seed for seed in range(2, MOST_KEPT + 2) if seed != 5), 5]


def test_many_messages_are_thinned_and_others_than_progress_stay() -> None:
    run = LiveRun("memory", {})
    for step in range(5_000):
        run = run.after({"kind": "point" if step % 1_000 == 0 else "progress", "step": step, "of": 5_000}, {})
        assert len(run.messages) <= MOST_MESSAGES + 1
    assert run.progress == (4_999, 5_000)
    assert [one["step"] for one in run.messages if one["kind"] == "point"] == [0, 1_000, 2_000, 3_000, 4_000]
    steps = [one["step"] for one in run.messages]
    assert steps == sorted(set(steps)) and steps[-1] == 4_999


def test_what_comes_quickly_is_told_now_and_then_only(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(0.04 * tick for tick in range(1_000))
    monkeypatch.setattr(live, "monotonic", lambda: next(clock))

    def experiment() -> Iterator[Mapping[str, Any]]:
        yield from (progress(step) for step in range(20))
        yield {"kind": "point"}
        raise ValueError("the lag must be longer")

    *some, point, failed = told(experiment())
    assert some[0]["step"] == 0 and 4 <= len(some) < 12
    assert point == {"kind": "point"} and failed == {"kind": "failed", "says": "the lag must be longer"}


@pytest.fixture(scope="module")
def runner() -> Iterator[LiveRunner]:
    workers = ProcessExecutor(1, compute_on_one_thread)
    with Switchboard() as lines:
        yield LiveRunner(workers, lines, lambda session: True)
        end(workers)


def test_a_real_worker_trains_tells_and_is_stopped(runner: LiveRunner) -> None:
    def state() -> str:
        found = runner.run("ann", "page", "memory")
        assert found is not None
        return found.state

    runner.start("ann", "page", "memory", VALUES)
    assert until(lambda: state() not in live.LIVE, SECONDS) and state() == "done"
    (run,) = runner.done("ann", "memory")
    assert run.result is not None and run.result["result"]["point"]["seed"] == 1
    runner.start("ann", "page", "memory", VALUES | {"lag": 1})
    assert until(lambda: state() == "failed", SECONDS)
    runner.start("ann", "page", "memory", VALUES | {"task": "copy", "lag": 150, "updates": 20_000})
    assert until(lambda: state() == "running", SECONDS)
    runner.stop("ann", "memory")
    assert state() == "stopped"
