"""An unfolded reading as bytes: what every instrument is sent, and the arithmetic of every timestep."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from rnnviz.analysis.gradient import LOSSES, ReadingGradient
from rnnviz.analysis.units import Rows
from rnnviz.arrays import FloatArray
from rnnviz.components.payload import pack, reading_header
from rnnviz.components.view import MOST_UNITS, UnfoldView
from rnnviz.equations.backward import backward_lines
from rnnviz.equations.forward import Shown, forward_lines
from rnnviz.equations.lines import Factor, Line, Term
from rnnviz.network import Network, Reading, verdict_weights
from rnnviz.tracks import Scale, gradient_scale, tracks_of
from rnnviz.unroll import Trace
from rnnviz.worked import trace_of

USUAL_UNITS = 3


@dataclass(frozen=True, eq=False)
class Unfolded:
    """What is unfolded.

    Attributes:
        network: which read.
        reading: what it computed.
        gradient: of a loss of this reading.
        rows: for each trace the unit that stands in each row.
        edited: places that were written over, as an address names them.
        is_worked: whether it reads numbers and not words: then every number can be written over.
    """

    network: Network
    reading: Reading
    gradient: ReadingGradient
    rows: Sequence[Rows]
    edited: tuple[str, ...] = ()
    is_worked: bool = False

    @property
    def traces(self) -> tuple[Trace, ...]:
        """All layers and directions in the order of computation."""
        return tuple(trace for layer in self.reading.layers for trace in layer.traces)


def pack_unfolded(unfolded: Unfolded, view: UnfoldView) -> bytes:
    """Everything the instrument of the Unfold page shows; the layout is that of `pack_reading`."""
    network, reading = unfolded.network, unfolded.reading
    number = chosen_trace(unfolded, view)
    units = chosen_units(unfolded, view)
    shown = Shown(unfolded.traces[number], units)
    forward = forward_lines(network, reading, shown)
    backward = backward_lines(network, reading, unfolded.gradient, number, units)
    start, limit = shown.trace.initial, gradient_limit(unfolded)
    described = {
        "worked": unfolded.is_worked,
        "trace": number,
        "units": units,
        "edited": unfolded.edited,
        "output": network.head[-1].activation,
        "outputs": np.append(
            reading.initial_outputs[network.positive_output], reading.outputs[:, network.positive_output]
        ),
        "outputFollows": network.is_causal,
        "loss": {
            **unfolded.gradient.loss._asdict(),
            "total": np.array(unfolded.gradient.total),
            "says": LOSSES[network.head[-1].activation],
        },
        "gradientLimit": limit,
        "gradientOfInputs": _of_inputs(unfolded),
        "gradientOfOutputs": unfolded.gradient.scores[:, -1],
        "gradients": [_gradients(unfolded, n) for n in range(len(unfolded.traces))],
        "start": [
            {"letters": letters, "edit": f"{letters}.{{column}}", "values": getattr(start, name)[list(units)]}
            for letters, name in (("h0", "hidden_state"), ("c0", "cell_state"))
            if name in start._fields
        ],
        "forward": [_line(line, limit, unfolded.is_worked) for line in forward],
        "backward": [_line(line, limit, False) for line in backward],
        "weights": _weights(unfolded, number),
    }
    header = reading_header(network, reading, unfolded.rows, tracks_of(reading))
    return pack(header | {"view": asdict(opened(unfolded, view)), "unfolded": described})


def opened(unfolded: Unfolded, view: UnfoldView) -> UnfoldView:
    """The worked example opens at its second step, where the state before it has something to say."""
    if view.word is not None or not unfolded.is_worked:
        return view
    return replace(view, word=min(1, len(unfolded.reading.columns) - 1))


def chosen_trace(unfolded: Unfolded, view: UnfoldView) -> int:
    """The trace whose arithmetic is shown: the one chosen, or the first that the head reads."""
    return trace_of(unfolded.network, view.trace)


def chosen_units(unfolded: Unfolded, view: UnfoldView) -> tuple[int, ...]:
    """The units whose arithmetic is shown: those chosen, or those with most weight to the output.

    The one unit that is looked at is always among them.
    """
    number = chosen_trace(unfolded, view)
    size = unfolded.traces[number].cell.units
    units = [unit for unit in view.units if unit < size] or usual_units(unfolded, number)
    if view.unit is not None and view.unit < size and view.unit not in units:
        units = [*units[: MOST_UNITS - 1], view.unit]
    return tuple(units)


def usual_units(unfolded: Unfolded, number: int) -> list[int]:
    """Of the last layer the units with most weight to the output, by number; of others the first."""
    cells = [trace.cell for trace in unfolded.traces]
    offset = number - (len(cells) - len(unfolded.reading.layers[-1].traces))
    if offset < 0:
        return list(range(min(USUAL_UNITS, cells[number].units)))
    before = sum(cell.units for cell in cells[number - offset : number])
    weights = verdict_weights(unfolded.network)[before : before + cells[number].units]
    return sorted(np.argsort(-np.abs(weights), kind="stable")[:USUAL_UNITS].tolist())


def _weights(unfolded: Unfolded, number: int) -> list[dict[str, Any]]:
    """The matrices that are the same at every step, for the words beside an arrow that lights up."""
    cell = unfolded.traces[number].cell
    head = unfolded.network.head[0]
    return [
        {"part": part, "letters": letters, "shape": list(matrix.shape), "gates": len(cell.gates)}
        for part, letters, matrix in (
            ("Wxh", "W_xh", cell.kernel),
            ("Whh", "W_hh", cell.recurrent_kernel),
            ("Why", "W_hy", head.kernel),
        )
    ]


def _gradients(unfolded: Unfolded, number: int) -> dict[str, Any]:
    """The gradients of a trace: of every state, and the Euclidean norms of what passes each arrow."""
    steps, arriving = unfolded.gradient.traces[number].steps, unfolded.gradient.arriving[number]
    passing = {
        "Wxh": steps.inputs,
        "Whh": steps.previous.hidden_state,
        "c": steps.previous.cell_state,
        "Why": arriving,
    }
    return {
        "values": steps.hidden_state,
        "norms": _norms(steps.hidden_state),
        "passing": {part: _norms(values) for part, values in passing.items()},
    }


def _norms(values: FloatArray) -> FloatArray:
    return np.linalg.norm(values.astype(np.float64), axis=-1)


def _of_inputs(unfolded: Unfolded) -> FloatArray:
    """dL/dx_t, from every direction of the first layer together."""
    first = len(unfolded.reading.layers[0].traces)
    return np.sum([trace.steps.inputs for trace in unfolded.gradient.traces[:first]], axis=0)


def gradient_limit(unfolded: Unfolded) -> float:
    """Where the colours of every gradient of the page end: the next round number above all dL/dh_t."""
    states = [trace.steps.hidden_state for trace in unfolded.gradient.traces]
    return gradient_scale(max(float(np.abs(each).max(initial=0)) for each in states)).limit


def _scale(scale: Scale, limit: float) -> Mapping[str, Any]:
    """A range as the browser knows it: a gradient is a signed quantity with this limit."""
    return (Scale("signed", limit, bounded=False) if scale.kind == "gradient" else scale)._asdict()


def _line(line: Line, limit: float, editable: bool) -> dict[str, Any]:
    return {
        "name": line.name,
        "title": line.title,
        "letters": line.letters,
        "meaning": line.meaning,
        "terms": [_term(term, limit, editable) for term in line.terms],
        "total": line.total,
        "activation": line.activation,
        "values": line.values,
        "scale": _scale(line.scale, limit),
        "columns": [column._asdict() for column in line.columns],
    }


def _term(term: Term, limit: float, editable: bool) -> dict[str, Any]:
    return {
        "kind": term.kind,
        "source": term.source,
        "factors": [_factor(factor, limit, editable) for factor in term.factors],
        "values": term.values,
    }


def _factor(factor: Factor, limit: float, editable: bool) -> dict[str, Any]:
    values: FloatArray = factor.values
    return {
        "letters": factor.letters,
        "values": values,
        "scale": _scale(factor.scale, limit),
        "edit": factor.edit if editable else "",
        "columns": factor.columns,
    }
