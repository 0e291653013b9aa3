"""How loss, accuracy and gradients went while runs were trained: which lines there are, and in words."""

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from rnnviz.analysis.verdicts import Epochs, best_epoch, overfit_since, spread
from rnnviz.figures.curve_chart import FONT, SYMBOLS, Chart, Line, Quantity, draw
from rnnviz.figures.curve_points import Curve, Points, is_unclipped, points_of_epochs, points_of_progress
from rnnviz.figures.style import LINE, RUNS, Theme

LABEL = 17  # Letters of a run's name beside its line; the whole name stands on hover.
FEW = 3  # Of more runs the training lines step back further.


class Seeds(NamedTuple):
    """Runs of the same settings, each with a seed of its own: the epochs of each run."""

    name: str
    runs: Sequence[Epochs]
    colour: int = 0


def curve_figure(
    quantity: Quantity, runs: Sequence[Curve], theme: Theme, cursor: int | None = None, scale: float = 1
) -> go.Figure:
    """Draw one quantity of one or several runs over the epochs passed.

    What is measured while an epoch is going on is the mean since the point before. A training of very many
    epochs is drawn by the epochs' means. Values that are missing or not finite are left out, and so are
    gradients of 0.

    Args:
        quantity: "loss", "accuracy" or "gradient".
        runs: a single one is drawn in the colour of text; several each have a colour and a symbol.
        theme: of the page.
        cursor: an epoch, from 0, that a vertical line stands at; -1 is before training.
        scale: of letters, lines and height; larger than 1 for a projector.
    """
    chart = Chart(quantity, theme, scale, max([1, *(run.until for run in runs)]))
    is_alone = len(runs) == 1
    if quantity == "gradient":
        figure = draw(chart, [line for run in runs for line in _gradients(chart, run, is_alone)])
        clips = {run.clip for run in runs}
        if len(clips) == 1 and (clip := clips.pop()):
            look = {"dash": "dot", "width": chart.pixels(1.5), "color": LINE[chart.theme]}
            figure.add_hline(clip, line=look, name="clip", layer="below")
    else:
        share = 0.6 if len(runs) <= FEW else 0.35
        figure = draw(chart, [line for run in runs for line in _scores(chart, run, 1 if is_alone else share)])
        if is_alone:
            _ring(chart, figure, runs[0])
    if cursor is not None:
        look = {"width": chart.pixels(1.5), "color": chart.muted}
        figure.add_vline(cursor + 1, line=look, name="cursor", layer="below")
    return figure


def seed_band_figure(
    quantity: Quantity, groups: Sequence[Seeds], theme: Theme, scale: float = 1
) -> go.Figure:
    """Draw the validation loss or accuracy of several seeds: the mean as a line, in a band of all.

    Only epochs that every seed of a group has passed are drawn, so that a mean is always one of the same
    runs.

    Args:
        quantity: "loss" or "accuracy".
        groups: each with its colour and symbol.
        theme: of the page.
        scale: as of `curve_figure`.
    """
    chart = Chart(quantity, theme, scale)
    bands, means = [], []
    for group in groups:
        lows, middles, highs = _seeds(group, f"validation_{quantity}")
        colour, symbol = _look(chart, group.colour)
        around = Points(lows.x + lows.x[::-1], [*highs.y, *lows.y[::-1]])
        bands.append(Line(around, colour, "", group.name, width=0, opacity=0.22))
        says = f"mean validation {quantity} of {len(group.runs)} seeds"
        means.append(Line(middles, colour, says, group.name, short(group.name), symbol=symbol))
    return draw(chart, bands + means)


def _seeds(group: Seeds, key: str) -> tuple[Points, Points, Points]:
    """The lowest, the mean and the highest at every epoch that all seeds have passed."""
    each = [points_of_epochs(epochs, key) for epochs in group.runs]
    curves = [dict(zip(points.x, points.known, strict=True)) for points in each]
    shared = sorted(set.intersection(*(set(curve) for curve in curves))) if curves else []
    spreads = [spread([curve[x] for curve in curves]) for x in shared]
    low, mean, high = (
        Points(shared, [getattr(each, name) for each in spreads]) for name in ("low", "mean", "high")
    )
    return low, mean, high


def _scores(chart: Chart, run: Curve, opacity: float) -> list[Line]:
    """Training as it goes, thin; validation at the epochs, strong: it is what counts."""
    key, is_alone = chart.quantity, opacity == 1
    colour, symbol = (chart.text, "circle") if is_alone else _look(chart, run.colour)
    training = points_of_progress(run, key)
    validation = points_of_epochs(run.epochs, f"validation_{key}")
    thin = Line(
        training,
        chart.muted if is_alone else colour,
        f"training {key}, just then",
        "" if is_alone else run.name,
        "training" if is_alone else "" if validation.x else short(run.name),
        width=1.25,
        opacity=opacity,
    )
    strong = thin._replace(
        points=validation,
        colour=colour,
        says=f"validation {key}",
        label="validation" if is_alone else short(run.name),
        width=2.25,
        opacity=1,
        symbol=symbol,
    )
    return [thin, strong]


