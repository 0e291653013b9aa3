"""Success against lag: a line for each cell and its first weights, a dot for every seed, and the baseline."""

from collections.abc import Sequence
from math import isfinite, log10
from statistics import median_low
from typing import Any

import plotly.graph_objects as go

from rnnviz.experiments.memory_cases import CASES, Case
from rnnviz.experiments.memory_results import Result
from rnnviz.experiments.memory_shipped import larger_points
from rnnviz.figures.curve_chart import faded
from rnnviz.figures.memory_frame import Frame, lay_out, look_of
from rnnviz.figures.memory_said import score_said
from rnnviz.figures.style import LINE, MUTED, NOT_A_NUMBER

VANILLA = (10, 20)  # Lags at which a SimpleRNN is said to end.
VANILLA_SAYS = "the textbook's end of a SimpleRNN:<br>10 to 20 steps (Bengio et al. 1994)"
_HOVER = "lag %{customdata[0]}, seed %{customdata[1]}: %{customdata[2]}<extra>%{fullData.name}</extra>"
_DODGE = 1.035  # Between the dots of two lines at the same lag.
_SEED_DODGE = 1.015  # Between the dots of two seeds.
_LOSS_FLOOR = 1e-5  # Where the axis of a loss ends at the latest.


def success_figure(frame: Frame, shipped: Sequence[Result], own: Sequence[Result] = ()) -> go.Figure:
    """Draw success against lag.

    Args:
        frame: what is shown.
        shipped: results of the task; a line goes through the median of the seeds.
        own: trained with other settings, on this page or beforehand; drawn as open marks.
    """
    figure = go.Figure()
    lags = sorted({result.point.lag for result in shipped} | {result.point.lag for result in own})
    _baseline(figure, frame, lags or [frame.lag])
    middle = (len(frame.cases) - 1) / 2
    for n, name in enumerate(frame.cases):
        mine = [result for result in shipped if result.point.case == name]
        _line(figure, frame, CASES[name], mine, _DODGE ** (n - middle))
    for result in own:
        if result.point.case in frame.cases:
            _own(figure, frame, result)
            figure.data[-1].showlegend = own_name(result) not in {trace.name for trace in figure.data[:-1]}
    _lay_out(figure, frame, lags or [frame.lag])
    seeds = len({result.point.seed for result in shipped})
    legend: dict[str, Any] = {
        "title_text": f"line: the middle one of {seeds} seeds; marks: each seed",
        "title_side": "top",
    }
    legend["title_font"] = frame.font
    figure.update_layout(legend=legend)
    return figure


def _line(figure: go.Figure, frame: Frame, case: Case, results: Sequence[Result], dodge: float) -> None:
    look = look_of(case, frame.theme)
    lags = sorted({result.point.lag for result in results})
    medians = [_middle([one for one in results if one.point.lag == lag]) for lag in lags]
    figure.add_scatter(
        x=lags,
        y=[value if isfinite(value) else None for value in medians],
        mode="lines+markers",
        name=case.title,
        line={"color": look.colour, "width": 2.5 * frame.scale, "dash": look.dash},
        marker={"symbol": look.symbol, "size": 6 * frame.scale},
        legendgroup=case.name,
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[result.point.lag * dodge * _SEED_DODGE ** (result.point.seed - 1) for result in results],
        y=[_height(frame, result) for result in results],
        customdata=[_told(result) for result in results],
        mode="markers",
        name=case.title,
        marker={
            "symbol": [look.symbol if isfinite(result.score) else "x-thin-open" for result in results],
            "size": 9 * frame.scale,
            "color": [look.colour if isfinite(one.score) else NOT_A_NUMBER[frame.theme] for one in results],
            "opacity": 0.8,
        },
        legendgroup=case.name,
        showlegend=False,
        hovertemplate=_HOVER,
    )


def _own(figure: go.Figure, frame: Frame, result: Result) -> None:
    case = CASES[result.point.case]
    look = look_of(case, frame.theme)
    figure.add_scatter(
        x=[result.point.lag],
        y=[_height(frame, result)],
        customdata=[_told(result)],
        mode="markers",
        name=own_name(result),
        marker={
            "symbol": f"{look.symbol}-open" if isfinite(result.score) else "x-thin-open",
            "size": 15 * frame.scale,
            "color": look.colour,
            "line": {"width": 3 * frame.scale, "color": look.colour},
        },
        hovertemplate=_HOVER,
    )


