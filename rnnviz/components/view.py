"""What of a reading is looked at: which word, unit and trace, as an address names them."""

from collections.abc import Mapping
from dataclasses import dataclass

SIZES = {"normal": "Normal", "presenter": "Presenter"}  # With their titles; presenter is for a projector.
# The instrument sizes itself; this is for what stands around it.
PRESENTER_STYLE = (
    "<style>.stTextInput input, .stText { font-size: 1.6rem; height: auto; }"
    " .strip, .judged, .calibration, .runs { zoom: 1.4; }"
    " .stProgress p, .stMain .stMarkdown p { font-size: 1.25rem; }</style>"
)
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


WAYS = ("forward", "backward")
UNFOLDED = (
    *COUNTED_FROM,
    "columns",
    "way",
    "folded",
    "line",
)  # In an address.
MOST_UNITS = 6  # Whose arithmetic stands side by side.


@dataclass(frozen=True)
class UnfoldView(View):
    """A view of the unfolded network.

    Attributes:
        units: whose arithmetic is shown, as trained; none leaves it to the page.
        way: "forward" or "backward" through time.
        folded: whether the loop is closed.
        line: the equation that is open, counted from 0; None leaves it to the instrument.
    """

    units: tuple[int, ...] = ()
    way: str = "forward"
    folded: bool = False
    line: int | None = None

    @classmethod
    def from_address(cls, address: Mapping[str, str], size: str, version: int = 0) -> "UnfoldView":
        """Read what an address names; what means nothing counts as not named."""
        plain = View.from_address(address, size, version)
        numbers = [_number(part, 0) for part in address.get("columns", "")[:60].split("-")]
        units = tuple(dict.fromkeys(number for number in numbers if number is not None))[:MOST_UNITS]
        way = address.get("way", "")
        return cls(
            *(plain.word, plain.unit, plain.trace, size, version),
            units=units,
            way=way if way in WAYS else WAYS[0],
            folded=address.get("folded") == "1",
            line=_number(address.get("line", ""), 1),
        )


def address_of_unfolded(choice: Mapping[str, object]) -> dict[str, str]:
    """What an address says of a choice of the unfolded network; the inverse of `from_address`."""
    address = address_of(choice)
    units = choice.get("units")
    if isinstance(units, list) and all(isinstance(unit, int) for unit in units):
        address["columns"] = "-".join(map(str, units[:MOST_UNITS]))
    if choice.get("way") == WAYS[1]:
        address["way"] = WAYS[1]
    if choice.get("folded") is True:
        address["folded"] = "1"
    line = choice.get("line")
    if isinstance(line, int):
        address["line"] = str(line + 1)
    return address


def _number(text: str, first: int) -> int | None:
    """A number as an address counts it, from `first` on, as it is counted here, from zero."""
    named = text.isdecimal() and len(text) < 6 and int(text) >= first
    return int(text) - first if named else None
