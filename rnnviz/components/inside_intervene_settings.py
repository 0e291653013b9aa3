"""What is held, and where, as the widgets and the address of the tool Intervene say it."""

import re
from dataclasses import dataclass

from rnnviz.analysis.intervention import Intervention, What, taken_from
from rnnviz.cells import Cell
from rnnviz.network import Network
from rnnviz.unroll import Trace

WHATS = {  # With their titles; the names stand in the address.
    "zero": "Zero",
    "value": "A value",
    "flip": "Flip",
    "swap": "Swap",
    "other": "From a sentence",
}
WHENS = {"always": "At every word", "from": "From a word on", "once": "At one word"}
PLACES = {"final": "Its last", "same": "The one at the same place"}
ALL = "all"
MOST_LETTERS = 100  # Of a list of units.
_RANGE = re.compile(r"([0-9]{1,5})(?:\s*[-–]\s*([0-9]{1,5}))?")


@dataclass(frozen=True)
class Asked:
    """What a person asks to be held.

    Attributes:
        trace: which layer and direction, in the order of computation.
        quantity: one of `quantities_of` its cell.
        units: which.
        what: one of `WHATS`.
        when: one of `WHENS`.
        step: the word, counted from 0.
        value: to be set.
        partner: the unit to swap with.
        other: the sentence to take from.
        place: one of `PLACES`.
    """

    trace: int = 0
    quantity: str = "hidden_state"
    units: tuple[int, ...] = ()
    what: str = "zero"
    when: str = "always"
    step: int = 0
    value: float = 0.0
    partner: int = 0
    other: str = ""
    place: str = "final"

    def bounds(self, is_reverse: bool) -> tuple[int, int | None]:
        """The first and the last word held; from a word on in the order of reading."""
        if self.when == "always":
            return 0, None
        if self.when == "once":
            return self.step, self.step
        return (0, self.step) if is_reverse else (self.step, None)


def intervention_of(asked: Asked, network: Network, trace: Trace) -> Intervention:
    """What is asked as an intervention on a network.

    Args:
        asked: by the person.
        network: which reads, the other sentence too.
        trace: that of the sentence, of the asked number.
    """
    first, last = asked.bounds(trace.reverse)
    what: What = "given" if asked.what == "other" else asked.what  # type: ignore[assignment]
    given = None
    if what == "given":
        given = taken_from(network, asked.other, asked.trace, asked.quantity, asked.place == "final")
    held = (asked.trace, asked.quantity, asked.units)
    return Intervention(*held, what, first, last, asked.value, asked.partner, given)


def wrong_with(asked: Asked) -> str:
    """Why what is asked cannot be done, or ""."""
    if asked.what == "swap" and len(asked.units) != 1:
        return f"One unit is swapped with another; {len(asked.units)} are named."
    if asked.what == "swap" and asked.units[0] == asked.partner:
        return f"Unit {asked.partner} cannot be swapped with itself: choose another one."
    if asked.what == "other" and not asked.other.strip():
        return "Type a sentence to take the values from."
    return ""


def units_named(text: str, cell: Cell) -> tuple[tuple[int, ...], str]:
    """Units as "17", "3, 17, 20-25" or "all" name them, and what is wrong with the text, or ""."""
    text = text.strip()
    if text.casefold() == ALL:
        return tuple(range(cell.units)), ""
    units: list[int] = []
    for part in filter(None, (part.strip() for part in text[:MOST_LETTERS].split(","))):
        found = _RANGE.fullmatch(part)
        if not found:
            return (), f"Units are named as 17, as 3, 17, 20-25 or as all; “{part[:20]}” is no unit."
        first = int(found[1])
        last = int(found[2] or first)
        if max(first, last) >= cell.units:
            return (), f"There are units 0 to {cell.units - 1} here; {max(first, last)} is none of them."
        units += range(min(first, last), max(first, last) + 1)
    return tuple(dict.fromkeys(units)), ""


def script_of(asked: Asked, is_reverse: bool) -> str:
    """Python that reads `text` with `network` once as it is, and once with this held."""
    first, last = asked.bounds(is_reverse)
    names = "Intervention, read_with, traces_of"
    given = taking = ""
    if asked.what == "other":
        names = "Intervention, read_with, taken_from, traces_of"
        where = f"{asked.trace}, {asked.quantity!r}, is_final={asked.place == 'final'}"
        taking = f"other = taken_from(network, {asked.other!r}, {where})\n"
        given = ", given=other"
    what = "given" if asked.what == "other" else asked.what
    return f"""\
from rnnviz.analysis.intervention import {names}

{taking}held = Intervention(
    {asked.trace}, {asked.quantity!r}, {asked.units!r}, {what!r}, first={first}, last={last},
    value={asked.value!r}, partner={asked.partner}{given},
)
before, after = network.read(text), read_with(network, text, [held])
arrays = {{
    "verdict_before": before.probabilities,
    "verdict_after": after.probabilities,
    "hidden_state_before": traces_of(before)[{asked.trace}].steps.hidden_state,
    "hidden_state_after": traces_of(after)[{asked.trace}].steps.hidden_state,
    "held_after": traces_of(after)[{asked.trace}].steps.{asked.quantity},
}}
"""
