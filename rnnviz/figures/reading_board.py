"""A whole reading as a board: the words, the verdict after each of them, and every track."""

from collections.abc import Sequence

from rnnviz.analysis.units import Rows
from rnnviz.board import Board, Heat, Series
from rnnviz.figures.read_rows import rows_note, trace_titles, verdict_curve, verdict_of, words_row
from rnnviz.network import Network, Reading
from rnnviz.text import shorten
from rnnviz.tracks import QUANTITIES, Track, tracks_of


def reading_board(network: Network, reading: Reading, rows: Sequence[Rows]) -> Board:
    """The picture of Explore as data, for a file or a notebook.

    Keys of its rows: "words", "verdict", and e.g. "0-hidden_state" for a track of the first trace.

    Args:
        network: which read.
        reading: what it computed.
        rows: for each trace the unit that stands in each row.
    """
    verdict = verdict_curve([Series("positive so far", reading.probabilities)], [network], "bars")
    heats = [
        _heat(f"{number}-{track.name}", track, title, of_trace)
        for number, (tracks, title, of_trace) in enumerate(
            zip(tracks_of(reading), trace_titles(network), rows, strict=True)
        )
        for track in tracks.tracks
    ]
    source = f"Network: {network.title}. Computed by rnnviz."
    return Board(
        f"{network.title} reads",
        _said(network, reading),
        (words_row(reading), verdict, *heats),
        source=source,
    )


def _heat(key: str, track: Track, title: str, rows: Rows) -> Heat:
    quantity = QUANTITIES[track.name]
    is_state = track.name == "hidden_state"
    notes = (title, rows_note(rows) if is_state else "", quantity.meaning)
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


def _said(network: Network, reading: Reading) -> str:
    """The verdict, and the word that moved it most."""
    if reading.turning_point is None:
        return "No word is read."
    turn = reading.turning_point
    before = float(reading.probabilities[turn - 1]) if turn else reading.initial_probability
    ends = (before, float(reading.probabilities[turn]), reading.probability)
    low, high, end = (verdict_of(network, value) for value in ends)
    count = len(reading.columns)
    words = f"{count} word{'' if count == 1 else 's'}"
    return (
        f"After {words} the verdict is {end} positive. "
        f"“{shorten(reading.tokens[turn])}” moved it most, from {low} to {high}."
    )
