"""Small wired networks, with weights and examples at random, for the tests of their training."""

from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.learning.packing import IntArray
from rnnviz.learning.spec import CELL_KINDS
from rnnviz.learning.wired_batch import WiredBatch, WiredShelf
from rnnviz.learning.wired_data import Sources, WiredData
from rnnviz.learning.wired_weights import initial_wired
from rnnviz.symbols import END
from rnnviz.wired_spec import WiredSpec

SMALL: dict[str, Any] = {"embedding_dim": 3, "units": 4, "seed": 3}
LOOKING: dict[str, Any] = {"attention": True, "bidirectional": True}
SPECS = (
    WiredSpec("one-to-one", 6, 5, hidden=7, **SMALL),
    *(WiredSpec("one-to-many", 6, 8, cell, hidden=5, **SMALL) for cell in CELL_KINDS),
    WiredSpec("one-to-many", 0, 8, layers=2, **SMALL),
    WiredSpec("many-to-one", 9, 4, bidirectional=True, **SMALL),
    WiredSpec("many-to-one", 9, 3, "lstm", layers=2, **SMALL),
    *(WiredSpec("many-to-many", 9, 5, cell, layers=2, bidirectional=True, **SMALL) for cell in CELL_KINDS),
    *(WiredSpec("encoder-decoder", 9, 8, cell, **SMALL) for cell in CELL_KINDS),
    *(WiredSpec("encoder-decoder", 9, 8, cell, layers=2, **LOOKING, **SMALL) for cell in CELL_KINDS),
    WiredSpec("encoder-decoder", 9, 8, layers=2, bidirectional=True, **SMALL),
    WiredSpec("encoder-decoder", 9, 8, "lstm", attention=True, **SMALL),
)


def title(spec: WiredSpec) -> str:
    """What is special about a spec."""
    flags = [name for name in ("bidirectional", "attention") if getattr(spec, name)]
    return "-".join([spec.wiring, spec.cell, str(spec.layers), *flags])


def weights_of(spec: WiredSpec, rng: np.random.Generator, dtype: Any = np.float64) -> dict[str, FloatArray]:
    """Weights without zeros and symmetries."""
    return {name: rng.normal(0, 0.6, one.shape).astype(dtype) for name, one in initial_wired(spec).items()}


def examples(spec: WiredSpec, rng: np.random.Generator, count: int, longest: int = 6) -> WiredData:
    """Sources and targets of different lengths that have nothing to do with each other."""

    def drawn(least: int, below: int, length: Any) -> IntArray:
        return np.asarray(rng.integers(least, below, length), np.int32)

    sources: Sources = None
    lengths = [1] * count
    if spec.reads:
        sources = tuple(drawn(1, spec.inputs, rng.integers(1, longest + 1)) for _ in range(count))
        lengths = [len(row) for row in sources] if spec.wiring == "many-to-many" else lengths
    elif spec.sees:
        sources = rng.normal(size=(count, spec.inputs)).astype(np.float32)
    if not spec.writes:
        return WiredData(sources, tuple(drawn(0, spec.outputs, length) for length in lengths))
    texts = (drawn(END + 1, spec.outputs, rng.integers(0, longest)) for _ in range(count))
    return WiredData(sources, tuple(np.append(text, END).astype(np.int32) for text in texts))


def batch_of(spec: WiredSpec, data: WiredData) -> WiredBatch:
    """All examples as one batch."""
    return WiredShelf.of(spec, data).pack(np.arange(len(data)))
