"""The memory bench, a section of the Gradients page: which network can bridge which lag, trained really."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from rnnviz.components.controls import choose_number, choose_one, page_theme
from rnnviz.components.live_run import Draw, done_runs, last_run, start_button, watch
from rnnviz.components.pressable import pressable
from rnnviz.experiments.live import LiveRun
from rnnviz.experiments.memory_cases import CASES, STARTS
from rnnviz.experiments.memory_results import EXAMPLES, Result
from rnnviz.experiments.memory_shipped import (
    SHIPPED_LAGS,
    SHIPPED_SEEDS,
    Bench,
    as_shipped,
    larger_points,
    shipped_bench,
)
from rnnviz.experiments.memory_tasks import MOST_LAG, TASKS
from rnnviz.experiments.memory_training import MOST_UNITS, MOST_UPDATES, Point
from rnnviz.figures.curve_chart import CONFIG
from rnnviz.figures.memory_frame import Frame
from rnnviz.figures.memory_grid import memory_grid
from rnnviz.figures.memory_learning import learning_figure, learning_said, live_figure
from rnnviz.figures.memory_reach import When, reach_figure, reach_said
from rnnviz.figures.memory_said import headline_said, larger_said, own_said
from rnnviz.figures.memory_strip import memory_strip
from rnnviz.figures.memory_success import own_name, success_figure, success_said

MEMORY, GRID = "memory", "m_grid"
RATES = (0.0003, 0.001, 0.002, 0.005, 0.01, 0.03)
PRESENTER_SCALE = 1.4
_PRESENTER_STYLE = "<style>.memory-strip { zoom: 1.4; } .stMarkdown p { font-size: 1.25rem; }</style>"
_PRESENTER_GRID = "<style>.memory-grid { zoom: 1.4; }</style>"
MOST_SEED = 9_999


def show(size: str) -> None:
    """Show the section.

    Args:
        size: "normal" or "presenter".
    """
    bench = shipped_bench()
    if size == "presenter":
        st.html(_PRESENTER_STYLE)
    st.markdown(
        "Can a network still use, at the end, what it read at the beginning? Every mark is a network that was"
        " really trained; only the task, the lag and the weights it began with differ."
    )
    frame = _choose(size)
    shipped, own = bench.of(frame.task.name), _own(frame.task.name)
    larger = bench.larger_of(frame.task.name)
    st.markdown(f"**{headline_said(frame.lag, shipped)}** {larger_said(larger)}")
    st.markdown(f"{frame.task.title}: {frame.task.says}")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        figure, alt = success_figure(frame, shipped, [*larger, *own]), success_said(frame, shipped)
        st.plotly_chart(figure, key="m_success", config=CONFIG, alt=alt)
    with right:
        pressable(_grid_style(size) + memory_grid(frame, shipped, SHIPPED_LAGS, larger), GRID, _take_lag)
    _answers(bench, frame, shipped, [*larger, *own])
    left, right = st.columns(2, gap="large")
    with left:
        _learning(frame, [*shipped, *own])
    with right:
        _horizon(frame, shipped)
    _train(frame, shipped, own)
    _provenance(bench, frame)


def _take_lag() -> None:
    """Choose the lag whose column was pressed."""
    chosen = {str(lag): lag for lag in SHIPPED_LAGS}.get(str(st.session_state[GRID].pressed))
    if chosen is not None:
        st.session_state.m_lag = chosen


def _grid_style(size: str) -> str:
    """The grid stands in a room of its own, where the style of the page is not heard."""
    return _PRESENTER_GRID if size == "presenter" else ""


def _choose(size: str) -> Frame:
    with st.container(horizontal=True, gap="medium"):
        task = choose_one("Task", {name: task.title for name, task in TASKS.items()}, "m_task")
        says = "The same three cells with other weights to begin with.\n\n" + "\n".join(
            [f"- **{start.title}**: {start.says}" for start in STARTS.values()]
            + ["", "In detail:", ""]
            + [f"- **{case.title}**: {case.says}" for case in CASES.values()]
        )
        start = choose_one(
            "First weights", {name: start.title for name, start in STARTS.items()}, "m_start", says=says
        )
        lag = st.select_slider("Lag", SHIPPED_LAGS, 40, key="m_lag", bind="query-params", width=260)
    theme = page_theme()
    scale = PRESENTER_SCALE if size == "presenter" else 1.0
    return Frame(TASKS[task], STARTS[start].cases, lag, theme, scale)


def _answers(bench: Bench, frame: Frame, shipped: Sequence[Result], own: Sequence[Result]) -> None:
    """A sequence with the answers of the networks of this lag."""
    st.subheader(f"Lag {frame.lag}: what they answer", anchor=False)
    examples = bench.examples[frame.task.name, frame.lag]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = choose_number("Sequence", (1, EXAMPLES, 1), "m_example", 150)
        seed = choose_number("Seed of the networks", (0, SHIPPED_SEEDS[-1], 0), "m_seed", 170)
    number = min(number, len(examples))
    said = {
        CASES[one.point.case].title: _said(one, number - 1)
        for one in _here(frame, shipped)
        if one.point.seed == seed
    }
    for one in _here(frame, own):
        said[own_name(one)] = _said(one, number - 1)
    st.html(memory_strip(frame.task, examples[number - 1], said))


def _here(frame: Frame, results: Sequence[Result]) -> list[Result]:
    """Of the chosen lag and of the cases that are shown, in their order."""
    shown = list(frame.cases)
    found = [one for one in results if one.point.lag == frame.lag and one.point.case in shown]
    return sorted(found, key=lambda one: (shown.index(one.point.case), one.point.seed))


def _said(result: Result, number: int) -> tuple[float, ...]:
    """The answers of a network to one of the kept sequences."""
    return result.said[0][number:] if result.point.task == "anbn" else result.said[number]


def _learning(frame: Frame, results: Sequence[Result]) -> None:
    st.subheader(f"Lag {frame.lag}: how they learnt it", anchor=False)
    here = _here(frame, results)
    st.markdown(
        "Success by update, a line for every seed; it ends where the task is solved. Long dashes: without"
        " memory. Dotted across: solved."
    )
    figure = learning_figure(frame, here)
    st.plotly_chart(figure, key="m_learning", config=CONFIG, alt=learning_said(here))


def _horizon(frame: Frame, results: Sequence[Result]) -> None:
    st.subheader("Does the horizon predict success?", anchor=False)
    titles: dict[When, str] = {"before": "Horizon before training", "after": "After training"}
    when: When = "before"
    chosen = choose_one("Which horizon", {str(name): title for name, title in titles.items()}, "m_when")
    if chosen == "after":
        when = "after"
    said = reach_said(results, when, frame.lag)
    st.markdown(f"**{said}**")
    st.plotly_chart(reach_figure(frame, results, when), key="m_reach", config=CONFIG, alt=said)
    _small(
        frame,
        "Full marks solved their task. The horizon is measured on one sequence of the"
        f" task with lag {MOST_LAG}: the smallest lag at which the largest singular value of ∂h_T/∂state_t is"
        " under 1 %.",
    )


def _train(frame: Frame, shipped: Sequence[Result], own: Sequence[Result]) -> None:
    st.subheader("Train this point again", anchor=False)
    usual = as_shipped(Point(frame.task.name, frame.cases[0], frame.lag))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        titles = {name: case.title for name, case in CASES.items()}
        case = st.selectbox(
            "Cell", titles, format_func=titles.__getitem__, key="m_case", bind="query-params", width=230
        )
        seed = choose_number("Seed", (0, MOST_SEED, 3), "m_own_seed", 120)
        units = choose_number("Units", (1, MOST_UNITS, usual.units), "m_units", 120)
        updates = choose_number("Updates", (50, MOST_UPDATES, usual.updates), "m_updates", 140)
        key = "m_rate_copy" if frame.task.name == "copy" else "m_rate"
        rate = st.selectbox(
            "Learning rate", RATES, RATES.index(usual.rate), key=key, bind="query-params", width=130
        )
        point = Point(frame.task.name, case, frame.lag, seed, updates, units, rate, usual.rows)
        start_button(MEMORY, point.as_values(), f"Train at lag {frame.lag}")
    watch(MEMORY, _draw_live(frame))
    for result in own[-3:]:
        st.markdown(own_said(result, shipped))
    if own:
        _small(frame, "Yours are the open marks above. The last ones are kept while the program runs.")


def _draw_live(frame: Frame) -> Draw:
    def draw(run: LiveRun) -> None:
        if run.state == "done":
            return  # It stands in every picture above.
        point = Point.from_values(run.values)
        mine = replace(frame, task=TASKS[point.task], lag=point.lag)
        told = [one for one in run.messages if one["kind"] == "progress"]
        st.caption(f"{mine.task.title}, lag {point.lag}: {CASES[point.case].title}, seed {point.seed}")
        figure = live_figure(mine, point.case, told)
        st.plotly_chart(figure, key="m_live", config=CONFIG, alt=_live_said(told))

    return draw


def _live_said(told: Sequence[Any]) -> str:
    if not told:
        return "Nothing is told yet."
    last = told[-1]
    return f"After {last['step']} of {last['of']} updates {last['right']:.1%} right."


def _small(frame: Frame, says: str) -> None:
    """A note: small, except on a projector, and never pale."""
    st.markdown(says if frame.scale > 1 else f":small[{says}]")


def _own(task: str) -> list[Result]:
    """What this browser has trained of a task, the oldest first."""
    if last_run(MEMORY) is None:
        return []
    found = (run.result for run in done_runs(MEMORY))
    results = (Result.from_values(one["result"]) for one in found if one)
    return [result for result in results if result.point.task == task]


def _provenance(bench: Bench, frame: Frame) -> None:
    usual = as_shipped(Point(frame.task.name, "lstm", frame.lag))
    source = f" Task: {frame.task.source}." if frame.task.source else ""
    sources = dict.fromkeys(CASES[name].source for name in frame.cases)
    seeds = ", ".join(map(str, SHIPPED_SEEDS))
    more = larger_points()[0]
    larger = (
        f" The larger ones: seed {more.seed}, {more.units} units, {more.rows} sequences an update, learning"
        f" rate {more.rate:g}, at most {more.updates:,} updates."
    )
    _small(
        frame,
        f"Computed beforehand with `{bench.command}` on {bench.made}: seeds {seeds}, {usual.units}"
        f" units, one-hot inputs, Adam with learning rate {usual.rate:g}, {usual.rows} sequences an update,"
        f" gradient norm cut at 1, at most {usual.updates:,} updates, ended earlier once solved; judged on"
        f" {bench.held_out} other sequences (of aⁿbⁿ every n once), which also decide when it has ended."
        " Nothing is tuned for a cell; for the copy"
        " task three learning rates were tried with seed 0 before."
        f"{larger if frame.task.name == 'copy' else ''}{source} First weights:"
        f" {'; '.join(sources)}.",
    )
