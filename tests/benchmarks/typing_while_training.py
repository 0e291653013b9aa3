"""Keystroke to pixels in Explore, in one session, while a network is trained in another one."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.benchmarks import table
from tests.benchmarks.typing_latency import (
    INSTRUMENT_SHOWS,
    INTERVAL_MS,
    KEYS,
    WORDS,
    summary,
    type_and_watch,
)
from tests.browser.rig import View, new_context, running_browser, visit
from tests.browser.server import Server
from tests.browser.training import press, serving, train, wait_for_progress, wait_for_state

ROUNDS = 4
TARGET = 1.5  # The 95th percentile may be so many times that without a training.
TRAINED = "/training?epochs=100&hidden=128"  # The usual texts, for some minutes.
ALONE, CLOSED, OPEN = "nobody trains", "another session trains", "and its page is open here"
GRACE_SECONDS = 600  # So that a training goes on while its page is closed.


@contextmanager
def training_elsewhere(browser: Browser, server: Server, is_open: bool) -> Iterator[None]:
    """A training of another visitor; with its page in this browser, or on a machine of its own.

    A page that is open draws its curves anew twice a second, on the cores that the page under test needs,
    too. In a class it stands on another machine, so the target is for the closed one.
    """
    context = new_context(browser, View(), [])
    try:
        page = visit(context.new_page(), server.url + TRAINED)
        train(page)
        wait_for_progress(page, 0)
        if not is_open:
            page.close()
        yield
        if not is_open:
            page = visit(context.new_page(), server.url + "/training")
        _end(page)
    finally:
        context.close()


def _end(page: Page) -> None:
    """Stop a training, which must have lasted until now."""
    wait_for_state(page, "Learning: epoch")
    press(page, "Stop")
    wait_for_state(page, "Stopped after")


def measure(browser: Browser, server: Server) -> dict[str, list[float]]:
    """Latencies in each situation, rounds interleaved."""
    collected: dict[str, list[float]] = {ALONE: [], CLOSED: [], OPEN: []}
    for _ in range(ROUNDS):
        for name, latencies in collected.items():
            with ExitStack() as stack:
                if name != ALONE:
                    stack.enter_context(training_elsewhere(browser, server, name == OPEN))
                context = stack.enter_context(new_context(browser, View(), []))
                latencies += type_and_watch(visit(context.new_page(), server.url), INSTRUMENT_SHOWS)
    return collected


def run() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), RNNVIZ_GRACE=str(GRACE_SECONDS)) as server,
        running_browser() as browser,
    ):
        found = {name: summary(latencies) for name, latencies in measure(browser, server).items()}
    alone = found[ALONE]
    rows = [
        [name, f"{each.median:.0f} ms", f"{each.p95:.0f} ms"]
        + [f"{each.median / alone.median:.2f}", f"{each.p95 / alone.p95:.2f}"]
        for name, each in found.items()
    ]
    heads = ["", "median", "95 %", "median, times", "95 %, times"]
    title = f"{WORDS} words, {ROUNDS} rounds of {KEYS} keys, one every {INTERVAL_MS} ms"
    table(title, [heads, *rows])
    print(f"target: 95 % at most {TARGET} times, while {CLOSED}")
