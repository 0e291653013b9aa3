"""One text filled up in front or behind, masked or not, as a board: all cases on the same columns."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rnnviz.analysis.difference import cell_of
from rnnviz.analysis.padding import SIDES, Padded, Side
from rnnviz.analysis.units import Rows
from rnnviz.arrays import FloatArray
from rnnviz.board import Board, Curve, Heat, Row, Series, Span, Word, Words
from rnnviz.figures.read_rows import as_word, rows_note, trace_titles, verdict_curve
from rnnviz.tracks import scale_in

MOST_LEFT = 1.5  # The top of the axis of what is left: a difference may also grow.
COLOURS: dict[Side, int] = {"pre": 0, "post": 1}  # Of `style.RUNS`.
ALONE = 2
EMPTY = "not padded in the empty place"
NAMES = {  # Of what is left.
    ("words", "pre"): "of the words, read before the padding in front",
    ("words", "post"): "of the words, after padding behind",
    ("padding", "pre"): "of the padding in front",
    ("padding", "post"): "of the padding behind, read before the words",
}


def padding_board(padded: Padded, trace: int, shown: Rows, sides: Sequence[Side], said: str) -> Board:
    """Verdicts with a mask and without, the states of each case, and what is left in them.

    Args:
        padded: the text, filled up.
        trace: whose states, by its number in the order of computation.
        shown: its units, from top to bottom.
        sides: on which padding is drawn.
        said: what it shows, in a sentence.
    """
    filling = tuple(
        Word("·", "padding", f"{place} of {padded.places}") for place in range(1, padded.places + 1)
    )
    words = (*filling, *(as_word(token) for token in padded.reading.columns), *filling)
    rows: list[Row] = [Words("words", "Words", words), _verdicts(padded, sides)]
    heats = [("masked", "masked", padded.masked_states(trace))]
    heats += [(side, f"{SIDES[side]}, not masked", padded.states(side, trace)) for side in sides]
    where = trace_titles(padded.network)[trace]
    for key, case, values in heats:
        label = f"Hidden state{f', {where}' if where else ''}: {case}"
        rows.append(_states(padded, key, label, values[:, shown.units], (trace, shown)))
    left = _left(padded, trace, sides)
    rows += [left] if left.series else []
    drawn = drawn_columns(padded, sides)
    spans = [
        Span(span.first - drawn.start, span.last - drawn.start, span.label) for span in _spans(padded, sides)
    ]
    cut = tuple(_cut(row, drawn) for row in rows)
    return Board("Padding", said, cut, tuple(spans), f"Read by {padded.network.title}.")


def drawn_columns(padded: Padded, sides: Sequence[Side]) -> slice:
    """The columns that are drawn where padding stands on these sides."""
    first = 0 if "pre" in sides else padded.words.start
    return slice(first, padded.columns if "post" in sides else padded.words.stop)


def _cut(row: Row, drawn: slice) -> Row:
    if isinstance(row, Words):
        return replace(row, words=row.words[drawn])
    if isinstance(row, Heat):
        absent = row.absent[drawn]
        note = f"{row.note} · {EMPTY}" if any(absent) else row.note
        return replace(row, values=row.values[drawn], absent=absent, note=note)
    return replace(row, series=tuple(each._replace(values=each.values[drawn]) for each in row.series))


def _verdicts(padded: Padded, sides: Sequence[Side]) -> Curve:
    """With a mask, without one on either side, and of padding alone, to which the last ones may tend."""
    series = [
        Series("masked, in front or behind", padded.masked_verdicts, "quiet"),
        *(Series(f"{SIDES[side]}, not masked", padded.verdicts(side), COLOURS[side]) for side in sides),
    ]
    if "post" in sides and padded.places:
        alone = np.full(padded.columns, np.nan)
        alone[padded.words.stop :] = padded.unmasked["pre"].probabilities[: padded.places]
        series.append(Series("padding and no word", alone, ALONE, is_dashed=True))
    return verdict_curve(series, [padded.network])


def _states(padded: Padded, key: str, label: str, values: FloatArray, drawn: tuple[int, Rows]) -> Heat:
    trace, shown = drawn
    scale = scale_in("hidden_state", cell_of(padded.network, trace))
    absent = np.zeros(padded.columns, bool)
    if key in SIDES:
        side: Side = "pre" if key == "pre" else "post"
        absent[:] = True
        absent[padded.span(side)] = False
    note = rows_note(shown)
    units = tuple(shown.units.tolist())
    return Heat(f"h-{key}", label, "hₜ", values, scale, units, note=note, absent=tuple(absent.tolist()))


def _left(padded: Padded, trace: int, sides: Sequence[Side]) -> Curve:
    """What is left of the words while padding is read, and of padding while words are."""
    series = []
    for side in sides:
        for name, wash in (
            ("words", padded.washed_words(side, trace)),
            ("padding", padded.washed_padding(side, trace)),
        ):
            if np.isfinite(wash.shares).any():
                series.append(Series(NAMES[name, side], wash.shares, COLOURS[side]))
    note = "in the state, of the difference that they had made"
    return Curve(
        "left",
        "How much is left, without a mask",
        tuple(series),
        0.0,
        MOST_LEFT,
        form="share",
        style="lines",
        note=note,
        line=1.0,
    )


def _spans(padded: Padded, sides: Sequence[Side]) -> list[Span]:
    front = Span(0, padded.words.start - 1, "in front (pre)")
    behind = Span(padded.words.stop, padded.columns - 1, "behind (post)")
    return [span for side, span in (("pre", front), ("post", behind)) if side in sides and padded.places]
