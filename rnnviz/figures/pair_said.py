"""What two sentences side by side show, in sentences made of their numbers; and which one to begin with."""

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.difference import Course, Difference, Pair, disagreement
from rnnviz.figures.pair_board import Look, Seen
from rnnviz.figures.read_rows import as_word, is_probability, verdict_of
from rnnviz.figures.sentence_strip import UNDECIDED
from rnnviz.network import Network, Reading
from rnnviz.text import Vocabulary, Word, shorten
from rnnviz.tracks import quantity_of
from rnnviz.written import capital, listed, number, percent, share

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
    parts = [_empty(pair), _parting(pair, look, difference), _lasting(pair, look, difference), _ends(pair)]
    return " ".join(part for part in parts if part)


def networks_said(seen: Sequence[Seen]) -> str:
    """Where several networks part over one sentence, and whether they agree at the end."""
    ends = listed([f"{each.title} {verdict_of(each.network, each.reading.probability)}" for each in seen])
    if len(seen) < 2:
        return f"One network alone: {ends}. Choose another one beside it."
    if not all(is_probability(each.network) for each in seen):
        return f"At the end: {ends}. Not all of these are probabilities, so they cannot be compared in size."
    verdicts = np.stack([each.reading.probabilities for each in seen])
    found = disagreement(verdicts)
    word = _quoted(as_word(seen[0].reading.columns[found.widest]).text)
    agree = "they agree" if found.agree else "they do not agree"
    if found.lost:
        lost = [seen[n].title for n in found.lost]
        agree = f"{listed(lost)} {'gives' if len(lost) == 1 else 'give'} no number"
    elif (np.abs(verdicts[:, -1] - 0.5) < UNDECIDED).any():
        agree = "not all of them decide"
    said = f"At the end {agree}: {ends}."
    if not isfinite(found.low):
        return said
    return (
        f"{said} They are furthest apart after {word} (word {found.widest + 1}): "
        f"{percent(found.low)} to {percent(found.high)}."
    )


def _empty(pair: Pair) -> str:
    """Whether one of them has no word."""
    for side, reading in (("first", pair.first), ("second", pair.second)):
        if not reading.columns:
            return f"The {side} sentence has no word, so it stays at h₀."
    return ""


def _parting(pair: Pair, look: Look, difference: Difference) -> str:
    """Where the readings begin to differ, in the order in which this trace reads."""
    at, parted = difference.course.part, difference.parted
    if not difference.compared or parted is None:
        return (
            "No word behind the first difference stands in both, so this quantity cannot be compared there."
        )
    if at is None:
        return "The sentences have other words, but what is drawn does not differ at all."
    if pair.alike[parted]:
        return "This layer reads what has been read from both ends, so it differs from the start."
    way = "Read from the end, the sentences differ first" if difference.reverse else "The sentences differ"
    said = f"{way} at {_named(pair, parted)}."
    if at == parted:
        return said
    return f"{said} Of words that both have, the {_plural(look)} differ first at {_numbered(pair, at)}."


def _lasting(pair: Pair, look: Look, difference: Difference) -> str:
    """How far apart they are where they are furthest apart, and how long that is felt."""
    course, at = difference.course, difference.course.peak
    if course.part is None:
        return ""
    letter = quantity_of(look.quantity).letter
    if at is None:
        return f"There ‖Δ{letter}‖ is no number."
    length = f"(‖Δ{letter}‖ = {number(difference.distance[at])})"
    is_there = at == course.part and difference.parted is not None and not pair.alike[difference.parted]
    furthest = f"the {_plural(look)} are furthest apart"
    said = f"There {furthest} {length}" if is_there else f"{capital(furthest)} at {_word(pair, at)} {length}"
    if at == (0 if difference.reverse else len(pair.places) - 1):
        return f"{said}, at the last word read."
    if at == difference.compared[-1]:
        return f"{said}; no word behind it can be compared."
    return f"{said}; {_fall(course)}."


def _fall(course: Course) -> str:
    left = f"{share(course.left)} of that is left" if isfinite(course.left) else "it is no number"
    if course.half is None:
        return f"at the end {left}"
    half = f"{_steps(course.half)} later less than half as far"
    tenth = "" if course.tenth is None else f", {_steps(course.tenth)} later less than a tenth"
    return f"{half}{tenth}, and at the end {left}"


def _ends(pair: Pair) -> str:
    first, second = (verdict_of(pair.network, each.probability) for each in (pair.first, pair.second))
    positive = " positive" if is_probability(pair.network) else ""
    if first == second:
        return f"Both verdicts end at {first}{positive}."
    return f"The verdicts end at {first} and {second}{positive}."


def _named(pair: Pair, at: int) -> str:
    """The words of a column of both, and which word of each it is."""
    first, second = pair.places[at]
    if first is None or second is None:
        count = next(place for place in (first, second) if place is not None) + 1
        whose = "first" if second is None else "second"
        where = f"word {count}" if second is None else f"word {count} of the second"
        return f"{where}: only the {whose} has {_word(pair, at)}"
    here, there = (
        _quoted(as_word(reading.columns[place]).text)
        for reading, place in ((pair.first, first), (pair.second, second))
    )
    if first == second:
        return f"word {first + 1}: {here} in the first, {there} in the second"
    return f"{here}, word {first + 1} of the first, and {there}, word {second + 1} of the second"


def _numbered(pair: Pair, at: int) -> str:
    """The word of a column that both have, and which word of each it is."""
    first, second = (place + 1 for place in pair.places[at] if place is not None)
    word = _word(pair, at)
    return f"{word}, word {first}" + ("" if first == second else f" of the first and {second} of the second")


def _word(pair: Pair, at: int) -> str:
    """The word of a column: of the first sentence, or in a gap of the second."""
    words = (
        reading.columns[place]
        for reading, place in zip((pair.first, pair.second), pair.places[at], strict=True)
        if place is not None
    )
    return _quoted(as_word(next(words)).text)


def _quoted(word: str) -> str:
    return f"“{shorten(word)}”"


def _plural(look: Look) -> str:
    """A quantity of every unit: "hidden states", "forget gates"."""
    return f"{quantity_of(look.quantity).label.lower()}s"


def _steps(count: int) -> str:
    return "1 word" if count == 1 else f"{count} words"


NETWORKS_HONESTY = (
    "What this does not say: row 5 of one network has nothing to do with row 5 of another, only the verdicts "
    "can be compared; and networks that agree, trained on the same texts, may be wrong together."
)


def pair_honesty(network: Network) -> str:
    """What may be concluded from two sentences side by side, and what may not."""
    begins = "Before the first other word both are exactly the same, for nothing different has been read."
    if not network.is_causal:
        begins = (
            "Backward states have met the end first, so they may differ under equal words; each verdict is "
            "that of the words up to there, read afresh."
        )
    return (
        f"{begins} How far two states are apart does not say whether it matters: the head reads only part of "
        "it. One pair is an example, not a rule. A dashed place: that sentence has no word there."
    )
