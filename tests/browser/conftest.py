"""Fixtures of the browser tests: one server, one Chromium, and a visitor for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.server import Server, running_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.rig import View
    from tests.browser.visitors import Visitors

HERE = Path(__file__).parent

OpenPage = Callable[..., "Page"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that `-m "not browser"` leaves it out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def app_server() -> Iterator[Server]:
    """The app, served until the last test; a crash on the way fails with its log."""
    try:
        with running_app() as server:
            yield server
            crashed = server.process.poll() is not None
            log = server.log()
    except RuntimeError as error:
        pytest.fail(str(error), pytrace=False)
    if crashed:
        pytest.fail(f"the server ended during the tests:\n{log}", pytrace=False)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for all tests."""
    pytest.importorskip("playwright", reason="Playwright is not installed: `make test` installs it.")
    from tests.browser.rig import running_browser

    try:
        with running_browser() as browser:
            yield browser
    except RuntimeError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def heard() -> list[str]:
    """The list that every context of `visitors` appends its faults to."""
    return []


@pytest.fixture
def faults(heard: list[str]) -> list[str]:
    """What went wrong in the browser. A test that means to cause a fault clears it."""
    heard.clear()
    return heard


@pytest.fixture(scope="session")
def visitors(browser: "Browser", heard: list[str]) -> "Visitors":
    """Who visits the app, one after another, at browsers that keep Streamlit's own files."""
    from tests.browser.visitors import Visitors

    return Visitors(browser, heard)


@pytest.fixture
def open_page(app_server: Server, visitors: "Visitors", faults: list[str]) -> Iterator[OpenPage]:
    """Open a page of the app, at rest: `open_page("/unfold", View(390, 844, "dark"))`.

    Each call is a new visitor. The test fails at its end if there is any fault.
    """
    from tests.browser.rig import View, exceptions_shown, visit

    contexts = []

    def open_one(path: str = "/", view: "View | None" = None) -> "Page":
        view = view or View()
        contexts.append((view, visitors.come(view)))
        return visit(contexts[-1][1].new_page(), app_server.url + path)

    yield open_one
    for view, context in contexts:
        for page in context.pages:
            faults += exceptions_shown(page)
        visitors.leave(view, context)
    if faults:
        pytest.fail("the browser met faults:\n  " + "\n  ".join(faults), pytrace=False)


@pytest.fixture
def page(open_page: OpenPage) -> "Page":
    """The first page of the app, as most visitors see it."""
    return open_page()
