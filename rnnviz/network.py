"""A trained network in NumPy: text in, a Reading of everything it computed out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from rnnviz.activations import activation
from rnnviz.archive import Parts, Source, read_parts, save_parts
from rnnviz.arrays import FloatArray, one_row_each, sealed
from rnnviz.cells import Cell, Step
from rnnviz.layers import Dense, LayerReading, ReadCell, RecurrentLayer, final_states_of_rows, width_behind
from rnnviz.text import Token, Vocabulary, encode
from rnnviz.unroll import Advance, read_rows, stepping

SHIPPED = Path(__file__).parent / "weights"
Initial = Mapping[int, Step]  # By number of the trace in the order of computation.
Changed = Mapping[int, Advance]
NOTHING: Mapping[int, Any] = MappingProxyType({})
PREFIX_PRODUCTS = 2e10  # Of a reading that begins anew for each word: about half a second on one core.
PREFIX_ELEMENTS = 8_000_000  # Floats of one block of prefixes: 32 MB, some milliseconds each.


@dataclass(frozen=True, eq=False)
class Reading:
    """One text, read by one network: the record that every picture is drawn from.

    Attributes:
        text: as typed.
        columns: one Token a timestep: what was typed, what the network read for it.
        embeddings: x_t of the first layer, (timesteps, embedding_dim).
        layers: what each recurrent layer computed, first layer first.
        initial_outputs: what the head says of h_0, before any word, (outputs,).
        outputs: what the head says after each word, were it the last one, (timesteps, outputs).
        positive: the output that is called positive; see `Network`.
        prefix_states: of a network that also reads backwards, the state that its head reads after each
            word, of the words up to it read afresh, (timesteps, units); else None.
    """

    text: str
    columns: tuple[Token, ...]
    embeddings: FloatArray
    layers: tuple[LayerReading, ...]
    initial_outputs: FloatArray
    outputs: FloatArray
    positive: int | None = None
    prefix_states: FloatArray | None = None

    @property
    def judged(self) -> FloatArray:
        """The state that the head reads after each word, were it the last one, (timesteps, units)."""
        return self.layers[-1].steps.hidden_state if self.prefix_states is None else self.prefix_states

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words as the network read them."""
        return tuple(column.text for column in self.columns)

    @property
    def probabilities(self) -> FloatArray:
        """Probability of positive after each word, (timesteps,).

        Raises:
            ValueError: if the network has more than two outputs, and none of them is called positive.
        """
        return _of_positive(self.outputs, self.positive)

    @property
    def turning_point(self) -> int | None:
        """The word that moved the verdict most, counted from 0; None where there is no word."""
        moves = np.abs(np.diff(self.probabilities, prepend=self.initial_probability))
        return int(moves.argmax()) if len(moves) else None

    @property
    def initial_probability(self) -> float:
        """Probability of positive before any word is read."""
        return float(_of_positive(self.initial_outputs, self.positive))

    @property
    def probability(self) -> float:
        """Probability of positive of the whole text; that of h_0 where there is no word."""
        return float(self.probabilities[-1]) if self.columns else self.initial_probability


