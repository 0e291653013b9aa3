"""A spec becomes the model it describes."""

import numpy as np
import pytest

from rnnviz.learning.spec import CELL_KINDS, CellKind, ModelSpec

pytestmark = pytest.mark.keras

PARAMETERS = {"simple-rnn": 1, "lstm": 4, "gru": 3}


@pytest.mark.parametrize("cell", CELL_KINDS)
@pytest.mark.parametrize(("layers", "bidirectional"), [(1, False), (2, False), (1, True), (2, True)])
def test_a_model_has_as_many_numbers_as_its_formula(cell: CellKind, layers: int, bidirectional: bool) -> None:
    from rnnviz.learning.build import build_model

    model = build_model(ModelSpec(50, 6, cell, 5, layers, bidirectional))
    directions = 2 if bidirectional else 1
    biases = 2 if cell == "gru" else 1
    widths = [6] + [5 * directions] * (layers - 1)
    expected = 50 * 6 + (5 * directions + 1)
    expected += sum(directions * PARAMETERS[cell] * 5 * (width + 5 + biases) for width in widths)
    assert model.count_params() == expected


def test_the_same_seed_starts_alike_and_another_one_differs() -> None:
    from rnnviz.learning.build import build_model

    first, second, other = (build_model(ModelSpec(20, 4, units=3, seed=s)).get_weights() for s in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert not np.array_equal(first[1], other[1])


def test_embeddings_may_be_given(rng: np.random.Generator) -> None:
    from rnnviz.learning.build import build_model

    embeddings = rng.normal(size=(20, 4)).astype(np.float32)
    assert np.array_equal(build_model(ModelSpec(20, 4), embeddings).get_weights()[0], embeddings)


@pytest.mark.parametrize("cell", CELL_KINDS)
def test_padding_does_not_change_a_verdict(cell: CellKind, rng: np.random.Generator) -> None:
    from rnnviz.learning.build import build_model

    model = build_model(ModelSpec(30, 4, cell, 5, 2, True, dropout=0.3, embedding_dropout=0.3))
    ids = rng.integers(1, 30, (3, 7)).astype(np.int32)
    padded = np.pad(ids, ((0, 0), (0, 4)))
    np.testing.assert_allclose(model.predict_on_batch(padded), model.predict_on_batch(ids), atol=1e-6)


@pytest.mark.parametrize("cell", CELL_KINDS)
def test_options_of_a_spec_reach_the_layers_they_are_of(cell: CellKind) -> None:
    import keras

    from rnnviz.learning.build import build_model

    spec = ModelSpec(
        20, 4, cell, 3, 2, activation="relu", batch_normalization=True, mask=False,
        dropout=0.1, embedding_dropout=0.2, recurrent_dropout=0.3,
    )  # fmt: skip
    embed, noise, first, norm, second, last_norm, dropped, head = build_model(spec).layers
    assert (embed.mask_zero, noise.rate, dropped.rate) == (False, 0.2, 0.1)
    assert isinstance(noise, keras.layers.SpatialDropout1D)
    for layer in (first, second):
        assert (layer.activation, layer.recurrent_dropout) == (keras.activations.relu, 0.3)
    assert (first.return_sequences, second.return_sequences) == (True, False)
    assert all(isinstance(each, keras.layers.BatchNormalization) for each in (norm, last_norm))
    assert head.activation is keras.activations.sigmoid


def test_without_a_mask_padding_changes_a_verdict(rng: np.random.Generator) -> None:
    from rnnviz.learning.build import build_model

    ids = rng.integers(1, 30, (3, 7)).astype(np.int32)
    model = build_model(ModelSpec(30, 4, mask=False))
    assert np.all(model.predict_on_batch(np.pad(ids, ((0, 0), (0, 4)))) != model.predict_on_batch(ids))
