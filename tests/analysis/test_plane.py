"""The plane of the states: against NumPy's own decompositions, exact planar cases, and heads of all kinds."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis.plane import Plane, decision_line, frame_around, plane_of, plane_towards
from rnnviz.analysis.score import log_odds
from rnnviz.analysis.trajectory import landscape_of, sites
from rnnviz.cells import SimpleRNNCell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from rnnviz.text import Vocabulary
from tests.analysis.states import TEXTS, made


def heads(rng: np.random.Generator) -> dict[str, tuple[tuple[Dense, ...], int | None]]:
    """Heads of all kinds for 5 units, with the output that is called positive."""
    deep = (
        Dense(rng.normal(size=(5, 7)), rng.normal(size=7), "relu"),
        Dense(rng.normal(size=(7, 1)), np.zeros(1)),
    )
    fourth = np.array([0.0, 0, 0, 2, 0])
    return {
        "sigmoid": ((Dense(rng.normal(size=(5, 1)), np.array([0.2])),), None),
        "two": ((Dense(rng.normal(size=(5, 2)), rng.normal(size=2), "softmax"),), None),
        "five": ((Dense(rng.normal(size=(5, 5)), fourth, "softmax"),), 3),
        "deep": (deep, None),
    }


def test_the_axes_are_those_of_the_singular_value_decomposition(rng: np.random.Generator) -> None:
    states = rng.normal(size=(200, 6)) * [3, 1, 2, 0.5, 0.1, 0.7] + 4
    plane = plane_of(states)
    centred = states - states.mean(axis=0)
    _, singular, rows = np.linalg.svd(centred, full_matrices=False)
    np.testing.assert_allclose(np.abs(plane.axes @ rows[:2].T), np.eye(2), atol=1e-9)
    np.testing.assert_allclose(plane.shares, singular[:2] ** 2 / (singular**2).sum())
    # What is held of these very states is what the two axes explain; nothing explains more.
    assert plane.held(states) == pytest.approx(plane.shares.sum())
    other = np.linalg.qr(rng.normal(size=(6, 2)))[0].T
    assert replace(plane, axes=other).held(states) < plane.held(states)


def test_states_in_a_plane_are_held_wholly_and_one_beside_it_at_its_distance(
    rng: np.random.Generator,
) -> None:
    axes = np.linalg.qr(rng.normal(size=(5, 3)))[0].T
    flat = rng.normal(size=(50, 2)) * [2, 1] @ axes[:2] + 7
    plane = plane_of(flat)
    assert plane.held(flat) == pytest.approx(1) and plane.shares.sum() == pytest.approx(1)
    np.testing.assert_allclose(plane.distance(flat), 0, atol=1e-9)
    np.testing.assert_allclose(plane.distance(flat + 0.3 * axes[2]), 0.3)
    np.testing.assert_allclose(plane.lift(plane.place(flat + 0.3 * axes[2])), flat, atol=1e-9)


def test_one_unit_or_states_that_are_all_alike_make_no_second_direction() -> None:
    line = plane_of(np.array([[1.0], [3.0], [2.0]]))
    assert line.shares.tolist() == [1, 0]
    np.testing.assert_allclose(np.abs(line.place(np.array([4.0]))), [2, 0])
    alike = plane_of(np.full((4, 3), 0.5))
    assert np.isnan(alike.shares).all() and np.isnan(alike.held(np.full((4, 3), 0.5)))
    broken = plane_of(np.array([[1.0, 0.0], [3.0, 0.0], [np.inf, np.nan]]))
    np.testing.assert_allclose(broken.mean, [2, 0])


@pytest.mark.parametrize("kind", ["sigmoid", "two", "five", "deep"])
def test_on_the_line_the_log_odds_are_zero_and_its_sides_differ(rng: np.random.Generator, kind: str) -> None:
    head, positive = heads(rng)[kind]
    network = replace(made(rng), head=head, positive=positive)
    plane = Plane(rng.normal(size=5) * 0.1, np.linalg.qr(rng.normal(size=(5, 2)))[0].T, np.ones(2))
    pieces = decision_line(network, plane, (-4.0, 4.0, -4.0, 4.0))
    assert len(pieces) > 10
    np.testing.assert_allclose(log_odds(network, plane.lift(pieces)), 0, atol=1e-8)
    along = pieces[:, 1] - pieces[:, 0]
    across = np.stack([-along[:, 1], along[:, 0]], axis=-1)[np.linalg.norm(along, axis=1) > 1e-3]
    middle = pieces.mean(axis=1)[np.linalg.norm(along, axis=1) > 1e-3]
    one, other = (log_odds(network, plane.lift(middle + side * across)) > 0 for side in (0.5, -0.5))
    assert (one & ~other).mean() > 0.9  # Positive to the left of each piece.
    if kind in ("sigmoid", "two"):  # A straight line: all ends lie on one.
        ends = pieces.reshape(-1, 2) - pieces.reshape(-1, 2).mean(axis=0)
        assert np.linalg.svd(ends, compute_uv=False)[1] == pytest.approx(0, abs=1e-8)


def test_a_head_that_never_turns_has_no_line(rng: np.random.Generator) -> None:
    network = made(rng, head=(Dense(np.zeros((5, 1)), np.ones(1)),))
    plane = plane_of(rng.normal(size=(30, 5)), network)
    assert decision_line(network, plane, (-1.0, 1.0, -1.0, 1.0)).shape == (0, 2, 2)


def test_the_axes_point_to_where_it_is_judged_more_positive(rng: np.random.Generator) -> None:
    network = made(rng)
    plane = plane_of(rng.normal(size=(40, 5)), network)
    assert (plane.axes @ network.head[0].kernel[:, 0] > 0).all()


def test_towards_the_verdict_every_state_stands_on_the_side_of_its_own(rng: np.random.Generator) -> None:
    network = made(rng)
    states = rng.normal(size=(300, 5)) * [1, 3, 1, 2, 0.5]
    plane = plane_towards(states, network)
    kernel = network.head[0].kernel[:, 0]
    np.testing.assert_allclose(plane.axes[0], kernel / np.linalg.norm(kernel))
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-12)
    # Every state and its place in the plane have one and the same score.
    np.testing.assert_allclose(
        log_odds(network, plane.lift(plane.place(states))), log_odds(network, states), atol=1e-9
    )
    centred = states - states.mean(axis=0)
    rest = centred - np.outer(centred @ plane.axes[0], plane.axes[0])
    _, singular, rows = np.linalg.svd(rest, full_matrices=False)
    assert abs(plane.axes[1] @ rows[0]) == pytest.approx(1)
    np.testing.assert_allclose(
        plane.shares * (centred**2).sum(), [((centred @ plane.axes[0]) ** 2).sum(), singular[0] ** 2]
    )
    found = landscape_of(network, sites(network)[0], TEXTS, towards=True)
    assert found.agreement == 1
    silent = replace(network, head=(Dense(np.zeros((5, 1)), np.ones(1)),))
    np.testing.assert_array_equal(plane_towards(states, silent).axes, plane_of(states).axes)


def test_the_frame_holds_all_points() -> None:
    points = np.array([[0.0, 2.0], [3.0, -1.0], [np.nan, 9.0]])
    assert frame_around(points) == (0, 3, -1, 2)
    assert frame_around(np.zeros((0, 2))) == (-1, 1, -1, 1)
    assert frame_around(np.array([[1.0, 5.0], [4.0, 5.0]])) == (1, 4, 3.5, 6.5)  # No side is empty.
    assert frame_around(np.array([[1.0, 5.0]])) == (0, 2, 4, 6)


def test_one_unit_has_an_upright_line_where_its_score_is_zero() -> None:
    cell = SimpleRNNCell(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1))
    head = (Dense(np.array([[2.0]]), np.array([-0.5])),)  # Zero at h = 0.25.
    rows = np.array([[0.0], [0], [1], [-1]])
    network = Network("one", Vocabulary.of(["up", "down"]), rows, (RecurrentLayer(cell),), head)
    found = landscape_of(network, sites(network)[0], ["up up", "down", "up down down"])
    assert found.line is not None
    np.testing.assert_allclose(found.plane.lift(found.line), 0.25, atol=1e-9)
    np.testing.assert_allclose(found.line[..., 0], found.line[0, 0, 0], atol=1e-9)
    along = np.linalg.norm(found.line[:, 1] - found.line[:, 0], axis=-1)
    assert (along > 1e-3).all() and found.agreement == 1
