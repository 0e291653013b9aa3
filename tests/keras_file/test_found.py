"""What crosses from the process that has read a hostile file: the same model, or nothing."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rnnviz.keras_file.found import Found, found_from_bytes
from rnnviz.keras_file.limits import NotReadable
from rnnviz.keras_file.read import read_found
from tests.keras_files import WORDS, cell, dense, embedding, keras_file, layer, vectorizer

Header = dict[str, Any]


def found() -> Found:
    both = layer("Bidirectional", merge_mode="concat", layer=cell("LSTM", return_sequences=True))
    layers = [vectorizer(), embedding(mask=True), both, layer("BatchNormalization"), cell("GRU"), dense()]
    return read_found(keras_file(layers, np.random.default_rng(2), WORDS))


def changed(change: Callable[[Header], object], numbers: bytes = b"") -> bytes:
    """A message with another header, and with more numbers behind it."""
    message = found().to_bytes()
    end = 8 + int.from_bytes(message[:8], "big")
    header = json.loads(message[8:end])
    change(header)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "big") + text + message[end:] + numbers


def test_a_model_comes_back_from_its_bytes() -> None:
    ours, again = found(), found_from_bytes(changed(lambda header: None))
    for name in ("name", "words", "splitting", "length", "is_logit", "notes", "rows", "is_masked", "outputs"):
        assert getattr(again, name) == getattr(ours, name), name
    for right, plan in zip(ours.layers, again.layers, strict=True):
        assert (plan.kind, plan.name, plan.options) == (right.kind, right.name, right.options)
        for array, expected in zip(plan.weights, right.weights, strict=True):
            np.testing.assert_array_equal(array, expected)


CHANGES: dict[str, Callable[[Header], object]] = {
    "kind": lambda header: header["layers"][3].__setitem__(0, "Evil"),
    "not computed": lambda header: header["layers"][3].__setitem__(0, "TextVectorization"),
    "no text": lambda header: header["layers"][3].__setitem__(0, []),
    "option": lambda header: header["layers"][3][2].update(units=5000),
    "shape": lambda header: header["layers"][3][2].update(units=2),
    "more options": lambda header: header["layers"][4][2].update(kernel_regularizer="x", evil=1),
    "cell": lambda header: header["layers"][1][2].update(cell="Lambda"),
    "cell elsewhere": lambda header: header["layers"][3][2].update(cell="GRU"),
    "function": lambda header: header["layers"][3][2].update(activation="__import__"),
    "no layers": lambda header: header.update(layers=[]),
    "order": lambda header: header["layers"].reverse(),
    "signs": lambda header: header["splitting"].update(signs=5),
    "lowers": lambda header: header["splitting"].update(lowers="x"),
    "flag": lambda header: header["splitting"].update(leaves_out="no"),
    "another setting": lambda header: header["splitting"].update(evil=1),
    "endless": lambda header: header.update(length=float("inf")),
    "too long": lambda header: header.update(length=10**9),
    "logit": lambda header: header.update(is_logit="yes"),
    "word": lambda header: header.update(words=["", "[UNK]", 3]),
    "words": lambda header: header.update(words=["a"] * 200_003),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_file_may_not_say_that_process_may_not_say_either(name: str) -> None:
    with pytest.raises(NotReadable, match="could not be handed over"):
        found_from_bytes(changed(CHANGES[name]))


def test_other_bytes_are_refused() -> None:
    message = found().to_bytes()
    for bad in (b"", message[:40], message[:-1], b"\xff" * 9, changed(lambda header: None, b"more")):
        with pytest.raises(NotReadable, match="could not be handed over"):
            found_from_bytes(bad)
