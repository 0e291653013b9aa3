"""Keystroke to pixels of every tool of Explore, beside plain reading and a bare echo, in one run."""

from playwright.sync_api import Browser

from tests.benchmarks.typing_latency import (
    ECHO_SHOWS,
    INSTRUMENT_SHOWS,
    INTERVAL_MS,
    WORDS,
    echo_script,
    measure,
    summary,
)
from tests.browser.rig import View, new_context, running_browser, visit
from tests.browser.server import running_app

TOOLS = {
    "Two sentences": "Two+sentences",
    "Two sentences, difference": "Two+sentences&pair_mode=Difference",
    "Several networks": "Two+sentences&pair_mode=Several+networks",
    "Which words mattered": "Which+words+mattered",
    "Intervene": "Intervene",
    "Unit finder": "Unit+finder",
    "Where the state goes": "Where+the+state+goes",
    "Padding": "Padding",
}
KEYS, ROUNDS = 20, 5  # A longer word is written with an ellipsis.
TARGET_MS, TARGET_WORDS_MS = 200, 500  # The second where integrated gradients are among it.
STUDY_MS = 60_000


def run() -> None:
    """Measure and print."""
    with (
        running_app() as app,
        echo_script() as script,
        running_app(script) as echo,
        running_browser() as browser,
    ):
        urls = {"bare echo": (echo.url, ECHO_SHOWS), "Read": (app.url, INSTRUMENT_SHOWS)}
        urls |= {name: (f"{app.url}/?inside={tool}", INSTRUMENT_SHOWS) for name, tool in TOOLS.items()}
        for url, _ in list(urls.values())[1:]:
            wait_for_picture(browser, url)
        measured = measure(browser, urls, ROUNDS, KEYS)
    found = {name: summary(latencies) for name, latencies in measured.items()}
    print(f"LSTM, 64 units, {WORDS} words, {ROUNDS} rounds of {KEYS} keys, one every {INTERVAL_MS} ms")
    print(f"{'tool':<28}{'median':>10}{'95 %':>10}{'to Read':>10}")
    for name, latency in found.items():
        ratio = latency.median / found["Read"].median
        print(f"{name:<28}{latency.median:>7.0f} ms{latency.p95:>7.0f} ms{ratio:>9.1f}x")
    print(f"target: {TARGET_MS} ms; which words mattered, with integrated gradients, {TARGET_WORDS_MS} ms")


def wait_for_picture(browser: Browser, url: str) -> None:
    """What is made once a server is made before anything is measured."""
    context = new_context(browser, View(), [])
    page = visit(context.new_page(), url)
    page.locator(".instrument[data-read]").first.wait_for(timeout=STUDY_MS, state="attached")
    context.close()
