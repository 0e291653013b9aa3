"""Two sentences read by one network, and one sentence read by several, as boards."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from rnnviz.analysis.difference import Difference, Pair, cell_of
from rnnviz.analysis.units import Rows
from rnnviz.arrays import FloatArray
from rnnviz.board import Board, Curve, Heat, Row, Series, Span, Word, Words
from rnnviz.cells import Cell
from rnnviz.figures.read_rows import as_word, rows_note, trace_titles, verdict_curve
from rnnviz.network import Network, Reading
from rnnviz.text import Token
from rnnviz.tracks import SHOWN_ORDER, TANH, UNBOUNDED, Scale, gradient_scale, quantity_of, scale_in
from rnnviz.written import listed, number

SIDES = ("First", "Second")


class Look(NamedTuple):
    """What of a pair is drawn.

    mode: both one below the other, or the one less the other.
    trace: number of a trace, in the order of computation.
    quantity: of its cell.
    rows: the units, from top to bottom.
    """

    mode: Literal["side", "difference"]
    trace: int
    quantity: str
    rows: Rows

    @property
    def units(self) -> tuple[int, ...]:
        """From top to bottom."""
        return tuple(self.rows.units.tolist())


class Seen(NamedTuple):
    """A network's reading of the one sentence, among others.

    units: of its last layer, both directions side by side, from top to bottom.
    title: what it is called among the others.
    """

    network: Network
    reading: Reading
    units: tuple[int, ...]
    title: str


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
    for place, other in enumerate(others, start=2):
        words = _words(other.reading.columns)
        if words != _words(first.reading.columns):  # It does not know the same ones.
            rows.append(Words(f"words-{place}", other.title, words))
    curves = [Series(each.title, each.reading.probabilities, colour) for colour, each in enumerate(seen)]
    rows.append(verdict_curve(curves, [each.network for each in seen]))
    bounded = all(_hidden_scale(each.network) == TANH for each in seen)
    for place, each in enumerate(seen, start=1):
        states = each.reading.layers[-1].steps.hidden_state[:, list(each.units)]
        scale = TANH if bounded else UNBOUNDED
        label = f"Hidden state, {each.title}"
        note = _layer_note(each.network)
        rows.append(Heat(f"h-{place}", label, "hₜ", states, scale, each.units, note=note))
    names = listed([each.title for each in seen])
    return Board("One sentence, several networks", said, tuple(rows), (), f"Read by {names}.")


def quantities_of(cell: Cell) -> tuple[str, ...]:
    """What of a cell can be compared, hidden state first."""
    return tuple(name for name in SHOWN_ORDER if name in cell.step_type._fields)


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
    return verdict_curve(series, [pair.network])


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
            note=rows_note(look.rows),
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
        note=rows_note(look.rows),
        is_tall=True,
    )


def _apart(pair: Pair, look: Look, difference: Difference) -> Curve:
    letter = quantity_of(look.quantity).letter
    finite = difference.distance[np.isfinite(difference.distance)]
    limit = gradient_scale(float(finite.max(initial=0))).limit
    note = f"0 is equal; a typical ‖{letter}‖ of these two is {number(difference.typical)}"
    series = (Series(f"‖Δ{letter}‖", difference.distance, 2),)
    return Curve("apart", "How far apart", series, 0.0, limit, note=note)


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
