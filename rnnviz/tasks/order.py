"""Word order: what a bag of words, word slots and a recurrent network say of two sentences."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.data.order import TASKS, Task
from rnnviz.feedforward import BagNetwork, BagReading, SlotNetwork, SlotReading, read_bag, read_slots
from rnnviz.network import SHIPPED, Network, Reading, read_network
from rnnviz.text import tokenize

FOLDER = SHIPPED / "order"  # A folder of its own: these are none of the sentiment networks.
Kind = Literal["bag", "slots", "recurrent"]
KINDS: tuple[Kind, ...] = ("bag", "slots", "recurrent")


@dataclass(frozen=True, eq=False)
class Contestants:
    """The three networks that were trained on the same sentences of one task."""

    task: Task
    bag: BagNetwork
    slots: SlotNetwork
    recurrent: Network


@dataclass(frozen=True, eq=False)
class Side:
    """One sentence, read by all three.

    Attributes:
        text: as typed.
        bag, slots, recurrent: what each network saw and computed.
        truth: the right answer, where the rules of the task's grammar reach; else None.
    """

    text: str
    bag: BagReading
    slots: SlotReading
    recurrent: Reading
    truth: str | None

    def output(self, kind: Kind) -> FloatArray:
        """Probability of each answer; of a recurrent network after the last word, (answers,)."""
        if kind == "recurrent":
            outputs = self.recurrent.outputs
            return outputs[-1] if len(outputs) else self.recurrent.initial_outputs
        return self.bag.output if kind == "bag" else self.slots.output

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """The words that no network knows, as typed; they have one vocabulary."""
        return tuple(column.typed for column in self.recurrent.columns if column.status == "unknown")


@dataclass(frozen=True, eq=False)
class Contrast:
    """Two sentences, side by side."""

    task: Task
    sides: tuple[Side, Side]

    def are_equal(self, kind: Kind) -> bool:
        """Whether a network's two answers are the same to the last bit."""
        one, two = self.sides
        return np.array_equal(one.output(kind), two.output(kind))

    @property
    def is_one_bag(self) -> bool:
        """Whether both sentences have the same words, each as often, to the bag of words."""
        one, two = self.sides
        return np.array_equal(one.bag.counts, two.bag.counts)

    @property
    def is_one_text(self) -> bool:
        """Whether both sentences are the same words in the same order, to the networks."""
        one, two = ([column.id for column in side.recurrent.columns] for side in self.sides)
        return one == two

    def answer(self, side: Side, kind: Kind) -> str:
        """The answer with the highest probability."""
        return self.task.answers[int(side.output(kind).argmax())]


def path_of(task: str, kind: Kind) -> Path:
    """The file of one network of one task."""
    return FOLDER / f"{task}-{kind}.npz"


def load_contestants(task: str) -> Contestants:
    """Load the networks of a task, a name of `data.order.TASKS`.

    Raises:
        ValueError: if there is no such task; the message lists those that there are.
    """
    if task not in TASKS:
        raise ValueError(f"task must be one of {', '.join(TASKS)}, got {task!r}")
    bag, slots = read_bag(path_of(task, "bag")), read_slots(path_of(task, "slots"))
    return Contestants(TASKS[task], bag, slots, read_network(path_of(task, "recurrent")))


def contrast(contestants: Contestants, one: str, two: str) -> Contrast:
    """Let the three networks of a task read two sentences."""
    return Contrast(contestants.task, (_read(contestants, one), _read(contestants, two)))


def _read(contestants: Contestants, text: str) -> Side:
    reading = contestants.recurrent.read(text)
    truth = contestants.task.solve(" ".join(reading.tokens))
    return Side(text, contestants.bag.read(text), contestants.slots.read(text), reading, truth)


def exchange(task: Task, text: str) -> str:
    """A text with its first and its last noun exchanged; as it is where there are not two.

    Args:
        task: says which words are nouns.
        text: as typed.
    """
    nouns = [word for word in tokenize(text) if word.text in task.nouns]
    if len(nouns) < 2:
        return text
    one, two = nouns[0], nouns[-1]
    first, second = text[one.start : one.end], text[two.start : two.end]
    return f"{text[: one.start]}{second}{text[one.end : two.start]}{first}{text[two.end :]}"
