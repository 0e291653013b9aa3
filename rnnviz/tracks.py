"""Which aligned tracks a reading has: for each quantity its name, its letter, its range, its values."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, GRUCell, GRUStep
from rnnviz.network import Reading
from rnnviz.unroll import Trace

Direction = Literal["forward", "backward"]


class Scale(NamedTuple):
    """The range a quantity is drawn on, the same for every text; values beyond keep the end's colour.

    kind: "signed" is symmetric about zero, "gate" lies in [0, 1]; a "verdict", in [0, 1] too, is coloured
        like a signed quantity, with its zero at one half; a "gradient" will be
        signed, with the limit of the reading it belongs to.
    bounded: nothing can lie outside the range.
    """

    kind: Literal["signed", "gate", "verdict", "gradient"]
    limit: float
    bounded: bool

    @property
    def low(self) -> float:
        """The value of the first colour."""
        return 0.0 if self.kind in ("gate", "verdict") else -self.limit


class Quantity(NamedTuple):
    """What a quantity is called, the letter it has in a formula, and one sentence on what it is."""

    label: str
    letter: str
    scale: Scale
    meaning: str


TANH = Scale("signed", 1.0, bounded=True)
GATE = Scale("gate", 1.0, bounded=True)
UNBOUNDED = Scale("signed", 2.0, bounded=False)  # Holds nearly all values of the shipped networks.

QUANTITIES = {
    "embedding": Quantity("Embedding", "xₜ", UNBOUNDED, "The numbers that stand for the word."),
    "hidden_state": Quantity("Hidden state", "hₜ", TANH, "What the network hands on to the next step."),
    "cell_state": Quantity("Cell state", "cₜ", UNBOUNDED, "The memory that gates write to and read from."),
    "input_gate": Quantity("Input gate", "iₜ", GATE, "How much of the candidate is written."),
    "forget_gate": Quantity("Forget gate", "fₜ", GATE, "How much of the old memory is kept. 1 keeps it all."),
    "output_gate": Quantity("Output gate", "oₜ", GATE, "How much of the memory is read out."),
    "update_gate": Quantity("Update gate", "zₜ", GATE, "How much of the old state is kept. 1 keeps it all."),
    "reset_gate": Quantity("Reset gate", "rₜ", GATE, "How much of the old state the candidate sees."),
    "candidate": Quantity("Candidate", "gₜ", TANH, "The new content that is on offer."),
}
SHOWN_ORDER = tuple(QUANTITIES)
# What stands in the arithmetic only, and has no track.
INNER_QUANTITIES = {
    "recurrent_candidate": Quantity(
        "State's part of the candidate", "uₜ", UNBOUNDED, "What the old state offers, before the reset gate."
    ),
}
# Of all signed numbers of an equation: equal numbers have equal colours. Beyond it the end's colour stays.
ARITHMETIC = Scale("signed", 1.0, bounded=False)
GRADIENT = Scale("gradient", 1.0, bounded=False)
VERDICT = Scale("verdict", 1.0, bounded=True)
SLOPE = GATE  # Of tanh, sigmoid, relu and the line: never below 0 or above 1.


SMALLEST = 1e-300  # Of a range; powers of ten below it are not exact.


def quantity_of(name: str) -> Quantity:
    """What is known of a quantity by the name of its field."""
    return QUANTITIES[name] if name in QUANTITIES else INNER_QUANTITIES[name]


def gradient_scale(largest: float) -> Scale:
    """The range for gradients whose largest size is this: the next of 1, 2 or 5 times a power of ten."""
    if not np.isfinite(largest) or largest <= 0:
        return Scale("signed", 1.0, bounded=False)
    largest = max(largest, SMALLEST)
    power = 10.0 ** np.floor(np.log10(largest))
    limit = next(step * power for step in (1, 2, 5, 10) if largest <= step * power * (1 + 1e-9))
    return Scale("signed", float(limit), bounded=False)


@dataclass(frozen=True, eq=False)
class Track:
    """One quantity of one trace over all words.

    Attributes:
        name: a key of `QUANTITIES`.
        values: (timesteps, units).
        scale: the range to draw it on.
    """

    name: str
    values: FloatArray
    scale: Scale


class Parts(NamedTuple):
    """What each pre-activation is the sum of; each (timesteps, gates * units), blocks as in `cell.gates`.

    a_t = inputs + state + bias, where inputs is x_t W_xh and state is h_{t-1} W_hh. For the GRU's
    candidate the reset gate has already been at work: r_t * (h_{t-1} W_hh), and b + r_t * b'.
    """

    inputs: FloatArray
    state: FloatArray
    bias: FloatArray


@dataclass(frozen=True, eq=False)
class TraceTracks:
    """Everything to draw of one layer in one direction.

    Attributes:
        layer: counted from 1.
        direction: in which order the words were read.
        trace: the record behind it.
        tracks: hidden state first.
        parts: of each pre-activation.
        input_share: per word, how large the part of x_t is beside that of h_{t-1}, between 0 and 1, by
            Euclidean norm over all units and gates: |x W| / (|x W| + |h W|).
    """

    layer: int
    direction: Direction
    trace: Trace
    tracks: tuple[Track, ...]
    parts: Parts
    input_share: FloatArray


def tracks_of(reading: Reading) -> tuple[TraceTracks, ...]:
    """All layers and directions of a reading, in the order of computation."""
    directions: tuple[Direction, ...] = ("forward", "backward")
    return tuple(
        _trace_tracks(layer, direction, trace)
        for layer, recorded in enumerate(reading.layers, start=1)
        for direction, trace in zip(directions, recorded.traces, strict=False)
    )


def embedding_track(reading: Reading) -> Track:
    """What the first layer receives for each word."""
    return Track("embedding", reading.embeddings, QUANTITIES["embedding"].scale)


def parts_of(trace: Trace) -> Parts:
    """Split every pre-activation of a trace into the word's part, the previous state's, and the bias."""
    cell, previous = trace.cell, trace.previous.hidden_state
    inputs, state = trace.inputs @ cell.kernel, previous @ cell.recurrent_kernel
    bias = np.broadcast_to(cell.bias.reshape(-1, cell.bias.shape[-1]).sum(axis=0), inputs.shape)
    if isinstance(cell, GRUCell):
        reset, candidate = cast(GRUStep, trace.steps).reset_gate, slice(2 * cell.units, None)
        state[:, candidate] *= reset
        bias = bias.copy()
        bias[:, candidate] = cell.bias[0, candidate] + reset * cell.bias[1, candidate]
    return Parts(inputs, state, bias)


def _trace_tracks(layer: int, direction: Direction, trace: Trace) -> TraceTracks:
    names = sorted(set(trace.steps._fields) & set(QUANTITIES), key=SHOWN_ORDER.index)
    parts = parts_of(trace)
    # In double precision the squares of an exploding state still have room.
    inputs, state = (np.linalg.norm(part.astype(np.float64), axis=-1) for part in parts[:2])
    return TraceTracks(
        layer,
        direction,
        trace,
        tuple(Track(name, getattr(trace.steps, name), scale_in(name, trace.cell)) for name in names),
        parts,
        input_share=inputs / np.maximum(inputs + state, np.finfo(inputs.dtype).tiny),
    )


def scale_in(name: str, cell: Cell) -> Scale:
    """The quantity's own scale, unless the cell's activations can leave it."""
    gate = getattr(cell, "recurrent_activation", "sigmoid")
    states_stay = cell.activation in ("tanh", "sigmoid") and gate == "sigmoid"
    own = quantity_of(name).scale
    if own == GATE:
        return own if gate == "sigmoid" else UNBOUNDED
    return own if states_stay or not own.bounded else UNBOUNDED
