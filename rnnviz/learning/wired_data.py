"""How a wired network is trained, as plain values, and the examples it learns from."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.learning.packing import IntArray
from rnnviz.plain_values import PlainValues, expect_whole
from rnnviz.symbols import END
from rnnviz.wired_spec import WiredSpec

Sources = FloatArray | tuple[IntArray, ...] | None


@dataclass(frozen=True)
class WiredTraining(PlainValues):
    """How to train a wired network on the cross-entropy, with Adam.

    Args:
        updates: how many.
        batch_size: examples of one update.
        learning_rate: of the first update; it falls to 0 along half a cosine.
        clip: most that the Euclidean norm of all gradients together may be.
        seed: of the order of the examples.

    Raises:
        ValueError: if a value is out of its range.
    """

    settings_of: ClassVar[str] = "a training"

    updates: int
    batch_size: int = 128
    learning_rate: float = 3e-3
    clip: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        expect_whole(self, 1, "updates", "batch_size")
        expect_whole(self, 0, "seed")
        for name in ("learning_rate", "clip"):
            value = getattr(self, name)
            if not isinstance(value, int | float) or not 0 < value < inf:
                raise ValueError(f"{name} must be a positive number, got {value!r}")


@dataclass(frozen=True, eq=False)
class WiredData:
    """Examples: what a network is given, and what it should answer.

    Args:
        sources: pictures (n, inputs), or the numbers of the symbols of each text; None for a writer that
            begins from nothing.
        targets: for a writer y_1 ... y_n and END, without START; for many-to-many a class for each symbol
            of the source; else one class.

    Raises:
        ValueError: if there is no example, or an empty one, or not one source for each target.
    """

    sources: Sources
    targets: tuple[IntArray, ...]

    def __post_init__(self) -> None:
        if not self.targets:
            raise ValueError("at least one example is needed, got none")
        if self.sources is not None and len(self.sources) != len(self.targets):
            raise ValueError(
                f"one source for each of {len(self.targets)} targets is needed, got {len(self.sources)}"
            )
        _expect_filled("target", self.targets)
        if isinstance(self.sources, tuple):
            _expect_filled("source", self.sources)

    def __len__(self) -> int:
        return len(self.targets)

    def take(self, chosen: IntArray) -> "WiredData":
        """These of the examples."""
        sources = self.sources
        if sources is not None:
            is_text = isinstance(sources, tuple)
            sources = tuple(sources[n] for n in chosen) if is_text else np.asarray(sources)[chosen]
        return WiredData(sources, tuple(self.targets[n] for n in chosen))


def expect_data(spec: WiredSpec, data: WiredData) -> None:
    """Raise ValueError, naming what was expected and what came, unless a network can learn from these."""
    expect_sources(spec, data.sources)
    _expect_numbers("targets", data.targets, spec.outputs)
    lengths = [len(row) for row in data.targets]
    if spec.writes:
        for number, row in enumerate(data.targets):
            if row[-1] != END or np.count_nonzero(row == END) > 1:
                raise ValueError(f"target {number} must end with its only END, {END}, got {row.tolist()}")
        return
    each = spec.wiring == "many-to-many" and isinstance(data.sources, tuple)
    wanted = [len(row) for row in data.sources or ()] if each else [1] * len(lengths)
    for number, (length, right) in enumerate(zip(lengths, wanted, strict=True)):
        if length != right:
            raise ValueError(f"target {number} of {spec.wiring} must have length {right}, got {length}")


def expect_sources(spec: WiredSpec, sources: Sources) -> None:
    """Raise ValueError unless a network of this spec can be given these."""
    if spec.reads:
        if not isinstance(sources, tuple):
            raise ValueError(f"{spec.wiring} reads symbols, a tuple of arrays, got {type(sources).__name__}")
        _expect_filled("source", sources)
        _expect_numbers("sources", sources, spec.inputs)
    elif spec.sees:
        shape = sources.shape if isinstance(sources, np.ndarray) else ()
        if shape[1:] != (spec.inputs,):
            raise ValueError(f"pictures must have shape (n, {spec.inputs}), got {shape}")
    elif sources is not None:
        raise ValueError(f"this {spec.wiring} network is given nothing, got {type(sources).__name__}")


def _expect_filled(what: str, rows: tuple[IntArray, ...]) -> None:
    for number, row in enumerate(rows):
        if not len(row):
            raise ValueError(f"{what} {number} is empty")


def _expect_numbers(what: str, rows: tuple[IntArray, ...], count: int) -> None:
    if rows and not 0 <= min(int(row.min()) for row in rows) <= max(int(row.max()) for row in rows) < count:
        raise ValueError(f"the numbers of {what} must be at least 0 and below {count}")
