"""Nothing of a training is lost: a closed page, a killed worker, a killed server, Ctrl-C."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.server import Server
from tests.browser.training import (
    LONG,
    owner_of,
    press,
    reached,
    run_folders,
    serving,
    state_kept,
    stop_all,
    train,
    visitor,
    wait_for_progress,
    wait_for_state,
    wait_until,
    workers,
    workers_of,
)

if TYPE_CHECKING:
    from tests.browser.visitors import Visitors

GRACE_SECONDS = 2
CTRL_C_SECONDS = 3.0
# Long enough to be caught in the middle, and soon over once it goes on.
SHORT = LONG.replace("epochs=100", "epochs=12")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def app_server(folder: Path) -> Iterator[Server]:
    with serving(folder, RNNVIZ_GRACE=str(GRACE_SECONDS)) as server:
        yield server


def test_a_closed_page_interrupts_the_training_after_a_while(open_page: OpenPage, folder: Path) -> None:
    page = open_page(LONG)
    train(page)
    wait_for_progress(page, 1)
    page.close()
    run = run_folders(folder)[-1]
    wait_until(lambda: state_kept(run) == "interrupted", GRACE_SECONDS + 8, "nobody watches it any more")
    again = page.context.new_page()
    again.goto(page.url)
    wait_for_state(again, "Interrupted after")
    again.get_by_text("Its page was closed, so it was stopped. What was finished is kept").wait_for()
    had = reached(again)
    press(again, "Go on from its last epoch")
    wait_for_state(again, "Learning: epoch")
    wait_for_progress(again, had)
    stop_all(again)


def test_a_killed_worker_is_told_of_and_the_training_goes_on_from_its_last_epoch(
    open_page: OpenPage, app_server: Server
) -> None:
    page = open_page(LONG)
    train(page)
    wait_for_progress(page, 1)
    (worker,) = workers_of(app_server)
    os.kill(worker, signal.SIGKILL)
    wait_for_state(page, "Interrupted after")
    page.get_by_text("The process that trained it ended unexpectedly. What was finished is kept").wait_for()
    had = reached(page)
    press(page, "Go on from its last epoch")
    wait_for_progress(page, had)
    assert worker not in workers_of(app_server)
    stop_all(page)


def test_a_killed_server_leaves_no_worker_and_the_next_one_finishes_the_training(
    folder: Path, visitors: "Visitors", faults: list[str]
) -> None:
    from tests.browser.rig import visit

    with serving(folder) as server, visitors.visit_of() as page:
        visit(page, server.url + SHORT)
        train(page)
        wait_for_progress(page, 1)
        owner, left = owner_of(page), workers_of(server)
        assert len(left) == 1
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        wait_until(lambda: not {each.pid for each in workers()} & set(left), 2, "the worker has ended, too")
    faults.clear()  # A page whose server is gone says so.

    with serving(folder) as server, visitor(visitors, faults, owner) as page:
        visit(page, server.url + "/training")
        wait_for_state(page, "Interrupted after")
        page.get_by_text("The program ended while this ran").wait_for()
        had = reached(page)
        assert 1 <= had <= 12
        press(page, "Go on from its last epoch")
        wait_for_state(page, "Done after 12 of 12 epochs", 60)
        wait_for_progress(page, 12 - 1e-9)
        assert reached(page) == 12
    assert not faults


def test_ctrl_c_ends_the_server_at_once_and_leaves_nothing(
    folder: Path, visitors: "Visitors", faults: list[str]
) -> None:
    from tests.browser.rig import visit

    with serving(folder) as server, visitors.visit_of() as page:
        visit(page, server.url + LONG)
        train(page)
        wait_for_progress(page, 1)
        left = workers_of(server)
        pressed = time.monotonic()
        os.killpg(server.process.pid, signal.SIGINT)
        server.process.wait(10)
        assert time.monotonic() - pressed < CTRL_C_SECONDS
        wait_until(lambda: not {each.pid for each in workers()} & set(left), 1, "the worker has ended, too")
        log = server.log()
    faults.clear()
    assert "Traceback" not in log
