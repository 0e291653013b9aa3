"""Where else the same units are on: a pattern of units over a span, looked for in all sentences of an index.

Whether a unit is on at a word is one bit, so a word of 64 units is two machine words, and ten thousand
sentences are gone through in a few hundredths of a second.

Source:
    Strobelt et al. (2018), "LSTMVis", for the selection by a span and a threshold.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.corpus import Index
from rnnviz.arrays import FloatArray

Bits = NDArray[np.uint64]
WORD_BITS = 64
MOST_FOUND = 20
BLOCK = 4_096  # Words compared at once.


class Pattern(NamedTuple):
    """Units that are on together.

    Attributes:
        trace: whose, in the order of computation.
        units: their numbers.
        signs: 1 where the unit is above the threshold, -1 where it is below its negative.
        length: words of the span.
        threshold: that was passed.
        is_fresh: they were off at the word that was read before the span.
    """

    trace: int
    units: tuple[int, ...]
    signs: tuple[int, ...]
    length: int
    threshold: float
    is_fresh: bool = False


class Place(NamedTuple):
    """Where a pattern was found: the sentence, its first word there, and how well it fits, 0 to 1."""

    sentence: int
    first: int
    overlap: float


@dataclass(frozen=True, eq=False)
class Switches:
    """Which units of a trace are on at each word of an index, at a threshold.

    Attributes:
        trace: whose.
        threshold: h > threshold is on, and so is h < -threshold, as another bit.
        bits: (words, machine words): first the units above, then the units below.
        on: how many are on at each word, (words,).
    """

    trace: int
    threshold: float
    bits: Bits
    on: NDArray[np.int64]


def pattern_of(
    states: FloatArray, trace: int, span: tuple[int, int], threshold: float, fresh: int | None = None
) -> Pattern:
    """The units that stay beyond a threshold, on one side of it, all through a span.

    Args:
        states: hidden states of the trace, (timesteps, units).
        trace: whose they are.
        span: its first and its last word.
        threshold: not negative.
        fresh: the word read before the span: only units that were off there are taken; all where None. The
            state before the first word is 0 and everything off, so -1 and the number of words take all, too.

    Raises:
        ValueError: if the span does not lie in the text.
    """
    first, last = span
    if not 0 <= first <= last < len(states):
        raise ValueError(f"a span within {len(states)} words was expected, got {first} to {last}")
    within = states[first : last + 1]
    above = np.all(within > threshold, axis=0)
    below = np.all(within < -threshold, axis=0)
    if fresh is not None and 0 <= fresh < len(states):
        above &= ~(states[fresh] > threshold)
        below &= ~(states[fresh] < -threshold)
    units = np.flatnonzero(above | below)
    signs = np.where(above[units], 1, -1)
    length = last + 1 - first
    return Pattern(trace, tuple(units.tolist()), tuple(signs.tolist()), length, threshold, fresh is not None)


def switches(index: Index, trace: int, threshold: float) -> Switches:
    """Compare all states of a trace with a threshold, as half precisions."""
    states = index.states[trace]
    with np.errstate(over="ignore"):  # Beyond a limit that is endless there is nothing.
        limit = np.float16(threshold)
    beyond = _beyond_bits if 0 < limit < np.inf else _beyond
    blocks = []
    for begin in range(0, len(states), BLOCK):  # Small enough to stay near the processor.
        block = states[begin : begin + BLOCK]
        above, below = beyond(block, limit)
        if not index.is_known[trace]:
            known = ~np.isnan(block)
            above, below = above & known, below & known
        blocks.append(np.concatenate([_packed(above), _packed(below)], axis=1))
    packed = np.concatenate(blocks)
    return Switches(trace, threshold, packed, _count(packed))


def _beyond(states: FloatArray, limit: np.float16) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which states are above a limit, and which below its negative."""
    return states > limit, states < -limit


