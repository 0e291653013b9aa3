"""Clipping in a real training: loss and length of the gradient at every update, of every seed."""

from math import isfinite, log10

import plotly.graph_objects as go

from rnnviz.experiments.cures_shipped import Outcome, Tried
from rnnviz.figures.cures import SYMBOLS, Chart, laid_out, listed
from rnnviz.figures.curve_chart import faded

DASHES = ("dot", "solid", "dash")
# Column of a record's updates; what is drawn of it, beyond which a value stands at the edge.
QUANTITIES = {"loss": (1, (0.0, 2.0)), "gradient": (2, (1e-1, 1e6))}
TITLES = {"loss": "loss at each update (nats)", "gradient": "length of the gradient, before clipping"}


def updates_figure(outcome: Outcome, quantity: str, chart: Chart) -> go.Figure:
    """A quantity over the updates, on a logarithmic axis, so that the first ones are seen.

    A mark at the upper edge is where a training ended in numbers that are not finite.

    Args:
        outcome: of clipping.
        quantity: "loss" or "gradient".
        chart: theme and scale.
    """
    figure = go.Figure()
    place, bounds = QUANTITIES[quantity]
    for n, tried in enumerate(outcome.all):
        for seed in range(len(tried.records)):
            _draw_run(figure, chart, (n, seed, place), tried, bounds)
    figure.update_xaxes(type="log", title="update", dtick=1)
    if quantity == "gradient":
        reach = [log10(bounds[0]), log10(bounds[1])]
        figure.update_yaxes(type="log", exponentformat="power", dtick=1, range=reach)
    else:
        figure.update_yaxes(range=bounds)
    laid_out(figure, chart, TITLES[quantity])
    return figure.update_layout(
        showlegend=True,
        height=round(290 * chart.scale),
        margin_t=round(40 * chart.scale),
        legend={"orientation": "h", "y": -0.28, "yanchor": "top", "x": 0, "font_size": chart.size},
    )


def _draw_run(
    figure: go.Figure, chart: Chart, which: tuple[int, int, int], tried: Tried, bounds: tuple[float, float]
) -> None:
    (arm, seed, place), title = which, tried.arm.title
    colour = chart.colour(arm)
    rows = [[float(each) for each in row] for row in tried.records[seed]["updates"]]
    values = [row[place] for row in rows]
    figure.add_scatter(
        x=[row[0] for row in rows],
        y=[min(max(value, bounds[0]), bounds[1]) if isfinite(value) else None for value in values],
        customdata=[f"{value:.3g}" for value in values],
        mode="lines", name=title, legendgroup=title, showlegend=seed == 0,
        line={"color": faded(colour, 0.85), "width": 1.75 * chart.scale, "dash": DASHES[arm % 3]},
        hovertemplate=f"seed {seed}, update %{{x}}: %{{customdata}}<extra>{title}</extra>",
    )  # fmt: skip
    if died := tried.died[seed]:
        figure.add_scatter(
            x=[died], y=[bounds[1]], mode="markers", showlegend=False, cliponaxis=False,
            marker={"symbol": SYMBOLS[0], "size": 11 * chart.scale, "color": colour},
            hovertemplate=f"seed {seed}: not finite at update {died:,}<extra>{title}</extra>",
        )  # fmt: skip


def updates_said(outcome: Outcome) -> str:
    """Who died, and what those met who did not."""
    return " ".join(f"{tried.arm.title.capitalize()}: {_said(tried)}." for tried in outcome.all)


def _said(tried: Tried) -> str:
    dead = [update for update in tried.died if update is not None]
    seeds = len(tried.records)
    met = [float(row[2]) for record in tried.alive for row in record["updates"]]
    steepest = f"the longest gradient, before clipping, was {max(met):,.0f}" if met else ""
    if len(dead) == seeds:
        return f"all {seeds} seeds end in numbers that are not finite, at update {listed(dead)}"
    if dead:
        return (
            f"{len(dead)} of {seeds} seeds end in numbers that are not finite, at update {listed(dead)}; "
            f"among the others {steepest}"
        )
    return f"all {seeds} seeds came to the end, though {steepest}"
