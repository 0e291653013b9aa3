"""What a process gives up before it opens a stranger's file: memory, time, and nearly all of the system.

Limits of the system bind on every Unix. On Linux, on the two usual processors, the kernel also refuses every
call but those by which a process computes and answers: it opens no file and no connection, starts nothing,
signals nobody and removes nothing. Elsewhere only the limits hold. Through ctypes, as Python has no door to
seccomp(2); the numbers are those of the kernel's tables of system calls.
"""

import ctypes
import platform
import signal
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress

MEMORY = 2**30
OPEN_FILES = 32
_NO_NEW_RIGHTS, _FILTER_CALLS, _BY_PROGRAM = 38, 22, 2  # Of prctl(2).
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # Of the filter's machine: one word; by a constant.
_NUMBER_AT, _PROCESSOR_AT = 0, 4  # In what the kernel shows the filter.
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # Refused is "not permitted".

# To compute and to answer: memory, open pipes, clocks, waiting for oneself, the timer of `limit_the_time`.
_CALLS = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11,
        "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "mremap": 25, "madvise": 28,
        "sched_yield": 24, "setitimer": 38, "exit": 60, "futex": 202, "clock_gettime": 228, "exit_group": 231,
        "getrandom": 318,
    },
    "aarch64": {
        "close": 57, "lseek": 62, "read": 63, "write": 64, "fstat": 80, "exit": 93, "exit_group": 94,
        "futex": 98, "setitimer": 103, "clock_gettime": 113, "sched_yield": 124, "rt_sigaction": 134,
        "rt_sigprocmask": 135, "rt_sigreturn": 139, "brk": 214, "munmap": 215, "mremap": 216, "mmap": 222,
        "mprotect": 226, "madvise": 233, "getrandom": 278,
    },
}  # fmt: skip
_PROCESSORS = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def give_up_rights() -> bool:
    """Take from this process, for good, what it does not need to read a file that it is sent.

    Returns:
        Whether the kernel refuses all other calls; else only the limits hold.
    """
    with suppress(ImportError):
        import resource

        limits = {"AS": MEMORY, "FSIZE": 0, "CORE": 0, "NOFILE": OPEN_FILES, "NPROC": 0}
        for name, limit in limits.items():
            with suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))
    return _refuse_calls()


def limit_the_time(seconds: float) -> None:
    """From now on so many seconds of the processor; then the system ends the process."""
    with suppress(AttributeError, ValueError, OSError):
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _refuse_calls() -> bool:
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _CALLS or sys.maxsize < 2**32:
        return False
    code = _filter(_PROCESSORS[machine], sorted(_CALLS[machine].values()))
    program = _Program(len(code) // 8, code)
    prctl = ctypes.CDLL(None).prctl
    nothing = (ctypes.c_ulong(0),) * 2
    if prctl(_NO_NEW_RIGHTS, ctypes.c_ulong(1), ctypes.c_ulong(0), *nothing) != 0:
        return False
    return bool(prctl(_FILTER_CALLS, ctypes.c_ulong(_BY_PROGRAM), ctypes.byref(program), *nothing) == 0)


def _filter(processor: int, allowed: Sequence[int]) -> bytes:
    """The program that the kernel runs at each call: an unknown number is refused, another processor killed.

    Calls of 32-bit programs come under another processor's name, those of x32 with other numbers.
    """
    steps = [(_LOAD, 0, 0, _PROCESSOR_AT), (_JUMP_IF_EQUAL, 1, 0, processor), (_RETURN, 0, 0, _KILL)]
    steps.append((_LOAD, 0, 0, _NUMBER_AT))
    for left, number in zip(range(len(allowed), 0, -1), allowed, strict=True):
        steps.append((_JUMP_IF_EQUAL, left, 0, number))
    steps += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
