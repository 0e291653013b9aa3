"""Eyes of a wired network over a batch of pictures: perhaps a convolution, then a dense layer; and back."""

from typing import NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.convolution import pooled, side_of, spread, windows_of
from rnnviz.learning.wired_weights import DenseWeights, Parts


class Looked(NamedTuple):
    """What the way back needs.

    Attributes:
        seen: what the dense layer read, (rows, numbers).
        context: what it made of it, (rows, hidden).
        windows: what the convolution read; None where there is none.
        winners: which of four places was the strongest.
    """

    seen: FloatArray
    context: FloatArray
    windows: FloatArray | None = None
    winners: FloatArray | None = None


def look(parts: Parts, pictures: FloatArray) -> Looked:
    """Look at pictures (rows, inputs)."""
    *convolutions, (kernel, bias) = parts.eyes
    seen = pictures.astype(kernel.dtype, copy=False)
    windows = winners = None
    if convolutions:
        side = side_of(seen.shape[1])
        windows = windows_of(seen)
        maps = windows @ convolutions[0].kernel
        maps += convolutions[0].bias
        seen, winners = pooled(maps.reshape(len(seen), side, side, -1))
        np.maximum(seen, 0, out=seen)  # The strongest of four stays the strongest.
    return Looked(seen, np.maximum(seen @ kernel + bias, 0), windows, winners)


def look_back(parts: Parts, looked: Looked, arriving: FloatArray, side: int) -> tuple[DenseWeights, ...]:
    """Gradients of the eyes' weights, from dL/dcontext (rows, hidden)."""
    slope = arriving * (looked.context > 0)
    dense = dense_gradients(looked.seen, slope)
    if looked.windows is None or looked.winners is None:
        return (dense,)
    on_pooled = slope @ parts.eyes[-1].kernel.T
    on_pooled *= looked.seen > 0
    on_maps = spread(on_pooled, looked.winners, side)
    return dense_gradients(looked.windows, on_maps.reshape(len(looked.windows), -1)), dense


def dense_gradients(inputs: FloatArray, slope: FloatArray) -> DenseWeights:
    """Of a dense layer, from what it read, (rows, inputs), and dL/d(x W + b), (rows, outputs)."""
    return DenseWeights(inputs.T @ slope, np.ones(len(slope), slope.dtype) @ slope)
