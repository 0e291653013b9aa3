"""Settings are values, and refuse what cannot be."""

from typing import Any

import pytest

from rnnviz.learning.spec import ModelSpec, TrainingSpec


def test_equal_settings_are_one_cache_key() -> None:
    assert {ModelSpec(100, units=8): "kept"}[ModelSpec(100, units=8)] == "kept"
    assert TrainingSpec(epochs=2) != TrainingSpec(epochs=3)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"cell": "transformer"}, "cell must be one of simple-rnn, gru, lstm, got 'transformer'"),
        ({"units": 0}, "units must be positive, got 0"),
        ({"layers": -1}, "layers must be positive, got -1"),
        ({"dropout": 1.0}, "dropout must be at least 0 and below 1, got 1.0"),
        ({"vocab_size": 2}, "vocab_size must be at least 3, got 2"),
    ],
)
def test_a_model_that_cannot_be_is_refused_with_a_sentence(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ModelSpec(**({"vocab_size": 100} | wrong))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"epochs": 0}, "epochs must be positive, got 0"),
        ({"learning_rate": float("nan")}, "learning_rate must be positive, got nan"),
        ({"word_dropout": -0.1}, "word_dropout must be at least 0 and below 1, got -0.1"),
        ({"clip": -1.0}, "clip must be positive, got -1.0"),
    ],
)
def test_training_that_cannot_be_is_refused_with_a_sentence(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        TrainingSpec(**wrong)
