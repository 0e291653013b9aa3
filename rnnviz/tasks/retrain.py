"""Training a network of a demonstration again, in a worker process, while its page goes on answering."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from time import monotonic
from typing import Any

from rnnviz.arrays import compute_on_one_thread
from rnnviz.cells import CellKind
from rnnviz.learning.channel import Line, LineAddress, LineLost
from rnnviz.learning.messages import Arrays, pack
from rnnviz.learning.wired_train import Checked, Diverged, Progress, Trained, train_wired
from rnnviz.tasks.measure import CHECK_SEED, CHECKED_ON, DATA_SEED, as_values, measure
from rnnviz.tasks.registry import task_of
from rnnviz.tasks.task import Modifier, ordered
from rnnviz.wired_spec import WiredSpec

BETWEEN_MESSAGES = 0.1  # Seconds.


@dataclass(frozen=True)
class Order:
    """What is to be trained.

    Args:
        task: name of the demonstration.
        modifiers: of its network.
        cell: of its recurrent layers.
        seed: of the first weights and of the order of the examples.
        updates: how many.
        units: of each layer; None for as many as the shipped networks have.
    """

    task: str
    modifiers: tuple[Modifier, ...] = ()
    cell: CellKind = "gru"
    seed: int = 0
    updates: int = 800
    units: int | None = None

    @property
    def spec(self) -> WiredSpec:
        """The settings of the network.

        Raises:
            ValueError: if there is no such demonstration, or a modifier makes no sense there.
        """
        spec = task_of(self.task).spec(self.modifiers, self.cell, self.seed)
        return spec if self.units is None else replace(spec, units=self.units)

    def as_values(self) -> dict[str, Any]:
        """As a table of plain values; the inverse of `from_values`."""
        return asdict(self)

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Order":
        """From what `as_values` gave."""
        return cls(**{**values, "modifiers": ordered(values["modifiers"])})


def train_and_tell(address: LineAddress, values: Mapping[str, Any]) -> None:
    """Train what an order asks for and tell of it; the job of a worker. It ends when the answer is "stop"."""
    compute_on_one_thread()
    try:
        with Line.connect(address) as line:
            for header, arrays in messages(Order.from_values(values)):
                if line.tell(pack(header, arrays)) == "stop":
                    return
    except LineLost:
        return  # Nobody listens any more.


def messages(order: Order) -> Iterator[tuple[Mapping[str, Any], Arrays]]:
    """What is told of a training: its progress now and then, each check, and at last the weights."""
    yield {"kind": "drawing"}, {}
    task, spec = task_of(order.task), order.spec
    training = task.training(order.updates, order.seed)
    data = task.draw(task.sizes.examples, DATA_SEED)
    yield {"kind": "started", "examples": len(data), "training": training.as_values()}, {}
    losses: list[float] = []
    told = monotonic()
    for event in train_wired(spec, training, data, task.draw_held_out(CHECKED_ON, CHECK_SEED)):
        if isinstance(event, Trained):  # Scored on the same examples as the shipped networks are.
            scores = measure(task, spec, event.weights)
            yield {"kind": "trained", "seconds": event.seconds, **scores}, dict(event.weights)
            return
        if isinstance(event, Progress):
            losses.append(event.loss)
        if type(event) is not Progress or monotonic() - told > BETWEEN_MESSAGES:
            yield _message(event, losses), {}
            losses, told = [], monotonic()


def _message(event: Progress | Diverged | Checked, losses: list[float]) -> Mapping[str, Any]:
    if isinstance(event, Diverged):
        return {"kind": "diverged", "update": event.update}
    where = {"update": event.update, "of": event.of, "seconds": event.seconds}
    if isinstance(event, Checked):
        return {"kind": "checked", **where, **as_values(event.score)}
    return {"kind": "progress", **where, "loss": sum(losses) / max(len(losses), 1), "norm": event.norm}
