"""Comparisons in a queue: their place, their time, and why one ended."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from rnnviz.learning.upload_queue import (
    MOST_SECONDS,
    MOST_WAITING,
    UNSEEN_SECONDS,
    Busy,
    Comparison,
    Comparisons,
    Standing,
)


class Line:
    """One worker and those who wait, as ProcessExecutor has them; a test says when a job ends."""

    def __init__(self) -> None:
        self.jobs: list[Future[Any]] = []
        self.now = 0.0

    def submit(self, fn: Callable[..., Any], /, *args: Any) -> "Future[Any]":
        self.jobs.append(Future())
        self._start()
        return self.jobs[-1]

    def kill(self, future: "Future[Any]") -> bool:
        running = self.jobs[0] is future
        self.jobs.remove(future)
        if running:
            future.set_exception(RuntimeError("the job was ended"))
        else:
            future.cancel()
        self._start()
        return True

    def place_of(self, future: "Future[Any]") -> int | None:
        return self.jobs.index(future) if future in self.jobs else None

    def end(self, result: Any) -> None:
        first = self.jobs.pop(0)
        (first.set_exception if isinstance(result, Exception) else first.set_result)(result)
        self._start()

    def _start(self) -> None:
        if self.jobs and not self.jobs[0].running():
            self.jobs[0].set_running_or_notify_cancel()


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def queue(line: Line) -> Comparisons:
    return Comparisons(line, lambda: line.now)


def watched(queue: Comparisons, line: Line, seconds: float, *comparisons: Comparison) -> list[Standing]:
    """How they stand after some seconds in which all were looked at."""
    until = line.now + seconds
    while line.now < until:
        line.now += 5
        standings = [queue.look(each) for each in comparisons]
    return standings


def test_time_is_counted_from_its_turn_and_the_place_is_told(queue: Comparisons, line: Line) -> None:
    first, second = queue.begin(print), queue.begin(print)
    ahead, behind = watched(queue, line, 60, first, second)
    assert (ahead.place, ahead.seconds, behind.place, behind.seconds) == (0, 60, 1, 0)
    line.end("near")
    assert queue.look(first) == Standing(0, 0.0, True, "near")
    (own,) = watched(queue, line, MOST_SECONDS, second)
    assert not own.is_over and own.place == 0
    (late,) = watched(queue, line, 20, second)
    assert late.is_over and late.result is None and "within 90 seconds" in late.reason


def test_one_that_waits_longer_than_it_may_run_is_cancelled_with_a_sentence(
    queue: Comparisons, line: Line
) -> None:
    queue.begin(print)
    second = queue.begin(print)
    queue.stop(second)
    assert second.future.cancelled()
    assert queue.look(second) == Standing(0, 0.0, True, None, "It was stopped.")


def test_what_nobody_waits_for_makes_room(queue: Comparisons, line: Line) -> None:
    left, awaited = queue.begin(print), queue.begin(print)
    watched(queue, line, UNSEEN_SECONDS + 10, awaited)
    assert left.future.done() and "nobody waited" in queue.look(left).reason
    assert not queue.look(awaited).is_over
    line.now += UNSEEN_SECONDS + 5
    assert not queue.tidy() and not line.jobs


def test_a_queue_has_an_end(queue: Comparisons) -> None:
    for _ in range(1 + MOST_WAITING):
        queue.begin(print)
    with pytest.raises(Busy, match="4 comparisons go on or wait already"):
        queue.begin(print)


def test_an_error_keeps_its_reason_however_late_one_looks(queue: Comparisons, line: Line) -> None:
    begun = queue.begin(print)
    watched(queue, line, 10, begun)
    line.end(ValueError("no Keras here"))
    line.now += 1_000
    for _ in range(2):
        assert "no Keras here" in queue.look(begun).reason
