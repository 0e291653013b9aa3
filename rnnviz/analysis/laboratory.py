"""The laboratory of the gradient: untrained networks, as random as their knobs say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray, read_only
from rnnviz.cells import CELL_TITLES, CELLS, Cell, CellKind
from rnnviz.plain_values import expect_one_of

INPUT_DIM = 32  # D, numbers in each x_t.
SEEDS = 5  # Networks drawn for the spread.
KINDS: tuple[CellKind, ...] = ("simple-rnn", "gru", "lstm")
_GATES = MappingProxyType({kind: len(CELLS[CELL_TITLES[kind]].gates) for kind in KINDS})
_STREAMS = MappingProxyType({kind: n for n, kind in enumerate(KINDS)})  # Of chance: each cell has its own.
_INPUTS = len(KINDS)
_LONGEST = 12  # Letters of a value that an address may give.
_WHOLE, _REAL = re.compile(r"-?[0-9]{1,6}"), re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,4})?")


class Range(NamedTuple):
    """What a number may be: the least, the greatest, and how far one step of its slider goes."""

    least: float
    most: float
    step: float


RANGES: Mapping[str, Range] = MappingProxyType(
    {
        "timesteps": Range(2, 500, 1),
        "radius": Range(0, 2, 0.01),
        "strength": Range(0, 10, 0.1),
        "forget_bias": Range(-5, 10, 0.5),
        "units": Range(1, 128, 1),
        "seed": Range(0, 9995, SEEDS),
    }
)
CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(  # With the words for them.
    {
        "activation": {"tanh": "tanh", "relu": "ReLU", "sigmoid": "sigmoid", "linear": "linear"},
        "start": {"orthogonal": "orthogonal", "glorot": "Glorot", "identity": "identity"},
        "fair": {"units": "units", "parameters": "parameters"},
        "precision": {"float32": "float32", "float64": "float64"},
    }
)


@dataclass(frozen=True)
class Knobs:
    """The settings of an experiment as plain values.

    Args:
        timesteps: T.
        radius: ρ, the largest modulus among the eigenvalues of W_hh; of a gated cell, of each gate's block.
        activation: in place of tanh; gates keep their sigmoid.
        start: how W_hh is drawn before it is scaled to the radius.
        strength: the standard deviation of every number in x_t.
        forget_bias: of the LSTM's forget gate (1 in Keras) and of the GRU's update gate (0 in Keras), which
            keeps what it has by z_t.
        units: H of the SimpleRNN.
        fair: what the other cells have as much of: "units" or "parameters".
        precision: of all numbers, "float32" as in Keras or "float64".
        seed: of the first network drawn; the others follow.

    Raises:
        ValueError: if a value is out of its range.
    """

    timesteps: int = 100
    radius: float = 1.0
    activation: str = "tanh"
    start: str = "orthogonal"
    strength: float = 1.0
    forget_bias: float = 1.0
    units: int = 64
    fair: str = "units"
    precision: str = "float32"
    seed: int = 0

    def __post_init__(self) -> None:
        for name, (least, most, _) in RANGES.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} must be from {least} to {most}, got {getattr(self, name)!r}")
        for name, options in CHOICES.items():
            expect_one_of(self, name, options)

    def of(self, kind: CellKind) -> "Knobs":
        """The same, with what does not concern a cell as usual: equal knobs are equal experiments."""
        if kind != "simple-rnn":
            return self
        return replace(self, forget_bias=Knobs.forget_bias, fair=Knobs.fair)


NAMES = tuple(field.name for field in fields(Knobs))


def read_knobs(named: Mapping[str, object]) -> tuple[Knobs, tuple[str, ...]]:
    """Read settings from an address or from the browser, whatever they are.

    Returns:
        The knobs, those that were not to be read as usual, and a sentence for each of these.
    """
    found: dict[str, Any] = {}
    problems = []
    for name in NAMES:
        text = str(named.get(name, ""))[: _LONGEST + 1]
        if name not in named:
            continue
        value = _value(name, text)
        if value is None:
            problems.append(_problem(name, text))
        else:
            found[name] = value
    return Knobs(**found), tuple(problems)


def _value(name: str, text: str) -> str | float | None:
    """What a text means for a knob; None where it means nothing."""
    if name in CHOICES:
        return text if text in CHOICES[name] else None
    is_whole = isinstance(getattr(Knobs, name), int)
    if not (_WHOLE if is_whole else _REAL).fullmatch(text):
        return None
    value = int(text) if is_whole else float(text) + 0.0  # There is no minus zero.
    least, most, _ = RANGES[name]
    return value if least <= value <= most else None


def _problem(name: str, text: str) -> str:
    shown = f"“{text[:_LONGEST]}…”" if len(text) > _LONGEST else f"“{text}”"
    allowed = (
        f"one of {', '.join(CHOICES[name])}"
        if name in CHOICES
        else f"a number from {RANGES[name].least:g} to {RANGES[name].most:g}"
    )
    usual = getattr(Knobs, name)
    taken = usual if isinstance(usual, str) else f"{usual:g}"
    return f"{shown} cannot be the {name.replace('_', ' ')}, which is {allowed}: {taken} is taken."


def parameters(kind: CellKind, units: int) -> int:
    """How many numbers a cell of so many units is trained in: W_xh, W_hh and b_h."""
    bias_rows = 2 if kind == "gru" else 1
    return _GATES[kind] * units * (INPUT_DIM + units + bias_rows)


def units_of(kind: CellKind, knobs: Knobs) -> int:
    """H of a cell: that of the SimpleRNN, or the one with the nearest number of parameters."""
    if knobs.fair == "units" or kind == "simple-rnn":
        return knobs.units
    wanted = parameters("simple-rnn", knobs.units)
    return min(range(1, knobs.units + 1), key=lambda units: abs(parameters(kind, units) - wanted))


class Drawn(NamedTuple):
    """A cell drawn at random.

    Attributes:
        cell: the cell.
        radii: of each gate's block of W_hh as it was drawn, before it was scaled to the radius asked for.
    """

    cell: Cell
    radii: tuple[float, ...]


def draw_cell(kind: CellKind, knobs: Knobs, seed: int) -> Drawn:
    """Draw an untrained cell; another radius or activation leaves what was drawn as it is.

    W_xh is Glorot's uniform, as in Keras; each gate's block of W_hh is drawn and scaled to the radius;
    biases are 0 but for the one of the gate that keeps.
    """
    units, gates = units_of(kind, knobs), _GATES[kind]
    rng = np.random.default_rng([seed, _STREAMS[kind]])
    limit = (6 / (INPUT_DIM + gates * units)) ** 0.5
    kernel = rng.uniform(-limit, limit, (INPUT_DIM, gates * units))
    blocks = [_draw_block(knobs.start, units, rng) for _ in range(gates)]
    is_known = knobs.start != "glorot"  # All eigenvalues of the others lie on the unit circle.
    radii = tuple(1.0 if is_known else spectral_radius(block) for block in blocks)
    scaled = [knobs.radius / radius * block for block, radius in zip(blocks, radii, strict=True)]
    weights = (kernel, np.concatenate(scaled, axis=1), _bias(kind, units, knobs.forget_bias))
    kernel, recurrent, bias = (part.astype(knobs.precision) for part in weights)
    return Drawn(CELLS[CELL_TITLES[kind]](kernel, recurrent, bias, knobs.activation), radii)


def _draw_block(start: str, units: int, rng: np.random.Generator) -> FloatArray:
    if start == "identity":
        return np.eye(units)
    if start == "glorot":
        limit = (3 / units) ** 0.5
        return rng.uniform(-limit, limit, (units, units))
    q, r = np.linalg.qr(rng.normal(size=(units, units)))
    signed: FloatArray = q * np.sign(np.diag(r))  # Signs make every rotation equally likely.
    return signed


def _bias(kind: CellKind, units: int, forget_bias: float) -> FloatArray:
    bias = np.zeros((2, 3 * units) if kind == "gru" else _GATES[kind] * units)
    if kind == "lstm":
        bias[units : 2 * units] = forget_bias
    elif kind == "gru":
        bias[0, :units] = forget_bias
    return bias


def draw_inputs(knobs: Knobs, seed: int) -> FloatArray:
    """x_t, normal with the strength's standard deviation; a longer sequence begins like a shorter one."""
    rng = np.random.default_rng([seed, _INPUTS])
    drawn = knobs.strength * rng.normal(size=(knobs.timesteps, INPUT_DIM))
    return read_only(drawn.astype(knobs.precision))


def spectral_radius(block: FloatArray) -> float:
    """The largest modulus among the eigenvalues of a square matrix."""
    return float(np.abs(np.linalg.eigvals(block)).max())


def law(radius: float, lags: FloatArray) -> FloatArray:
    """log10 of ρ^lag: what the length of an eigenvector's change would become; -inf where it is nothing."""
    lags = np.asarray(lags, np.float64)
    if radius == 0:
        return np.where(lags > 0, -np.inf, 0.0)
    return lags * np.log10(radius)
