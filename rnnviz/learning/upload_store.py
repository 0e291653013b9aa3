"""Uploaded models on disk: one file each, in a folder for each owner beside the runs."""

import hashlib
import io
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from rnnviz.archive import UNREADABLE, Parts, read_header, read_parts, save_parts
from rnnviz.learning.folders import FolderLock, StoreError, StoreFull, explaining, remove_files, write_whole

MOST_KEPT = 20  # Of one owner,
MOST_KEPT_BYTES = 200_000_000  # and so many bytes.
KEPT_AT_LEAST = 24 * 3600.0  # Seconds; after them the oldest give way where there is no room.
SHARE = 4  # All models together may take this part of what the runs may take.
NAME = re.compile(r"model-[0-9a-f]{12}")
_LOCK = "lock"
_FOLDER = ".models"  # A name that begins with a dot is never a run.


class Kept(NamedTuple):
    """One model on disk: the name by which it is read, and its card."""

    name: str
    card: Mapping[str, Any]


class ModelStore:
    """The uploaded models of all owners.

    Args:
        runs: the folder of the runs.
        limit_bytes: that the runs may take.
    """

    def __init__(self, runs: Path, limit_bytes: int):
        self._folder, self._limit = runs / _FOLDER, limit_bytes // SHARE
        self._lock = FolderLock(self._folder / _LOCK)

    def keep(self, owner: str, parts: Parts) -> str:
        """Write a model down.

        Returns:
            Its name, made of its content: the same model is kept once.

        Raises:
            StoreError: if there is no place for it; the message says why to a person.
        """
        name = f"model-{hashlib.sha256(_bytes_of(parts._replace(name='model'))).hexdigest()[:12]}"
        content = _bytes_of(parts._replace(name=name))
        path = self._path(owner, name)
        with explaining(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock.held():  # Else two that are kept at once would not count each other.
            if not path.exists():
                self._expect_room(owner, len(content))
                write_whole(path, content)
        return name

    def _expect_room(self, owner: str, size: int) -> None:
        """Let the oldest give way to a file of this size, if need be; called with the lock held.

        Raises:
            StoreError: if the owner has too much already, or nothing here is old enough.
        """
        mine = [each.size for each in _files(self._of(owner))]
        if len(mine) >= MOST_KEPT:
            raise StoreError(f"You have {MOST_KEPT} models here already; delete one first.")
        if sum(mine) + size > MOST_KEPT_BYTES:
            raise StoreFull(
                f"Your models take {sum(mine) / 1e6:,.0f} of {MOST_KEPT_BYTES / 1e6:,.0f} MB that they may: "
                f"delete one first, for this one has {size / 1e6:,.0f}."
            )
        kept = _files(self._folder)
        over = sum(each.size for each in kept) + size - self._limit
        old = sorted(each for each in kept if time.time() - each.seconds > KEPT_AT_LEAST)
        if over > sum(each.size for each in old):
            raise StoreFull(
                f"Uploaded models may take {self._limit / 1e6:,.0f} MB here: there is no room for this one."
            )
        for each in old:
            if over <= 0:
                break
            remove_files(each.path)
            over -= each.size

    def names(self, owner: str) -> tuple[str, ...]:
        """The models of an owner, newest first."""
        try:
            found = [(path.stat().st_mtime_ns, path.stem) for path in self._of(owner).glob("model-*.npz")]
        except OSError:
            return ()
        return tuple(name for _, name in sorted(found, reverse=True) if NAME.fullmatch(name))

    def kept(self, owner: str, name: str) -> Kept:
        """A model's card.

        Raises:
            LookupError: if there is none of that name, or it cannot be read any more.
        """
        try:
            return Kept(name, dict(read_header(self._content(owner, name))["card"]))
        except UNREADABLE as error:
            raise LookupError("No model of your own of that name can be read here.") from error

    def parts(self, owner: str, name: str) -> Parts:
        """A model.

        Raises:
            LookupError: as `kept`.
        """
        try:
            return read_parts(self._content(owner, name))
        except UNREADABLE as error:
            raise LookupError("No model of your own of that name can be read here.") from error

    def delete(self, owner: str, name: str) -> None:
        """Remove a model; one that is gone already is no matter."""
        with suppress(OSError, ValueError):
            self._path(owner, name).unlink()

    def _content(self, owner: str, name: str) -> io.BytesIO:
        return io.BytesIO(self._path(owner, name).read_bytes())

    def _of(self, owner: str) -> Path:
        """The folder of an owner; the token itself, which is a secret of a browser, is not written down."""
        return self._folder / hashlib.sha256(owner.encode()).hexdigest()[:24]

    def _path(self, owner: str, name: str) -> Path:
        """The one door from a name to a path."""
        if not NAME.fullmatch(name):
            raise ValueError(f"a model is called model-…, got {name!r}")
        return self._of(owner) / f"{name}.npz"


class _File(NamedTuple):
    """A model on disk, and since when."""

    seconds: float
    size: int
    path: Path


def _files(folder: Path) -> list[_File]:
    """The models in a folder and below; one that vanishes meanwhile is none."""
    found = []
    for path in folder.rglob("model-*.npz"):
        with suppress(OSError):
            status = path.stat()
            found.append(_File(status.st_mtime, status.st_size, path))
    return found


def _bytes_of(parts: Parts) -> bytes:
    content = io.BytesIO()
    save_parts(parts, content, is_compressed=False)
    return content.getvalue()
