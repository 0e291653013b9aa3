"""Two sentences read by one network, and one sentence read by several, as boards."""

from collections.abc import Sequence
from math import isfinite
from typing import Literal, NamedTuple

import numpy as np

from rnnviz.analysis.difference import Difference, Pair, cell_of, traces_of
from rnnviz.arrays import FloatArray
from rnnviz.board import Board, Curve, Heat, Row, Series, Span, Word, Words
from rnnviz.cells import Cell
from rnnviz.network import Network, Reading
from rnnviz.text import Token
from rnnviz.tracks import SHOWN_ORDER, TANH, UNBOUNDED, Scale, gradient_scale, quantity_of, scale_in
from rnnviz.written import scientific

SIDES = ("First", "Second")
APART = 2.0  # The top of the axis of distances: two states of typical length that are opposite.


class Look(NamedTuple):
    """What of a pair is drawn.

    mode: both one below the other, or the one less the other.
    trace: number of a trace, in the order of computation.
    quantity: of its cell.
    units: from top to bottom.
    """

    mode: Literal["side", "difference"]
    trace: int
    quantity: str
    units: tuple[int, ...]


class Seen(NamedTuple):
    """A network's reading of the one sentence, among others.

    units: of its last layer, both directions side by side, from top to bottom.
    """

    network: Network
    reading: Reading
    units: tuple[int, ...]


def pair_board(pair: Pair, look: Look, difference: Difference, said: str) -> Board:
    """Two sentences on common columns: words, verdicts, how far apart, and the units themselves.

    Args:
        pair: the two readings.
        look: what is drawn of them.
        difference: of that trace and quantity.
        said: what it shows, in a sentence.
    """
    words = [_words_at(reading.columns, places) for reading, places in _sides(pair)]
    rows: list[Row] = [
        Words(key, label, row) for key, label, row in zip(("first", "second"), SIDES, words, strict=True)
    ]
    rows.append(_verdicts(pair))
    heats = _side_by_side(pair, look, difference)
    apart = _apart(pair, look, difference)
    rows += [*heats, apart] if look.mode == "side" else [apart, _difference(pair, look, difference)]
    title = (
        "Two sentences, side by side" if look.mode == "side" else "Two sentences, the first less the second"
    )
    return Board(title, said, tuple(rows), _spans(pair), f"Read by {pair.network.title}.")


def networks_board(seen: Sequence[Seen], said: str) -> Board:
    """One sentence read by several networks: their verdicts on one axis, their states on one scale."""
    first, *others = seen
    rows: list[Row] = [Words("words", "Words", _words(first.reading.columns))]
    for number, other in enumerate(others, start=2):
        words = _words(other.reading.columns)
        if words != _words(first.reading.columns):  # It does not know the same ones.
            rows.append(Words(f"words-{number}", other.network.title, words))
    curves = [
        Series(each.network.title, each.reading.probabilities, colour) for colour, each in enumerate(seen)
    ]
    rows.append(verdict_curve("verdict", "Verdict so far", curves, [each.network for each in seen]))
    bounded = all(_hidden_scale(each.network) == TANH for each in seen)
    for number, each in enumerate(seen, start=1):
        states = each.reading.layers[-1].steps.hidden_state[:, list(each.units)]
        scale = TANH if bounded else UNBOUNDED
        label = f"Hidden state, {each.network.title}"
        note = _layer_note(each.network)
        rows.append(Heat(f"h-{number}", label, "hₜ", states, scale, each.units, note=note))
    names = ", ".join(each.network.title for each in seen)
    return Board("One sentence, several networks", said, tuple(rows), (), f"Read by {names}.")


def quantities_of(cell: Cell) -> tuple[str, ...]:
    """What of a cell can be compared, hidden state first."""
    return tuple(name for name in SHOWN_ORDER if name in cell.step_type._fields)


def trace_titles(network: Network) -> tuple[str, ...]:
    """What each trace is called, in the order of computation."""
    stacked, two_way = len(network.layers) > 1, not network.is_causal
    return tuple(
        ", ".join([f"layer {layer + 1}"] * stacked + [("forward", "backward")[way]] * two_way)
        for layer, way in traces_of(network)
    )


def verdict_curve(key: str, label: str, series: Sequence[Series], networks: Sequence[Network]) -> Curve:
    """Verdicts as lines over one axis: a probability from 0 to 1, any other output as a number about 0."""
    if all(is_probability(network) for network in networks):
        note = "probability of “positive”, were this the last word"
        return Curve(key, label, tuple(series), 0.0, 1.0, 0.5, "percent", "lines", note, 0.5)
    values = np.concatenate([each.values for each in series])
    limit = gradient_scale(float(np.abs(values[np.isfinite(values)]).max(initial=0))).limit
    note = "the output called “positive”, which is no probability"
    return Curve(key, label, tuple(series), -limit, limit, 0.0, "number", "lines", note, 0.0)


