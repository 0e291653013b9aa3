"""Layers and options: what is allowed is read, everything else is refused by its name."""

import json
from typing import Any

import numpy as np
import pytest

from rnnviz.keras_file.limits import NotReadable
from rnnviz.keras_file.read import read_found
from tests.keras_files import (
    ROWS,
    WORDS,
    Layer,
    cell,
    dense,
    embedding,
    hdf5,
    keras_file,
    layer,
    members_of,
    plain_model,
    vectorizer,
    weights_of,
    zipped,
)

RNG = np.random.default_rng(3)
NORM = layer("BatchNormalization", epsilon=1e-3, axis=-1)


def both(**config: Any) -> Layer:
    return layer("Bidirectional", **({"merge_mode": "concat", "layer": cell("LSTM")} | config))


def test_what_is_found_is_in_the_order_of_the_model() -> None:
    begin = layer("InputLayer", batch_shape=[None, 30], dtype="int32", sparse=False)
    layers = [begin, embedding(mask=True), layer("Dropout", rate=0.1), both(), dense(3, "softmax")]
    found = read_found(keras_file(layers, RNG))
    assert [plan.kind for plan in found.layers] == ["Embedding", "Dropout", "Bidirectional", "Dense"]
    assert (found.rows, found.length, found.is_masked, found.outputs) == (ROWS, 30, True, 3)
    assert [len(plan.weights) for plan in found.layers] == [1, 0, 6, 2]
    assert found.words == () and found.splitting is None and not found.is_logit


def test_two_layers_of_a_kind_have_each_their_own_weights() -> None:
    layers = [embedding(), cell("LSTM", return_sequences=True), cell("LSTM"), dense(4, "relu"), dense()]
    arrays = weights_of(layers, np.random.default_rng(5))
    found = read_found(keras_file(layers, np.random.default_rng(5)))
    for number, folder in ((1, "lstm/cell"), (2, "lstm_1/cell"), (3, "dense"), (4, "dense_1")):
        np.testing.assert_array_equal(found.layers[number].weights[0], arrays[f"layers/{folder}/vars/0"])


def test_a_vocabulary_inside_says_its_words_and_how_it_splits() -> None:
    layers = [vectorizer(standardize="lower", output_sequence_length=20), embedding(), cell("GRU"), dense()]
    found = read_found(keras_file(layers, RNG, WORDS))
    assert found.words == WORDS and found.length == 20
    assert found.splitting is not None
    assert [word.text for word in found.splitting.split("It's FINE.\nÉ")] == ["it's", "fine.", "É"]
    given = [vectorizer(vocabulary=list(WORDS[2:])), *layers[1:]]
    assert read_found(keras_file(given, RNG)).words == WORDS


def test_logits_and_other_precisions_are_noted() -> None:
    loss = {"class_name": "BinaryCrossentropy", "config": {"from_logits": True}}
    half = {"class_name": "DTypePolicy", "config": {"name": "mixed_float16"}}
    layers = [embedding(), cell("GRU", dtype=half), dense(1, "linear")]
    found = read_found(keras_file(layers, RNG, compile_config={"loss": loss}))
    assert found.is_logit and "mixed_float16" in found.notes[0]


