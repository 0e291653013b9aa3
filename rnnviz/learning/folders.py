"""Files and folders that stay whole whatever ends the program, and signs of the servers that live on them.

Nothing here knows what a run is. `flock` is the lock of choice: the system lets it go when its process
ends, also by kill -9, and a process number that is given again cannot be mistaken for the old one.
"""

import errno
import io
import json
import math
import os
import re
import secrets
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import fcntl

FOLDER_VARIABLE, LIMIT_VARIABLE = "RNNVIZ_RUNS", "RNNVIZ_RUNS_LIMIT"
DEFAULT_MEGABYTES = 2000
# Names that begin with a dot are never a run. What bears one of these is a leftover once its maker is gone.
TEMPORARY, TRASH, NEW = ".tmp-", ".trash-", ".new-"
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_SERVER = re.compile(r"\d+@\d+-[0-9a-f]{8}")
Stamp = tuple[int, int, int]


class StoreError(OSError):
    """The folder of runs cannot be used; the message says so to a person."""


class StoreFull(StoreError):
    """There is no space left; what was written before is whole."""


def runs_folder_from(environ: Mapping[str, str]) -> Path:
    """Where runs are kept: RNNVIZ_RUNS, else a folder in the home of the user.

    Raises:
        ValueError: if that names no folder.
    """
    value = environ.get(FOLDER_VARIABLE, "").strip()
    try:
        if "\0" in value:
            raise ValueError("a path holds no NUL")
        return Path(value).expanduser().absolute() if value else Path.home() / ".rnnviz" / "runs"
    except (ValueError, RuntimeError) as error:  # RuntimeError: a user without a home.
        raise ValueError(f"{FOLDER_VARIABLE} must name a folder, got {value!r}: {error}") from error


def runs_limit_from(environ: Mapping[str, str]) -> int:
    """How many bytes the runs may take: RNNVIZ_RUNS_LIMIT, in megabytes of a million bytes.

    Raises:
        ValueError: if it is no positive number.
    """
    value = environ.get(LIMIT_VARIABLE, "").strip() or str(DEFAULT_MEGABYTES)
    try:
        megabytes = float(value)
    except ValueError:
        megabytes = math.nan
    if not 0 < megabytes < math.inf:
        raise ValueError(f"{LIMIT_VARIABLE} must be a positive number of megabytes, got {value!r}")
    return int(megabytes * 1e6)


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Turn an error of writing to `path` into a sentence: StoreFull, or StoreError."""
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull(
                f"The disk is full: {path} could not be written. What was written before is kept. Free"
                f" some space, or set {FOLDER_VARIABLE} to a folder on another disk."
            ) from error
        raise StoreError(
            f"{path} cannot be written ({error.strerror or error})."
            f" Set {FOLDER_VARIABLE} to a folder that can be."
        ) from error


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that at every instant is either as it was or as it shall be.

    Raises:
        StoreFull: if there is no space left.
        StoreError: if it cannot be written for another reason.
    """
    temporary = path.with_name(TEMPORARY + secrets.token_hex(6))
    with explaining(path):
        try:
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            with suppress(OSError):  # After the replacement there is none.
                temporary.unlink()
    _sync_folder(path.parent)


def append_line(path: Path, line: bytes) -> None:
    """Add a line at the end of a file; one that was cut there by a kill or a full disk is closed off first.

    The line is left to the system without fsync: it survives the end of the process, not a power cut.

    Raises:
        StoreFull: if there is no space left; a part of the line may stand there, and is no line to a reader.
        StoreError: if it cannot be written for another reason.
    """
    with explaining(path), path.open("a+b", buffering=0) as file:
        rest = (b"\n" if _is_cut(file) else b"") + line + b"\n"
        while rest:  # A disk that fills up takes a part, and refuses the rest.
            rest = rest[file.write(rest) :]


