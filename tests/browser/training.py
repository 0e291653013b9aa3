"""What the tests of the Training page look at, runs made without it, and the processes behind it."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch
from urllib.parse import quote_plus

from rnnviz.analysis.units import rows_in, unit_orders
from rnnviz.data.sentences import EXAMPLES
from rnnviz.data.sources import SOURCES
from rnnviz.learning.assemble import network_of
from rnnviz.learning.job import run_training, write_order
from rnnviz.learning.messages import peek
from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec
from rnnviz.learning.store import RunRecord, RunStore
from rnnviz.network import Network, Reading
from rnnviz.text import Vocabulary
from tests.browser.explore import Seen
from tests.browser.server import Server, running_app

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

    from tests.browser.rig import View
    from tests.browser.visitors import Visitors

COOKIE = "rnnviz_owner"
GRAMMAR = quote_plus(SOURCES["grammar"].title)
QUICK = f"/training?data={GRAMMAR}&texts=300&epochs=4&hidden=8"  # Some tenths of a second.
LONG = (
    f"/training?data={GRAMMAR}&texts=2000&epochs=100&hidden=128"  # Half a minute, with its first epoch soon.
)
KEPT = ("started", "progress", "epoch", "resume")
LIMIT = 2**30  # Bytes of a store.

# The points of a chart as they are drawn: of each line its places and its values.
POINTS = """(quantity) => {
    const chart = document.querySelector(`.st-key-chart_${quantity} .js-plotly-plot`);
    return (chart?.data ?? []).map((line) => [[...line.x], [...line.y]]);
}"""
# A function of the page that says how far the curve of the loss has come, in epochs.
REACHED = """() => Math.max(0, ...[...document.querySelectorAll('.st-key-chart_loss .js-plotly-plot')]
    .flatMap((chart) => (chart.data ?? []).flatMap((line) => [...line.x])))"""
TOO_WIDE = """() => ['stMain', 'stApp'].map((name) => document.querySelector(`[data-testid=${name}]`))
    .concat(document.scrollingElement).some((part) => part.scrollWidth > part.clientWidth)"""

# Words and numbers of the charts that stick out of their own picture.
CLIPPED = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap((chart) => {
    const edges = chart.getBoundingClientRect();
    return [...chart.querySelectorAll('text')].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.width && (box.left < edges.left - 1 || box.right > edges.right + 1
            || box.top < edges.top - 1 || box.bottom > edges.bottom + 1);
    }).map((text) => text.textContent);
})"""


@cache
def network_in(run: Path, epoch: int) -> Network:
    """The network after an epoch of a run, read from its folder; epoch -1 is before training."""
    store = RunStore(run.parent, LIMIT)
    spec = RunSpec.from_values(json.loads((run / "run.json").read_text())["spec"]).model
    words = store.material(run.name).words
    return network_of(spec, store.epoch(run.name, epoch).weights, Vocabulary(words))


class OfRun(Seen):
    """What should be seen of a text that the network of a run reads; it is named by folder and epoch."""

    def reading(self) -> Reading:
        """What the network makes of it."""
        return self._network.read(self.text)

    def orders(self) -> list[list[int]]:
        """For each trace the unit that stands in each row."""
        orders = unit_orders(self._network, EXAMPLES)
        return [rows.units.tolist() for rows in rows_in(orders, self.order)]

    @property
    def _network(self) -> Network:
        run, _, epoch = self.network.rpartition(" ")
        return network_in(Path(run), int(epoch))


class Worker(NamedTuple):
    """A process that trains for a server."""

    pid: int
    parent: int


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[Server]:
    """The app with a folder of runs of its own, one worker, and whatever else stands in the environment."""
    named = {"RNNVIZ_RUNS": str(folder), "RNNVIZ_WORKERS": "1", **environment}
    with patch.dict(os.environ, named), running_app() as server:
        yield server


class _Keeper:
    """The end of a line that keeps what a worker tells, and stops it after some epochs."""

    def __init__(self, store: RunStore, id: str, until: int) -> None:
        self.store, self.id, self.until = store, id, until

    def tell(self, message: bytes) -> str:
        """Keep it, and let the worker go on."""
        header = peek(message)
        if header["kind"] in KEPT:
            self.store.append(self.id, message)
        return "stop" if header["kind"] == "resume" and header["epoch"] + 1 == self.until else "go"


def small_spec(epochs: int = 8, **model: Any) -> RunSpec:
    """A network that learns something of the generated sentences, in less than a second."""
    return RunSpec(
        DataSpec("grammar", 600),
        ModelSpec(10_002, **{"embedding_dim": 8, "units": 8, **model}),
        TrainingSpec(epochs=epochs, batch_size=16, learning_rate=0.005),
    )


