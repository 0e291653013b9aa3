"""The arrays in HDF5: only what stands plainly in the file itself, and has the shape that is asked for."""

import io
from typing import Any

import h5py
import numpy as np
import pytest

from rnnviz.keras_file.limits import NotReadable
from rnnviz.keras_file.weights import Weights
from tests.keras_files import hdf5

KERNEL = np.arange(6, dtype=np.float32).reshape(2, 3)
PATH = "layers/dense/vars/0"


def read(raw: bytes, shape: tuple[int, ...] = (2, 3)) -> Any:
    weights = Weights(raw)
    return weights.read(weights.group("dense"), [shape], "Dense “d”")[0]


def test_an_array_is_read_number_for_number() -> None:
    np.testing.assert_array_equal(read(hdf5({PATH: KERNEL})), KERNEL)
    np.testing.assert_array_equal(read(hdf5({"_layer_checkpoint_dependencies/dense/vars/0": KERNEL})), KERNEL)
    for kind in (np.float16, np.float64, ">f4"):
        found = read(hdf5({PATH: KERNEL.astype(kind)}))
        assert found.dtype == np.float32 and np.array_equal(found, KERNEL)


def stored(**options: Any) -> bytes:
    """An array that is stored otherwise than Keras stores one."""
    target = io.BytesIO()
    with h5py.File(target, "w") as file:
        file.create_dataset(PATH, **{"shape": (2, 3), "dtype": "f4", **options})
    return target.getvalue()


def virtual() -> bytes:
    target = io.BytesIO()
    layout = h5py.VirtualLayout((2, 3), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "data", (2, 3))
    with h5py.File(target, "w") as file:
        file.create_virtual_dataset(PATH, layout)
    return target.getvalue()


BAD: dict[str, tuple[Any, str]] = {
    "missing": ({"layers/other": KERNEL}, "are missing in the file"),
    "through an array": ({"layers/dense": KERNEL}, "are missing in the file"),
    "group": ({f"{PATH}/0": KERNEL}, "are no array"),
    "soft link": ({"a": KERNEL, PATH: h5py.SoftLink("/a")}, "lead to another file"),
    "external link": ({PATH: h5py.ExternalLink("/etc/passwd", "/")}, "lead to another file"),
    "shape": ({PATH: KERNEL.T}, r"have the shape \(3, 2\); its options ask for \(2, 3\)"),
    "whole numbers": ({PATH: KERNEL.astype(int)}, "no floats"),
    "complex": ({PATH: KERNEL.astype(complex)}, "no floats"),
    "text": ({PATH: KERNEL.astype("S4")}, "no floats"),
    "packed": (stored(data=KERNEL, compression="gzip"), "are packed"),
    "in chunks": (stored(data=KERNEL, chunks=(1, 1)), "are packed"),
    "virtual": (virtual(), "are packed, or in another file"),
    "external": (stored(external=[("/etc/passwd", 0, 24)]), "are packed, or in another file"),
    "not written": (stored(), "are not all there"),
}


@pytest.mark.parametrize("name", BAD)
def test_everything_else_is_refused(name: str) -> None:
    made, sentence = BAD[name]
    with pytest.raises(NotReadable, match=sentence):
        read(made if isinstance(made, bytes) else hdf5(made))


def test_a_damaged_file_is_refused() -> None:
    raw = hdf5({PATH: KERNEL})
    for bad in (b"", b"hello", raw[:100], raw[:-8]):
        with pytest.raises(NotReadable, match="cannot be opened"):
            Weights(bad)


def test_a_number_too_large_for_single_precision_is_shown_as_what_it_is() -> None:
    found = read(hdf5({PATH: np.array([[1e300, -1e300, np.nan]] * 2)}))
    assert np.isposinf(found[0, 0]) and np.isneginf(found[0, 1]) and np.isnan(found[0, 2])