@dataclass(frozen=True, eq=False)
class Network:
    """A vocabulary, its embeddings, recurrent layers and a head, as plain arrays.

    Args:
        name: of its file; lower case with hyphens.
        vocabulary: word of each row of `embeddings`.
        embeddings: (vocab_size, embedding_dim).
        layers: at least one, the first reads the embeddings.
        head: the dense layers that read the last layer's final state.
        card: where it comes from and how well it does, as plain values.
        positive: the output that is called positive; the last one where None, which only one or two allow.

    Raises:
        ValueError: if the parts do not fit together.
    """

    name: str
    vocabulary: Vocabulary
    embeddings: FloatArray
    layers: tuple[RecurrentLayer, ...]
    head: tuple[Dense, ...]
    card: Mapping[str, Any] = field(default_factory=dict)
    positive: int | None = None

    def __post_init__(self) -> None:
        embeddings = one_row_each("embeddings", self.embeddings, len(self.vocabulary))
        object.__setattr__(self, "embeddings", embeddings)
        object.__setattr__(self, "card", MappingProxyType(dict(self.card)))
        if not self.layers or not self.head:
            raise ValueError("a network needs a recurrent layer and a head, got none")
        width = self.embeddings.shape[1]
        for n, layer in enumerate(self.layers):
            for cell in layer.cells:
                if cell.input_dim != width:
                    raise ValueError(f"layer {n} reads {cell.input_dim} values, but receives {width}")
            width = layer.units
        width = width_behind(self.head, width, "the head")
        if self.positive is not None and not 0 <= self.positive < width:
            raise ValueError(f"positive must be one of {width} outputs, counted from 0, got {self.positive}")

    @property
    def title(self) -> str:
        """What it is called on the page."""
        return str(self.card.get("kind", self.name))

    @property
    def positive_output(self) -> int:
        """The output that is called positive, counted from 0."""
        return self.head[-1].kernel.shape[1] - 1 if self.positive is None else self.positive

    @property
    def is_causal(self) -> bool:
        """Whether the state after a word depends on nothing behind it."""
        return all(layer.backward is None for layer in self.layers)

    @property
    def arrays(self) -> tuple[FloatArray, ...]:
        """All weights: embeddings, cells, head."""
        cells = (cell for layer in self.layers for cell in layer.cells)
        recurrent = (part for cell in cells for part in (cell.kernel, cell.recurrent_kernel, cell.bias))
        dense = (part for layer in self.head for part in (layer.kernel, layer.bias))
        return (self.embeddings, *recurrent, *dense)

    @cached_property
    def checksums(self) -> tuple[tuple[tuple[int, ...], int], ...]:
        """What tells its weights from others: of each array the shape, and the CRC-32 of its bytes."""
        return tuple((array.shape, crc32(np.ascontiguousarray(array).data)) for array in self.arrays)

    @cached_property
    def parameters(self) -> int:
        """How many numbers were learnt."""
        return sum(array.size for array in self.arrays)

    @property
    def products(self) -> int:
        """How many weights meet a number in each timestep."""
        cells = [cell for layer in self.layers for cell in layer.cells]
        return sum(cell.kernel.size + cell.recurrent_kernel.size for cell in cells)

    def read(self, text: str, initial: Initial = NOTHING) -> Reading:
        """Read a text and keep everything that was computed on the way.

        A network that also reads backwards has no state "after word t" of its own. Its running
        verdict is that of the first t words alone: all prefixes are read, time and memory grow with
        the square of the length.

        Args:
            text: as typed.
            initial: the step to begin from, by number of the trace in the order of computation; zeros
                where none is named.
        """
        columns = encode(text, self.vocabulary)
        embedded = sealed(self.embeddings[[column.id for column in columns]])
        return self.read_vectors(text, columns, embedded, initial)

    def read_vectors(
        self,
        text: str,
        columns: Sequence[Token],
        embedded: FloatArray,
        initial: Initial = NOTHING,
    ) -> Reading:
        """Read vectors (timesteps, embedding_dim) in place of the embeddings of words; else as `read`."""
        number = count()
        first = [
            [initial.get(next(number), cell.initial_step()) for cell in layer.cells] for layer in self.layers
        ]
        layers, inputs = [], embedded
        for layer, steps in zip(self.layers, first, strict=True):
            layers.append(layer.read(inputs, steps))
            inputs = layers[-1].steps.hidden_state
        afresh = None if self.is_causal else sealed(self.final_states_of_prefixes(embedded, initial))
        before = np.concatenate([step.hidden_state for step in first[-1]])
        verdicts = sealed(self.judge(before)), sealed(self.judge(inputs if afresh is None else afresh))
        return Reading(text, tuple(columns), embedded, tuple(layers), *verdicts, self.positive, afresh)

    def judge(self, states: FloatArray) -> FloatArray:
        """What the head says of final states (..., units); (..., outputs)."""
        for dense in self.head:
            states = dense.apply(states)
        return states

    def final_states_of_prefixes(
        self, embedded: FloatArray, initial: Initial = NOTHING, changed: Changed = NOTHING
    ) -> FloatArray:
        """The state that the head would read after each word, were it the last one; (timesteps, units).

        Args:
            embedded: (timesteps, embedding_dim).
            initial: as of `read`.
            changed: what advances a trace, by its number, in place of its cell's step.
        """
        timesteps, widest = len(embedded), max(layer.units for layer in self.layers)
        block = max(1, PREFIX_ELEMENTS // max(1, timesteps * widest))
        found = [np.zeros((0, self.layers[-1].units), embedded.dtype)]
        for start in range(0, timesteps, block):
            ends = np.arange(start, min(start + block, timesteps))
            inputs = embedded[: int(ends[-1]) + 1, None]  # One row for all prefixes.
            read = _reader_of_prefixes(ends, initial, changed)
            found.append(final_states_of_rows(self.layers, inputs, read))
        return np.concatenate(found)


def _reader_of_prefixes(ends: NDArray[np.integer[Any]], initial: Initial, changed: Changed) -> ReadCell:
    """Reads the prefixes whose last words are `ends`, ascending, all at once, a row each.

    Behind the end of a prefix its row holds numbers of no meaning. Forward in time they reach
    nothing that is kept; backward in time a row joins in at its own last word.
    """

    def read(number: int, cell: Cell, inputs: FloatArray, is_back: bool) -> tuple[FloatArray, FloatArray]:
        advance = changed.get(number) or stepping(cell)
        rows = len(ends) if is_back else inputs.shape[1]
        first = initial.get(number, cell.initial_step())
        first = type(first)(*(np.tile(part, (rows, 1)).astype(inputs.dtype) for part in first))
        if is_back:
            begun = [slice(int(start), None) for start in np.searchsorted(ends, np.arange(len(inputs)))]
            return read_rows(advance, inputs, first, begun, reverse=True)
        states, _ = read_rows(advance, inputs, first)
        return states, states[ends, np.arange(len(ends)) % rows]

    return read


def _of_positive(outputs: FloatArray, positive: int | None) -> FloatArray:
    """The output that is called positive: usually the last of one sigmoid output or of two softmax ones."""
    if positive is None and outputs.shape[-1] > 2:
        raise ValueError(f"a verdict needs one or two outputs, this network has {outputs.shape[-1]}")
    return outputs[..., -1 if positive is None else positive]


def words_within(network: Network, most: int) -> int:
    """How many words are read while one types: fewer than `most` of a wide network that reads both ways.

    Its running verdict reads every prefix afresh, T² W products for T words and W recurrent weights.
    """
    if network.is_causal:
        return most
    return max(1, min(most, int((PREFIX_PRODUCTS / network.products) ** 0.5)))


def verdict_weights(network: Network) -> FloatArray:
    """How much each unit of the last layer adds to the score of "positive", per unit of state; (units,).

    The head's kernel, W_hy; of several outputs that of "positive" less the mean of the others; with several
    dense layers the slope of the score where all states are 0.
    """
    *hidden, last = network.head
    kernel = last.kernel[:, network.positive_output]
    if last.kernel.shape[1] > 1:
        kernel = kernel - np.delete(last.kernel, network.positive_output, axis=1).mean(axis=1)
    states, slopes = np.zeros(network.layers[-1].units, kernel.dtype), []
    for dense in hidden:
        states = dense.apply(states)
        slopes.append(activation(dense.activation).slope(states))
    for dense, slope in zip(reversed(hidden), reversed(slopes), strict=True):
        kernel = dense.kernel @ (slope * kernel)
    return kernel


def shipped_networks() -> tuple[str, ...]:
    """Names of the networks that come with the program, the simplest first."""
    return tuple(sorted((path.stem for path in SHIPPED.glob("*.npz")), key=_teaching_order))


def load_network(name: str) -> Network:
    """Load a shipped network.

    Raises:
        ValueError: if there is none of that name; the message lists those that there are.
    """
    if name not in shipped_networks():
        raise ValueError(f"network must be one of {', '.join(shipped_networks())}, got {name!r}")
    return read_network(SHIPPED / f"{name}.npz")


def save_network(network: Network, path: Source) -> None:
    """Write a network so that `read_network` gives it back bit for bit."""
    parts = (network.name, network.vocabulary, network.embeddings, network.layers, network.head)
    save_parts(Parts(*parts, network.card, network.positive), path)


def read_network(source: Source) -> Network:
    """Read a network that `save_network` wrote.

    Raises:
        ValueError: if the file is no such archive; the message says what is wrong with it.
    """
    return Network(*read_parts(source))


def _teaching_order(name: str) -> tuple[int, str]:
    order = ("simple-rnn", "gru", "lstm", "bidirectional-lstm", "stacked-lstm")
    return (order.index(name) if name in order else len(order), name)