def _is_cut(file: io.RawIOBase) -> bool:
    """Whether a file of lines ends in the middle of one."""
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def read_lines(path: Path, start: int = 0) -> tuple[list[Any], int]:
    """The JSON values in the whole lines from `start` on, and where the next line will begin.

    A line that is no JSON is left out, as is a last one without an end. NaN and infinity are read as
    Python writes them.
    """
    try:
        with path.open("rb") as file:
            file.seek(start)
            block = file.read()
    except OSError:
        return [], start
    values = []
    end = block.rfind(b"\n") + 1
    for line in block[:end].splitlines():
        with suppress(ValueError, RecursionError):
            values.append(json.loads(line))
    return values, start + end


def stamp_of(status: os.stat_result) -> Stamp:
    """What differs as soon as a file was replaced or written to."""
    return status.st_mtime_ns, status.st_size, status.st_ino


def bytes_in(folder: Path) -> int:
    """The bytes of all files in a folder and below; what vanishes meanwhile counts nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
    return total


def hide(folder: Path) -> Path:
    """Rename a folder at once to one that is no run, to be removed at leisure; returns the new path.

    Raises:
        StoreError: if it cannot be renamed.
    """
    trash = folder.with_name(f"{TRASH}{folder.name}-{secrets.token_hex(4)}")
    with explaining(folder):
        folder.rename(trash)
    return trash


def remove(*folders: Path) -> None:
    """Remove folders with all that is in them; what cannot be removed stays for the next sweep."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def remove_files(*paths: Path) -> None:
    """Remove files; what cannot be removed stays for the next sweep."""
    for path in paths:
        with suppress(OSError):
            path.unlink()


def beginning_with(folder: Path, *beginnings: str) -> tuple[Path, ...]:
    """What in a folder begins with one of these."""
    try:
        return tuple(path for path in folder.iterdir() if path.name.startswith(beginnings))
    except OSError:
        return ()


class FolderLock:
    """Held by one thread of one process at a time, among all that use the folder.

    Its holder may take it again. Where a file system or Windows has no `flock`, it holds between the
    threads of this process only.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.RLock()
        self._is_held = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for the lock, and let it go at the end.

        Raises:
            StoreError: if its file cannot be opened.
        """
        with self._threads:
            if self._is_held:  # By this very thread: any other waits one line above.
                yield
                return
            with explaining(self._path):
                file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _lock(file)
                self._is_held = True
                yield
            finally:
                self._is_held = False
                os.close(file)  # This lets go of it.


class Presence:
    """The sign that this server lives: a file that it keeps locked until its process ends.

    Servers in several containers or on several machines see each other too, as long as the file system
    carries the locks. On Windows only this server itself counts as living.

    Args:
        folder: of the signs of all servers; made if needed.

    Raises:
        StoreError: if the sign cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = f"{os.getpid()}@{int(time.time())}-{secrets.token_hex(4)}"
        with explaining(folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            # Never closed: the lock shall last as long as the process, and no longer.
            _lock(os.open(folder / self.name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))

    def is_live(self, name: str) -> bool:
        """Whether the server of that name still lives."""
        if name == self.name:
            return True
        if not _SERVER.fullmatch(name):
            return False
        try:
            file = os.open(self._folder / name, os.O_RDWR)
        except OSError:
            return False
        try:
            return not _is_unlocked(file)
        finally:
            os.close(file)

    def forget_the_dead(self) -> None:
        """Remove the signs of servers that have ended. To be called with the lock of the folder."""
        for path in beginning_with(self._folder, ""):
            if not self.is_live(path.name):
                remove_files(path)


def _lock(file: int) -> None:
    """Lock an open file for this process alone, once any other has let go of it."""
    if sys.platform != "win32":
        with suppress(OSError):  # A file system without locks.
            fcntl.flock(file, fcntl.LOCK_EX)


def _is_unlocked(file: int) -> bool:
    """Whether nobody has locked a file. Two that ask at the same time do not see each other."""
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # A file system without locks.
            return True
    return True


def _sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk too, where the system can."""
    with suppress(OSError):
        file = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
