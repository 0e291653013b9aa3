"""What a worker does: train one run, and tell of it over a line that carries orders back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from time import monotonic, sleep
from typing import Any, Protocol

import numpy as np

from rnnviz.arrays import FloatArray, compute_on_one_thread
from rnnviz.data.examples import Example
from rnnviz.data.sources import split_of
from rnnviz.learning.backprop import trained
from rnnviz.learning.channel import Line, LineAddress, LineLost
from rnnviz.learning.engine import BatchDone, Checkpoint, EpochDone, Event, fitted, score_untrained, train_run
from rnnviz.learning.material import Material, prepare
from rnnviz.learning.messages import Arrays, pack, unpack
from rnnviz.learning.optimizer import MOMENTS, Optimizer
from rnnviz.learning.sizes import parameters_of
from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec

BETWEEN_MESSAGES = 0.05  # Seconds; as often as a curve can use, and seldom enough to cost nothing.
SHARE_BETWEEN = 1 / 500  # Of the time so far: an hour makes some thousand points, not seventy thousand.
BETWEEN_QUESTIONS = 0.1  # Seconds; while a run is paused.
ENGINE = "numpy"
WHY = "our own backward pass in NumPy, on one core, as soon as it is asked for: nothing has to be compiled"


class Teller(Protocol):
    """The worker's end of a line."""

    def tell(self, message: bytes) -> str:
        """Send a message and hear the order: "go", "pause" or "stop"."""


class Stopped(Exception):
    """The order was to stop."""


def write_order(
    spec: RunSpec, table: Sequence[Example] = (), kept: tuple[bytes, bytes] | None = None
) -> bytes:
    """All that a worker needs to train a run.

    Args:
        spec: of the run.
        table: the texts, where they come from a table of one's own.
        kept: the messages "epoch" and "resume" of the epoch to go on from.
    """
    header: dict[str, Any] = {
        "kind": "order",
        "spec": spec.as_values(),
        "table": [list(each) for each in table],
    }
    arrays: dict[str, FloatArray] = {}
    if kept is not None:
        (epoch, weights), (resume, moments) = map(unpack, kept)
        header |= {"epoch": epoch["epoch"], "steps": resume["steps"], "seconds": epoch.get("seconds", 0.0)}
        arrays = {name: array for name, array in weights.items() if name.startswith("weight")} | dict(moments)
    return pack(header, arrays)


def train_and_tell(address: LineAddress, order: bytes) -> None:
    """Train the run of an order; the job of a worker."""
    try:
        with Line.connect(address) as line:
            run_training(order, line)
    except LineLost:
        return  # Nobody listens any more; what was finished has been told.


def warm_up() -> None:
    """Read the usual texts before anybody asks, so that the first point of a curve comes at once."""
    _material(DataSpec())


def export_keras(spec: ModelSpec, weights: Sequence[FloatArray]) -> bytes:
    """A network as a .keras file; see `export`, which loads Keras."""
    from rnnviz.learning.export import keras_file

    return keras_file(spec, weights)


def run_training(order: bytes, line: Teller) -> None:
    """Train the run of an order and tell of it: see `messages` for what is told."""
    compute_on_one_thread()
    header, arrays = unpack(order)
    spec = RunSpec.from_values(header["spec"])
    teller = _Patient(line)
    try:
        teller.tell({"kind": "phase", "phase": "reading"})
        table = tuple(Example(text, label) for text, label in header["table"])
        material = _prepared(spec.data, table) if table else _material(spec.data)
        spec = fitted(spec, material)
        teller.tell(_started(spec, material))
        checkpoint, so_far = _checkpoint(spec, header, arrays), _SoFar(header.get("seconds", 0.0))
        events = _events(spec, material, checkpoint)
        for message, parts in _messages(spec, material, events, so_far, teller):
            if message["kind"] == "diverged":
                line.tell(pack(message))
                return
            teller.tell(message, parts)
        line.tell(pack({"kind": "done", "epochs": spec.training.epochs}))  # Nothing is left to pause.
    except Stopped:
        return
    except (ValueError, OSError, MemoryError) as error:
        if isinstance(error, LineLost):
            raise
        line.tell(pack({"kind": "failed", "says": _sentence(error)}))


class _Patient:
    """Tells, waits while the order is to pause, and leaves when it is to stop."""

    def __init__(self, line: Teller) -> None:
        self.line, self.begun, self.told = line, monotonic(), 0.0

    def tell(self, header: Mapping[str, Any], arrays: Arrays | None = None) -> None:
        order = self.line.tell(pack(header, arrays))
        while order == "pause":
            sleep(BETWEEN_QUESTIONS)
            order = self.line.tell(pack({"kind": "waiting"}))
        self.told = monotonic()
        if order == "stop":
            raise Stopped

    @property
    def is_due(self) -> bool:
        """Whether it is time for another message about progress."""
        now = monotonic()
        return now - self.told >= max(BETWEEN_MESSAGES, SHARE_BETWEEN * (now - self.begun))


def _events(spec: RunSpec, material: Material, checkpoint: Checkpoint | None) -> Iterator[Event]:
    """What happens in a training; one from the beginning is scored before it has learnt anything."""
    if checkpoint is None:
        yield score_untrained(spec, material)
    yield from train_run(spec, material, checkpoint)


