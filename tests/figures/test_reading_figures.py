"""The figures of a reading hold its numbers, on the scales and in the colours of the program."""

import numpy as np
import pytest

from rnnviz.analysis.score import log_odds
from rnnviz.figures.reading_figures import figure_makers
from rnnviz.figures.style import GATE, SIGNED
from rnnviz.network import load_network

TEXT = "not a bad film, not at all"


def test_every_track_has_its_figure() -> None:
    network = load_network("lstm")
    reading = network.read(TEXT)
    makers = figure_makers(network, reading, "light")
    steps = reading.layers[0].steps
    assert [*makers] == [
        *("verdict", "hidden_state", "cell_state", "input_gate", "forget_gate", "output_gate", "candidate"),
        *("embedding", "attribution"),
    ]
    for name, stops, low in (("hidden_state", SIGNED, -1), ("forget_gate", GATE, 0)):
        (heat,) = makers[name]().data
        np.testing.assert_array_equal(np.array(heat.z).T, getattr(steps, name))
        assert [colour for _, colour in heat.colorscale] == [colour.lower() for colour in stops["light"]] or [
            colour for _, colour in heat.colorscale
        ] == list(stops["light"])
        assert (heat.zmin, heat.zmax) == (low, 1)
        # "not" stands twice, in columns of its own.
        assert len(set(heat.x)) == len(reading.tokens)


def test_the_verdict_and_what_each_word_did() -> None:
    network = load_network("gru")
    reading = network.read(TEXT)
    makers = figure_makers(network, reading, "dark")
    (bars,) = makers["verdict"]().data
    np.testing.assert_allclose(np.array(bars.y) + bars.base, reading.probabilities, atol=1e-6)
    figure = makers["attribution"]()
    assert len(figure.data) == 4
    running, left_out, _, integrated = (np.array(each.y) for each in figure.data)
    states = [network.read(text).layers[-1].final for text in ("", "not", TEXT, TEXT.removeprefix("not "))]
    none, one, whole, without = (float(log_odds(network, state)) for state in states)
    assert (running[0], left_out[0]) == pytest.approx((one - none, whole - without), abs=1e-4)
    silent = network.read_vectors("", reading.columns, np.zeros_like(reading.embeddings)).layers[-1].final
    assert integrated.sum() == pytest.approx(whole - float(log_odds(network, silent)), rel=0.01)


def test_several_traces_are_told_apart() -> None:
    network = load_network("bidirectional-lstm")
    names = figure_makers(network, network.read("good"), "light")
    assert {"forward_hidden_state", "backward_hidden_state"} <= set(names)
    stacked = load_network("stacked-lstm")
    assert {"layer1_cell_state", "layer2_cell_state"} <= set(
        figure_makers(stacked, stacked.read(""), "light")
    )
    assert figure_makers(stacked, stacked.read(""), "light")["layer1_cell_state"]().layout.height > 0
