"""What an intervention did, in sentences made of its numbers."""

from math import isfinite

import numpy as np

from rnnviz.analysis.intervention import Intervention, cells_of
from rnnviz.analysis.intervention_effect import Moves, Ranking
from rnnviz.figures.read_rows import trace_titles
from rnnviz.network import Network, Reading
from rnnviz.text import shorten
from rnnviz.tracks import quantity_of
from rnnviz.written import capital, listed, percent

MOST_NAMED = 4  # Units; more are counted.
NOTHING = 1e-6  # A move of the states below this is rounding.
HONESTY = (
    "Holding a value makes states that the network never reaches by itself. If the verdict moves, the "
    "network uses what was held, in this text; that does not say what it stands for. If it does not move, "
    "the unit may be idle here, or others carry the same."
)


def held_label(held: Intervention, reading: Reading, network: Network, other: str = "") -> str:
    """What is held and where: "unit 17 held at 0 from “not” on"; `other` is the text that values are from."""
    what = f"{_held(held, network)} {_what(held, network, other)}"
    words = [shorten(token.typed) for token in reading.columns]
    if held.first == held.last:
        return f"{what} at “{words[held.first]}”"
    if held.last is not None:  # Only where it is read backwards.
        return f"{what} from “{words[held.last]}” back"
    return f"{what} from “{words[held.first]}” on" if held.first else f"{what} at every word"


def intervene_said(label: str, before: Reading, after: Reading) -> str:
    """The verdict as it is and with it held."""
    pair = [one.probability for one in (before, after)]
    if not all(map(isfinite, pair)):
        return f"{capital(label)}: the network’s own numbers are none."
    told = [f"{percent(p)} positive" for p in pair]
    if told[0] == told[1]:
        return f"{capital(label)}: the verdict stays at {told[0]}."
    turned = " The verdict turns over." if (pair[0] > 1 / 2) != (pair[1] > 1 / 2) else ""
    return f"{capital(label)}: {percent(pair[0])} → {told[1]}.{turned}"


def moves_said(moves: Moves, before: Reading, is_reverse: bool) -> str:
    """How far the states are changed, and how long that lasts; of one word nothing more is to be said."""
    words = [shorten(token.typed) for token in before.columns]
    if not isfinite(moves.largest):
        return "How far the states are changed is no number."
    if moves.largest < NOTHING:
        return (
            "No state of this layer is changed: what is held was so already, or nothing here depends on it."
        )
    if len(words) == 1:
        return ""
    last = 0 if is_reverse else len(words) - 1
    size = f"(‖Δhₜ‖ = {moves.largest:.2g})"
    if moves.peak == last:
        return f"The state changes most at the word read last, “{words[last]}” {size}."
    where = f"The state changes most at “{words[moves.peak]}” {size}"
    if moves.faded is not None:
        away = abs(moves.faded - moves.peak)
        count = "one word" if away == 1 else f"{away} words"
        side = "further on in the order of reading" if is_reverse else "later"
        return f"{where}; at “{words[moves.faded]}”, {count} {side}, less than a tenth of that is left."
    left = moves.sizes[last] / moves.largest
    return f"{where}; after the word read last {100 * left:.0f} % of that is left."


def afresh_said(network: Network, after: Reading) -> str:
    """What the verdicts of a network that reads backwards are; "" of any other."""
    if network.is_causal or not after.columns:
        return ""
    if len(after.columns) > 1 and not np.isfinite(after.probabilities[:-1]).any():
        return (
            f"Of {len(after.columns)} words only the last verdict is read again: the others would each be "
            "read afresh from the first word, which takes too long in so large a network."
        )
    return "The verdict after each word is that of the words so far, read afresh with the same words held."


def ranking_said(ranking: Ranking) -> str:
    """Which unit alone moves the verdict most."""
    if not len(ranking.moves) or not isfinite(float(ranking.moves[0])):
        return "No unit can be ranked: the network’s own numbers are none."
    unit, move = ranking.units[0], float(ranking.moves[0])
    said = f"Unit {unit} matters most here: held at 0 alone, it changes the log-odds by {_signed(move)}."
    if not ranking.tried_all:
        said += f" Only the {len(ranking.units)} units with the largest states are tried."
    return said


def _held(held: Intervention, network: Network) -> str:
    """Which units of which quantity, and of which layer where there are several."""
    cells, units = cells_of(network), [str(unit) for unit in held.units]
    quantity = quantity_of(held.quantity).label.lower()
    where = f" ({trace_titles(network)[held.trace]})" if len(cells) > 1 else ""
    if len(units) == cells[held.trace].units and len(units) > 1:
        return f"the whole {quantity}{where}"
    named = f"units {listed(units)}" if len(units) <= MOST_NAMED else f"{len(units)} units"
    if len(units) == 1:
        named = f"unit {units[0]}"
    if held.quantity != "hidden_state":
        named = f"the {quantity} of {named}"
    return f"{named}{where}"


def _what(held: Intervention, network: Network, other: str) -> str:
    if held.what == "zero":
        return "held at 0"
    if held.what == "value":
        return f"held at {held.value:g}".replace("-", "−")
    if held.what == "flip":
        return "turned to 1 − itself" if held.quantity.endswith("_gate") else "with flipped sign"
    if held.what == "swap":
        return f"swapped with unit {held.partner}"
    is_one = len(held.units) in (1, cells_of(network)[held.trace].units)
    value = "its{} value{}" if is_one else "their{} values{}"
    is_last = held.given is not None and held.given.ndim == 1
    which = value.format(*(" last", "") if is_last else ("", " at the same place"))
    return f"replaced by {which} in {f'“{shorten(other)}”' if other else 'another text'}"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
