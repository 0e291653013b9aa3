"""The cliff: against the cells' own loop, a closed form, finite differences; and who is thrown away."""

import numpy as np
import pytest

from rnnviz.analysis.cliff import (
    CLIPS,
    FOUND,
    MOST_STEPS,
    SQUASHES,
    STARTS,
    USUAL,
    WINDOWS,
    CliffSpec,
    Clip,
    clip,
    descend,
    gradient_of,
    loss_of,
    states_of,
    surface_of,
)
from rnnviz.cells import SimpleRNNCell
from rnnviz.learning.optimizer import clip as clip_of_training
from rnnviz.learning.spec import Clipping, TrainingSpec
from rnnviz.unroll import backpropagate, unroll


@pytest.mark.parametrize("squash", SQUASHES)
def test_states_and_gradients_are_those_of_a_cell_with_one_unit(squash: str) -> None:
    spec = CliffSpec(squash, timesteps=12)
    rng = np.random.default_rng(3)
    w, b = rng.uniform(*WINDOWS[squash].w, 5), rng.uniform(*WINDOWS[squash].b, 5)
    states, (by_w, by_b) = states_of(spec, w, b), gradient_of(spec, w, b)[1:]
    for n in range(5):
        cell = SimpleRNNCell(np.zeros((1, 1)), np.array([[w[n]]]), np.array([b[n]]), activation=squash)
        first = cell.initial_step(())._replace(hidden_state=np.array([spec.initial]))
        trace = unroll(cell, np.zeros((12, 1)), first)
        arriving = np.zeros((12, 1))
        arriving[-1] = 2 * (trace.steps.hidden_state[-1] - spec.target)
        back = backpropagate(trace, arriving)
        np.testing.assert_allclose(states[1:, n], trace.steps.hidden_state[:, 0], rtol=1e-12)
        np.testing.assert_allclose([by_w[n], by_b[n]], [back.recurrent_kernel[0, 0], back.bias[0]], rtol=1e-9)


@pytest.mark.parametrize("squash", SQUASHES)
def test_the_gradient_is_the_slope_of_the_loss(squash: str) -> None:
    spec, step = CliffSpec(squash, timesteps=8), 1e-6
    w, b = (np.array([start[n] for start in STARTS[squash].values()]) for n in (0, 1))
    by_w = (loss_of(spec, w + step, b) - loss_of(spec, w - step, b)) / (2 * step)
    by_b = (loss_of(spec, w, b + step) - loss_of(spec, w, b - step)) / (2 * step)
    np.testing.assert_allclose(np.array(gradient_of(spec, w, b)[1:]), [by_w, by_b], rtol=1e-4, atol=1e-7)


def test_a_relu_that_stays_above_zero_is_a_geometric_series() -> None:
    w, b, spec = 1.3, 0.2, CliffSpec("relu", timesteps=30)
    end = w**30 * 0.5 + b * (w**30 - 1) / (w - 1)
    assert loss_of(spec, np.array(w), np.array(b)) == pytest.approx((end - 0.7) ** 2, rel=1e-12)


def test_the_surface_is_the_loss_at_each_place_of_its_grid() -> None:
    spec = CliffSpec()
    surface = surface_of(spec, across=7, up=5)
    assert surface.loss.shape == (5, 7)
    assert (surface.w[0], surface.w[-1], surface.b[0], surface.b[-1]) == (*spec.window.w, *spec.window.b)
    assert surface.loss[3, 2] == loss_of(spec, surface.w[2], surface.b[3])
    assert surface.loss.max() / surface.loss.min() > 100


def test_by_norm_the_direction_stays_and_by_value_it_turns() -> None:
    gradient = np.array([3.0, 4.0])
    np.testing.assert_allclose(clip(gradient, "norm", 1.0), [0.6, 0.8])
    np.testing.assert_allclose(clip(gradient, "value", 1.0), [1.0, 1.0])
    np.testing.assert_allclose(clip(gradient, "none", 1.0), gradient)
    for how in CLIPS:
        np.testing.assert_allclose(clip(gradient, how, 6.0), gradient)


