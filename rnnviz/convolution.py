"""One convolution over a small picture: the same few weights look at every place, and the best of four stays.

Only for the first layer of eyes, so nothing is carried back to the pixels.
"""

from dataclasses import dataclass
from math import isqrt

import numpy as np

from rnnviz.arrays import FloatArray, expect_shape, read_only

CHANNELS = 4  # Numbers of each pixel.
WINDOW = 5  # Pixels of a side that a filter sees at once.
POOL = 2  # Of a square of so many places a side, the strongest answer stays.


@dataclass(frozen=True, eq=False)
class Convolution:
    """max over 2 x 2 places of relu(window W + b), for each filter.

    Args:
        kernel: (WINDOW * WINDOW * CHANNELS, filters): rows of the window, its columns, channels.
        bias: (filters,).

    Raises:
        ValueError: if the parts do not fit together.

    Source:
        LeCun et al. (1989), "Backpropagation Applied to Handwritten Zip Code Recognition"; max pooling and
        padding as keras.layers.Conv2D(padding="same") and MaxPooling2D.
    """

    kernel: FloatArray
    bias: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "kernel", read_only(self.kernel))
        object.__setattr__(self, "bias", read_only(self.bias))
        expect_shape("kernel", self.kernel, (WINDOW**2 * CHANNELS, self.kernel.shape[-1]))
        expect_shape("bias", self.bias, (self.kernel.shape[1],))

    def maps(self, picture: FloatArray) -> FloatArray:
        """What each filter answers at each place, before the pooling, (side, side, filters)."""
        side = side_of(picture.shape[-1])
        scores = windows_of(picture[None]) @ self.kernel + self.bias
        return np.maximum(scores, 0).reshape(side, side, -1)

    def apply(self, picture: FloatArray) -> FloatArray:
        """Of one picture, (side / 2 * side / 2 * filters,)."""
        return pooled(self.maps(picture)[None])[0][0]


def side_of(numbers: int) -> int:
    """Pixels of a side of a picture of so many numbers.

    Raises:
        ValueError: if it is no square with an even side.
    """
    side = isqrt(numbers // CHANNELS)
    if side * side * CHANNELS != numbers or side % POOL:
        raise ValueError(
            f"a picture needs {CHANNELS} numbers for each of n x n pixels, n even, got {numbers}"
        )
    return side


def windows_of(pictures: FloatArray) -> FloatArray:
    """The window around each pixel of each picture, (rows * side * side, WINDOW * WINDOW * CHANNELS).

    Args:
        pictures: (rows, side * side * CHANNELS); beyond the edge there is nothing.
    """
    side, edge = side_of(pictures.shape[1]), WINDOW // 2
    square = pictures.reshape(-1, side, side, CHANNELS)
    wide = np.pad(square, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(wide, (WINDOW, WINDOW), axis=(1, 2))
    return seen.transpose(0, 1, 2, 4, 5, 3).reshape(-1, WINDOW**2 * CHANNELS)


def pooled(maps: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The strongest of each 2 x 2 places, (rows, numbers), and which of the four it was.

    Args:
        maps: (rows, side, side, filters).
    """
    rows, side, _, filters = maps.shape
    half = side // POOL
    squares = maps.reshape(rows, half, POOL, half, POOL, filters).transpose(0, 1, 3, 5, 2, 4)
    four = squares.reshape(rows, half * half * filters, POOL * POOL)
    winners = four.argmax(axis=-1)
    return np.take_along_axis(four, winners[..., None], axis=-1)[..., 0], winners


def spread(gradient: FloatArray, winners: FloatArray, side: int) -> FloatArray:
    """A gradient of what was pooled, (rows, numbers), back to the places it came from; as `maps`."""
    rows, half = len(gradient), side // POOL
    four = np.zeros((*gradient.shape, POOL * POOL), gradient.dtype)
    np.put_along_axis(four, winners[..., None], gradient[..., None], axis=-1)
    squares = four.reshape(rows, half, half, -1, POOL, POOL).transpose(0, 1, 4, 2, 5, 3)
    return squares.reshape(rows, side, side, -1)
