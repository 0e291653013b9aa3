"""Small .keras files as Keras 3 writes them, without Keras: a zip of config.json and model.weights.h5."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import h5py
import numpy as np

ROWS, WIDTH = 12, 4
GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}
FOLDERS = {
    "SimpleRNN": "simple_rnn",
    "BatchNormalization": "batch_normalization",
    "TextVectorization": "text_vectorization",
}
WORDS = ("", "[UNK]", *(f"word{letter}" for letter in "abcdefghij"))

Layer = dict[str, Any]
Arrays = dict[str, np.ndarray[Any, Any]]


def layer(kind: str, **config: Any) -> Layer:
    """A layer as config.json has it."""
    name = config.pop("name", kind.lower())
    return {
        "module": "keras.layers",
        "class_name": kind,
        "config": {"name": name, "trainable": True, "dtype": "float32", **config},
        "registered_name": None,
    }


def embedding(rows: int = ROWS, mask: bool = False) -> Layer:
    """The first layer of every model."""
    return layer("Embedding", input_dim=rows, output_dim=WIDTH, mask_zero=mask)


def cell(kind: str, units: int = 3, **config: Any) -> Layer:
    """A recurrent layer."""
    return layer(kind, units=units, **config)


def dense(units: int = 1, activation: str = "sigmoid", **config: Any) -> Layer:
    """A dense layer."""
    return layer("Dense", units=units, activation=activation, **config)


def vectorizer(**config: Any) -> Layer:
    """A TextVectorization; its words are a member of the archive."""
    return layer("TextVectorization", **({"output_mode": "int", "split": "whitespace"} | config))


def plain_model(kind: str = "LSTM") -> list[Layer]:
    """One recurrent layer between an embedding and one sigmoid."""
    return [embedding(), cell(kind), dense()]


def weights_of(layers: Sequence[Layer], rng: np.random.Generator) -> Arrays:
    """Random arrays of all layers, by their paths in the HDF5 file."""
    seen: Counter[str] = Counter()
    arrays: Arrays = {}
    width = 0
    for one in layers:
        kind, config = one["class_name"], one["config"]
        folder = FOLDERS.get(kind, kind.lower())
        path = f"layers/{folder}_{seen[folder]}" if seen[folder] else f"layers/{folder}"
        seen[folder] += 1
        for below, shapes in _shapes(kind, config, width):
            for n, shape in enumerate(shapes):
                values = rng.normal(0, 0.5, shape).astype(np.float32)
                arrays[f"{path}{below}/vars/{n}"] = np.abs(values) if kind.startswith("Batch") else values
        width = _width(kind, config, width)
    return arrays


def _shapes(kind: str, config: Mapping[str, Any], width: int) -> list[tuple[str, list[tuple[int, ...]]]]:
    if kind == "Embedding":
        return [("", [(config["input_dim"], config["output_dim"])])]
    if kind == "Dense":
        return [("", [(width, config["units"]), (config["units"],)])]
    if kind == "BatchNormalization":
        return [("", [(width,)] * 4)]
    if kind == "Bidirectional":
        inner = config["layer"]
        ((_, shapes),) = _shapes(inner["class_name"], inner["config"], width)
        return [("/forward_layer/cell", shapes), ("/backward_layer/cell", shapes)]
    if kind in GATES:
        units, wide = config["units"], GATES[kind] * config["units"]
        bias: tuple[int, ...] = (2, wide) if kind == "GRU" else (wide,)
        shapes = [(width, wide), (units, wide), bias][: 2 + config.get("use_bias", True)]
        return [("/cell", shapes)]
    return []


def _width(kind: str, config: Mapping[str, Any], width: int) -> int:
    if kind == "Bidirectional":
        return 2 * int(config["layer"]["config"]["units"])
    return int(config.get("output_dim", config.get("units", width)))


def hdf5(arrays: Mapping[str, Any]) -> bytes:
    """An HDF5 file of arrays by their paths; of what h5py calls a link, a link."""
    target = io.BytesIO()
    with h5py.File(target, "w") as file:
        for path, values in arrays.items():
            file[path] = values
    return target.getvalue()


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of members by their names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def members_of(
    layers: Sequence[Layer], rng: np.random.Generator, words: Sequence[str] = (), **more: Any
) -> dict[str, bytes]:
    """The members of the .keras file of a Sequential model.

    Args:
        layers: without inputs.
        rng: draws the weights.
        words: of a TextVectorization.
        more: of config.json, beside the model itself.
    """
    config = {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "mine", "trainable": True, "layers": list(layers)},
        "registered_name": None,
        **more,
    }
    members = {
        "metadata.json": b'{"keras_version": "3.15.1"}',
        "config.json": json.dumps(config).encode(),
        "model.weights.h5": hdf5(weights_of(layers, rng)),
    }
    if words:
        path = "assets/layers/text_vectorization/vocabulary.txt"
        members[path] = "\n".join(words).encode()
    return members


def keras_file(
    layers: Sequence[Layer], rng: np.random.Generator, words: Sequence[str] = (), **more: Any
) -> bytes:
    """The bytes of the .keras file of a Sequential model; arguments as of `members_of`."""
    return zipped(members_of(layers, rng, words, **more))
