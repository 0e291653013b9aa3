"""Work that a page has started and looks at: one piece at a time for each owner, in a worker.

What is told, and what becomes of it, is said by who starts it: a function from a state and a message to the
next state. This is the bookkeeping around it.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any, Generic, Protocol, Self, TypeVar

from rnnviz.learning.channel import Switchboard
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.learning.messages import Arrays, unpack

GRACE = 60.0  # Seconds that a job goes on without an open page: long enough for a reload.
MOST_OWNERS = 64  # Of those beyond, the one who asked longest ago goes first, if nothing of theirs goes on.


class State(Protocol):
    """How far a job is; what is told makes a new one."""

    @property
    def is_live(self) -> bool:
        """Whether it goes on or waits."""

    def ended(self, how: str, says: str = "") -> Self:
        """The same, "stopped" or "failed", and why."""


StateT = TypeVar("StateT", bound=State)
Hear = Callable[[Any, Mapping[str, Any], Arrays], Any]  # (state, header, arrays) -> the next state.


@dataclass(frozen=True, eq=False)
class Work(Generic[StateT]):
    """A job to be done.

    Args:
        state: before anything is told.
        function: what a worker calls, with the address of its line before the other arguments.
        arguments: of the function.
        hear: makes the next state of a message; called with the lock held.
        noun: what it is called where it ends with an error.
    """

    state: StateT
    function: Callable[..., None]
    arguments: tuple[Any, ...]
    hear: Hear
    noun: str = "training"


class _Owner:
    """What one browser has begun; changes with the lock held."""

    def __init__(self) -> None:
        self.state: Any = None
        self.work: Work[Any] | None = None
        self.sessions: set[str] = set()
        self.token = ""
        self.seen = self.asked = monotonic()  # When a page was open last, and when somebody asked.
        self.future: Future[Any] | None = None
        self.kept: dict[Any, Any] = {}

    @property
    def is_live(self) -> bool:
        return self.state is not None and bool(self.state.is_live)


class Watched(Generic[StateT]):
    """Does the work of owners, one piece at a time for each, and keeps what came of it.

    Args:
        workers: who works.
        lines: how workers tell.
        is_open: whether a session's page is open; work that nobody watches is stopped.
    """

    def __init__(self, workers: ProcessExecutor, lines: Switchboard, is_open: Callable[[str], bool]):
        self._workers, self._lines, self._is_open = workers, lines, is_open
        self._lock = threading.RLock()
        self._owners: dict[str, _Owner] = {}

    def start(self, owner: str, session: str, work: Work[StateT]) -> None:
        """Begin; what the same owner has begun before, and still goes on, is stopped."""
        self.stop(owner)
        with self._lock:
            mine = self._owners.setdefault(owner, _Owner())
            self._forget_some(owner)
            address = self._lines.open_line(partial(self._hear, owner, work))
            mine.state, mine.work, mine.token = work.state, work, address.token
            mine.future, mine.seen = None, monotonic()  # The one before is not this one's.
            mine.sessions.add(session)
        future = self._workers.submit(work.function, address, *work.arguments)
        with self._lock:
            if mine.token == address.token:  # Else another was begun meanwhile.
                mine.future = future
        future.add_done_callback(partial(self._ended, owner, work, address.token))

    def _forget_some(self, owner: str) -> None:
        """Make room for an owner. Called with the lock held."""
        others = [
            (each.asked, name) for name, each in self._owners.items() if name != owner and not each.is_live
        ]
        for _, name in sorted(others)[: max(0, len(self._owners) - MOST_OWNERS)]:
            del self._owners[name]

    def stop(self, owner: str) -> None:
        """End what goes on or waits."""
        with self._lock:
            mine = self._owners.get(owner)
            if mine is None or not mine.is_live:
                return
            mine.state = mine.state.ended("stopped")
            future, token = mine.future, mine.token
        self._lines.close_line(token)
        if future is not None:
            self._workers.kill(future)

    def state(self, owner: str, session: str) -> StateT | None:
        """How far the last work of an owner is; asking says that this session watches."""
        with self._lock:
            mine = self._owners.get(owner)
            if mine is None:
                return None
            if not mine.is_live:  # While it goes on, each message looks who is still there.
                mine.sessions.clear()
            mine.sessions.add(session)
            mine.seen = mine.asked = monotonic()
            found: StateT | None = mine.state
            return found

    def place(self, owner: str) -> int | None:
        """0 while a worker is at it, 1 for the next in line, and so on; None where nothing goes on."""
        with self._lock:
            mine = self._owners.get(owner)
            future = mine.future if mine else None
        return None if future is None else self._workers.place_of(future)

    def keep(self, owner: str, key: Any, value: Any, most: int) -> None:
        """Keep what came of a work; of more than so many the oldest goes."""
        with self._lock:
            if (mine := self._owners.get(owner)) is None:
                return
            mine.kept.pop(key, None)
            mine.kept[key] = value
            while len(mine.kept) > most:
                mine.kept.pop(next(iter(mine.kept)))

    def kept(self, owner: str) -> Mapping[Any, Any]:
        """What is kept of an owner, the oldest first."""
        with self._lock:
            mine = self._owners.get(owner)
            return dict(mine.kept) if mine else {}

    def _hear(self, owner: str, work: Work[StateT], message: bytes) -> str:
        header, arrays = unpack(message)
        with self._lock:
            mine = self._owners.get(owner)
            if mine is None or mine.work is not work or not mine.is_live:
                return "stop"
            mine.sessions = {session for session in mine.sessions if self._is_open(session)}
            mine.seen = monotonic() if mine.sessions else mine.seen
            if not mine.sessions and monotonic() - mine.seen > GRACE:
                mine.state = mine.state.ended("stopped", "Its page was closed.")
                return "stop"
            mine.state = work.hear(mine.state, header, arrays)
        return "go"

    def _ended(self, owner: str, work: Work[StateT], token: str, future: "Future[Any]") -> None:
        """A worker has ended, however it did."""
        self._lines.close_line(token)
        with self._lock:
            mine = self._owners.get(owner)
            if mine is None or mine.token != token or not mine.is_live:
                return
            error = None if future.cancelled() else future.exception()
            how = f"with an error: {error}" if error else "too early."
            mine.state = mine.state.ended("failed", f"The {work.noun} ended {how}")
