"""The views of a finished run: its networks epoch by epoch, its results, files, and how all of it looks."""

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rnnviz.figures.style import THEMES, Theme
from rnnviz.learning.store import RunStore
from rnnviz.network import read_network
from tests.browser.explore import address, assert_colours, eventually, snapshot
from tests.browser.server import Server
from tests.browser.training import (
    CLIPPED,
    LIMIT,
    TOO_WIDE,
    OfRun,
    make_run,
    points,
    show,
    small_spec,
    visitor,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.rig import View
    from tests.browser.visitors import Visitors

OWNER = "5eed" * 8
EPOCHS = 5
VIEWS = ("Watch", "Time machine", "Results", "Compare", "Keras")
TEXT = "The film was good but not long"
INKS = """() => [...document.querySelectorAll('.js-plotly-plot text')]
    .map((text) => getComputedStyle(text).fill)"""

OpenMine = Callable[..., "Page"]


@pytest.fixture(scope="module")
def folder(runs_folder: Path) -> Path:
    return runs_folder


@pytest.fixture(scope="module")
def run(folder: Path) -> Path:
    """The folder of a finished run; it is newer than another one of the same browser."""
    make_run(folder, OWNER, small_spec(2, cell="gru"), "An older one")
    return folder / make_run(folder, OWNER, small_spec(EPOCHS)).id


@pytest.fixture(scope="module")
def app_server(runs_server: Server) -> Server:
    return runs_server


@pytest.fixture
def open_mine(run: Path, app_server: Server, visitors: "Visitors", faults: list[str]) -> Iterator[OpenMine]:
    """Open a page of the browser to whom the runs belong."""
    from tests.browser.rig import visit

    with ExitStack() as stack:

        def open_one(path: str, view: "View | None" = None) -> "Page":
            page = stack.enter_context(visitor(visitors, faults, OWNER, view))
            return visit(page, app_server.url + path)

        yield open_one
    assert not faults


def assert_epoch(page: "Page", run: Path, epoch: int) -> None:
    """The instrument shows how the network of an epoch reads: its verdict, its colours."""
    seen = OfRun(f"{run} {epoch}", TEXT, "trained")
    assert snapshot(page)["verdict"] == seen.percents()[-1]
    assert_colours(page, seen, "light")


def test_arrow_keys_go_through_the_epochs_and_the_verdict_and_the_picture_change(
    open_mine: OpenMine, run: Path
) -> None:
    page = open_mine(f"/training?view=Time+machine&sentence={TEXT.replace(' ', '+')}")
    eventually(page, lambda: assert_epoch(page, run, EPOCHS - 1))
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    eventually(page, lambda: assert_epoch(page, run, EPOCHS - 2))
    assert address(page)["epoch"] == str(EPOCHS - 1)
    page.keyboard.press("Home")
    eventually(page, lambda: assert_epoch(page, run, -1))
    assert address(page)["epoch"] == "before"
    verdicts = {OfRun(f"{run} {epoch}", TEXT).percents()[-1] for epoch in range(-1, EPOCHS)}
    assert len(verdicts) > 3, "or the picture would not have to change"


def test_watch_it_learn_goes_from_before_training_to_the_last_epoch(open_mine: OpenMine, run: Path) -> None:
    page = open_mine(f"/training?view=Time+machine&sentence={TEXT.replace(' ', '+')}")
    eventually(page, lambda: assert_epoch(page, run, EPOCHS - 1))
    page.get_by_role("button", name="Watch it learn").click()
    eventually(page, lambda: assert_epoch(page, run, 1))
    page.get_by_role("button", name="Watch it learn").wait_for(timeout=20_000)
    eventually(page, lambda: assert_epoch(page, run, EPOCHS - 1))


def downloaded(page: "Page", name: str, to: Path) -> Path:
    """Press a button that downloads, and keep what comes."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    path = to / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_the_network_is_downloaded_for_numpy_and_for_keras_and_the_script_too(
    open_mine: OpenMine, run: Path, tmp_path: Path
) -> None:
    page = open_mine("/training?view=Results")
    npz = downloaded(page, "NumPy (.npz)", tmp_path)
    epoch = int(npz.stem.rpartition("-")[2]) - 1
    ours = OfRun(f"{run} {epoch}", TEXT).reading().probability
    assert read_network(npz).read(TEXT).probability == pytest.approx(ours, abs=1e-6)
    keras = downloaded(page, "Keras (.keras)", tmp_path)
    with zipfile.ZipFile(keras) as archive:
        layers = json.loads(archive.read("config.json"))["config"]["layers"]
        assert "LSTM" in {layer["class_name"] for layer in layers}
        assert "model.weights.h5" in archive.namelist()
    show(page, "Keras")
    script = downloaded(page, "training.py", tmp_path).read_text()
    compile(script, "training.py", "exec")
    assert "LSTM" in script


def test_results_count_every_test_text_once(open_mine: OpenMine, run: Path) -> None:
    page = open_mine("/training?view=Results")
    page.locator(".confusion").wait_for()
    counts = [int(each.replace(",", "")) for each in page.locator(".confusion td b").all_inner_texts()]
    assert sum(counts) == 800
    right = float(page.locator(".confusion .big").inner_text().split()[0])
    assert right == pytest.approx(100 * (counts[0] + counts[3]) / 800, abs=0.051)


def test_a_run_is_renamed_and_deleted(open_mine: OpenMine, folder: Path) -> None:
    made = make_run(folder, OWNER, small_spec(1))
    page = open_mine(f"/training?view=Results&run={made.id}")
    name = page.get_by_role("textbox", name="Name of the run")
    name.fill("<b>Mine</b> & yours")
    name.press("Enter")
    chooser = page.get_by_role("combobox", name="Run")
    eventually(page, lambda: assert_value(chooser, "<b>Mine</b> & yours"))
    assert json.loads((folder / made.id / "run.json").read_text())["name"] == "<b>Mine</b> & yours"
    page.get_by_test_id("stPopover").get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete for good").click()

    def is_gone() -> None:
        assert not (folder / made.id).exists()
        assert made.name not in chooser.input_value()
        assert "Mine" not in chooser.input_value()

    eventually(page, is_gone)


def assert_value(chooser: Any, expected: str) -> None:
    """What stands in a select box."""
    assert chooser.input_value() == expected


def test_on_a_phone_no_view_scrolls_sideways_and_no_chart_is_clipped(open_mine: OpenMine) -> None:
    from tests.browser.rig import View, wait_until_at_rest

    page = open_mine("/training", View(390, 844, "dark"))
    for scheme in reversed(THEMES):
        page.emulate_media(color_scheme=scheme)
        for view in VIEWS:
            show(page, view)
            eventually(page, partial(assert_shown, page, view))
            wait_until_at_rest(page)
            eventually(page, partial(assert_fits, page, view))
            eventually(page, partial(assert_inked, page, view, scheme))


def test_the_label_of_a_point_near_the_left_edge_is_whole(open_mine: OpenMine, folder: Path) -> None:
    made = make_run(folder, OWNER, small_spec(60), "Stopped early", until=2)
    page = open_mine(f"/training?run={made.id}")
    page.get_by_text("Stopped after 2 of 60 epochs").wait_for()
    eventually(page, lambda: assert_fits(page, "Watch"))
    assert page.get_by_text("lowest loss").count() == 1


def assert_inked(page: "Page", view: str, scheme: Theme) -> None:
    """What is written in the charts is dark in the light and light in the dark."""
    inks = page.evaluate(INKS)
    levels = [float(ink[4:].split(",")[0]) for ink in inks]
    assert {level > 128 for level in levels} <= {scheme == "dark"}, (view, set(inks))


SHOWN = {
    "Watch": "Your sentences, read again after every epoch",
    "Time machine": "Watch it learn",
    "Results": "Its worst mistakes",
    "Compare": "Runs to compare",
    "Keras": "training.py",
}


def assert_shown(page: "Page", view: str) -> None:
    """A view has come."""
    assert page.get_by_text(SHOWN[view]).count() >= 1


def assert_fits(page: "Page", view: str) -> None:
    """Nothing is wider than the window, and every word of a chart lies within it."""
    assert not page.evaluate(TOO_WIDE), view
    assert not page.evaluate(CLIPPED), view


def test_the_charts_show_what_was_kept_of_every_epoch(open_mine: OpenMine, run: Path) -> None:
    page = open_mine(f"/training?run={run.name}")
    kept = RunStore(run.parent, LIMIT).history(run.name).epochs
    places = [header["epoch"] + 1 for header in kept]

    def lines_go_through_all() -> None:
        for quantity in ("loss", "accuracy"):
            lines = [line for line in points(page, quantity) if line[0] == places]
            assert len(lines) == 1
            shown = np.array(lines[0][1], float)
            np.testing.assert_allclose(shown, [header[f"validation_{quantity}"] for header in kept])

    eventually(page, lines_go_through_all)
