"""The worked example: a network small enough to follow with pencil and paper, every number editable.

Three inputs, two units, one output. The first input is (0.5, 0.2, 0.8); the weights and the further
inputs are drawn from a seed and rounded to two digits, so that what is printed is what is computed.
"""

import math
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from rnnviz.activations import activation
from rnnviz.arrays import FloatArray
from rnnviz.cells import CELLS, Cell, Step
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network, Reading
from rnnviz.plain_values import expect_one_of
from rnnviz.text import Token, Vocabulary

INPUT_DIM, UNITS, OUTPUTS = 3, 2, 1
FIRST_INPUT = (0.5, 0.2, 0.8)
ACTIVATIONS = {"tanh": "tanh", "relu": "ReLU", "sigmoid": "sigmoid", "linear": "none"}  # With their titles.
LARGEST = 100.0  # Of an edited number; beyond it nothing can be read off any more.
MOST_TIMESTEPS = 12
MOST_SEED = 9_999
MOST_EDITS = 200
NAME, TITLE = "worked-example", "Worked example"
_EDIT = re.compile(r"(x|Wxh|Whh|bh|h0|c0|Why|by)((?:\.\d{1,2}){1,2}):(-?\d{1,3}(?:\.\d{1,4})?)")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

ArrayName = Literal["x", "Wxh", "Whh", "bh", "h0", "c0", "Why", "by"]


class Edit(NamedTuple):
    """One number that was written over: in which array, at which place, with what."""

    array: str
    place: tuple[int, ...]
    value: float

    @property
    def name(self) -> str:
        """The place as an address names it: "Wxh.0.1"."""
        return ".".join([self.array, *map(str, self.place)])


@dataclass(frozen=True)
class ExampleSpec:
    """A worked example as plain values: a cache key, and fit for an address.

    Args:
        cell: a key of `cells.CELLS`.
        activation: of the cell, in place of tanh.
        seed: of the weights and of the inputs after the first.
        timesteps: how many inputs there are.
        edits: numbers that were written over; those whose place does not exist are passed over.

    Raises:
        ValueError: if a value is out of its range.
    """

    cell: str = "SimpleRNN"
    activation: str = "tanh"
    seed: int = 1
    timesteps: int = 3
    edits: tuple[Edit, ...] = ()

    def __post_init__(self) -> None:
        expect_one_of(self, "cell", CELLS)
        activation(self.activation)
        for name, most in (("seed", MOST_SEED), ("timesteps", MOST_TIMESTEPS)):
            value, least = getattr(self, name), int(name == "timesteps")
            if not least <= value <= most:
                raise ValueError(f"{name} must be from {least} to {most}, got {value!r}")


@dataclass(frozen=True, eq=False)
class WorkedExample:
    """The numbers of an example: its arrays by name, and the network that they make.

    Attributes:
        spec: what it was made from.
        arrays: x (timesteps, 3), Wxh (3, gates * 2), Whh (2, gates * 2), bh, h0 (2,), c0 (2,) of an LSTM
            only, Why (2, 1), by (1,).
        network: with these weights; it reads vectors, and knows no word.
    """

    spec: ExampleSpec
    arrays: dict[str, FloatArray]
    network: Network

    def read(self) -> Reading:
        """Read the inputs from the first state on."""
        columns = [Token(name, name, 0, "known") for name in map(input_name, range(self.spec.timesteps))]
        return self.network.read_vectors("", columns, self.arrays["x"], {0: self._first_step()})

    def _first_step(self) -> Step:
        cell = self.network.layers[0].forward
        states = {"hidden_state": self.arrays["h0"], "cell_state": self.arrays.get("c0")}
        step: Any = cell.initial_step()
        given = {name: value for name, value in states.items() if value is not None}
        return step._replace(**given)


def input_name(t: int) -> str:
    """What stands for a word over column t, counted from 0: "x₁"."""
    return f"x{str(t + 1).translate(_SUBSCRIPTS)}"


def make_example(spec: ExampleSpec) -> WorkedExample:
    """Draw the numbers of an example and write the edits over them."""
    arrays = _drawn(spec)
    for array, place, value in spec.edits:
        if array in arrays and len(place) == arrays[array].ndim:
            inside = all(0 <= n < size for n, size in zip(place, arrays[array].shape, strict=True))
            if inside:
                arrays[array][place] = value
    options = {"activation": spec.activation}
    cell: Cell = CELLS[spec.cell](arrays["Wxh"], arrays["Whh"], arrays["bh"], **options)
    head = Dense(arrays["Why"], arrays["by"], "linear")
    no_words = np.zeros((2, INPUT_DIM))
    network = Network(NAME, Vocabulary.of(()), no_words, (RecurrentLayer(cell),), (head,), {"kind": TITLE})
    return WorkedExample(spec, arrays, network)