def _ring(chart: Chart, figure: go.Figure, run: Curve) -> None:
    """Around the epoch with the lowest validation loss, once there is another to compare it with."""
    best = best_epoch(run.epochs)
    validation = points_of_epochs(run.epochs, f"validation_{chart.quantity}")
    if best is None or len(validation.x) < 2 or best + 1 not in validation.x:
        return
    place = validation.x.index(best + 1)
    figure.add_scatter(
        x=[best + 1],
        y=[validation.y[place]],
        mode="markers+text",
        name="best",
        hoverinfo="skip",
        cliponaxis=False,
        text=["lowest" if chart.quantity == "loss" else "lowest loss"],
        textposition="bottom left" if best + 1 > chart.until / 2 else "bottom right",
        textfont={"color": chart.text, "size": chart.pixels(FONT)},
        marker={
            "symbol": "circle-open",
            "size": chart.pixels(14),
            "color": chart.text,
            "line_width": chart.pixels(2),
        },
    )


def _gradients(chart: Chart, run: Curve, is_alone: bool) -> list[Line]:
    """Before clipping thin and faint, after it strong; one line where nothing was clipped."""
    before, after = (points_of_progress(run, key) for key in ("gradient_norm", "clipped_norm"))
    colour = chart.text if is_alone else _look(chart, run.colour)[0]
    owner = "" if is_alone else run.name
    width = 2 if is_alone else 1.25
    if is_unclipped(run):
        label = "no clipping" if is_alone else short(run.name)
        return [Line(after, colour, "(nothing was clipped)", owner, label, width=min(width, 1.5))]
    clipped = f"clipped at {run.clip:g}" if run.clip else "after clipping"
    return [
        Line(
            before,
            colour,
            "before clipping, mean since the point before",
            owner,
            "as it was" * is_alone,
            width=1,
            opacity=0.5,
        ),
        Line(
            after,
            colour,
            "after clipping, mean since the point before",
            owner,
            clipped if is_alone else short(run.name),
            width,
        ),
    ]


def _look(chart: Chart, place: int) -> tuple[str, str]:
    """The colour and the symbol of a run among others."""
    colours, symbols = RUNS[chart.theme], [name for name in SYMBOLS if name != "line"]
    return colours[place % len(colours)], symbols[place % len(symbols)]


def short(name: str) -> str:
    """A run's name as there is room for it beside a line."""
    return name if len(name) <= LABEL else f"{name[: LABEL - 1].rstrip()}…"


def said(quantity: Quantity, run: Curve) -> str:
    """A run's curve as a sentence, for those who do not see it."""
    if quantity == "gradient":
        norms = points_of_progress(run, "gradient_norm").known
        if not norms:
            return "No gradient is known yet."
        return f"The mean norm of the gradients was between {min(norms):.3g} and {max(norms):.3g}."
    points = points_of_epochs(run.epochs, f"validation_{quantity}")
    if not points.x:
        return "No epoch has passed yet."
    write = "{:.1%}" if quantity == "accuracy" else "{:.3f}"
    start, end = (f"{write.format(points.known[n])} {after(int(points.x[n]) - 1)}" for n in (0, -1))
    if len(points.x) == 1:
        return f"The validation {quantity} was {start}."
    return f"The validation {quantity} went from {start} to {end}."


def overfit_sentence(epochs: Epochs) -> str:
    """What the validation loss says of learning by heart; empty where it was lowest at the end."""
    best = overfit_since(epochs)
    if best is None:
        return ""
    if best < 0:
        return "The validation loss was never lower than before training: nothing general was learnt."
    training = points_of_epochs(epochs, "loss")
    losses = dict(zip(training.x, training.known, strict=True))
    # Only if the training loss went on falling is it the training texts that are learnt.
    by_heart = best + 1 in losses and training.known[-1] < losses[best + 1]
    if not by_heart:
        return f"The validation loss was lowest {after(best)}; since then it has only been higher."
    return (
        f"Overfitting {after(best)}: the training loss still falls, the validation loss rises. The network "
        "learns its training texts by heart."
    )


def after(epoch: int) -> str:
    """When an epoch, counted from 0, was passed."""
    return "before training" if epoch < 0 else f"after epoch {epoch + 1}"
