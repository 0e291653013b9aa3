"""A knob of the laboratory to pixels in a real Chromium, next to Streamlit's own slider and chart."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from rnnviz.analysis.laboratory import KINDS, SEEDS, Knobs
from rnnviz.analysis.laboratory_measure import DRAFT_POINTS, POINTS, measure
from rnnviz.arrays import compute_on_one_thread
from tests.browser.rig import View, new_context, running_browser, visit
from tests.browser.server import running_app

MOVES = 30
ROUNDS = 3
TARGET_MS = 100
# Each round begins at another radius: no answer is one that the server has given before.
LAB = "/gradients?look=The+knobs&knobs=timesteps-{timesteps}~radius-{radius}"
FIRST_RADIUS, ROUND_RADIUS = 0.5, 0.4

# The same computation, shown with what Streamlit brings along.
NATIVE = """
import numpy as np
import plotly.graph_objects as go
import streamlit as st

from rnnviz.analysis.laboratory import KINDS, Knobs
from rnnviz.analysis.laboratory_measure import DRAFT_POINTS, measure
from rnnviz.arrays import compute_on_one_thread

compute_on_one_thread()

@st.fragment
def show():
    knobs = Knobs(timesteps=TIMESTEPS, radius=st.slider("Radius", 0.0, 2.0, 1.0, 0.01))
    figure = go.Figure(layout={"title": f"radius {knobs.radius:.2f}"})
    for kind in KINDS:
        measured = measure(kind, knobs.of(kind), 1, DRAFT_POINTS)
        figure.add_scatter(x=measured.times, y=np.log10(measured.band.median), name=kind)
    figure.add_heatmap(z=measure("simple-rnn", knobs, 1, 2).slopes.T, yaxis="y2")
    figure.update_layout(yaxis={"domain": [0.4, 1]}, yaxis2={"domain": [0, 0.35], "anchor": "x"})
    st.plotly_chart(figure, key="chart")

show()
"""

# Moves a slider of the laboratory one step, as a hand that holds it does, and waits for the frame of it.
MOVE = """() => new Promise((done) => {
    const root = [...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]
        .flatMap((host) => [...host.querySelectorAll('*'), host]).map((node) => node.shadowRoot)
        .find((found) => found?.querySelector('#lab-radius'));
    const [range, instrument] = [root.querySelector('#lab-radius'), root.querySelector('.instrument')];
    const before = instrument.dataset.read;
    const start = performance.now();
    range.dispatchEvent(new PointerEvent('pointerdown'));
    range.value = String(Number(range.value) + 0.01);
    range.dispatchEvent(new Event('input'));
    const look = () => {
        if (instrument.dataset.read !== before) done(performance.now() - start);
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})"""

# The same for Streamlit's slider: when its key went down, and when the title of the chart is another.
PRESS = """() => {
    const title = () => document.querySelector('.gtitle')?.textContent;
    const before = title();
    window.moved = new Promise((done) => document.addEventListener('keydown', () => {
        const start = performance.now();
        const look = () => {
            if (title() !== undefined && title() !== before) done(performance.now() - start);
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    }, { once: true, capture: true }));
}"""


class Latency(NamedTuple):
    """Milliseconds from a move to the frame that shows it."""

    median: float
    p95: float


@contextmanager
def native_script(timesteps: int) -> Iterator[Path]:
    """A page of Streamlit's own parts."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "native.py"
        script.write_text(NATIVE.replace("TIMESTEPS", str(timesteps)))
        yield script


def computing(timesteps: int, seeds: int, points: int) -> float:
    """Milliseconds of Python alone for all three cells, the median of some rounds."""
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        for kind in KINDS:
            measure(kind, Knobs(timesteps=timesteps), seeds, points)
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def moves_of_the_laboratory(page: Page) -> list[float]:
    """Drag the radius."""
    page.locator("#lab-radius").wait_for()
    page.wait_for_timeout(500)
    return [page.evaluate(MOVE) for _ in range(MOVES)]


def moves_of_streamlit(page: Page) -> list[float]:
    """Press the arrows on the slider of Streamlit."""
    page.locator(".gtitle").wait_for()
    slider = page.get_by_role("slider")
    slider.focus()
    taken = []
    for _ in range(MOVES):
        page.evaluate(PRESS)
        page.keyboard.press("ArrowRight")
        taken.append(page.evaluate("() => window.moved"))
        page.wait_for_timeout(100)
    return taken


def measured(browser: Browser, pages: dict[str, str]) -> dict[str, Latency]:
    """Latencies of each page, rounds interleaved."""
    moves = {"laboratory": moves_of_the_laboratory, "st.slider + st.plotly_chart": moves_of_streamlit}
    found: dict[str, list[float]] = {name: [] for name in pages}
    for n in range(ROUNDS):
        for name, url in pages.items():
            context = new_context(browser, View(), [])
            radius = f"{FIRST_RADIUS + n * ROUND_RADIUS:.2f}"
            found[name] += moves[name](visit(context.new_page(), url.replace("{radius}", radius)))
            context.close()
    return {
        name: Latency(statistics.median(taken), statistics.quantiles(taken, n=20)[-1])
        for name, taken in found.items()
    }


def run() -> None:
    """Measure and print."""
    compute_on_one_thread()
    print(f"Python alone, three cells of 64 units: draft of 1 seed and {SEEDS} seeds in full")
    for timesteps in (100, 500):
        draft, full = computing(timesteps, 1, DRAFT_POINTS), computing(timesteps, SEEDS, POINTS)
        print(f"  T = {timesteps}: {draft:.0f} ms, {full:.0f} ms")
    print(f"{'slider to pixels':<44}{'median':>10}{'95 %':>10}{'to lab':>9}")
    for timesteps in (100, 500):
        with (
            native_script(timesteps) as script,
            running_app() as app,
            running_app(script) as native,
            running_browser() as browser,
        ):
            url = app.url + LAB.replace("{timesteps}", str(timesteps))
            found = measured(browser, {"laboratory": url, "st.slider + st.plotly_chart": native.url})
        for name, latency in found.items():
            ratio = latency.median / found["laboratory"].median
            label = f"T = {timesteps}, {name}"
            print(f"{label:<44}{latency.median:>7.0f} ms{latency.p95:>7.0f} ms{ratio:>8.1f}x")
    print(f"target at T = 100: {TARGET_MS} ms")
