"""Training again with a real worker process, on a real line."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.arrays import compute_on_one_thread
from rnnviz.learning import watched
from rnnviz.learning.channel import Switchboard
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.tasks.registry import task_of
from rnnviz.tasks.retrain import Order, messages
from rnnviz.tasks.retrainer import Attempt, Retrainer
from rnnviz.tasks.running import run
from rnnviz.wired_archive import network_of
from tests.learning.test_executor import end, until

SHORT = Order("tags", ("bidirectional",), seed=5, updates=60, units=8)
LONG = replace(SHORT, updates=6_000)
SECONDS = 60.0  # Until we give up; a busy machine is slow.


class Place:
    """A retrainer with one worker, and the pages that are open."""

    def __init__(self, lines: Switchboard) -> None:
        self.workers, self.open = ProcessExecutor(1, compute_on_one_thread), {"page"}
        self.retrainer = Retrainer(self.workers, lines, lambda session: session in self.open)

    def start(self, order: Order) -> None:
        self.retrainer.start("ann", "page", order)

    @property
    def attempt(self) -> Attempt:
        found = self.retrainer.attempt("ann", "page")
        assert found is not None
        return found

    def comes_to(self, state: str) -> bool:
        return until(lambda: self.attempt.state == state, SECONDS)

    def advances(self) -> bool:
        return until(lambda: self.attempt.update > 0 and self.attempt.losses, SECONDS)


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    compute_on_one_thread()  # As the worker does, or the sums might differ in their last digit.
    with Switchboard() as lines:
        place = Place(lines)
        yield place
        end(place.workers)


def test_the_network_is_the_one_that_its_seed_gives(place: Place) -> None:
    seen: list[Attempt] = []

    def is_done() -> bool:
        seen.append(place.attempt)
        return not seen[-1].is_live

    place.start(SHORT)
    *_, (header, weights) = messages(SHORT)  # Meanwhile the same here.
    assert until(is_done, SECONDS)
    last = place.attempt
    assert (last.state, last.update, last.of) == ("done", 60, 60)
    assert [update for update, _, _ in last.checks] == list(range(0, 61, 6))
    assert last.checks[-1][2] > last.checks[0][2] + 0.1  # It has learnt something.
    saved = place.retrainer.kept("ann", "tags")[SHORT]
    assert (saved.network.card["right"], saved.network.card["symbols"]) == (
        header["right"],
        header["symbols"],
    )
    same = network_of(SHORT.spec, weights, task_of("tags").alphabets)
    given = task_of("tags").understand("the old man the boats")
    one, other = (run(task_of("tags"), network, given) for network in (saved.network, same))
    np.testing.assert_array_equal(one.probabilities, other.probabilities)


def test_a_page_that_is_closed_ends_its_training(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched, "GRACE", 0.0)
    place.start(LONG)
    assert place.advances()
    place.open.clear()
    assert place.comes_to("stopped")
    assert place.attempt.says == "Its page was closed." and place.attempt.update < LONG.updates
    place.open.add("page")
    (process,) = place.workers.processes()
    assert place.workers.submit(os.getpid).result(SECONDS) == process  # The worker is free again.


def test_a_second_start_stops_the_first_and_a_press_stops_the_second(place: Place) -> None:
    kept = list(place.retrainer.kept("ann", "tags"))
    place.start(LONG)
    assert place.advances()
    (first,) = place.workers.processes()
    second = replace(LONG, seed=6)
    place.start(second)
    assert place.attempt.order == second and place.attempt.losses == ()
    assert until(lambda: first not in place.workers.processes(), SECONDS)
    assert place.advances()
    (process,) = place.workers.processes()
    place.retrainer.stop("ann")
    assert place.attempt.state == "stopped"
    assert until(lambda: process not in place.workers.processes(), SECONDS)
    assert (place.attempt.state, place.attempt.says) == ("stopped", "")
    assert list(place.retrainer.kept("ann", "tags")) == kept


def test_a_worker_that_is_killed_is_told_of_and_the_next_training_runs(place: Place) -> None:
    place.start(LONG)
    assert place.advances()
    (process,) = place.workers.processes()
    os.kill(process, signal.SIGKILL)
    assert place.comes_to("failed")
    assert "SIGKILL" in place.attempt.says and place.attempt.says.startswith("The training ended with an")
    short = replace(SHORT, seed=9, updates=10)
    place.start(short)
    assert place.comes_to("done") and short in place.retrainer.kept("ann", "tags")


def test_an_error_of_the_worker_is_told(place: Place) -> None:
    place.start(replace(SHORT, updates=-1))
    assert place.comes_to("failed")
    assert "updates must be" in place.attempt.says
