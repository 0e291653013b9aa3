"""Random networks in every wiring, for the tests."""

from typing import Any

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.convolution import side_of
from rnnviz.symbols import Symbols
from rnnviz.wired import WiredNetwork
from rnnviz.wired_archive import Alphabets, network_of
from rnnviz.wired_spec import WiredSpec

GATES = {"simple-rnn": 1, "gru": 3, "lstm": 4}
READS = Symbols.to_read("abcde")
WRITES = Symbols.to_write("uvwxyz")
CLASSES = Symbols(("noun", "verb", "other"))
SPECS: dict[str, dict[str, Any]] = {
    "one-to-one": {"inputs": 12, "outputs": 3, "hidden": 5},
    "one-to-many": {"inputs": 12, "outputs": len(WRITES), "hidden": 5},
    "many-to-one": {"inputs": len(READS), "outputs": 3},
    "many-to-many": {"inputs": len(READS), "outputs": 3},
    "encoder-decoder": {"inputs": len(READS), "outputs": len(WRITES)},
}


def spec_of(wiring: str, **settings: Any) -> WiredSpec:
    """Small settings of a wiring."""
    values = {"wiring": wiring, "units": 4, "embedding_dim": 3, **SPECS[wiring], **settings}
    return WiredSpec.from_values(values)


def weights_of(spec: WiredSpec, seed: int = 0, scale: float = 0.8) -> dict[str, FloatArray]:
    """Normal random weights by name."""
    rng = np.random.default_rng(seed)

    def drawn(*shape: int) -> FloatArray:
        return (rng.normal(size=shape) * scale).astype(np.float32)

    def cell(name: str, width: int) -> dict[str, FloatArray]:
        wide = GATES[spec.cell] * spec.units
        bias = drawn(2, wide) if spec.cell == "gru" else drawn(wide)
        return {
            f"{name}.kernel": drawn(width, wide),
            f"{name}.recurrent_kernel": drawn(spec.units, wide),
            f"{name}.bias": bias,
        }

    weights: dict[str, FloatArray] = {}
    if spec.sees:
        seen = spec.inputs
        if spec.filters:
            weights |= {"eyes.0.kernel": drawn(100, spec.filters), "eyes.0.bias": drawn(spec.filters)}
            seen = (side_of(seen) // 2) ** 2 * spec.filters
        last = f"eyes.{spec.eyes - 1}"
        weights |= {f"{last}.kernel": drawn(seen, spec.hidden), f"{last}.bias": drawn(spec.hidden)}
    if spec.reads:
        weights["reader.embeddings"] = drawn(spec.inputs, spec.embedding_dim)
        for n in range(spec.layers):
            for side in ("forward", "backward")[: spec.directions]:
                weights |= cell(f"reader.{n}.{side}", spec.width if n else spec.embedding_dim)
    read = spec.context_width
    if spec.writes:
        for n in range(spec.layers if spec.context_width else 0):
            weights[f"start.{n}.kernel"] = drawn(spec.context_width, spec.units)
            weights[f"start.{n}.bias"] = drawn(spec.units)
        weights["writer.embeddings"] = drawn(spec.outputs, spec.embedding_dim)
        for n in range(spec.layers):
            weights |= cell(f"writer.{n}", spec.units if n else spec.embedding_dim)
        read = spec.units + (spec.width if spec.attention else 0)
        if spec.attention:
            weights["attention.kernel"] = drawn(spec.units, spec.width)
    return weights | {"head.kernel": drawn(read, spec.outputs), "head.bias": drawn(spec.outputs)}


def network_for(spec: WiredSpec, seed: int = 0, scale: float = 0.8) -> WiredNetwork:
    """A network with random weights."""
    return network_of(spec, weights_of(spec, seed, scale), alphabets_of(spec), "random")


def alphabets_of(spec: WiredSpec) -> Alphabets:
    """What it reads and writes."""
    return Alphabets(READS if spec.reads else None, WRITES if spec.writes else CLASSES)
