"""The worker: `python -m rnnviz.learning.worker` takes jobs on its standard input until that ends.

A process of its own rather than one of `multiprocessing`, whose children run the main module again, here
the script of Streamlit. It imports little itself, so it stands ready in a moment.

Each message, both ways, is eight bytes of length and a pickle. The first to the worker is a `Setup`, then
come jobs `(function, args, kwargs)`; each is answered by a pair: ("returned", value) or ("raised", error).
("unprepared", error) answers the first job of a worker whose preparation failed, which then ends.
"""

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO, Literal, NamedTuple

_LENGTH_BYTES = 8
_WHEN_PARENT_DIES = 1  # PR_SET_PDEATHSIG of prctl(2).

Answer = tuple[Literal["returned", "raised", "unprepared"], Any]


class Setup(NamedTuple):
    """How a worker begins: what it gives way to, and what it does before its first job."""

    niceness: int
    prepare: Callable[[], None] | None


class JobFailed(RuntimeError):
    """What a job raised or returned cannot be carried to the server as it is; the text says what it was."""


def write_frame(stream: BinaryIO, message: bytes) -> None:
    """Write one message, also to a raw stream, which may take less than it is given."""
    for part in (len(message).to_bytes(_LENGTH_BYTES, "big"), message):
        view = memoryview(part)
        while view:
            view = view[stream.write(view) :]


def read_frame(stream: BinaryIO, most: int | None = None) -> bytes:
    """Read one message.

    Args:
        stream: from which.
        most: bytes that it may have, where whoever sends it is not trusted.

    Raises:
        EOFError: if the stream ends before it, or it says that it is longer.
    """
    length = int.from_bytes(_exactly(stream, _LENGTH_BYTES), "big")
    if most is not None and length > most:
        raise EOFError(f"a message of at most {most} bytes was expected, got {length}")
    return _exactly(stream, length)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    parts = []
    while count:
        if not (part := stream.read(min(count, 2**20))):
            raise EOFError("the other end is gone")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def main() -> None:
    """Work until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, whose end is ours.
    orders, answers = _take_the_pipes()
    _die_with_the_thread_that_started_us()
    inbox: SimpleQueue[bytes] = SimpleQueue()
    # It reads all the time: the end of the pipe is seen also while a job computes.
    threading.Thread(target=_listen, args=(orders, inbox), daemon=True).start()
    niceness, prepare = pickle.loads(inbox.get())
    if hasattr(os, "nice"):
        os.nice(niceness)
    with suppress(OSError):  # Where memory runs out, a worker goes, not the server.
        Path("/proc/self/oom_score_adj").write_text("500")
    kind, error = _run(prepare or (lambda: None), "while preparing the worker")
    if kind == "raised":
        inbox.get()
        write_frame(answers, _packed(("unprepared", error)))
        os._exit(1)
    while True:
        message = inbox.get()
        write_frame(answers, _packed(_run(lambda: _call(message), "in the worker")))  # noqa: B023


def _call(message: bytes) -> Any:
    function, args, kwargs = pickle.loads(message)
    return function(*args, **kwargs)


def _take_the_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output, for ourselves: a print of whatever library goes to standard error."""
    orders = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return orders, answers


def _die_with_the_thread_that_started_us() -> None:
    """On Linux the kernel sees to it, also while a long call into C lets no other thread of ours run."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_WHEN_PARENT_DIES, signal.SIGKILL)


def _listen(orders: BinaryIO, inbox: SimpleQueue[bytes]) -> None:
    try:
        while True:
            inbox.put(read_frame(orders))
    except (EOFError, OSError):
        os._exit(0)  # Whatever the main thread is at: nobody waits for it any more.


def _run(work: Callable[[], Any], where: str) -> Answer:
    try:
        return "returned", work()
    except BaseException as error:
        import traceback

        told: BaseException = error
        if not isinstance(error, Exception):  # SystemExit would end whoever asks for the result.
            told = JobFailed(f"the job left by {error!r}")
        told.add_note(f"Traceback {where}:\n{''.join(traceback.format_exception(error)).rstrip()}")
        return "raised", told


def _packed(answer: Answer) -> bytes:
    """The pickle of an answer, or of one that says why it cannot be pickled."""
    kind, value = answer
    try:
        packed = pickle.dumps(answer, protocol=5)
        if kind != "returned":
            pickle.loads(packed)  # Many an exception can be pickled, but not made again.
        return packed
    except Exception as error:
        if kind == "returned":
            text = f"the result of the job, a {type(value).__name__}, cannot be pickled: {error}"
        else:
            text = f"{type(value).__name__}: {value}"
        failed = JobFailed(text)
        for note in getattr(value, "__notes__", ()) if kind != "returned" else ():
            failed.add_note(note)
        return pickle.dumps(("raised" if kind == "returned" else kind, failed), protocol=5)


if __name__ == "__main__":
    # By its name, not as __main__: what is pickled here must be found in the server.
    from rnnviz.learning.worker import main as main_by_name

    main_by_name()
