"""What an experiment of the laboratory measures: the norms over time, and their two causes."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from rnnviz.activations import activation
from rnnviz.analysis.chain import IntArray, chain_of, horizon_of
from rnnviz.analysis.laboratory import SEEDS, Drawn, Knobs, draw_cell, draw_inputs, parameters
from rnnviz.analysis.squash import FLAT
from rnnviz.arrays import FloatArray, read_only
from rnnviz.cells import CELL_TITLES, CellKind, GRUCell, LSTMCell
from rnnviz.unroll import Trace, unroll

POINTS, DRAFT_POINTS = 61, 13  # Of a curve; and while a slider is dragged.


class Band(NamedTuple):
    """Norms of several seeds, each (points,)."""

    median: FloatArray
    low: FloatArray
    high: FloatArray


class Read(NamedTuple):
    """One network that read its inputs.

    Attributes:
        drawn: its cell.
        trace: everything that it computed.
    """

    drawn: Drawn
    trace: Trace


class Reach(NamedTuple):
    """How far back one network is felt; both (points,), and inf, nan and 0 are what they are.

    Attributes:
        norms: ‖∂h_T/∂h_t‖, the largest singular value.
        state_norms: of an LSTM the norm for h_t and c_t together; else the same as `norms`.
        lost_at: the timestep, from 1, from which on a state is no number; None where all are.
    """

    norms: FloatArray
    state_norms: FloatArray
    lost_at: int | None


@dataclass(frozen=True, eq=False)
class Measured:
    """One kind of cell, drawn several times.

    Attributes:
        kind: of the cell.
        knobs: what it was drawn by.
        times: t of each point, ascending from 0 to T, (points,).
        read: the first network.
        reaches: of every network, the first one first.
    """

    kind: CellKind
    knobs: Knobs
    times: IntArray
    read: Read
    reaches: tuple[Reach, ...]

    @property
    def title(self) -> str:
        """As Keras calls the layer."""
        return CELL_TITLES[self.kind]

    @property
    def units(self) -> int:
        """H."""
        return self.read.drawn.cell.units

    @property
    def parameters(self) -> int:
        """How many numbers it would be trained in."""
        return parameters(self.kind, self.units)

    @cached_property
    def band(self) -> Band:
        """Of the whole state: what all sentences and lines speak of."""
        return band_of(np.stack([reach.state_norms for reach in self.reaches]))

    @cached_property
    def hidden_band(self) -> Band:
        """Of h_t alone."""
        return band_of(np.stack([reach.norms for reach in self.reaches]))

    @property
    def end(self) -> float:
        """What is left at t = 0 in the median network."""
        return float(self.band.median[0])

    @property
    def horizon(self) -> int | None:
        """A lag at which less than 1 % is left, the smallest among the points; None: all of it is felt."""
        return horizon_of(self.times, self.band.median)

    @property
    def zero_lag(self) -> int | None:
        """The smallest lag among the points at which the norm is exactly 0, from where on it stays 0."""
        (places,) = np.nonzero(self.band.median == 0)
        return int(self.times[-1] - self.times[places[-1]]) if len(places) else None

    @property
    def broken_lag(self) -> int | None:
        """The smallest lag among the points at which the norm is infinite or no number."""
        (places,) = np.nonzero(~np.isfinite(self.band.median))
        return int(self.times[-1] - self.times[places[-1]]) if len(places) else None

    @cached_property
    def rate(self) -> float | None:
        """By what a change is multiplied in a step on average, as far back as it is a number above 0."""
        median = self.band.median.astype(np.float64)
        known = np.isfinite(median) & (median > 0)
        first = len(known) - int(np.argmin(known[::-1])) if not known.all() else 0
        lag = int(self.times[-1] - self.times[first]) if first < len(known) else 0
        return float(np.exp(np.log(median[first]) / lag)) if lag else None

    @cached_property
    def slopes(self) -> FloatArray:
        """Of the activation in the first network, (timesteps, units): in a gated cell, the candidate's."""
        steps = self.read.trace.steps
        is_gated = isinstance(self.read.drawn.cell, LSTMCell | GRUCell)
        values = steps.candidate if is_gated else steps.hidden_state  # type: ignore[union-attr]
        with np.errstate(all="ignore"):  # To overflow is what is shown.
            slopes = activation(self.knobs.activation).slope(values)
        return read_only(np.where(np.isnan(values), np.nan, slopes))

    @property
    def kept(self) -> FloatArray | None:
        """The gate that keeps the state, f_t or z_t, of the first network, (timesteps, units)."""
        steps = self.read.trace.steps
        return getattr(steps, "forget_gate", getattr(steps, "update_gate", None))

    @property
    def saturated(self) -> FloatArray:
        """For each unit the share of timesteps at which the slope is below 0.1; nan counts as such."""
        share: FloatArray = np.mean(~(self.slopes >= FLAT), axis=0)
        return share


