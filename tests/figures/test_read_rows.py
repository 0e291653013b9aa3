"""What boards have in common: words, traces and verdicts of networks of all kinds."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.board import Series
from rnnviz.cells import GRUCell, SimpleRNNCell
from rnnviz.figures.read_rows import trace_for_head, trace_titles, verdict_curve, verdict_of, words_row
from rnnviz.network import Network
from tests.oracles import random_network


def test_a_word_is_as_it_was_read_and_an_unknown_one_as_it_was_typed(rng: np.random.Generator) -> None:
    words = words_row(random_network(GRUCell, "one-layer", rng).read(f"Film Qxzqw goood {'q' * 99}")).words
    assert [tuple(word) for word in words] == [
        ("film", "known", ""),
        ("Qxzqw", "unknown", ""),
        ("good", "respelled", "goood"),
        (f"{'q' * 23}…", "unknown", ""),
    ]


@pytest.mark.parametrize(
    ("wiring", "titles", "read"),
    [
        ("one-layer", ("",), 0),
        ("stacked", ("layer 1", "layer 2"), 1),
        ("bidirectional-below", ("layer 1, forward", "layer 1, backward", "layer 2, forward"), 2),
        ("bidirectional", ("forward", "backward"), 0),
    ],
)
def test_a_trace_is_named_where_there_are_several(
    rng: np.random.Generator, wiring: str, titles: tuple[str, ...], read: int
) -> None:
    network = random_network(SimpleRNNCell, wiring, rng)
    assert (trace_titles(network), trace_for_head(network)) == (titles, read)


def test_an_output_that_is_no_probability_is_drawn_and_written_as_a_number(rng: np.random.Generator) -> None:
    one = random_network(GRUCell, "one-layer", rng)
    linear = Network(
        "linear", one.vocabulary, one.embeddings, one.layers, (replace(one.head[0], activation="linear"),)
    )
    series = [Series("a", np.array([-3.0, np.nan, 1]), 0)]
    for style, line in (("bars", None), ("lines", 0)):
        curve = verdict_curve(series, [linear], style)  # type: ignore[arg-type]
        assert (curve.low, curve.high, curve.middle, curve.form, curve.line) == (-5, 5, 0, "number", line)
    assert [verdict_of(each, 0.25) for each in (one, linear)] == ["25.0 %", "0.25"]


def test_who_reads_afresh_says_so(rng: np.random.Generator) -> None:
    both, one = (random_network(GRUCell, wiring, rng) for wiring in ("bidirectional", "one-layer"))
    notes = [
        verdict_curve([Series("a", np.ones(1))], networks).note for networks in ([one], [both], [one, both])
    ]
    assert ["read afresh" in note for note in notes] == [False, True, True]
    assert "where a network reads both ways" in notes[2]
