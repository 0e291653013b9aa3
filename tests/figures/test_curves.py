"""Curves, read back from Plotly's figures."""

import itertools
import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.figures.curve_chart import SYMBOLS, Quantity, apart
from rnnviz.figures.curve_points import MOST, Curve, thinned
from rnnviz.figures.curves import Seeds, curve_figure, overfit_sentence, said, seed_band_figure
from rnnviz.figures.style import RUNS, THEMES, Theme

SCORES: tuple[Quantity, ...] = ("loss", "accuracy")
HOSTILE = "<b>mine</b> & yours"


def progress(epochs: int, steps: int = 4, clip: float = math.inf) -> list[dict[str, Any]]:
    """Made-up points within epochs; the gradient grows from 0.5 by 0.25."""
    points = []
    for n in range(epochs * steps):
        epoch, step = divmod(n, steps)
        norm = 0.5 + 0.25 * n
        point = {"epoch": epoch, "done": 10 * (step + 1), "of": 10 * steps, "loss": 0.7 - 0.01 * n}
        point |= {"accuracy": 0.5 + 0.01 * n, "gradient_norm": norm, "clipped_norm": min(norm, clip)}
        points.append(point)
    return points


def scored(losses: list[float], training: list[float] | None = None) -> list[dict[str, Any]]:
    """Epochs from before training on, with these validation losses."""
    points: list[dict[str, Any]] = []
    for n, loss in enumerate(losses):
        points.append({"epoch": n - 1, "validation_loss": loss, "validation_accuracy": 1 - loss})
        if n and training:
            points[-1]["loss"] = training[n - 1]
    return points


def trace(figure: go.Figure, says: str) -> go.Scatter:
    """The one line of which this is said on hover."""
    (found,) = [each for each in figure.data if says in (each.hovertemplate or "")]
    return found


def labels(figure: go.Figure) -> list[str]:
    """What stands beside the lines' ends, without its mark."""
    return [each.text.split("</span> ")[1] for each in figure.layout.annotations if each.name == "label"]


@pytest.mark.parametrize("quantity", SCORES)
def test_one_run_shows_training_as_it_goes_and_validation_after_each_epoch(quantity: Quantity) -> None:
    run = Curve("mine", progress(2), scored([0.7, 0.5, 0.6]))
    figure = curve_figure(quantity, [run], "light")
    training, validation = trace(figure, "training"), trace(figure, "validation")
    assert training.x == (0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2)
    assert training.y == tuple(point[quantity] for point in run.progress)
    assert validation.x == (0, 1, 2)
    assert list(validation.y) == [point[f"validation_{quantity}"] for point in run.epochs]
    assert labels(figure) == ["training", "validation"]
    (best,) = [each for each in figure.data if each.name == "best"]
    assert (best.x, best.y) == ((1,), (validation.y[1],))


def test_what_is_missing_or_not_finite_is_left_out() -> None:
    points = progress(1)
    points[1]["loss"] = math.nan
    del points[2]["loss"]
    epochs = [*scored([math.inf, 0.5]), {"epoch": 1}]
    figure = curve_figure("loss", [Curve("a", points, epochs)], "dark")
    assert trace(figure, "training").x == (0.25, 1)
    assert trace(figure, "validation").x == (1,)


@pytest.mark.parametrize("quantity", [*SCORES, "gradient"])
@pytest.mark.parametrize("theme", THEMES)
def test_no_point_and_one_point_are_fine(quantity: Quantity, theme: Theme) -> None:
    empty = curve_figure(quantity, [Curve("a")], theme)
    assert not empty.data and empty.layout.xaxis.range == (0, 1)
    one = curve_figure(quantity, [Curve("a", progress(1)[:1])], theme)
    assert [each.mode for each in one.data] == ["lines+markers"]  # A line of one point is not seen.
    assert curve_figure(quantity, [], theme).data == ()


