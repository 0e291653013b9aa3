"""One worker process as the server has it: started, asked, killed, ended."""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from signal import Signals
from typing import Any, BinaryIO, cast

from rnnviz.learning.worker import JobFailed, read_frame, write_frame

_ROOT = Path(__file__).parents[2]
_COMMAND = (sys.executable, "-m", "rnnviz.learning.worker")
_LAST_BYTES = 4096  # Of what a worker wrote to standard error, for whoever asks why it died.
_SECONDS_TO_LEAVE = 2.0


class WorkerDied(RuntimeError):
    """The process of the job ended by itself: out of memory, a fault in C, or killed from outside.

    Args:
        exit_code: as subprocess has it; minus the number of the signal, if it was one.
        last_lines: the end of what it wrote to standard error.
    """

    def __init__(self, exit_code: int, last_lines: str):
        super().__init__(exit_code, last_lines)
        self.exit_code, self.last_lines = exit_code, last_lines

    def __str__(self) -> str:
        how = f"exit code {self.exit_code}"
        with suppress(ValueError):
            how = f"signal {Signals(-self.exit_code).name}"
        return f"the process of the job ended by itself ({how}). Its last lines: {self.last_lines or 'none'}"


class WorkerProcess:
    """A process and the pipes to it, for one thread; `kill` and `is_alive` are for all.

    Args:
        setup: a pickled `worker.Setup`.
        on_end: is called, in a thread of its own, when the process has ended by whatever cause.

    Raises:
        OSError: if no process can be started.
    """

    def __init__(self, setup: bytes, on_end: Callable[[], None]):
        pipe = subprocess.PIPE
        self._popen = subprocess.Popen(
            _COMMAND, bufsize=0, env=_environment(), stdin=pipe, stdout=pipe, stderr=pipe
        )
        pipes = (self._popen.stdin, self._popen.stdout, self._popen.stderr)
        self._jobs, self._answers, self._errors = cast(tuple[BinaryIO, BinaryIO, BinaryIO], pipes)
        self.pid = self._popen.pid
        self._on_end = on_end
        self._tail = b""
        self._reader = threading.Thread(target=self._read_errors, name="worker-stderr", daemon=True)
        self._reader.start()
        with suppress(OSError):  # Dead already: that is seen at the first job.
            write_frame(self._jobs, setup)

    def ask(self, message: bytes) -> tuple[str, Any]:
        """Run a job.

        Args:
            message: the pickle of a function, its args and its kwargs.

        Returns:
            The answer of the worker, as worker.py describes it.

        Raises:
            WorkerDied: if none comes.
            JobFailed: if it is of a type that is not imported here.
        """
        try:
            write_frame(self._jobs, message)
            answer = read_frame(self._answers)
        except (EOFError, OSError):
            self.end()
            self._reader.join(1.0)
            last_lines = self._tail.decode("utf-8", "replace").strip()
            raise WorkerDied(self._popen.returncode, last_lines) from None
        return cast(tuple[str, Any], _Answer(BytesIO(answer)).load())

    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._popen.poll() is None

    def kill(self) -> None:
        """End it at once, whatever it is at."""
        self._popen.kill()

    def end(self) -> None:
        """Let it leave, wait until it has, and give everything back."""
        self._jobs.close()
        try:
            self._popen.wait(_SECONDS_TO_LEAVE)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        self._answers.close()

    def _read_errors(self) -> None:
        with self._errors as stream:
            while chunk := stream.read(_LAST_BYTES):
                self._tail = (self._tail + chunk)[-_LAST_BYTES:]
        with suppress(subprocess.TimeoutExpired):  # Else it closed its standard error, and lives on.
            self._popen.wait(_SECONDS_TO_LEAVE)
        self._on_end()


class _Answer(pickle.Unpickler):
    """Reads answers without letting them import TensorFlow into the server, where it costs every key."""

    def find_class(self, module: str, name: str) -> Any:
        if module not in sys.modules and module.partition(".")[0] not in sys.stdlib_module_names:
            raise JobFailed(f"the job answered with a {module}.{name}, and {module} is not imported here")
        return super().find_class(module, name)


def _environment() -> dict[str, str]:
    """That of the server, with this package to be found, and one thread on the processor for each worker."""
    paths = (str(_ROOT), os.environ.get("PYTHONPATH", ""))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    return inherited | {
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTHONUNBUFFERED": "1",  # The last lines before a death count.
        "PYTHONFAULTHANDLER": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        # Else glibc gives every large array back to the kernel at once, and gets the next one page by page:
        # up to 27 % of the time where all texts are long and unmasked, nothing where most are short.
        "MALLOC_MMAP_THRESHOLD_": str(2**30),
        "MALLOC_TRIM_THRESHOLD_": str(2**31),
        "MALLOC_TOP_PAD_": str(2**26),
    }
