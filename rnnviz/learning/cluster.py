"""Where trainings run: in processes of this machine, or on a dask cluster; and how many at a time."""

import asyncio
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rnnviz.learning.channel import own_address_towards
from rnnviz.learning.executor import ProcessExecutor

EXECUTOR = "RNNVIZ_EXECUTOR"
WORKERS = "RNNVIZ_WORKERS"
CHANNEL_HOST = "RNNVIZ_CHANNEL_HOST"

_SECONDS_TO_ANSWER, _SECONDS_TO_BE_KNOWN = 4.0, 5.0
# Measured: 60 MB ready, 76 MB after a training on sentences, 380 MB while 25,000 long reviews are read; and
# a batch of them in a large network takes some more.
_BYTES_OF_A_WORKER = 2**29


class ClusterExecutor(Executor):
    """A dask cluster behind the same surface as ProcessExecutor.

    The workers must be able to import this package. Keep one thread to a worker (`--nthreads 1`).

    Args:
        client: a `distributed.Client`; it is closed by `shutdown`.
        prepare: what `warm` runs on a worker, once.
    """

    def __init__(self, client: Any, prepare: Callable[[], None] | None = None):
        self._client, self._prepare = client, prepare
        # A training twice is two trainings: dask must not answer from what it knows ("pure").
        self._executor = client.get_executor(pure=False)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Queue `fn(*args, **kwargs)`; its arguments must not have the names of dask's own options."""
        return self._executor.submit(fn, *args, **kwargs)

    def place_of(self, future: "Future[Any]") -> int | None:
        """None: dask does not tell."""
        return None

    def warm(self) -> None:
        """Prepare a worker, at the first call."""
        if self._prepare:
            prepare, self._prepare = self._prepare, None
            self._executor.submit(prepare)

    def kill(self, future: "Future[Any]") -> bool:
        """Cancel a job. What is running already goes on until its line answers "stop" or is closed.

        Returns:
            Whether there was anything to cancel.
        """
        return not future.done() and future.cancel()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more jobs and leave the cluster; with `wait` and not `cancel_futures` after the last."""
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()


def executor_from(
    environ: Mapping[str, str], most_workers: int, prepare: Callable[[], None] | None = None
) -> ProcessExecutor | ClusterExecutor:
    """The executor that the environment asks for with RNNVIZ_EXECUTOR.

    Args:
        environ: nothing there means processes of this machine, dask://host:port a cluster.
        most_workers: how many processes; a cluster has as many as it has.
        prepare: what makes a worker ready, as a function of an importable module.

    Raises:
        ValueError: if it asks for something else, or for dask where dask is not installed.
        ConnectionError: if nobody answers at the address of the scheduler.
    """
    if (address := _scheduler(environ)) is None:
        return ProcessExecutor(most_workers, prepare)
    host, port = address
    try:
        import distributed  # Not a requirement: only who sets up a cluster needs it.
    except ImportError as error:
        raise ValueError(f"{EXECUTOR} asks for dask; for that, pip install distributed") from error
    where = f"tcp://{f'[{host}]' if ':' in host else host}:{port}"
    try:
        # Where somebody else listens, who says nothing, a Client waits for ever, whatever its timeout.
        asyncio.run(_greet(distributed, where))
        client = distributed.Client(  # type: ignore[no-untyped-call]
            where, timeout=_SECONDS_TO_BE_KNOWN, set_as_default=False
        )
    except Exception as error:  # To dask's reader the first bytes of a stranger may be a lack of memory.
        says = f"no dask scheduler answers at {where} ({type(error).__name__}: {error})"
        raise ConnectionError(f"{EXECUTOR}: {says}") from error
    return ClusterExecutor(client, prepare)


async def _greet(dask: Any, where: str) -> None:
    async with asyncio.timeout(_SECONDS_TO_ANSWER), dask.rpc(where, timeout=_SECONDS_TO_ANSWER) as scheduler:
        await scheduler.identity()


def channel_host(environ: Mapping[str, str]) -> str:
    """Where the switchboard listens: this machine as its workers see it; RNNVIZ_CHANNEL_HOST says otherwise.

    Raises:
        ValueError: if RNNVIZ_EXECUTOR is not understood.
        ConnectionError: if there is no way to the scheduler.
    """
    address = _scheduler(environ)
    if host := environ.get(CHANNEL_HOST, ""):
        return host
    if address is None:
        return "127.0.0.1"
    try:
        return own_address_towards(*address)
    except OSError as error:
        raise ConnectionError(f"{EXECUTOR}: there is no way to {address[0]}: {error}") from error


def _scheduler(environ: Mapping[str, str]) -> tuple[str, int] | None:
    """(host, port) of the dask scheduler, or None for processes of this machine."""
    asked = environ.get(EXECUTOR, "")
    if not asked:
        return None
    try:
        parts = urlsplit(asked)
        host, port = parts.hostname, parts.port
    except ValueError:  # A port that is no number, or too large.
        host, port = None, None
    if not host or not port or parts.scheme != "dask" or parts.path or parts.query:
        raise ValueError(f"{EXECUTOR} must be empty or dask://host:port, got {asked!r}")
    return host, port


def most_workers_here(
    environ: Mapping[str, str], proc: Path = Path("/proc"), cgroups: Path = Path("/sys/fs/cgroup")
) -> int:
    """How many trainings this machine bears at a time: a processor is left to the server, ½ GiB is for each.

    Args:
        environ: RNNVIZ_WORKERS, if set, is the answer.
        proc: where Linux tells of processes and memory.
        cgroups: where it tells of the limits of a container.

    Raises:
        ValueError: if RNNVIZ_WORKERS is not a positive integer.
    """
    if asked := environ.get(WORKERS, ""):
        if not asked.isdecimal() or int(asked) < 1:
            raise ValueError(f"{WORKERS} must be a positive integer, got {asked!r}")
        return int(asked)
    groups = _groups(proc, cgroups)
    cpus = [_cpus(), *(cpus for group in groups if (cpus := _cpus_of(group)))]
    free = [_free_bytes(proc), *(_free_bytes_of(group) for group in groups)]
    by_memory = [known // _BYTES_OF_A_WORKER for known in free if known is not None]
    return max(1, min([min(cpus) - 1, *by_memory]))


def _cpus() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _groups(proc: Path, cgroups: Path) -> list[Path]:
    """The control groups (version 2) of this process, from its own to the outermost: each may limit."""
    for line in _text(proc / "self/cgroup").splitlines():
        if line.startswith("0::/"):
            own = cgroups / line.removeprefix("0::/")
            return [group for group in (own, *own.parents) if group.is_relative_to(cgroups)]
    return []


def _cpus_of(group: Path) -> int | None:
    """What `cpu.max` ("quota period") allows, rounded down but at least one; None without a limit."""
    match _text(group / "cpu.max").split():
        case [quota, period] if quota.isdecimal() and period.isdecimal() and int(period):
            return max(1, int(quota) // int(period))
    return None


def _free_bytes(proc: Path) -> int | None:
    for line in _text(proc / "meminfo").splitlines():
        match line.split():
            case ["MemAvailable:", kibibytes, "kB"]:
                return int(kibibytes) * 1024
    return None


def _free_bytes_of(group: Path) -> int | None:
    """What is left up to `memory.max`. Cached files count as used there, but are given back when asked."""
    most, used = (_text(group / name).strip() for name in ("memory.max", "memory.current"))
    if not most.isdecimal():
        return None
    cached = [
        int(count)
        for name, count in (line.split() for line in _text(group / "memory.stat").splitlines())
        if name == "inactive_file"
    ]
    return max(0, int(most) - (int(used) if used.isdecimal() else 0) + sum(cached))


def _text(path: Path) -> str:
    """The text of a file, or none if there is no such file here or it is not for us."""
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
