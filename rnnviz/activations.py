"""The functions a cell or a head squashes its pre-activations with, each beside its slope."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray


class Activation(NamedTuple):
    """A function of the pre-activation and its slope, written with the function's own value."""

    value: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]


def sigmoid(a: FloatArray) -> FloatArray:
    """1 / (1 + e^-a), by tanh, which cannot overflow."""
    return np.tanh(a * 0.5) * 0.5 + 0.5


ACTIVATIONS = {
    "tanh": Activation(np.tanh, lambda y: 1 - y * y),
    "sigmoid": Activation(sigmoid, lambda y: y * (1 - y)),
    "relu": Activation(lambda a: np.maximum(a, 0), lambda y: (y > 0).astype(y.dtype)),
    "linear": Activation(lambda a: a + 0, np.ones_like),
}


def activation(name: str) -> Activation:
    """Find an activation by its Keras name.

    Raises:
        ValueError: for a name that is not in `ACTIVATIONS`.
    """
    if name not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, got {name!r}")
    return ACTIVATIONS[name]
