"""What an intervention did: lengths and words worked out by hand, and a ranking by reading again."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.analysis import intervention_effect
from rnnviz.analysis.intervention import Intervention, read_with, traces_of
from rnnviz.analysis.intervention_effect import moves_of, ranking_of
from rnnviz.analysis.score import log_odds
from rnnviz.arrays import FloatArray
from rnnviz.cells import SimpleRNNCell
from rnnviz.layers import LayerReading
from rnnviz.network import Reading
from tests.oracles import random_network

TEXT = "the film was not very good"


def moved(reading: Reading, trace: int, by: list[float]) -> Reading:
    """The same reading, a trace's first unit moved by so much after each word."""
    traces = list(traces_of(reading))
    states: FloatArray = traces[trace].steps.hidden_state.astype(np.float64)
    states[:, 0] += by
    traces[trace] = replace(traces[trace], steps=traces[trace].steps._replace(hidden_state=states))
    return replace(reading, layers=(LayerReading(*traces),))


@pytest.mark.parametrize(
    ("trace", "by", "peak", "faded"),
    [
        (0, [0, 5, -10, 2, 0.9, 0.1], 2, 4),
        (0, [0, 5, 10, 0.5, 1.5, 0.5], 2, 5),
        (0, [0, 0, 1, 2, 3, 4], 5, None),
        (0, [0, 0, 10, 2, 2, 2], 2, None),
        (1, [0, 0.1, 10, 5, 0, 0], 2, 1),
    ],
)
def test_the_largest_move_and_where_it_has_faded(
    trace: int, by: list[float], peak: int, faded: int | None, rng: np.random.Generator
) -> None:
    before = random_network(SimpleRNNCell, "bidirectional", rng).read(TEXT)
    found = moves_of(moved(before, trace, [0] * 6), moved(before, trace, by), trace)
    np.testing.assert_allclose(found.sizes, np.abs(by), atol=1e-12)
    assert (found.peak, found.faded) == (peak, faded)
    assert found.largest == pytest.approx(max(map(abs, by)))


def test_the_ranking_is_that_of_reading_again_without_each_unit(rng: np.random.Generator) -> None:
    network = random_network(SimpleRNNCell, "stacked", rng)
    before = network.read(TEXT)
    score = float(log_odds(network, before.layers[-1].final))
    for trace in (0, 1):
        moves = []
        for unit in range(network.layers[trace].units):
            held = read_with(network, TEXT, [Intervention(trace, "hidden_state", (unit,), "zero")])
            moves.append(float(log_odds(network, held.layers[-1].final)) - score)
        found = ranking_of(network, before, trace)
        assert found.tried_all and sorted(found.units) == list(range(len(moves)))
        np.testing.assert_allclose(found.moves, [moves[unit] for unit in found.units], atol=1e-5)
        assert np.all(np.diff(np.abs(found.moves)) <= 0)


def test_of_a_layer_that_is_too_large_only_the_largest_states_are_tried(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = random_network(SimpleRNNCell, "one-layer", rng)
    before = network.read(TEXT)
    monkeypatch.setattr(intervention_effect, "MOST_PRODUCTS", 1)
    found = ranking_of(network, before, 0)
    lengths = np.linalg.norm(traces_of(before)[0].steps.hidden_state, axis=0)
    assert found.units == (int(lengths.argmax()),) and not found.tried_all
