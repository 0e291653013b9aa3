"""What of a reading is looked at: which word, unit and trace, as an address names them."""

from collections.abc import Mapping
from dataclasses import dataclass

SIZES = {"normal": "Normal", "presenter": "Presenter"}  # With their titles; presenter is for a projector.
# The instrument sizes itself; this is for what stands around it.
PRESENTER_STYLE = "<style>.stTextInput input, .stText { font-size: 1.6rem; height: auto; }</style>"
COUNTED_FROM = {"word": 1, "unit": 0, "trace": 0}  # What an address names, and its first number there.


@dataclass(frozen=True)
class View:
    """How a reading is to be looked at first; the person goes on from there.

    Attributes:
        word: column chosen, counted from 0; None follows the last word.
        unit: unit chosen, as trained; None leaves it to the instrument.
        trace: which layer and direction, in the order of `tracks_of`.
        size: one of `SIZES`.
        version: raised when the program, not the person, changes the choice; the instrument takes over
            a choice only then.
    """

    word: int | None = None
    unit: int | None = None
    trace: int | None = None
    size: str = "normal"
    version: int = 0

    @classmethod
    def from_address(cls, address: Mapping[str, str], size: str, version: int = 0) -> "View":
        """Read what an address names; anything but a small whole number counts as not named."""
        word, unit, trace = (_number(address.get(name, ""), COUNTED_FROM[name]) for name in COUNTED_FROM)
        return cls(word, unit, trace, size, version)


def address_of(choice: Mapping[str, object]) -> dict[str, str]:
    """What an address says of a choice that the instrument reports; the inverse of `View.from_address`."""
    numbers = {name: choice.get(name) for name in COUNTED_FROM}
    return {
        name: str(number + COUNTED_FROM[name]) for name, number in numbers.items() if isinstance(number, int)
    }


def _number(text: str, first: int) -> int | None:
    """A number as an address counts it, from `first` on, as it is counted here, from zero."""
    named = text.isdecimal() and len(text) < 6 and int(text) >= first
    return int(text) - first if named else None
