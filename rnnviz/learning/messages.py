"""What a worker tells of a training while it goes on, as bytes: plain values and arrays, no code."""

import io
from collections.abc import Mapping
from typing import Any, Literal

from rnnviz.archive import UNREADABLE, read_archive, read_header, write_archive
from rnnviz.arrays import FloatArray

# What the answer to a message may be.
Order = Literal["go", "pause", "stop"]
ORDERS: tuple[Order, ...] = ("go", "pause", "stop")
Arrays = Mapping[str, FloatArray]


def pack(header: Mapping[str, Any], arrays: Arrays | None = None) -> bytes:
    """One message: a JSON header, which says its "kind", and arrays by name."""
    packed = io.BytesIO()
    write_archive(packed, header, arrays or {}, is_compressed=False)  # Weights do not get smaller.
    return packed.getvalue()


def unpack(message: bytes) -> tuple[Mapping[str, Any], Arrays]:
    """The header and the arrays of a message.

    Raises:
        ValueError: if the bytes are no message.
    """
    try:
        return read_archive(io.BytesIO(message))
    except UNREADABLE as error:
        raise ValueError(f"not a message of a training: {error}") from error


def peek(message: bytes) -> Mapping[str, Any]:
    """The header alone; the arrays are not read.

    Raises:
        ValueError: if the bytes are no message.
    """
    try:
        return read_header(io.BytesIO(message))
    except UNREADABLE as error:
        raise ValueError(f"not a message of a training: {error}") from error
