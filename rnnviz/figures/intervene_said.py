"""What an intervention did, in sentences made of its numbers."""

from math import isfinite

from rnnviz.analysis.intervention import Intervention, cells_of
from rnnviz.analysis.intervention_effect import Moves, Ranking
from rnnviz.figures.contrast import percent
from rnnviz.figures.intervene_board import trace_name
from rnnviz.network import Network, Reading
from rnnviz.text import shorten
from rnnviz.tracks import quantity_of
from rnnviz.written import listed

MOST_NAMED = 4  # Units; more are counted.
NOTHING = 1e-6  # A move of the states below this is rounding.
HONESTY = (
    "A held value makes states that the network never came to by itself. If the verdict moves, the network "
    "uses what was held, in this text; that does not say what it stands for. If it does not move, the unit "
    "may be idle here, or others carry the same."
)


def held_label(held: Intervention, reading: Reading, network: Network) -> str:
    """What is held and where: "unit 17 held at 0 from “not” on"."""
    what = f"{_held(held, network)} {_what(held)}"
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
        return f"{_capital(label)}: the network’s own numbers are none."
    told = [f"{percent(p)} positive" for p in pair]
    if told[0] == told[1]:
        return f"{_capital(label)}: the verdict stays at {told[0]}."
    turned = " The verdict turns over." if (pair[0] > 1 / 2) != (pair[1] > 1 / 2) else ""
    return f"{_capital(label)}: {percent(pair[0])} → {told[1]}.{turned}"


def moves_said(moves: Moves, before: Reading, network: Network, is_reverse: bool) -> str:
    """How far the states are moved, and how long that lasts."""
    words = [shorten(token.typed) for token in before.columns]
    if not isfinite(moves.largest):
        return "How far the states are moved is no number."
    if moves.largest < NOTHING:
        return "No state of this layer is moved: what is held was so already, or nothing here depends on it."
    where = f"The states move most at “{words[moves.peak]}”, by {moves.largest:.2g}"
    last = 0 if is_reverse else len(words) - 1
    if moves.faded is not None:
        away = abs(moves.faded - moves.peak)
        count = "one word" if away == 1 else f"{away} words"
        side = "further on in the order of reading" if is_reverse else "later"
        lasts = f"; at “{words[moves.faded]}”, {count} {side}, less than a tenth of that is left."
    elif moves.peak == last:
        lasts = ", the last word read."
    else:
        left = moves.sizes[last] / moves.largest
        lasts = f"; after the last word read {100 * left:.0f} % of that is left."
    afresh = (
        ""
        if network.is_causal
        else (
            " The verdict after each word is that of the words so far, read afresh with the same words held."
        )
    )
    return f"{where} (length of Δhₜ){lasts}{afresh}"


def ranking_said(ranking: Ranking) -> str:
    """Which unit alone moves the verdict most."""
    if not len(ranking.moves) or not isfinite(float(ranking.moves[0])):
        return "No unit can be ranked: the network’s own numbers are none."
    unit, move = ranking.units[0], float(ranking.moves[0])
    moved = f"With unit {unit} held at 0 the log-odds move by {_signed(move)}."
    said = f"Which single unit matters most here? {moved}"
    if not ranking.tried_all:
        said += f" Only the {len(ranking.units)} units with the largest states are tried."
    return said


def _held(held: Intervention, network: Network) -> str:
    """Which units of which quantity, and of which layer where there are several."""
    cells, units = cells_of(network), [str(unit) for unit in held.units]
    quantity = quantity_of(held.quantity).label.lower()
    where = f" ({trace_name(network, held.trace).lower()})" if len(cells) > 1 else ""
    if len(units) == cells[held.trace].units and len(units) > 1:
        return f"the whole {quantity}{where}"
    named = f"units {listed(units)}" if len(units) <= MOST_NAMED else f"{len(units)} units"
    if len(units) == 1:
        named = f"unit {units[0]}"
    if held.quantity != "hidden_state":
        named = f"the {quantity} of {named}"
    return f"{named}{where}"


def _what(held: Intervention) -> str:
    if held.what == "zero":
        return "held at 0"
    if held.what == "value":
        return f"held at {held.value:g}".replace("-", "−")
    if held.what == "flip":
        return "turned to 1 − itself" if held.quantity.endswith("_gate") else "with flipped sign"
    if held.what == "swap":
        return f"swapped with unit {held.partner}"
    return "taken from the other sentence"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
