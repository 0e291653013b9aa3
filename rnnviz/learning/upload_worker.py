"""The process that reads uploads: `python -m rnnviz.learning.upload_worker`.

A .keras file is a stranger's, and the C library of HDF5 was not made for strangers. So it is opened in
a process that holds nothing, may not write a file, and has little memory and time. It answers with plain
numbers, never with a pickle: were it taken over, all it could do is to say something untrue.

Both ways a message is eight bytes of length and as many bytes. First comes one that says it is ready. Then
each .keras file is answered by a letter and what follows: F and `Found.to_bytes()`, or R and a sentence.
"""

import os
import signal
from contextlib import suppress
from typing import BinaryIO

from rnnviz.keras_file.limits import NotReadable
from rnnviz.keras_file.read import read_found
from rnnviz.learning.upload import FOUND, READY, REFUSED
from rnnviz.learning.worker import read_frame, write_frame

MEMORY = 2**30
SECONDS = 5  # Of the processor, for one file; the server also looks at the clock.
OPEN_FILES = 32
DAMAGED = "The file is damaged, or was made to be: it cannot be read."


def main() -> None:
    """Read uploads until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, whose end is ours.
    orders, answers = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # What a library prints is no answer.
    _give_up_rights()
    write_frame(answers, READY)
    with suppress(EOFError, OSError):
        serve(orders, answers)
    os._exit(0)


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Answer every file that comes."""
    while True:
        raw = read_frame(orders)
        _limit_the_time()
        answer = answer_to(raw)
        del raw
        write_frame(answers, answer)


def answer_to(raw: bytes) -> bytes:
    """Read one file, and say what was found, or why nothing was."""
    try:
        return FOUND + read_found(raw).to_bytes()
    except NotReadable as refusal:
        return REFUSED + str(refusal).encode("utf-8", "replace")
    except MemoryError:
        return REFUSED + b"The file needs more memory than an upload may have."
    except Exception:  # Whatever a hostile file finds in zipfile or HDF5: it is a file that cannot be read.
        return REFUSED + DAMAGED.encode()


def _give_up_rights() -> None:
    """No more memory than this, no file written, no core left behind; where the system can."""
    with suppress(ImportError):
        import resource

        limits = (
            ("RLIMIT_AS", MEMORY),
            ("RLIMIT_FSIZE", 0),
            ("RLIMIT_CORE", 0),
            ("RLIMIT_NOFILE", OPEN_FILES),
        )
        for name, limit in limits:
            with suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (limit, limit))


def _limit_the_time() -> None:
    """From now on so many seconds of the processor; then the system ends the process."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime) + SECONDS + 1
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
