"""The landmarks of the cliff: checked against the states, the gradients and surfaces made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.cliff import (
    SQUASHES,
    USUAL,
    WINDOWS,
    Surface,
    descend,
    gradient_of,
    states_of,
    surface_of,
)
from rnnviz.analysis.cliff_landmarks import landmarks_of


@pytest.mark.parametrize("squash", SQUASHES)
def test_on_the_line_of_the_target_the_last_state_is_the_target(squash: str) -> None:
    spec = USUAL[squash]
    surface = surface_of(spec)
    found = landmarks_of(surface, spec.is_boundless)
    known = np.isfinite(found.target)
    ends = states_of(spec, surface.w[known], found.target[known])[-1]
    assert known.sum() > 50 and np.quantile(np.abs(ends - spec.target), 0.9) < 0.02


@pytest.mark.parametrize("squash", SQUASHES)
def test_the_cliff_has_the_longest_gradients_and_the_plain_next_to_none(squash: str) -> None:
    spec = USUAL[squash]
    surface = surface_of(spec)
    found = landmarks_of(surface, spec.is_boundless)
    column = int(np.flatnonzero(np.isfinite(found.cliff))[0])
    step = surface.b[1] - surface.b[0]
    near = found.cliff[column] + np.linspace(-step, step, 41)
    _, *gradient = gradient_of(spec, np.full(41, surface.w[column]), near)
    w, b, loss = (np.array(each) for each in zip(*found.plains, strict=True))
    plain_loss, *flat = gradient_of(spec, w, b)
    assert np.hypot(*gradient).max() > 100 * np.hypot(*flat).max()
    np.testing.assert_allclose(plain_loss, loss)
    low, high = (surface.missed[row, column] ** 2 for row in (0, -1))
    assert found.is_falling == (high < low)


def test_one_timestep_makes_no_cliff() -> None:
    surface = surface_of(replace(USUAL["tanh"], timesteps=1))
    found = landmarks_of(surface, False)
    assert np.isnan(found.cliff).all()
    known = np.isfinite(found.target)  # tanh(w / 2 + b) is the target.
    np.testing.assert_allclose(found.target[known], np.arctanh(0.7) - surface.w[known] / 2, atol=1e-4)


def test_the_middle_of_a_plain_is_farthest_from_its_end_and_from_paths() -> None:
    w, b = np.linspace(*WINDOWS["tanh"].w, 81), np.linspace(*WINDOWS["tanh"].b, 61)
    missed = np.where(np.arange(81) < 40, 1.0, 3.0) * np.ones((61, 1))
    found = landmarks_of(Surface(w, b, missed), False)
    assert [loss for *_, loss in found.plains] in ([1.0, 9.0], [9.0, 1.0])
    for at, row, loss in found.plains:
        assert abs(row - b[30]) < 0.3 and (at < w[40]) == (loss == 1.0)
    (through,) = descend(replace(USUAL["tanh"], learning_rate=1e-6), 1, ("none",))
    on_it = replace(through, places=np.array([found.plains[0][:2]] * 2))
    moved = landmarks_of(Surface(w, b, missed), False, [on_it]).plains
    assert found.plains[0][:2] not in [each[:2] for each in moved]


def test_a_surface_of_nothing_has_no_names() -> None:
    w, b = np.linspace(0, 1, 30), np.linspace(0, 1, 30)
    found = landmarks_of(Surface(w, b, np.full((30, 30), np.nan)), False)
    assert np.isnan(found.target).all() and np.isnan(found.cliff).all() and found.plains == ()
    endless = landmarks_of(Surface(w, b, np.full((30, 30), np.inf)), True)
    assert np.isnan(endless.cliff).all() and endless.plains == ()