@pytest.mark.parametrize(("how", "by"), [("norm", "global_clipnorm"), ("value", "clipvalue")])
def test_clipping_is_that_of_a_training(how: Clip, by: Clipping) -> None:
    rng = np.random.default_rng(0)
    for gradient in rng.normal(size=(20, 2)) * 3:
        (cut,), _ = clip_of_training([gradient.copy()], TrainingSpec(clip_by=by, clip=0.8))
        np.testing.assert_allclose(clip(gradient, how, 0.8), np.asarray(cut), rtol=1e-12)


def test_the_angle_is_worked_out_by_hand() -> None:
    (descent,) = descend(CliffSpec(), 20, ["value"])
    before, after = descent.gradients[12], descent.clipped[12]
    cosine = before @ after / np.linalg.norm(before) / np.linalg.norm(after)
    assert descent.turned[12] == pytest.approx(np.degrees(np.arccos(cosine)), abs=1e-6)
    assert descent.turned[12] > 20
    assert descend(CliffSpec(), 20)[1].turned == pytest.approx(np.zeros(21), abs=1e-6)


@pytest.mark.parametrize("squash", SQUASHES)
def test_usually_the_unclipped_step_is_thrown_away_and_the_clipped_one_is_not(squash: str) -> None:
    spec = USUAL[squash]
    unclipped, by_norm, by_value = descend(spec, 40)
    left = unclipped.left_at(spec.window)
    assert left is not None
    jump = np.linalg.norm(unclipped.places[left] - unclipped.places[left - 1])
    assert jump > 1.5 and not unclipped.losses[-1] < 10 * FOUND
    assert by_norm.left_at(spec.window) is None and by_norm.losses[-1] < FOUND
    assert by_value.left_at(spec.window) is None
    for descent in (by_norm, by_value):  # They meet the cliff, too: it is no luck of their way.
        assert descent.norms.max() > 10 * spec.threshold
        longest = spec.threshold * spec.learning_rate * (1 if descent is by_norm else 2**0.5)
        steps = np.linalg.norm(np.diff(descent.places, axis=0), axis=1)
        assert steps.max() <= longest * (1 + 1e-9)


def test_the_usual_cliff_is_steeper_where_the_clipped_ones_meet_it() -> None:
    unclipped, by_norm, by_value = descend(USUAL["tanh"], 40)
    assert by_norm.norms.max() > by_value.norms.max() > np.nanmax(unclipped.norms) > 200
    assert by_value.losses[-1] < FOUND
    assert np.all(unclipped.norms[6:] == 0)  # Thrown to where tanh is flat to the last digit.


def test_every_start_by_name_is_in_the_picture() -> None:
    for squash, starts in STARTS.items():
        assert all(WINDOWS[squash].holds(*place) for place in starts.values())
        assert starts["before it"] == USUAL[squash].start
        wall, plain = (
            np.hypot(*gradient_of(USUAL[squash], *map(np.array, starts[name]))[1:])
            for name in ("on the wall", "on the plain")
        )
        assert wall > 100 * USUAL[squash].threshold and plain < USUAL[squash].threshold


def test_what_overflows_goes_on_as_what_it_is() -> None:
    spec = CliffSpec("relu", timesteps=500, start=(50.0, 1.0))
    unclipped, by_norm, by_value = descend(spec, 3)
    assert unclipped.losses[0] == np.inf and np.isinf(unclipped.gradients[0]).all()
    assert not np.isfinite(unclipped.places[1:]).any()
    assert np.isnan(by_norm.clipped[0]).all() and np.isnan(by_norm.places[1:]).all()  # ∞ / ∞.
    assert by_value.clipped[0].tolist() == [0.3, 0.3] and np.isfinite(by_value.places).all()
    assert np.isnan(by_value.turned[0])
    assert unclipped.left_at(spec.window) is None  # It never was in the picture.


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"squash": "softmax"}, "squash must be one of"),
        ({"timesteps": 501}, "timesteps must be from 1 to 500"),
        ({"learning_rate": 0.0}, "learning_rate and threshold must be above 0"),
        ({"threshold": float("nan")}, "learning_rate and threshold must be above 0"),
        ({"start": (float("inf"), 0.0)}, "start, initial and target must be within"),
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        CliffSpec(**wrong)  # type: ignore[arg-type]


def test_steps_out_of_range_are_refused() -> None:
    for steps in (0, MOST_STEPS + 1):
        with pytest.raises(ValueError, match="steps must be from 1"):
            descend(CliffSpec(), steps)
