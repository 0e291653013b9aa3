"""Find a Chromium, start it, open pages of the app, and know when a page has come to rest.

Plain functions, for tests, screenshots and benchmarks alike.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

Scheme = Literal["light", "dark"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",  # No way out.
)
NO_BROWSER = (
    "No Chromium was found, and none could be installed: install one "
    "(apt-get install chromium) or name it in the environment variable CHROME."
)
INSTALL_SECONDS = 300
REST_SECONDS = 30

# Connected, no script running, nothing still to be loaded, and every component drawn.
AT_REST = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app || app.dataset.testConnectionState !== 'CONNECTED') return false;
    if (app.dataset.testScriptState !== 'notRunning') return false;
    if (document.querySelector('[data-testid="stSkeleton"], [data-testid="stAppSkeleton"]')) return false;
    if (document.querySelector('[data-stale="true"]')) return false;
    const components = [...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')];
    if (components.some(component => !component.shadowRoot?.childElementCount)) return false;
    return document.fonts.status === 'loaded';
}"""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))"

# At a page's own address Streamlit looks for its server beside the page before it looks at the top, and
# Chromium reports each miss as an error.
PROBES = re.compile(r"/\w+/_stcore/(?:health|host-config)$")


class View(NamedTuple):
    """What a page is seen through: a window in CSS pixels, and what the visitor's system prefers."""

    width: int = 1440
    height: int = 900
    scheme: Scheme = "light"
    reduced_motion: bool = False


def find_chromium() -> str | None:
    """The path of an installed Chromium or Chrome that starts; CHROME in the environment goes first."""
    candidates = (os.environ.get("CHROME"), *(shutil.which(name) for name in NAMES))
    return next((path for path in candidates if path and _starts(path)), None)


def provide_chromium(playwright: Playwright) -> str:
    """The path of a Chromium, installed now if need be.

    Raises:
        RuntimeError: there is none and none could be installed.
    """
    if found := find_chromium():
        return found
    _try([sys.executable, "-m", "playwright", "install", "chromium"])
    if _starts(playwright.chromium.executable_path):
        return playwright.chromium.executable_path
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        _try(["apt-get", "update", "-qq"])
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
    if found := find_chromium():
        return found
    raise RuntimeError(NO_BROWSER)


def _starts(path: str) -> bool:
    """Whether the file is there and its libraries are too."""
    return bool(shutil.which(path)) and _try([path, "--version"], seconds=20)


def _try(command: list[str], seconds: float = INSTALL_SECONDS) -> bool:
    """Run a command in silence; whether it went well."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, timeout=seconds, env=environment, stdin=subprocess.DEVNULL, capture_output=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A Chromium without a window and without a way to the network."""
    with sync_playwright() as playwright:
        path = provide_chromium(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def new_context(browser: Browser, view: View, faults: list[str]) -> BrowserContext:
    """A visitor of their own, with an empty memory; what goes wrong is appended to `faults`.

    A fault is an error on the console, an uncaught exception, or a request to another machine.
    """
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height},
        color_scheme=view.scheme,
        reduced_motion="reduce" if view.reduced_motion else "no-preference",
    )
    context.on("console", lambda message: _note_console(message, faults))
    context.on("weberror", lambda error: faults.append(f"uncaught: {error.error}"))
    context.on("request", lambda request: _note_address(request.url, faults))
    context.on("page", lambda page: page.on("websocket", lambda one: _note_address(one.url, faults)))
    return context


def _note_console(message: ConsoleMessage, faults: list[str]) -> None:
    if message.type == "error" and not PROBES.search(message.location["url"]):
        faults.append(f"console: {message.text} ({message.location['url']})")


def _note_address(url: str, faults: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost"):
        faults.append(f"request to another machine: {url}")


def visit(page: Page, url: str) -> Page:
    """Go to an address of the app and wait until the page is at rest."""
    page.goto(url, wait_until="domcontentloaded")
    wait_until_at_rest(page)
    return page


def wait_until_at_rest(page: Page, seconds: float = REST_SECONDS) -> None:
    """Wait until Streamlit is connected, no script runs, and what arrived has been painted.

    A keystroke reaches the server a moment later: after typing, wait for what should appear instead.
    """
    page.wait_for_function(AT_REST, timeout=seconds * 1000)
    page.evaluate(TWO_FRAMES)
    page.wait_for_function(AT_REST, timeout=seconds * 1000)


def exceptions_shown(page: Page) -> list[str]:
    """The exceptions of the script that Streamlit shows on the page."""
    texts = page.get_by_test_id("stException").all_inner_texts()
    return [f"exception on {urlsplit(page.url).path}: {text.strip()}" for text in texts]


def background(page: Page) -> tuple[int, ...]:
    """The colour behind the app: red, green and blue, 0 to 255."""
    colour = page.eval_on_selector('[data-testid="stApp"]', "app => getComputedStyle(app).backgroundColor")
    return tuple(int(part) for part in re.findall(r"\d+", colour)[:3])
