"""A cure, before and after: curves of every seed with their median, final scores, how far states are felt."""

from collections.abc import Sequence
from itertools import zip_longest
from math import log10
from typing import Any

import numpy as np
import plotly.graph_objects as go

from rnnviz.analysis.chain import FELT
from rnnviz.arrays import FloatArray
from rnnviz.experiments.cures_shipped import CHANCE, Outcome
from rnnviz.figures.curve_chart import CLEAR, faded
from rnnviz.figures.sheet import Sheet
from rnnviz.figures.style import LINE, MUTED, TEXT
from rnnviz.written import listed, power_of_ten

SYMBOLS = ("x", "circle", "square")  # Of before and after, everywhere in this section.
SIGNS = ("✖", "●", "■")
HEIGHT = 250
LEAST_FELT = 1e-8  # Norms below are drawn as this.
LEARNT, NEW = "texts it learns from", "new texts"


def losses_figure(outcome: Outcome, arm: int, sheet: Sheet) -> go.Figure:
    """The losses of one arm: thin lines are seeds, thick ones medians of those that came so far.

    All arms of an outcome are drawn on the same axes.
    """
    tried, figure = outcome.all[arm], go.Figure()
    for quantity, name, dash in (("learnt_loss", LEARNT, "dot"), ("validation_loss", NEW, "solid")):
        colour = sheet.colour(arm) if dash == "solid" else MUTED[sheet.theme]
        for seed, curve in enumerate(tried.curves(quantity)):
            figure.add_scatter(
                x=np.arange(1, len(curve) + 1), y=curve, mode="lines",
                line={"color": faded(colour, 0.45), "width": sheet.scale, "dash": dash},
                hovertemplate=f"seed {seed}, epoch %{{x}}: %{{y:.3f}} nats<extra>{name}</extra>",
            )  # fmt: skip
        _draw_median(figure, sheet, arm, (median_of(tried.curves(quantity)), name, colour, dash))
    epochs = tried.arm.spec.training.epochs
    figure.update_xaxes(title="epoch", range=[0.7, epochs + 0.3], dtick=1 if epochs <= 10 else None)
    figure.update_yaxes(range=[0, 1.08 * _highest(outcome)])
    if dead := [update for update in tried.died if update is not None]:
        figure.add_annotation(
            text=f"{len(dead)} of {len(tried.records)} seeds: NaN or infinity<br>at {updates_listed(dead)}",
            x=0.5, y=0.85, xref="paper", yref="paper", showarrow=False, font={"color": sheet.colour(arm)},
        )  # fmt: skip
    colour, muted = sheet.colour(arm), MUTED[sheet.theme]
    laid_out(figure, sheet, f"{SIGNS[arm % 3]} {tried.arm.title}: loss (nats)")
    keyed(figure, [(f"━ {NEW}", colour), (f"┅ {LEARNT}", muted)])
    return figure.update_layout(margin_t=round(46 * sheet.scale))


def _draw_median(figure: go.Figure, sheet: Sheet, arm: int, line: tuple[FloatArray, str, str, str]) -> None:
    middle, name, colour, dash = line
    figure.add_scatter(
        x=np.arange(1, len(middle) + 1), y=middle, name=name,
        mode="lines+markers" if dash == "solid" else "lines",
        marker={"symbol": SYMBOLS[arm % 3], "size": 7 * sheet.scale, "color": colour},
        line={"color": colour, "width": 3 * sheet.scale, "dash": dash},
        hovertemplate=f"median, epoch %{{x}}: %{{y:.3f}} nats<extra>{name}</extra>",
    )  # fmt: skip


def _highest(outcome: Outcome) -> float:
    """The highest of all medians and seeds, so that before and after have one axis."""
    names = ("learnt_loss", "validation_loss")
    curves = [curve for tried in outcome.all for name in names for curve in tried.curves(name)]
    return max((max(curve, default=0.0) for curve in curves), default=1.0)


def median_of(curves: Sequence[FloatArray]) -> FloatArray:
    """The median at each place, of the curves that reach there."""
    columns = zip_longest(*curves)
    return np.array([np.median([each for each in column if each is not None]) for column in columns])