def _drawn(spec: ExampleSpec) -> dict[str, FloatArray]:
    """The arrays before any edit. A longer example begins like a shorter one of the same seed."""
    # The inputs have a generator of their own, so that every cell of a seed is given the same ones.
    of_inputs, of_weights = (np.random.default_rng([spec.seed, number]) for number in range(2))
    kind = CELLS[spec.cell]
    wide = len(kind.gates) * UNITS

    def draw(limit: float, *shape: int) -> FloatArray:
        return np.round(of_weights.uniform(-limit, limit, shape), 2) + 0.0  # So that none is written -0.

    arrays = {
        "Wxh": draw(1, INPUT_DIM, wide),
        "Whh": draw(1, UNITS, wide),
        "bh": draw(0.5, *kind.bias_rows, wide),
        "Why": draw(1, UNITS, OUTPUTS),
        "by": draw(0.5, OUTPUTS),
        "h0": np.zeros(UNITS),
        "x": np.round(of_inputs.uniform(-1, 1, (MOST_TIMESTEPS, INPUT_DIM)), 1)[: spec.timesteps] + 0.0,
    }
    arrays["x"][0] = FIRST_INPUT
    return arrays | ({"c0": np.zeros(UNITS)} if spec.cell == "LSTM" else {})


def parse_edits(text: str) -> tuple[Edit, ...]:
    """Read edits as `written_edits` writes them; what is no edit is passed over."""
    found = [_EDIT.fullmatch(part) for part in text[:8_000].split("_")[:MOST_EDITS]]
    return tuple(
        Edit(match[1], tuple(map(int, match[2][1:].split("."))), float(match[3]))
        for match in found
        if match and abs(float(match[3])) <= LARGEST
    )


def edit_at(place: str, value: float) -> Edit:
    """An edit from a place as an address names it, "Wxh.0.1", and a number.

    Raises:
        ValueError: if there is no such place or the number is none, or too large to be shown.
    """
    if not (math.isfinite(value) and abs(value) <= LARGEST):
        raise ValueError(f"a number from −{LARGEST:.0f} to {LARGEST:.0f} was expected, got {value}")
    found = parse_edits(f"{place}:{_short(value)}")
    if not found or found[0].name != place:
        raise ValueError(f"a place such as Wxh.0.1 was expected, got {place!r}")
    return found[0]


def written_edits(edits: Iterable[Edit]) -> str:
    """Edits as an address carries them: "Wxh.0.1:0.5_x.2.0:-1"."""
    return "_".join(f"{edit.name}:{_short(edit.value)}" for edit in edits)


def edited(edits: Iterable[Edit], reported: object) -> str:
    """Edits and those that a browser reports, as an address carries them.

    A later edit of a place takes that of an earlier one; what is no edit of a report is passed over.

    Args:
        edits: the earlier ones.
        reported: numbers by their places, {"Wxh.0.1": 0.5}.
    """
    by_place = {edit.name: edit for edit in edits}
    for place, value in reported.items() if isinstance(reported, dict) else ():
        if isinstance(value, int | float):
            with suppress(ValueError):
                edit = edit_at(str(place), float(value))
                by_place = {name: each for name, each in by_place.items() if name != edit.name}
                by_place[edit.name] = edit
    return written_edits(list(by_place.values())[-MOST_EDITS:])


def places(edits: Iterable[Edit]) -> tuple[str, ...]:
    """The places that were written over, as an address names them: "Wxh.0.1"."""
    return tuple(edit.name for edit in edits)


def trace_of(network: Network, chosen: int | None) -> int:
    """The layer and direction that is followed: the one chosen, or the first that the head reads."""
    count = sum(len(layer.cells) for layer in network.layers)
    return chosen if chosen is not None and chosen < count else count - len(network.layers[-1].cells)


def first_step(network: Network, trace: int, edits: Iterable[Edit]) -> Step:
    """The step that one trace of a trained network begins from, where it was written over; else zeros.

    Args:
        network: whose state it is.
        trace: number of the layer and direction, in the order of computation.
        edits: of h0 and c0; others are passed over, as are units that do not exist.
    """
    cell = [cell for layer in network.layers for cell in layer.cells][trace]
    step: Any = cell.initial_step()
    for name, field in (("h0", "hidden_state"), ("c0", "cell_state")):
        for edit in edits:
            is_there = len(edit.place) == 1 and edit.place[0] < cell.units
            if edit.array == name and field in step._fields and is_there:
                getattr(step, field)[edit.place[0]] = edit.value
    return step


def _short(value: float) -> str:
    """A number with as few digits as it has, four at most, never in powers of ten."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
