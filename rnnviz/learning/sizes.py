"""How many numbers a model learns, part by part, and how many units make two models equally large."""

from dataclasses import replace
from typing import NamedTuple

from rnnviz.learning.initial import GATES
from rnnviz.learning.spec import ModelSpec


class Part(NamedTuple):
    """One layer of a model and its trained numbers."""

    name: str
    parameters: int


def parts_of(spec: ModelSpec) -> tuple[Part, ...]:
    """The layers that have parameters, in order; those of a normalisation are half running means.

    A cell has gates · (D H + H H + H), the GRU H more for each gate because of its second bias.
    """
    width, parts = spec.embedding_dim, [Part("embedding", spec.vocab_size * spec.embedding_dim)]
    directions = 2 if spec.bidirectional else 1
    for number in range(spec.layers):
        biases = 2 if spec.cell == "gru" else 1
        numbers = GATES[spec.cell] * spec.units * (width + spec.units + biases)
        parts.append(Part(f"layer {number + 1}", directions * numbers))
        width = directions * spec.units
        if spec.batch_normalization:
            parts.append(Part(f"normalisation {number + 1}", 4 * width))
    return (*parts, Part("head", width + 1))


def parameters_of(spec: ModelSpec) -> int:
    """All numbers of a model, as `count_params` of the Keras model says."""
    return sum(part.parameters for part in parts_of(spec))


def recurrent_parameters(spec: ModelSpec) -> int:
    """The numbers of the recurrent layers alone: without the embedding, which dwarfs them."""
    return sum(part.parameters for part in parts_of(spec) if part.name.startswith("layer"))


def units_for(spec: ModelSpec, parameters: int) -> int:
    """The units, 1 to 256, with which the recurrent layers come nearest to a number of parameters."""
    sizes = (
        (abs(recurrent_parameters(replace(spec, units=units)) - parameters), units) for units in range(1, 257)
    )
    return min(sizes)[1]
