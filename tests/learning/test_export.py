"""A run as a .keras file is the network that was trained, for whoever opens it in Keras."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnnviz.arrays import FloatArray
from rnnviz.learning.assemble import network_of
from rnnviz.learning.job import export_keras
from rnnviz.learning.spec import ModelSpec
from tests.learning.small import VOCABULARY, WORDS, padded, random_weights, sentences

pytestmark = pytest.mark.keras

SPECS = {
    "lstm": ModelSpec(WORDS, 5, "lstm", 4),
    "normalised both ways": ModelSpec(WORDS, 5, "gru", 3, 2, bidirectional=True, batch_normalization=True),
    "with dropout": ModelSpec(
        WORDS, 5, "simple-rnn", 4, embedding_dropout=0.3, dropout=0.4, recurrent_dropout=0.2,
        activation="relu",
    ),
    "lstm with everything": ModelSpec(WORDS, 5, "lstm", 3, 2, True, 0.1, 0.1, 7, 0.1, "sigmoid", True),
}  # fmt: skip


def loaded(content: bytes, folder: Path) -> Any:
    import keras

    (folder / "model.keras").write_bytes(content)
    return keras.saving.load_model(folder / "model.keras")


def weights_of(spec: ModelSpec, rng: np.random.Generator) -> list[FloatArray]:
    return random_weights(spec, rng, np.float32)


@pytest.mark.parametrize("name", SPECS)
def test_a_file_reads_as_our_network_does(name: str, tmp_path: Path, rng: np.random.Generator) -> None:
    spec, weights = SPECS[name], weights_of(SPECS[name], rng)
    model = loaded(export_keras(spec, weights), tmp_path)
    network = network_of(spec, weights, VOCABULARY, name)
    ids = sentences(rng, 9)
    verdicts = model.predict(padded(ids, 9), verbose=0)[:, 0]
    ours = [network.read(" ".join(VOCABULARY.words[n] for n in each)).probability for each in ids]
    np.testing.assert_allclose(verdicts, ours, atol=1e-5)
    assert np.ptp(verdicts) > 0.01


def test_the_weights_come_back_bit_for_bit(tmp_path: Path, rng: np.random.Generator) -> None:
    spec = SPECS["normalised both ways"]
    weights = weights_of(spec, rng)
    for array, expected in zip(
        loaded(export_keras(spec, weights), tmp_path).get_weights(), weights, strict=True
    ):
        np.testing.assert_array_equal(array, expected)


def test_weights_of_another_network_are_refused(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match="shape"):
        export_keras(SPECS["lstm"], weights_of(ModelSpec(WORDS, 5, "lstm", 5), rng))
