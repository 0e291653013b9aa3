"""Networks in the five wirings: one in or many, one out or many, or a reader and a writer.

Each is made of at most four parts: eyes (layers that look at a picture), a reader (embeddings and
recurrent layers that read symbols), a writer (recurrent layers that write symbols), a head.

    one-to-one       eyes → head
    one-to-many      eyes → writer, or the writer alone
    many-to-one      reader, its last state → head
    many-to-many     reader, each state → head
    encoder-decoder  reader, its last state → writer, which may look back at every state
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from rnnviz.arrays import FloatArray, expect_shape, read_only, sealed
from rnnviz.cells import Step
from rnnviz.convolution import Convolution
from rnnviz.layers import Dense, LayerReading, RecurrentLayer
from rnnviz.symbols import Symbols

Wiring = Literal["one-to-one", "one-to-many", "many-to-one", "many-to-many", "encoder-decoder"]
WIRINGS: tuple[Wiring, ...] = ("one-to-one", "many-to-one", "one-to-many", "many-to-many", "encoder-decoder")


@dataclass(frozen=True, eq=False)
class Attention:
    """How a writer looks back at what was read.

        score_tj = s_t W_a h_j^T,  a_t = softmax(score_t),  c_t = sum_j a_tj h_j

    Args:
        kernel: W_a, (units of the writer, width of the reader).

    Source:
        Luong, Pham & Manning (2015), "Effective Approaches to Attention-based Neural Machine Translation",
        the score called "general".
    """

    kernel: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "kernel", read_only(self.kernel))

    def look(self, state: FloatArray, memory: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Weights (timesteps read,), which sum to 1, and what they gather, (width,).

        Args:
            state: s_t of the writer, (units,).
            memory: h_j of the reader, (timesteps read, width).
        """
        scores = memory @ (state @ self.kernel)
        raised = np.exp(scores - scores.max())
        weights = raised / raised.sum()
        return weights, weights @ memory


@dataclass(frozen=True, eq=False)
class ReaderReading:
    """What a reader computed.

    Attributes:
        ids: the number of each symbol.
        embedded: x_t, (timesteps, embedding_dim).
        layers: everything each layer computed, the first one first.
    """

    ids: tuple[int, ...]
    embedded: FloatArray
    layers: tuple[LayerReading, ...]

    @property
    def states(self) -> FloatArray:
        """Of the last layer after each symbol, (timesteps, width); two directions side by side."""
        return self.layers[-1].steps.hidden_state

    @property
    def final(self) -> FloatArray:
        """The state reached last, of each direction, (width,)."""
        return self.layers[-1].final


@dataclass(frozen=True, eq=False)
class Reader:
    """Embeddings and recurrent layers.

    Args:
        symbols: what it can read.
        embeddings: (symbols, embedding_dim).
        layers: the first one reads the embeddings.

    Raises:
        ValueError: if the parts do not fit together.
    """

    symbols: Symbols
    embeddings: FloatArray
    layers: tuple[RecurrentLayer, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "embeddings", read_only(self.embeddings))
        _expect_stack("the reader", self.symbols, self.embeddings, self.layers)

    @property
    def width(self) -> int:
        """Length of the states that it hands on."""
        return self.layers[-1].units

    def read(self, ids: Sequence[int]) -> ReaderReading:
        """Read symbols by their numbers.

        Raises:
            ValueError: if there is none.
        """
        if not ids:
            raise ValueError("a reader needs something to read, got nothing")
        embedded = sealed(self.embeddings[list(ids)])
        layers, inputs = [], embedded
        for layer in self.layers:
            layers.append(layer.read(inputs))
            inputs = layers[-1].steps.hidden_state
        return ReaderReading(tuple(ids), embedded, tuple(layers))


@dataclass(frozen=True, eq=False)
class Begun:
    """A writer before a step.

    Attributes:
        steps: the last step of each layer; its hidden_state is s_{t-1}.
        memory: what was read, (timesteps read, width); None where the writer does not look back.
    """

    steps: tuple[Step, ...]
    memory: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class Written:
    """One step of a writer.

    Attributes:
        symbol: the number of what it read, y_{t-1}.
        steps: what each layer computed.
        attention: over what was read, (timesteps read,); None where it does not look back.
        probabilities: of each symbol to be y_t, (symbols,).
        after: where the next step begins.
    """

    symbol: int
    steps: tuple[Step, ...]
    attention: FloatArray | None
    probabilities: FloatArray
    after: Begun