def _beyond_bits(states: FloatArray, limit: np.float16) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The same for a positive limit, many times as fast: half precisions compared as whole numbers.

    Positive ones rise with their bits. Negative ones, read without a sign, lie above all positive ones and
    rise as they fall.
    """
    edge = limit.view(np.int16)
    return states.view(np.int16) > edge, states.view(np.uint16) > np.uint16(0x8000 | int(edge))


def search(index: Index, pattern: Pattern, on: Switches, most: int = MOST_FOUND) -> tuple[Place, ...]:
    """The places where the same units are on, the best first and one for each sentence.

    The overlap of a place is the mean over its words of |A ∩ B| / |A ∪ B|: A are the units of the pattern
    with their signs, B all that are on at the word. For a fresh pattern a unit counts in A ∩ B only if it was
    off at the word read before the place.

    Args:
        index: in which to look.
        pattern: for what; without units nothing is found.
        on: the switches of the pattern's trace at its threshold.
        most: places.
    """
    wanted = _wanted(index.states[pattern.trace].shape[1], pattern)
    places, starts = np.arange(len(on.bits)), index.corpus.starts
    ends = np.repeat(starts[1:], index.corpus.lengths)
    places = places[places + pattern.length <= ends]
    if not pattern.units or not places.size:
        return ()
    overlaps = np.zeros(len(places))
    allowed = wanted & ~_before(index, pattern, on, places) if pattern.is_fresh else wanted
    for step in range(pattern.length):
        here = places + step
        shared = _count(on.bits[here] & allowed)
        overlaps += shared / (len(pattern.units) + on.on[here] - _count(on.bits[here] & wanted))
    # Sums of the same shares in another order are equal.
    return _best_of_each(index, places, (overlaps / pattern.length).round(9), most)


def _best_of_each(index: Index, places: NDArray[Any], overlaps: FloatArray, most: int) -> tuple[Place, ...]:
    """The best places, one for each sentence; of equal ones the first."""
    sentences = index.corpus.sentence_of[places]
    begins = np.flatnonzero(np.diff(sentences, prepend=-1))
    tops = np.maximum.reduceat(overlaps, begins)
    chosen = np.argsort(-tops, kind="stable")[:most]
    found = []
    for n in chosen[tops[chosen] > 0].tolist():
        end = begins[n + 1] if n + 1 < len(begins) else len(places)
        at = begins[n] + int(overlaps[begins[n] : end].argmax())
        sentence = int(sentences[at])
        first = int(places[at] - index.corpus.starts[sentence])
        found.append(Place(sentence, first, float(overlaps[at])))
    return tuple(found)


def _before(index: Index, pattern: Pattern, on: Switches, places: NDArray[Any]) -> Bits:
    """What was on at the word read before each place; nothing before the first."""
    if index.reverse[pattern.trace]:
        before = places + pattern.length
        is_there = before < index.corpus.starts[index.corpus.sentence_of[places] + 1]
    else:
        before = places - 1
        is_there = index.corpus.number[places] > 0
    return np.where(is_there[:, None], on.bits[np.clip(before, 0, len(on.bits) - 1)], np.uint64(0))


def _wanted(units: int, pattern: Pattern) -> Bits:
    """The pattern as one row of switches."""
    rows = np.zeros((2, 1, units), bool)
    for unit, sign in zip(pattern.units, pattern.signs, strict=True):
        rows[0 if sign > 0 else 1, 0, unit] = True
    return np.concatenate([_packed(row) for row in rows], axis=1)


def _packed(rows: NDArray[np.bool_]) -> Bits:
    """(words, units) of truth as (words, machine words)."""
    narrow = np.packbits(rows, axis=1)
    width = -(-rows.shape[1] // WORD_BITS) * WORD_BITS // 8
    wide = np.zeros((len(rows), width), np.uint8)
    wide[:, : narrow.shape[1]] = narrow
    return wide.view(np.uint64)


def _count(bits: Bits) -> NDArray[np.int64]:
    return np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
