"""What was found in a .keras file, as plain values and arrays that can cross from a worker as bytes."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray, read_only
from rnnviz.keras_file.limits import MOST_LAYERS, MOST_PARAMETERS, MOST_ROWS, NotReadable
from rnnviz.text import Splitting

_LENGTH_BYTES = 8


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
            "layers": [
                [layer.kind, layer.name, dict(layer.options), [array.shape for array in layer.weights]]
                for layer in self.layers
            ],
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
        NotReadable: if they are anything else.
    """
    try:
        end = _LENGTH_BYTES + int.from_bytes(message[:_LENGTH_BYTES], "big")
        header = json.loads(message[_LENGTH_BYTES:end])
        layers, start = [], end
        for kind, name, options, shapes in header["layers"][:MOST_LAYERS]:
            weights = []
            for shape in shapes:
                count = math.prod(shape)
                if not 0 <= count <= MOST_PARAMETERS or max(shape) > MOST_ROWS:
                    raise ValueError(f"an array of the shape {shape}")
                weights.append(read_only(np.frombuffer(message, "<f4", count, start).reshape(shape)))
                start += 4 * count
            layers.append(Planned(str(kind), str(name), dict(options), tuple(weights)))
        splitting = Splitting(**header["splitting"]) if header["splitting"] else None
        words, notes = (tuple(map(str, header[name])) for name in ("words", "notes"))
        length = None if header["length"] is None else int(header["length"])
        return Found(str(header["name"]), tuple(layers), words, splitting, length, header["is_logit"], notes)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise NotReadable("What was found in the file could not be handed over.") from error