@dataclass(frozen=True, eq=False)
class Writer:
    """Reads the symbol before and tells the probabilities of the next one.

        s_0 = tanh(context W + b),  s_t = cell(y_{t-1}, s_{t-1}),  p(y_t) = softmax([s_t; c_t] W + b)

    Args:
        symbols: what it can write.
        embeddings: of what it wrote before, (symbols, embedding_dim).
        starts: for each layer what makes its first state of the context; none where it begins with zeros.
        layers: forward only.
        head: softmax; reads s_t, and behind it c_t where there is attention.
        attention: how it looks back, if it does.

    Raises:
        ValueError: if the parts do not fit together.

    Source:
        The first state made of the context: Cho et al. (2014); the rest: Sutskever, Vinyals & Le (2014).
    """

    symbols: Symbols
    embeddings: FloatArray
    starts: tuple[Dense, ...]
    layers: tuple[RecurrentLayer, ...]
    head: Dense
    attention: Attention | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "embeddings", read_only(self.embeddings))
        _expect_stack("the writer", self.symbols, self.embeddings, self.layers)
        if self.starts and len(self.starts) != len(self.layers):
            raise ValueError(
                f"a start for each of {len(self.layers)} layers is needed, got {len(self.starts)}"
            )
        if any(layer.backward for layer in self.layers):
            raise ValueError("a writer cannot read backwards: what comes later is not written yet")
        looks = self.attention.kernel.shape[1] if self.attention else 0
        shape = (self.layers[-1].units + looks, len(self.symbols))
        expect_shape("the kernel of the writer's head", self.head.kernel, shape)

    def begin(self, context: FloatArray | None = None, memory: FloatArray | None = None) -> Begun:
        """The writer before its first step.

        Args:
            context: of the reader or of the eyes, (width,); None where the writer begins with zeros.
            memory: the reader's states, for attention.

        Raises:
            ValueError: if the writer needs one of them and it is missing.
        """
        steps = [layer.forward.initial_step() for layer in self.layers]
        if self.starts:
            if context is None:
                raise ValueError("this writer begins from a context, got none")
            made = (start.apply(context) for start in self.starts)
            steps = [step._replace(hidden_state=state) for step, state in zip(steps, made, strict=True)]
        if self.attention and memory is None:
            raise ValueError("this writer looks back at what was read, got nothing to look at")
        return Begun(tuple(steps), memory if self.attention else None)

    def step(self, before: Begun, symbol: int) -> Written:
        """Read one symbol, y_{t-1}, and tell the probabilities of the next one."""
        inputs, steps = self.embeddings[symbol], []
        for layer, previous in zip(self.layers, before.steps, strict=True):
            steps.append(layer.forward.step(inputs, previous))
            inputs = steps[-1].hidden_state
        weights = None
        if self.attention and before.memory is not None:
            weights, gathered = self.attention.look(inputs, before.memory)
            inputs = np.concatenate([inputs, gathered])
        probabilities = sealed(self.head.apply(inputs))
        return Written(symbol, tuple(steps), weights, probabilities, Begun(tuple(steps), before.memory))


@dataclass(frozen=True, eq=False)
class WiredNetwork:
    """A network in one of the five wirings.

    Args:
        name: of its file.
        wiring: which.
        eyes: layers that look at a picture; the last one's output is the context.
        reader: reads symbols.
        writer: writes symbols.
        head: softmax over `classes`; of a network without a writer.
        classes: what the head chooses from.
        card: where it comes from and how well it does, as plain values.

    Raises:
        ValueError: if these are not the parts of this wiring, or they do not fit together.
    """

    name: str
    wiring: Wiring
    eyes: tuple[Convolution | Dense, ...] = ()
    reader: Reader | None = None
    writer: Writer | None = None
    head: Dense | None = None
    classes: Symbols = Symbols(())
    card: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "card", MappingProxyType(dict(self.card)))
        reads, writes = PARTS[self.wiring]
        if bool(self.reader) != reads or bool(self.writer) != writes or bool(self.head) == writes:
            raise ValueError(f"a {self.wiring} network has other parts than these")
        if self.head:
            expect_shape("the head's kernel", self.head.kernel, (self.context_width, len(self.classes)))
        for start in self.writer.starts if self.writer else ():
            expect_shape("a start's kernel", start.kernel, (self.context_width, start.kernel.shape[1]))

    @property
    def context_width(self) -> int:
        """Length of what the reader or the eyes hand on; 0 where there is neither."""
        if self.reader:
            return self.reader.width
        return self.eyes[-1].kernel.shape[1] if self.eyes else 0

    @cached_property
    def parameters(self) -> int:
        """How many numbers were learnt."""
        dense: list[Convolution | Dense] = [*self.eyes, *((self.head,) if self.head else ())]
        arrays: list[FloatArray] = []
        for part in (self.reader, self.writer):
            if part:
                arrays.append(part.embeddings)
                cells = (cell for layer in part.layers for cell in layer.cells)
                arrays += [one for cell in cells for one in (cell.kernel, cell.recurrent_kernel, cell.bias)]
        if self.writer:
            dense += [*self.writer.starts, self.writer.head]
            arrays += [self.writer.attention.kernel] if self.writer.attention else []
        return sum(one.size for one in arrays) + sum(one.kernel.size + one.bias.size for one in dense)

    def see(self, picture: FloatArray) -> tuple[FloatArray, ...]:
        """What each layer of the eyes makes of a picture, (units,); the last one is the context."""
        seen, values = [], picture
        for layer in self.eyes:
            values = sealed(layer.apply(values))
            seen.append(values)
        return tuple(seen)


# Whether there is a reader, whether there is a writer.
PARTS: Mapping[str, tuple[bool, bool]] = MappingProxyType(
    {
        "one-to-one": (False, False),
        "many-to-one": (True, False),
        "one-to-many": (False, True),
        "many-to-many": (True, False),
        "encoder-decoder": (True, True),
    }
)


def _expect_stack(
    what: str, symbols: Symbols, embeddings: FloatArray, layers: Sequence[RecurrentLayer]
) -> None:
    """Raise ValueError unless the layers fit to the embeddings and to each other."""
    expect_shape(f"the embeddings of {what}", embeddings, (len(symbols), embeddings.shape[-1]))
    if not layers:
        raise ValueError(f"{what} needs a recurrent layer, got none")
    width = embeddings.shape[1]
    for n, layer in enumerate(layers):
        for cell in layer.cells:
            if cell.input_dim != width:
                raise ValueError(f"layer {n} of {what} reads {cell.input_dim} values, but receives {width}")
        width = layer.units
