"""Was or were: right answers, and the gradient that reaches the subject, against distance, with Plotly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10
from statistics import median
from typing import Any, Literal

import plotly.graph_objects as go

from rnnviz.data.agreement import TRAINED_TO
from rnnviz.experiments.agreement_training import ALONE_AT, CASES, EPOCHS
from rnnviz.figures.curve_chart import CLEAR, faded
from rnnviz.figures.style import LINE, MUTED, RUNS, TEXT, Theme

Results = Mapping[str, Any]
Way = Literal["together", "alone"]
MARKS = ("circle", "square", "diamond", "x")
DASHES = ("solid", "dash", "dot", "longdashdot")
HEIGHT, FONT = 330, 13
LOWEST = 1e-20  # Of the gradient's axis; what is below stands on it.
NOUNS = {"same": "same number", "other": "other number", "mixed": "either number"}
PAST_THE_MIDDLE = 0.6  # Share of the axis beyond which words stand to the left of the mark.


@dataclass(frozen=True)
class Look:
    """How a figure is looked at.

    Attributes:
        theme: of the page.
        scale: larger than 1 for a projector.
        distance: of the sentence above; None marks nothing.
        between: the number of its nouns between, one of NOUNS; None where it has none.
        own: what was trained on the page: case, distance, share right and seed.
    """

    theme: Theme = "light"
    scale: float = 1
    distance: int | None = None
    between: str | None = None
    own: Sequence[tuple[str, int, float, int]] = ()


def right_figure(results: Results, way: Way, look: Look, between: str, epoch: int = EPOCHS) -> go.Figure:
    """The share of right answers on held-out sentences against distance; a line is the median of the seeds.

    Args:
        results: of `agreement_shipped.load_results`.
        way: learnt with all distances together, or at each distance alone.
        look: theme, size and the distance to mark.
        between: the number of the nouns between, of those that learnt together; alone it is "mixed".
        epoch: after which one those that learnt together are measured.
    """
    figure = go.Figure()
    for n, case in enumerate(CASES):
        points = points_of(results, way, case, between, epoch)
        _add(figure, look, n, points, "%{y:.1%} right at %{x} words")
    if way == "alone":
        _add_own(figure, look)
    kind = between if way == "together" else "mixed"
    nearest = results["nearest_noun"][kind]
    line = {"color": MUTED[look.theme], "dash": "dash", "width": 1.5 * look.scale}
    hover = "nearest noun: %{y:.0%} right at %{x} words<extra></extra>"
    figure.add_scatter(
        x=results["distances"], y=nearest, mode="lines", line=line, name="nearest noun",
        hovertemplate=hover,
    )  # fmt: skip
    figure.add_hline(
        y=0.5, line={"color": LINE[look.theme], "dash": "dot", "width": look.scale},
        annotation_text="guessing", annotation_position="top right",
        annotation_font_color=MUTED[look.theme],
    )  # fmt: skip
    if way == "together":
        figure.add_vrect(
            x0=0, x1=TRAINED_TO, fillcolor=faded(LINE[look.theme], 0.14), line_width=0, layer="below",
        )  # fmt: skip
        figure.add_annotation(
            x=0.62 * TRAINED_TO,  # Beside the line of the nearest noun.
            y=0.7,
            text="trained<br>on these",
            showarrow=False,
            font_color=MUTED[look.theme],
        )
    figure.update_yaxes(title="right", range=[-0.03, 1.05], tickformat=".0%")
    return _laid_out(figure, look, results["distances"][-1], kind)


def reaching_figure(results: Results, when: str, look: Look) -> go.Figure:
    """The typical gradient of the score at the subject against distance, on a logarithmic axis.

    It is measured on sentences with nouns of either number between.

    Args:
        results: of `agreement_shipped.load_results`.
        when: "before" training or "after".
        look: theme, size and the distance to mark.
    """
    figure = go.Figure()
    for n, case in enumerate(CASES):
        runs = results["together"][case]
        points = {
            distance: [max(run["reaching"][when][place], LOWEST) for run in runs]
            for place, distance in enumerate(results["distances"])
        }
        _add(figure, look, n, points, "%{y:.1e} at %{x} words")
    values = [v for runs in results["together"].values() for run in runs for v in run["reaching"][when]]
    low = min(max(log10(max(min(values), LOWEST)) - 0.5, log10(LOWEST)), -2)
    figure.update_yaxes(
        title="‖∂score/∂x‖ at the subject", type="log", range=[low, 2], exponentformat="power",
        dtick=4 if low < -8 else 2 if low < -4 else 1,
    )  # fmt: skip
    return _laid_out(figure, look, results["distances"][-1], "mixed")


def points_of(results: Results, way: Way, case: str, between: str, epoch: int) -> dict[int, list[float]]:
    """Of one case the share right of every seed, by distance."""
    runs = results[way][case]
    if way == "alone":
        return {at: [run["right"] for run in runs if run["distance"] == at] for at in ALONE_AT}
    return {
        distance: [run["right"][str(epoch)][between][place] for run in runs]
        for place, distance in enumerate(results["distances"])
    }


def _add(
    figure: go.Figure, look: Look, number: int, points: Mapping[int, Sequence[float]], hover: str
) -> None:
    title, colour = list(CASES.values())[number].title, RUNS[look.theme][number]
    mark = MARKS[number]
    figure.add_scatter(
        x=list(points),
        y=[median(values) for values in points.values()],
        mode="lines+markers",
        name=title,
        legendgroup=title,
        line={"color": colour, "dash": DASHES[number], "width": 2.5 * look.scale},
        marker={"symbol": mark, "size": 8 * look.scale},
        hovertemplate=f"{hover}, median<extra>{title}</extra>",
    )
    figure.add_scatter(
        x=[x for x, values in points.items() for _ in values],
        y=[value for values in points.values() for value in values],
        customdata=[seed for values in points.values() for seed in range(len(values))],
        mode="markers",
        legendgroup=title,
        showlegend=False,
        marker={"symbol": f"{mark}-open", "size": 7 * look.scale, "color": colour, "opacity": 0.8},
        hovertemplate=f"{hover}, seed %{{customdata}}<extra>{title}</extra>",
    )


def _add_own(figure: go.Figure, look: Look) -> None:
    """What was trained on the page, as stars."""
    names = list(CASES)
    for case, distance, right, seed in look.own:
        title = CASES[case].title
        figure.add_scatter(
            x=[distance],
            y=[right],
            mode="markers",
            name=f"{title}, trained here",
            marker={
                "symbol": "star-open",
                "size": 15 * look.scale,
                "color": RUNS[look.theme][names.index(case)],
                "line_width": 2 * look.scale,
            },
            showlegend=False,
            hovertemplate=f"here: %{{y:.1%}} right at %{{x}} words, seed {seed}<extra>{title}</extra>",
        )


def _mark_sentence(figure: go.Figure, look: Look, last: int, kind: str) -> None:
    """Where the sentence above stands; dashed, with its kind, where the curves are of other sentences."""
    if look.distance is None or look.distance > last:
        return
    is_alike = look.between in (None, kind)
    colour = TEXT[look.theme] if is_alike else MUTED[look.theme]
    is_left = look.distance > PAST_THE_MIDDLE * last
    figure.add_vline(
        x=look.distance,
        line={"color": colour, "width": 1.5 * look.scale, "dash": "solid" if is_alike else "dash"},
        annotation_text="this sentence"
        if is_alike
        else f"this sentence<br>(its nouns: {NOUNS[str(look.between)]})",
        annotation_position="bottom left" if is_left else "bottom right",
        annotation_align="right" if is_left else "left",
        annotation_yshift=26,
        annotation_xshift=-3 if is_left else 3,
        annotation_font={"color": colour, "size": FONT * look.scale},
    )


def _laid_out(figure: go.Figure, look: Look, last: int, kind: str) -> go.Figure:
    size = FONT * look.scale
    _mark_sentence(figure, look, last, kind)
    figure.update_layout(
        height=round(HEIGHT * look.scale),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"size": size, "color": TEXT[look.theme]},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.03, "x": 0, "font_size": size},
        hoverlabel_font_size=size,
        hovermode="closest",
        dragmode=False,
    )
    muted = {"size": size, "color": MUTED[look.theme]}
    grid = {
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": faded(LINE[look.theme], 0.3),
        "tickfont": muted,
        "title_font": muted,
    }
    figure.update_xaxes(title="words between subject and verb", range=[-0.7, last + 0.7], **grid)
    figure.update_yaxes(automargin=True, **grid)
    return figure
