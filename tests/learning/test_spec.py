"""Settings are values, and refuse what cannot be."""

import json
from typing import Any

import pytest

from rnnviz.learning.spec import DataSpec, ModelSpec, RunSpec, TrainingSpec


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


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"source": "twitter"}, "source must be one of rotten_tomatoes, .*, got 'twitter'"),
        ({"padding": "both"}, "padding must be one of post, pre, got 'both'"),
        ({"words": 0}, "words must be positive, got 0"),
        ({"length": -3}, "length must be positive, got -3"),
        ({"examples": -1}, "examples must not be negative, got -1"),
    ],
)
def test_data_that_cannot_be_is_refused_with_a_sentence(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        DataSpec(**wrong)


@pytest.mark.parametrize(
    "spec",
    [
        RunSpec(),
        RunSpec(
            DataSpec("table", 20, 50, 9, "pre"),
            ModelSpec(52, 8, "gru", 4, 2, True, 0.1, 0.2, 2**32 - 1, 0.3, "relu", True, False),
            TrainingSpec(8, 2, 0.5, True, "clipvalue", 0.25, 0.1, False, 7, "rmsprop"),
        ),
    ],
)
def test_a_run_comes_back_from_json_as_it_went(spec: RunSpec) -> None:
    assert RunSpec.from_values(json.loads(json.dumps(spec.as_values()))) == spec


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"model": {}}, "these are no settings of a training: .*vocab_size"),
        ({"data": {"colour": "red"}}, "these are no settings of a training: .*colour"),
        ({"training": {"epochs": 0}}, "epochs must be positive, got 0"),
        ({"training": {"epochs": "3"}}, "these are no settings of a training"),
        ({"data": None}, "these are no settings of a training"),
    ],
)
def test_values_that_are_no_run_are_refused_with_a_sentence(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        RunSpec.from_values(RunSpec().as_values() | wrong)


def test_values_without_a_part_are_no_run() -> None:
    with pytest.raises(ValueError, match="these are no settings of a training: 'model'"):
        RunSpec.from_values({"data": {}, "training": {}})
