"""The memory bench in a real browser: the lag moved by the keyboard, a point trained again."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from rnnviz.experiments.memory_shipped import shipped_bench
from rnnviz.figures.memory_said import headline_said
from tests.browser.conftest import OpenPage
from tests.browser.explore import eventually, view

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOO_WIDE = "() => document.querySelector('[data-testid=stMain]').scrollWidth > innerWidth"
TOPS = "(parts) => parts.map((part) => Math.round(part.getBoundingClientRect().top))"
ENDS = "(parts) => parts.map((part) => part.getBoundingClientRect().right)"
CHARTS = """() => [...document.querySelectorAll(".js-plotly-plot")].map((plot) =>
    plot.data.map((trace) => ({name: trace.name, symbol: trace.marker?.symbol, x: [...trace.x]})))"""


def own_marks(page: "Page") -> list[dict[str, object]]:
    """What this visitor has trained, in the first chart."""
    success = page.evaluate(CHARTS)[0]
    return [trace for trace in success if str(trace["name"]).startswith("yours")]


def test_the_lag_is_moved_by_keys_and_a_point_is_trained_again(open_page: OpenPage) -> None:
    page = open_page("/gradients?look=Memory&m_lag=20")
    assert own_marks(page) == []
    slider = page.get_by_role("slider", name="Lag")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    said = headline_said(10, shipped_bench().of("recall"))
    page.get_by_text(said).wait_for()
    assert parse_qs(urlsplit(page.url).query)["m_lag"] == ["10"]
    page.get_by_role("button", name="lag 5", exact=True).press("Enter")  # The head of a column.
    page.get_by_role("button", name="lag 5", exact=True, pressed=True).wait_for()
    page.get_by_role("button", name="Train at lag 5").click()

    page.get_by_text("Yours: SimpleRNN, orthogonal, lag 5, seed 3, 32 units: solved").wait_for()

    def drawn() -> None:
        (mark,) = own_marks(page)
        assert mark == {"name": "yours: SimpleRNN, orthogonal, seed 3", "symbol": "circle-open", "x": [5]}

    eventually(page, drawn)
    page.get_by_text("yours: SimpleRNN, orthogonal, seed 3").first.wait_for()


def test_on_a_phone_nothing_is_wider_than_the_screen(open_page: OpenPage) -> None:
    page = open_page("/gradients?look=Memory&m_lag=80&m_start=All+eight", view(390, 844, "dark"))
    assert not page.evaluate(TOO_WIDE)
    for part in (page.locator(".memory-strip .table"), page.locator(".memory-grid")):
        assert part.evaluate("(part) => part.scrollWidth <= part.clientWidth")
    # The sequence is wrapped, and every answer is seen beside its name.
    assert len(set(page.locator(".memory-strip .input .cell").evaluate_all(TOPS))) > 3
    ends = page.locator(".memory-strip .said").evaluate_all(ENDS)
    assert len(ends) == 2 + 8 and all(0 < end <= 390 for end in ends)
