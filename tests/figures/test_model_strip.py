"""The strip of a network's layers, held to Keras."""

from typing import Any

import pytest

from rnnviz.figures.model_strip import blocks_of, model_strip
from rnnviz.learning.spec import ModelSpec, RunSpec
from tests.figures.markup import Markup

SPECS: list[dict[str, Any]] = [
    {},
    {"cell": "gru", "layers": 2, "bidirectional": True, "batch_normalization": True, "dropout": 0.5},
    {"cell": "simple-rnn", "embedding_dim": 7, "units": 5, "embedding_dropout": 0.1, "mask": False},
    {"units": 600, "layers": 3, "recurrent_dropout": 0.2, "activation": "relu"},
    {"cell": "gru", "units": 3, "batch_normalization": True},
]


@pytest.mark.keras
@pytest.mark.parametrize("settings", SPECS)
def test_layers_shapes_and_parameters_are_those_of_keras(settings: dict[str, Any]) -> None:
    from rnnviz.learning.build import build_model

    spec = ModelSpec(vocab_size=50, **settings)
    model, blocks = build_model(spec), blocks_of(spec)
    assert [block.parameters for block in blocks] == [layer.count_params() for layer in model.layers]
    assert [block.shape for block in blocks] == [tuple(layer.output.shape) for layer in model.layers]
    assert [block.name.split()[0] for block in blocks] == [type(layer).__name__ for layer in model.layers]
    (headline,) = Markup(model_strip(RunSpec(model=spec), 50)).of_tag("p")
    assert headline.text.startswith(f"{model.count_params():,} parameters")
    measured = sum(weight.shape[0] for weight in model.non_trainable_weights if "moving" in weight.path)
    assert (f"{measured:,} are measured, not learnt" in headline.text) == bool(measured)


def test_a_vocabulary_that_is_not_counted_yet_is_the_most_there_can_be() -> None:
    spec = RunSpec(model=ModelSpec(vocab_size=100, embedding_dim=2, units=3, cell="simple-rnn"))
    unknown, known = (Markup(model_strip(spec, words)).of_tag("p")[0].text for words in (None, 60))
    # 100 · 2 + (2 + 3 + 1) · 3 + 3 + 1, by hand; with 60 words 80 fewer.
    assert unknown.startswith("at most 222 parameters") and known.startswith("142 parameters")


def test_blocks_stand_in_order_with_their_shapes_and_their_counts() -> None:
    page = Markup(model_strip(RunSpec(model=ModelSpec(10, dropout=0.5)), 10))
    texts = [block.text for block in page.of_class("block")]
    names = [name.text for name in page.of_tag("b")][1:]
    assert names == ["Words", "Embedding", "LSTM", "Dropout", "Dense", "Verdict"]
    assert "(batch, words, 32)320" in texts[1] and "(batch, 32)8,320" in texts[2]
    assert "in training only" in texts[3] and "plain" in page.of_class("block")[3].classes
    shares = [float(bar.style["--share"]) for bar in page.of_class("bar")]
    assert len(shares) == 3 and shares[1] == max(shares) < 1 and min(shares) == shares[2]
