"""What is taken away, opened elsewhere: a page from a file without any server, numbers, a script, a link."""

import io
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import numpy as np

import rnnviz
from rnnviz.network import load_network
from tests.browser.conftest import OpenPage
from tests.browser.explore import Seen, assert_colours, box, snapshot
from tests.taking import assert_same_arrays

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TEXT = 'The plot is "new", but I hated it'
STEM = "lstm-the-plot-is-new-path"


def from_file(browser: "Browser", path: Path, scheme: Any, asked: list[str], faults: list[str]) -> "Page":
    """A page opened from a file, in a browser that may go nowhere; what it asks for is noted."""
    from tests.browser.rig import View, new_context

    page = new_context(browser, View(1440, 900, scheme), faults).new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.locator(".instrument[data-read]").first.wait_for()
    return page


def test_a_page_of_a_reading_is_the_instrument_itself(browser: "Browser", tmp_path: Path) -> None:
    path, asked, faults = tmp_path / "page.html", list[str](), list[str]()
    rnnviz.show("lstm", TEXT).save(path)
    seen = Seen("lstm", TEXT, "trained")
    page = from_file(browser, path, "light", asked, faults)
    assert snapshot(page)["verdict"] == seen.percents()[-1]
    assert_colours(page, seen, "light")
    page.locator(".scroller").press("ArrowLeft")
    assert snapshot(page)["verdict"] == seen.percents()[-2]
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    assert_colours(page, seen, "dark")
    page.context.close()
    assert asked == [path.as_uri()] and faults == []


def test_every_file_of_a_view_holds_what_the_view_shows(
    open_page: OpenPage, browser: "Browser", tmp_path: Path, faults: list[str]
) -> None:
    page = open_page("/?inside=Where+the+state+goes")
    box(page).fill(TEXT)
    page.locator('.instrument[data-read="the plot is new but i hated it"]').wait_for()
    page.get_by_text("Take it away").click()
    files = {}
    for label in ("Page", "CSV", "NPZ", "Python"):
        with page.expect_download() as download:
            page.get_by_role("button", name=label, exact=True).click()
        files[label] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[label])
    assert sorted(each.name for each in files.values()) == [
        f"{STEM}.{end}" for end in ("csv", "html", "npz", "py")
    ]
    with np.load(files["NPZ"], allow_pickle=False) as archive:
        arrays = dict(archive)
    reading = load_network("lstm").read(TEXT)
    np.testing.assert_array_equal(arrays["verdicts"][1:], reading.probabilities)
    made: dict[str, Any] = {}
    with redirect_stdout(io.StringIO()):
        exec(files["Python"].read_text(encoding="utf-8"), made)
    assert_same_arrays(made["arrays"], arrays)
    rows = files["CSV"].read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + sum(values.size for values in arrays.values())
    link = page.get_by_test_id("stCode").last.inner_text().strip()
    assert parse_qs(urlsplit(link).query) == {"inside": ["Where the state goes"], "text": [TEXT]}
    assert urlsplit(link).netloc == urlsplit(page.url).netloc
    asked: list[str] = []
    away = from_file(browser, files["Page"], "dark", asked, faults)
    dots = "nodes => nodes.map(node => node.outerHTML)"
    there, here = (each.locator(".path .wide .dot").evaluate_all(dots) for each in (away, page))
    assert there == here and len(there) == 9
    assert asked == [files["Page"].as_uri()]
    away.locator(".instrument .scroller").press("Home")
    away.context.close()
