"""Does the horizon of the gradient predict success? Each trained network at its horizon and its lag."""

from collections.abc import Sequence
from math import log10
from typing import Literal

import plotly.graph_objects as go

from rnnviz.experiments.memory_cases import CASES
from rnnviz.experiments.memory_results import Reach, Result
from rnnviz.experiments.memory_tasks import MOST_LAG
from rnnviz.figures.curve_chart import faded
from rnnviz.figures.memory_frame import Frame, lay_out, look_of
from rnnviz.figures.style import MUTED

When = Literal["before", "after"]
_BEYOND = MOST_LAG * 1.35  # Where a horizon stands that is not within what was measured.
_DODGE = 1.035


def reach_figure(frame: Frame, results: Sequence[Result], when: When) -> go.Figure:
    """Draw every network: filled where it solved its task, else open; above the line the lag is longer.

    Those of cases that are not chosen are drawn as well, without colour, for they are counted.
    """
    figure = go.Figure()
    ends = [2.5, MOST_LAG]
    figure.add_scatter(
        x=ends,
        y=ends,
        mode="lines",
        name="horizon = lag",
        line={"color": MUTED[frame.theme], "dash": "longdash", "width": 2},
        hoverinfo="skip",
    )
    names = sorted(CASES, key=lambda name: name in frame.cases)  # The chosen ones on top.
    others = len(names) - len(frame.cases)
    for n, name in enumerate(names):
        mine = [result for result in results if result.point.case == name]
        look, is_chosen = look_of(CASES[name], frame.theme), n >= others
        colour = look.colour if is_chosen else faded(MUTED[frame.theme], 0.55)
        figure.add_scatter(
            x=[_place(reach_at(result, when)) for result in mine],
            y=[result.point.lag * _DODGE ** (n - (len(names) - 1) / 2) for result in mine],
            customdata=[_told(result, when) for result in mine],
            mode="markers",
            name=CASES[name].title if is_chosen else f"the other {others}",
            meta=CASES[name].title,
            legendgroup=name if is_chosen else "others",
            showlegend=is_chosen or n == 0,
            marker={
                "symbol": [_symbol(look.symbol, result, when) for result in mine],
                "size": (11 if is_chosen else 8) * frame.scale,
                "color": colour,
                "line": {"width": 2 if is_chosen else 1, "color": colour},
            },
            hovertemplate="%{customdata}<extra>%{meta}</extra>",
        )
    _lay_out(figure, frame, sorted({result.point.lag for result in results}), when)
    return figure


def _symbol(symbol: str, result: Result, when: When) -> str:
    if reach_at(result, when).exploded:
        return "x-thin"
    return symbol if result.is_solved else f"{symbol}-open"


def reach_at(result: Result, when: When) -> Reach:
    """The reach of a network before or after its training."""
    return result.before if when == "before" else result.after


def _place(reach: Reach) -> float:
    return _BEYOND if reach.horizon is None else max(reach.horizon, 1)


def _told(result: Result, when: When) -> str:
    point, reach = result.point, reach_at(result, when)
    felt = "no number" if reach.felt is None else f"{reach.felt:.2g}"
    return (
        f"lag {point.lag}, seed {point.seed}: {result.how}<br>"
        f"horizon {horizon_said(reach)}; of a change at most {felt} arrives over this lag"
    )


def horizon_said(reach: Reach) -> str:
    """A horizon in words."""
    if reach.exploded:
        return "none: its state explodes"
    return f"beyond {MOST_LAG}" if reach.horizon is None else f"{reach.horizon}"


def _lay_out(figure: go.Figure, frame: Frame, lags: Sequence[int], when: When) -> None:
    ticks = [1, 2, 5, 10, 20, 50, 100]
    figure.update_xaxes(
        frame.axis,
        type="log",
        tickvals=[*ticks, _BEYOND],
        ticktext=[*map(str, ticks), f"> {MOST_LAG}"],
        range=[log10(0.9 if _is_near(figure) else 2.5), log10(_BEYOND * 1.2)],
    )
    figure.update_yaxes(frame.axis, type="log", tickvals=lags, range=[log10(3.6), log10(110)])
    place = {"showarrow": False, "font": frame.font, "xref": "paper", "yref": "paper", "y": 1}
    place["yanchor"] = "bottom"
    figure.add_annotation(place, text="↑ lag of the task", x=0, xanchor="left")
    figure.add_annotation(place, text=f"horizon {when} training →", x=1, xanchor="right")
    lay_out(figure, frame, 400, top=24)


def _is_near(figure: go.Figure) -> bool:
    return any(x < 2.5 for trace in figure.data for x in trace.x)


def reach_said(results: Sequence[Result], when: When, lag: int) -> str:
    """What the horizon predicts, counted over all lags and at one: short lags are easy by themselves."""
    if results and not any(result.is_solved for result in results):
        return f"None of these {len(results)} networks solves its task: there is nothing to predict."
    measured = [result for result in results if not reach_at(result, when).exploded]
    far, near = _parted(measured, when)
    far_here, near_here = _parted([result for result in measured if result.point.lag == lag], when)
    left = len(results) - len(measured)
    left_out = f" (Left out: {left} whose state explodes on the long sequence, drawn as ×.)" if left else ""
    return (
        f"Of all networks whose horizon {when} training is longer than the lag, {_count(far)} solved their"
        f" task; of the others {_count(near)}. At lag {lag} alone: {_count(far_here)}, and"
        f" {_count(near_here)}. {_verdict(far_here, near_here, lag)}{left_out}"
    )


def _parted(results: Sequence[Result], when: When) -> tuple[list[bool], list[bool]]:
    """Whether each solved its task, of those whose horizon is longer than their lag and of the others."""
    groups: tuple[list[bool], list[bool]] = ([], [])
    for result in results:
        horizon = reach_at(result, when).horizon
        groups[0 if horizon is None or horizon > result.point.lag else 1].append(result.is_solved)
    return groups


def _count(solved: Sequence[bool]) -> str:
    return f"{sum(solved)} of {len(solved)}" if solved else "none there"


def _verdict(far: Sequence[bool], near: Sequence[bool], lag: int) -> str:
    if not far or not near:
        return f"So nothing can be compared at lag {lag}."
    if sum(far) + sum(near) in (0, len(far) + len(near)):
        who = "none solves it" if not any(far) else "all solve it"
        return f"So at lag {lag} there is nothing to predict: {who}."
    gap = sum(far) / len(far) - sum(near) / len(near)
    if gap > 0.3:
        return f"So at lag {lag} the horizon predicts much of it."
    return f"So at lag {lag} the horizon {'predicts a little' if gap > 0.1 else 'does not predict it'}."
