"""Comparisons with Keras in a queue: few, each for a limited time, and only while somebody waits for it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from time import monotonic
from typing import Any, NamedTuple, Protocol

MOST_WAITING = 3  # Behind the one that goes on; each holds a model in memory.
MOST_SECONDS = 90.0  # From its turn on.
UNSEEN_SECONDS = 20.0  # After so long without a look nobody waits any more.


class Workers(Protocol):
    """As much of a ProcessExecutor as is needed."""

    def submit(self, fn: Callable[..., Any], /, *args: Any) -> "Future[Any]":
        """Queue a call."""

    def kill(self, future: "Future[Any]") -> bool:
        """End one, or take it out of the queue."""

    def place_of(self, future: "Future[Any]") -> int | None:
        """0 for the one that goes on, 1 for the next."""


class Busy(RuntimeError):
    """Too many wait already; the message says so to a person."""


class Standing(NamedTuple):
    """How a comparison stands.

    place: how many are before it; 0 is its turn.
    seconds: since its turn came.
    is_over: whether it has ended.
    result: what came of it; None where it ended otherwise.
    reason: why it did.
    """

    place: int
    seconds: float
    is_over: bool = False
    result: Any = None
    reason: str = ""


class Comparison:
    """One that was begun; changes with the lock of the queue held."""

    def __init__(self, future: "Future[Any]", now: float) -> None:
        self.future, self.looked = future, now
        self.turn: float | None = None  # When it came.
        self.reason = ""  # Why it was stopped.


class Comparisons:
    """The queue of a server.

    Args:
        workers: do them.
        clock: in seconds.
    """

    def __init__(self, workers: Workers, clock: Callable[[], float] = monotonic) -> None:
        self._workers, self._clock = workers, clock
        self._lock = threading.RLock()
        self._open: list[Comparison] = []

    def begin(self, function: Callable[..., Any], *arguments: Any) -> Comparison:
        """Queue one.

        Raises:
            Busy: if too many wait already.
        """
        with self._lock:
            self.tidy()
            if len(self._open) > MOST_WAITING:
                raise Busy(f"{len(self._open)} comparisons go on or wait already; try again in a minute.")
            begun = Comparison(self._workers.submit(function, *arguments), self._clock())
            self._open.append(begun)
            return begun

    def look(self, comparison: Comparison) -> Standing:
        """How it stands; asking says that somebody waits for it."""
        with self._lock:
            comparison.looked = self._clock()
            self.tidy()
            if not comparison.future.done():
                seconds = 0.0 if comparison.turn is None else self._clock() - comparison.turn
                return Standing(self._workers.place_of(comparison.future) or 0, seconds)
        return _ended(comparison)

    def stop(self, comparison: Comparison, reason: str = "It was stopped.") -> None:
        """End one that goes on or waits."""
        with self._lock:
            if not comparison.future.done():
                comparison.reason = comparison.reason or reason
                self._workers.kill(comparison.future)

    def tidy(self) -> bool:
        """Stop what takes too long and what nobody waits for; whether any is left."""
        with self._lock:
            now = self._clock()
            for each in self._open:
                if each.turn is None and self._workers.place_of(each.future) == 0:
                    each.turn = now
                if each.turn is not None and now - each.turn > MOST_SECONDS:
                    self.stop(
                        each, f"Keras did not answer within {MOST_SECONDS:.0f} seconds and was stopped."
                    )
                elif now - each.looked > UNSEEN_SECONDS:
                    self.stop(each, "It was stopped, as nobody waited for it any more.")
            self._open = [each for each in self._open if not each.future.done()]
            return bool(self._open)


def _ended(comparison: Comparison) -> Standing:
    future = comparison.future
    if future.cancelled():
        return Standing(0, 0.0, True, None, comparison.reason or "It was taken out of the queue.")
    error = future.exception()
    if error is None:
        return Standing(0, 0.0, True, future.result())
    said = f"The comparison with Keras ended without a result: {str(error)[:200]}"
    return Standing(0, 0.0, True, None, comparison.reason or said)
