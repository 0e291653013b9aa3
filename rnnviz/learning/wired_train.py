"""Training a wired network: an iterator of events; whoever wants to stop leaves the loop."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from rnnviz.arrays import FloatArray, sealed
from rnnviz.learning.optimizer import Optimizer, clip
from rnnviz.learning.spec import TrainingSpec
from rnnviz.learning.wired_answers import Score, score_wired
from rnnviz.learning.wired_batch import WiredBatch, WiredShelf
from rnnviz.learning.wired_data import WiredData, WiredTraining, expect_data
from rnnviz.learning.wired_pass import gradients_wired
from rnnviz.learning.wired_weights import initial_wired
from rnnviz.wired_spec import WiredSpec

CHECKS = 10  # In a training, besides the one before it.
CHECKED_ON = 500  # Held-out examples at most.


@dataclass(frozen=True)
class Progress:
    """One update was made.

    Attributes:
        update: counted from 1.
        of: how many there will be.
        loss: of its batch, before the update, in nats.
        norm: of the gradient, before clipping.
        seconds: of computation since the training began.
    """

    update: int
    of: int
    loss: float
    norm: float
    seconds: float


@dataclass(frozen=True)
class Diverged:
    """Loss or gradient is no number any more: the training has ended without this update.

    Attributes:
        update: that was not made, counted from 1.
        of: how many there should have been.
        loss: of its batch.
        norm: of the gradient.
        seconds: of computation since the training began.
    """

    update: int
    of: int
    loss: float
    norm: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Checked:
    """The network answered some held-out examples.

    Attributes:
        update: how many were made; 0 before the first one.
        of: how many there will be.
        score: on the same examples each time.
        weights: with which it answered, by name.
        seconds: of computation since the training began.
    """

    update: int
    of: int
    score: Score
    weights: Mapping[str, FloatArray]
    seconds: float


@dataclass(frozen=True, eq=False)
class Trained:
    """The training is over.

    Attributes:
        updates: how many were made.
        score: on all held-out examples.
        weights: by name, in the order of `shapes_of`.
        seconds: of computation since the training began.
    """

    updates: int
    score: Score
    weights: Mapping[str, FloatArray]
    seconds: float


Event = Progress | Diverged | Checked | Trained


def train_wired(
    spec: WiredSpec, training: WiredTraining, data: WiredData, held_out: WiredData
) -> Iterator[Event]:
    """Train a network from its beginning.

    Events: `Checked` before the first update and CHECKS times more, `Progress` after each update, at last
    `Trained`, or `Diverged`.

    Args:
        spec: of the network.
        training: how to train it.
        data: what it learns from.
        held_out: what it is checked on.

    Raises:
        ValueError: if a network of this spec cannot learn from these examples.
    """
    expect_data(spec, held_out)
    return _events(spec, training, WiredShelf.of(spec, data), held_out)


def rate_at(training: WiredTraining, update: int) -> float:
    """The learning rate of an update, counted from 0: half a cosine from the first rate down to 0.

    Source:
        Loshchilov & Hutter (2017), "SGDR: Stochastic Gradient Descent with Warm Restarts", without restarts.
    """
    return training.learning_rate * 0.5 * (1 + float(np.cos(np.pi * update / training.updates)))


def _events(
    spec: WiredSpec, training: WiredTraining, shelf: WiredShelf, held_out: WiredData
) -> Iterator[Event]:
    learner, of, spent = _Learner(spec, training), training.updates, 0.0
    batches, sample = (
        shelf.batches(training.batch_size, np.random.default_rng(training.seed)),
        _sample(held_out),
    )
    for update in range(of + 1):
        if update:
            begun = perf_counter()
            loss, norm = learner.learn(next(batches), rate_at(training, update - 1))
            spent += perf_counter() - begun
            if not np.isfinite([loss, norm]).all():
                yield Diverged(update, of, loss, norm, spent)
                return
            yield Progress(update, of, loss, norm, spent)
        if update * CHECKS // of > (update - 1) * CHECKS // of:
            begun, kept = perf_counter(), learner.kept()
            score = score_wired(spec, kept, sample)
            spent += perf_counter() - begun
            yield Checked(update, of, score, kept, spent)
    begun, kept = perf_counter(), learner.kept()
    score = score_wired(spec, kept, held_out)
    yield Trained(of, score, kept, spent + perf_counter() - begun)


def _sample(held_out: WiredData) -> WiredData:
    """The held-out examples of each check."""
    if len(held_out) <= CHECKED_ON:
        return held_out
    chosen = np.random.default_rng(0).choice(len(held_out), CHECKED_ON, replace=False)
    return held_out.take(np.sort(chosen))


class _Learner:
    """The weights that are learnt, all in one row, so that one call of the optimiser moves them all."""

    def __init__(self, spec: WiredSpec, training: WiredTraining) -> None:
        self.spec = spec
        self.clipping = TrainingSpec(clip_by="global_clipnorm", clip=training.clip)
        initial = initial_wired(spec)
        self.row = np.concatenate([array.reshape(-1) for array in initial.values()])
        ends = np.cumsum([array.size for array in initial.values()])
        places = np.split(self.row, ends[:-1])  # Views.
        pairs = zip(initial.items(), places, strict=True)
        self.weights = {name: place.reshape(array.shape) for (name, array), place in pairs}
        self.optimizer = Optimizer.for_weights("adam", [self.row])

    def kept(self) -> dict[str, FloatArray]:
        """A copy of the weights that stays as it is."""
        return {name: sealed(array.copy()) for name, array in self.weights.items()}

    @np.errstate(all="ignore")  # Training that diverges overflows; an event says so, not a warning.
    def learn(self, batch: WiredBatch, rate: float) -> tuple[float, float]:
        """Change the weights once, unless loss or gradient is no number; loss and norm before that."""
        loss, gradients = gradients_wired(self.spec, self.weights, batch)
        row = np.concatenate([gradient.reshape(-1) for gradient in gradients.values()])
        clipped, norms = clip([row], self.clipping)
        if np.isfinite([loss, norms.before]).all():
            self.optimizer.step([self.row], clipped, rate)
        return loss, norms.before
