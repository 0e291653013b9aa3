"""A step of decoding: from a keystroke or a press to pixels in a real Chromium, next to the network alone."""

import os
from functools import partial

from playwright.sync_api import Browser, Page

from rnnviz.arrays import compute_on_one_thread
from rnnviz.components.wired_payload import pack_run
from rnnviz.tasks.registry import task_of
from rnnviz.tasks.running import run as answer
from rnnviz.tasks.shipped import load_wired, name_of, shipped_variants
from rnnviz.tasks.task import Modifier
from tests.benchmarks import interleaved, table
from tests.benchmarks.typing_latency import ECHO_SHOWS, INSTRUMENT_SHOWS, echo_script, summary, type_and_watch
from tests.browser.architectures import link_to, network, typed_into
from tests.browser.rig import View, new_context, running_browser, visit
from tests.browser.server import running_app

TASK, DATE = "dates", "the twenty-first of September 1999"
ROUNDS, KEYS, PRESSES = 3, 24, 20
INTERVAL_MS = 200  # Five keys a second.
STEP = 2  # Of the writer, at which it is made to write something else.
TIMED = 60
TARGET_MS = 80
NETWORKS: tuple[tuple[Modifier, ...], ...] = ((), ("attention",))

# When a key or the pointer went down, and the frame in which another payload has been painted: the mark of
# the instrument, which it sets when it has painted, is taken away at each.
WATCH = """(root) => {
    window.begun = [];
    window.painted = [];
    let waits = false;
    const begin = () => { delete root.dataset.read; waits = true; begun.push(performance.now()); };
    const look = () => {
        if (waits && root.dataset.read !== undefined) {
            waits = false;
            painted.push(performance.now());
        }
        requestAnimationFrame(look);
    };
    window.addEventListener('keydown', (event) => event.key.length === 1 && begin(), true);
    window.addEventListener('pointerdown', begin, true);
    requestAnimationFrame(look);
}"""
ALL_PAINTED = "(count) => painted.length === count"


def latencies(page: Page, count: int) -> list[float]:
    """Milliseconds of each, once the last one has been painted."""
    page.wait_for_function(ALL_PAINTED, arg=count, timeout=10_000)
    begun, painted = page.evaluate("() => [begun, painted]")
    return [after - before for before, after in zip(begun, painted, strict=True)]


def type_digits(page: Page) -> list[float]:
    """Type digits behind a date: every key makes another text of it."""
    field = typed_into(page, TASK)
    field.fill(DATE)
    page.wait_for_timeout(1_000)
    field.press("End")
    network(page).evaluate(WATCH)
    for place in range(KEYS):
        page.keyboard.press(str(place % 10))
        page.wait_for_function(ALL_PAINTED, arg=place + 1)
        page.wait_for_timeout(INTERVAL_MS)
    return latencies(page, KEYS)


def press_symbols(page: Page) -> list[float]:
    """Make a step write something else, again and again."""
    page.wait_for_timeout(500)
    scroller = network(page).locator(".scroller")
    scroller.focus()
    for key in ("End", *["ArrowLeft"] * 8):
        page.keyboard.press(key)
    network(page).evaluate(WATCH)
    for place in range(PRESSES):
        network(page).locator(".chances .press:not(.chosen)").nth(place % 2).click()
        page.wait_for_function(ALL_PAINTED, arg=place + 1)
        page.wait_for_timeout(INTERVAL_MS)
    return latencies(page, PRESSES)


def measure(browser: Browser, url: str) -> dict[str, list[float]]:
    """Of each network typing and pressing, rounds interleaved."""
    collected: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for modifiers in NETWORKS:
            link = url + link_to(TASK, **dict.fromkeys(modifiers, "true"))
            for what, act in (("key", type_digits), ("press", press_symbols)):
                context = new_context(browser, View(), [])
                name = f"{name_of(task_of(TASK), modifiers)}, {what}"
                collected.setdefault(name, []).extend(act(visit(context.new_page(), link)))
                context.close()
    return collected


def yardstick(browser: Browser, url: str, shown: str) -> list[float]:
    """Keystrokes into another page: one that only says them back, or Explore."""
    context = new_context(browser, View(), [])
    taken = type_and_watch(visit(context.new_page(), url), shown)
    context.close()
    return taken


def alone() -> None:
    """Print what the network itself takes, without page and browser."""
    rows: list[list[object]] = [["", "run", "one step", "run and bytes", "symbols"]]
    for name in ("dates", "translation", "captions", "melody"):
        task = task_of(name)
        for modifiers in (shipped_variants(task)[0], shipped_variants(task)[-1]):
            shipped = load_wired(task, modifiers).network
            given = task.understand(task.examples[0])
            writing = answer(task, shipped, given).writing
            writer = shipped.writer
            if not writing or not writer:
                continue
            first = writing.steps[0].after
            taken = interleaved(
                {
                    "run": partial(answer, task, shipped, given),
                    "step": partial(writer.step, first, writing.symbols[0]),
                    "bytes": partial(lambda *asked: pack_run(answer(*asked)), task, shipped, given),
                },
                TIMED,
            )
            figures = (f"{1_000 * seconds:.2f} ms" for seconds in taken.values())
            rows.append([name_of(task, modifiers), *figures, len(writing.symbols)])
    table("The network alone: one whole answer, one step of its writer, an answer with its bytes", rows)


def run() -> None:
    """Measure and print."""
    compute_on_one_thread()  # As the app does.
    alone()
    with (
        running_app() as app,
        echo_script() as script,
        running_app(script) as echo,
        running_browser() as browser,
    ):
        found = {"bare echo, key": yardstick(browser, echo.url, ECHO_SHOWS)}
        found["Explore, key"] = yardstick(browser, app.url, INSTRUMENT_SHOWS)
        found |= measure(browser, app.url)
    rows: list[list[str]] = [["", "median", "95 %"]]
    for name, latencies_of in found.items():
        median, p95 = summary(latencies_of)
        rows.append([name, f"{median:.0f} ms", f"{p95:.0f} ms"])
    table(f"From a key or a press to pixels; wanted {TARGET_MS} ms", rows)
    print(f"  {os.cpu_count()} cores, on which {os.getloadavg()[0]:.1f} processes ran in the last minute")
