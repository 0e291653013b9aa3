"""An intervention as a board: the verdicts before and after, what was held, and how far the states moved."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.intervention import Intervention, cells_of, traces_of
from rnnviz.analysis.units import Rows
from rnnviz.arrays import FloatArray
from rnnviz.board import Board, Curve, Heat, Row, Series, Span
from rnnviz.figures.read_rows import trace_titles, words_row
from rnnviz.network import Network, Reading
from rnnviz.tracks import gradient_scale, quantity_of, scale_in

MOST_MARKED = 8  # Units; the ground behind says it, too.
LEAST_DIFFERENCE = 0.05  # Where the colours of a difference end at least: rounding must not be seen.
AFTER = 3  # The colour of what was read again, one of `style.RUNS`.


@dataclass(frozen=True, eq=False)
class Held:
    """A text read as it is, and read again while something was held.

    Attributes:
        network: which read.
        before: as it is.
        after: read again.
        held: what was held.
        label: of it, in a few words.
    """

    network: Network
    before: Reading
    after: Reading
    held: Intervention
    label: str


def intervene_board(found: Held, rows: Sequence[Rows], said: str) -> Board:
    """Draw the verdicts, the quantity that was held, the states after it, and what they were moved by.

    Args:
        found: the two readings.
        rows: for each trace the units in the order they are shown.
        said: what is to be seen, in a sentence.
    """
    trace, columns = found.held.trace, found.before.columns
    places = rows[trace].units.tolist()
    marked = _marked(found, len(columns))
    shown: list[Row] = [words_row(found.before), _verdicts(found)]
    if found.held.quantity != "hidden_state":
        shown.append(_heat(found, found.held.quantity, places, marked))
        marked = ()
    shown.append(_heat(found, "hidden_state", places, marked))
    shown.append(_difference(found, trace, places, "difference"))
    above = [number for number in _last_layer(found.network) if number > trace and _is_above(found, number)]
    shown += [_difference(found, number, rows[number].units.tolist(), f"above{number}") for number in above]
    source = f"Network: {found.network.title}"
    return Board(f"Intervention: {found.label}", said, tuple(shown), _spans(found, len(columns)), source)


def _verdicts(found: Held) -> Curve:
    series = (
        Series("original", found.before.probabilities, "quiet", is_dashed=True),
        Series("changed", found.after.probabilities, AFTER),
    )
    note = "" if found.network.is_causal else "of the words so far, read afresh"
    return Curve(
        "verdict", "Positive", series, 0, 1, middle=0.5, form="percent", style="lines", note=note, line=0.5
    )


def _heat(found: Held, name: str, places: list[int], marked: tuple[tuple[int, int], ...]) -> Heat:
    trace = traces_of(found.after)[found.held.trace]
    quantity, scale = quantity_of(name), scale_in(name, trace.cell)
    values: FloatArray = getattr(trace.steps, name)[:, places]
    key = "state" if name == "hidden_state" else "held"
    return Heat(
        *(key, quantity.label, quantity.letter, values, scale, tuple(places)),
        note=found.label,
        marked=marked,
    )


def _difference(found: Held, number: int, places: list[int], key: str) -> Heat:
    before, after = (traces_of(one)[number].steps.hidden_state for one in (found.before, found.after))
    with np.errstate(invalid="ignore"):  # Of two that are endless.
        moved = after - before
    largest = float(np.abs(moved[np.isfinite(moved)]).max(initial=LEAST_DIFFERENCE))
    label = "Hidden state, after − before"
    if key != "difference":
        label = f"{label}, {trace_titles(found.network)[number]}"
    return Heat(key, label, "Δhₜ", moved[:, places], gradient_scale(largest), tuple(places))


def _marked(found: Held, columns: int) -> tuple[tuple[int, int], ...]:
    """Where the holding begins and ends: frames all along a row would hide its colours."""
    held = found.held
    units = (*held.units, held.partner) if held.what == "swap" else held.units
    touched = [t for t in range(columns) if held.touches(t)]
    if len(units) > MOST_MARKED or not touched:
        return ()
    return tuple((t, unit) for t in sorted({touched[0], touched[-1]}) for unit in units)


def _spans(found: Held, columns: int) -> tuple[Span, ...]:
    touched = [t for t in range(columns) if found.held.touches(t)]
    if not touched or len(touched) == columns:
        return ()
    return (Span(touched[0], touched[-1], "held", "chosen"),)


def _last_layer(network: Network) -> range:
    traces = len(cells_of(network))
    return range(traces - len(network.layers[-1].cells), traces)


def _is_above(found: Held, number: int) -> bool:
    """Whether a trace is of a higher layer than the one held: beside it nothing changes."""
    return trace_layer(found.network, number) > trace_layer(found.network, found.held.trace)


def trace_layer(network: Network, number: int) -> int:
    """Which layer a trace is of, counted from 0."""
    layers = [n for n, layer in enumerate(network.layers) for _ in layer.cells]
    return layers[number]
