"""Uploads as the server has them read: by a process that can be lost, within limits of memory and time."""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from rnnviz.keras_file.found import Found, found_from_bytes
from rnnviz.keras_file.limits import MOST_BYTES, MOST_PARAMETERS, NotReadable
from rnnviz.learning.worker import read_frame, write_frame

__all__ = ["Lost", "NotReadable", "Reader", "read_upload"]

READY, FOUND, REFUSED = b"ready", b"F", b"R"  # What an answer begins with.
SECONDS = 5.0  # For one file, by the clock.
SECONDS_TO_START = 30.0
_ROOT = Path(__file__).parents[2]
# With -P nothing is imported from the folder it stands in, which might be open to everybody.
_COMMAND = (sys.executable, "-P", "-m", "rnnviz.learning.upload_worker")
_MOST_ANSWERED = 4 * MOST_PARAMETERS + 50_000_000  # Bytes: no answer is longer than the largest model.
_KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")  # Of the environment: no secrets go along.


class Lost(NotReadable):
    """The process came to an end over the file, or never began: tried again, it might be read."""


def read_upload(raw: bytes) -> Found:
    """Read the bytes of a .keras file in a process of its own.

    Raises:
        NotReadable: if it is no model that is read here; the message says why to a person.
    """
    if len(raw) > MOST_BYTES:
        raise NotReadable(
            f"The file has {len(raw) / 1e6:,.0f} MB; at most {MOST_BYTES // 1_000_000} are read."
        )
    with Reader() as reader:
        return reader.read(raw)


class Reader:
    """A process that reads one file after the other; where one ends it, the next file has a new one."""

    def __init__(self) -> None:
        self._popen: subprocess.Popen[bytes] | None = None
        self.starts = 0  # How many processes it has had.

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Of the process; None where there is none."""
        return self._popen.pid if self._popen and self._popen.poll() is None else None

    def read(self, raw: bytes, seconds: float = SECONDS) -> Found:
        """Read one file.

        Args:
            raw: its bytes.
            seconds: after which the process is ended.

        Raises:
            NotReadable: if it is no model that is read here; Lost if its process came to an end over it.
        """
        if self.pid is None:
            self._start()
        try:
            answer = self._ask(raw, seconds)
        except TimeoutError as error:
            raise Lost(
                f"Reading the file took longer than {seconds:g} seconds and was stopped: it is damaged, or "
                "was made to be."
            ) from error
        except (EOFError, OSError) as error:
            raise Lost(
                "Reading the file ended the process that read it: it is damaged, or was made to be. Nothing "
                "else was touched."
            ) from error
        kind, rest = answer[:1], answer[1:]
        if kind == FOUND:
            return found_from_bytes(rest)
        said = (
            rest.decode("utf-8", "replace") if kind == REFUSED else "What was read could not be handed over."
        )
        raise NotReadable(said)

    def close(self) -> None:
        """End the process, if there is one."""
        if self._popen is None:
            return
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._popen = None

    def _start(self) -> None:
        self.close()
        pipe = subprocess.PIPE
        try:
            self._popen = subprocess.Popen(
                _COMMAND,
                bufsize=0,
                env=_environment(),
                cwd=_ROOT.anchor,
                stdin=pipe,
                stdout=pipe,
                stderr=subprocess.DEVNULL,
            )
            self.starts += 1
            if self._ask(None, SECONDS_TO_START) != READY:
                raise EOFError("it said something else")
        except (EOFError, OSError) as error:  # TimeoutError is one.
            self.close()
            raise Lost("The process that reads uploads could not be started; try again.") from error

    def _ask(self, message: bytes | None, seconds: float) -> bytes:
        """Send a message, if there is one, and wait for the next answer.

        Raises:
            TimeoutError: if none comes in time; EOFError or OSError: if the process ended before.
        """
        process = cast("subprocess.Popen[bytes]", self._popen)
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            if message is not None:
                write_frame(cast(BinaryIO, process.stdin), message)
            return read_frame(cast(BinaryIO, process.stdout), _MOST_ANSWERED)
        except (EOFError, OSError) as error:
            self.close()
            if late.is_set():
                raise TimeoutError("no answer in time") from error
            raise
        finally:
            timer.cancel()


def _environment() -> dict[str, str]:
    """What the process needs to know, and nothing else of this one."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {
        "PYTHONPATH": str(_ROOT),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
