"""Networks without a memory: one that reads a bag of words, one with a fixed number of slots."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from types import MappingProxyType
from typing import Any

import numpy as np

from rnnviz.archive import UNREADABLE, Source, read_archive, write_archive
from rnnviz.arrays import FloatArray, one_row_each, sealed
from rnnviz.layers import Dense, width_behind
from rnnviz.text import Token, Vocabulary, encode


@dataclass(frozen=True, eq=False)
class BagReading:
    """What a bag of words saw, and what it answered.

    Attributes:
        text: as typed.
        columns: the words in the order in which they were typed, which is lost.
        counts: how often each word of the vocabulary occurs, (vocab_size,); all the network is given.
        output: of the last layer, (outputs,).
    """

    text: str
    columns: tuple[Token, ...]
    counts: FloatArray
    output: FloatArray


@dataclass(frozen=True, eq=False)
class SlotReading:
    """What a network with slots saw, and what it answered.

    Attributes:
        text: as typed.
        slots: the word in each slot; None where the text is over already.
        left_over: the words behind the last slot, for which there are no weights.
        output: of the last layer, (outputs,).
    """

    text: str
    slots: tuple[Token | None, ...]
    left_over: tuple[Token, ...]
    output: FloatArray


@dataclass(frozen=True, eq=False)
class BagNetwork:
    """Dense layers on the counts of words.

    Args:
        name: of its file.
        vocabulary: the word of each count.
        layers: the first reads (vocab_size,).
        card: where it comes from and how well it does, as plain values.

    Raises:
        ValueError: if the parts do not fit together.
    """

    name: str
    vocabulary: Vocabulary
    layers: tuple[Dense, ...]
    card: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "card", MappingProxyType(dict(self.card)))
        _expect_chain(self.layers, len(self.vocabulary))

    @property
    def parameters(self) -> int:
        """How many numbers were learnt."""
        return _size(self.layers)

    def read(self, text: str) -> BagReading:
        """Count the words of a text and answer; equal counts give bit-identical answers."""
        columns = encode(text, self.vocabulary)
        ids = np.array([column.id for column in columns], np.int64)
        counts = sealed(np.bincount(ids, minlength=len(self.vocabulary)).astype(np.float32))
        return BagReading(text, columns, counts, _applied(self.layers, counts))


@dataclass(frozen=True, eq=False)
class SlotNetwork:
    """Dense layers on the embeddings of exactly so many words, one behind the other.

    Args:
        name: of its file.
        vocabulary: the word of each row of `embeddings`; row 0 stands in an empty slot.
        embeddings: (vocab_size, embedding_dim).
        layers: the first reads (slots * embedding_dim,).
        card: where it comes from and how well it does, as plain values.

    Raises:
        ValueError: if the parts do not fit together.
    """

    name: str
    vocabulary: Vocabulary
    embeddings: FloatArray
    layers: tuple[Dense, ...]
    card: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        embeddings = one_row_each("embeddings", self.embeddings, len(self.vocabulary))
        object.__setattr__(self, "embeddings", embeddings)
        object.__setattr__(self, "card", MappingProxyType(dict(self.card)))
        _expect_chain(self.layers, self.slots * self.embeddings.shape[1])

    @property
    def slots(self) -> int:
        """How many words there are weights for."""
        return self.layers[0].kernel.shape[0] // self.embeddings.shape[1] if self.layers else 0

    @property
    def parameters(self) -> int:
        """How many numbers were learnt."""
        return self.embeddings.size + _size(self.layers)

    def read(self, text: str) -> SlotReading:
        """Put the words of a text into the slots and answer; words behind the last slot are lost."""
        columns = encode(text, self.vocabulary)
        fitting = columns[: self.slots]
        empty = (None,) * (self.slots - len(fitting))
        ids = [column.id for column in fitting] + [0] * len(empty)
        output = _applied(self.layers, self.embeddings[ids].ravel())
        return SlotReading(text, (*fitting, *empty), columns[self.slots :], output)


def save_feedforward(network: BagNetwork | SlotNetwork, path: str | PathLike[str]) -> None:
    """Write a network as plain arrays and a JSON header; `read_bag` or `read_slots` give it back."""
    arrays = {} if isinstance(network, BagNetwork) else {"embeddings": network.embeddings}
    for n, dense in enumerate(network.layers):
        arrays |= {f"layer{n}.kernel": dense.kernel, f"layer{n}.bias": dense.bias}
    header = {
        "name": network.name,
        "words": network.vocabulary.words,
        "layers": [dense.activation for dense in network.layers],
        "card": dict(network.card),
    }
    write_archive(path, header, arrays)


def read_bag(source: Source) -> BagNetwork:
    """Read a bag of words that `save_feedforward` wrote.

    Raises:
        ValueError: if the file is no such archive; the message says what is wrong with it.
    """
    try:
        header, arrays = read_archive(source)
        return BagNetwork(
            header["name"], Vocabulary(tuple(header["words"])), _layers(header, arrays), header["card"]
        )
    except UNREADABLE as error:
        raise ValueError(f"not a bag of words saved by this program: {error}") from error


def read_slots(source: Source) -> SlotNetwork:
    """Read a network with slots that `save_feedforward` wrote.

    Raises:
        ValueError: if the file is no such archive; the message says what is wrong with it.
    """
    try:
        header, arrays = read_archive(source)
        words, layers = Vocabulary(tuple(header["words"])), _layers(header, arrays)
        return SlotNetwork(header["name"], words, arrays["embeddings"], layers, header["card"])
    except UNREADABLE as error:
        raise ValueError(f"not a network with slots saved by this program: {error}") from error


def _layers(header: Mapping[str, Any], arrays: Mapping[str, Any]) -> tuple[Dense, ...]:
    return tuple(
        Dense(arrays[f"layer{n}.kernel"], arrays[f"layer{n}.bias"], name)
        for n, name in enumerate(header["layers"])
    )


def _expect_chain(layers: tuple[Dense, ...], width: int) -> None:
    """Refuse layers that do not each read what comes before them."""
    if not layers or not width:
        raise ValueError("a network needs layers and something to read, got none")
    width_behind(layers, width, "a layer")


def _applied(layers: tuple[Dense, ...], inputs: FloatArray) -> FloatArray:
    for dense in layers:
        inputs = dense.apply(inputs)
    return sealed(inputs)


def _size(layers: tuple[Dense, ...]) -> int:
    return sum(dense.kernel.size + dense.bias.size for dense in layers)
