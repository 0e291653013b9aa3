"""A reading as Plotly figures, for a notebook: the verdict, every track, and what each word did."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal

import plotly.graph_objects as go

from rnnviz.analysis.attribution import WAYS, attribute
from rnnviz.figures.style import NEGATIVE, POSITIVE, RUNS, Theme, scale_stops
from rnnviz.network import Network, Reading
from rnnviz.tracks import TraceTracks, Track, embedding_track, quantity_of, tracks_of

_ROW = 9  # Pixels of one unit.
_MOST = 620


def figure_makers(network: Network, reading: Reading, theme: Theme) -> Mapping[str, Callable[[], go.Figure]]:
    """By name what draws each figure; nothing is computed before it is called.

    Names: "verdict", "attribution", "embedding", and of each trace its tracks, such as "hidden_state"; with
    several traces "layer2_hidden_state", and where a layer reads both ways "layer1_backward_hidden_state".

    Args:
        network: which read.
        reading: what it computed.
        theme: "light" or "dark".
    """
    traces = tracks_of(reading)
    words = _numbered(reading.tokens)
    makers: dict[str, Callable[[], go.Figure]] = {"verdict": partial(_verdict, reading, words, theme)}
    for trace in traces:
        for track in trace.tracks:
            makers[_name(trace, track, traces)] = partial(_heat, track, words, theme)
    makers["embedding"] = partial(_heat, embedding_track(reading), words, theme)
    makers["attribution"] = partial(_attribution, network, reading, words, theme)
    return makers


def _name(trace: TraceTracks, track: Track, traces: Sequence[TraceTracks]) -> str:
    parts = []
    if any(other.layer > 1 for other in traces):
        parts.append(f"layer{trace.layer}")
    if any(other.direction == "backward" for other in traces if other.layer == trace.layer):
        parts.append(trace.direction)
    return "_".join([*parts, track.name])


def _numbered(tokens: Sequence[str]) -> list[str]:
    """Words as names of columns: each has its number, for a word may stand twice."""
    return [f"{number} {token}" for number, token in enumerate(tokens, start=1)]


def _verdict(reading: Reading, words: list[str], theme: Theme) -> go.Figure:
    values = reading.probabilities.astype(float)
    colours = [POSITIVE[theme] if value > 0.5 else NEGATIVE[theme] for value in values]
    figure = go.Figure(
        go.Bar(x=words, y=values - 0.5, base=0.5, customdata=values, marker_color=colours, width=0.6)
    )
    figure.update_traces(hovertemplate="%{x}: %{customdata:.1%} positive<extra></extra>")
    figure.update_yaxes(range=[0, 1], tickformat=".0%")
    return _laid_out(figure, "Verdict so far: probability of “positive”, were this the last word", 300, theme)


def _heat(track: Track, words: list[str], theme: Theme) -> go.Figure:
    quantity, scale, values = quantity_of(track.name), track.scale, track.values.astype(float).T
    kind: Literal["signed", "gate"] = "gate" if scale.kind == "gate" else "signed"
    figure = go.Figure(
        go.Heatmap(
            x=words, y=list(range(len(values))), z=values, zmin=scale.low, zmax=scale.limit,
            colorscale=scale_stops(kind, theme), hovertemplate="%{x}, unit %{y}: %{z:.3f}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", title="unit")
    height = min(_MOST, 120 + _ROW * max(len(values), 8))
    return _laid_out(figure, f"{quantity.label} {quantity.letter}. {quantity.meaning}", height, theme)


def _attribution(network: Network, reading: Reading, words: list[str], theme: Theme) -> go.Figure:
    told, figure = attribute(network, reading), go.Figure()
    for number, (way, title) in enumerate(WAYS.items()):
        figure.add_bar(
            x=words, y=getattr(told, way).astype(float), name=title, marker_color=RUNS[theme][number]
        )
    figure.update_traces(hovertemplate="%{x}: %{y:.3f}<extra>%{fullData.name}</extra>")
    figure.update_layout(barmode="group", legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"})
    return _laid_out(
        figure, "What each word did to the log-odds of “positive”, asked in four ways", 360, theme
    )


def _laid_out(figure: go.Figure, title: str, height: int, theme: Theme) -> go.Figure:
    figure.update_layout(
        title={"text": title, "font": {"size": 15}},
        height=height,
        margin={"l": 56, "r": 16, "t": 72, "b": 40},
        template="plotly_dark" if theme == "dark" else "plotly_white",
    )
    figure.update_xaxes(
        tickvals=list(figure.data[0].x), ticktext=[name.partition(" ")[2] for name in figure.data[0].x]
    )
    return figure