REFUSED: dict[str, tuple[list[Layer], str]] = {
    "lambda": ([embedding(), layer("Lambda", name="λ"), cell("GRU"), dense()], r"“λ” \(Lambda\) holds code"),
    "unknown": (
        [embedding(), layer("Conv1D"), dense()],
        r"Conv1D\) is not one that is read here. Read: Text",
    ),
    "pooling": (
        [embedding(), cell("GRU", return_sequences=True), layer("GlobalMaxPooling1D"), dense()],
        "GlobalMaxPooling1D",
    ),
    "custom": (
        [embedding(), cell("GRU") | {"registered_name": "mine>GRU"}, dense()],
        "an operation or a class of your own",
    ),
    "module": (
        [embedding(), cell("GRU") | {"module": "os"}, dense()],
        "an operation or a class of your own",
    ),
    "reset": ([embedding(), cell("GRU", reset_after=False), dense()], "reset_after = False; True is read"),
    "backwards": ([embedding(), cell("LSTM", go_backwards=True), dense()], "go_backwards = True; False is"),
    "stateful": ([embedding(), cell("LSTM", stateful=True), dense()], "stateful = True"),
    "function": ([embedding(), cell("LSTM", activation="gelu"), dense()], "activation = 'gelu'; one of tanh"),
    "own function": (
        [embedding(), cell("LSTM", activation={"class_name": "function", "config": "evil"}), dense()],
        "activation = function; one of tanh",
    ),
    "number as flag": ([embedding(), cell("LSTM", use_bias=1), dense()], "use_bias = 1; True or False"),
    "too wide": ([embedding(), cell("LSTM", 1025), dense()], "units = 1025; a whole number from 1 to 1,024"),
    "no units": ([embedding(), layer("LSTM"), dense()], "units = nothing; a value is read"),
    "new option": ([embedding(), cell("LSTM", lora_rank=4), dense()], "has the option lora_rank"),
    "summed": ([embedding(), both(merge_mode="sum"), dense()], "merge_mode = 'sum'; 'concat' is read"),
    "both of what": ([embedding(), both(layer=layer("Dense", units=3)), dense()], "holds a Dense"),
    "backward other": (
        [embedding(), both(backward_layer=cell("LSTM", go_backwards=True, activation="relu")), dense()],
        "two directions of “bidirectional” have different options",
    ),
    "backward forward": (
        [embedding(), both(backward_layer=cell("LSTM")), dense()],
        "no LSTM that reads back",
    ),
    "precision": ([embedding(), cell("LSTM", dtype="int8"), dense()], "dtype = 'int8'"),
    "axis": ([embedding(), layer("BatchNormalization", axis=1), cell("GRU"), dense()], "axis = 1; -1"),
    "late embedding": ([embedding(), embedding(), cell("GRU"), dense()], "Only the first is an Embedding"),
    "no embedding": ([cell("GRU"), dense()], "first layer must be an Embedding; here stands the GRU"),
    "split": ([vectorizer(split="character"), *plain_model()], "'whitespace' is read here"),
    "ngrams": ([vectorizer(ngrams=2), *plain_model()], "ngrams = 2"),
    "mode": ([layer("TextVectorization", output_mode="tf_idf"), *plain_model()], "output_mode = 'tf_idf'"),
    "no words": ([vectorizer(), *plain_model()], "holds no vocabulary: was it adapted"),
    "late words": ([embedding(), vectorizer(), cell("GRU"), dense()], "does not stand at the beginning"),
    "nothing": ([layer("InputLayer", batch_shape=[None, 3])], "no layers but its input"),
    "many": ([embedding(), *[layer("Dropout", rate=0.1)] * 64, dense()], "66 layers; at most 64"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_computed_here_is_refused_by_its_name(name: str) -> None:
    layers, sentence = REFUSED[name]
    members = members_of(plain_model(), RNG)
    config = json.loads(members["config.json"])
    config["config"]["layers"] = layers
    arrays = weights_of([embedding()], RNG)  # What comes first; nothing behind it is asked for.
    changed = {"config.json": json.dumps(config).encode(), "model.weights.h5": hdf5(arrays)}
    with pytest.raises(NotReadable, match=sentence):
        read_found(zipped(members | changed))


def test_a_model_with_too_many_parameters_is_refused_before_they_are_read() -> None:
    members = members_of(plain_model(), RNG)
    config = json.loads(members["config.json"])
    config["config"]["layers"][0]["config"] |= {"input_dim": 200_000, "output_dim": 1_024}
    with pytest.raises(NotReadable, match="more than 20 million parameters"):
        read_found(zipped(members | {"config.json": json.dumps(config).encode()}))


def test_words_that_are_too_long_are_refused() -> None:
    with pytest.raises(NotReadable, match="too long, or no text"):
        read_found(keras_file([vectorizer(), *plain_model()], RNG, ("", "[UNK]", "a" * 201)))
    with pytest.raises(NotReadable, match="too long, or no text"):
        read_found(keras_file([vectorizer(vocabulary=["\ud800"]), *plain_model()], RNG))
