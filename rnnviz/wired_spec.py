"""The settings that decide the shapes of a wired network, as plain values."""

from dataclasses import dataclass
from typing import ClassVar

from rnnviz.cells import CELL_TITLES, CellKind
from rnnviz.convolution import side_of
from rnnviz.plain_values import PlainValues, expect_flags, expect_one_of, expect_whole
from rnnviz.symbols import END, UNKNOWN
from rnnviz.wired import PARTS, WIRINGS, Wiring


@dataclass(frozen=True)
class WiredSpec(PlainValues):
    """What decides the shapes of a wired network's weights and how they begin.

    Args:
        wiring: one of WIRINGS.
        inputs: numbers of a picture, or symbols that are read, special ones among them; 0 for a writer that
            begins from nothing.
        outputs: symbols that are written, special ones among them, or classes.
        cell: one of CELL_KINDS.
        embedding_dim: of symbols, read or written.
        units: of each recurrent layer, and of each direction.
        layers: how many recurrent layers stand on each other, in the reader as in the writer.
        bidirectional: whether the reader also reads from the last symbol.
        attention: whether the writer looks back at what was read.
        hidden: units of the relu layer that looks at a picture; 0 where there is no picture.
        filters: of a convolution before that layer; 0 for none.
        seed: of the initial weights.

    Raises:
        ValueError: if a value is out of its range, or these do not fit together.
    """

    settings_of: ClassVar[str] = "a wired network"

    wiring: Wiring
    inputs: int
    outputs: int
    cell: CellKind = "gru"
    embedding_dim: int = 32
    units: int = 64
    layers: int = 1
    bidirectional: bool = False
    attention: bool = False
    hidden: int = 0
    filters: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        expect_one_of(self, "wiring", WIRINGS)
        expect_one_of(self, "cell", tuple(CELL_TITLES))
        expect_flags(self, "bidirectional", "attention")
        expect_whole(self, 1, "embedding_dim", "units", "layers")
        expect_whole(self, 0, "hidden", "filters", "seed")
        least = UNKNOWN + 2 if self.reads else 0 if self.writes else 1
        expect_whole(self, least, "inputs")
        expect_whole(self, END + 2 if self.writes else 2, "outputs")
        if self.sees and not self.hidden:
            raise ValueError(
                f"hidden must be at least 1 where a picture of {self.inputs} numbers is seen, got 0"
            )
        if self.hidden and not self.sees:
            raise ValueError(f"hidden must be 0 where no picture is seen, got {self.hidden}")
        if self.filters and not self.sees:
            raise ValueError(f"filters must be 0 where no picture is seen, got {self.filters}")
        if self.filters:
            side_of(self.inputs)
        if self.bidirectional and not self.reads:
            raise ValueError(f"bidirectional needs a reader, and a {self.wiring} network has none")
        if self.attention and not (self.reads and self.writes):
            raise ValueError(f"attention needs a reader and a writer, and {self.wiring} has not both")

    @property
    def reads(self) -> bool:
        """Whether there is a reader."""
        return PARTS[self.wiring][0]

    @property
    def writes(self) -> bool:
        """Whether there is a writer."""
        return PARTS[self.wiring][1]

    @property
    def sees(self) -> bool:
        """Whether there is a picture to look at."""
        return not self.reads and self.inputs > 0

    @property
    def eyes(self) -> int:
        """Layers that look at a picture."""
        return 0 if not self.sees else 2 if self.filters else 1

    @property
    def directions(self) -> int:
        """Of the reader: 1 or 2."""
        return 2 if self.bidirectional else 1

    @property
    def width(self) -> int:
        """Of what the reader hands on: both directions side by side."""
        return self.directions * self.units

    @property
    def context_width(self) -> int:
        """Of what the reader or the eyes hand on; 0 where there is neither."""
        return self.width if self.reads else self.hidden
