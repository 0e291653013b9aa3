"""Initial weights are those that Keras draws."""

import numpy as np
import pytest

from rnnviz.learning.initial import glorot_uniform, initial_weights, normal, orthogonal, uniform
from rnnviz.learning.spec import CELL_KINDS, CellKind, ModelSpec

SEEDS = (0, 1, 123, 2**31 - 2, 2**31 - 1, 2**31, 4_000_000_000)
SHAPES = ((1, 1), (7, 5), (8, 32), (32, 8))


@pytest.mark.keras
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_each_initialiser_draws_the_numbers_of_keras(seed: int, shape: tuple[int, int]) -> None:
    import keras

    kinds = keras.initializers
    expected = {
        "uniform": (uniform(shape, seed, 0.05), kinds.RandomUniform(-0.05, 0.05, seed)(shape)),
        "glorot": (glorot_uniform(shape, seed), kinds.GlorotUniform(seed)(shape)),
        "normal": (normal(shape, seed), keras.random.normal(shape, seed=seed)),
        "orthogonal": (orthogonal(shape, seed), kinds.Orthogonal(seed=seed)(shape)),
    }
    for name, (mine, theirs) in expected.items():
        assert mine.dtype == np.float32
        np.testing.assert_allclose(mine, np.asarray(theirs), atol=2e-6, err_msg=name)


@pytest.mark.keras
@pytest.mark.parametrize("cell", CELL_KINDS)
@pytest.mark.parametrize(("layers", "both", "normed"), [(1, False, False), (2, True, False), (2, True, True)])
@pytest.mark.parametrize("seed", [0, 4_000_000_000])
def test_a_model_begins_as_the_keras_model_of_its_spec(
    cell: CellKind, layers: int, both: bool, normed: bool, seed: int
) -> None:
    from rnnviz.learning.build import build_model

    spec = ModelSpec(40, 6, cell, 5, layers, both, seed=seed, batch_normalization=normed)
    for mine, theirs in zip(initial_weights(spec), build_model(spec).get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=2e-6)


def test_no_two_arrays_of_a_model_share_memory() -> None:
    """They are changed in place."""
    weights = initial_weights(ModelSpec(9, 3, "gru", 4, 2, True, batch_normalization=True))
    for n, one in enumerate(weights):
        assert one.flags.writeable
        assert not any(np.shares_memory(one, other) for other in weights[n + 1 :])


def test_an_orthogonal_matrix_is_orthogonal() -> None:
    tall = orthogonal((12, 5), 3)
    np.testing.assert_allclose(tall.T @ tall, np.eye(5), atol=1e-6)