@pytest.mark.parametrize("seed", range(5))
def test_many_points_are_thinned_and_keep_their_extremes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=50_000)
    kept = thinned(values.tolist())
    assert len(kept) <= MOST and kept == sorted(set(kept))
    assert {0, 49_999, int(values.argmin()), int(values.argmax())} <= set(kept)
    points = [
        {"epoch": n // 25_000, "done": n % 25_000 + 1, "of": 25_000, "loss": value + 5}
        for n, value in enumerate(values)
    ]
    line = trace(curve_figure("loss", [Curve("a", points)], "light"), "training")
    assert len(line.x) <= MOST + 1
    assert max(y for y in line.y if y is not None) == values.max() + 5


def test_of_very_many_epochs_each_is_one_point() -> None:
    epochs = [{"epoch": n, "loss": 1 / (n + 1)} for n in range(100)]
    line = trace(curve_figure("loss", [Curve("a", progress(100), epochs)], "light"), "training")
    assert line.x == tuple(range(1, 101)) and None not in line.y


def test_the_cursor_stands_where_its_epoch_ends() -> None:
    run = Curve("a", progress(3), scored([0.7, 0.6, 0.5, 0.4]))
    for epoch in (-1, 0, 2):
        (line,) = curve_figure("loss", [run], "light", epoch).layout.shapes
        assert (line.name, line.x0, line.x1) == ("cursor", epoch + 1, epoch + 1)


@pytest.mark.parametrize("theme", THEMES)
def test_every_run_has_a_colour_and_a_symbol_of_its_own(theme: Theme) -> None:
    runs = [Curve(f"run {n}", progress(1), scored([0.7, 0.6 - 0.01 * n]), n) for n in range(8)]
    figure = curve_figure("loss", runs, theme)
    validation = [each for each in figure.data if "validation" in each.hovertemplate]
    assert [each.line.color for each in validation] == list(RUNS[theme])
    assert len({each.marker.symbol for each in validation}) == 8
    assert {each.marker.symbol for each in validation} < set(SYMBOLS)
    assert labels(figure) == [run.name for run in runs]
    heights = sorted(each.y for each in figure.layout.annotations if each.name == "label")
    assert min(b - a for a, b in itertools.pairwise(heights)) > 0.05  # None covers another.


def test_a_name_is_text_and_not_markup() -> None:
    figure = curve_figure(
        "loss", [Curve(HOSTILE, epochs=scored([0.7, 0.6]), colour=n) for n in (0, 1)], "dark"
    )
    assert "<b>mine" not in str(figure.data) + "".join(labels(figure))
    assert labels(figure)[0].startswith("&lt;b&gt;mine&lt;/b&gt;")


def test_gradients_before_and_after_clipping_stand_on_a_logarithmic_axis() -> None:
    figure = curve_figure("gradient", [Curve("a", progress(2, clip=1.0), clip=1.0)], "light")
    assert figure.layout.yaxis.type == "log"
    before, after = trace(figure, "before clipping"), trace(figure, "after clipping")
    assert before.y == tuple(0.5 + 0.25 * n for n in range(8)) and max(after.y) == 1
    assert before.opacity < 1 and before.line.width < after.line.width
    low, high = figure.layout.yaxis.range
    assert 10**low < 0.5 and 10**high > 2.25
    (limit,) = [shape for shape in figure.layout.shapes if shape.name == "clip"]
    assert limit.y0 == limit.y1 == 1 and limit.line.dash == "dot"
    assert labels(figure) == ["as it was", "clipped at 1"]


def test_no_clipping_is_said_and_a_gradient_of_nothing_is_not_drawn() -> None:
    points = progress(1)
    points[0] |= {"gradient_norm": 0.0, "clipped_norm": 0.0}
    figure = curve_figure("gradient", [Curve("a", points)], "light")
    (line,) = figure.data
    assert min(line.y) > 0 and len(line.y) == 3 and labels(figure) == ["no clipping"]


def test_axes_reach_as_far_as_the_values_and_at_least_to_guessing() -> None:
    def reach(quantity: Quantity, losses: list[float]) -> tuple[float, float]:
        low, high = curve_figure(quantity, [Curve("a", epochs=scored(losses))], "light").layout.yaxis.range
        return float(low), float(high)

    assert reach("accuracy", [0.5, 0.3]) == (0.4, 1)
    assert reach("accuracy", [0.5, 0.9])[0] < 0.1  # An accuracy of 0.1.
    assert reach("loss", [0.3])[0] == 0 and reach("loss", [0.3])[1] > math.log(2)
    assert reach("loss", [9.0])[1] > 9


def test_a_projector_gets_larger_letters_and_lines() -> None:
    run = Curve("a", progress(1), scored([0.7, 0.6]))
    one, two = (curve_figure("loss", [run], "light", scale=scale) for scale in (1, 2))
    assert two.layout.height == 2 * one.layout.height == 460
    assert two.layout.font.size == 2 * one.layout.font.size
    assert two.data[0].line.width == 2 * one.data[0].line.width


def test_seeds_are_a_band_from_the_lowest_to_the_highest_around_the_mean() -> None:
    group = Seeds("LSTM", [scored([0.7, 0.5, 0.4]), scored([0.6, 0.6]), scored([0.8, 0.4])])
    band, mean = seed_band_figure("loss", [group], "light").data
    assert mean.x == (0, 1)  # One seed alone has come further.
    np.testing.assert_allclose(mean.y, [0.7, 0.5])
    assert band.fill == "toself" and list(band.x) == [0, 1, 1, 0]
    np.testing.assert_allclose(band.y, [0.8, 0.6, 0.4, 0.6])
    assert not seed_band_figure("loss", [Seeds("none", [])], "light").data


@pytest.mark.parametrize("seed", range(10))
def test_labels_keep_their_order_and_their_distance(seed: int) -> None:
    rng = np.random.default_rng(seed)
    wanted = rng.uniform(0, 100, rng.integers(0, 9)).tolist()
    placed = apart(wanted, 12, 100)
    order = np.argsort(wanted, kind="stable")
    assert all(-1e-9 <= height <= 100 + 1e-9 for height in placed)
    assert all(np.diff(np.array(placed)[order]) >= 12 - 1e-9)
    assert apart([50.0, 90.0], 12, 100) == [50, 90]


def test_curves_are_said_in_a_sentence() -> None:
    run = Curve("a", progress(1), scored([0.7, 0.5, 0.55]))
    assert said("loss", run) == (
        "The validation loss went from 0.700 before training to 0.550 after epoch 2."
    )
    assert said("accuracy", Curve("a", epochs=scored([0.5]))) == (
        "The validation accuracy was 50.0% before training."
    )
    assert said("gradient", run) == "The mean norm of the gradients was between 0.5 and 1.25."
    assert said("loss", Curve("a")) == "No epoch has passed yet."


def test_learning_by_heart_is_said_only_where_the_training_loss_fell_on() -> None:
    losses = [0.7, 0.5, 0.4, 0.6]
    assert overfit_sentence(scored(losses, [0.6, 0.3, 0.1])).startswith("Overfitting after epoch 2: ")
    assert overfit_sentence(scored(losses, [0.6, 0.3, 0.5])) == (
        "The validation loss was lowest after epoch 2; since then it has only been higher."
    )
    assert "never lower than before training" in overfit_sentence(scored([0.7, 0.8]))
    assert overfit_sentence(scored([0.7, 0.5])) == overfit_sentence([]) == ""
