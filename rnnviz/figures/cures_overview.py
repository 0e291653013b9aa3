"""All cures in one picture: test accuracy before and after, every seed a mark."""

from collections.abc import Mapping

import plotly.graph_objects as go

from rnnviz.experiments.cures_shipped import CHANCE, Outcome, Tried
from rnnviz.figures.cures import SIGNS, SYMBOLS, keyed, laid_out
from rnnviz.figures.cures_words import verdict_of
from rnnviz.figures.sheet import Sheet
from rnnviz.figures.style import LINE, MUTED, TEXT

ROW = 58  # Pixels: a line of words, and below it two of marks.
WORDS, BEFORE, AFTER = -0.3, 0.06, 0.28  # Of a row: how far below its middle its parts stand.


def overview_figure(outcomes: Mapping[str, Outcome], chosen: str, sheet: Sheet) -> go.Figure:
    """A row for each way of a cure: its name, disease and verdict, and below them before and after.

    Args:
        outcomes: by key.
        chosen: the cure that is looked at; its name is strong.
        sheet: theme and scale.
    """
    figure = go.Figure()
    rows = [(key, outcome, after) for key, outcome in outcomes.items() for after in outcome.after]
    for row, (key, outcome, after) in enumerate(rows):
        _draw_row(figure, sheet, row, (outcome, after))
        _name_row(figure, sheet, (row, key == chosen), (outcome, after))
    _lay_out(figure, sheet, len(rows))
    return figure


def title_of(outcome: Outcome, after: Tried) -> str:
    """Of a cure that was tried in several ways, with the way."""
    return outcome.cure.title + (f", {after.arm.title}" if len(outcome.after) > 1 else "")


def _draw_row(figure: go.Figure, sheet: Sheet, row: int, pair: tuple[Outcome, Tried]) -> None:
    """A line from median to median; the marks of before above it, those of after below."""
    outcome, after = pair
    figure.add_scatter(
        x=[outcome.before.score, after.score], y=[row + (BEFORE + AFTER) / 2] * 2, mode="lines",
        hoverinfo="skip",
        line={"color": LINE[sheet.theme], "width": 2 * sheet.scale},
    )  # fmt: skip
    for arm, (tried, moved) in enumerate(((outcome.before, BEFORE), (after, AFTER))):
        colour = sheet.colour(arm)
        figure.add_scatter(
            x=[CHANCE if score is None else score for score in tried.scores],
            y=[row + moved] * len(tried.scores), mode="markers",
            customdata=["" if score is not None else ", the training died" for score in tried.scores],
            text=[f"seed {seed}" for seed in range(len(tried.scores))],
            marker={
                "symbol": [SYMBOLS[arm] + ("" if score is not None else "-open") for score in tried.scores],
                "size": 9 * sheet.scale, "color": colour, "line": {"width": 1.5, "color": colour},
                "opacity": 0.85,
            },
            hovertemplate=f"{title_of(outcome, after)}<br>{tried.arm.title}, "
            "%{text}: %{x:.1%}%{customdata}<extra></extra>",
        )  # fmt: skip


def _name_row(figure: go.Figure, sheet: Sheet, at: tuple[int, bool], pair: tuple[Outcome, Tried]) -> None:
    (row, is_chosen), (outcome, after) = at, pair
    title = title_of(outcome, after)
    name = f"<b>▸ {title}</b>" if is_chosen else f"<b>{title}</b>"
    ill = f'<span style="color:{MUTED[sheet.theme]}">({outcome.cure.ill})</span>'
    for text, x, side in ((f"{name} {ill}", 0, "left"), (verdict_of(outcome, after).short, 1, "right")):
        figure.add_annotation(
            text=text, x=x, y=row + WORDS, xref="paper", xanchor=side, yanchor="middle", showarrow=False,
            font_color=TEXT[sheet.theme],
        )  # fmt: skip


def _lay_out(figure: go.Figure, sheet: Sheet, rows: int) -> None:
    for row in range(1, rows):
        figure.add_hline(row - 0.5, line={"color": LINE[sheet.theme], "width": 0.5})
    figure.add_vline(CHANCE, line={"color": LINE[sheet.theme], "dash": "dot", "width": 1})
    figure.update_yaxes(range=[rows - 0.5, -0.5], showgrid=False, showticklabels=False)
    figure.update_xaxes(title="test accuracy (50 % is guessing)", tickformat=".0%", nticks=6)
    laid_out(figure, sheet, "Test accuracy, before and after; each mark is a seed")
    figure.update_yaxes(showgrid=False)
    before, after = ((f"{SIGNS[n]} {name}", sheet.colour(n)) for n, name in enumerate(("before", "after")))
    keyed(figure, [before, after, ("(in brackets: its disease)", MUTED[sheet.theme])])
    figure.update_layout(
        height=round((ROW * rows + 110) * sheet.scale), margin_t=round(50 * sheet.scale),
    )  # fmt: skip
