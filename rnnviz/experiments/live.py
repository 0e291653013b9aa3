"""Experiments that run in a worker while their page goes on answering.

An experiment is a module with a function `messages(values)`: plain values in, plain messages out, one after
another. A message is a table that JSON can carry and says its "kind": "progress" with "step" and "of" as
often as it likes (what comes quickly is told now and then only), other kinds as the experiment likes, and at
last "done" with the result, or "failed" with what it "says". What is no number is None.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from time import monotonic
from types import MappingProxyType
from typing import Any, Literal, cast

from rnnviz.arrays import compute_on_one_thread
from rnnviz.learning.channel import Line, LineAddress, LineLost, Switchboard
from rnnviz.learning.executor import ProcessExecutor
from rnnviz.learning.messages import Arrays, pack
from rnnviz.learning.watched import Watched, Work

Message = Mapping[str, Any]
EXPERIMENTS: Mapping[str, str] = MappingProxyType(
    {
        "memory": "rnnviz.experiments.memory_live",
        "agreement": "rnnviz.experiments.agreement_live",
    }
)
BETWEEN_MESSAGES = 0.1  # Seconds, of progress; every other message is told at once.
MOST_MESSAGES = 400  # That are kept of a run; of more, every other progress goes.
MOST_KEPT = 24  # Results of one owner in one experiment; the oldest goes first.
State = Literal["waiting", "running", "done", "stopped", "failed"]
LIVE = ("waiting", "running")


@dataclass(frozen=True, eq=False)
class LiveRun:
    """One run of an experiment, as far as it is.

    Attributes:
        name: of the experiment.
        values: what it was started with.
        state: where it stands.
        messages: what was told, in order.
        says: why it failed, or why it was stopped.
    """

    name: str
    values: Mapping[str, Any]
    state: State = "waiting"
    messages: tuple[Message, ...] = ()
    says: str = ""

    @property
    def is_live(self) -> bool:
        """Whether it goes on or waits."""
        return self.state in LIVE

    @property
    def progress(self) -> tuple[int, int]:
        """How far it is: steps made, and to be made; (0, 0) before anything is told."""
        last = next((one for one in reversed(self.messages) if one["kind"] == "progress"), None)
        return (int(last["step"]), int(last["of"])) if last else (0, 0)

    @property
    def result(self) -> Message | None:
        """The last message of a run that is done."""
        return self.messages[-1] if self.state == "done" else None

    def ended(self, how: str, says: str = "") -> "LiveRun":
        """The same, "stopped" or "failed", and why."""
        return replace(self, state=cast(State, how), says=says)

    def after(self, header: Message, arrays: Arrays) -> "LiveRun":
        """The same with one more message."""
        message = MappingProxyType({name: value for name, value in header.items() if name != "format"})
        messages = _thinned((*self.messages, message))
        if message["kind"] == "failed":
            return replace(self, state="failed", messages=messages, says=str(message["says"]))
        return replace(self, state="done" if message["kind"] == "done" else "running", messages=messages)


def _thinned(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """Every other progress goes where there are too many; the last message stays."""
    if len(messages) <= MOST_MESSAGES:
        return messages
    progress = [n for n, one in enumerate(messages[:-1]) if one["kind"] == "progress"]
    gone = frozenset(progress[1::2])
    return tuple(one for n, one in enumerate(messages) if n not in gone)


class LiveRunner:
    """Runs experiments, of each one at a time for each owner, and keeps their results.

    Args:
        workers: who computes.
        lines: how workers tell.
        is_open: whether a session's page is open; a run that nobody watches is stopped.
    """

    def __init__(self, workers: ProcessExecutor, lines: Switchboard, is_open: Callable[[str], bool]):
        self._watched: Watched[LiveRun] = Watched(workers, lines, is_open)

    def start(self, owner: str, session: str, name: str, values: Mapping[str, Any]) -> None:
        """Begin a run; one of the same owner and experiment that still goes on is stopped.

        Raises:
            ValueError: if there is no such experiment.
        """
        if name not in EXPERIMENTS:
            raise ValueError(f"the experiment must be one of {', '.join(EXPERIMENTS)}, got {name!r}")

        def hear(run: LiveRun, header: Message, arrays: Arrays) -> LiveRun:
            run = run.after(header, arrays)
            if run.result is not None:
                key = tuple(sorted((name, str(value)) for name, value in run.values.items()))
                self._watched.keep(_mine(owner, name), key, run, MOST_KEPT)
            return run

        first = LiveRun(name, MappingProxyType(dict(values)))
        work = Work(first, run_and_tell, ((name, dict(values)),), hear, "run")
        self._watched.start(_mine(owner, name), session, work)

    def stop(self, owner: str, name: str) -> None:
        """End a run that goes on or waits."""
        self._watched.stop(_mine(owner, name))

    def run(self, owner: str, session: str, name: str) -> LiveRun | None:
        """The last run of an owner; asking says that this session watches."""
        return self._watched.state(_mine(owner, name), session)

    def place(self, owner: str, name: str) -> int | None:
        """0 while a worker is at it, 1 for the next in line, and so on; None where nothing goes on."""
        return self._watched.place(_mine(owner, name))

    def done(self, owner: str, name: str) -> tuple[LiveRun, ...]:
        """The runs of an owner that came to their end, the oldest first; of equal ones the last."""
        return tuple(self._watched.kept(_mine(owner, name)).values())


def _mine(owner: str, name: str) -> str:
    return f"{owner} {name}"


def run_and_tell(address: LineAddress, asked: tuple[str, Mapping[str, Any]]) -> None:
    """Run an experiment and tell of it; the job of a worker. It ends when the answer is "stop"."""
    compute_on_one_thread()
    name, values = asked
    try:
        with Line.connect(address) as line:
            for message in told(import_module(EXPERIMENTS[name]).messages(values)):
                if line.tell(pack(message)) == "stop":
                    return
    except LineLost:
        return  # Nobody listens any more.


def told(messages: Iterator[Message]) -> Iterator[Message]:
    """Every message, of progress that comes quickly only some; settings that make no sense are a failure."""
    last = -BETWEEN_MESSAGES
    try:
        for message in messages:
            if message["kind"] == "progress":
                if monotonic() - last < BETWEEN_MESSAGES:
                    continue
                last = monotonic()
            yield message
    except ValueError as error:
        yield {"kind": "failed", "says": str(error)}
