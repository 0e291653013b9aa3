"""Clipping and the three optimisers, step for step as Keras computes them."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.learning.packing import IntArray
from rnnviz.learning.spec import OptimizerName, TrainingSpec

# Keras's usual settings.
_BETA_1, _BETA_2, _RHO, _EPSILON = 0.9, 0.999, 0.9, 1e-7
BLOCK = 16_384  # Floats; what is worked on stays in the processor's cache.
# The mean of a word that does not come falls by β₁ each step, down to numbers so small that processors
# take a hundred times as long for them. They are swept away before: none of them could move a weight.
_SWEPT_EVERY, _DUST = 64, 1e-34
MOMENTS = {"adam": 2, "rmsprop": 1, "sgd": 0}  # Arrays an optimiser keeps for each array of weights.


class RowsGradient(NamedTuple):
    """The gradient of the embeddings: what each place of the batch gives to the row of its word.

    On TensorFlow, Keras does not sum the places of one word before it squares: the norm of the gradient
    and the optimisers' means of squares are over places. So they are here.

    Attributes:
        rows: of the words that take part, ascending, each once.
        starts: where each word's places begin.
        values: of the places, in the order of the words.
    """

    rows: IntArray
    starts: IntArray
    values: FloatArray


Gradient = FloatArray | RowsGradient


class Norms(NamedTuple):
    """The Euclidean norm of all gradients together, before and after clipping."""

    before: float
    after: float


class Optimizer:
    """Adam, RMSprop or plain gradient descent; it keeps what it must remember.

    Args:
        name: one of OPTIMIZERS.
        moments: for each array of weights as many arrays as MOMENTS says.
        steps: updates made so far.
    """

    def __init__(self, name: OptimizerName, moments: list[list[FloatArray]], steps: int = 0) -> None:
        self.name, self.moments, self.steps = name, moments, steps

    @classmethod
    def for_weights(cls, name: OptimizerName, weights: Iterable[FloatArray]) -> "Optimizer":
        """One that has not made a step yet."""
        return cls(name, [[np.zeros_like(array) for _ in range(MOMENTS[name])] for array in weights])

    def copy(self) -> "Optimizer":
        """One that remembers the same and goes its own way."""
        return Optimizer(self.name, [[array.copy() for array in each] for each in self.moments], self.steps)

    def step(
        self, weights: Sequence[FloatArray], gradients: Sequence[Gradient], learning_rate: float
    ) -> None:
        """Change the weights once."""
        self.steps += 1
        rate = learning_rate
        if self.name == "adam":
            rate *= float(np.sqrt(1 - _BETA_2**self.steps) / (1 - _BETA_1**self.steps))
        for array, gradient, moments in zip(weights, gradients, self.moments, strict=True):
            _UPDATES[self.name](array, _summed(gradient, bool(moments)), moments, rate)
            if self.name == "adam" and self.steps % _SWEPT_EVERY == 0:
                moments[0][np.abs(moments[0]) < _DUST] = 0


def clip(gradients: Sequence[Gradient], spec: TrainingSpec) -> tuple[list[Gradient], Norms]:
    """Cut gradients as the settings say; the arrays are changed in place."""
    values = [one.values if isinstance(one, RowsGradient) else one for one in gradients]
    norms = [_norm(each) for each in values]
    before = float(np.sqrt(np.sum(np.square(norms))))
    if spec.clip_by == "none":
        return list(gradients), Norms(before, before)
    if spec.clip_by == "clipvalue":
        for each in values:
            np.clip(each, -spec.clip, spec.clip, out=each)
    else:
        decisive = norms if spec.clip_by == "clipnorm" else [before] * len(norms)
        for each, norm in zip(values, decisive, strict=True):
            if norm > spec.clip:
                each *= each.dtype.type(spec.clip / norm)
    after = float(np.sqrt(sum(_norm(each) ** 2 for each in values)))
    if spec.clip_by == "global_clipnorm":  # Only then Keras goes on with one sum for each word.
        gradients = [_joined(one) if isinstance(one, RowsGradient) else one for one in gradients]
    return list(gradients), Norms(before, after)


def _joined(gradient: RowsGradient) -> RowsGradient:
    values = _sums_of_words(gradient.values, gradient.starts)
    return RowsGradient(gradient.rows, np.arange(len(values)), values)


def _norm(values: FloatArray) -> float:
    flat = values.reshape(-1)
    return float(np.sqrt(flat @ flat))


class _Summed(NamedTuple):
    rows: IntArray | slice
    values: FloatArray
    squares: FloatArray


def _summed(gradient: Gradient, is_squared: bool) -> _Summed:
    if not isinstance(gradient, RowsGradient):
        return _Summed(slice(None), gradient, np.square(gradient) if is_squared else gradient)
    values = _sums_of_words(gradient.values, gradient.starts)
    squares = _sums_of_words(np.square(gradient.values), gradient.starts) if is_squared else values
    return _Summed(gradient.rows, values, squares)


def _sums_of_words(values: FloatArray, starts: IntArray) -> FloatArray:
    """As `np.add.reduceat(values, starts)`, which is slow for a word with one place, as most are."""
    counts = np.diff(starts, append=len(values))
    found = values.take(starts, axis=0)
    several = np.flatnonzero(counts > 1)
    if several.size:
        places, lengths = np.flatnonzero(np.repeat(counts > 1, counts)), counts[several]
        found[several] = np.add.reduceat(values.take(places, axis=0), np.cumsum(lengths) - lengths)
    return found


Update = Callable[[FloatArray, _Summed, list[FloatArray], float], None]


def _adam(weights: FloatArray, gradient: _Summed, moments: list[FloatArray], rate: float) -> None:
    """m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², w ← w - rate m / (√v + ε); every row, as in Keras.

    Source:
        Kingma & Ba (2015), "Adam: A Method for Stochastic Optimization".
    """
    mean, square = moments
    mean *= _BETA_1
    square *= _BETA_2
    mean[gradient.rows] += gradient.values * (1 - _BETA_1)
    square[gradient.rows] += gradient.squares * (1 - _BETA_2)
    flat, mean, square = weights.reshape(-1), mean.reshape(-1), square.reshape(-1)
    for start in range(0, flat.size, BLOCK):
        block = slice(start, start + BLOCK)
        change = np.sqrt(square[block])
        change += _EPSILON
        np.divide(mean[block], change, out=change)
        change *= rate
        flat[block] -= change


def _rmsprop(weights: FloatArray, gradient: _Summed, moments: list[FloatArray], rate: float) -> None:
    """v ← ρ v + (1 - ρ) g², w ← w - rate g / √(v + ε).

    Source:
        Tieleman & Hinton (2012), lecture 6.5 of "Neural Networks for Machine Learning".
    """
    (square,) = moments
    square *= _RHO
    square[gradient.rows] += gradient.squares * (1 - _RHO)
    weights[gradient.rows] -= rate * gradient.values / np.sqrt(square[gradient.rows] + _EPSILON)


def _sgd(weights: FloatArray, gradient: _Summed, moments: list[FloatArray], rate: float) -> None:
    """w ← w - rate g."""
    weights[gradient.rows] -= gradient.values * weights.dtype.type(rate)


_UPDATES: dict[OptimizerName, Update] = {"adam": _adam, "rmsprop": _rmsprop, "sgd": _sgd}
