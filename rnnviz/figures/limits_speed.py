"""Time of reading against the number of words: step by step, and all at once, as a Plotly figure."""

from collections.abc import Sequence

import plotly.graph_objects as go

from rnnviz.cells import CELL_TITLES
from rnnviz.experiments.limits_speed import Timing
from rnnviz.figures.curve_chart import CLEAR, faded
from rnnviz.figures.style import LINE, MUTED, RUNS, TEXT, Theme

MARKS = dict(zip(CELL_TITLES, ("circle", "square", "diamond"), strict=True))
HEIGHT, FONT = 340, 13


def speed_figure(timings: Sequence[Timing], theme: Theme = "light", scale: float = 1) -> go.Figure:
    """Two lines for each cell, on logarithmic axes: the recurrent layer, and the dense one, dotted.

    Args:
        timings: as they were measured.
        theme: of the page.
        scale: larger than 1 for a projector.
    """
    figure = go.Figure()
    for n, (kind, title) in enumerate(CELL_TITLES.items()):
        of_cell = [timing for timing in timings if timing.cell == kind]
        for name, dash, values in (
            (f"{title}, step by step", "solid", [timing.stepwise for timing in of_cell]),
            (f"dense of {title}’s size, at once", "dot", [timing.at_once for timing in of_cell]),
        ):
            figure.add_scatter(
                x=[timing.words for timing in of_cell],
                y=[1000 * value for value in values],
                mode="lines+markers",
                name=name,
                line={"color": RUNS[theme][n], "dash": dash, "width": 2.5 * scale},
                marker={"symbol": MARKS[kind] + "-open" * (dash == "dot"), "size": 8 * scale},
                hovertemplate="%{x} words: %{y:.3~g} ms<extra>%{fullData.name}</extra>",
            )
    muted = {"size": FONT * scale, "color": MUTED[theme]}
    grid = {
        "type": "log",
        "fixedrange": True,
        "gridcolor": faded(LINE[theme], 0.3),
        "tickfont": muted,
        "title_font": muted,
    }
    figure.update_xaxes(title="words", tickvals=[1, 2, 5, 10, 20, 50, 100, 200, 500], **grid)
    figure.update_yaxes(title="milliseconds", dtick=1, tickformat="~g", automargin=True, **grid)
    return figure.update_layout(
        height=round(HEIGHT * scale),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"size": FONT * scale, "color": TEXT[theme]},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.04, "x": 0, "font_size": FONT * scale},
        hoverlabel_font_size=FONT * scale,
        hovermode="closest",
        dragmode=False,
    )


def speed_said(timings: Sequence[Timing]) -> str:
    """How many times as long step by step takes at the greatest length, and what one word costs."""
    most = max(timing.words for timing in timings)
    parts = [
        f"{CELL_TITLES[timing.cell]} {timing.stepwise / timing.at_once:.0f} times as long "
        f"({1e6 * timing.stepwise / most:.1f} against {1e6 * timing.at_once / most:.1f} µs a word)"
        for timing in timings
        if timing.words == most
    ]
    return (
        f"At {most} words, step by step takes: {'; '.join(parts)}. Both multiply by as many weights; but the "
        f"{most} steps wait for one another, and each pays for its own calls of NumPy, while the dense layer "
        "takes all words in one."
    )


def speed_table(timings: Sequence[Timing]) -> str:
    """The same as a table, in milliseconds."""
    rows = "".join(
        f"<tr><th>{CELL_TITLES[timing.cell]}</th><td>{timing.words}</td><td>{1000 * timing.stepwise:.3g}</td>"
        f"<td>{1000 * timing.at_once:.3g}</td><td>{timing.stepwise / timing.at_once:.1f}</td></tr>"
        for timing in timings
    )
    heads = "<th>cell</th><th>words</th><th>step by step, ms</th><th>at once, ms</th><th>ratio</th>"
    return f'<div style="overflow-x: auto" tabindex="0"><table><tr>{heads}</tr>{rows}</table></div>'
