"""What padding does to a reading, in sentences made of its numbers."""

from math import isfinite

from rnnviz.analysis.padding import SIDES, Padded, Side, Wash
from rnnviz.figures.contrast import percent
from rnnviz.figures.pair_said import verdict_of
from rnnviz.text import PADDING_ID

WHAT_PADDING_IS = (
    "Texts that are read together are filled up to one length. With a mask the network skips those places; "
    "without one it reads the row for padding there, again and again."
)
HONESTY = (
    "What this shows is this network and this text: how much padding disturbs depends on whether it was met "
    "in training, and where. What is left in the state need not be what the head reads; the verdict may "
    "change while much is left, and stay while little is."
)


def padding_said(padded: Padded, trace: int) -> str:
    """Where the verdict ends in each of the four cases, and how much is left of the words."""
    network, plain = padded.network, verdict_of(padded.network, padded.reading.probability)
    if not padded.places:
        return f"Nothing is filled up, so all four cases are the same: {plain}."
    behind, front = (verdict_of(network, end_of(padded, side)) for side in ("post", "pre"))
    takes = "takes" if padded.places == 1 else "take"
    said = [
        f"Without a mask, {_places(padded.places)} behind the words {takes} the verdict from {plain} to "
        f"{behind}, in front of them to {front}.",
        f"With a mask both end at {plain}, exactly as without padding.",
        *(_washed(padded, side, trace) for side in SIDES),
    ]
    return " ".join(sentence for sentence in said if sentence)


def end_of(padded: Padded, side: Side) -> float:
    """The verdict of the whole text, filled up on a side and read without a mask."""
    return padded.unmasked[side].probability


def row_said(padded: Padded) -> str:
    """What a network reads in a place of padding without a mask; empty where that may have been learnt."""
    if padded.network.embeddings[PADDING_ID].any():
        return ""
    return (
        "This network has all zeros in its row for padding: it never met a place of padding in training, so "
        "what it does without a mask it has not learnt."
    )


def _washed(padded: Padded, side: Side, trace: int) -> str:
    """What padding that is read after the words leaves of them."""
    wash = padded.washed_words(side, trace)
    if not isfinite(wash.last):
        return ""
    begun = f"Of the difference that the words made to this state, {percent(wash.last)} is left"
    if wash.last > 1:
        begun = (
            f"The difference that the words made to this state does not fade: {_grown(wash)} of it is there"
        )
    half = "" if wash.half is None else f" (less than half from place {wash.half} on)"
    return f"{begun} after {_places(padded.places)} {SIDES[side]}{half}."


def _grown(wash: Wash) -> str:
    return f"{100 * wash.last:,.0f} %"


def _places(count: int) -> str:
    return "1 place of padding" if count == 1 else f"{count} places of padding"
