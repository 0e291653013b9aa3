"""What two sentences side by side show, in sentences made of their numbers; and which one to begin with."""

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.difference import Course, Difference, Pair, disagreement, traces_of
from rnnviz.figures.contrast import percent
from rnnviz.figures.pair_board import Look, Seen, as_word, is_probability, number
from rnnviz.figures.sentence_strip import UNDECIDED
from rnnviz.network import Network, Reading
from rnnviz.text import Vocabulary, Word, shorten
from rnnviz.tracks import quantity_of
from rnnviz.written import listed

NEGATION = "not"


class Counterpart(NamedTuple):
    """A sentence to compare another with, and what it leaves out of it."""

    text: str
    left_out: str


def counterpart(reading: Reading, vocabulary: Vocabulary) -> Counterpart:
    """The text without its "not"; where there is none, without the word that moved the verdict most.

    Args:
        reading: of the text.
        vocabulary: of the network that read it.
    """
    tokens, words = reading.tokens, vocabulary.split(reading.text)
    at = tokens.index(NEGATION) if NEGATION in tokens else reading.turning_point
    if at is None or len(words) != len(tokens):  # A vocabulary may leave words out.
        return Counterpart("", "")
    return Counterpart(_without(reading.text, words, at), tokens[at])


def _without(text: str, words: Sequence[Word], at: int) -> str:
    """A text without one of its words; what it was joined to is written out, as "can" of "can't"."""
    word, head = words[at], text[: words[at].start]
    if at and words[at - 1].end == word.start:
        head = head[: words[at - 1].start] + words[at - 1].text
    return f"{head.rstrip()} {text[word.end :].lstrip()}".strip()


def pair_said(pair: Pair, look: Look, difference: Difference) -> str:
    """Where two readings part, how far, how long it lasts, and what becomes of the verdicts."""
    if not pair.places:
        return "There is no word to compare yet."
    if all(pair.alike):
        if all(pair.same_word(place) for place in pair.places):
            return "Both sentences are the same words, so nothing differs."
        return (
            "They differ in words that the network does not know; it reads them alike and sees no difference."
        )
    parts = [_empty(pair), _parting(pair, look, difference), _lasting(pair, difference), _ends(pair)]
    return " ".join(part for part in parts if part)


def networks_said(seen: Sequence[Seen]) -> str:
    """Where several networks part over one sentence, and whether they agree at the end."""
    ends = listed(
        [f"{each.network.title} {verdict_of(each.network, each.reading.probability)}" for each in seen]
    )
    if len(seen) < 2:
        return f"One network alone: {ends}. Choose another one beside it."
    if not all(is_probability(each.network) for each in seen):
        return f"At the end: {ends}. Not all of these are probabilities, so they cannot be compared in size."
    verdicts = np.stack([each.reading.probabilities for each in seen])
    found = disagreement(verdicts)
    word = _quoted(as_word(seen[0].reading.columns[found.widest]).text)
    agree = "they agree" if found.agree else "they do not agree"
    if (np.abs(verdicts[:, -1] - 0.5) < UNDECIDED).any():
        agree = "not all of them decide"
    return (
        f"At the end {agree}: {ends}. They are furthest apart after {word} (word {found.widest + 1}): "
        f"{percent(found.low)} to {percent(found.high)}."
    )


def verdict_of(network: Network, value: float) -> str:
    """A verdict as it is written: a probability in per cent, any other output as a number."""
    if not isfinite(value):
        return "no number"
    return percent(value) if is_probability(network) else number(value)


def _empty(pair: Pair) -> str:
    """Whether one of them has no word."""
    for side, reading in (("first", pair.first), ("second", pair.second)):
        if not reading.columns:
            return f"The {side} sentence has no word, so it stays at h₀."
    return ""


def _parting(pair: Pair, look: Look, difference: Difference) -> str:
    """Where the readings begin to differ, in the order in which this trace reads."""
    at = difference.course.part
    if at is None:
        return "The sentences have other words, but what is drawn does not differ at all."
    letter = quantity_of(look.quantity).letter
    jump = f"‖Δ{letter}‖ goes from 0 to {number(difference.distance[at])}"
    if pair.alike[at] and not _reads_words(pair, look):
        return f"This layer reads what has been read from both ends, so it differs from the start: {jump}."
    way = "Read from the end, they" if difference.reverse else "They"
    return f"{way} part at {_named(pair, at)}: {jump}."


def _lasting(pair: Pair, difference: Difference) -> str:
    """How long the greatest distance is felt."""
    course = difference.course
    if course.peak is None:
        return ""
    last = 0 if difference.reverse else len(pair.places) - 1
    greatest = "That is the greatest distance"
    if course.peak != course.part:
        length = number(difference.distance[course.peak])
        greatest = f"The distance is greatest at {_word(pair, course.peak)}, {length}"
    return f"{greatest}, at the last word read." if course.peak == last else f"{greatest}; {_fall(course)}."


def _fall(course: Course) -> str:
    if course.half is None:
        return f"it lasts to the end, where {percent(course.left)} of it is left"
    half = f"it falls below half of that within {_steps(course.half)}"
    if course.tenth is None:
        return f"{half}, and {percent(course.left)} is left at the end"
    return f"{half}, below a tenth within {_steps(course.tenth)}"


def _ends(pair: Pair) -> str:
    first, second = (verdict_of(pair.network, each.probability) for each in (pair.first, pair.second))
    return f"The verdicts end at {first} and {second}."


def _named(pair: Pair, at: int) -> str:
    """The words of a column of both, and which word it is."""
    first, second = (
        None if place is None else _quoted(as_word(reading.columns[place]).text)
        for reading, place in zip((pair.first, pair.second), pair.places[at], strict=True)
    )
    if first and second:
        return f"word {at + 1}, {first} here and {second} there"
    if first:
        return f"word {at + 1}, {first}, which the second does not have"
    return f"word {at + 1}, {second}, which the first does not have"


def _word(pair: Pair, at: int) -> str:
    """The word of a column: of the first sentence, or in a gap of the second."""
    words = (
        reading.columns[place]
        for reading, place in zip((pair.first, pair.second), pair.places[at], strict=True)
        if place is not None
    )
    return _quoted(as_word(next(words)).text)


def _reads_words(pair: Pair, look: Look) -> bool:
    """Whether nothing below a trace has read from the end."""
    layer, _ = traces_of(pair.network)[look.trace]
    return all(each.backward is None for each in pair.network.layers[:layer])


def _quoted(word: str) -> str:
    return f"“{shorten(word)}”"


def _steps(count: int) -> str:
    return "1 word" if count == 1 else f"{count} words"


NETWORKS_HONESTY = (
    "What this does not say: row 5 of one network has nothing to do with row 5 of another, only the verdicts "
    "can be compared; and networks that agree, trained on the same texts, may be wrong together."
)


def pair_honesty(network: Network) -> str:
    """What may be concluded from two sentences side by side, and what may not."""
    begins = (
        "Up to the first other word the difference is exactly 0, for nothing has been read of what follows."
    )
    if not network.is_causal:
        begins = (
            "Backward states have met the end first, so they may differ under equal words; each verdict is "
            "that of the words up to there, read afresh."
        )
    return (
        f"{begins} How far two states are apart says how much else was computed, not how much that matters: "
        "the verdict hears only what the head reads. One pair is an example, not a rule."
    )
