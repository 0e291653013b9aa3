"""Arrays that cannot be changed."""

from typing import Any

import numpy as np
import pytest

from rnnviz.arrays import expect_shape, read_only


def test_a_read_only_array_refuses_to_be_written_to() -> None:
    array = read_only([1.0, 2.0])
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 3
    with pytest.raises(ValueError, match="read-only"):
        array += 1


def test_the_array_it_was_made_of_stays_writable() -> None:
    values = np.zeros(3, np.float32)
    read_only(values)
    values[0] = 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_precision_of_floats_is_kept(dtype: Any) -> None:
    assert read_only(np.ones(3, dtype)).dtype == dtype


@pytest.mark.parametrize("values", [[1, 2], [True, False], np.ones(2, np.float16), np.ones(2, np.int8)])
def test_everything_else_becomes_float32(values: Any) -> None:
    array = read_only(values)
    assert array.dtype == np.float32
    np.testing.assert_array_equal(array, np.asarray(values, np.float32))


def test_rows_lie_one_after_another_in_memory() -> None:
    array = read_only(np.arange(6.0).reshape(2, 3).T)
    assert array.flags.c_contiguous
    np.testing.assert_array_equal(array, [[0, 3], [1, 4], [2, 5]])


def test_a_wrong_shape_is_named_beside_the_right_one() -> None:
    expect_shape("bias", np.zeros((2, 3)), (2, 3))
    with pytest.raises(ValueError, match=r"bias must have shape \(3,\), got \(2,\)"):
        expect_shape("bias", np.zeros(2), (3,))
