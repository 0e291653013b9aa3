"""Lines over the epochs as a Plotly figure: axes, names at the ends of lines, what is said on hover."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log10
from typing import Any, Literal, NamedTuple

import plotly.graph_objects as go

from rnnviz.figures.curve_points import Points
from rnnviz.figures.style import LINE, MUTED, TEXT, Theme

Quantity = Literal["loss", "accuracy", "gradient"]
TITLES: dict[Quantity, str] = {"loss": "loss (nats)", "accuracy": "accuracy", "gradient": "gradient norm"}
WRITTEN: dict[Quantity, str] = {"loss": "%{y:.3f} nats", "accuracy": "%{y:.1%}", "gradient": "%{y:.3~g}"}
HEIGHT, TOP, BOTTOM, FONT = 230, 24, 44, 12  # Pixels, at scale 1.
LETTER = 0.56  # Width of a letter to its height.
LOWEST_ACCURACY, HIGHEST_LOSS = 0.4, 0.8  # The axis reaches at least so far: guessing is 0.5 and 0.693.
# For st.plotly_chart: nothing to press, and a page that is scrolled on a phone goes on scrolling.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
CLEAR = "rgba(0,0,0,0)"
# Plotly's names of markers, and the letters that look like them. "line" has no markers.
SYMBOLS = {
    "circle": "●",
    "square": "■",
    "diamond": "◆",
    "triangle-up": "▲",
    "triangle-down": "▼",
    "cross": "✚",
    "star": "★",
    "x": "✖",
    "line": "─",
}


class Line(NamedTuple):
    """A line as it is drawn.

    points: where. colour: of the line and its mark. says: what it is, on hover. run: whose it is, or "".
    label: what stands beside its end, or "". width: in pixels at scale 1; 0 fills what it goes around.
    symbol: one of SYMBOLS.
    """

    points: Points
    colour: str
    says: str
    run: str = ""
    label: str = ""
    width: float = 2
    opacity: float = 1
    symbol: str = "line"


@dataclass(frozen=True)
class Chart:
    """What all lines of a figure share.

    quantity: what is drawn. theme: of the page. scale: larger than 1 for a projector. until: how many epochs
    the axis has room for at least.
    """

    quantity: Quantity
    theme: Theme
    scale: float = 1
    until: int = 1

    @property
    def text(self) -> str:
        """The colour of text."""
        return TEXT[self.theme]

    @property
    def muted(self) -> str:
        """The colour of what steps back."""
        return MUTED[self.theme]

    def pixels(self, size: float) -> float:
        """A size at scale 1, scaled."""
        return size * self.scale


def draw(chart: Chart, lines: Sequence[Line]) -> go.Figure:
    """Draw lines, each with its label at the height of its end; labels are moved apart."""
    lines = [line for line in lines if line.points.x]
    figure = go.Figure([_trace(chart, line) for line in lines])
    ends = [ceil(max(line.points.x) - 1e-9) for line in lines]
    last = max([chart.until, *ends])
    low, high = _reach(chart, [value for line in lines for value in line.points.known])
    _lay_out(chart, figure, lines)
    figure.update_xaxes(range=[0, last], dtick=_step(last), title_text="epochs", title_standoff=2)
    figure.update_yaxes(range=[low, high], nticks=6)
    if chart.quantity == "accuracy":
        figure.update_yaxes(tickformat=".0%")
    if chart.quantity == "gradient":
        figure.update_yaxes(type="log", dtick="D2" if high - low < 2.5 else 1, tickformat="~g", nticks=None)
    # Above the axis, where it is read without turning one's head.
    title = f"<b>{TITLES[chart.quantity]}</b>"
    figure.add_annotation(
        _note(chart, title, x=0, y=1, yanchor="bottom", font_color=chart.muted, name="title")
    )
    _place_labels(chart, figure, [line for line in lines if line.label], (low, high))
    return figure


def _trace(chart: Chart, line: Line) -> go.Scatter:
    if not line.width:
        return go.Scatter(
            x=line.points.x, y=line.points.y, mode="lines", line_width=0, fill="toself",
            fillcolor=faded(line.colour, line.opacity), hoverinfo="skip", name=line.run,
        )  # fmt: skip
    # A line of a single point would not be seen.
    has_markers = line.symbol != "line" or len(line.points.x) == 1
    return go.Scatter(
        x=line.points.x,
        y=line.points.y,
        mode="lines+markers" if has_markers else "lines",
        name=plain(line.run),
        line={"color": line.colour, "width": chart.pixels(line.width)},
        marker={
            "symbol": "circle" if line.symbol == "line" else line.symbol,
            "size": chart.pixels(5 if line.symbol == "line" else 7),
            "color": line.colour,
        },
        opacity=line.opacity,
        cliponaxis=not has_markers,
        hovertemplate=f"{WRITTEN[chart.quantity]} {line.says}<br>after %{{x:.2~f}} epochs"
        f"<extra>{plain(line.run)}</extra>",
    )


def _lay_out(chart: Chart, figure: go.Figure, lines: Sequence[Line]) -> None:
    font = {"size": chart.pixels(FONT)}
    longest = max((len(line.label) for line in lines), default=-2)
    margin = chart.pixels(LETTER * FONT * (longest + 3) + 8)
    figure.update_layout(
        height=round(chart.pixels(HEIGHT)),
        margin={"l": 8, "r": round(margin), "t": round(chart.pixels(TOP)), "b": round(chart.pixels(BOTTOM))},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font=font | {"color": chart.text},
        hoverlabel_font=font,
        hovermode="closest",
        dragmode=False,
        showlegend=False,
        uirevision=chart.quantity,
    )
    muted = font | {"color": chart.muted}
    for axis in (figure.update_xaxes, figure.update_yaxes):
        axis(
            fixedrange=True,
            automargin=axis == figure.update_yaxes,
            zeroline=False,
            gridcolor=faded(LINE[chart.theme], 0.3),
        )
        axis(tickfont=muted, title_font=muted)


def _reach(chart: Chart, values: Sequence[float]) -> tuple[float, float]:
    """From the lowest to the highest value of the axis; of gradients, their logarithms."""
    if chart.quantity == "gradient":
        low, high = (log10(value) for value in ((min(values), max(values)) if values else (0.1, 10)))
        return low - 0.1, max(high, low + 0.5) + 0.1
    if chart.quantity == "accuracy":
        return max(min([LOWEST_ACCURACY, *(value - 0.03 for value in values)]), 0.0), 1.0
    return 0.0, 1.05 * max([HIGHEST_LOSS, *values])


def _step(last: int) -> int:
    """Between ticks: whole epochs, at most six steps."""
    return next(size * 10**n for n in range(12) for size in (1, 2, 5) if last <= 6 * size * 10**n)


def _place_labels(chart: Chart, figure: go.Figure, lines: Sequence[Line], reach: tuple[float, float]) -> None:
    room = chart.pixels(HEIGHT - TOP - BOTTOM)
    low, high = reach
    ends = [line.points.known[-1] for line in lines]
    values = [log10(end) if chart.quantity == "gradient" else end for end in ends]
    wanted = [min(max((value - low) / (high - low), 0), 1) * room for value in values]
    for line, height in zip(lines, apart(wanted, chart.pixels(1.2 * FONT), room), strict=True):
        mark = f'<span style="color:{line.colour}">{SYMBOLS[line.symbol]}</span>'
        text = f"{mark} {plain(line.label)}"
        figure.add_annotation(
            _note(chart, text, x=1, y=height / room, yanchor="middle", xshift=chart.pixels(5), name="label")
        )


def _note(chart: Chart, text: str, **place: Any) -> dict[str, Any]:
    """A text at a place of the frame, from 0 to 1 on both ways."""
    annotation = go.layout.Annotation(
        text=text, xref="paper", yref="paper", xanchor="left", showarrow=False, font_size=chart.pixels(FONT)
    )
    return annotation.update(place).to_plotly_json()


def apart(wanted: Sequence[float], gap: float, most: float) -> list[float]:
    """Heights from 0 to `most`, near the wanted ones and in their order, each a gap from the next.

    Where there are too many for that, they stand closer.
    """
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    gap = min(gap, most / max(len(order) - 1, 1))
    placed = list(wanted)
    for one, other in pairwise(order):
        placed[other] = max(placed[other], placed[one] + gap)
    highest = most
    for n in reversed(order):
        placed[n] = min(placed[n], highest)
        highest = placed[n] - gap
    return placed


def plain(text: str) -> str:
    """A name as Plotly writes it: no markup, no line breaks, nothing to be filled in."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\n", " ")
        .replace("%{", "% {")
    )


def faded(colour: str, opacity: float) -> str:
    """A colour that lets through what is behind it."""
    red, green, blue = bytes.fromhex(colour[1:])
    return f"rgba({red},{green},{blue},{opacity:g})"
