"""Keystroke to pixels in a real Chromium: three pages and a bare Streamlit echo, in one run."""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_plus

from playwright.sync_api import Browser, Page

from rnnviz.network import load_network
from tests.browser.rig import View, new_context, running_browser, visit
from tests.browser.server import running_app

WORDS = 40
KEYS = 60
INTERVAL_MS = 125  # Eight keys a second, a fast typist.
ROUNDS = 3
TARGET_MEDIAN_MS, TARGET_P95_MS = 80, 150
SENTENCE = " ".join(
    ("the film was long and the music was loud but the end is good " * 4).split()[: WORDS - 1]
)

ECHO = """
import streamlit as st

@st.fragment
def echo():
    st.text(st.text_input("Text", key="text", live="0ms"))

echo()
"""

# When each key went down, and when a picture was on the screen that shows it. What shows is read from
# `shown`, a function that gives the last word on the page; keys that share a repaint share its time.
WATCH = """(shown) => {
    const read = new Function('return ' + shown)();
    window.pressed = [];
    window.painted = [];
    const note = (event) => event.key.length === 1 && pressed.push(performance.now());
    document.addEventListener('keydown', note, true);
    let last = 0;
    const look = () => {
        const count = (read().match(/1+(?=[ ·]*$)/)?.[0] ?? '').length; // Behind them at most padding.
        for (; last < count; last++) painted.push(performance.now());
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""
INSTRUMENT_SHOWS = """() => {
    for (const host of document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')) {
        const found = [...host.querySelectorAll('*'), host].map((node) => node.shadowRoot).find(Boolean);
        const shown = found?.querySelector('.instrument')?.dataset.read;
        if (shown !== undefined) return shown;
    }
    return '';
}"""
ECHO_SHOWS = """() => document.querySelector('[data-testid="stText"]')?.textContent ?? ''"""


class Latency(NamedTuple):
    """Milliseconds from a key going down to the frame that shows it."""

    median: float
    p95: float


@contextmanager
def echo_script() -> Iterator[Path]:
    """A page that only says back what is typed."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "echo.py"
        script.write_text(ECHO)
        yield script


def type_and_watch(page: Page, shown: str, keys: int = KEYS) -> list[float]:
    """Type so many digits at the end of the sentence, a word of no error; latency of each in milliseconds."""
    box = page.get_by_role("textbox").first
    box.fill(SENTENCE + " ")
    page.wait_for_timeout(1000)
    box.focus()
    box.press("End")
    page.evaluate(WATCH, shown)
    for _ in range(keys):
        page.keyboard.press("1")
        page.wait_for_timeout(INTERVAL_MS)
    page.wait_for_function(f"() => painted.length >= {keys}", timeout=10_000)
    pressed, painted = page.evaluate("() => [pressed, painted]")
    return [after - before for before, after in zip(pressed, painted, strict=True)]


def summary(latencies: list[float]) -> Latency:
    """Median and 95th percentile."""
    return Latency(statistics.median(latencies), statistics.quantiles(latencies, n=20)[-1])


def measure(
    browser: Browser, urls: dict[str, tuple[str, str]], rounds: int = ROUNDS, keys: int = KEYS
) -> dict[str, list[float]]:
    """Latencies of each page, rounds interleaved."""
    collected: dict[str, list[float]] = {name: [] for name in urls}
    for _ in range(rounds):
        for name, (url, shown) in urls.items():
            context = new_context(browser, View(), [])
            collected[name] += type_and_watch(visit(context.new_page(), url), shown, keys)
            context.close()
    return collected


def run() -> None:
    """Measure and print."""
    networks = ("simple-rnn", "lstm", "bidirectional-lstm")
    with (
        running_app() as app,
        echo_script() as script,
        running_app(script) as echo,
        running_browser() as browser,
    ):
        urls = {"bare echo": (echo.url, ECHO_SHOWS)}
        for title in (load_network(name).title for name in networks):
            urls[title] = (f"{app.url}/?network={quote_plus(title)}", INSTRUMENT_SHOWS)
            urls[f"Unfold, {title}"] = (f"{app.url}/unfold?unfolded={quote_plus(title)}", INSTRUMENT_SHOWS)
            chain = f"{app.url}/gradients?chain_network={quote_plus(title)}"
            urls[f"Gradients, {title}"] = (chain, INSTRUMENT_SHOWS)
        found = {name: summary(latencies) for name, latencies in measure(browser, urls).items()}
    bare = found["bare echo"]
    print(f"{WORDS} words, {ROUNDS} rounds of {KEYS} keys, one every {INTERVAL_MS} ms")
    print(f"{'page':<28}{'median':>10}{'95 %':>10}{'to echo':>10}")
    for name, latency in found.items():
        ratio = latency.median / bare.median
        print(f"{name:<28}{latency.median:>7.0f} ms{latency.p95:>7.0f} ms{ratio:>9.1f}x")
    print(f"target for a network: median at most {TARGET_MEDIAN_MS} ms, 95 % at most {TARGET_P95_MS} ms")