def own_name(result: Result) -> str:
    """What a network with settings of its own is called: by its seed, or by what comes with the program."""
    point, title = result.point, CASES[result.point.case].title
    if point in larger_points():
        return f"{title}, {point.units} units"
    return f"yours: {title}, seed {point.seed}"


def _middle(results: Sequence[Result]) -> float:
    """The score of the network in the middle: that of a network, never between two."""
    return median_low(_ranked(one) for one in results)


def _ranked(result: Result) -> float:
    return result.score if isfinite(result.score) else float("inf")


def _height(frame: Frame, result: Result) -> float:
    """Where a result stands; one that is no number stands at the upper end."""
    if frame.is_share:
        return result.score
    return max(result.score, _LOSS_FLOOR) if isfinite(result.score) else _top(frame)


def _top(frame: Frame) -> float:
    return 1.0 if frame.is_share else 3 * frame.task.baseline(frame.lag)


def _told(result: Result) -> list[Any]:
    says = f"{result.how} after {result.updates:,} updates; {score_said(result)}"
    return [result.point.lag, result.point.seed, says]


def _baseline(figure: go.Figure, frame: Frame, lags: Sequence[int]) -> None:
    """What is reached without memory, and from where on a task counts as solved."""
    ends = [lags[0] / 1.15, *lags, lags[-1] * 1.15]
    figure.add_scatter(
        x=ends,
        y=[frame.task.baseline(max(round(lag), 2)) for lag in ends],
        mode="lines",
        name=frame.task.baseline_says,
        line={"color": MUTED[frame.theme], "width": 2 * frame.scale, "dash": "longdash"},
        hovertemplate=f"{frame.task.baseline_says}: %{{y:.3f}}<extra></extra>",
    )


def _lay_out(figure: go.Figure, frame: Frame, lags: Sequence[int]) -> None:
    muted, line = MUTED[frame.theme], LINE[frame.theme]
    here, band = faded(line, 0.28), {"width": 1, "dash": "dot", "color": line}
    figure.add_vrect(frame.lag / 1.12, frame.lag * 1.12, fillcolor=here, line_width=0, layer="below")
    figure.add_vrect(*VANILLA, fillcolor=faded(line, 0.1), line=band, layer="below")
    note = {"showarrow": False, "font": {"size": 11 * frame.scale, "color": muted}}
    middle = log10(VANILLA[0] * VANILLA[1]) / 2
    figure.add_annotation(note, text=VANILLA_SAYS, x=middle, y=1.01, yref="paper", yanchor="bottom")
    figure.add_hline(frame.task.enough, line={"color": muted, "dash": "dot", "width": 1})
    enough = f"solved: {frame.task.enough:.0%}" if frame.is_share else f"solved: {frame.task.enough:.3f}"
    height = frame.task.enough if frame.is_share else log10(frame.task.enough)
    figure.add_annotation(note, text=enough, x=1, xref="paper", xanchor="right", y=height, yanchor="top")
    lay_out(figure, frame, 460, top=36)
    reach = [log10(lags[0] / 1.25), log10(lags[-1] * 1.25)]
    ticks = [f"lag {lags[0]}", *map(str, lags[1:])]
    figure.update_xaxes(frame.axis, type="log", range=reach, tickvals=lags, ticktext=ticks)
    of_loss = "mean squared error" if frame.task.is_number else "cross-entropy (nats)"
    title = "right on held-out sequences" if frame.is_share else of_loss
    figure.update_yaxes(frame.success_axis, title_text=title)


def success_said(frame: Frame, shipped: Sequence[Result]) -> str:
    """The figure in a sentence for each line: the medians by lag."""
    parts = []
    for name in frame.cases:
        mine = [result for result in shipped if result.point.case == name]
        lags = sorted({result.point.lag for result in mine})
        found = [_middle([one for one in mine if one.point.lag == lag]) for lag in lags]
        words = (
            f"{value:.0%} at lag {lag}" if frame.is_share else f"{value:.3g} at lag {lag}"
            for lag, value in zip(lags, found, strict=True)
        )
        parts.append(f"{CASES[name].title}: {', '.join(words) or 'nothing yet'}")
    return "; ".join(parts) + "."
