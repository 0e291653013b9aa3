"""A network of a task at work: what it read, what it wrote and how sure it was, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.decoding import TINY, Beam, Choose, Writing, follow, likeliest, search, tempered, write
from rnnviz.symbols import END, END_NAME, Symbols
from rnnviz.tasks.task import Input, Task
from rnnviz.wired import Begun, ReaderReading, WiredNetwork


@dataclass(frozen=True, eq=False)
class Run:
    """Everything that was computed for one input.

    Attributes:
        task, network: what was asked of whom.
        given: by the person.
        seen: what each layer of the eyes made of a picture.
        read: what the reader computed.
        writing: what the writer computed.
        outputs: of a network without a writer, (timesteps or 1, classes).
        taught: whether the writer read the right symbols instead of its own.
        temperature: at which symbols were drawn; 0 where the likeliest was taken.
    """

    task: Task
    network: WiredNetwork
    given: Input
    seen: tuple[FloatArray, ...] = ()
    read: ReaderReading | None = None
    writing: Writing | None = None
    outputs: FloatArray | None = None
    taught: bool = False
    temperature: float = 0.0

    @property
    def symbols(self) -> Symbols:
        """What it chooses from."""
        return self.network.writer.symbols if self.network.writer else self.network.classes

    @cached_property
    def probabilities(self) -> FloatArray:
        """Of each symbol at each step that answers, (steps, symbols)."""
        if self.writing:
            return self.writing.probabilities
        return np.zeros((0, len(self.symbols))) if self.outputs is None else self.outputs

    @cached_property
    def drawn_from(self) -> FloatArray:
        """What the symbols were drawn from, (steps, symbols): the probabilities, sharper or flatter."""
        if self.temperature in (0.0, 1.0):
            return self.probabilities
        return np.stack([tempered(row, self.temperature) for row in self.probabilities])

    @cached_property
    def chosen(self) -> tuple[int, ...]:
        """The number of what stands as the answer of each step; under teacher forcing what it would write."""
        if self.writing and not self.taught:
            return self.writing.symbols
        return tuple(likeliest(row) if self.writing else int(row.argmax()) for row in self.probabilities)

    @property
    def answer(self) -> tuple[str, ...]:
        """Its symbols, without the end."""
        if self.writing:
            return self.symbols.decode(self.chosen)
        return tuple(self.symbols.names[n] for n in self.chosen)

    @property
    def text(self) -> str:
        """The answer as one text."""
        return self.task.joined(self.answer)

    @cached_property
    def right(self) -> tuple[int, ...] | None:
        """The right number of each step, where a rule knows the answer: with the end, of a writer."""
        right = self.given.right
        if right is None or any(name not in self.symbols.numbers for name in right):
            return None
        numbers = tuple(self.symbols.numbers[name] for name in right)
        return (*numbers, END) if self.writing else numbers

    @property
    def is_right(self) -> bool | None:
        """Whether the answer is right from beginning to end; None where no rule knows."""
        return None if self.right is None else self.chosen == self.right

    def loss_at(self, step: int) -> float | None:
        """-ln p of the right symbol at a step, in nats; None where no rule knows it."""
        if self.right is None or step >= min(len(self.right), len(self.probabilities)):
            return None
        return float(-np.log(max(float(self.probabilities[step, self.right[step]]), TINY)))

    @property
    def loss(self) -> float | None:
        """The mean over the steps of teacher forcing: what training makes small."""
        if not self.taught or self.right is None:
            return None
        return float(np.mean([self.loss_at(step) for step in range(len(self.right))]))

    @property
    def attention(self) -> FloatArray | None:
        """Over what was read at each step of the writer, (steps written, steps read)."""
        rows = [step.attention for step in self.writing.steps] if self.writing else []
        weights = [row for row in rows if row is not None]
        return np.stack(weights) if weights else None


def run(
    task: Task,
    network: WiredNetwork,
    given: Input,
    forced: Mapping[int, int] = MappingProxyType({}),
    choose: Choose = likeliest,
) -> Run:
    """Let a network answer.

    Args:
        task: what is asked.
        network: which answers.
        given: by the person; not empty.
        forced: symbols that the writer is made to write, by step.
        choose: of the probabilities of a writer.
    """
    seen, read, begun = _begin(network, given)
    if network.writer and begun:
        first = dict(enumerate(given.begun))
        writing = write(network.writer, begun, task.most, {**forced, **first}, choose)
        return Run(task, network, given, seen, read, writing)
    return Run(task, network, given, seen, read, outputs=_outputs(network, seen, read))


def teach(task: Task, network: WiredNetwork, given: Input) -> Run | None:
    """The same under teacher forcing; None where no rule knows the right answer."""
    seen, read, begun = _begin(network, given)
    if network.writer is None or begun is None or given.right is None:
        return None
    numbers = network.writer.symbols.ended(given.right)
    writing = follow(network.writer, begun, numbers)
    return Run(task, network, given, seen, read, writing, taught=True)


def beam(task: Task, network: WiredNetwork, given: Input, width: int) -> Beam | None:
    """What a beam search of this width looks at; None of a network that does not write."""
    _, _, begun = _begin(network, given)
    if network.writer is None or begun is None:
        return None
    return search(network.writer, begun, width, task.most)


def shown(symbols: Symbols, number: int) -> str:
    """A symbol as it is written on the page."""
    name = symbols.names[number]
    return {END_NAME: "end", "": "padding"}.get(name, name.strip("⟨⟩"))


def _begin(
    network: WiredNetwork, given: Input
) -> tuple[tuple[FloatArray, ...], ReaderReading | None, Begun | None]:
    """All that happens before the first symbol is written."""
    seen = network.see(given.picture) if network.eyes and given.picture is not None else ()
    read = network.reader.read(given.ids) if network.reader else None
    if network.writer is None:
        return seen, read, None
    context = read.final if read else seen[-1] if seen else None
    return seen, read, network.writer.begin(context, read.states if read else None)


def _outputs(
    network: WiredNetwork, seen: tuple[FloatArray, ...], read: ReaderReading | None
) -> FloatArray | None:
    if network.head is None:
        return None
    if read is None:
        return network.head.apply(seen[-1])[None]
    if network.wiring == "many-to-many":
        return network.head.apply(read.states)
    return network.head.apply(read.final)[None]
