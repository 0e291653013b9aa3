"""Which arrays each layer has, and of which shapes, by its options and the width of what goes in."""

import math
from collections.abc import Mapping
from typing import Any

from rnnviz.keras_file.options import RECURRENT

Shape = tuple[int, ...]
Options = Mapping[str, Any]
_GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}


def shapes_of(kind: str, options: Options, width: int) -> list[tuple[str, list[Shape]]]:
    """Where the arrays of a layer stand below its folder, and their shapes.

    Args:
        kind: its class.
        options: checked.
        width: how many numbers go in at each timestep.
    """
    if kind == "Embedding":
        return [("", [(options["input_dim"], options["output_dim"])])]
    if kind == "Dense":
        units = options["units"]
        return [("", [(width, units)] + [(units,)] * options["use_bias"])]
    if kind == "BatchNormalization":
        return [("", [(width,)] * (2 + options["center"] + options["scale"]))]
    if kind in RECURRENT:
        return [("/cell", _cell_shapes(kind, options, width))]
    if kind == "Bidirectional":
        shapes = _cell_shapes(options["cell"], options, width)
        return [("/forward_layer/cell", shapes), ("/backward_layer/cell", shapes)]
    return []


def parameters_of(kind: str, options: Options, width: int) -> int:
    """How many numbers a layer has; arguments as of `shapes_of`."""
    parts = shapes_of(kind, options, width)
    return sum(math.prod(shape) for _, shapes in parts for shape in shapes)


def width_of(kind: str, options: Options, width: int) -> int:
    """How many numbers a layer hands on at each timestep; arguments as of `shapes_of`."""
    if kind == "Embedding":
        return int(options["output_dim"])
    if kind in (*RECURRENT, "Dense"):
        return int(options["units"])
    return 2 * int(options["units"]) if kind == "Bidirectional" else width


def _cell_shapes(kind: str, options: Options, width: int) -> list[Shape]:
    units = options["units"]
    wide = _GATES[kind] * units
    bias: Shape = (2, wide) if kind == "GRU" else (wide,)
    return [(width, wide), (units, wide)] + [bias] * options["use_bias"]
