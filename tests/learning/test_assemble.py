"""What was trained judges in Explore as in Keras."""

from typing import Any

import numpy as np
import pytest

from rnnviz.learning.assemble import network_of
from rnnviz.learning.spec import CELL_KINDS, CellKind, ModelSpec
from tests.learning.small import VOCABULARY, WORDS, random_weights

OPTIONS: list[dict[str, Any]] = [
    {},
    {"activation": "relu"},
    {"activation": "sigmoid", "layers": 2},
    {"activation": "linear", "bidirectional": True},
    {"batch_normalization": True},
    {"layers": 2, "bidirectional": True},
    {"layers": 2, "bidirectional": True, "batch_normalization": True},
    {"layers": 3, "batch_normalization": True, "mask": False},
    {"dropout": 0.3, "embedding_dropout": 0.3, "recurrent_dropout": 0.3},
]


@pytest.mark.keras
@pytest.mark.parametrize("cell", CELL_KINDS)
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_network_judges_as_the_keras_model_of_its_weights(
    cell: CellKind, options: dict[str, Any], rng: np.random.Generator
) -> None:
    from rnnviz.learning.bridge import network_from_model
    from rnnviz.learning.build import build_model

    spec = ModelSpec(**({"vocab_size": WORDS, "embedding_dim": 4, "cell": cell, "units": 5} | options))
    weights, model = random_weights(spec, rng, np.float32), build_model(spec)
    model.set_weights(weights)
    network = network_of(spec, weights, VOCABULARY)
    for length in (1, 2, 8):
        ids = rng.integers(2, WORDS, length)
        text = " ".join(VOCABULARY.words[n] for n in ids)
        expected = float(model(ids[None].astype(np.int32), training=False)[0, 0])  # Compiles nothing.
        assert network.read(text).probability == pytest.approx(expected, abs=5e-6)
        if not spec.batch_normalization:
            bridged = network_from_model(model, VOCABULARY).read(text)
            assert network.read(text).probability == pytest.approx(bridged.probability, abs=1e-6)


def test_weights_are_not_changed_by_assembling(rng: np.random.Generator) -> None:
    spec = ModelSpec(WORDS, 4, "gru", 5, 2, batch_normalization=True)
    weights = random_weights(spec, rng, np.float32)
    before = [array.copy() for array in weights]
    network_of(spec, weights, VOCABULARY)
    assert all(np.array_equal(one, other) for one, other in zip(weights, before, strict=True))


def test_name_and_card_are_those_given(rng: np.random.Generator) -> None:
    spec = ModelSpec(WORDS, 4)
    network = network_of(spec, random_weights(spec, rng, np.float32), VOCABULARY, "mine", {"title": "Mine"})
    assert (network.name, network.card["title"]) == ("mine", "Mine")


def test_weights_of_another_spec_are_refused(rng: np.random.Generator) -> None:
    weights = random_weights(ModelSpec(WORDS, 4), rng, np.float32)
    with pytest.raises(ValueError, match="the model has 9 arrays of weights, got 6"):
        network_of(ModelSpec(WORDS, 4, bidirectional=True), weights, VOCABULARY)
