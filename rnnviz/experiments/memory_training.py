"""Training one point of the memory bench: a task, a cell with its first weights, a lag and a seed.

The arithmetic is that of the runs on the Training page (`learning.recurrent`, Adam, the norm of all
gradients cut at 1); only the head stands here. Training is an iterator of events; whoever wants to stop
leaves the loop.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from math import nan
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.experiments.memory_cases import CASES, initial_cell
from rnnviz.experiments.memory_tasks import LEAST_LAG, MOST_LAG, TASKS, Batch, MemoryTask
from rnnviz.learning.initial import glorot_uniform
from rnnviz.learning.optimizer import Optimizer, clip
from rnnviz.learning.recurrent import Settings, Tape, Weights, backward, forward
from rnnviz.learning.spec import TrainingSpec

HELD_OUT = 256  # Sequences a network is judged on.
CHECK_EVERY = 50  # Updates.
MOST_UPDATES, MOST_UNITS = 20_000, 128
_CLIPPING = TrainingSpec(clip_by="global_clipnorm", clip=1.0)


@dataclass(frozen=True)
class Point:
    """What is trained: plain values, so it is its own key.

    Args:
        task: name of the task.
        case: name of the cell and its first weights.
        lag: timesteps.
        seed: of the weights and of what is read.
        updates: at most; it ends earlier once the task is solved.
        units: H.
        rate: of Adam.
        rows: sequences of one update.

    Raises:
        ValueError: if there is no such thing.
    """

    task: str
    case: str
    lag: int
    seed: int = 0
    updates: int = 1_500
    units: int = 32
    rate: float = 2e-3
    rows: int = 32

    def __post_init__(self) -> None:
        if self.task not in TASKS:
            raise ValueError(f"the task must be one of {', '.join(TASKS)}, got {self.task!r}")
        if self.case not in CASES:
            raise ValueError(f"the case must be one of {', '.join(CASES)}, got {self.case!r}")
        bounds = {"lag": (LEAST_LAG, MOST_LAG), "units": (1, MOST_UNITS), "updates": (1, MOST_UPDATES)}
        bounds |= {"seed": (0, 2**31 - 3), "rows": (1, 256)}
        for name, (least, most) in bounds.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} must be from {least} to {most}, got {getattr(self, name)}")
        if not 0 < self.rate <= 1:
            raise ValueError(f"the learning rate must be above 0 and at most 1, got {self.rate}")

    def as_values(self) -> dict[str, Any]:
        """As a table of plain values; the inverse of `from_values`."""
        return asdict(self)

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Point":
        """From what `as_values` gave."""
        return cls(**values)


class Net(NamedTuple):
    """All weights: of the cell, and of the dense head, (H, outputs) and (outputs,)."""

    cell: Weights
    head_kernel: FloatArray
    head_bias: FloatArray

    @property
    def arrays(self) -> list[FloatArray]:
        """Every array, in a fixed order."""
        return [*self.cell, self.head_kernel, self.head_bias]


class Judged(NamedTuple):
    """How well a network does on sequences: the mean loss of an answer, and the share that is right."""

    loss: float
    right: float


@dataclass(frozen=True, eq=False)
class Checked:
    """The network was judged on held-out sequences.

    Attributes:
        update: made so far.
        seconds: of computation since the training began.
        judged: how well it does.
        norm: of the last update's gradient, before it was cut; 0 before the first.
    """

    update: int
    seconds: float
    judged: Judged
    norm: float


@dataclass(frozen=True, eq=False)
class Finished:
    """The training has ended.

    Attributes:
        last: the last time it was judged.
        net: the weights.
        how: "solved", "out of updates" or "diverged": a loss or gradient was no number any more.
    """

    last: Checked
    net: Net
    how: str


def settings_of(point: Point) -> Settings:
    """The cell and its activation."""
    case = CASES[point.case]
    return Settings(case.cell, case.activation)


def initial_net(point: Point) -> Net:
    """The weights before the first update; the head uniform as Glorot's, as a Dense layer of Keras."""
    task, case = TASKS[point.task], CASES[point.case]
    cell = initial_cell(case, task.width, point.units, point.lag, point.seed)
    seed = int(np.random.SeedSequence([point.seed, 1]).generate_state(1)[0])
    kernel = glorot_uniform((point.units, task.outputs), seed)
    return Net(cell, kernel, np.zeros(task.outputs, np.float32))