def times_of(timesteps: int, points: int) -> IntArray:
    """So many t or fewer, at equal distances, both ends among them."""
    return np.unique(np.linspace(0, timesteps, min(points, timesteps + 1)).round().astype(np.int64))


def read_of(kind: CellKind, knobs: Knobs, seed: int) -> Read:
    """Draw a network and let it read inputs of its own."""
    drawn = draw_cell(kind, knobs, seed)
    with np.errstate(all="ignore"):  # What explodes is shown as what it is.
        return Read(drawn, unroll(drawn.cell, draw_inputs(knobs, seed)))


def reach_of(read: Read, times: IntArray) -> Reach:
    """Measure what reaches from each of these t to the end.

    A state that is no number has no derivative, whatever the slope of its activation is said to be there:
    ReLU's would be 0. And what has once become 0 on its way back stays so.
    """
    chain = chain_of(read.trace, times)
    is_lost = np.asarray(np.isnan(read.trace.steps.hidden_state).any(axis=1))
    later = np.append(np.logical_or.accumulate(is_lost[::-1])[::-1], False)[times]
    lost_at = int(np.argmax(is_lost)) + 1 if is_lost.any() else None
    is_gone = np.logical_or.accumulate((chain.state_norms == 0)[::-1])[::-1]
    norms, of_state = (
        np.where(later, np.nan, np.where(is_gone, 0, part))
        for part in (chain.hidden_norms, chain.state_norms)
    )
    return Reach(norms, of_state, lost_at)


def measure(kind: CellKind, knobs: Knobs, seeds: int = SEEDS, points: int = POINTS) -> Measured:
    """Draw networks, let each read inputs of its own, and measure what reaches back to each t.

    Args:
        kind: of the cell.
        knobs: how they are drawn.
        seeds: how many networks; the first has the seed of the knobs.
        points: how many t at most are looked at.
    """
    times = times_of(knobs.timesteps, points)
    reads = [read_of(kind, knobs, knobs.seed + n) for n in range(seeds)]
    return Measured(kind, knobs, times, reads[0], tuple(reach_of(read, times) for read in reads))


def band_of(norms: FloatArray) -> Band:
    """Median, least and greatest over the seeds, (seeds, points).

    What is no number has overflowed on its way, and counts as larger than any: so the median is nan only
    where most are.
    """
    ordered = np.sort(norms, axis=0)  # nan stands last.
    last = np.maximum(np.sum(~np.isnan(norms), axis=0) - 1, 0)
    high = np.take_along_axis(ordered, last[None], axis=0)[0]
    return Band(ordered[(len(norms) - 1) // 2], ordered[0], high)


class Plane(NamedTuple):
    """One block of W_hh on the complex plane.

    Attributes:
        gate: whose block it is.
        eigenvalues: complex, (units,).
        singular_values: descending, (units,).
        drawn: the spectral radius before it was scaled.
    """

    gate: str
    eigenvalues: FloatArray
    singular_values: FloatArray
    drawn: float


def plane_of(measured: Measured, gate: str) -> Plane:
    """Eigenvalues and singular values of a gate's block; the first gate's where there is no such gate."""
    cell, radii = measured.read.drawn
    place = cell.gates.index(gate) if gate in cell.gates else 0
    block = np.split(cell.recurrent_kernel, len(cell.gates), axis=1)[place].astype(np.float64)
    singular = np.linalg.svd(block, compute_uv=False)
    return Plane(cell.gates[place], np.linalg.eigvals(block), singular, radii[place])


class Cause(NamedTuple):
    """What a step multiplies a change by, in parts.

    Attributes:
        rate: measured, on average over the steps; None where there is nothing to measure.
        radius: of W_hh as it is, in its precision.
        slope: of the activation, the root of the mean square over units and timesteps: what a change in
            some direction, all alike, is multiplied by.
        kept: the mean of the gate that keeps; None of a SimpleRNN.
    """

    rate: float | None
    radius: float
    slope: float
    kept: float | None


def cause_of(measured: Measured) -> Cause:
    """Take apart what a step does to a change; the parts are those of the first network."""
    plane, kept = plane_of(measured, measured.read.drawn.cell.gates[-1]), measured.kept
    with np.errstate(all="ignore"):
        slope = float(np.sqrt(np.mean(np.square(measured.slopes, dtype=np.float64))))
        mean_kept = None if kept is None else float(np.mean(kept, dtype=np.float64))
    return Cause(measured.rate, float(np.abs(plane.eigenvalues).max()), slope, mean_kept)
