"""Largest singular values without decompositions, against decompositions and differences."""

import numpy as np
import pytest

from rnnviz.analysis.leading import leading_singular, step_norms
from rnnviz.arrays import FloatArray
from rnnviz.cells import LSTMCell, SimpleRNNCell
from rnnviz.unroll import Trace, unroll
from tests.oracles import KINDS, Kind, random_cell

SIZE = 24  # More than the rounds of the first try.


def orthogonal(rng: np.random.Generator, size: int = SIZE) -> FloatArray:
    q: FloatArray = np.linalg.qr(rng.normal(size=(size, size)))[0]
    return q


def matrices(rng: np.random.Generator) -> dict[str, FloatArray]:
    """Matrices of every kind that a chain of Jacobians may come to."""
    q, other = orthogonal(rng), orthogonal(rng)
    close = q @ np.diag(np.linspace(0.9, 1, SIZE)) @ other
    return {
        "random": rng.normal(size=(SIZE, SIZE)),
        "orthogonal": q,
        "close together": close,
        "one direction": np.outer(q[0], other[0]),
        "identity": np.eye(SIZE),
        "twice the same": q @ np.diag([3, 3, *np.ones(SIZE - 2)]) @ other,
    }


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("scale", [1e-36, 1, 1e36])
def test_it_is_the_largest_of_a_decomposition(rng: np.random.Generator, dtype: type, scale: float) -> None:
    stacked = np.stack(list(matrices(rng).values()))
    expected = scale * np.linalg.svd(stacked, compute_uv=False)[:, 0]
    np.testing.assert_allclose(leading_singular((scale * stacked).astype(dtype)), expected, rtol=2e-4)


@pytest.mark.parametrize("shape", [(1, 1), (2, 1), (48, 5), (5, 48)])
def test_matrices_need_not_be_square(rng: np.random.Generator, shape: tuple[int, int]) -> None:
    stacked = rng.normal(size=(3, *shape))
    expected = np.linalg.svd(stacked, compute_uv=False)[:, 0]
    np.testing.assert_allclose(leading_singular(stacked), expected, rtol=1e-6)


def test_what_is_no_number_or_nothing_stays_what_it_is(rng: np.random.Generator) -> None:
    plain = rng.normal(size=(4, SIZE, SIZE))
    plain[0] = 0
    plain[1, 3, 5], plain[2, 5, 3] = np.inf, np.nan
    found = leading_singular(plain)
    assert found[0] == 0 and found[1] == np.inf and np.isnan(found[2])
    assert found[3] == pytest.approx(np.linalg.norm(plain[3], 2), rel=1e-5)
    assert leading_singular(plain[:0]).shape == (0,)


def differences(trace: Trace, t: int, width: float = 1e-6) -> FloatArray:
    """∂state_t/∂state_{t-1} of a step, by moving every number of the state before."""
    cell, x = trace.cell, trace.inputs[t]
    before = type(trace.steps)(*(part[t] for part in trace.previous))
    names = [name for name in ("hidden_state", "cell_state") if name in before._fields]

    def moved(index: int, by: float) -> FloatArray:
        parts = np.split(np.concatenate([getattr(before, name) for name in names]), len(names))
        parts[index // cell.units][index % cell.units] += by
        after = cell.step(x, before._replace(**dict(zip(names, parts, strict=True))))
        return np.concatenate([getattr(after, name) for name in names])

    size = cell.units * len(names)
    rows = [(moved(index, width) - moved(index, -width)) / (2 * width) for index in range(size)]
    return np.stack(rows)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_of_every_step_it_is_that_of_the_differences(
    kind: Kind, reverse: bool, rng: np.random.Generator
) -> None:
    cell = random_cell(kind, rng, (3, 17), np.float64)
    trace = unroll(cell, rng.normal(size=(4, 3)), reverse=reverse)
    expected = [np.linalg.norm(differences(trace, t), 2) for t in range(4)]
    np.testing.assert_allclose(step_norms(trace), expected, rtol=2e-4)


@pytest.mark.parametrize(("size", "expected"), [(1e-25, 1e-25), (1e25, 1e25), (0.0, 0.0)])
def test_tiny_and_huge_steps_do_not_become_nothing(size: float, expected: float) -> None:
    recurrent = np.float32(size) * np.eye(5, dtype=np.float32)
    cell = SimpleRNNCell(np.zeros((1, 5), np.float32), recurrent, np.zeros(5, np.float32), "linear")
    trace = unroll(cell, np.zeros((3, 1)))
    np.testing.assert_allclose(step_norms(trace), expected, rtol=1e-5)


def test_a_state_that_overflowed_has_no_jacobian(rng: np.random.Generator) -> None:
    cell = random_cell(LSTMCell, rng, (2, 3), activation="linear")
    with np.errstate(all="ignore"):
        trace = unroll(cell, np.array([[0.1, 0.2], [np.inf, 0], [0.1, 0.2]]))
    found = step_norms(trace)
    assert np.isfinite(found[0]) and np.isnan(found[1:]).all()


def test_no_step_has_no_norm(rng: np.random.Generator) -> None:
    assert step_norms(unroll(random_cell(LSTMCell, rng, (2, 3)), np.zeros((0, 2)))).shape == (0,)
