"""What a person takes away of a view: its arrays under names, as files, and the Python that computes them."""

import csv
import io
import keyword
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.network import Reading
from rnnviz.text import spell
from rnnviz.tracks import tracks_of

AnyArray = NDArray[Any]
FIRST_WORDS = 4  # Of a sentence, in the name of a file.
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # What begins with one of these a spreadsheet computes.
_OF_SAVEZ = ("file", "allow_pickle", "args", "kwds")  # Names that NumPy's own function keeps to itself.


@dataclass(frozen=True, eq=False)
class Taken:
    """The numbers of a view, and how they came about.

    Attributes:
        name: of the view, in the names of files: "two-sentences".
        arrays: numbers, or texts such as the words, by name; of any number of axes.
        script: Python that computes them with this package from `network` and `text`, which lines before it
            have set; it ends with a dict `arrays` of the same names and values.

    Raises:
        ValueError: if an array has no name that Python and NumPy can bear, or holds anything but numbers
            and texts.
    """

    name: str
    arrays: Mapping[str, AnyArray]
    script: str

    def __post_init__(self) -> None:
        arrays = {name: np.asarray(values) for name, values in self.arrays.items()}
        for name, values in arrays.items():
            if not name.isidentifier() or keyword.iskeyword(name) or name in _OF_SAVEZ:
                raise ValueError(f"an array must have a name like hidden_state, got {name!r}")
            if values.dtype.kind not in "fiubU":
                raise ValueError(f"{name} must hold numbers or texts, got values of type {values.dtype}")
        object.__setattr__(self, "arrays", MappingProxyType(arrays))

    @property
    def most_axes(self) -> int:
        """How many axes the array with the most of them has."""
        return max((values.ndim for values in self.arrays.values()), default=0)


def to_csv(taken: Taken) -> bytes:
    """All arrays in one table, a row for each value: quantity, index_0, index_1, …, value.

    The long form holds arrays of any shapes in one file that every program opens; an array's own table is one
    filter and one pivot away. Indices count from 0, as in the NPZ; those an array does not have stay empty.
    Numbers are written with as many digits as give them back exactly. A text that begins with =, +, - or @
    has an apostrophe before it, for a spreadsheet would compute it.
    """
    axes = taken.most_axes
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["quantity", *(f"index_{axis}" for axis in range(axes)), "value"])
    for name, values in taken.arrays.items():
        table.writerows(_rows(name, values, axes))
    return text.getvalue().encode()


def _rows(name: str, values: AnyArray, axes: int) -> Iterator[tuple[Any, ...]]:
    missing = ("",) * (axes - values.ndim)
    written = values.astype(np.str_).ravel().tolist()  # The shortest digits, also of a float32.
    if values.dtype.kind == "U":
        written = [f"'{text}" if text.startswith(_FORMULA) else text for text in written]
    for place, value in zip(product(*map(range, values.shape)), written, strict=True):
        yield (name, *place, *missing, value)


def to_npz(taken: Taken) -> bytes:
    """All arrays under their names in NumPy's own format; `numpy.load` gives them back, nothing pickled."""
    file = io.BytesIO()
    np.savez_compressed(file, **dict(taken.arrays))  # type: ignore[arg-type]
    return file.getvalue()


def whole_script(taken: Taken, loading: str, text: str) -> str:
    """The Python that computes the arrays, from its first line to its last.

    Args:
        taken: with the middle of it.
        loading: lines that set `network`.
        text: what the network reads.
    """
    return "\n".join(
        [
            f'"""The numbers of "{taken.name}", computed anew; run it in the folder of the program."""',
            "",
            loading.strip(),
            f"text = {text!r}",
            "",
            taken.script.strip(),
            "",
            "for name, values in arrays.items():",
            '    print(name, getattr(values, "shape", ""))',
            "",
        ]
    )


_READING = """import numpy as np

from rnnviz.tracks import tracks_of

reading = network.read(text)
arrays = {
    "words": np.array(reading.tokens, dtype=str),
    "initial_probability": np.array(reading.initial_probability),
    "probabilities": reading.probabilities,
    "embeddings": reading.embeddings,
}
for trace in tracks_of(reading):  # Rows are words, columns are units, as trained.
    for track in trace.tracks:
        arrays[f"layer{trace.layer}_{trace.direction}_{track.name}"] = track.values
"""


def reading_taken(reading: Reading) -> Taken:
    """Everything that a network computed while it read a text."""
    arrays = {
        "words": np.array(reading.tokens, dtype=np.str_),
        "initial_probability": np.array(reading.initial_probability),
        "probabilities": reading.probabilities,
        "embeddings": reading.embeddings,
    }
    for trace in tracks_of(reading):
        for track in trace.tracks:
            arrays[f"layer{trace.layer}_{trace.direction}_{track.name}"] = track.values
    return Taken("reading", arrays, _READING)


def file_name(network: str, text: str, view: str) -> str:
    """The stem of a file: which network, the first words that it read, and of which view; plain letters."""
    words = [_plain(word) for word in spell(text)[:FIRST_WORDS]]
    return "-".join(part for part in (_plain(network), *words, _plain(view)) if part)[:100] or "taken"


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).lower()
    return _NOT_IN_A_NAME.sub("-", folded).strip("-")