def number(value: float) -> str:
    """A length or a difference in three digits, or where that is long in two and a power of ten."""
    if not isfinite(value):
        return "no number"
    if value and not 1e-3 <= abs(value) < 1e4:
        return scientific(value)
    return f"{value:.3g}".replace("-", "−")


def is_probability(network: Network) -> bool:
    """Whether the verdict of a network lies between 0 and 1."""
    return network.head[-1].activation in ("sigmoid", "softmax")


def as_word(token: Token) -> Word:
    """A word as it was read; one that was read otherwise or not known has what was typed."""
    if token.status == "unknown":
        return Word(token.typed, "unknown")
    return Word(token.text, token.status, token.typed if token.status == "respelled" else "")


def _words(columns: Sequence[Token]) -> tuple[Word, ...]:
    return tuple(as_word(token) for token in columns)


def _words_at(columns: Sequence[Token], places: Sequence[int | None]) -> tuple[Word, ...]:
    return tuple(Word("", "gap") if place is None else as_word(columns[place]) for place in places)


def _sides(pair: Pair) -> tuple[tuple[Reading, list[int | None]], ...]:
    return tuple(zip((pair.first, pair.second), pair.words, strict=True))


def _verdicts(pair: Pair) -> Curve:
    series = [
        Series(name, values, n) for n, (name, values) in enumerate(zip(SIDES, pair.verdicts, strict=True))
    ]
    return verdict_curve("verdict", "Verdict so far", series, [pair.network])


def _label(pair: Pair, look: Look) -> str:
    """The quantity, and where it is where there are several places."""
    label, where = quantity_of(look.quantity).label, trace_titles(pair.network)[look.trace]
    return f"{label}, {where}" if where else label


def _side_by_side(pair: Pair, look: Look, difference: Difference) -> list[Heat]:
    quantity = quantity_of(look.quantity)
    scale = scale_in(look.quantity, cell_of(pair.network, look.trace))
    return [
        Heat(
            f"units-{name.lower()}",
            f"{name}: {_label(pair, look).lower()}",
            quantity.letter,
            values[:, list(look.units)],
            scale,
            look.units,
            absent=tuple(place is None for place in places),
        )
        for name, values, places in zip(SIDES, (difference.first, difference.second), pair.words, strict=True)
    ]


def _difference(pair: Pair, look: Look, difference: Difference) -> Heat:
    """Coloured so that equal colours mean equal amounts here and where both are drawn."""
    own = scale_in(look.quantity, cell_of(pair.network, look.trace))
    return Heat(
        "units-difference",
        f"First less second: {_label(pair, look).lower()}",
        f"Δ{quantity_of(look.quantity).letter}",
        difference.values[:, list(look.units)],
        Scale("signed", own.limit, bounded=own.kind == "gate" and own.bounded),
        look.units,
        is_tall=True,
    )


def _apart(pair: Pair, look: Look, difference: Difference) -> Curve:
    letter = quantity_of(look.quantity).letter
    note = f"0 is equal; a typical ‖{letter}‖ of these two is {number(difference.typical)}"
    series = (Series(f"‖Δ{letter}‖ / typical ‖{letter}‖", difference.apart, 2),)
    return Curve("apart", "How far apart", series, 0.0, APART, note=note)


def _spans(pair: Pair) -> tuple[Span, ...]:
    """Grounds behind the columns in which the sentences have other words."""
    spans: list[Span] = []
    for column, place in enumerate(pair.places):
        if pair.same_word(place):
            continue
        if spans and spans[-1].last == column - 1:
            spans[-1] = spans[-1]._replace(last=column)
        else:
            spans.append(Span(column, column, "other words" if not spans else ""))
    return tuple(spans)


def _hidden_scale(network: Network) -> Scale:
    scales = {scale_in("hidden_state", cell) for cell in network.layers[-1].cells}
    return TANH if scales == {TANH} else UNBOUNDED


def _layer_note(network: Network) -> str:
    notes = [f"of layer {len(network.layers)}, which the head reads"] if len(network.layers) > 1 else []
    if network.layers[-1].backward is not None:
        count = network.layers[-1].forward.units
        notes.append(f"units from {count} on read backwards")
    return "; ".join(notes)


def states_for_head(network: Network, rows: Sequence[FloatArray]) -> tuple[int, ...]:
    """The units of the last layer, both directions side by side, in the order of rows of each trace."""
    cells = network.layers[-1].cells
    offsets = np.cumsum([0, *(cell.units for cell in cells)])[:-1]
    last = rows[-len(cells) :]
    return tuple(int(unit + offset) for units, offset in zip(last, offsets, strict=True) for unit in units)
