"""Who trains what again in this server, how far it is, and the networks that came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, cast

from rnnviz.learning.channel import Switchboard
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.learning.messages import Arrays
from rnnviz.learning.watched import Watched, Work
from rnnviz.tasks.registry import task_of
from rnnviz.tasks.retrain import Order, train_and_tell
from rnnviz.tasks.shipped import name_of
from rnnviz.wired_archive import Saved, network_of

MOST_KEPT = 8  # Networks of one owner; the oldest goes first.
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

    def ended(self, how: str, says: str = "") -> "Attempt":
        """The same, "stopped" or "failed", and why."""
        return replace(self, state=cast(State, how), says=says)


class Retrainer:
    """Trains networks of demonstrations, one at a time for each owner.

    Args:
        workers: who trains.
        lines: how workers tell.
        is_open: whether a session's page is open; a training nobody watches is stopped.
    """

    def __init__(self, workers: ProcessExecutor, lines: Switchboard, is_open: Callable[[str], bool]):
        self._watched: Watched[Attempt] = Watched(workers, lines, is_open)

    def start(self, owner: str, session: str, order: Order) -> None:
        """Begin a training; one of the same owner that still goes on is stopped.

        Raises:
            ValueError: if there is no such network.
        """
        order.spec.as_values()  # Raises where there is no such network.
        first = Attempt(order, of=order.updates)
        hear = partial(self._hear, owner)
        self._watched.start(owner, session, Work(first, train_and_tell, (order.as_values(),), hear))

    def stop(self, owner: str) -> None:
        """End a training that goes on or waits."""
        self._watched.stop(owner)

    def attempt(self, owner: str, session: str) -> Attempt | None:
        """The last training of an owner; asking says that this session watches."""
        return self._watched.state(owner, session)

    def place(self, owner: str) -> int | None:
        """0 while a worker is at it, 1 for the next in line, and so on; None where nothing goes on."""
        return self._watched.place(owner)

    def kept(self, owner: str, task: str) -> Mapping[Order, Saved]:
        """The networks of a demonstration that an owner has trained, the oldest first."""
        found = self._watched.kept(owner).items()
        return {order: saved for order, saved in found if order.task == task}

    def _hear(self, owner: str, attempt: Attempt, header: Mapping[str, Any], arrays: Arrays) -> Attempt:
        if header["kind"] == "trained":
            self._watched.keep(owner, attempt.order, _saved(attempt.order, header, arrays), MOST_KEPT)
        return after(attempt, header)


def _saved(order: Order, header: Mapping[str, Any], arrays: Arrays) -> Saved:
    """The network that a worker told of, with its card."""
    task = task_of(order.task)
    scores = {name: value for name, value in header.items() if name not in ("kind", "format")}
    card = {"kind": task.title, **scores, "seed": order.seed, "updates": order.updates}
    name = f"{name_of(task, order.modifiers)}, yours, seed {order.seed}"
    return Saved(order.spec, network_of(order.spec, arrays, task.alphabets, name, card))


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
