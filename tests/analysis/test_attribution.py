"""Which words mattered: a network in which all ways must agree, completeness, and words really left out."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rnnviz.analysis import attribution
from rnnviz.analysis.attribution import (
    BASELINES,
    WAYS,
    attribute,
    baseline_vector,
    integrated_gradients,
    left_out_log_odds,
)
from rnnviz.analysis.many import log_odds_of_many, slopes_of_many
from rnnviz.analysis.score import log_odds
from rnnviz.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.network import Network
from rnnviz.text import Vocabulary
from tests.analysis.double import doubled
from tests.oracles import WIRINGS, WORDS, random_network, random_text


def adding_network(rng: np.random.Generator) -> Network:
    """h_t = h_{t-1} + x_t K, and a score that is linear in h: each word adds its own part, whatever else."""
    vocabulary = Vocabulary.of(WORDS)
    embeddings, kernel = rng.normal(size=(len(vocabulary), 4)), rng.normal(size=(4, 6))
    cell = SimpleRNNCell(kernel, np.eye(6), np.zeros(6), "linear")
    return Network(
        *("adding", vocabulary, embeddings, (RecurrentLayer(cell),)),
        (Dense(rng.normal(size=(6, 1)), rng.normal(size=1)),),
    )


def test_where_each_word_adds_its_own_part_all_four_ways_find_it(rng: np.random.Generator) -> None:
    network = adding_network(rng)
    reading = network.read("the film was not very good not bad")
    parts = reading.embeddings @ network.layers[0].forward.kernel @ network.head[0].kernel[:, 0]
    told = attribute(network, reading)
    np.testing.assert_allclose(told.values, np.stack([parts] * len(WAYS)), rtol=1e-9, atol=1e-12)
    assert told.score == pytest.approx(told.before + parts.sum(), rel=1e-12)
    assert told.is_complete and told.points == 16


@pytest.mark.parametrize("wiring", WIRINGS)
@pytest.mark.parametrize("kind", [LSTMCell, GRUCell])
def test_sums_come_out(kind: Any, wiring: str, rng: np.random.Generator) -> None:
    network = random_network(kind, wiring, rng, (3, 2))
    reading = network.read(random_text(rng, 7))
    for baseline in BASELINES:
        told = attribute(network, reading, baseline)
        assert told.is_complete
        whole = told.score - told.baseline_score
        assert told.integrated.sum() == pytest.approx(whole, abs=0.01 * abs(whole) + 0.001)
        assert told.running.sum() == pytest.approx(told.score - told.before, abs=1e-5)
        p = reading.probability
        assert told.score == pytest.approx(np.log(p / (1 - p)), abs=1e-4)
        start = np.broadcast_to(baseline_vector(network, baseline), reading.embeddings.shape)
        alone = network.read_vectors("", reading.columns, start)
        assert told.baseline_score == pytest.approx(
            float(log_odds(network, alone.layers[-1].final)), abs=1e-5
        )


@pytest.mark.parametrize("wiring", WIRINGS)
def test_a_word_left_out_is_a_text_without_it(wiring: str, rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, wiring, rng)
    words = random_text(rng, 6).split()
    reading = network.read(" ".join(words))
    without = [network.read(" ".join(words[:n] + words[n + 1 :])) for n in range(6)]
    expected = [float(log_odds(network, each.layers[-1].final)) for each in without]
    np.testing.assert_allclose(left_out_log_odds(network, reading.embeddings), expected, rtol=1e-4, atol=1e-5)


def test_the_integral_is_that_of_ten_thousand_small_steps(rng: np.random.Generator) -> None:
    network = doubled(random_network(GRUCell, "bidirectional", rng))
    embedded = network.read("not very good").embeddings
    start = rng.normal(size=embedded.shape)
    middles = (np.arange(10_000) + 0.5) / 10_000
    inputs = start[:, None] + middles[:, None] * (embedded - start)[:, None]
    _, slopes = slopes_of_many(network, inputs)
    expected = ((embedded - start) * slopes.mean(axis=1)).sum(axis=-1)
    found = integrated_gradients(network, embedded, start, 64)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)


def test_gradient_times_input_is_how_fast_the_score_moves_from_the_baseline(rng: np.random.Generator) -> None:
    network = doubled(random_network(LSTMCell, "stacked", rng))
    reading = network.read("the film was good")
    told = attribute(network, reading, "mean")
    away = reading.embeddings - network.embeddings[2:].mean(axis=0)
    for t, found in enumerate(told.gradient):
        moved = np.zeros_like(away)
        moved[t] = 1e-6 * away[t]
        pair = np.stack([reading.embeddings + moved, reading.embeddings - moved], axis=1)
        ahead, behind = log_odds_of_many(network, pair)
        assert found == pytest.approx((ahead - behind) / 2e-6, rel=1e-5, abs=1e-8)


def test_a_text_of_one_word_or_none_has_as_many_numbers(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "bidirectional", rng)
    none = attribute(network, network.read(""))
    assert none.values.shape == (4, 0) and none.score == none.before and none.is_complete
    one = attribute(network, network.read("good"))
    assert one.left_out[0] == pytest.approx(one.score - one.before, abs=1e-6)


def test_what_takes_too_long_is_no_number_and_points_are_few(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    monkeypatch.setattr(attribution, "MOST_LEFT_OUT", 1)
    monkeypatch.setattr(attribution, "MOST_PRODUCTS", 1)
    monkeypatch.setattr(attribution, "SMALLEST_ERROR", -1)
    monkeypatch.setattr(attribution, "COMPLETE", 0)
    told = attribute(network, network.read("not good"))
    assert np.isnan(told.left_out).all() and told.points == 16 and not told.is_complete
    monkeypatch.setattr(attribution, "MOST_INTEGRATED", 1)
    for points in (0, 8):
        told = attribute(network, network.read("not good"), points=points)
        assert np.isnan(told.integrated).all() and np.isfinite(told.gradient).all()
    monkeypatch.setattr(attribution, "MOST_FOLLOWED", 1)
    told = attribute(network, network.read("not good"))
    assert np.isnan(told.gradient).all() and np.isfinite(told.running).all() and not told.is_complete


def test_endless_states_are_shown_as_what_they_are(rng: np.random.Generator) -> None:
    network = random_network(SimpleRNNCell, "one-layer", rng)
    wild = replace(network.layers[0].forward, activation="relu")
    wild = replace(wild, recurrent_kernel=np.full_like(wild.recurrent_kernel, 3e38))
    network = replace(network, layers=(RecurrentLayer(wild),))
    with np.errstate(over="ignore", invalid="ignore"):
        reading = network.read("not very good bad film story")
    told = attribute(network, reading)
    assert not np.isfinite(told.running).all() and not told.is_complete


def test_another_baseline_or_number_of_points_is_refused(rng: np.random.Generator) -> None:
    network = random_network(LSTMCell, "one-layer", rng)
    with pytest.raises(ValueError, match="baseline must be one of zero, padding, mean, got 'noise'"):
        attribute(network, network.read("good"), "noise")
    with pytest.raises(ValueError, match="between 0 and 256, got 257"):
        attribute(network, network.read("good"), points=257)
