"""The zip around a .keras file: which members there are, and the bytes of those that are read."""

import io
import json
import re
import zipfile
import zlib
from typing import Any

from rnnviz.keras_file.limits import (
    MOST_BYTES,
    MOST_CONFIG_BYTES,
    MOST_MEMBERS,
    MOST_WEIGHTS_BYTES,
    MOST_WORDS_BYTES,
    NotReadable,
    plainly,
)

_ENCRYPTED = 0x1
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CONFIG, _WEIGHTS = "config.json", "model.weights.h5"
_WORDS = re.compile(r"assets/(?:\w+/)*vocabulary\.txt")
_WRITE_ONE = 'Write one by model.save("mine.keras").'
# What zipfile raises where a file is not what it seems.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)


class Container:
    """The members of a .keras file. Nothing is written to a disk, and only three kinds of them are read.

    Args:
        raw: the bytes of the file.

    Raises:
        NotReadable: if it is no zip, has more or other members than such a file has, or is too large.
    """

    def __init__(self, raw: bytes):
        if len(raw) > MOST_BYTES:
            raise NotReadable(
                f"The file has {len(raw) / 1e6:,.0f} MB; at most {MOST_BYTES // 1_000_000} are read."
            )
        if not raw.startswith(b"PK"):
            raise NotReadable(_what_else(raw))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
            members = self._zip.infolist()
        except (*_BROKEN, UnicodeError, OverflowError) as error:
            raise NotReadable(f"The file is a damaged zip archive: {plainly(str(error))}.") from error
        if len(members) > MOST_MEMBERS:
            raise NotReadable(f"The archive has {len(members):,} members; a .keras file has a handful.")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            _expect_plain_name(member.filename)
            if member.filename in self._members:
                raise NotReadable(f"The archive holds {plainly(member.filename)} twice.")
            self._members[member.filename] = member
        if _CONFIG not in self._members:
            raise NotReadable(self._no_model())

    def config(self) -> dict[str, Any]:
        """The description of the model, as JSON has it."""
        text = self._read(_CONFIG, MOST_CONFIG_BYTES)
        try:
            config = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise NotReadable(f"config.json is no JSON that can be read: {plainly(str(error))}.") from error
        if not isinstance(config, dict):
            raise NotReadable("config.json describes no model: a table was expected.")
        return config

    def weights(self) -> bytes:
        """The bytes of the HDF5 file with the weights."""
        return self._read(_WEIGHTS, MOST_WEIGHTS_BYTES)

    def words(self) -> tuple[str, ...] | None:
        """The lines of the vocabulary of a TextVectorization; None where there is none."""
        found = sorted((name for name in self._members if _WORDS.fullmatch(name)), key=len)
        if not found:
            return None
        try:
            return tuple(self._read(found[0], MOST_WORDS_BYTES).decode("utf-8").split("\n"))
        except UnicodeDecodeError as error:
            raise NotReadable("The vocabulary inside the file is no UTF-8 text.") from error

    def _read(self, name: str, most: int) -> bytes:
        """A member, inflated no further than to `most` bytes, whatever its header declares."""
        member = self._members.get(name)
        if member is None:
            raise NotReadable(
                f"The archive has no {name}. Is it a .keras file, as model.save("
                f'"mine.keras") of Keras 3 writes it?'
            )
        if member.flag_bits & _ENCRYPTED:
            raise NotReadable(f"{name} is encrypted; a .keras file is not.")
        if member.compress_type not in _PLAIN:
            raise NotReadable(f"{name} is packed by a method that Keras does not use.")
        if member.file_size > most:
            raise NotReadable(_too_large(name, member.file_size, most))
        try:
            with self._zip.open(member) as stream:
                content = stream.read(most + 1)
        except _BROKEN as error:
            raise NotReadable(f"{name} is damaged: {plainly(str(error))}.") from error
        if len(content) > most:
            raise NotReadable(_too_large(name, len(content), most))
        if len(content) != member.file_size:
            raise NotReadable(f"{name} is damaged: it holds {len(content):,} bytes, not as many as it says.")
        return content

    def _no_model(self) -> str:
        inner = next((name for name in self._members if name.endswith((".keras", ".h5", ".zip"))), "")
        if inner:
            return f"The archive holds {plainly(inner)} rather than a model: unpack it, and upload that file."
        return "The archive holds no config.json, so it is no .keras file."


def _too_large(name: str, size: int, most: int) -> str:
    return f"{name} would unpack to {size / 1e6:,.1f} MB; at most {most / 1e6:,.0f} are read."


def _expect_plain_name(name: str) -> None:
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or ":" in name or ".." in parts or not name.isprintable():
        raise NotReadable(f"The archive has a member {plainly(name)!r}, which leads out of its folder.")


def _what_else(raw: bytes) -> str:
    """What a file is that is no zip, as far as its first bytes say."""
    if not raw:
        return "The file is empty."
    if raw.startswith(b"\x89HDF"):
        return f"This is an HDF5 file, as older versions of Keras wrote them. {_WRITE_ONE}"
    return f"This is no .keras file: those begin as a zip archive does. {_WRITE_ONE}"