def _messages(
    spec: RunSpec, material: Material, events: Iterable[Event], so_far: "_SoFar", teller: _Patient
) -> Iterator[tuple[Mapping[str, Any], Arrays]]:
    """What is to be told of each event."""
    for event in events:
        if not event.is_finite:
            yield {"kind": "diverged", "epoch": event.epoch, "says": why_it_diverged(spec, event.epoch)}, {}
        elif isinstance(event, EpochDone):
            yield _epoch(event, material, so_far)
            if event.epoch >= 0:  # Before, there is nothing to go on from.
                yield _resume(event)
            so_far = _SoFar(so_far.seconds)  # Scoring is no training.
        else:
            so_far.add(event)
            if teller.is_due or event.done == event.of:
                yield so_far.header(event), {}


class _Sums:
    """What some batches came to together."""

    def __init__(self) -> None:
        self.examples, self.batches, self.right = 0, 0, 0
        self.loss, self.before, self.after = 0.0, 0.0, 0.0

    def add(self, event: BatchDone) -> None:
        self.examples += event.size
        self.batches += 1
        self.right += event.right
        self.loss += event.loss * event.size
        self.before += event.norms.before
        self.after += event.norms.after

    @property
    def scores(self) -> dict[str, float]:
        if not self.examples:
            return {}
        return {"loss": self.loss / self.examples, "accuracy": self.right / self.examples}

    @property
    def norms(self) -> dict[str, float]:
        return {"gradient_norm": self.before / self.batches, "clipped_norm": self.after / self.batches}


class _SoFar:
    """An epoch so far, what came since the last message, and the seconds of all updates of the run."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.epoch, self.lately, self.seconds = _Sums(), _Sums(), seconds

    def add(self, event: BatchDone) -> None:
        self.epoch.add(event)
        self.lately.add(event)
        self.seconds += event.seconds

    def header(self, event: BatchDone) -> Mapping[str, Any]:
        told, self.lately = self.lately, _Sums()
        where = {"epoch": event.epoch, "done": event.done, "of": event.of, "seconds": self.seconds}
        return {"kind": "progress", **where, **told.scores, **told.norms}


def _epoch(event: EpochDone, material: Material, so_far: _SoFar) -> tuple[Mapping[str, Any], Arrays]:
    loss, accuracy = score_of(event.validation, material.validation.labels)
    header = {
        "kind": "epoch",
        "epoch": event.epoch,
        **so_far.epoch.scores,
        "validation_loss": loss,
        "validation_accuracy": accuracy,
        "seconds": so_far.seconds,
    }
    weights = {f"weight{n}": array for n, array in enumerate(event.weights)}
    return header, {**weights, "validation": event.validation, "test": event.test}


def score_of(probabilities: FloatArray, labels: FloatArray) -> tuple[float, float]:
    """Mean binary cross-entropy in nats, as Keras computes it, and the share judged right."""
    sure = np.clip(probabilities.astype(np.float64), 1e-7, 1 - 1e-7)
    loss = -np.mean(labels * np.log(sure) + (1 - labels) * np.log(1 - sure))
    return float(loss), float(np.mean((probabilities > 0.5) == (labels > 0.5)))


def _resume(event: EpochDone) -> tuple[Mapping[str, Any], Arrays]:
    moments = event.optimizer.moments
    arrays = {f"moment{n}.{k}": one for n, each in enumerate(moments) for k, one in enumerate(each)}
    return {"kind": "resume", "epoch": event.epoch, "steps": event.optimizer.steps}, arrays


def _checkpoint(spec: RunSpec, header: Mapping[str, Any], arrays: Arrays) -> Checkpoint | None:
    if "epoch" not in header:
        return None
    weights = tuple(arrays[f"weight{n}"] for n in range(sum(name.startswith("weight") for name in arrays)))
    name, count = spec.training.optimizer, len(trained(spec.model, weights))
    moments = [[arrays[f"moment{n}.{k}"].copy() for k in range(MOMENTS[name])] for n in range(count)]
    return Checkpoint(header["epoch"], weights, Optimizer(name, moments, header["steps"]))


def _started(spec: RunSpec, material: Material) -> Mapping[str, Any]:
    parts = {"train": material.train, "validation": material.validation, "test": material.test}
    texts = {"validation": material.validation_texts, "test": material.test_texts}
    return {
        "kind": "started",
        "engine": ENGINE,
        "why": WHY,
        "words": list(material.vocabulary.words),
        "sizes": {name: len(part) for name, part in parts.items()},
        "parameters": parameters_of(spec.model),
        "texts": {name: [list(text) for text in part] for name, part in texts.items()},
    }


def why_it_diverged(spec: RunSpec, epoch: int) -> str:
    """What happened, and what to try."""
    training, model = spec.training, spec.model
    advice = [f"a learning rate of {training.learning_rate / 10:g} instead of {training.learning_rate:g}"]
    if training.clip_by == "none":
        advice.append("clipping by norm at 1")
    if model.activation in ("relu", "linear"):
        advice.append(f"tanh instead of {model.activation}, which does not bound the state")
    return (
        f"In epoch {epoch + 1} the loss or the gradient was no longer a finite number: it exploded, and from "
        f"there on nothing can be learnt. Try {', or '.join(advice)}."
    )


def _sentence(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return f"There is not enough memory for this training. Try fewer units, or a smaller batch. {error}"
    return str(error) or f"The training ended with an error of the kind {type(error).__name__}."


@lru_cache(maxsize=2)
def _material(data: DataSpec) -> Material:
    """What is learnt from, kept for the next run: reading it takes longer than many a training."""
    return _prepared(data, ())


def _prepared(data: DataSpec, table: Sequence[Example]) -> Material:
    return prepare(data, split_of(data.source, data.examples, table))
