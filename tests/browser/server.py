"""Start the app as `make run` does, on a free port, and stop it with every process it started."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO, NamedTuple

TOP = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 5


class Server(NamedTuple):
    """A running app: where it answers, its process, and the file it logs into."""

    url: str
    process: subprocess.Popen[bytes]
    log_file: IO[bytes]

    def log(self) -> str:
        """Everything the server has said so far."""
        return Path(self.log_file.name).read_text(errors="replace")


@contextmanager
def running_app(script: str | Path = "app.py", *options: str) -> Iterator[Server]:
    """Serve a Streamlit script with the project's configuration until the block is left.

    Args:
        script: path from the top of the repository, or absolute.
        options: further options of `streamlit run`, such as "--runner.postScriptGC", "true".

    Raises:
        RuntimeError: the server ended, or did not answer within START_SECONDS; with its log.
    """
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port), *options]
    with tempfile.NamedTemporaryFile(suffix=".log") as log_file:
        process = subprocess.Popen(
            command,
            cwd=TOP,
            stdin=subprocess.DEVNULL,
            stdout=log_file,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # A group of its own, so that workers end with it.
        )
        server = Server(f"http://127.0.0.1:{port}", process, log_file)
        try:
            _wait_until_healthy(server, port)
            yield server
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(server: Server, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended with code {server.process.returncode}:\n{server.log()}")
        if _is_healthy(port):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not answer within {START_SECONDS} seconds:\n{server.log()}")


def _is_healthy(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, then end its whole group."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
