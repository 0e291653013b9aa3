"""How many numbers a model learns, part by part, and how many units make two models equally large."""

from dataclasses import replace
from typing import NamedTuple

from rnnviz.learning.initial import GATES
from rnnviz.learning.spec import ModelSpec, RunSpec

MOST_BYTES = 2 * 2**30  # Of one update.


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
    """The units, 1 to 1,024, with which the recurrent layers come nearest to a number of parameters."""
    sizes = (
        (abs(recurrent_parameters(replace(spec, units=units)) - parameters), units)
        for units in range(1, 1025)
    )
    return min(sizes)[1]


def bytes_of_a_batch(spec: RunSpec) -> int:
    """About how much memory one update takes, if every text of the batch is as long as texts may be.

    For each word and unit the gates are kept on the way forward, and on the way back their slopes and their
    gradients; besides these some states.
    """
    model, words = spec.model, spec.training.batch_size * spec.data.length
    directions = 2 if model.bidirectional else 1
    kept = 3 * GATES[model.cell] + 5
    return 4 * words * (model.layers * directions * model.units * kept + 3 * model.embedding_dim)


def expect_bearable(spec: RunSpec) -> None:
    """Refuse a run of which one update takes more memory than a worker may have.

    Raises:
        ValueError: with what it would take, and what to make smaller.
    """
    needed = bytes_of_a_batch(spec)
    if needed > MOST_BYTES:
        raise ValueError(
            f"One update of this training would take about {needed / 2**30:.1f} GB of memory, and at most "
            f"{MOST_BYTES / 2**30:.0f} GB can be had. Make the batch, the longest text, the units or the "
            "layers smaller."
        )
