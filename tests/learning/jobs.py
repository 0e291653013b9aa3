"""What the tests of executors ask of their workers: functions that any process can import."""

import os
import sys
import time
from importlib import import_module
from pathlib import Path

from rnnviz.learning.channel import Line, LineAddress


class Refusal(Exception):
    """An exception that can be pickled but not made again: its arguments are not those it was made of."""

    def __init__(self, who: str, why: str):
        super().__init__(f"{who}: {why}")


def spin(started: Path | None = None) -> None:
    """Compute for ever in Python, and say so in a file first."""
    if started:
        started.write_text(str(os.getpid()))
    while True:
        pass


def hold_the_interpreter(started: Path) -> None:
    """Compute for hours in C without ever letting another thread of this process run."""
    started.write_text(str(os.getpid()))
    sum(range(10**13))


def note_and_wait(notes: Path, name: str, seconds: float = 0.0) -> int:
    """Append a line to a file; the process id."""
    with notes.open("a") as file:
        file.write(f"{name}\n")
    time.sleep(seconds)
    return os.getpid()


def chatter() -> str:
    """Write to everything there is, also past Python, and ask for input."""
    print("to standard output")
    print("to standard error", file=sys.stderr)
    os.write(1, b"x" * 100_000)
    os.write(2, b"y" * 100_000)
    return sys.stdin.read()


def refuse() -> None:
    raise Refusal("this worker", "it will not")


def fail() -> None:
    raise ValueError("three words were expected, got two")


def leave(code: int) -> None:
    sys.exit(code)


def die(code: int) -> None:
    print("so long", file=sys.stderr)
    os._exit(code)


def a_lambda() -> object:
    return lambda: None


def made(module: str, name: str) -> object:
    """An object of a class that the worker can import."""
    return getattr(import_module(module), name)()


def environment(*names: str) -> dict[str, str | None]:
    return {name: os.environ.get(name) for name in names}


def be_prepared() -> None:
    os.environ["PREPARED"] = str(os.getpid())


def cannot_prepare() -> None:
    raise OSError("no room for TensorFlow")


def niceness() -> int:
    return os.nice(0)


def tell_twice(address: LineAddress, message: bytes) -> list[str]:
    with Line.connect(address) as line:
        return [line.tell(message), line.tell(message[::-1])]


def tell_until_stopped(address: LineAddress) -> int:
    """How many messages were told until the order was "stop"."""
    with Line.connect(address) as line:
        told = 1
        while line.tell(b"%d" % told) != "stop":
            told += 1
        return told
