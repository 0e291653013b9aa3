"""The queue and the life of runs: who may train now, what a worker is told, and what became of it.

One service a server. A run belongs to an owner (a browser) and is watched by a session (an open page). It
waits in line, goes on in a worker process, and leaves everything it told in the store. If its page is
closed, it is stopped after a while; if its worker dies, what was finished stays.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from rnnviz.data.examples import Example
from rnnviz.learning.channel import LineAddress
from rnnviz.learning.job import train_and_tell, write_order
from rnnviz.learning.messages import Order, peek
from rnnviz.learning.process import WorkerDied
from rnnviz.learning.spec import RunSpec
from rnnviz.learning.store import RunRecord, RunState, RunStore, StoreError

GRACE = 60.0  # Seconds a run goes on without an open page: long enough for a reload or a weak connection.
PATIENCE = 1.0  # Seconds a worker has to hear that it is to stop; then its process is ended.
BETWEEN_ROUNDS = 1.0  # Seconds.
MOST_AT_ONCE = 10  # Runs that one press of the button may queue.
_PHASES: Mapping[str, RunState] = {"reading": "starting", "starting": "starting", "compiling": "compiling"}
KEPT_AND_GOES_ON = "What was finished is kept, and it can go on from there."


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


class _Live:
    """A run that waits or goes on; changed under the lock only."""

    def __init__(self, id: str, owner: str, session: str) -> None:
        self.id, self.owner, self.session, self.seen = id, owner, session, time.monotonic()
        self.order: Order = "go"
        self.token = ""
        self.future: Future[Any] | None = None
        self.latest: Mapping[str, Any] = {}
        self.told, self.says = "", ""  # The kind of the message that ended it, and a sentence.
        self.state: RunState = "waiting"


class TrainingService:
    """Trains the runs of a store.

    Args:
        store: where they lie.
        workers: who trains them.
        lines: how workers tell.
        is_open: whether a session's page is open.
        grace: seconds that a run goes on without an open page.
    """

    def __init__(
        self,
        store: RunStore,
        workers: Workers,
        lines: Lines,
        is_open: Callable[[str], bool],
        grace: float = GRACE,
    ):
        self.store, self._workers, self._lines = store, workers, lines
        self._is_open, self._grace = is_open, grace
        self._lock = threading.RLock()
        self._live: dict[str, _Live] = {}  # In the order in which they were asked for.
        self._unwritten: dict[str, RunRecord] = {}  # Ends that a full disk did not let us write down.
        store.recover()
        threading.Thread(target=self._make_rounds, name="training-rounds", daemon=True).start()

    def warm(self) -> None:
        """Have a worker ready, because somebody is likely to ask for one."""
        self._workers.warm()

    def start(
        self, owner: str, session: str, specs: Sequence[RunSpec], table: Sequence[Example] = ()
    ) -> tuple[RunRecord, ...]:
        """Queue runs; those of one owner go one after another.

        Args:
            owner: the token of the browser.
            session: the page that watches.
            specs: of the runs.
            table: texts of the owner's own.

        Raises:
            ValueError: if runs of this owner wait or go on already, or it would be too many.
            StoreError: if they cannot be written down.
        """
        if not 1 <= len(specs) <= MOST_AT_ONCE:
            raise ValueError(f"1 to {MOST_AT_ONCE} runs can be asked for at once, got {len(specs)}")
        with self._lock:
            if any(live.owner == owner for live in self._live.values()):
                raise ValueError("A training of yours goes on already. Wait for its end, or stop it.")
            created = tuple(self.store.create(owner, spec, table=table) for spec in specs)
            for record in created:
                self._live[record.id] = _Live(record.id, owner, session)
            self._submit_next(owner)
        return created

    def go_on(self, owner: str, session: str, id: str) -> RunRecord:
        """Go on with a run that was interrupted or stopped, from its last epoch.

        Raises:
            LookupError: if it is no run of this owner.
            ValueError: if another one goes on, or this one is complete.
        """
        record = self.store.get(owner, id)
        with self._lock:
            if any(live.owner == owner for live in self._live.values()):
                raise ValueError("A training of yours goes on already. Wait for its end, or stop it.")
            if record.state == "done":
                raise ValueError("This run is complete.")
            self._unwritten.pop(id, None)
            record = self.store.set_state(id, "waiting")
            self._live[id] = _Live(id, owner, session)
            self._submit_next(owner)
        return record

    def pause(self, owner: str, id: str) -> None:
        """Let a run stand still after the update that it makes now."""
        self._order(owner, id, "pause")

    def resume(self, owner: str, id: str) -> None:
        """Let a paused run go on."""
        self._order(owner, id, "go")

    def stop(self, owner: str, id: str) -> None:
        """End a run; its finished epochs stay. Those of the owner that wait behind it are ended, too."""
        with self._lock:
            self._mine(owner, id)
            waiting = [each.id for each in self._live.values() if each.owner == owner and each.future is None]
        for each in waiting:
            self._end(each, "stopped", "It had not begun when it was stopped.")
        self._order(owner, id, "stop")

    def standings(self, owner: str, session: str) -> tuple[Standing, ...]:
        """All runs of an owner, newest first; asking says that this session watches."""
        records = self.store.runs_of(owner)
        with self._lock:
            for live in self._live.values():
                if live.owner == owner:
                    live.session, live.seen = session, time.monotonic()
            return tuple(self._standing(record) for record in records)

    def _standing(self, record: RunRecord) -> Standing:
        live = self._live.get(record.id)
        if live is None:
            return Standing(self._unwritten.get(record.id, record))
        place = self._workers.place_of(live.future) if live.future else None
        if live.future is None:
            before = [each for each in self._live.values() if each.owner == live.owner]
            place = before.index(live)
        return Standing(replace(record, state=live.state), place, live.latest)

    def _mine(self, owner: str, id: str) -> _Live:
        live = self._live.get(id)
        if live is None or live.owner != owner:
            raise LookupError("This run does not go on any more.")
        return live

    def _order(self, owner: str, id: str, order: Order) -> None:
        with self._lock:
            live = self._mine(owner, id)
            live.order = order
            if order != "stop" and live.state in ("running", "paused"):
                self._set_state(live, "paused" if order == "pause" else "running")
        if order == "stop":
            self._stop_soon(live)

    def _stop_soon(self, live: _Live) -> None:
        """A worker hears the order with its next message; one that says nothing is ended."""
        if live.future is None:
            self._end(live.id, "stopped", live.says or "It had not begun when it was stopped.")
        elif self._workers.place_of(live.future):
            self._workers.kill(live.future)
        else:
            timer = threading.Timer(PATIENCE, lambda: live.future and self._workers.kill(live.future))
            timer.daemon = True
            timer.start()

    def _submit_next(self, owner: str) -> None:
        """Hand the next run of an owner to the workers, if none of his is there. Called with the lock."""
        mine = [live for live in self._live.values() if live.owner == owner]
        if not mine or any(live.future for live in mine):
            return
        live = mine[0]
        try:
            record = self.store.get(owner, live.id)
            kept = self.store.checkpoint(live.id)
            order = write_order(record.spec, self.store.table(live.id), kept)
        except (LookupError, StoreError) as error:
            self._end(live.id, "failed", str(error))
            return
        address = self._lines.open_line(partial(self._hear, live.id))
        live.token = address.token
        live.future = self._workers.submit(train_and_tell, address, order)
        live.future.add_done_callback(partial(self._over, live.id))

    def _hear(self, id: str, message: bytes) -> str:
        """Keep what a worker tells, and answer with the order."""
        header = peek(message)
        kind = header["kind"]
        live = self._live.get(id)
        if live is None:
            return "stop"
        if kind in ("started", "progress", "epoch", "resume"):
            try:
                self.store.append(id, message)
            except (StoreError, LookupError, ValueError) as error:
                live.told, live.says, live.order = "unkept", f"{error} {KEPT_AND_GOES_ON}", "stop"
        with self._lock:
            if kind == "phase":
                self._set_state(live, _PHASES.get(header["phase"], "starting"))
            elif kind in ("progress", "epoch"):
                live.latest = header
                if live.state not in ("running", "paused"):
                    self._set_state(live, "running" if live.order != "pause" else "paused")
            elif kind in ("done", "diverged", "failed"):
                live.told, live.says = kind, header.get("says", "")
            return live.order

    def _set_state(self, live: _Live, state: RunState) -> None:
        live.state = state
        try:
            self.store.set_state(live.id, state)
        except (StoreError, LookupError):
            return  # The record says less than we know; what is kept of the run is not touched.

    def _over(self, id: str, future: "Future[Any]") -> None:
        """A worker is done with a run, in whatever way."""
        live = self._live.get(id)
        if live is None:
            return
        self._end(id, *_how_it_ended(live, future))

    def _end(self, id: str, state: RunState, says: str) -> None:
        """Write down how a run ended, and let the next one of its owner begin."""
        with self._lock:
            live = self._live.pop(id, None)
            if live is None:
                return
            if live.token:
                self._lines.close_line(live.token)
            try:
                self.store.set_state(id, state, says)
            except StoreError:
                records = {record.id: record for record in self.store.runs_of(live.owner)}
                if id in records:
                    self._unwritten[id] = replace(records[id], state=state, says=says)
            except LookupError:
                pass
            self.store.clean_up()
            self._submit_next(live.owner)

    def _make_rounds(self) -> None:
        while True:
            time.sleep(BETWEEN_ROUNDS)
            self.look_after()

    def look_after(self) -> None:
        """Stop the runs that nobody has watched for a while."""
        now = time.monotonic()
        with self._lock:
            for live in self._live.values():
                if self._is_open(live.session):
                    live.seen = now
            left = [live for live in self._live.values() if now - live.seen > self._grace]
        for live in left:
            live.told, live.order = "left", "stop"
            live.says = f"Its page was closed, so it was stopped. {KEPT_AND_GOES_ON}"
            self._stop_soon(live)


def _how_it_ended(live: _Live, future: "Future[Any]") -> tuple[RunState, str]:
    if live.told == "done":
        return "done", ""
    if live.told in ("unkept", "left"):
        return "interrupted", live.says
    if live.told == "diverged":
        return "diverged", live.says
    if live.told == "failed":
        return "failed", live.says
    if live.order == "stop":
        return "stopped", "Stopped. It can go on from its last epoch."
    error = CancelledError() if future.cancelled() else future.exception()
    if isinstance(error, WorkerDied):
        return "interrupted", f"The process that trained it ended unexpectedly. {KEPT_AND_GOES_ON}"
    if error is None or isinstance(error, (CancelledError, OSError)):
        return "interrupted", f"The connection to its worker was lost. {KEPT_AND_GOES_ON}"
    return "failed", f"The training ended with an error: {error}"
