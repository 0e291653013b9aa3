"""The process that reads uploads: `python -m rnnviz.learning.upload_worker`.

A .keras file is a stranger's, and the C library of HDF5 was not made for strangers. So it is opened in
a process that has little memory and time, and that has given up what it does not need for reading (see
`upload_sandbox`). It answers with plain numbers, never with a pickle. On Linux a file that took it over could
still compute for a few seconds, and answer with something untrue, which the server checks as it checks a
file. Where the kernel has no such filter it could do what the user of the server may: read and remove files,
open connections and start programs; only to write a file, and to take more memory, would be refused.

Both ways a message is eight bytes of length and as many bytes. First comes one that says it is ready. Then
each .keras file is answered by a letter and what follows: F and `Found.to_bytes()`, or R and a sentence.
"""

import codecs
import os
import signal
from contextlib import suppress
from typing import BinaryIO

from rnnviz.keras_file.limits import NotReadable
from rnnviz.keras_file.read import read_found
from rnnviz.learning.upload import FOUND, READY, REFUSED
from rnnviz.learning.upload_sandbox import give_up_rights, limit_the_time
from rnnviz.learning.worker import read_frame, write_frame

SECONDS = 6  # Of the processor, for one file; the server also looks at the clock.
DAMAGED = "The file is damaged, or was made to be: it cannot be read."


def main() -> None:
    """Read uploads until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, whose end is ours.
    orders, answers = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # What a library prints is no answer.
    codecs.lookup("cp437")  # The names in a zip are of it; from here on no file can be opened.
    give_up_rights()
    write_frame(answers, READY)
    with suppress(EOFError, OSError):
        serve(orders, answers)
    os._exit(0)


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Answer every file that comes."""
    while True:
        raw = read_frame(orders)
        limit_the_time(SECONDS)
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


if __name__ == "__main__":
    main()
