"""A training of a demonstration as it goes: the loss, and the share of held-out answers that are right."""

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from rnnviz.figures.curve_chart import CLEAR
from rnnviz.figures.style import RUNS, Theme
from rnnviz.tasks.retrainer import Attempt


def attempt_figure(attempt: Attempt, theme: Theme = "light") -> go.Figure:
    """Both over the updates, side by side; the axis has room for all of them from the beginning."""
    colours = RUNS[theme]
    figure = make_subplots(
        1, 2, subplot_titles=("loss on the batch (nats)", "held-out examples: right"), horizontal_spacing=0.08
    )
    updates = [update for update, _ in attempt.losses]
    losses = [loss for _, loss in attempt.losses]
    figure.add_scatter(
        x=updates,
        y=losses,
        mode="lines",
        name="loss",
        showlegend=False,
        line={"color": colours[0], "width": 2},
        hovertemplate="update %{x}: %{y:.3f} nats<extra></extra>",
        row=1,
        col=1,
    )
    checked = [update for update, _, _ in attempt.checks]
    lines = (("symbols", 2, "dash"), ("whole answers", 1, "solid"))
    for name, place, dash in lines:
        figure.add_scatter(
            x=checked,
            y=[check[place] for check in attempt.checks],
            mode="lines+markers",
            name=name,
            line={"color": colours[place], "dash": dash},
            row=1,
            col=2,
            hovertemplate=f"update %{{x}}: %{{y:.1%}} of {name}<extra></extra>",
        )
    return _laid_out(figure, attempt.of)


def _laid_out(figure: go.Figure, of: int) -> go.Figure:
    figure.update_annotations(font_size=14, xanchor="left", x=0)  # The titles stand where the axes begin.
    figure.layout.annotations[1].x = figure.layout.xaxis2.domain[0]
    figure.update_xaxes(range=[0, max(of, 1)], title="update")
    figure.update_yaxes(rangemode="tozero", row=1, col=1)
    figure.update_yaxes(range=[0, 1.03], tickformat=".0%", row=1, col=2)
    figure.update_layout(
        height=280,
        margin={"l": 8, "r": 8, "t": 32, "b": 8},
        legend={"x": 0.99, "y": 0.05, "xanchor": "right", "yanchor": "bottom", "bgcolor": CLEAR},
    )
    return figure


def attempt_said(attempt: Attempt) -> str:
    """The same in a sentence."""
    if not attempt.checks:
        return f"{attempt.update} of {attempt.of} updates; nothing is checked yet."
    update, right, symbols = attempt.checks[-1]
    return f"After {update} of {attempt.of} updates right: answers {right:.1%}, symbols {symbols:.1%}."
