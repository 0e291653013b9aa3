"""Largest singular values by the dozen, without a decomposition of each matrix.

The Lanczos iteration asks a symmetric matrix only what it does to a vector. A few rounds for all matrices
at once cost a tenth of their decompositions; where they have not settled, the decomposition is made. The
Jacobians of a trace need not even be written down: all steps share W_hh and differ in diagonal factors.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnnviz.activations import activation
from rnnviz.analysis.chain import largest_singular, step_jacobian
from rnnviz.arrays import FloatArray
from rnnviz.cells import GRUCell, LSTMCell, StateGradient
from rnnviz.unroll import Trace

ROUNDS = (12, 28)  # The first do for most networks, the second where the values lie close together.
SETTLED = 2e-4  # Of the eigenvalue: the residual that may remain. The error is about its square.
USED_UP = 1e-5  # Of an eigenvalue: what is shorter is the rounding of a float32.
LEAST_SQUARE = 1e-30  # Below it the squares of a float32 begin to vanish.
Product = Callable[[FloatArray], FloatArray]  # Vectors (count, size) to what each matrix makes of its own.


def leading_singular(matrices: FloatArray) -> FloatArray:
    """The largest singular value of each matrix, as `chain.largest_singular`, to three digits at least.

    Args:
        matrices: (count, rows, columns).

    Returns:
        (count,); inf and nan where one is in the matrix, exactly 0 for zeros.
    """
    largest = np.abs(matrices).max(axis=(-1, -2), initial=0.0)
    is_open = np.isfinite(largest) & (largest > 0)
    found = largest.astype(np.float64)
    for rounds in ROUNDS:
        (places,) = np.nonzero(is_open)
        if not len(places):
            return found
        # Scaled, so that squares neither overflow nor vanish.
        scaled = matrices[places] / largest[places, None, None]
        if scaled.shape[-2] > scaled.shape[-1]:
            scaled = scaled.swapaxes(-1, -2)
        squares, is_settled = _lanczos_of(scaled @ scaled.swapaxes(-1, -2), rounds)
        found[places] = largest[places] * np.sqrt(squares)
        is_open[places] = ~is_settled
    found[is_open] = largest_singular(matrices[is_open])
    return found


def _lanczos_of(gram: FloatArray, rounds: int) -> tuple[FloatArray, FloatArray]:
    """The largest eigenvalues of matrices that are written down, and which of them can be relied on."""
    values, rest = lanczos(lambda v: (gram @ v[..., None])[..., 0], gram.shape[:2], rounds, gram.dtype)
    return values, rest <= SETTLED * values


@np.errstate(all="ignore")  # A state that overflowed has no Jacobian: nan is shown as what it is.
def step_norms(trace: Trace) -> FloatArray:
    """The largest singular value of every step's Jacobian, (timesteps,), to three digits at least.

    The rows are those of the words. It is what the step can at most multiply a gradient by; the state of an
    LSTM is h_t and c_t together.
    """
    if not len(trace):
        return np.zeros(0)
    back, forth = _both_ways(trace)
    size = trace.cell.units * (2 if isinstance(trace.cell, LSTMCell) else 1)
    dtype = trace.cell.recurrent_kernel.dtype
    for rounds in ROUNDS:
        values, rest = lanczos(lambda v: forth(back(v)), (len(trace), size), rounds, dtype)
        is_settled = (rest <= SETTLED * values) & (values > LEAST_SQUARE)
        if is_settled.all():
            break
    found: FloatArray = np.sqrt(values)
    for t in np.flatnonzero(~is_settled):
        found[t] = largest_singular(step_jacobian(trace, int(t)).whole)
    return found


def lanczos(
    product: Product, shape: tuple[int, int], rounds: int, dtype: Any
) -> tuple[FloatArray, FloatArray]:
    """The largest eigenvalue of each of many symmetric matrices without negative ones.

    Args:
        product: what the matrices make of vectors, (count, size) to (count, size), each of its own.
        shape: (count, size).
        rounds: how many vectors each matrix may be asked of; no more than its size are used.
        dtype: of the vectors.

    Returns:
        The eigenvalues and, for each, how far it may be off; both (count,).

    Source:
        Lanczos (1950); the whole basis is kept orthogonal, as in Golub & Van Loan, section 10.3.
    """
    count, size = shape
    rounds = min(rounds, size)
    basis = np.zeros((count, rounds + 1, size), dtype)
    small = np.zeros((count, rounds, rounds), np.float64)  # Tridiagonal.
    start = np.random.default_rng(0).normal(size=size)  # Any vector that favours no direction.
    basis[:, 0] = start / np.linalg.norm(start)
    length = np.zeros(count)
    for n in range(rounds):
        now = basis[:, : n + 1]
        new = product(now[:, n])
        small[:, n, n] = np.einsum("ci,ci->c", now[:, n], new)
        for _ in range(2):  # Once leaves enough of the old directions to grow back.
            new = new - (now.swapaxes(1, 2) @ (now @ new[..., None]))[..., 0]
        length = np.sqrt(np.einsum("ci,ci->c", new, new)).astype(np.float64)
        # What remains of a direction that is used up is rounding, and leads nowhere.
        is_new = length > USED_UP * np.abs(small[:, 0, 0])
        basis[:, n + 1] = np.where(is_new, 1 / np.where(is_new, length, 1), 0)[:, None] * new
        length = np.where(is_new, length, 0)
        if n + 1 < rounds:
            small[:, n, n + 1] = small[:, n + 1, n] = length
    is_plain = np.isfinite(small.sum(axis=(-1, -2)))
    values, vectors = np.linalg.eigh(np.where(is_plain[:, None, None], small, 0))
    rest = length * np.abs(vectors[:, -1, -1]) if rounds else length
    top = np.maximum(values[:, -1], 0) if rounds else length
    return np.where(is_plain, top, np.nan), np.where(is_plain, rest, np.nan)


def _both_ways(trace: Trace) -> tuple[Product, Product]:
    """For every step J g, the way of a gradient, and v J, the way of a change; (timesteps, size) each."""
    cell, steps, previous = trace.cell, trace.steps, trace.previous
    recurrent = np.asarray(cell.recurrent_kernel)
    one = np.ones_like(steps.hidden_state)

    def slopes_of(hidden: FloatArray, memory: FloatArray) -> Any:
        return cell.step_back(previous, steps, StateGradient(hidden, memory))

    if not isinstance(cell, LSTMCell):
        slopes = slopes_of(one, one).recurrent_pre_activation
        kept = steps.update_gate if isinstance(cell, GRUCell) else 0 * one  # type: ignore[union-attr]
        gates = slopes.shape[1] // cell.units
        return (
            lambda g: kept * g + (slopes * np.tile(g, gates)) @ recurrent.T,
            lambda v: kept * v + _summed(slopes * (v @ recurrent), gates),
        )
    of_memory, of_hidden = slopes_of(0 * one, one), slopes_of(one, 0 * one)
    read, kept = of_hidden.cell_state, of_memory.previous.cell_state
    into_memory, units = of_memory.recurrent_pre_activation, cell.units
    squash, gate = activation(cell.activation), activation(cell.recurrent_activation)
    # What the output gate does to h_t while c_t stays.
    past_memory = squash.value(steps.cell_state) * gate.slope(steps.output_gate)  # type: ignore[union-attr]

    def back(g: FloatArray) -> FloatArray:
        memory = g[:, units:] + read * g[:, :units]
        da = into_memory * np.tile(memory, 4)
        da[:, 3 * units :] += past_memory * g[:, :units]
        return np.concatenate([da @ recurrent.T, kept * memory], axis=1)

    def forth(v: FloatArray) -> FloatArray:
        a = v[:, :units] @ recurrent
        memory = kept * v[:, units:] + _summed(into_memory * a, 4)
        return np.concatenate([read * memory + past_memory * a[:, 3 * units :], memory], axis=1)

    return back, forth


def _summed(values: FloatArray, gates: int) -> FloatArray:
    """The parts of all gates together: (timesteps, gates * units) to (timesteps, units)."""
    total: FloatArray = values.reshape(len(values), gates, -1).sum(axis=1)
    return total
