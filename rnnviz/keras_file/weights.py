"""The arrays in a model.weights.h5, each asked for by its path and its shape.

The only module that imports h5py. Its C library is not made for hostile bytes, so an upload is read in a
process of its own (`learning/upload.py`); a file of one's own may be read anywhere.
"""

import io
from collections.abc import Sequence
from typing import Any

import h5py
import numpy as np

from rnnviz.arrays import FloatArray, read_only
from rnnviz.keras_file.limits import NotReadable, plainly
from rnnviz.keras_file.shapes import Shape

_KINDS = ("<f2", "<f4", "<f8", ">f2", ">f4", ">f8")
_LAYOUTS = (h5py.h5d.CONTIGUOUS, h5py.h5d.COMPACT)
_ROOTS = ("layers", "_layer_checkpoint_dependencies")  # As the first versions of Keras 3 had it.
# What h5py raises where a file is damaged.
_BROKEN = (OSError, KeyError, ValueError, TypeError, RuntimeError, AttributeError, OverflowError)


class Weights:
    """An HDF5 file with weights. Only plain links are followed, and no filters and no other files opened.

    Args:
        raw: its bytes.

    Raises:
        NotReadable: if they are no such file.
    """

    def __init__(self, raw: bytes):
        try:
            self._file = h5py.File(io.BytesIO(raw), "r")
        except _BROKEN as error:
            raise NotReadable(f"model.weights.h5 cannot be opened: {plainly(str(error))}.") from error
        self._seen: dict[str, Any] = {}
        links = (root for root in _ROOTS if self._file.get(root, getlink=True) is not None)
        self._root = next(links, _ROOTS[0])

    def group(self, layer: str) -> str:
        """Where a layer's arrays are, by the name that Keras gives its class and number ("lstm_1")."""
        return f"{self._root}/{layer}"

    def read(self, path: str, shapes: Sequence[Shape], said: str) -> tuple[FloatArray, ...]:
        """The arrays 0, 1, … of a layer, or of a cell of one.

        Args:
            path: of the layer or cell.
            shapes: of all arrays that it has.
            said: what it is called in a sentence.

        Raises:
            NotReadable: if they are missing, of another shape or type, or stored as Keras stores none.
        """
        try:
            return tuple(
                self._array(f"{path}/vars/{place}", shape, said) for place, shape in enumerate(shapes)
            )
        except NotReadable:
            raise
        except _BROKEN as error:
            raise NotReadable(f"The weights of {said} are damaged: {plainly(str(error))}.") from error

    def _array(self, path: str, shape: Shape, said: str) -> FloatArray:
        found = self._at(path, said)
        if not isinstance(found, h5py.Dataset):
            raise NotReadable(f"The weights of {said} are no array.")
        if found.shape != shape:
            raise NotReadable(
                f"The weights of {said} have the shape {plainly(found.shape)}; its options ask for {shape}."
            )
        settings = found.id.get_create_plist()
        if settings.get_layout() not in _LAYOUTS or settings.get_nfilters() or settings.get_external_count():
            raise NotReadable(f"The weights of {said} are packed, or in another file; Keras does neither.")
        if found.dtype.str not in _KINDS:
            raise NotReadable(
                f"The weights of {said} are of the type {plainly(str(found.dtype))}, no floats."
            )
        if found.size and found.id.get_storage_size() != found.size * found.dtype.itemsize:
            raise NotReadable(f"The weights of {said} are not all there.")
        with np.errstate(over="ignore"):
            return read_only(found[()].astype(np.float32))

    def _at(self, path: str, said: str) -> Any:
        """What stands at a path; each step is a plain link."""
        if path in self._seen:
            return self._seen[path]
        before, _, part = path.rpartition("/")
        group = self._at(before, said) if before else self._file
        link = group.get(part, getlink=True) if isinstance(group, h5py.Group) else None
        if link is None:
            raise NotReadable(f"The weights of {said} are missing in the file.")
        if not isinstance(link, h5py.HardLink):
            raise NotReadable(f"The weights of {said} lead to another file, which is not followed.")
        self._seen[path] = group[part]
        return self._seen[path]
