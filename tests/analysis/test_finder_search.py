"""The search for a pattern, against a loop over every word of every sentence."""

import numpy as np
import pytest

from rnnviz.analysis.corpus import Index, index_corpus
from rnnviz.analysis.finder_search import Pattern, Place, pattern_of, search, switches
from tests.oracles import KINDS, WIRINGS, random_network
from tests.planted import small_corpus


def on_at(index: Index, trace: int, word: int, threshold: float) -> set[tuple[int, int]]:
    """The units that are on at a word of the row, with their sides."""
    row = index.states[trace][word].astype(float)
    limit = float(np.float16(threshold))
    return {(unit, 1 if h > 0 else -1) for unit, h in enumerate(row) if abs(h) > limit}


def by_hand(index: Index, pattern: Pattern, most: int) -> list[Place]:
    """The search as its definition reads."""
    wanted = set(zip(pattern.units, pattern.signs, strict=True))
    found = []
    for n, words in enumerate(index.corpus.sentences):
        begin, best = int(index.corpus.starts[n]), None
        for first in range(len(words) - pattern.length + 1):
            before = first + pattern.length if index.reverse[pattern.trace] else first - 1
            off = set(wanted)
            if pattern.is_fresh and 0 <= before < len(words):
                off -= on_at(index, pattern.trace, begin + before, pattern.threshold)
            shares = []
            for t in range(first, first + pattern.length):
                here = on_at(index, pattern.trace, begin + t, pattern.threshold)
                shares.append(len(here & off) / len(here | wanted))
            overlap = float(np.mean(shares))
            if overlap > 0 and (best is None or overlap > best.overlap + 1e-12):
                best = Place(n, first, overlap)
        if best:
            found.append(best)
    return sorted(found, key=lambda place: (-round(place.overlap, 9), place.sentence))[:most]


@pytest.mark.parametrize("is_fresh", [False, True])
@pytest.mark.parametrize("wiring", WIRINGS)
def test_the_search_is_the_loop_over_all_words(wiring: str, is_fresh: bool, rng: np.random.Generator) -> None:
    network = random_network(KINDS[1], wiring, rng)
    index = index_corpus(network, small_corpus(rng, 12))
    trace = len(index.states) - 1
    reading = network.read("the film was not good at all but actors loved boring story")
    states = [one for layer in reading.layers for one in layer.traces][trace].steps.hidden_state
    for span, threshold in (((2, 2), 0.1), ((3, 5), 0.05), ((0, 6), 0.02)):
        fresh = (span[1] + 1 if index.reverse[trace] else span[0] - 1) if is_fresh else None
        pattern = pattern_of(states, trace, span, threshold, fresh)
        found = search(index, pattern, switches(index, trace, threshold), 15)
        expected = by_hand(index, pattern, 15) if pattern.units else []
        assert [place[:2] for place in found] == [place[:2] for place in expected]
        assert [p.overlap for p in found] == pytest.approx([p.overlap for p in expected])


def test_a_sentence_of_the_corpus_finds_itself(rng: np.random.Generator) -> None:
    network = random_network(KINDS[0], "one-layer", rng)
    index = index_corpus(network, small_corpus(rng, 40))
    n = 33
    reading = network.read(" ".join(index.corpus.sentences[n]))
    pattern = pattern_of(reading.layers[0].forward.steps.hidden_state, 0, (1, 2), 0.2)
    best = search(index, pattern, switches(index, 0, 0.2), 1)[0]
    assert pattern.units
    others = search(index, pattern, switches(index, 0, 0.2), len(index.corpus))
    assert max(place.overlap for place in others) == best.overlap
    assert n in [place.sentence for place in others]


def test_units_must_stay_beyond_the_threshold_on_one_side() -> None:
    states = np.array([[0.0, 0.9, 0.5, -0.5], [0.5, 0.9, 0.5, -0.6], [0.6, 0.1, -0.9, -0.7]])
    assert pattern_of(states, 0, (1, 2), 0.4)[1:4] == ((0, 3), (1, -1), 2)
    # Unit 3 was on before, unit 0 was not.
    assert pattern_of(states, 0, (1, 2), 0.4, fresh=0)[1:3] == ((0,), (1,))
    assert pattern_of(states, 0, (0, 0), 0.4, fresh=-1)[1:3] == ((1, 2, 3), (1, 1, -1))
    with pytest.raises(ValueError, match="within 3 words was expected, got 1 to 3"):
        pattern_of(states, 0, (1, 3), 0.4)


@pytest.mark.parametrize("threshold", [0.0, 0.05, 0.3, 1.0, 70_000.0])
def test_switches_are_plain_comparisons(threshold: float, rng: np.random.Generator) -> None:
    network = random_network(KINDS[0], "one-layer", rng)
    index = index_corpus(network, small_corpus(rng, 20))
    states = rng.normal(0, 0.6, (len(index.ids), 70)).astype(np.float16)  # More than a machine word.
    states[rng.random(states.shape) < 0.05] = np.nan
    states[rng.random(states.shape) < 0.05] = -np.inf
    states[rng.random(states.shape) < 0.05] = 0.3
    object.__setattr__(index, "states", (states,))
    on = switches(index, 0, threshold)
    with np.errstate(over="ignore"):
        limit = np.float16(threshold)
    above, below = states > limit, states < -limit
    bits = np.unpackbits(on.bits.view(np.uint8), axis=1)
    assert np.array_equal(bits[:, :70], above)
    assert np.array_equal(bits[:, 128 : 128 + 70], below)
    assert on.on.tolist() == (above.sum(axis=1) + below.sum(axis=1)).tolist()


def test_nothing_is_found_where_nothing_fits(rng: np.random.Generator) -> None:
    network = random_network(KINDS[0], "one-layer", rng)
    index = index_corpus(network, small_corpus(rng, 10))
    on = switches(index, 0, 0.1)
    assert search(index, Pattern(0, (), (), 1, 0.1), on) == ()
    assert search(index, Pattern(0, (0,), (1,), 99, 0.1), on) == ()
