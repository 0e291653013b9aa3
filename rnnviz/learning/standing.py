"""How a run stands while it waits and goes on, how it ended, and what the service asks of those around it."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from rnnviz.learning.channel import LineAddress
from rnnviz.learning.executor import WorkerKilled
from rnnviz.learning.messages import Order
from rnnviz.learning.store import RunRecord, RunState, RunStore, StoreError

_PHASES: Mapping[str, RunState] = {"reading": "starting", "starting": "starting", "compiling": "compiling"}
# How ours and dask's are called; dask is not imported here, because not everybody has it.
_DEATHS = ("WorkerDied", "KilledWorker")


class Workers(Protocol):
    """What is asked of an executor: `concurrent.futures.Executor` and a little more."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Queue a call."""

    def place_of(self, future: "Future[Any]") -> int | None:
        """0 where it runs, else its place in line; None where that is not known."""

    def warm(self) -> None:
        """Have a worker ready."""

    def kill(self, future: "Future[Any]") -> bool:
        """End a job at once, if that can be done."""


class Lines(Protocol):
    """What is asked of a switchboard."""

    def open_line(self, on_message: Callable[[bytes], str]) -> LineAddress:
        """A new line."""

    def close_line(self, token: str) -> None:
        """Hang up."""


@dataclass(frozen=True)
class Standing:
    """How a run stands now.

    Attributes:
        record: of the store.
        place: 0 where it goes on, 1 for the next in line, and so on; None where it is over or unknown.
        latest: header of the latest message about its progress.
    """

    record: RunRecord
    place: int | None = None
    latest: Mapping[str, Any] = field(default_factory=dict)


class Live:
    """A run that waits or goes on; it changes under the lock of the service only.

    Args:
        id: of the run.
        owner: to whom it belongs.
        session: the page that asked for it.
    """

    def __init__(self, id: str, owner: str, session: str) -> None:
        self.id, self.owner = id, owner
        self.sessions, self.seen = {session}, time.monotonic()
        self.order: Order = "go"
        self.ordered = self.seen  # When.
        self.token = ""
        self.future: Future[Any] | None = None
        self.timer: threading.Timer | None = None  # Ends its process, if the order to stop is not heard.
        self.latest: Mapping[str, Any] = {}
        self.kept = 0  # Epochs.
        self.told, self.says = "", ""  # Why it ends, if that is known before its future: see `how_it_ended`.
        self.written: RunState = "waiting"  # The state in the store.
        self._phase: RunState = "waiting"
        self._stands_still = False
        self._ear: threading.Thread | None = None
        self._deaf_since: float | None = None

    @property
    def state(self) -> RunState:
        """What it is at. It is paused once its worker stands still, which it does after each update."""
        is_paused = self.order == "pause" and (self._phase == "running" or self._stands_still)
        return "paused" if is_paused else self._phase

    def hear(self, header: Mapping[str, Any]) -> None:
        """Remember what its worker tells; the thread that hears it ends with the connection."""
        self._ear, self._deaf_since = threading.current_thread(), None
        kind = header["kind"]
        self._stands_still = kind == "waiting"
        if kind == "phase":
            self._phase = _PHASES.get(header["phase"], "starting")
        elif kind in ("progress", "epoch"):
            self._phase, self.latest = "running", header
            if kind == "epoch":
                self.kept = header["epoch"] + 1
        elif kind in ("done", "diverged", "failed"):
            self.told, self.says = kind, header.get("says", "")

    def cut_off(self, why: str) -> None:
        """Have it end as interrupted, unless its worker has told an end."""
        if not self.told:
            self.told, self.says = "cut off", why
        self.order = "stop"

    def give(self, order: Order) -> None:
        """Give an order, which its worker hears with the answer to its next message."""
        self.order, self.ordered = order, time.monotonic()

    def seconds_paused(self) -> float:
        """How long it has stood still; 0 where it goes on."""
        return time.monotonic() - self.ordered if self.order == "pause" else 0.0

    def seconds_deaf(self) -> float:
        """How long its worker has been gone, as far as this was asked before; 0 where it is there."""
        if self._ear is None or self._ear.is_alive():
            return 0.0
        now = time.monotonic()
        self._deaf_since = self._deaf_since or now
        return now - self._deaf_since

    @property
    def what_stays(self) -> str:
        """A sentence for a run that is cut off."""
        if self.kept:
            return "What was finished is kept, and it can go on from there."
        return "No epoch was finished yet; it can be started again."


class Ends:
    """How runs ended: written down, or remembered as long as a full disk does not let us."""

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._unwritten: dict[str, RunRecord] = {}

    def write(self, owner: str, id: str, state: RunState, says: str) -> None:
        """Write down how a run ended; nothing, if its folder is gone."""
        try:
            self._store.set_state(id, state, says)
        except StoreError:
            with suppress(LookupError):
                self._unwritten[id] = replace(self._store.get(owner, id), state=state, says=says)
        except LookupError:
            return

    def write_again(self) -> None:
        """Write what could not be written, if there is space now."""
        for id, record in tuple(self._unwritten.items()):
            with suppress(StoreError):
                with suppress(LookupError):
                    self._store.set_state(id, record.state, record.says)
                self.forget(id)

    def forget(self, id: str) -> None:
        """Because it goes on."""
        self._unwritten.pop(id, None)

    def known(self, record: RunRecord) -> RunRecord:
        """A record of the store, with the end that is not written there."""
        return self._unwritten.get(record.id, record)


def how_it_ended(live: Live) -> tuple[RunState, str]:
    """The state of a run whose job is over, and a sentence; what was told of it goes before its future."""
    if live.told == "done":
        return "done", ""
    if live.told == "diverged":
        return "diverged", live.says
    if live.told == "failed":
        return "failed", live.says
    if live.told == "cut off":
        return "interrupted", f"{live.says} {live.what_stays}"
    if live.order == "stop":
        return "stopped", _how_far(live)
    error = _error_of(live.future)
    if type(error).__name__ in _DEATHS:
        return "interrupted", f"The process that trained it ended unexpectedly. {live.what_stays}"
    if error is None or isinstance(error, (CancelledError, WorkerKilled, OSError)):
        return "interrupted", f"The connection to its worker was lost. {live.what_stays}"
    return "failed", f"The training ended with an error: {error}"


def _how_far(live: Live) -> str:
    if live.kept:
        return "Stopped. It can go on from its last epoch."
    return (
        "It had not begun when it was stopped."
        if live.state == "waiting"
        else "Stopped before an epoch was finished."
    )


def _error_of(future: "Future[Any] | None") -> BaseException | None:
    if future is None or not future.done():
        return None
    return CancelledError() if future.cancelled() else future.exception()
