"""A whole reading as a board: the words, the verdict after each of them, and every track."""

from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.units import UNIT_ORDERS, Rows
from rnnviz.board import Board, Curve, Heat, Series, Word, Words
from rnnviz.network import Network, Reading
from rnnviz.text import shorten
from rnnviz.tracks import QUANTITIES, TraceTracks, Track, tracks_of


def reading_board(network: Network, reading: Reading, rows: Sequence[Rows]) -> Board:
    """The picture of Explore as data, for a file or a notebook.

    Keys of its rows: "words", "verdict", and e.g. "0-hidden_state" for a track of the first trace.

    Args:
        network: which read.
        reading: what it computed.
        rows: for each trace the unit that stands in each row.
    """
    traces = tracks_of(reading)
    verdict = Curve(
        "verdict",
        "Verdict so far",
        (Series("positive so far", reading.probabilities),),
        low=0,
        high=1,
        middle=0.5,
        form="percent",
        note=_verdict_note(traces),
    )
    heats = [
        _heat(f"{number}-{track.name}", track, _title(tracks, traces), of_trace)
        for number, (tracks, of_trace) in enumerate(zip(traces, rows, strict=True))
        for track in tracks.tracks
    ]
    source = f"Network: {network.title}. Computed by rnnviz."
    return Board(
        f"{network.title} reads",
        _said(reading),
        (words_row(reading), verdict, *heats),
        source=source,
    )


def words_row(reading: Reading, key: str = "words", label: str = "Words") -> Words:
    """The words of a reading as a row of a board, each as the network took it."""
    words = [
        Word(column.text, column.status, column.typed if column.status == "respelled" else "")
        for column in reading.columns
    ]
    return Words(key, label, tuple(words))


def _heat(key: str, track: Track, title: str, rows: Rows) -> Heat:
    quantity = QUANTITIES[track.name]
    is_state = track.name == "hidden_state"
    notes = (title, f"rows {UNIT_ORDERS[rows.order].lower()}" if is_state else "", quantity.meaning)
    return Heat(
        key,
        quantity.label,
        quantity.letter,
        track.values[:, rows.units],
        track.scale,
        tuple(rows.units.tolist()),
        note=" · ".join(filter(None, notes)),
        is_tall=is_state,
    )


def _title(tracks: TraceTracks, traces: Sequence[TraceTracks]) -> str:
    """The layer and the direction of a trace, where there are several."""
    layer = f"layer {tracks.layer}" if any(other.layer > 1 for other in traces) else ""
    several = any(other.direction == "backward" for other in traces)
    way = {"forward": "forward →", "backward": "← backward"}[tracks.direction] if several else ""
    return ", ".join(filter(None, (layer, way)))


def _verdict_note(traces: Sequence[TraceTracks]) -> str:
    note = "probability of “positive”, were this the last word"
    if any(tracks.direction == "backward" for tracks in traces):
        note += "; each bar has read only the words up to here"
    return note


def _said(reading: Reading) -> str:
    """The verdict, and the word that moved it most."""
    if reading.turning_point is None:
        return "No word is read."
    turn = reading.turning_point
    before = reading.probabilities[turn - 1] if turn else reading.initial_probability
    count = len(reading.columns)
    words = f"{count} word{'' if count == 1 else 's'}"
    return (
        f"After {words} the verdict is {_share(reading.probability)} positive. "
        f"“{shorten(reading.tokens[turn])}” moved it most, from {_share(float(before))} "
        f"to {_share(float(reading.probabilities[turn]))}."
    )


def _share(probability: float) -> str:
    """In whole per cent, never 0 or 100: no network is that sure."""
    if np.isnan(probability):
        return "not a number"
    if not 0.005 <= probability <= 0.995:
        return "> 99 %" if probability > 0.5 else "< 1 %"
    return f"{100 * probability:.0f} %"
