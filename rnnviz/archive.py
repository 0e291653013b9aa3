"""Networks on disk: one .npz file of plain arrays and a JSON card, read without running anything."""

import io
import json
import zipfile
from collections.abc import Mapping
from os import PathLike
from typing import Any, NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.cells import CELLS, Cell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.text import Vocabulary

FORMAT = 1
Source = str | PathLike[str] | io.BytesIO
_WEIGHTS = ("kernel", "recurrent_kernel", "bias")


class Parts(NamedTuple):
    """What a network is made of, in the order in which `Network` takes it."""

    name: str
    vocabulary: Vocabulary
    embeddings: FloatArray
    layers: tuple[RecurrentLayer, ...]
    head: tuple[Dense, ...]
    card: Mapping[str, Any]


def save_parts(parts: Parts, path: str | PathLike[str]) -> None:
    """Write the parts of a network so that `read_parts` gives it back bit for bit.

    Embeddings that float16 holds exactly are written as float16, which halves the file.
    """
    arrays: dict[str, np.ndarray[Any, Any]] = {"embeddings": _small(parts.embeddings)}
    layers = []
    for n, layer in enumerate(parts.layers):
        directions = {"forward": layer.forward, "backward": layer.backward}
        layers.append({side: _cell_settings(cell) for side, cell in directions.items() if cell})
        for side, cell in directions.items():
            if cell is not None:
                arrays |= {f"layer{n}.{side}.{name}": getattr(cell, name) for name in _WEIGHTS}
    for n, dense in enumerate(parts.head):
        arrays |= {f"head{n}.kernel": dense.kernel, f"head{n}.bias": dense.bias}
    header = {
        "format": FORMAT,
        "name": parts.name,
        "words": parts.vocabulary.words,
        "layers": layers,
        "head": [dense.activation for dense in parts.head],
        "card": dict(parts.card),
    }
    text = json.dumps(header, ensure_ascii=False).encode()
    np.savez_compressed(path, header=np.frombuffer(text, np.uint8), **arrays)  # type: ignore[arg-type]


def read_parts(source: Source) -> Parts:
    """Read the parts of a network that `save_network` wrote.

    Raises:
        ValueError: if the file is no such archive; the message says what is wrong with it.
    """
    try:
        with np.load(source, allow_pickle=False) as archive:
            arrays = dict(archive)
        header = json.loads(arrays.pop("header").tobytes())
        found = header["format"]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
        raise ValueError(f"not a network saved by this program: {error}") from error
    if found != FORMAT:
        raise ValueError(f"a network of format {FORMAT} was expected, got format {found}")
    layers = tuple(
        RecurrentLayer(*(_read_cell(cells, side, arrays, n) for side in ("forward", "backward")))
        for n, cells in enumerate(header["layers"])
    )
    head = tuple(
        Dense(arrays[f"head{n}.kernel"], arrays[f"head{n}.bias"], name)
        for n, name in enumerate(header["head"])
    )
    vocabulary = Vocabulary(tuple(header["words"]))
    return Parts(header["name"], vocabulary, arrays["embeddings"], layers, head, header["card"])


def _small(values: FloatArray) -> np.ndarray[Any, Any]:
    half = values.astype(np.float16)
    return half if np.array_equal(half.astype(values.dtype), values) else values


def _cell_settings(cell: Cell) -> dict[str, str]:
    names = ("activation", "recurrent_activation")
    return {"cell": cell.title} | {name: getattr(cell, name) for name in names if hasattr(cell, name)}


def _read_cell(cells: Mapping[str, Any], side: str, arrays: Mapping[str, Any], layer: int) -> Any:
    if side not in cells:
        return None
    settings = dict(cells[side])
    kind = settings.pop("cell")
    if kind not in CELLS:
        raise ValueError(f"a cell must be one of {', '.join(CELLS)}, got {kind!r}")
    return CELLS[kind](*(arrays[f"layer{layer}.{side}.{name}"] for name in _WEIGHTS), **settings)
