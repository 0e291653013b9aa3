"""Who trains what again in this server, how far it is, and the networks that came of it."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import Any, Literal

from rnnviz.learning.channel import Switchboard
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.learning.messages import unpack
from rnnviz.tasks.registry import task_of
from rnnviz.tasks.retrain import Order, train_and_tell
from rnnviz.tasks.shipped import name_of
from rnnviz.wired_archive import Saved, network_of

MOST_KEPT = 8  # Networks of one owner; the oldest goes first.
MOST_OWNERS = (
    64  # Of those beyond, the one who asked longest ago goes first, if nothing of theirs is trained.
)
GRACE = 60.0  # Seconds that a training goes on without an open page: long enough for a reload.
MOST_POINTS = 300  # Of a curve.
State = Literal["waiting", "drawing", "training", "done", "stopped", "failed"]
LIVE = ("waiting", "drawing", "training")


@dataclass(frozen=True)
class Attempt:
    """One training, as far as it is.

    Attributes:
        order: what was asked for.
        state: where it stands.
        update, of: updates made, and to be made.
        seconds: of computation.
        losses: (update, mean loss since the last point).
        checks: (update, share wholly right, share of symbols right) on held-out examples.
        says: why it failed.
    """

    order: Order
    state: State = "waiting"
    update: int = 0
    of: int = 0
    seconds: float = 0.0
    losses: tuple[tuple[int, float], ...] = ()
    checks: tuple[tuple[int, float, float], ...] = ()
    says: str = ""

    @property
    def is_live(self) -> bool:
        """Whether it goes on or waits."""
        return self.state in LIVE


class _Owner:
    """What one browser has trained; changes with the lock of the retrainer held."""

    def __init__(self) -> None:
        self.attempt: Attempt | None = None
        self.sessions: set[str] = set()
        self.token = ""
        self.seen = self.asked = monotonic()  # When a page was open last, and when somebody asked.
        self.future: Future[Any] | None = None
        self.kept: dict[Order, Saved] = {}


class Retrainer:
    """Trains networks of demonstrations, one at a time for each owner.

    Args:
        workers: who trains.
        lines: how workers tell.
        is_open: whether a session's page is open; a training nobody watches is stopped.
    """

    def __init__(self, workers: ProcessExecutor, lines: Switchboard, is_open: Callable[[str], bool]):
        self._workers, self._lines, self._is_open = workers, lines, is_open
        self._lock = threading.RLock()
        self._owners: dict[str, _Owner] = {}

    def start(self, owner: str, session: str, order: Order) -> None:
        """Begin a training; one of the same owner that still goes on is stopped.

        Raises:
            ValueError: if there is no such network.
        """
        order.spec.as_values()  # Raises where there is no such network.
        order = replace(order)  # One of its own: nothing told of an equal one before is taken for this one.
        self.stop(owner)
        with self._lock:
            mine = self._owners.setdefault(owner, _Owner())
            self._forget_some(owner)
            mine.attempt = Attempt(order, of=order.updates)
            address = self._lines.open_line(partial(self._hear, owner, order))
            mine.token, mine.seen = address.token, monotonic()
            mine.sessions.add(session)
        future = self._workers.submit(train_and_tell, address, order.as_values())
        with self._lock:
            mine.future = future
        future.add_done_callback(partial(self._ended, owner, order, address.token))

    def _forget_some(self, owner: str) -> None:
        """Make room for an owner. Called with the lock held."""
        others = [
            (each.asked, name)
            for name, each in self._owners.items()
            if name != owner and not (each.attempt and each.attempt.is_live)
        ]
        for _, name in sorted(others)[: max(0, len(self._owners) - MOST_OWNERS)]:
            del self._owners[name]

    def stop(self, owner: str) -> None:
        """End a training that goes on or waits."""
        with self._lock:
            mine = self._owners.get(owner)
            if mine is None or mine.attempt is None or not mine.attempt.is_live:
                return
            mine.attempt = replace(mine.attempt, state="stopped")
            future, token = mine.future, mine.token
        self._lines.close_line(token)
        if future is not None:
            self._workers.kill(future)

    def attempt(self, owner: str, session: str) -> Attempt | None:
        """The last training of an owner; asking says that this session watches."""
        with self._lock:
            mine = self._owners.get(owner)
            if mine is None:
                return None
            mine.sessions.add(session)
            mine.seen = mine.asked = monotonic()
            return mine.attempt

    def place(self, owner: str) -> int | None:
        """0 while a worker is at it, 1 for the next in line, and so on; None where nothing goes on."""
        with self._lock:
            mine = self._owners.get(owner)
            future = mine.future if mine else None
        return None if future is None else self._workers.place_of(future)

    def kept(self, owner: str, task: str) -> Mapping[Order, Saved]:
        """The networks of a demonstration that an owner has trained, the oldest first."""
        with self._lock:
            mine = self._owners.get(owner)
            return {order: saved for order, saved in mine.kept.items() if order.task == task} if mine else {}

    def _hear(self, owner: str, order: Order, message: bytes) -> str:
        header, arrays = unpack(message)
        with self._lock:
            mine = self._owners.get(owner)
            if (
                mine is None
                or mine.attempt is None
                or mine.attempt.order is not order
                or not mine.attempt.is_live
            ):
                return "stop"
            mine.sessions = {session for session in mine.sessions if self._is_open(session)}
            mine.seen = monotonic() if mine.sessions else mine.seen
            if not mine.sessions and monotonic() - mine.seen > GRACE:
                mine.attempt = replace(mine.attempt, state="stopped", says="Its page was closed.")
                return "stop"
            mine.attempt = after(mine.attempt, header)
            if header["kind"] == "trained":
                self._keep(mine, order, header, arrays)
        return "go"

    def _keep(self, mine: _Owner, order: Order, header: Mapping[str, Any], arrays: Mapping[str, Any]) -> None:
        task = task_of(order.task)
        scores = {name: value for name, value in header.items() if name not in ("kind", "format")}
        card = {"kind": task.title, **scores, "seed": order.seed, "updates": order.updates}
        name = f"{name_of(task, order.modifiers)}, yours, seed {order.seed}"
        mine.kept.pop(order, None)
        mine.kept[order] = Saved(order.spec, network_of(order.spec, arrays, task.alphabets, name, card))
        while len(mine.kept) > MOST_KEPT:
            mine.kept.pop(next(iter(mine.kept)))

    def _ended(self, owner: str, order: Order, token: str, future: "Future[Any]") -> None:
        """A worker has ended, however it did."""
        self._lines.close_line(token)
        with self._lock:
            mine = self._owners.get(owner)
            if mine is None or mine.token != token or mine.attempt is None or not mine.attempt.is_live:
                return
            error = None if future.cancelled() else future.exception()
            says = f"The training ended with an error: {error}" if error else "The training ended too early."
            mine.attempt = replace(mine.attempt, state="failed", says=says)


def after(attempt: Attempt, header: Mapping[str, Any]) -> Attempt:
    """An attempt after a message of its worker."""
    kind = header["kind"]
    if kind == "drawing":
        return replace(attempt, state="drawing")
    if kind == "started":
        return replace(attempt, state="training")
    if kind == "diverged":
        says = f"At update {header['update']} the loss was no number any more: it exploded."
        return replace(attempt, state="failed", says=says)
    if kind == "trained":
        return replace(attempt, state="done", update=attempt.of, seconds=header["seconds"])
    attempt = replace(attempt, update=header["update"], of=header["of"], seconds=header["seconds"])
    if kind == "checked":
        point = (header["update"], header["right"], header["symbols"])
        return replace(attempt, checks=(*attempt.checks, point))
    return replace(attempt, losses=_with_point(attempt, header["update"], header["loss"]))


def _with_point(attempt: Attempt, update: int, loss: float) -> tuple[tuple[int, float], ...]:
    """The curve of the losses with one more point; what falls on the place of the last one is averaged."""

    def place(update: int) -> int:
        return update * MOST_POINTS // max(attempt.of, 1)

    *others, last = attempt.losses or ((0, 0.0),)
    if attempt.losses and place(last[0]) == place(update):
        return (*others, (update, (last[1] + loss) / 2))
    return (*attempt.losses, (update, loss))
