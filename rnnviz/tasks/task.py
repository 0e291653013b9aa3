"""What a demonstration of a wiring is made of: symbols, data, settings, and what the page says of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from rnnviz.arrays import FloatArray
from rnnviz.cells import CellKind
from rnnviz.learning.wired_data import WiredData, WiredTraining
from rnnviz.wired import Wiring
from rnnviz.wired_archive import Alphabets, Saved
from rnnviz.wired_spec import WiredSpec

Modifier = Literal["stacked", "bidirectional", "attention"]
MODIFIERS: tuple[Modifier, ...] = get_args(Modifier)
_MOST_LETTERS = 24  # Of a word that is named in a sentence.


@dataclass(frozen=True)
class Column:
    """One symbol that is read: as it is shown, a second line, and whether the network knows it."""

    text: str
    note: str = ""
    known: bool = True


@dataclass(frozen=True, eq=False)
class Input:
    """What a person gave, as the network takes it.

    Attributes:
        columns: what is read, one for each timestep.
        ids: the numbers of what is read.
        picture: the numbers of a picture, (inputs,).
        shown: the same as a text, a letter for each pixel.
        begun: numbers of the first symbols that are written, where a person gives them.
        says: what must be said of it: what the network does not know, what was cut off.
        right: the right answer, where a rule knows it.
    """

    columns: tuple[Column, ...] = ()
    ids: tuple[int, ...] = ()
    picture: FloatArray | None = None
    shown: str = ""
    begun: tuple[int, ...] = ()
    says: str = ""
    right: tuple[str, ...] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to answer."""
        return not self.ids and self.picture is None and not self.begun


@dataclass(frozen=True)
class Sizes:
    """How large a network of a task is, and how long it learns.

    `quick` is the number of updates of a training in the page, of a network of one layer.
    """

    units: int = 64
    embedding_dim: int = 32
    hidden: int = 0
    filters: int = 0
    examples: int = 20_000
    updates: int = 1_500
    quick: int = 800
    batch_size: int = 64
    learning_rate: float = 4e-3


@dataclass(frozen=True, eq=False)
class Task:
    """A demonstration: what is answered, and by a network trained on what.

    Attributes:
        name: in an address and in the names of files.
        title: on the page.
        wiring: which of the five.
        alphabets: what is read and what is written.
        trained_on: a sentence about the data.
        understand: makes of what a person gave what the network takes.
        draw, draw_held_out: examples by (count, seed); none of the second kind is among the first.
        examples: to press.
        modifiers: which make sense here.
        sizes: of network and training.
        most: symbols that are written at most.
        asks: what a person is asked for.
        scored: what the share of right answers is a share of.
        joined: symbols as one text.
        pretty: a symbol as a person reads it.
        draw_of_length: held-out examples whose source has (low, high, count, seed) symbols.
        pixels: numbers of a picture.
        elsewhere: for networks that come from another room: by their modifiers what loads each.
    """

    name: str
    title: str
    wiring: Wiring
    alphabets: Alphabets
    trained_on: str
    understand: Callable[[str], Input]
    draw: Callable[[int, int], WiredData]
    draw_held_out: Callable[[int, int], WiredData]
    examples: tuple[str, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    sizes: Sizes = field(default_factory=Sizes)
    most: int = 1
    asks: str = ""
    scored: str = "held-out examples"
    joined: Callable[[Sequence[str]], str] = " ".join
    pretty: Callable[[str], str] = str
    draw_of_length: Callable[[int, int, int, int], WiredData] | None = None
    pixels: int = 0
    elsewhere: Mapping[tuple[Modifier, ...], Callable[[], Saved]] = field(default_factory=dict)

    @property
    def variants(self) -> tuple[tuple[Modifier, ...], ...]:
        """Every set of modifiers that makes sense here, the fewest first."""
        sets: list[tuple[Modifier, ...]] = [()]
        for modifier in self.modifiers:
            sets += [(*one, modifier) for one in sets]
        return tuple(sorted(sets, key=len))

    def quick_updates(self, modifiers: Iterable[Modifier] = ()) -> int:
        """Updates of a training in the page: a second layer costs twice the time."""
        return self.sizes.quick // (2 if "stacked" in set(modifiers) else 1)

    def spec(self, modifiers: Iterable[Modifier] = (), cell: CellKind = "gru", seed: int = 0) -> WiredSpec:
        """The settings of its network.

        Raises:
            ValueError: if a modifier makes no sense here.
        """
        chosen = set(modifiers)
        if foreign := chosen - set(self.modifiers):
            raise ValueError(f"{self.title} cannot be {', '.join(sorted(foreign))}")
        reads = self.alphabets.reads
        return WiredSpec(
            self.wiring,
            inputs=len(reads) if reads else self.pixels,
            outputs=len(self.alphabets.writes),
            cell=cell,
            embedding_dim=self.sizes.embedding_dim,
            units=self.sizes.units,
            layers=2 if "stacked" in chosen else 1,
            bidirectional="bidirectional" in chosen,
            attention="attention" in chosen,
            hidden=self.sizes.hidden,
            filters=self.sizes.filters,
            seed=seed,
        )

    def training(self, updates: int | None = None, seed: int = 0) -> WiredTraining:
        """The settings of its training: the same for all its networks, so that they can be compared."""
        sizes = self.sizes
        return WiredTraining(
            sizes.updates if updates is None else updates, sizes.batch_size, sizes.learning_rate, seed=seed
        )


def ordered(modifiers: Iterable[str]) -> tuple[Modifier, ...]:
    """Modifiers in their usual order, each once; other words are left out."""
    chosen = set(modifiers)
    return tuple(one for one in MODIFIERS if one in chosen)


def data_of(alphabets: Alphabets, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> WiredData:
    """Pairs of what is read and what is written, in symbols, as what a writer learns from."""
    if alphabets.reads is None:
        raise ValueError("pairs need symbols that are read, got none")
    sources = tuple(np.array(alphabets.reads.encode(read)) for read, _ in pairs)
    return WiredData(sources, tuple(np.array(alphabets.writes.ended(written)) for _, written in pairs))


def unknown_among(columns: Sequence[Column]) -> tuple[str, ...]:
    """What the network does not know, each once, in the order of its first place; cut off if very long."""
    return tuple(dict.fromkeys(_short(column.text) for column in columns if not column.known))


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"