def answers(settings: Settings, net: Net, batch: Batch) -> tuple[Tape, FloatArray]:
    """Read a batch; what the head says where it is asked, (answers, outputs): logits, or numbers."""
    tape = forward(settings, net.cell, batch.inputs, batch.packing)
    return tape, tape.states[batch.places] @ net.head_kernel + net.head_bias


def loss_of(task: MemoryTask, said: FloatArray, targets: FloatArray) -> tuple[float, FloatArray]:
    """The mean loss of an answer, and its gradient by what the head said.

    Squared error of numbers; of classes the cross-entropy in nats, -ln softmax(said)[target].
    """
    if task.is_number:
        error = said[:, 0] - targets
        return float(np.mean(error * error)), (2 / len(error) * error)[:, None].astype(said.dtype)
    shifted = said - said.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    total = powers.sum(axis=1, keepdims=True)
    rows = np.arange(len(said))
    loss = float(np.mean(np.log(total[:, 0]) - shifted[rows, targets]))
    gradient = powers / total
    gradient[rows, targets] -= 1
    return loss, gradient / said.dtype.type(len(said))


def gradients_of(point: Point, net: Net, batch: Batch) -> tuple[float, Net]:
    """The loss of a batch, and its gradient by every weight."""
    settings = settings_of(point)
    tape, said = answers(settings, net, batch)
    loss, on_said = loss_of(TASKS[point.task], said, batch.targets)
    on_states = on_said @ net.head_kernel.T
    rows, places = batch.packing.counts[0], batch.places
    if not np.array_equal(places, batch.packing.last):
        spread = np.zeros_like(tape.states)
        spread[places] = on_states
        on_states = spread
    elif len(on_states) != rows:
        raise ValueError("one answer for each row was expected")
    back = backward(settings, net.cell, tape, batch.packing, on_states)
    return loss, Net(back.weights, tape.states[places].T @ on_said, on_said.sum(axis=0))


@np.errstate(all="ignore")  # A training that explodes is told as what it is.
def judge(point: Point, net: Net, batch: Batch) -> Judged:
    """How well a network does on these sequences.

    Right is: of recall the symbol, of copy each of the ten symbols, of adding a sum within 0.04
    (Hochreiter & Schmidhuber 1997), of aⁿbⁿ a string whose end is seen at its place and nowhere before.
    """
    task = TASKS[point.task]
    _, said = answers(settings_of(point), net, batch)
    loss, _ = loss_of(task, said, batch.targets)
    if task.is_number:
        return Judged(loss, float(np.mean(np.abs(said[:, 0] - batch.targets) < 0.04)))
    hits = said.argmax(axis=1) == batch.targets
    if task.name == "copy":
        hits = hits[-10 * batch.packing.counts[0] :]
    if task.name == "anbn":
        misses = np.bincount(batch.packing.rows[batch.places][~hits], minlength=batch.packing.counts[0])
        hits = misses == 0
    return Judged(loss, float(np.mean(hits)))


@np.errstate(all="ignore")
def _update(point: Point, net: Net, optimizer: Optimizer, batch: Batch) -> float:
    """Change the weights once; the norm of the gradient before it was cut, nan where nothing was changed."""
    loss, gradients = gradients_of(point, net, batch)
    cut, norms = clip(gradients.arrays, _CLIPPING)
    if not np.isfinite(loss) or not np.isfinite(norms.before):
        return nan
    optimizer.step(net.arrays, cut, point.rate)
    return norms.before


def train(point: Point) -> Iterator[Checked | Finished]:
    """Train one point; judged every `CHECK_EVERY` updates, ended when solved, diverged or out of updates."""
    task, net = TASKS[point.task], initial_net(point)
    held_out = task.held_out(point.lag, HELD_OUT)
    chance = np.random.default_rng([point.seed, point.lag, 2])
    optimizer = Optimizer.for_weights("adam", net.arrays)
    started = perf_counter()
    norm, how = 0.0, "out of updates"
    check = Checked(0, perf_counter() - started, judge(point, net, held_out), norm)
    yield check
    for update in range(1, point.updates + 1):
        norm = _update(point, net, optimizer, task.draw(chance, point.lag, point.rows))
        if not np.isfinite(norm):
            how = "diverged"
            break
        if update % CHECK_EVERY and update != point.updates:
            continue
        check = Checked(update, perf_counter() - started, judge(point, net, held_out), norm)
        yield check
        if task.is_solved(*check.judged):
            how = "solved"
            break
    yield Finished(check, net, how)
