"""The array types of the package, and arrays that cannot be changed."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[Any]  # float32 as shipped and trained, float64 where gradients are checked.


def read_only(values: ArrayLike) -> FloatArray:
    """Return floats that refuse to be written to; float32 and float64 stay what they are."""
    array = np.asarray(values)
    if array.dtype not in (np.float32, np.float64):
        array = array.astype(np.float32)
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def expect_shape(name: str, array: FloatArray, shape: tuple[int, ...]) -> None:
    """Raise ValueError, naming what was expected and what came, unless the shape is right."""
    if array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
