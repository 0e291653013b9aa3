"""The networks of one's own runs in Explore and Unfold, next to the shipped ones."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.explore import (
    Seen,
    address,
    assert_colours,
    eventually,
    snapshot,
    switch,
    type_whole,
)
from tests.browser.server import Server
from tests.browser.training import OfRun, make_run, owner_of, small_spec, visitor
from tests.browser.unfold import ledger

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.visitors import Visitors

OWNER, STRANGER = "feed" * 8, "beef" * 8
NAME = "Mine"
TEXT = "The film was good but not long"
ASKED = TEXT.replace(" ", "+")

OpenAs = Callable[..., "Page"]


@pytest.fixture(scope="module")
def folder(runs_folder: Path) -> Path:
    return runs_folder


@pytest.fixture(scope="module")
def run(folder: Path) -> Path:
    """The folder of a run of two layers that stand on each other, the upper one bidirectional, too."""
    spec = small_spec(4, cell="gru", layers=2, bidirectional=True)
    return folder / make_run(folder, OWNER, spec, NAME).id


@pytest.fixture(scope="module")
def app_server(runs_server: Server) -> Server:
    return runs_server


@pytest.fixture
def open_as(run: Path, app_server: Server, visitors: "Visitors", faults: list[str]) -> Iterator[OpenAs]:
    """Open a page of a browser with a token of its own."""
    from tests.browser.rig import visit

    with ExitStack() as stack:

        def open_one(path: str, owner: str = OWNER) -> "Page":
            return visit(stack.enter_context(visitor(visitors, faults, owner)), app_server.url + path)

        yield open_one
    assert not faults


def assert_read(page: "Page", seen: Seen) -> None:
    """Explore shows how this network reads this text."""
    shown = snapshot(page)
    assert shown["verdict"] == seen.percents()[-1]
    assert shown["places"][0] == f"word {len(seen.words())} of {len(seen.words())}"
    assert_colours(page, seen, "light")


def test_the_time_machine_opens_its_epoch_in_explore_and_in_unfold(open_as: OpenAs, run: Path) -> None:
    page = open_as(f"/training?view=Time+machine&epoch=2&sentence={ASKED}")
    page.get_by_role("link", name="Open in Explore").click()
    eventually(page, partial(assert_read, page, OfRun(f"{run} 1", TEXT)))
    assert address(page).items() >= {"own": f"run-{run.name}-2", "text": TEXT}.items()
    page.reload()
    eventually(page, partial(assert_read, page, OfRun(f"{run} 1", TEXT)))

    page = open_as(f"/training?view=Time+machine&epoch=2&sentence={ASKED}")
    page.get_by_role("link", name="Unfold it").click()
    words = OfRun(f"{run} 1", TEXT).words()
    page.get_by_text("Forward pass").first.wait_for()

    def is_unfolded() -> None:
        assert any(f"of {len(words)}" in part for part in ledger(page)["moment"])

    eventually(page, is_unfolded)
    assert address(page)["own"] == f"run-{run.name}-2"


def test_a_mistake_opens_in_explore_with_its_text(open_as: OpenAs, run: Path) -> None:
    page = open_as("/training?view=Results&judged=After+the+last+epoch%2C+4")
    mistake = page.locator(".mistakes li").first
    mistake.wait_for()
    text = mistake.locator("q").get_attribute("title") or mistake.locator("q").inner_text()
    said = mistake.locator(".line b").first.inner_text()
    mistake.get_by_role("link", name="Open in Explore").click()
    page.locator(".instrument").wait_for()
    epoch = int(address(page)["own"].rpartition("-")[2]) - 1
    seen = OfRun(f"{run} {epoch}", text)
    eventually(page, partial(assert_read, page, seen))
    assert (seen.reading().probability > 0.5) == (said == "positive")


def test_ones_own_network_stands_beside_the_shipped_ones_and_one_goes_back_and_forth(
    open_as: OpenAs, run: Path
) -> None:
    page = open_as(f"/?text={ASKED}")
    page.get_by_role("combobox", name="Your networks").click()
    page.get_by_role("option", name=NAME).click()
    best = OfRun(f"{run} {best_epoch(run)}", TEXT)
    eventually(page, partial(assert_read, page, best))
    type_whole(page, "Not a good film")
    eventually(page, partial(assert_read, page, OfRun(best.network, "Not a good film")))
    switch(page, "gru")
    eventually(page, partial(assert_read, page, Seen("gru", "Not a good film")))
    assert "own" not in address(page)
    page.get_by_role("combobox", name="Your networks").click()
    page.get_by_role("option", name=NAME).click()
    eventually(page, partial(assert_read, page, OfRun(best.network, "Not a good film")))


def best_epoch(run: Path) -> int:
    """The epoch with the lowest validation loss, as the store has it."""
    from rnnviz.learning.store import RunStore
    from tests.browser.training import LIMIT

    epochs = [each for each in RunStore(run.parent, LIMIT).history(run.name).epochs if each["epoch"] >= 0]
    return int(min(epochs, key=lambda each: each["validation_loss"])["epoch"])


def test_the_address_of_anothers_network_shows_a_shipped_one_and_says_so(open_as: OpenAs, run: Path) -> None:
    page = open_as(f"/?own=run-{run.name}-2&text={ASKED}", STRANGER)
    eventually(page, partial(assert_read, page, Seen("lstm", TEXT)))
    assert page.get_by_text("This network of your own is not here any more.").count() == 1
    assert not page.get_by_role("combobox", name="Your networks").count()
    assert "own" not in address(page)
    assert owner_of(page) == STRANGER
