"""One's own sentence as boards: a unit below each word, and the units that are on over a span."""

from dataclasses import replace

import numpy as np

from rnnviz.analysis.finder import UnitOf
from rnnviz.analysis.finder_search import Pattern
from rnnviz.arrays import FloatArray
from rnnviz.board import Board, Curve, Heat, Row, Series, Span
from rnnviz.figures.read_rows import trace_titles, words_row
from rnnviz.network import Network, Reading
from rnnviz.tracks import QUANTITIES, Scale, scale_in

HEAT = "h"  # Key of the heat, in which units are chosen.


def states_of(reading: Reading, trace: int) -> FloatArray:
    """Hidden states of a trace, (timesteps, units)."""
    traces = [each for layer in reading.layers for each in layer.traces]
    return traces[trace].steps.hidden_state


def scale_of(network: Network, trace: int) -> Scale:
    """The range of the hidden states of a trace."""
    cells = [cell for layer in network.layers for cell in layer.cells]
    return scale_in("hidden_state", cells[trace])


def unit_board(network: Network, reading: Reading, unit: UnitOf, rows: tuple[int, ...], said: str) -> Board:
    """One unit as bars, and below it all units of its trace as colours.

    Args:
        network: that read.
        reading: the own sentence.
        unit: which.
        rows: units from top to bottom.
        said: what is to be seen.
    """
    states, scale = states_of(reading, unit.trace), scale_of(network, unit.trace)
    curve = Curve(
        "unit",
        f"Unit {unit.unit}",
        (Series(f"unit {unit.unit}", states[:, unit.unit]),),
        -scale.limit,
        scale.limit,
        note="its hidden state after each word",
    )
    heat = _heat(network, states, unit.trace, rows)
    words = words_row(reading)
    return Board(f"Unit {unit.unit}", said, (words, curve, heat), (), f"Read by {network.title}.")


def pattern_board(
    network: Network, reading: Reading, pattern: Pattern, span: tuple[int, int], said: str
) -> Board:
    """The units of a pattern as colours, how many of them are on after each word, and all other units.

    Args:
        network: that read.
        reading: the own sentence.
        pattern: taken from the span.
        span: its first and last word.
        said: what is to be seen.
    """
    states = states_of(reading, pattern.trace)
    # Those above the threshold stand on top.
    mine = tuple(unit for _, unit in sorted(zip(pattern.signs, pattern.units, strict=True), reverse=True))
    rest = tuple(unit for unit in range(states.shape[1]) if unit not in mine)
    rows: list[Row] = [words_row(reading)]
    if mine:
        on = (states[:, list(pattern.units)] * np.array(pattern.signs) > pattern.threshold).sum(axis=1)
        note = f"of the {len(mine)} units, beyond {pattern.threshold:g} on the same side"
        series = (Series("units", on.astype(np.float32), 2),)
        rows.append(Curve("on", "On together", series, 0.0, float(len(mine)), note=note))
        heat = _heat(network, states, pattern.trace, mine)
        rows.append(replace(heat, key="pattern", label="These units", is_tall=True))
    if rest:
        others = _heat(network, states, pattern.trace, rest)
        rows.append(replace(others, label=f"All other units, {others.label.lower()}") if mine else others)
    spans = (Span(*span, "span", "chosen"),)
    return Board("A pattern of units", said, tuple(rows), spans, f"Read by {network.title}.")


def _heat(network: Network, states: FloatArray, trace: int, rows: tuple[int, ...]) -> Heat:
    quantity, where = QUANTITIES["hidden_state"], trace_titles(network)[trace]
    label = f"{quantity.label}, {where}" if where else quantity.label
    values, scale = states[:, list(rows)], scale_of(network, trace)
    return Heat(HEAT, label, quantity.letter, values, scale, rows)
