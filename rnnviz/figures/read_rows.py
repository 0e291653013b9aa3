"""What the boards of readings have in common: words, the verdict so far, what each trace is called."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from rnnviz.analysis.units import UNIT_ORDERS, Rows
from rnnviz.board import Curve, Series, Word, Words
from rnnviz.network import Network, Reading
from rnnviz.text import Token, shorten
from rnnviz.tracks import gradient_scale
from rnnviz.written import number, percent


def as_word(token: Token) -> Word:
    """A word as it was read; one that was read otherwise or not known has what was typed."""
    if token.status == "unknown":
        return Word(shorten(token.typed), "unknown")
    return Word(shorten(token.text), token.status, token.typed if token.status == "respelled" else "")


def words_row(reading: Reading, key: str = "words", label: str = "Words") -> Words:
    """The words of a reading as a row of a board, each as the network took it."""
    return Words(key, label, tuple(map(as_word, reading.columns)))


def trace_titles(network: Network) -> tuple[str, ...]:
    """What each trace is called, in the order of computation; nothing where there is one."""
    stacked, two_way = len(network.layers) > 1, not network.is_causal
    return tuple(
        ", ".join([f"layer {layer}"] * stacked + [("forward", "backward")[way]] * two_way)
        for layer, each in enumerate(network.layers, start=1)
        for way in range(len(each.cells))
    )


def rows_note(rows: Rows) -> str:
    """In which order the units of a heat stand, beside its label."""
    return f"rows {UNIT_ORDERS[rows.order].lower()}"


def trace_for_head(network: Network) -> int:
    """The number of the first trace that the head reads, in the order of computation."""
    return sum(len(layer.cells) for layer in network.layers[:-1])


def is_probability(network: Network) -> bool:
    """Whether the verdict of a network lies between 0 and 1."""
    return network.head[-1].activation in ("sigmoid", "softmax")


def verdict_of(network: Network, value: float) -> str:
    """A verdict as it is written: a probability in per cent, any other output as a number."""
    return percent(value) if is_probability(network) else number(value)


def verdict_curve(
    series: Sequence[Series], networks: Sequence[Network], style: Literal["bars", "lines"] = "lines"
) -> Curve:
    """Verdicts over one axis: a probability from 0 to 1, any other output as a number about 0.

    Args:
        series: after each word.
        networks: whose they are.
        style: lines have a threshold.
    """
    limit, middle, note = 1.0, 0.5, "probability of “positive”, were this the last word"
    is_share = all(is_probability(network) for network in networks)
    if not is_share:
        values = np.concatenate([each.values for each in series])
        limit = gradient_scale(float(np.abs(values[np.isfinite(values)]).max(initial=0))).limit
        middle, note = 0.0, "the output called “positive”, which is no probability"
    if not all(network.is_causal for network in networks):
        whose = "where a network reads both ways, " if len(networks) > 1 else ""
        note = f"{note}; {whose}the words up to here are read afresh"
    return Curve(
        *("verdict", "Verdict so far", tuple(series), 0.0 if is_share else -limit, limit, middle),
        form="percent" if is_share else "number",
        style=style,
        note=note,
        line=middle if style == "lines" else None,
    )
