"""The array types of the package, and arrays that cannot be changed."""

from typing import Any

import numpy as np
import threadpoolctl
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[Any]  # float32 as shipped and trained, float64 where gradients are checked.


def read_only(values: ArrayLike) -> FloatArray:
    """Return floats that refuse to be written to; float32 and float64 stay what they are.

    Raises:
        ValueError: if the values are not real numbers.
    """
    array = np.asarray(values)
    if array.dtype not in (np.float32, np.float64):
        if array.dtype.kind not in "fiub":
            raise ValueError(f"real numbers were expected, got values of type {array.dtype}")
        array = array.astype(np.float32)
    return sealed(np.ascontiguousarray(array).view())


def sealed(array: FloatArray) -> FloatArray:
    """Make an array of our own refuse to be written to from now on."""
    array.flags.writeable = False
    return array


def expect_shape(name: str, array: FloatArray, shape: tuple[int, ...]) -> None:
    """Raise ValueError, naming what was expected and what came, unless the shape is right."""
    if array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")


def one_row_each(name: str, values: ArrayLike, rows: int) -> FloatArray:
    """The same as `read_only`, of a table with so many rows; another one is refused as by `expect_shape`."""
    array = read_only(values)
    expect_shape(name, array, (rows, array.shape[-1]))
    return array


def compute_on_one_thread() -> None:
    """Let matrix products in this process use one thread.

    The products here are small. A second thread saves microseconds, and on a busy machine the two
    wait for each other for 8 to 30 milliseconds (measured with OpenBLAS, two cores, 40 words).
    """
    threadpoolctl.threadpool_limits(1, user_api="blas")
