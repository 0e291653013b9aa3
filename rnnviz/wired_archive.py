"""Wired networks made of weights by name, and on disk: an .npz file of plain arrays and a JSON header."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from rnnviz.archive import UNREADABLE, Source, read_archive, write_archive
from rnnviz.arrays import FloatArray
from rnnviz.cells import CELL_TITLES, CELLS, Cell
from rnnviz.convolution import Convolution
from rnnviz.layers import Dense, RecurrentLayer
from rnnviz.symbols import Symbols
from rnnviz.wired import Attention, Reader, WiredNetwork, Writer
from rnnviz.wired_spec import WiredSpec

Weights = Mapping[str, FloatArray]


class Alphabets(NamedTuple):
    """What a network reads, if it reads, and what it writes or chooses from."""

    reads: Symbols | None
    writes: Symbols


class Saved(NamedTuple):
    """What stands in a file."""

    spec: WiredSpec
    network: WiredNetwork


def network_of(
    spec: WiredSpec,
    weights: Weights,
    alphabets: Alphabets,
    name: str = "",
    card: Mapping[str, Any] | None = None,
) -> WiredNetwork:
    """Make the running network of weights by name.

    Args:
        spec: what decides their shapes.
        weights: by the names of the parts: "eyes.0.kernel", "reader.embeddings", "reader.0.forward.kernel",
            "start.0.kernel", "writer.embeddings", "writer.0.kernel", "attention.kernel", "head.kernel" …
        alphabets: what it reads and writes.
        name: of its file.
        card: where it comes from and how well it does.

    Raises:
        KeyError: if weights are missing.
        ValueError: if they do not fit together.
    """
    eyes = _eyes(spec, weights)
    head = _dense(weights, "head", "softmax")
    reader = writer = None
    if spec.reads:
        if alphabets.reads is None:
            raise ValueError(f"a {spec.wiring} network reads symbols, got none")
        reader = Reader(alphabets.reads, weights["reader.embeddings"], _layers(spec, weights))
    if spec.writes:
        starts = range(spec.layers if spec.context_width else 0)
        writer = Writer(
            alphabets.writes,
            weights["writer.embeddings"],
            tuple(_dense(weights, f"start.{n}", "tanh") for n in starts),
            tuple(RecurrentLayer(_cell(spec, weights, f"writer.{n}")) for n in range(spec.layers)),
            head,
            Attention(weights["attention.kernel"]) if spec.attention else None,
        )
    own_head = None if writer else head
    classes = Symbols(()) if writer else alphabets.writes
    return WiredNetwork(name, spec.wiring, eyes, reader, writer, own_head, classes, card or {})


def save_wired(
    path: Source, spec: WiredSpec, weights: Weights, alphabets: Alphabets, card: Mapping[str, Any]
) -> None:
    """Write a network so that `read_wired` gives it back bit for bit."""
    header = {
        "spec": spec.as_values(),
        "reads": alphabets.reads and list(alphabets.reads.names),
        "writes": list(alphabets.writes.names),
        "card": dict(card),
    }
    write_archive(path, header, dict(weights))


def read_wired(source: Source, name: str = "") -> Saved:
    """Read a network that `save_wired` wrote; nothing in the file is run.

    Raises:
        ValueError: if the file is no such archive; the message says what is wrong with it.
    """
    try:
        header, arrays = read_archive(source)
        spec = WiredSpec.from_values(header["spec"])
        reads = None if header["reads"] is None else Symbols(tuple(header["reads"]))
        alphabets = Alphabets(reads, Symbols(tuple(header["writes"])))
        return Saved(spec, network_of(spec, arrays, alphabets, name, header["card"]))
    except UNREADABLE as error:
        raise ValueError(f"not a wired network saved by this program: {error}") from error


def _eyes(spec: WiredSpec, weights: Weights) -> tuple[Convolution | Dense, ...]:
    if not spec.sees:
        return ()
    dense = _dense(weights, f"eyes.{spec.eyes - 1}", "relu")
    if not spec.filters:
        return (dense,)
    return Convolution(weights["eyes.0.kernel"], weights["eyes.0.bias"]), dense


def _dense(weights: Weights, name: str, activation: str) -> Dense:
    return Dense(weights[f"{name}.kernel"], weights[f"{name}.bias"], activation)


def _layers(spec: WiredSpec, weights: Weights) -> tuple[RecurrentLayer, ...]:
    """Of the reader."""
    sides = ("forward", "backward")[: spec.directions]
    return tuple(
        RecurrentLayer(*(_cell(spec, weights, f"reader.{n}.{side}") for side in sides))
        for n in range(spec.layers)
    )


def _cell(spec: WiredSpec, weights: Weights, name: str) -> Cell:
    kernel, recurrent, bias = (weights[f"{name}.{part}"] for part in ("kernel", "recurrent_kernel", "bias"))
    return CELLS[CELL_TITLES[spec.cell]](kernel, recurrent, bias)
