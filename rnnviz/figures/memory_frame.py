"""What all figures of the memory bench share: what is shown, how a case looks, axes and legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from rnnviz.experiments.memory_cases import Case
from rnnviz.experiments.memory_tasks import MemoryTask
from rnnviz.figures.curve_chart import CLEAR, faded
from rnnviz.figures.style import LINE, MUTED, RUNS, TEXT, Theme

_CELLS = ("simple-rnn", "gru", "lstm")
# By case: the mark and the dashes. The colour is that of the cell.
_LOOKS = {
    "rnn": ("circle", "solid"),
    "rnn-glorot": ("triangle-up", "dash"),
    "irnn": ("star", "dot"),
    "gru": ("square", "solid"),
    "gru-chrono": ("cross", "dot"),
    "lstm": ("diamond", "solid"),
    "lstm-0": ("triangle-down", "dash"),
    "lstm-chrono": ("hexagram", "dot"),
}
# At the bottom of the figure, as many rows as a narrow screen needs.
_LEGEND = {
    "orientation": "h", "yref": "container", "yanchor": "bottom", "y": 0, "x": 0, "itemclick": False,
    "itemdoubleclick": False,
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How a case is drawn: its colour, its mark and its dashes, as Plotly names them."""

    colour: str
    symbol: str
    dash: str


def look_of(case: Case, theme: Theme) -> Look:
    """The look of a case; a cell has one colour in all pictures."""
    symbol, dash = _LOOKS[case.name]
    return Look(RUNS[theme][_CELLS.index(case.cell)], symbol, dash)


@dataclass(frozen=True)
class Frame:
    """What the figures of the bench share.

    Attributes:
        task: which one.
        cases: names of those that are shown.
        lag: the chosen one.
        theme: of the page.
        scale: larger than 1 for a projector.
    """

    task: MemoryTask
    cases: Sequence[str]
    lag: int
    theme: Theme = "light"
    scale: float = 1

    @property
    def is_share(self) -> bool:
        """Whether success is a share, not a loss."""
        return self.task.measure == "right"

    @property
    def font(self) -> dict[str, Any]:
        """Of ticks and of notes."""
        return {"size": 12 * self.scale, "color": MUTED[self.theme]}

    @property
    def axis(self) -> dict[str, Any]:
        """What all axes have."""
        grid = {"gridcolor": faded(LINE[self.theme], 0.3), "zeroline": False, "fixedrange": True}
        return grid | {"tickfont": self.font, "title_font": self.font, "tickangle": 0}

    @property
    def success_axis(self) -> dict[str, Any]:
        """Of the success from the bottom up: a share, or a loss on a logarithmic scale."""
        if self.is_share:
            return self.axis | {"range": [-0.03, 1.05], "tickformat": ".0%"}
        return self.axis | {"type": "log", "tickformat": "~g", "dtick": "D2"}


def lay_out(figure: go.Figure, frame: Frame, height: float, top: float = 8) -> None:
    """Height and room above, in pixels at scale 1, and a legend that takes the room it needs."""
    figure.update_layout(
        height=round(height * frame.scale),
        margin={"l": 8, "r": 8, "t": round(top * frame.scale), "b": 8},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"size": 13 * frame.scale, "color": TEXT[frame.theme]},
        hovermode="closest",
        dragmode=False,
        legend=_LEGEND | {"font": {"size": 12 * frame.scale}},
    )
