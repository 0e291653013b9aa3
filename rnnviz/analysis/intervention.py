"""Take hold of a unit, a gate or a whole state, and read the rest again: what would have happened then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np

from rnnviz.activations import activation
from rnnviz.analysis.many import blocks, log_odds_of_many
from rnnviz.arrays import FloatArray, sealed
from rnnviz.cells import Cell, GRUCell, GRUStep, LSTMCell, LSTMStep, SimpleRNNStep, Step
from rnnviz.layers import LayerReading
from rnnviz.network import Network, Reading
from rnnviz.text import encode
from rnnviz.unroll import Advance, Trace

What = Literal["value", "zero", "flip", "swap", "given"]
WHATS: tuple[What, ...] = ("value", "zero", "flip", "swap", "given")
MOST_AFRESH = 1e10  # Weights times numbers of all prefixes, which are read afresh: a second and a half.
INNER = frozenset(("pre_activation", "recurrent_candidate"))  # What the others are made of.
Change = Callable[[str, FloatArray], FloatArray]


@dataclass(frozen=True, eq=False)
class Intervention:
    """One quantity of some units, held at some words.

    Attributes:
        trace: which layer and direction, in the order of computation.
        quantity: one of `quantities_of` its cell.
        units: which.
        what: "value" sets, "zero" sets to 0, "flip" turns the sign of a signed quantity and makes g to 1 - g
            of a gate, "swap" exchanges the one unit with `partner`, "given" takes what another text gave.
        first: word from which on, counted from 0.
        last: the last word; None for the end of the text.
        value: what is set.
        partner: the unit to exchange with.
        given: (units of the cell,), or (words, units) of which each word takes its own row, and a word
            beyond them none.
    """

    trace: int
    quantity: str
    units: tuple[int, ...]
    what: What = "zero"
    first: int = 0
    last: int | None = None
    value: float = 0.0
    partner: int = 0
    given: FloatArray | None = None

    def touches(self, t: int) -> bool:
        """Whether anything is held at this word."""
        rows = self.given if self.what == "given" else None
        is_there = rows is None or rows.ndim == 1 or t < len(rows)
        return self.first <= t and (self.last is None or t <= self.last) and is_there

    def apply(self, values: FloatArray, t: int) -> FloatArray:
        """What the values (..., units) become at a word."""
        if not self.touches(t):
            return values
        held, units = values.copy(), list(self.units)
        if self.what == "swap":
            pair = [units[0], self.partner]
            held[..., pair] = values[..., pair[::-1]]
        elif self.what == "flip":
            is_gate = self.quantity.endswith("_gate")
            held[..., units] = 1 - values[..., units] if is_gate else -values[..., units]
        elif self.what == "given" and self.given is not None:
            row = self.given if self.given.ndim == 1 else self.given[t]
            held[..., units] = row[units]
        else:
            held[..., units] = 0 if self.what == "zero" else self.value
        return held


def quantities_of(cell: Cell) -> tuple[str, ...]:
    """What of a cell can be held, the hidden state first."""
    names = [name for name in cell.step_type._fields if name not in INNER]
    return tuple(sorted(names, key=lambda name: ("hidden_state", "cell_state", name).index(name)))


def cells_of(network: Network) -> tuple[Cell, ...]:
    """The cells in the order of computation, as traces are numbered."""
    return tuple(cell for layer in network.layers for cell in layer.cells)


def traces_of(reading: Reading) -> tuple[Trace, ...]:
    """What those cells computed."""
    return tuple(trace for layer in reading.layers for trace in layer.traces)


def read_with(network: Network, text: str, interventions: Sequence[Intervention]) -> Reading:
    """Read a text while something is held; everything that depends on it is computed anew.

    Args:
        network: which reads.
        text: as typed.
        interventions: applied in this order.

    Returns:
        As `Network.read`, of which every number has the same bits where nothing is held. Pre-activations
        stay what the cell computed, before anything was taken hold of. A network that reads backwards reads
        each prefix afresh; where that would take seconds only the last verdict is computed, the others
        are NaN.

    Raises:
        ValueError: for a trace, quantity, unit or value that there is not.
    """
    return read_again(network, network.read(text), interventions)


def read_again(network: Network, reading: Reading, interventions: Sequence[Intervention]) -> Reading:
    """As `read_with`, of a text that was read already, from a first state of zeros."""
    for each in interventions:
        _expect_sense(network, each)
    if not interventions:
        return reading
    layers: list[LayerReading] = []
    inputs, number, is_changed = reading.embeddings, 0, False
    for layer, recorded in zip(network.layers, reading.layers, strict=True):
        held = [_of_trace(interventions, number + n) for n in range(len(layer.cells))]
        number += len(layer.cells)
        found = layer.read(inputs) if is_changed else recorded
        layers.append(LayerReading(*map(_trace_with, found.traces, held)))
        is_changed = is_changed or any(held)
        inputs = layers[-1].steps.hidden_state
    afresh = None if network.is_causal else _judged(network, layers[-1], reading.embeddings, interventions)
    outputs = sealed(network.judge(inputs if afresh is None else afresh))
    return replace(reading, layers=tuple(layers), outputs=outputs, prefix_states=afresh)


def taken_from(network: Network, text: str, trace: int, quantity: str, is_final: bool) -> FloatArray:
    """What another text gives: the quantity at its end in the order of reading, or at every word.

    Args:
        network: which reads it, without a verdict after each word.
        text: the other one.
        trace: in the order of computation.
        quantity: one of `quantities_of`.
        is_final: its final one, (units,); else (words, units).
    """
    inputs = network.embeddings[[token.id for token in encode(text, network.vocabulary)]]
    traces: list[Trace] = []
    for layer in network.layers:
        read = layer.read(inputs)
        traces += read.traces
        inputs = read.steps.hidden_state
    found = traces[trace]
    steps = found.final if is_final else found.steps
    return cast(FloatArray, getattr(steps, quantity))


def ablations(network: Network, embedded: FloatArray, trace: int, units: Sequence[int]) -> FloatArray:
    """The final log-odds of one text (timesteps, embedding_dim), each unit held at 0 alone; (units,)."""
    wide = cells_of(network)[trace].units
    found = [np.zeros(0, embedded.dtype)]
    for block in blocks(network, len(embedded), len(units)):
        kept = 1 - np.eye(wide, dtype=embedded.dtype)[list(units[block])]
        repeated = np.broadcast_to(embedded[:, None], (len(embedded), len(kept), embedded.shape[-1]))
        found.append(log_odds_of_many(network, repeated, {trace: kept}))
    return np.concatenate(found)


def step_with(cell: Cell, x: FloatArray, previous: Step, change: Change) -> Step:
    """One timestep in which a quantity may be changed as soon as it is computed, and all after it follows.

    Args:
        cell: any of the three.
        x: x_t, (..., input_dim).
        previous: the step at t-1.
        change: what a quantity of this name becomes.
    """
    step = cell.step(x, previous)
    if isinstance(cell, LSTMCell):
        return _lstm_with(cell, cast(LSTMStep, step), cast(LSTMStep, previous), change)
    if isinstance(cell, GRUCell):
        return _gru_with(cell, x, (cast(GRUStep, step), cast(GRUStep, previous)), change)
    return cast(SimpleRNNStep, step)._replace(hidden_state=change("hidden_state", step.hidden_state))


def _lstm_with(cell: LSTMCell, step: LSTMStep, previous: LSTMStep, change: Change) -> LSTMStep:
    i, f, g, o = (change(name, getattr(step, name)) for name in cell.gates)
    c = change("cell_state", f * previous.cell_state + i * g)
    h = change("hidden_state", o * activation(cell.activation).value(c))
    return LSTMStep(step.pre_activation, i, f, g, o, cell_state=c, hidden_state=h)


def _gru_with(cell: GRUCell, x: FloatArray, steps: tuple[GRUStep, GRUStep], change: Change) -> GRUStep:
    """The candidate meets the reset gate, so it is computed once more."""
    step, previous = steps
    z, r = change("update_gate", step.update_gate), change("reset_gate", step.reset_gate)
    a_h = cell.project(x)[..., 2 * cell.units :] + r * step.recurrent_candidate
    g = change("candidate", activation(cell.activation).value(a_h))
    h = change("hidden_state", z * previous.hidden_state + (1 - z) * g)
    a = np.concatenate([step.pre_activation[..., : 2 * cell.units], a_h], axis=-1)
    return GRUStep(a, step.recurrent_candidate, z, r, g, hidden_state=h)


def _changing(held: Sequence[Intervention], t: int) -> Change:
    def change(name: str, values: FloatArray) -> FloatArray:
        for each in held:
            if each.quantity == name:
                values = each.apply(values, t)
        return values

    return change


def _trace_with(trace: Trace, held: Sequence[Intervention]) -> Trace:
    """A trace in which something is held; up to there it is the one that it was."""
    if not held:
        return trace
    order = [*range(len(trace))][:: -1 if trace.reverse else 1]
    begins = next((n for n, t in enumerate(order) if any(each.touches(t) for each in held)), len(order))
    parts = [part.copy() for part in trace.steps]
    before = order[begins - 1] if begins else 0
    step: Step = type(trace.steps)(*(part[before] for part in parts)) if begins else trace.initial
    for t in order[begins:]:
        step = step_with(trace.cell, trace.inputs[t], step, _changing(held, t))
        for part, new in zip(parts, step, strict=True):
            part[t] = new
    return replace(trace, steps=type(trace.steps)(*map(sealed, parts)))


def _judged(
    network: Network, last: LayerReading, embedded: FloatArray, held: Sequence[Intervention]
) -> FloatArray:
    """The states that the head reads after each word; NaN but for the last where it takes too long."""
    words = len(embedded)
    if words * (words + 1) / 2 * network.products <= MOST_AFRESH:
        return _prefix_states(network, embedded, held)
    states = np.full((words, network.layers[-1].units), np.nan, embedded.dtype)
    states[-1:] = last.final
    return states


def _prefix_states(network: Network, embedded: FloatArray, held: Sequence[Intervention]) -> FloatArray:
    """The states that the head reads of every prefix, the same words held in each; (words, units)."""
    changed = {
        number: _advancing(cell, mine)
        for number, cell in enumerate(cells_of(network))
        if (mine := _of_trace(held, number))
    }
    return network.final_states_of_prefixes(embedded, changed=changed)


def _advancing(cell: Cell, held: Sequence[Intervention]) -> Advance:
    return lambda t, x, previous: step_with(cell, x, previous, _changing(held, t))


def _of_trace(interventions: Sequence[Intervention], trace: int) -> list[Intervention]:
    return [each for each in interventions if each.trace == trace]


def _expect_sense(network: Network, asked: Intervention) -> None:
    cells = cells_of(network)
    if not 0 <= asked.trace < len(cells):
        raise ValueError(f"trace must lie between 0 and {len(cells) - 1}, got {asked.trace}")
    cell = cells[asked.trace]
    if asked.quantity not in quantities_of(cell):
        names = ", ".join(quantities_of(cell))
        raise ValueError(f"quantity must be one of {names}, got {asked.quantity!r}")
    if asked.what not in WHATS:
        raise ValueError(f"what must be one of {', '.join(WHATS)}, got {asked.what!r}")
    partners = (asked.partner,) if asked.what == "swap" else ()
    if wrong := [unit for unit in (*asked.units, *partners) if not 0 <= unit < cell.units]:
        raise ValueError(f"units must lie between 0 and {cell.units - 1}, got {wrong[0]}")
    if asked.what == "swap" and len(asked.units) != 1:
        raise ValueError(f"one unit is swapped with another, got {len(asked.units)} units")
    if asked.what == "given" and (asked.given is None or asked.given.shape[-1] != cell.units):
        raise ValueError(f"given must have {cell.units} values for a word, got another array or none")
