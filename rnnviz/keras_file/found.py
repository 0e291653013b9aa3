"""What was found in a .keras file, as plain values and arrays that can cross from a worker as bytes."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray, read_only
from rnnviz.keras_file.limits import (
    LONGEST_WORD,
    MOST_LAYERS,
    MOST_PARAMETERS,
    MOST_ROWS,
    NotReadable,
    plainly,
)
from rnnviz.keras_file.options import checked_again, length_in
from rnnviz.keras_file.shapes import parameters_of, shapes_of, width_of
from rnnviz.text import Splitting

_LENGTH_BYTES = 8
LONGEST_NOTE = 200  # Letters.


@dataclass(frozen=True, eq=False)
class Planned:
    """One layer of the model, as Keras would build it.

    Attributes:
        kind: its class, "LSTM"; of a Bidirectional "Bidirectional".
        name: as its person called it.
        options: those that count, checked: units, activation, …
        weights: in the order of `get_weights()`.
    """

    kind: str
    name: str
    options: Mapping[str, Any]
    weights: tuple[FloatArray, ...] = ()


@dataclass(frozen=True, eq=False)
class Found:
    """A model that can be read here.

    Attributes:
        name: of the model.
        layers: first layer first; without inputs and the TextVectorization.
        words: of the rows of the embeddings, the reserved ones too; empty where no vocabulary is inside.
        splitting: how the TextVectorization splits a text; None where there is none.
        length: how many words a text was cut and filled to; None where that is not said.
        is_logit: whether it was trained with a loss that says from_logits.
        notes: what of the model is not as it is usually, in sentences.
    """

    name: str
    layers: tuple[Planned, ...]
    words: tuple[str, ...] = ()
    splitting: Splitting | None = None
    length: int | None = None
    is_logit: bool = False
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many words the embeddings have a row for."""
        return int(self.layers[0].weights[0].shape[0])

    @property
    def is_masked(self) -> bool:
        """Whether the places that a text is filled up with are left out."""
        return bool(self.layers[0].options["mask_zero"])

    @property
    def outputs(self) -> int:
        """How many numbers the last Dense layer gives."""
        return next(int(layer.options["units"]) for layer in reversed(self.layers) if layer.kind == "Dense")

    def to_bytes(self) -> bytes:
        """A length, JSON, and the numbers of all weights behind each other."""
        header = {
            "name": self.name,
            "layers": [[layer.kind, layer.name, dict(layer.options)] for layer in self.layers],
            "words": self.words,
            "splitting": asdict(self.splitting) if self.splitting else None,
            "length": self.length,
            "is_logit": self.is_logit,
            "notes": self.notes,
        }
        text = json.dumps(header).encode()
        arrays = (array.astype("<f4").tobytes() for layer in self.layers for array in layer.weights)
        return b"".join((len(text).to_bytes(_LENGTH_BYTES, "big"), text, *arrays))


def found_from_bytes(message: bytes) -> Found:
    """What `Found.to_bytes` made bytes of. These come from a process that has read a hostile file.

    Raises:
        NotReadable: if they are anything else, or say what is not allowed in a file either.
    """
    try:
        end = _LENGTH_BYTES + int.from_bytes(message[:_LENGTH_BYTES], "big")
        header = json.loads(message[_LENGTH_BYTES:end])
        words = tuple(header["words"])
        expect_words(words)
        settings, length, is_logit = (header[name] for name in ("splitting", "length", "is_logit"))
        if type(is_logit) is not bool or length != length_in([None, length]):
            raise ValueError("no flag, or no length")
        return Found(
            plainly(header["name"]),
            _layers_in(header["layers"], message, end),
            words,
            None if settings is None else Splitting.of(settings),
            length,
            is_logit,
            tuple(plainly(note, LONGEST_NOTE) for note in header["notes"][:MOST_LAYERS]),
        )
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError) as error:
        raise NotReadable("What was found in the file could not be handed over.") from error


def expect_words(words: Sequence[str]) -> None:
    """Refuse words that are too many, too long, or no text.

    Raises:
        NotReadable: naming the first of them.
    """
    if len(words) > MOST_ROWS + 2:
        raise NotReadable(f"The vocabulary has {len(words):,} words; at most {MOST_ROWS:,} are read.")
    for word in words:
        expect_word(word)


def expect_word(word: Any) -> None:
    """Refuse what is no word.

    Raises:
        NotReadable: naming it.
    """
    if not isinstance(word, str):
        raise NotReadable(f"The vocabulary holds {plainly(word)}, which is no word.")
    if len(word) > LONGEST_WORD or not (word.isascii() or word.isprintable() or _is_text(word)):
        raise NotReadable(f"The vocabulary holds {plainly(word)!r}, which is too long, or no text.")


def _is_text(word: str) -> bool:
    """Whether it holds no half of a pair of UTF-16."""
    return not any("\ud800" <= sign <= "\udfff" for sign in word)


def _layers_in(said: Sequence[Any], message: bytes, start: int) -> tuple[Planned, ...]:
    """The layers, each with as many numbers as its options ask for.

    Raises:
        ValueError: if they are no model, or numbers are missing or left over.
    """
    layers, width, left = list[Planned](), 0, MOST_PARAMETERS
    for kind, name, options in said[:MOST_LAYERS]:
        checked = checked_again(kind, options)
        left -= parameters_of(kind, checked, width)
        if (kind == "Embedding") != (not layers) or left < 0:
            raise ValueError(f"a {kind} in place {len(layers)}, and {left} numbers left")
        weights = []
        for shape in (shape for _, shapes in shapes_of(kind, checked, width) for shape in shapes):
            array = np.frombuffer(message, "<f4", math.prod(shape), start)
            weights.append(read_only(array.reshape(shape)))
            start += array.nbytes
        layers.append(Planned(kind, plainly(name, 40), checked, tuple(weights)))
        width = width_of(kind, checked, width)
    if not layers or start != len(message):
        raise ValueError(f"{len(layers)} layers, and {len(message) - start} bytes left")
    return tuple(layers)