def scores_figure(outcome: Outcome, sheet: Sheet) -> go.Figure:
    """A mark for each seed and a line at the median; one that died stands, hollow, where guessing would."""
    figure = go.Figure()
    for n, tried in enumerate(outcome.all):
        known = [CHANCE if score is None else score for score in tried.scores]
        says = ["" if score is not None else ", the training died" for score in tried.scores]
        colour, symbol = sheet.colour(n), SYMBOLS[n % 3]
        seeds = range(len(known))
        figure.add_scatter(
            x=[n - 0.4, n + 0.4], y=[tried.score] * 2, mode="lines",
            line={"color": colour, "width": 3 * sheet.scale}, hovertemplate="median: %{y:.1%}<extra></extra>",
        )  # fmt: skip
        figure.add_scatter(
            x=[n + (seed - 1) * 0.24 for seed in seeds], y=known, customdata=says, mode="markers",
            text=[f"seed {seed}" for seed in seeds],
            marker={
                "symbol": [f"{symbol}-open" if dead else symbol for dead in says],
                "size": 10 * sheet.scale, "color": colour, "line": {"width": 1.5, "color": colour},
            },
            hovertemplate="%{text}: %{y:.1%}%{customdata}<extra></extra>",
        )  # fmt: skip
    look = {"color": LINE[sheet.theme], "dash": "dot", "width": 1}
    figure.add_hline(CHANCE, line=look, annotation_text="guessing", annotation_position="top right")
    ticks = list(range(len(outcome.all)))
    titles = [f"{SIGNS[n % 3]}<br>{tried.arm.title}" for n, tried in enumerate(outcome.all)]
    figure.update_xaxes(tickvals=ticks, ticktext=titles, range=[-0.6, len(ticks) - 0.4], tickangle=0)
    figure.update_yaxes(tickformat=".0%")
    return laid_out(figure, sheet, "test accuracy")


def felt_figure(outcome: Outcome, sheet: Sheet) -> go.Figure:
    """‖∂h_T/∂h_t‖ against how many words back t is, of every seed and their median, on a logarithmic axis."""
    figure = go.Figure()
    for n, tried in enumerate(outcome.all):
        if not len(tried.felt):
            continue
        colour, shown = sheet.colour(n), np.maximum(tried.felt, LEAST_FELT)
        lags = np.arange(shown.shape[1])
        for row in shown:
            figure.add_scatter(
                x=lags, y=row, mode="lines", showlegend=False, hoverinfo="skip",
                line={"color": faded(colour, 0.4), "width": sheet.scale},
            )  # fmt: skip
        figure.add_scatter(
            x=lags, y=np.median(shown, axis=0), mode="lines+markers", name=tried.arm.title,
            line={"color": colour, "width": 3 * sheet.scale},
            marker={"symbol": SYMBOLS[n % 3], "size": 7 * sheet.scale},
            hovertemplate="%{x} words back: %{y:.2~e}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    figure.add_hline(FELT, line={"color": TEXT[sheet.theme], "dash": "dot", "width": 1})
    figure.add_annotation(
        text="1 %: forgotten below", x=0, xref="paper", y=log10(FELT), xanchor="left", yanchor="bottom",
        showarrow=False,
    )  # fmt: skip
    figure.update_xaxes(title="words back from the end, T − t")
    ticks = range(round(log10(LEAST_FELT)), 7)
    figure.update_yaxes(type="log", tickvals=[10.0**n for n in ticks], ticktext=[power(n) for n in ticks])
    laid_out(figure, sheet, "‖∂h_T/∂h_t‖ of the first layer")
    return figure.update_layout(
        showlegend=True,
        legend={
            "orientation": "h",
            "y": 1.02,
            "yanchor": "bottom",
            "x": 1,
            "xanchor": "right",
            "font_size": sheet.size,
        },
    )


def laid_out(figure: go.Figure, sheet: Sheet, title: str) -> go.Figure:
    """Axes, letters and a title above the axis, as in every picture of this section."""
    muted: dict[str, Any] = {"tickfont_color": MUTED[sheet.theme], "title_font_color": MUTED[sheet.theme]}
    for axis in (figure.update_xaxes, figure.update_yaxes):
        axis(
            fixedrange=True, zeroline=False, automargin=True, gridcolor=faded(LINE[sheet.theme], 0.3),
            title_font_size=sheet.size, tickfont_size=sheet.size, **muted,
        )  # fmt: skip
    return figure.update_layout(
        title={
            "text": f"<b>{title}</b>", "x": 0, "xref": "container", "y": 0.98, "yanchor": "top",
            "font": {"size": sheet.size, "color": MUTED[sheet.theme]},
        },
        height=round(HEIGHT * sheet.scale), paper_bgcolor=CLEAR, plot_bgcolor=CLEAR, showlegend=False,
        margin={"l": 8, "r": 8, "t": round(34 * sheet.scale), "b": 8}, dragmode=False, hovermode="closest",
        font={"size": sheet.size, "color": TEXT[sheet.theme]},
    )  # fmt: skip


def keyed(figure: go.Figure, strokes: Sequence[tuple[str, str]]) -> None:
    """What strokes mean, each with its colour, in a line between the title and the picture."""
    key = "  ".join(f'<span style="color:{colour}">{text}</span>' for text, colour in strokes)
    figure.add_annotation(
        text=key, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", showarrow=False,
    )  # fmt: skip


def power(exponent: int) -> str:
    """A power of ten, in letters as large as all others: 0.01, 1, 100, 10⁴."""
    if -2 <= exponent <= 3:
        return f"{10.0**exponent:g}"
    return power_of_ten(exponent)


def updates_listed(updates: Sequence[int]) -> str:
    """Updates in their order, as they are written in a sentence."""
    in_order = [f"{update:,}" for update in sorted(updates)]
    return f"update{'s' if len(in_order) > 1 else ''} {listed(in_order)}"
