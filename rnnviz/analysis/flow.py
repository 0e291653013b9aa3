"""A gradient on its way back through one trace: how large it is at every t, and what each step does to it.

Everything here stands in the order of reading, also where a trace reads from the last word: t = 0 is before
the first word that was read, T after the last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.chain import (
    FELT,
    Chain,
    Paths,
    StepJacobian,
    chain_of,
    finite_difference,
    horizon_of,
    kernel_norms,
    paths_of,
    step_jacobian,
)
from rnnviz.analysis.gradient import ReadingGradient
from rnnviz.analysis.leading import leading_singular, step_norms
from rnnviz.arrays import FloatArray
from rnnviz.cells import LSTMCell
from rnnviz.network import Reading
from rnnviz.unroll import GradientTrace, Trace

TRIED, FEWEST_TRIED = 8, 3  # Timesteps at which a check differentiates by trying.
COST = 25_000  # Words times units of all of them: some seconds for the widest network and the longest text.
STEP = 1e-5
# What a central difference of numbers near 1 cannot see: half a rounding of a float64 at each end.
BLIND = float(np.finfo(np.float64).eps) / STEP
VISIBLE = 1e3 * BLIND  # Three digits of it are true.


class Tried(NamedTuple):
    """∂h_T/∂state_t at one t, differentiated by trying.

    Attributes:
        t: from 0 to T.
        norm: its largest singular value.
        deviation: the largest difference from the chain rule's, over the largest entry; nan where neither
            is a number, or both are too small to be told from rounding.
    """

    t: int
    norm: float
    deviation: float


@dataclass(frozen=True, eq=False)
class Flow:
    """Norms along one trace; `points` are the T + 1 times from 0 to T, steps the T words between them.

    Attributes:
        trace: of one layer and direction.
        back: a loss carried back through it.
    """

    trace: Trace
    back: GradientTrace

    @cached_property
    def chain(self) -> Chain:
        """∂h_T/∂h_t for every t."""
        return chain_of(self.trace)

    @cached_property
    def hidden(self) -> FloatArray:
        """‖∂h_T/∂h_t‖, (points,)."""
        return leading_singular(self.chain.hidden)

    @cached_property
    def memory(self) -> FloatArray | None:
        """‖∂h_T/∂c_t‖ of an LSTM, (points,)."""
        return None if self.chain.memory is None else leading_singular(self.chain.memory)

    @cached_property
    def state(self) -> FloatArray:
        """The norm of both together, (points,): what the horizon is measured on."""
        if self.chain.memory is None:
            return self.hidden
        return leading_singular(np.concatenate([self.chain.hidden, self.chain.memory], axis=1))

    @cached_property
    def loss_hidden(self) -> FloatArray:
        """‖∂L/∂h_t‖, (points,)."""
        return self._lengths(self.back.initial.hidden_state, self.back.steps.hidden_state)

    @cached_property
    def loss_memory(self) -> FloatArray | None:
        """‖∂L/∂c_t‖ of an LSTM, (points,)."""
        if not isinstance(self.trace.cell, LSTMCell):
            return None
        return self._lengths(self.back.initial.cell_state, self.back.steps.cell_state)

    @cached_property
    @np.errstate(all="ignore")
    def factors(self) -> FloatArray:
        """What each step multiplied the norm of the product by, (steps,); nan where 0 came in."""
        ratios: FloatArray = self.state[:-1] / self.state[1:]
        return ratios

    @cached_property
    def bounds(self) -> FloatArray:
        """The most that each step can multiply a gradient by, (steps,)."""
        return self._in_order(step_norms(self.trace))

    @cached_property
    def _paths(self) -> Paths:
        return paths_of(self.trace, self.back)

    @cached_property
    @np.errstate(all="ignore")
    def gate(self) -> FloatArray:
        """The length of what ∂L hands to t-1 past every matrix, (steps,)."""
        return self._in_order(_lengths(self._paths.gate))

    @cached_property
    @np.errstate(all="ignore")
    def matrix(self) -> FloatArray:
        """The length of what ∂L hands to t-1 through W_hh, (steps,)."""
        return self._in_order(_lengths(self._paths.matrix))

    @cached_property
    @np.errstate(all="ignore")
    def taught(self) -> FloatArray:
        """‖what each step adds to dL/dW_hh‖, (steps,)."""
        return self._in_order(kernel_norms(self.trace, self.back))

    @cached_property
    def horizon(self) -> int | None:
        """The smallest lag at which 1 % of a change is no longer felt; None: all is felt here."""
        return horizon_of(self.chain.times, self.state) if len(self.trace) else None

    @property
    def usual_step(self) -> int:
        """The step that is looked at if none is chosen: of those still felt the one that shrinks it most."""
        is_felt = self.state[1:] >= FELT * self.state[-1]
        plain = np.where(np.isfinite(self.factors) & is_felt, self.factors, np.inf)
        return int(plain.argmin()) + 1 if np.isfinite(plain).any() else len(self.trace)

    def jacobian(self, t: int) -> StepJacobian:
        """∂state_t/∂state_{t-1}, t from 1 to T."""
        return step_jacobian(self.trace, len(self.trace) - t if self.trace.reverse else t - 1)

    def product(self, t: int) -> FloatArray:
        """∂h_T/∂state_t: (units, units), of an LSTM (2 * units, units) with h above c."""
        hidden, memory = self.chain.hidden[t], self.chain.memory
        return hidden if memory is None else np.concatenate([hidden, memory[t]])

    def _in_order(self, values: FloatArray) -> FloatArray:
        return values[::-1] if self.trace.reverse else values

    def _lengths(self, initial: FloatArray, states: FloatArray) -> FloatArray:
        return _lengths(np.concatenate([initial[None], self._in_order(states)]))


def flow_of(reading: Reading, gradient: ReadingGradient, number: int) -> Flow:
    """The flow through one trace of a reading, by its number in the order of computation."""
    traces = [trace for layer in reading.layers for trace in layer.traces]
    return Flow(traces[number], gradient.traces[number])


def times_to_try(flow: Flow) -> tuple[int, ...]:
    """The times before T at which a check is made: spread evenly over those where it can see something."""
    last = len(flow.trace)
    largest = np.abs(flow.chain.hidden[:last]).max(axis=(1, 2), initial=0)
    (visible,) = np.nonzero(np.isfinite(largest) & (largest > VISIBLE))
    times = visible if len(visible) else np.arange(last)
    affordable = max(FEWEST_TRIED, min(TRIED, COST // (last * flow.trace.cell.units)))
    places = np.linspace(0, len(times) - 1, min(affordable, len(times))).round().astype(int)
    return tuple(np.unique(times[places]).tolist())


@np.errstate(all="ignore")
def try_out(flow: Flow, times: Sequence[int]) -> tuple[Tried, ...]:
    """Compare the chain rule with differences at some times.

    Each state is moved a little both ways at t, and the rest of the text is read again, in float64.
    """
    return tuple(_try_at(flow, t) for t in times)


def _try_at(flow: Flow, t: int) -> Tried:
    states = ("hidden_state",) if flow.chain.memory is None else ("hidden_state", "cell_state")
    found = np.concatenate([finite_difference(flow.trace, t, of, STEP) for of in states])
    largest = float(np.abs(found).max())
    norm = float(leading_singular(found[None])[0])
    if not largest > VISIBLE:  # Or nan.
        return Tried(t, norm, np.nan)
    return Tried(t, norm, float(np.abs(found - flow.product(t)).max()) / largest)


def _lengths(rows: FloatArray) -> FloatArray:
    """The Euclidean norm of each row, in float64 so that no square of a float32 vanishes."""
    with np.errstate(all="ignore"):
        lengths: FloatArray = np.linalg.norm(rows.astype(np.float64), axis=-1)
    return lengths
