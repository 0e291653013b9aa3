"""The rig keeps its promises, seen on a small script of its own."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.server import TOP, Server, running_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.rig import Scheme
    from tests.browser.visitors import Visitors

SCRIPT = """
import time
import streamlit as st

draw = st.components.v2.component(
    "rig.canvas",
    html="<canvas></canvas>",
    js="export default function({parentElement, data}) {\\n"
    "parentElement.querySelector('canvas').title = data.title }",
)
draw(data={"title": "drawn"}, key="canvas")
time.sleep(0.5)
st.write("the last line")
if "fail" in st.query_params:
    raise ValueError("meant to be seen")
"""
REMEMBER = "() => { localStorage.seen = sessionStorage.seen = 'x'; document.cookie = 'seen=x' }"
REMEMBERED = """() => [localStorage.seen, sessionStorage.seen].map((seen) => seen ?? null).concat(
    document.cookie.includes('seen=x'), innerWidth, matchMedia('(prefers-reduced-motion)').matches)"""


@pytest.fixture(scope="module")
def small_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    script = tmp_path_factory.mktemp("rig") / "app.py"
    script.write_text(SCRIPT)
    with running_app(script) as server:
        yield server


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_at_rest_is_complete_in_the_theme_of_the_visitors_system(
    small_app: Server, browser: "Browser", faults: list[str], scheme: "Scheme"
) -> None:
    from tests.browser.rig import View, background, new_context, visit

    with new_context(browser, View(scheme=scheme), faults) as context:
        page = visit(context.new_page(), small_app.url)
        assert page.get_by_text("the last line").count() == 1
        assert page.locator("canvas").evaluate_all("all => all.map(one => one.title)") == ["drawn"]
        shown = background(page)
    configured = tomllib.loads((TOP / ".streamlit/config.toml").read_text())["theme"][scheme]
    assert bytes(shown).hex() == configured["backgroundColor"].strip("#").lower()
    assert not faults


def test_whatever_goes_wrong_in_the_browser_is_a_fault(
    small_app: Server, browser: "Browser", faults: list[str]
) -> None:
    from tests.browser.rig import View, exceptions_shown, new_context, visit

    with new_context(browser, View(), faults) as context:
        page = visit(context.new_page(), small_app.url + "?fail=1")
        page.evaluate("console.error('said'); setTimeout(() => { throw new Error('thrown') })")
        page.evaluate("fetch('http://elsewhere.example/x').catch(() => 0)")
        faults += exceptions_shown(page)
    told = "\n".join(faults)
    for part in (
        "console: said",
        "uncaught: thrown",
        "machine: http://elsewhere.example",
        "meant to be seen",
    ):
        assert part in told


def test_who_comes_next_finds_nothing_of_the_visitor_before(
    small_app: Server, visitors: "Visitors", faults: list[str]
) -> None:
    from tests.browser.rig import View, background, visit

    with visitors.visit_of(View(390, 844, "dark", reduced_motion=True)) as before:
        dark = background(visit(before, small_app.url))
        before.evaluate(REMEMBER)
        assert before.evaluate(REMEMBERED) == ["x", "x", True, 390, True]
    with visitors.visit_of() as page:
        assert page is before, "the tab is used again"
        assert background(visit(page, small_app.url)) > dark
        assert page.evaluate(REMEMBERED) == [None, None, False, 1440, False]
    with pytest.raises(ValueError), visitors.visit_of():
        raise ValueError
    with visitors.visit_of() as another:
        assert another is not page, "who knows how it was left"
    assert not faults


def test_a_server_that_ends_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="does not exist"), running_app(tmp_path / "missing.py"):
        pass
