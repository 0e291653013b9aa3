"""What a network reads or writes, by number: letters, words, notes or classes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

PADDING, UNKNOWN = 0, 1  # The first two of what is read.
START, END = 1, 2  # Behind the padding, the first two of what is written.
UNKNOWN_NAME, START_NAME, END_NAME = "⟨unknown⟩", "⟨start⟩", "⟨end⟩"


@dataclass(frozen=True)
class Symbols:
    """Names by number, and back.

    Args:
        names: each once, in the order of their numbers.

    Raises:
        ValueError: if a name stands there twice.
    """

    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.numbers) != len(self.names):
            twice = next(name for name in self.names if self.names.count(name) > 1)
            raise ValueError(f"each symbol must stand there once, got {twice!r} twice")

    @classmethod
    def to_read(cls, names: Iterable[str]) -> "Symbols":
        """Symbols of a text that is read: in front the padding, and one for whatever is not among them."""
        return cls(("", UNKNOWN_NAME, *names))

    @classmethod
    def to_write(cls, names: Iterable[str]) -> "Symbols":
        """Symbols that are written one after another: in front the padding, the start and the end."""
        return cls(("", START_NAME, END_NAME, *names))

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each name."""
        return {name: number for number, name in enumerate(self.names)}

    def encode(self, sequence: Sequence[str]) -> tuple[int, ...]:
        """The numbers of what is read; of what is not known, `UNKNOWN`."""
        return tuple(self.numbers.get(name, UNKNOWN) for name in sequence)

    def ended(self, sequence: Sequence[str]) -> tuple[int, ...]:
        """The numbers of what is to be written, and behind them the end.

        Raises:
            KeyError: if one of them cannot be written.
        """
        return (*(self.numbers[name] for name in sequence), END)

    def decode(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """The names of what was written, up to the end."""
        written = list(numbers)
        return tuple(self.names[n] for n in (written[: written.index(END)] if END in written else written))
