"""The queue and the life of runs: who may train now, what a worker is told, and what became of it.

One service a server. A run belongs to an owner (a browser) and is watched by sessions (open pages). It
waits in line, goes on in a worker process, and leaves everything it told in the store. If its pages are
closed, it is stopped after a while; if its worker dies, what was finished stays.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from rnnviz.data.examples import Example
from rnnviz.learning.job import train_and_tell, write_order
from rnnviz.learning.messages import Order, peek
from rnnviz.learning.sizes import expect_bearable
from rnnviz.learning.spec import RunSpec
from rnnviz.learning.standing import Ends, Lines, Live, Standing, Workers, how_it_ended
from rnnviz.learning.store import RunRecord, RunStore, StoreError

__all__ = ["Standing", "TrainingService"]
GRACE = 60.0  # Seconds a run goes on without an open page: long enough for a reload or a weak connection.
PATIENCE = 1.0  # Seconds a worker has to hear that it is to stop; then its process is ended.
LOST = 10.0  # Seconds a worker has to come back; a cluster may begin a job again elsewhere.
LONGEST_PAUSE = 300.0  # Seconds a paused run keeps its worker while others wait for one.
BETWEEN_ROUNDS = 1.0  # Seconds.
MOST_AT_ONCE = 10  # Runs that one press of the button may queue.
_NEVER_BEGUN = "It was never begun, because not all that were asked for at once could be written down."
_KEPT = ("started", "progress", "epoch", "resume")

_log = logging.getLogger(__name__)


class TrainingService:
    """Trains the runs of a store.

    Whoever holds its lock may ask the store and may submit a job, but never kills one: a cluster tells of
    the end of a job in the very thread that a kill waits for.

    Args:
        store: where they lie.
        workers: who trains them.
        lines: how workers tell.
        is_open: whether a session's page is open.
        grace: seconds that a run goes on without an open page.

    Raises:
        StoreError: if the folder of the store cannot be used.
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
        self._live: dict[str, Live] = {}  # In the order in which they were asked for.
        self._starting: set[str] = set()  # Owners whose runs are being written down.
        self._ends = Ends(store)
        self._closed = threading.Event()
        store.recover()
        self._rounds = threading.Thread(target=self._make_rounds, name="training-rounds", daemon=True)
        self._rounds.start()

    def close(self) -> None:
        """Take no more runs and interrupt those that wait or go on; workers and lines stay as they are."""
        self._closed.set()
        with self._lock:
            left = tuple(reversed(self._live.values()))
            for live in left:
                live.cut_off("The program was ended.")
                self._end(live)
        for live in left:
            if live.future:
                self._workers.kill(live.future)
        self._rounds.join()

    def warm(self) -> None:
        """Have a worker ready, because somebody is likely to ask for one."""
        self._workers.warm()

    def start(
        self, owner: str, session: str, specs: Sequence[RunSpec], table: Sequence[Example] = ()
    ) -> tuple[RunRecord, ...]:
        """Queue runs, all or none; those of one owner go one after another.

        Args:
            owner: the token of the browser.
            session: the page that watches.
            specs: of the runs.
            table: texts of the owner's own.

        Raises:
            ValueError: if runs of this owner wait or go on already, or it would be too many or too large.
            StoreError: if they cannot be written down.
        """
        for spec in specs:
            expect_bearable(spec)
        if not 1 <= len(specs) <= MOST_AT_ONCE:
            raise ValueError(f"1 to {MOST_AT_ONCE} runs can be asked for at once, got {len(specs)}")
        with self._lock:
            self._expect_free(owner)
            self._starting.add(owner)
        created: list[RunRecord] = []
        try:
            for spec in specs:  # Ten times a large table takes seconds; others need not wait for that.
                created.append(self.store.create(owner, spec, table=table))
        except Exception:
            self._take_back(owner, created)
            raise
        else:
            with self._lock:
                for record in created:
                    self._live[record.id] = Live(record.id, owner, session)
                self._submit_next(owner)
        finally:
            self._starting.discard(owner)
        return tuple(created)

    def _take_back(self, owner: str, created: Iterable[RunRecord]) -> None:
        """Remove runs that were never begun, because others of the same press could not be made."""
        for record in created:
            with self._lock:
                self._ends.write(owner, record.id, "stopped", _NEVER_BEGUN)
            with suppress(StoreError, LookupError, ValueError):
                self.store.delete(owner, record.id)

    def go_on(self, owner: str, session: str, id: str) -> RunRecord:
        """Go on with a run that ended early, from its last epoch; without one it begins anew.

        Raises:
            LookupError: if it is no run of this owner.
            ValueError: if another one goes on, or this one is complete or would diverge again.
            StoreError: if that cannot be written down.
        """
        with self._lock:
            record = self.store.get(owner, id)
            self._expect_free(owner)
            if record.is_live and record.server != self.store.server:
                self.store.recover()  # Perhaps that server is dead.
                record = self.store.get(owner, id)
                if record.is_live:
                    raise ValueError("This run goes on in another server that uses the same folder.")
            state = self._ends.known(record).state
            if state == "done":
                raise ValueError("This run is complete.")
            if state == "diverged":
                raise ValueError("This run would diverge again: the same settings give the same numbers.")
            record = self.store.set_state(id, "waiting")
            self._ends.forget(id)
            self._live[id] = Live(id, owner, session)
            self._submit_next(owner)
        return record

    def pause(self, owner: str, id: str) -> None:
        """Let a run stand still after the update that it makes now; one that is over stays as it is.

        Raises:
            LookupError: if it is no run of this owner.
        """
        self._order(owner, id, "pause")

    def resume(self, owner: str, id: str) -> None:
        """Let a paused run go on; one that is over stays as it is.

        Raises:
            LookupError: if it is no run of this owner.
        """
        self._order(owner, id, "go")

    def stop(self, owner: str, id: str) -> None:
        """End a run and those of the owner behind it; finished epochs stay. One that is over stays as it is.

        Raises:
            LookupError: if it is no run of this owner.
        """
        with self._lock:
            if (live := self._mine(owner, id)) is None:
                return
            mine = self._all_of(owner)
            for each in reversed(mine[mine.index(live) :]):
                each.order = "stop"
                if each.future is None:
                    self._end(each)
        self._stop_soon(live)

    def standings(self, owner: str, session: str) -> tuple[Standing, ...]:
        """All runs of an owner, newest first; asking says that this session watches."""
        records = self.store.runs_of(owner)
        with self._lock:
            for live in self._all_of(owner):
                live.sessions.add(session)
                live.seen = time.monotonic()
            return tuple(self._standing(record) for record in records)

    def _standing(self, record: RunRecord) -> Standing:
        live = self._live.get(record.id)
        if live is None:
            return Standing(self._ends.known(record))
        mine = self._all_of(live.owner)
        first = mine[0].future
        place = self._workers.place_of(first) if first else None
        if live.future is None:
            place = (place or 0) + mine.index(live)
        return Standing(replace(record, state=live.state), place, live.latest)

    def _all_of(self, owner: str) -> list[Live]:
        return [live for live in self._live.values() if live.owner == owner]

    def _expect_free(self, owner: str) -> None:
        if self._closed.is_set():
            raise ValueError("This program is about to end; nothing can be trained any more.")
        if owner in self._starting or self._all_of(owner):
            raise ValueError("A training of yours goes on already. Wait for its end, or stop it.")

    def _mine(self, owner: str, id: str) -> Live | None:
        """A run of this owner; None if it is over. LookupError if it is another's."""
        live = self._live.get(id)
        if live is None or live.owner != owner:
            self.store.get(owner, id)
            return None
        return live

    def _order(self, owner: str, id: str, order: Order) -> None:
        with self._lock:
            live = self._mine(owner, id)
            if live is not None and live.order != "stop":
                live.give(order)
                self._write_state(live)

    def _cut_off(self, live: Live, why: str) -> None:
        """Have a run end as interrupted."""
        with self._lock:
            if live.order != "stop":
                live.cut_off(why)
        self._stop_soon(live)

    def _stop_soon(self, live: Live) -> None:
        """A worker hears the order with its next message; one that says nothing is ended."""
        with self._lock:
            future = live.future
            if future is None:
                self._end(live)
                return
            if live.timer is not None:
                return
            live.timer = threading.Timer(PATIENCE, self._workers.kill, (future,))
            live.timer.daemon = True
        if self._workers.place_of(future):
            self._workers.kill(future)
        else:
            live.timer.start()

    def _submit_next(self, owner: str) -> None:
        """Hand the next run of an owner to the workers, if none of his is there. Called with the lock."""
        mine = self._all_of(owner)
        if not mine or any(live.future for live in mine) or self._closed.is_set():
            return
        live = mine[0]
        try:
            kept = self.store.checkpoint(live.id)
            live.kept = peek(kept[0])["epoch"] + 1 if kept else 0
            order = write_order(self.store.get(owner, live.id).spec, self.store.table(live.id), kept)
            address = self._lines.open_line(partial(self._hear, live))
            live.token = address.token
            live.future = self._workers.submit(train_and_tell, address, order)
        except Exception as error:  # Of a cluster it may be any. The next one shall not wait for ever.
            live.told, live.says = "failed", f"It could not be begun: {error}"
            self._end(live)
            return
        live.future.add_done_callback(lambda _: self._end(live))

    def _hear(self, live: Live, message: bytes) -> str:
        """Keep what a worker tells, and answer with the order."""
        header = peek(message)
        trouble = ""
        if self._live.get(live.id) is not live:
            return "stop"
        if header["kind"] in _KEPT:
            try:
                self.store.append(live.id, message)
            except (StoreError, LookupError, ValueError) as error:
                trouble = str(error)
        with self._lock:
            if trouble:
                live.cut_off(trouble)
            else:
                live.hear(header)
                self._write_state(live)
            return live.order

    def _write_state(self, live: Live) -> None:
        if live.state != live.written and self._live.get(live.id) is live:
            live.written = live.state
            with suppress(StoreError, LookupError):  # Then the record says less than we know.
                self.store.set_state(live.id, live.state)

    def _end(self, live: Live) -> None:
        """Write down how a run ended, and let the next one of its owner begin."""
        with self._lock:
            if self._live.get(live.id) is not live:
                return
            del self._live[live.id]
            if live.timer:
                live.timer.cancel()
            if live.token:
                self._lines.close_line(live.token)
            self._ends.write(live.owner, live.id, *how_it_ended(live))
            with suppress(StoreError):
                self.store.clean_up()
            self._submit_next(live.owner)

    def _make_rounds(self) -> None:
        while not self._closed.wait(BETWEEN_ROUNDS):
            try:
                self.look_after()
            except Exception as error:  # Whatever it was, the next round may go well.
                _log.error("a round of the trainings failed", exc_info=error)

    def look_after(self) -> None:
        """Cut off the runs that nobody watches or whose worker is lost; write down what could not be."""
        with self._lock:
            self._ends.write_again()
            runs = tuple(reversed(self._live.values()))  # Else the end of one would begin the next.
        for live in runs:
            if self._is_left(live):
                self._cut_off(live, "Its page was closed, so it was stopped.")
            elif live.seconds_paused() > LONGEST_PAUSE and any(each.state == "waiting" for each in runs):
                self._cut_off(live, "Others waited for its worker while it was paused, so it was stopped.")
            elif live.seconds_deaf() > LOST:
                self._cut_off(live, "The connection to its worker was lost.")

    def _is_left(self, live: Live) -> bool:
        try:
            is_open = any(map(self._is_open, tuple(live.sessions)))
        except Exception as error:
            _log.error("it cannot be told whether a page is open", exc_info=error)
            is_open = True  # A run is not ended for an error of ours.
        with self._lock:
            if is_open:
                live.seen = time.monotonic()
            return not is_open and time.monotonic() - live.seen > self._grace
