"""What padding does to a reading, in sentences made of its numbers."""

from math import isfinite

from rnnviz.analysis.padding import SIDES, Padded, Side
from rnnviz.figures.read_rows import verdict_of
from rnnviz.network import shipped_networks
from rnnviz.text import PADDING_ID
from rnnviz.written import share

WHAT_PADDING_IS = (
    "Texts of a batch are filled up to one length. With a mask the network skips these places; without one "
    "it reads the row for padding again and again."
)
HONESTY = (
    "One network and one text: how much padding disturbs depends on whether it was met in training, and "
    "where. The verdict may change while much is left, and stay while little is, for the head reads only "
    "part of the state."
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
    """What is known of a row for padding that is all zeros; empty where it is another."""
    if padded.network.embeddings[PADDING_ID].any():
        return ""
    if padded.network.name in shipped_networks():
        return (
            "This network never met a place of padding in training, so what it does without a mask was never "
            "learnt."
        )
    return "Its row for padding is all zeros: either it was never met in training, or it was held at zero."


def _washed(padded: Padded, side: Side, trace: int) -> str:
    """What padding that is read after the words leaves of them."""
    wash = padded.washed_words(side, trace)
    if not isfinite(wash.last):
        return ""
    half = "" if wash.half is None else f" (less than half from place {wash.half} on)"
    if wash.last >= 1:
        left = f"the words' part of this state has not faded: {share(wash.last)} of it is there"
    else:
        left = f"{share(wash.last)} of the words' part of this state is left"
    return f"After {_places(padded.places)} {SIDES[side]}, {left}{half}."


def _places(count: int) -> str:
    return "1 place of padding" if count == 1 else f"{count} places of padding"
