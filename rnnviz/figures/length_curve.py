"""Accuracy against the length of what is read: where one vector is too small for a long sentence."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

import plotly.graph_objects as go

from rnnviz.figures.style import RUNS, Theme
from rnnviz.figures.wired_scores import percent

_HOVER = "%{customdata[0]} to %{customdata[1]}: %{y:.1%} of %{customdata[2]}<extra>%{fullData.name}</extra>"
_LEARNT = "update %{x}: %{y:.1%}, after %{customdata[0]:.0f} s<extra>%{fullData.name}</extra>"
_MARKERS = ("circle", "square", "diamond", "triangle-up")


def length_figure(
    curves: Mapping[str, Sequence[Mapping[str, Any]]], chosen: str, theme: str = "light"
) -> go.Figure:
    """A line for each network, with the standard error of each point.

    Args:
        curves: by name of the network its bins: "low", "high", "right", "count".
        chosen: the network that answers on the page; its line is thick.
        theme: of the page, "light" or "dark".
    """
    figure = go.Figure()
    colours = RUNS[theme]
    for n, (name, bins) in enumerate(curves.items()):
        errors = [sqrt(max(b["right"] * (1 - b["right"]), 1e-9) / b["count"]) for b in bins]
        figure.add_scatter(
            x=[(b["low"] + b["high"]) / 2 for b in bins],
            y=[b["right"] for b in bins],
            error_y={"type": "data", "array": errors, "thickness": 1, "width": 3},
            customdata=[[b["low"], b["high"], b["count"]] for b in bins],
            mode="lines+markers",
            name=name,
            line={"color": colours[n % len(colours)], "width": 4 if name == chosen else 1.5},
            marker={"symbol": _MARKERS[n % len(_MARKERS)], "size": 9 if name == chosen else 7},
            hovertemplate=_HOVER,
        )
    figure.update_xaxes(title="symbols that are read", rangemode="tozero")
    return _laid_out(figure)


def learning_figure(
    curves: Mapping[str, Sequence[Sequence[float]]], chosen: str, theme: Theme = "light"
) -> go.Figure:
    """A line for each network: the share wholly right over the updates of its training.

    Args:
        curves: by name of the network its checks: update, seconds, share right, share of symbols, loss.
        chosen: the network that answers on the page; its line is thick.
        theme: of the page.
    """
    figure = go.Figure()
    for n, (name, checks) in enumerate(curves.items()):
        is_chosen = name == chosen
        figure.add_scatter(
            x=[check[0] for check in checks],
            y=[check[2] for check in checks],
            customdata=[[check[1]] for check in checks],
            mode="lines+markers",
            name=name,
            line={"color": RUNS[theme][n % len(RUNS[theme])], "width": 4 if is_chosen else 1.5},
            marker={"symbol": _MARKERS[n % len(_MARKERS)], "size": 8 if is_chosen else 6},
            hovertemplate=_LEARNT,
        )
    figure.update_xaxes(title="updates", rangemode="tozero")
    return _laid_out(figure)


def learning_said(curves: Mapping[str, Sequence[Sequence[float]]]) -> str:
    """The learning curves in a sentence for each network: where it ended."""
    ends = (
        f"{name}: {percent(checks[-1][2])} after {checks[-1][0]:,.0f} updates"
        for name, checks in curves.items()
    )
    return "; ".join(ends) + "."


def ends_said(plain: Sequence[Mapping[str, Any]], looking: Sequence[Mapping[str, Any]], updates: int) -> str:
    """How the shortest and the longest texts come out, without attention and with it."""
    short, long = (percent(plain[n]["right"]) for n in (0, -1))
    short_with, long_with = (percent(looking[n]["right"]) for n in (0, -1))
    return (
        f"After {updates:,} updates {short} of the shortest and {long} of the longest are right; "
        f"with attention {short_with} and {long_with}."
    )


def _laid_out(figure: go.Figure) -> go.Figure:
    figure.update_layout(
        height=360,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        hovermode="closest",
    )
    figure.update_yaxes(title="wholly right", range=[0, 1.03], tickformat=".0%")
    return figure


def length_said(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The same in a sentence for each network: the shortest and the longest."""
    parts = [
        f"{name}: {percent(bins[0]['right'])} at {bins[0]['low']} to {bins[0]['high']} symbols, "
        f"{percent(bins[-1]['right'])} at {bins[-1]['low']} to {bins[-1]['high']}"
        for name, bins in curves.items()
        if bins
    ]
    return "; ".join(parts) + "."
