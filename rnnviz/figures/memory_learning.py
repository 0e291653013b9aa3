"""How the networks of one point of the memory bench learnt: success over the updates."""

from collections.abc import Mapping, Sequence
from math import ceil, isfinite, log10
from typing import Any

import plotly.graph_objects as go

from rnnviz.experiments.memory_cases import CASES
from rnnviz.experiments.memory_results import Result
from rnnviz.figures.memory_frame import Frame, lay_out, look_of
from rnnviz.figures.memory_said import score_said
from rnnviz.figures.style import MUTED


def learning_figure(frame: Frame, results: Sequence[Result]) -> go.Figure:
    """A line for every seed of every case; the figure has room for all updates that were allowed."""
    figure = go.Figure()
    named: set[str] = set()
    for result in results:
        case = CASES[result.point.case]
        look = look_of(case, frame.theme)
        figure.add_scatter(
            x=[update for update, _, _ in result.curve],
            y=[_value(frame, loss, right) for _, loss, right in result.curve],
            mode="lines+markers",
            name=case.title,
            legendgroup=case.name,
            showlegend=case.name not in named,
            line={"color": look.colour, "dash": look.dash, "width": 2 * frame.scale},
            marker={"symbol": look.symbol, "size": 6 * frame.scale},
            hovertemplate=f"update %{{x}}: {_written(frame)}<extra>{case.title}, {_seed(result)}</extra>",
        )
        named.add(case.name)
    _lay_out(figure, frame, max((result.point.updates for result in results), default=1))
    return figure


def live_figure(frame: Frame, case: str, messages: Sequence[Mapping[str, Any]]) -> go.Figure:
    """The learning curve of a training that goes on."""
    look, told = look_of(CASES[case], frame.theme), [one for one in messages if one["kind"] == "progress"]
    figure = go.Figure()
    figure.add_scatter(
        x=[one["step"] for one in told],
        y=[_value(frame, one["loss"], one["right"]) for one in told],
        mode="lines+markers",
        name=CASES[case].title,
        line={"color": look.colour, "dash": look.dash, "width": 3 * frame.scale},
        marker={"symbol": f"{look.symbol}-open", "size": 9 * frame.scale},
        hovertemplate=f"update %{{x}}: {_written(frame)}<extra></extra>",
        showlegend=False,
    )
    _lay_out(figure, frame, max((one["of"] for one in told), default=1), height=260)
    return figure


def _seed(result: Result) -> str:
    return f"seed {result.point.seed}"


def _value(frame: Frame, loss: float | None, right: float) -> float | None:
    if frame.is_share:
        return right
    return loss if loss is not None and isfinite(loss) else None


def _written(frame: Frame) -> str:
    return "%{y:.1%} right" if frame.is_share else "loss %{y:.3g}"


def _lay_out(figure: go.Figure, frame: Frame, updates: int, height: float = 400) -> None:
    muted = MUTED[frame.theme]
    baseline = frame.task.baseline(frame.lag)
    figure.add_hline(baseline, line={"color": muted, "dash": "longdash", "width": 2})
    figure.add_hline(frame.task.enough, line={"color": muted, "dash": "dot", "width": 1})
    lay_out(figure, frame, height)
    figure.update_xaxes(frame.axis, range=[0, updates * 1.04], ticksuffix=" updates", showticksuffix="last")
    figure.update_yaxes(frame.success_axis, title_text="right" if frame.is_share else "loss")
    if not frame.is_share and (decades := _decades(figure)) > 3:
        figure.update_yaxes(dtick=ceil(decades / 6))


def _decades(figure: go.Figure) -> float:
    """Over how many powers of ten the losses go."""
    values = [value for trace in figure.data for value in trace.y if value]
    return log10(max(values) / min(values)) if values else 0.0


def learning_said(results: Sequence[Result]) -> str:
    """The figure in a sentence for each line: where it ended."""
    ends = (
        f"{CASES[one.point.case].title}, seed {one.point.seed}: {one.how} after {one.updates:,} updates,"
        f" {score_said(one)}"
        for one in results
    )
    return "; ".join(ends) + "."
