"""Networks on disk: one .npz file of plain arrays and a JSON card, read without running anything."""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.cells import CELLS, Cell
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.text import RESERVED, Splitting, Vocabulary

FORMAT = 1
Source = str | PathLike[str] | io.BytesIO
# What NumPy, zipfile and our own checks raise where a file is not what it seems.
UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    EOFError,
    RuntimeError,  # An encrypted archive.
    RecursionError,  # A card nested too deep.
    OSError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)
_WEIGHTS = ("kernel", "recurrent_kernel", "bias")


class Parts(NamedTuple):
    """What a network is made of, in the order in which `Network` takes it."""

    name: str
    vocabulary: Vocabulary
    embeddings: FloatArray
    layers: tuple[RecurrentLayer, ...]
    head: tuple[Dense, ...]
    card: Mapping[str, Any]
    positive: int | None = None


def save_parts(parts: Parts, path: Source, is_compressed: bool = True) -> None:
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
        "name": parts.name,
        "words": parts.vocabulary.words,
        "precision": str(parts.embeddings.dtype),
        "layers": layers,
        "head": [dense.activation for dense in parts.head],
        "card": dict(parts.card),
        "positive": parts.positive,
    }
    if parts.vocabulary.splitting is not None:
        header["splitting"] = asdict(parts.vocabulary.splitting)
    write_archive(path, header, arrays, is_compressed)


def read_parts(source: Source) -> Parts:
    """Read the parts of a network that `save_parts` wrote.

    Raises:
        ValueError: if the file is no such archive; the message says what is wrong with it.
    """
    try:
        return _assemble(*read_archive(source))
    except UNREADABLE as error:
        raise ValueError(f"not a network saved by this program: {error}") from error


def read_keras(source: str | PathLike[str] | bytes, words: Vocabulary | Sequence[str] = ()) -> Parts:
    """Read a .keras file without running anything in it: `Network(*read_keras("mine.keras"))`.

    In this process, which is well for a file of one's own; an upload is read by `learning/upload.py`.

    Args:
        source: the path of the file, or its bytes.
        words: of the rows of the embeddings; may be left out where a TextVectorization is inside. A
            vocabulary keeps its own way of splitting; a list is that of a TextVectorization.

    Raises:
        ValueError: if the file is no model that is read here, or the words are not its own; the message says
            what is wrong.
    """
    from rnnviz.keras_file.assembled import assemble, with_verdict
    from rnnviz.keras_file.read import read_found  # Here, for it imports h5py, which no server does.
    from rnnviz.keras_file.words import first_row, fit, listed, words_inside

    found = read_found(source if isinstance(source, bytes) else Path(source).read_bytes())
    if not found.words and not words:
        raise ValueError("no vocabulary is inside this file: give the words of its rows")
    given = words.words if isinstance(words, Vocabulary) else words
    known = listed(given) if given else words_inside(found)
    first = first_row(known, found.rows)
    fitted = fit(known, found.rows, len(RESERVED) if first is None else None)
    vocabulary = fitted.vocabulary
    if isinstance(words, Vocabulary):
        vocabulary = Vocabulary(vocabulary.words, words.splitting)
    built = assemble(found)
    head = with_verdict(built, found.is_logit)
    positive = built.outputs - 1 if built.outputs > 2 else None
    card = {"kind": found.name, "note": " ".join((*found.notes, *fitted.notes))}
    embeddings = fitted.pick(built.embeddings)
    return Parts(found.name, vocabulary, embeddings, built.layers, head, card, positive)


def write_archive(
    target: Source,
    header: Mapping[str, Any],
    arrays: Mapping[str, np.ndarray[Any, Any]],
    is_compressed: bool = True,
) -> None:
    """Write plain arrays and a JSON header, with the format's number in it, to one file."""
    text = json.dumps({"format": FORMAT, **header}, ensure_ascii=False).encode()
    write = np.savez_compressed if is_compressed else np.savez
    write(target, header=np.frombuffer(text, np.uint8), **arrays)  # type: ignore[arg-type]


def read_archive(source: Source) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Read the header and the arrays of a file that `write_archive` wrote; nothing in it is run.

    Raises:
        ValueError: if the file is of another format; one of `UNREADABLE` where it is no such file.
    """
    with np.load(source, allow_pickle=False) as archive:
        arrays = dict(archive)
    return _header(arrays.pop("header")), arrays


def read_header(source: Source) -> Mapping[str, Any]:
    """Read the header alone; errors as of `read_archive`."""
    with np.load(source, allow_pickle=False) as archive:
        return _header(archive["header"])


def _header(text: np.ndarray[Any, Any]) -> Mapping[str, Any]:
    header = json.loads(text.tobytes())
    if header["format"] != FORMAT:
        raise ValueError(f"format {FORMAT} was expected, got {header['format']!r}")
    return header


def _assemble(header: Mapping[str, Any], arrays: Mapping[str, Any]) -> Parts:
    name, card = header["name"], header["card"]
    if not isinstance(name, str) or not isinstance(card, dict):
        raise ValueError("name and card have other types than a text and a table")
    layers = tuple(
        RecurrentLayer(_read_cell(cells, "forward", arrays, n), _read_backward(cells, arrays, n))
        for n, cells in enumerate(header["layers"])
    )
    head = tuple(
        Dense(arrays[f"head{n}.kernel"], arrays[f"head{n}.bias"], name)
        for n, name in enumerate(header["head"])
    )
    precision = header.get("precision", "float32")
    if precision not in ("float32", "float64"):
        raise ValueError(f"precision must be float32 or float64, got {precision!r}")
    embeddings = arrays["embeddings"].astype(precision)
    positive = header.get("positive")  # Not in files of earlier versions, as is the splitting.
    if positive is not None and type(positive) is not int:
        raise ValueError(f"positive must be a whole number, got {positive!r}")
    splitting = header.get("splitting")
    vocabulary = Vocabulary(tuple(header["words"]), None if splitting is None else Splitting.of(splitting))
    return Parts(name, vocabulary, embeddings, layers, head, card, positive)


def _small(values: FloatArray) -> np.ndarray[Any, Any]:
    with np.errstate(over="ignore"):
        half = values.astype(np.float16)
    exact = np.array_equal(half.astype(values.dtype), values)
    return half if exact else values


def _cell_settings(cell: Cell) -> dict[str, str]:
    names = ("activation", "recurrent_activation")
    return {"cell": cell.title} | {name: getattr(cell, name) for name in names if hasattr(cell, name)}


def _read_backward(cells: Mapping[str, Any], arrays: Mapping[str, Any], layer: int) -> Cell | None:
    return _read_cell(cells, "backward", arrays, layer) if "backward" in cells else None


def _read_cell(cells: Mapping[str, Any], side: str, arrays: Mapping[str, Any], layer: int) -> Cell:
    settings = dict(cells[side])
    kind = settings.pop("cell")
    if kind not in CELLS:
        raise ValueError(f"a cell must be one of {', '.join(CELLS)}, got {kind!r}")
    return CELLS[kind](*(arrays[f"layer{layer}.{side}.{name}"] for name in _WEIGHTS), **settings)
