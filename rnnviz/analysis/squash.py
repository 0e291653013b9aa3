"""What the activation does to the states: one SimpleRNN, the same weights and inputs, four activations."""

from dataclasses import dataclass

import numpy as np

from rnnviz.activations import activation
from rnnviz.arrays import FloatArray, read_only
from rnnviz.cells import SimpleRNNCell
from rnnviz.unroll import unroll

COMPARED = ("tanh", "sigmoid", "relu", "linear")
FLAT = 0.1  # A slope below this hands on less than a tenth of a gradient.
BOUND = 10.0  # A state larger than this has left every range it was meant for.
MOST_SCALE, MOST_TIMESTEPS, MOST_SEED = 3.0, 100, 9999


@dataclass(frozen=True)
class SquashSpec:
    """Settings of the comparison as plain values.

    Args:
        seed: of the weights and the inputs.
        scale: every eigenvalue of W_hh has this size; 1 is Keras's own orthogonal start.
        timesteps: T, steps read.
        input_dim: D, numbers in each x_t.
        units: H, numbers in each h_t.

    Raises:
        ValueError: if a value is out of its range.
    """

    seed: int = 0
    scale: float = 1.0
    timesteps: int = 20
    input_dim: int = 4
    units: int = 8

    def __post_init__(self) -> None:
        if not 0 <= self.seed <= MOST_SEED:
            raise ValueError(f"seed must be from 0 to {MOST_SEED}, got {self.seed!r}")
        if not 0 <= self.scale <= MOST_SCALE:
            raise ValueError(f"scale must be from 0 to {MOST_SCALE}, got {self.scale!r}")
        if not 1 <= self.timesteps <= MOST_TIMESTEPS:
            raise ValueError(f"timesteps must be from 1 to {MOST_TIMESTEPS}, got {self.timesteps!r}")
        if self.input_dim < 1 or self.units < 1:
            raise ValueError(f"input_dim and units must be positive, got {self.input_dim}, {self.units}")


@dataclass(frozen=True, eq=False)
class Squashed:
    """What one activation did.

    Attributes:
        activation: its Keras name.
        pre_activations: a_t, (timesteps, units).
        states: h_t, (timesteps, units); inf and NaN stay what they are.
        slopes: of the activation at a_t, (timesteps, units); NaN where a_t is NaN.
    """

    activation: str
    pre_activations: FloatArray
    states: FloatArray
    slopes: FloatArray

    @property
    def flat_share(self) -> float:
        """The share of all states, of those that are numbers, where the slope is below `FLAT`."""
        known = self.slopes[~np.isnan(self.slopes)]
        return float(np.mean(known < FLAT)) if known.size else 0.0

    @property
    def dead_units(self) -> int:
        """Units whose slope is 0 at every timestep: nothing that they do can be learned from."""
        return int(np.all(self.slopes == 0, axis=0).sum())

    @property
    def largest(self) -> float:
        """The largest |h|; infinite where a state has overflowed."""
        sizes = np.abs(self.states)
        return float("inf") if not np.isfinite(sizes).all() else float(sizes.max())

    @property
    def largest_at(self) -> int:
        """The first timestep, from 1, with the largest |h|; with infinity, where it was met first."""
        sizes = np.where(np.isfinite(self.states), np.abs(self.states), np.inf).max(axis=1)
        return int(np.argmax(sizes)) + 1

    @property
    def escaped_at(self) -> int | None:
        """The first timestep, from 1, with a state beyond `BOUND`."""
        beyond = ~(np.abs(self.states) <= BOUND).all(axis=1)
        return int(np.argmax(beyond)) + 1 if beyond.any() else None


def initial_cell(spec: SquashSpec, name: str) -> SimpleRNNCell:
    """A SimpleRNN as Keras starts one, W_hh times `scale`: Glorot uniform, orthogonal, zeros; float32."""
    rng = np.random.default_rng(spec.seed)
    limit = (6 / (spec.input_dim + spec.units)) ** 0.5
    kernel = rng.uniform(-limit, limit, (spec.input_dim, spec.units))
    q, r = np.linalg.qr(rng.normal(size=(spec.units, spec.units)))
    recurrent_kernel = spec.scale * q * np.sign(np.diag(r))  # Signs make every rotation equally likely.
    bias = np.zeros(spec.units, np.float32)
    return SimpleRNNCell(kernel.astype(np.float32), recurrent_kernel.astype(np.float32), bias, name)


def drawn_inputs(spec: SquashSpec) -> FloatArray:
    """x_t, standard normal, (timesteps, input_dim); a longer sequence begins like a shorter one."""
    rng = np.random.default_rng([spec.seed, 1])
    return read_only(rng.normal(size=(spec.timesteps, spec.input_dim)).astype(np.float32))


def squash(spec: SquashSpec, name: str) -> Squashed:
    """Read the inputs with one activation.

    a_t = x_t W_xh + h_{t-1} W_hh
    h_t = activation(a_t)
    """
    with np.errstate(over="ignore", invalid="ignore"):  # To overflow is what is shown.
        steps = unroll(initial_cell(spec, name), drawn_inputs(spec)).steps
        slopes = activation(name).slope(steps.hidden_state)
    slopes = np.where(np.isnan(steps.pre_activation), np.nan, slopes)
    return Squashed(name, steps.pre_activation, steps.hidden_state, read_only(slopes))


def compare(spec: SquashSpec) -> tuple[Squashed, ...]:
    """The same weights and inputs with each activation of `COMPARED`."""
    return tuple(squash(spec, name) for name in COMPARED)
