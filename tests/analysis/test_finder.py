"""The finder finds the planted units, and nothing in shuffled labels."""

import numpy as np
import pytest

from rnnviz.analysis.concepts import CONCEPTS, asked, auc, ranks
from rnnviz.analysis.corpus import index_corpus
from rnnviz.analysis.finder import Study, UnitOf, find, states_asked, study
from rnnviz.network import Network
from tests.oracles import KINDS, random_network
from tests.planted import NEGATION, POSITION, SENTIMENT, planted_network, small_corpus


@pytest.fixture
def planted(rng: np.random.Generator) -> Network:
    """The network."""
    return planted_network(rng)


@pytest.fixture
def found(planted: Network, rng: np.random.Generator) -> Study:
    """What is found out of it."""
    return study(planted, small_corpus(rng, 150))


def test_the_planted_units_are_found(found: Study) -> None:
    best = {name: finding.best for name, finding in found.findings.items()}
    assert best["sentiment"] == UnitOf(0, SENTIMENT)
    assert best["negation"] == UnitOf(0, NEGATION)
    assert best["position"] == best["length"] == UnitOf(0, POSITION)
    for name in ("sentiment", "negation", "length"):
        assert found.findings[name].auc(best[name]) > 0.95, name
        assert found.findings[name].sign == 1
    assert found.verdict > 0.99  # The head reads the unit of sentiment.


def test_shuffled_labels_stay_near_chance(found: Study) -> None:
    for name, finding in found.findings.items():
        assert len(finding.control) == 20
        assert 0.4 < finding.control.mean() < 0.6, name
        assert finding.control.max() < 0.8, name
        assert finding.control.std() > 0, name


def test_a_network_that_has_learnt_nothing_is_asked_the_same(
    planted: Network, found: Study, rng: np.random.Generator
) -> None:
    assert all(np.isnan(finding.untrained) for finding in found.findings.values())
    bare = random_network(KINDS[0], "one-layer", rng)
    beside = study(planted, found.index.corpus, untrained=bare)
    alone = study(bare, found.index.corpus)
    for name, finding in beside.findings.items():
        assert finding.best == found.findings[name].best
        expected = alone.findings[name]
        assert finding.untrained == pytest.approx(expected.auc(expected.best))


def test_a_finding_is_chosen_on_one_part_and_judged_on_the_other(found: Study) -> None:
    index = found.index
    for name in CONCEPTS:
        finding = found.findings[name]
        for part, told in (("validation", finding.validation), ("test", finding.test)):
            places, labels = asked(index, name, 0, index.corpus.part(part))  # type: ignore[arg-type]
            expected = auc(ranks(index.states[0][places]), labels[None])[0]
            np.testing.assert_allclose(told[0], expected)
        assert finding.counts == (int(labels.sum()), int((~labels).sum()))
        apart = np.abs(finding.validation[0] - 0.5)
        assert apart[finding.best.unit] == apart.max()


def test_a_unit_that_falls_is_turned_round_by_validation(found: Study) -> None:
    finding = found.findings["sentiment"]
    for unit in range(len(finding.test[0])):
        rises = finding.validation[0][unit] >= 0.5
        expected = finding.test[0][unit] if rises else 1 - finding.test[0][unit]
        assert finding.auc(UnitOf(0, unit)) == pytest.approx(expected)


def test_the_draws_of_the_control_are_those_of_the_seed(planted: Network, rng: np.random.Generator) -> None:
    index = index_corpus(planted, small_corpus(rng, 40))
    one, same, other = (find(index, "negation", np.random.default_rng(seed), 5).control for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("wiring", ["stacked", "bidirectional"])
def test_units_of_all_traces_are_asked(wiring: str, rng: np.random.Generator) -> None:
    network = random_network(KINDS[2], wiring, rng, outputs=(3, 2))
    told: list[float] = []
    found = study(network, small_corpus(rng, 30), told.append)
    units = [cell.units for layer in network.layers for cell in layer.cells]
    assert told[-1] == 1
    for finding in found.findings.values():
        assert [len(each) for each in finding.test] == units
        assert 0 <= finding.best.unit < units[finding.best.trace]


def test_a_unit_that_is_no_number_is_not_the_best(planted: Network, rng: np.random.Generator) -> None:
    index = index_corpus(planted, small_corpus(rng, 30))
    states = index.states[0].copy()
    states[:, SENTIMENT] = np.nan
    object.__setattr__(index, "states", (states,))
    finding = find(index, "sentiment", rng, 3)
    assert finding.best.unit != SENTIMENT
    assert np.isnan(finding.auc(UnitOf(0, SENTIMENT)))


def test_the_values_that_are_asked(found: Study) -> None:
    values, answers = states_asked(found.index, "sentiment", UnitOf(0, SENTIMENT))
    assert values.shape == answers.labels.shape
    assert values[answers.labels].min() > 0 > values[~answers.labels].max()
