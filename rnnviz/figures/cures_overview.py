"""All cures in one picture: by how much the test accuracy of each seed changed."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rnnviz.experiments.cures_shipped import Outcome
from rnnviz.figures.cures import Chart
from rnnviz.figures.cures_words import verdict_of
from rnnviz.figures.curve_chart import CLEAR, FONT, faded
from rnnviz.figures.style import LINE, MUTED, NEGATIVE, POSITIVE, TEXT

ROW = 30  # Pixels.


def overview_figure(outcomes: Mapping[str, Outcome], chosen: str, chart: Chart) -> go.Figure:
    """A row for each cure, a dot for each seed, right of the line where it helped.

    Args:
        outcomes: by key.
        chosen: the cure that is looked at; its name is strong.
        chart: theme and scale.
    """
    figure, labels = go.Figure(), list[str]()
    for key, outcome in outcomes.items():
        for tried in outcome.after:
            changes = [100 * each for each in outcome.changes(tried)]
            row = len(labels)
            title = (
                outcome.cure.title if len(outcome.after) == 1 else f"{outcome.cure.title}: {tried.arm.title}"
            )
            labels.append(f"<b>▸ {title}</b>" if key == chosen else title)
            middle = sorted(changes)[len(changes) // 2]
            figure.add_scatter(
                x=[0, middle], y=[row, row], mode="lines", hoverinfo="skip",
                line={"color": _colour(middle, chart), "width": 3 * chart.scale},
            )  # fmt: skip
            figure.add_scatter(
                x=changes, y=[row] * len(changes), mode="markers", customdata=list(range(len(changes))),
                marker={
                    "size": 11 * chart.scale, "color": [_colour(each, chart) for each in changes],
                    "symbol": [_symbol(each) for each in changes],
                    "line": {"width": 1, "color": CLEAR},
                },
                hovertemplate=f"{title}, seed %{{customdata}}: %{{x:+.1f}} points<extra></extra>",
            )  # fmt: skip
            figure.add_annotation(
                x=1, xref="paper", y=row, xanchor="left", showarrow=False, xshift=8,
                text=verdict_of(outcome, tried).short, font={"color": MUTED[chart.theme]},
            )  # fmt: skip
    return _laid_out(figure, labels, chart)


def _colour(change: float, chart: Chart) -> str:
    if change == 0:
        return LINE[chart.theme]
    return (POSITIVE if change > 0 else NEGATIVE)[chart.theme]


def _symbol(change: float) -> str:
    return "circle" if change == 0 else "triangle-right" if change > 0 else "triangle-left"


def _laid_out(figure: go.Figure, labels: list[str], chart: Chart) -> go.Figure:
    size = FONT * chart.scale
    figure.add_vline(0, line={"color": TEXT[chart.theme], "width": 1.5})
    figure.update_annotations(font_size=size)
    figure.update_yaxes(
        tickvals=list(range(len(labels))), ticktext=labels, range=[len(labels) - 0.5, -0.5], automargin=True,
        showgrid=False, zeroline=False, fixedrange=True, tickfont={"color": TEXT[chart.theme], "size": size},
    )  # fmt: skip
    figure.update_xaxes(
        title="percentage points of test accuracy gained,<br>each mark is a seed", fixedrange=True,
        tickangle=0, nticks=7,
        zeroline=False, gridcolor=faded(LINE[chart.theme], 0.3), tickformat="~g",
        tickfont={"color": MUTED[chart.theme], "size": size},
        title_font={"color": MUTED[chart.theme], "size": size},
    )  # fmt: skip
    figure.update_layout(
        height=round((ROW * len(labels) + 84) * chart.scale), showlegend=False, dragmode=False,
        margin={"l": 8, "r": round(118 * chart.scale), "t": 8, "b": 8}, paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR, font={"size": size, "color": TEXT[chart.theme]}, hovermode="closest",
    )  # fmt: skip
    return figure
