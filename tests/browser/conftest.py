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
def runs_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `runs_server` keeps the runs of all of its visitors."""
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="session")
def runs_server(runs_folder: Path) -> Iterator[Server]:
    """The app with one worker and a folder that a test may look into and put runs into."""
    from tests.browser.training import serving

    with serving(runs_folder) as server:
        yield server


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
    """Who visits the app, one after another, in tabs that keep Streamlit's own files."""
    from tests.browser.visitors import Visitors

    return Visitors(browser, heard)


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest, app_server: Server, visitors: "Visitors", faults: list[str]
) -> Iterator[OpenPage]:
    """Open a page of the app, at rest: `open_page("/unfold", View(390, 844, "dark"))`.

    Each call is a new visitor. The test fails at its end if there is any fault.
    """
    from tests.browser.rig import View, exceptions_shown, visit

    pages, failed_before = list["Page"](), request.session.testsfailed

    def open_one(path: str = "/", view: "View | None" = None) -> "Page":
        pages.append(visitors.come(view or View()))
        return visit(pages[-1], app_server.url + path)

    yield open_one
    for page in pages:
        for each in page.context.pages:
            faults += exceptions_shown(each)
        visitors.leave(page, is_spoilt=request.session.testsfailed > failed_before)
    if faults:
        pytest.fail("the browser met faults:\n  " + "\n  ".join(faults), pytrace=False)


@pytest.fixture
def page(open_page: OpenPage) -> "Page":
    """The first page of the app, as most visitors see it."""
    return open_page()
