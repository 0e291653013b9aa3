"""Uploaded models on disk: one file each, in a folder for each owner beside the runs."""

import hashlib
import io
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from rnnviz.archive import UNREADABLE, Parts, read_header, read_parts, save_parts
from rnnviz.learning.folders import StoreError, StoreFull, explaining, write_whole

MOST_KEPT = 20  # Of one owner.
SHARE = 4  # All models together may take this part of what the runs may take.
NAME = re.compile(r"model-[0-9a-f]{12}")
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

    def keep(self, owner: str, parts: Parts) -> str:
        """Write a model down.

        Returns:
            Its name, made of its content: the same model is kept once.

        Raises:
            StoreError: if there is no place for it; the message says why to a person.
        """
        content = io.BytesIO()
        save_parts(parts._replace(name="model"), content, is_compressed=False)
        name = f"model-{hashlib.sha256(content.getvalue()).hexdigest()[:12]}"
        path = self._path(owner, name)
        if path.exists():
            return name
        if len(self.names(owner)) >= MOST_KEPT:
            raise StoreError(f"You have {MOST_KEPT} models here already; delete one first.")
        content = io.BytesIO()
        save_parts(parts._replace(name=name), content, is_compressed=False)
        if self._used() + content.tell() > self._limit:
            raise StoreFull(
                f"Uploaded models may take {self._limit / 1e6:,.0f} MB here: there is no room for this one."
            )
        with explaining(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content.getvalue())
        return name

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

    def _used(self) -> int:
        with suppress(OSError):
            return sum(path.stat().st_size for path in self._folder.rglob("*.npz"))
        return 0

    def _of(self, owner: str) -> Path:
        """The folder of an owner; the token itself, which is a secret of a browser, is not written down."""
        return self._folder / hashlib.sha256(owner.encode()).hexdigest()[:24]

    def _path(self, owner: str, name: str) -> Path:
        """The one door from a name to a path."""
        if not NAME.fullmatch(name):
            raise ValueError(f"a model is called model-…, got {name!r}")
        return self._of(owner) / f"{name}.npz"
