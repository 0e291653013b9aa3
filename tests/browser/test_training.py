"""The Training page: a network trained from the page, by one visitor and by two."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.explore import box, eventually
from tests.browser.server import Server
from tests.browser.training import (
    GRAMMAR,
    LONG,
    QUICK,
    epochs_kept,
    libraries,
    owner_of,
    points,
    press,
    reached,
    resident_megabytes,
    run_folders,
    show,
    state_kept,
    state_line,
    stop_all,
    told_by,
    train,
    wait_for_progress,
    wait_for_state,
    wait_until,
    workers_of,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIRST_POINT_SECONDS = 10  # 1.5 is what we want, and measure in the benchmark; other things may run here.
MOST_GROWTH_MEGABYTES = 40  # Of the server in five trainings.
STOP_SECONDS = 3.0  # Half a second where nothing else runs; 1.5 is what we promise there.
FOCUS_SHOWN = """() => {
    const style = getComputedStyle(document.activeElement);
    const box = document.activeElement.getBoundingClientRect();
    const isInside = box.top >= 0 && box.bottom <= innerHeight;
    return isInside && (style.boxShadow !== 'none' || style.outlineStyle !== 'none');
}"""


@pytest.fixture(scope="module")
def folder(runs_folder: Path) -> Path:
    return runs_folder


@pytest.fixture(scope="module")
def app_server(runs_server: Server) -> Server:
    return runs_server


@pytest.fixture
def opened(open_page: OpenPage) -> "Iterator[list[Page]]":
    """Pages to stop the trainings of at the end."""
    pages: list[Page] = []
    yield pages
    for page in pages:
        stop_all(page)


def test_curves_move_while_it_learns_and_it_pauses_stops_and_goes_on(
    open_page: OpenPage, opened: "list[Page]", folder: Path
) -> None:
    page = open_page(LONG)
    opened.append(page)
    train(page)
    first = wait_for_progress(page, 0, FIRST_POINT_SECONDS)
    further = wait_for_progress(page, first)
    wait_for_state(page, "texts a second")
    assert {len(points(page, quantity)) > 0 for quantity in ("loss", "accuracy", "gradient")} == {True}
    assert all(0 < y < 10 for line in points(page) for y in line[1] if y is not None)

    stands = pause(page, run_folders(folder)[-1])
    assert stands >= further
    press(page, "Resume")
    wait_for_state(page, "Learning: epoch")
    wait_for_progress(page, max(stands, 1))

    press(page, "Stop")
    ended = wait_for_state(page, "Stopped after", STOP_SECONDS)
    epochs = int(re.search(r"after (\d+) of 100", ended)[1])  # type: ignore[index]
    assert epochs >= 1
    press(page, "Go on from its last epoch")
    wait_for_state(page, "Learning: epoch")
    wait_for_progress(page, epochs + 0.5)
    xs = [x for x in points(page)[0][0] if x is not None]
    assert xs == sorted(xs), "the curve goes on where it stood, and never back"
    assert page.locator(".st-key-train button").is_disabled()


def pause(page: "Page", run: Path) -> float:
    """Pause the run; the place where it stands, in the file and in the curve, and stays."""
    press(page, "Pause")
    wait_for_state(page, "Paused in epoch")
    stands = told_by(run)
    # The line says it first; the charts come with the same look or the next.
    eventually(page, lambda: _is(reached(page), stands))
    page.wait_for_timeout(1500)  # Three looks of the page, in which nothing must happen.
    assert reached(page) == told_by(run) == stands
    return stands


def _is(found: float, expected: float) -> None:
    assert found == expected


def test_it_goes_on_while_one_types_in_explore_and_after_a_reload(
    open_page: OpenPage, opened: "list[Page]", folder: Path
) -> None:
    page = open_page(LONG.replace("texts=2000", "texts=4000"))  # It must not end meanwhile.
    opened.append(page)
    train(page)
    wait_for_progress(page, 0)
    page.get_by_role("link", name="Explore").click()
    page.locator(".instrument[data-read]").wait_for(state="attached")  # The page has come as a whole.
    box(page).fill("The film was goodz")
    page.locator('.instrument[data-read="goodz"]').wait_for(state="attached")
    run = run_folders(folder)[-1]
    before = epochs_kept(run)
    told = f"an epoch is finished while Explore is open; before there were {before}: {state_kept(run)}"
    wait_until(lambda: epochs_kept(run) > before, 90, told)
    page.get_by_role("link", name="Training").click()
    wait_for_state(page, "Learning: epoch")
    after = wait_for_progress(page, before + 1 - 1e-9)

    owner = owner_of(page)
    assert len(owner) == 32
    page.reload()
    wait_for_state(page, "Learning: epoch")
    wait_for_progress(page, after)
    assert owner_of(page) == owner
    assert page.get_by_role("combobox", name="Run").count() == 1


def test_another_visitor_sees_none_of_it_and_waits_in_line(
    open_page: OpenPage, opened: "list[Page]", app_server: Server
) -> None:
    page = open_page(LONG)
    opened.append(page)
    train(page)
    wait_for_progress(page, 0)
    name = page.get_by_role("combobox", name="Run").input_value()
    page.get_by_role("radio", name="Time machine").click()
    link = page.get_by_role("link", name="Open in Explore")
    link.wait_for()
    (id,) = re.findall("run-([0-9a-f]{12})", link.get_attribute("href") or "")
    page.get_by_role("radio", name="Watch").click()

    other = open_page(f"{QUICK}&run={id}&name={name}")
    opened.append(other)
    assert other.get_by_text("Press the green button").count() == 1
    assert not other.get_by_role("combobox", name="Run").count()
    assert id not in other.locator('[data-testid="stMain"]').inner_html()
    train(other)
    wait_for_state(other, "Waiting: place 1 in line")
    assert len(workers_of(app_server)) == 1
    assert owner_of(other) != owner_of(page)
    wait_for_state(page, "Learning")
    press(page, "Stop")
    wait_for_state(other, "Done after 4 of 4 epochs")
    assert state_line(page).inner_text().startswith("Stopped")


def test_several_are_trained_one_after_another(open_page: OpenPage) -> None:
    page = open_page(f"{QUICK}&seeds=3")
    page.get_by_role("button", name="Train 3 networks, 4 epochs each").click()
    wait_for_state(page, "Done after 4 of 4 epochs")

    page.locator(".st-key-train button:enabled").wait_for()
    show(page, "Compare")
    page.get_by_text("Several seeds: how much is chance").wait_for()


def test_the_keyboard_alone_begins_a_training(open_page: OpenPage) -> None:
    page = open_page(QUICK)
    button = page.locator(".st-key-train button")
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("(one) => one === document.activeElement"):
            break
    else:
        pytest.fail("Tab did not come to the button in 40 steps")
    assert page.evaluate(FOCUS_SHOWN)
    page.keyboard.press("Enter")
    wait_for_state(page, "Done after 4 of 4 epochs")


def test_trainings_leave_nothing_in_the_server(open_page: OpenPage, app_server: Server) -> None:
    pid = app_server.process.pid
    page = open_page(QUICK)

    def train_once() -> None:
        train(page)
        page.locator(".st-key-train button:disabled").wait_for()
        page.locator(".st-key-train button:enabled").wait_for()
        wait_for_state(page, "Done after 4 of 4 epochs")

    train_once()
    before = resident_megabytes(pid)
    for _ in range(5):
        train_once()
    assert resident_megabytes(pid) - before < MOST_GROWTH_MEGABYTES
    assert "libtensorflow" not in libraries(pid)
    assert all("libtensorflow" not in libraries(worker) for worker in workers_of(app_server))
    assert GRAMMAR in page.url