def make_run(folder: Path, owner: str, spec: RunSpec, name: str = "", until: int = 0) -> RunRecord:
    """Train a run here, and put it into a folder of runs as if the browser of `owner` had asked for it.

    Args:
        folder: of the runs.
        owner: the token of the browser.
        spec: of the run.
        name: given by a person.
        until: the epoch after which it was stopped, if it was.
    """
    store = RunStore(folder, LIMIT)
    record = store.create(owner, spec, name)
    run_training(write_order(spec), _Keeper(store, record.id, until))
    return store.set_state(record.id, "stopped" if until else "done")


def run_folders(folder: Path) -> list[Path]:
    """The folders of all runs, the oldest first."""
    records = sorted(folder.glob("*/run.json"), key=lambda record: json.loads(record.read_text())["created"])
    return [record.parent for record in records]


def state_kept(run: Path) -> str:
    """What the record of a run says of it."""
    return str(json.loads((run / "run.json").read_text())["state"])


def epochs_kept(run: Path) -> int:
    """How many epochs of a run are kept, the network before training not counted."""
    return len(list(run.glob("epoch-*.npz"))) - 1


def told_by(run: Path) -> float:
    """How far a run has told that it has come, in epochs."""
    last = json.loads((run / "history.jsonl").read_text().splitlines()[-1])
    return max(float(last["epoch"] + last["done"] / last["of"]), float(epochs_kept(run)))


def owner_of(page: "Page") -> str:
    """The token that the browser keeps; empty if there is none."""
    found = [each["value"] for each in page.context.cookies() if each["name"] == COOKIE]
    return found[0] if found else ""


def own(context: "BrowserContext", owner: str) -> None:
    """Let a browser be that of `owner`."""
    context.add_cookies([{"name": COOKIE, "value": owner, "domain": "127.0.0.1", "path": "/"}])


@contextmanager
def visitor(
    visitors: "Visitors", faults: list[str], owner: str, view: "View | None" = None
) -> "Iterator[Page]":
    """A page, still empty, of the browser of `owner`; exceptions that it shows are appended."""
    from tests.browser.rig import exceptions_shown

    with visitors.visit_of(view) as page:
        own(page.context, owner)
        yield page
        faults += exceptions_shown(page)


def train(page: "Page") -> None:
    """Press the button that trains."""
    page.locator(".st-key-train button").click()


def state_line(page: "Page") -> "Locator":
    """The line that says what happens now."""
    return page.get_by_test_id("stProgress")


def wait_for_state(page: "Page", says: str, seconds: float = 30) -> str:
    """Wait until the line says this; all that it says."""
    line = state_line(page).filter(has_text=says)
    line.wait_for(timeout=seconds * 1000)
    return line.inner_text()


def points(page: "Page", quantity: str = "loss") -> list[list[list[float | None]]]:
    """The lines of a chart, each its places and its values."""
    found: list[list[list[float | None]]] = page.evaluate(POINTS, quantity)
    return found


def reached(page: "Page") -> float:
    """How far the curve of the loss has come, in epochs."""
    return float(page.evaluate(REACHED))


def wait_for_progress(page: "Page", beyond: float, seconds: float = 30) -> float:
    """Wait until the curve of the loss has come further than so many epochs; how far it has come."""
    page.wait_for_function(f"(beyond) => ({REACHED})() > beyond", arg=beyond, timeout=seconds * 1000)
    return reached(page)


def press(page: "Page", name: str) -> None:
    """Press a button of the run. It is drawn anew every half second, and a press on the old one is lost."""
    # Streamlit has a "Stop" of its own in its header, while it computes for long.
    page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True).click()


def show(page: "Page", view: str) -> None:
    """Choose one of the views."""
    page.get_by_role("radio", name=view, exact=True).click()


def stop_all(page: "Page") -> None:
    """Stop what still goes on, for the sake of the next test."""
    from playwright.sync_api import TimeoutError as TookTooLong

    stop = page.locator(".st-key-stop button")
    while stop.count():
        with suppress(TookTooLong):  # It may end by itself just now.
            stop.click(timeout=1000)
            stop.wait_for(state="detached", timeout=5000)


def workers() -> tuple[Worker, ...]:
    """All worker processes of this machine, with the servers that started them."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (place / "cmdline").read_bytes().split(b"\0")
            status = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # It has ended meanwhile.
        if b"rnnviz.learning.worker" in command and status[0] != "Z":
            found.append(Worker(int(place.name), int(status[1])))
    return tuple(found)


def workers_of(server: Server) -> list[int]:
    """The worker processes of a server."""
    return [worker.pid for worker in workers() if worker.parent == server.process.pid]


def wait_until(holds: Callable[[], bool], seconds: float, expected: str) -> None:
    """Look again and again until something outside of the browser holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, expected
        time.sleep(0.02)


def resident_megabytes(pid: int) -> float:
    """How much memory a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"process {pid} tells nothing of its memory")


def libraries(pid: int) -> str:
    """The names of all files that a process has in its memory."""
    return Path(f"/proc/{pid}/maps").read_text()
