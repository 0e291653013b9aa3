"""Clipping in a real training: loss and length of the gradient at every update, of every seed."""

from math import isfinite, isinf, log10, nan

import plotly.graph_objects as go

from rnnviz.experiments.cures_shipped import Outcome, Tried
from rnnviz.figures.cures import SYMBOLS, keyed, laid_out, power, updates_listed
from rnnviz.figures.curve_chart import faded
from rnnviz.figures.sheet import Sheet

DASHES = ("dot", "solid", "dash")
STROKES = ("···", "━━", "– –")
# Column of a record's updates; what is drawn of it, beyond which a value stands at the edge.
QUANTITIES = {"loss": (1, (0.0, 2.0)), "gradient": (2, (1e-1, 1e6))}
TITLES = {"loss": "loss at each update (nats)", "gradient": "length of the gradient, before clipping"}


def updates_figure(outcome: Outcome, quantity: str, sheet: Sheet) -> go.Figure:
    """A quantity over the updates, on a logarithmic axis, so that the first ones are seen.

    A mark is the last finite value of a training that ended in NaN or infinity; its words say in which.

    Args:
        outcome: of clipping.
        quantity: "loss" or "gradient".
        sheet: theme and scale.
    """
    figure = go.Figure()
    place, bounds = QUANTITIES[quantity]
    for n, tried in enumerate(outcome.all):
        for seed in range(len(tried.records)):
            _draw_run(figure, sheet, (n, seed, place), tried, bounds)
    figure.update_xaxes(type="log", title="update", dtick=1)
    figure.update_xaxes(tickvals=[1, 10, 100, 1000], ticktext=["1", "10", "100", "1,000"])
    if quantity == "gradient":
        reach = [log10(bounds[0]), log10(bounds[1]) + 0.9]
        ticks = {10.0**n: power(n) for n in (0, 2, 4)} | {bounds[1]: f"≥ {power(6)}"}
        figure.update_yaxes(type="log", range=reach)
    else:
        ticks = {0.0: "0", 0.5: "0.5", 1.0: "1", 1.5: "1.5", 2.0: "≥ 2"}
        figure.update_yaxes(range=(bounds[0], bounds[1] * 1.15))
    figure.update_yaxes(tickvals=list(ticks), ticktext=list(ticks.values()))
    laid_out(figure, sheet, TITLES[quantity])
    strokes = (f"{stroke} {tried.arm.title}" for stroke, tried in zip(STROKES, outcome.all, strict=False))
    keyed(figure, [(text, sheet.colour(n)) for n, text in enumerate(strokes)])
    return figure.update_layout(height=round(290 * sheet.scale), margin_t=round(50 * sheet.scale))


def _draw_run(
    figure: go.Figure, sheet: Sheet, which: tuple[int, int, int], tried: Tried, bounds: tuple[float, float]
) -> None:
    (arm, seed, place), title = which, tried.arm.title
    colour = sheet.colour(arm)
    rows = [[float(each) for each in row] for row in tried.records[seed]["updates"]]
    values = [row[place] for row in rows]
    figure.add_scatter(
        x=[row[0] for row in rows],
        y=[min(max(value, bounds[0]), bounds[1]) if isfinite(value) else None for value in values],
        customdata=[f"{value:.3g}" for value in values],
        mode="lines", name=title,
        line={"color": faded(colour, 0.85), "width": 1.75 * sheet.scale, "dash": DASHES[arm % 3]},
        hovertemplate=f"seed {seed}, update %{{x}}: %{{customdata}}<extra>{title}</extra>",
    )  # fmt: skip
    if died := tried.died[seed]:
        last = max((n for n, value in enumerate(values) if isfinite(value)), default=0)
        # Where the loss itself is still finite, the update that it leads to is not.
        came = values[last + 1] if last + 1 < len(values) else nan
        figure.add_scatter(
            x=[rows[last][0]], y=[min(max(values[last], bounds[0]), bounds[1])], cliponaxis=False,
            mode="markers+text", text=["→ ∞" if isinf(came) else "→ NaN"], textposition="top center",
            textfont={"color": colour, "size": sheet.size},
            marker={"symbol": SYMBOLS[0], "size": 11 * sheet.scale, "color": colour},
            hovertemplate=f"seed {seed}: {values[last]:.3g}, not finite at update {died:,}"
            f"<extra>{title}</extra>",
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
        return f"all {seeds} seeds end in NaN or infinity, at {updates_listed(dead)}"
    if dead:
        return (
            f"{len(dead)} of {seeds} seeds {'ends' if len(dead) == 1 else 'end'} in NaN or infinity, "
            f"at {updates_listed(dead)}; among the others {steepest}"
        )
    return f"all {seeds} seeds came to the end, though {steepest}"
