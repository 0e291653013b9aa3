"""Choosing symbols: greedy, drawn, given, and the beam, held against looking at every text there is."""

from itertools import product

import numpy as np
import pytest

from rnnviz.decoding import drawing, follow, likeliest, search, tempered, write
from rnnviz.symbols import END, START
from rnnviz.wired import Begun, Writer
from tests.wired_networks import WRITES, network_for, spec_of

MOST = 4


def begun_of(seed: int = 0, attention: bool = True) -> tuple[Writer, Begun]:
    """A random writer before its first step."""
    network = network_for(spec_of("encoder-decoder", attention=attention), seed, scale=1.5)
    assert network.reader is not None and network.writer is not None
    reading = network.reader.read((3, 4, 2, 6))
    return network.writer, network.writer.begin(reading.final, reading.states)


def log_probability(writer: Writer, begun: Begun, symbols: tuple[int, ...]) -> float:
    """ln p of a text, step by step."""
    total, before, here = 0.0, START, begun
    for symbol in symbols:
        step = writer.step(here, before)
        total += float(np.log(step.probabilities[symbol]))
        here, before = step.after, symbol
    return total


def test_greedy_takes_the_likeliest_of_the_symbols_that_can_be_written() -> None:
    writer, begun = begun_of()
    writing = write(writer, begun, 8)
    for step, symbol in zip(writing.steps, writing.symbols, strict=True):
        possible = step.probabilities[END:]
        assert symbol == END + int(np.argmax(possible)) == likeliest(step.probabilities)
    assert np.isclose(writing.log_probability, log_probability(writer, begun, writing.symbols), atol=1e-4)


def test_a_given_symbol_is_read_at_the_next_step_and_changes_the_rest() -> None:
    writer, begun = begun_of()
    free = write(writer, begun, 6)
    other = next(n for n in range(END + 1, len(WRITES)) if n != free.symbols[1])
    forced = write(writer, begun, 6, {1: other})
    assert forced.symbols[0] == free.symbols[0] and forced.symbols[1] == other
    assert forced.forced == {1} and forced.steps[2].symbol == other
    assert np.array_equal(forced.steps[1].probabilities, free.steps[1].probabilities)
    assert not np.allclose(forced.steps[2].probabilities, free.steps[2].probabilities)
    assert write(writer, begun, 6, {5: END, 9: END}).forced <= {5}


def test_a_given_symbol_leaves_the_dice_as_they_would_have_fallen() -> None:
    writer, begun = begun_of(4)

    def thrown(seed: int, given: dict[int, int]) -> tuple[int, ...]:
        return write(writer, begun, 8, given, drawing(np.random.default_rng(seed), 1.5)).symbols

    free = {seed: thrown(seed, {}) for seed in range(20)}
    long = [seed for seed, text in free.items() if len(text) > 3]
    assert len(long) > 3
    for seed in long:
        assert thrown(seed, {1: free[seed][1]}) == free[seed]
        assert thrown(seed, dict(enumerate(free[seed][:3]))) == free[seed]


def test_under_teacher_forcing_every_step_reads_the_right_symbol() -> None:
    writer, begun = begun_of(1)
    right = (4, 4, 5, END)
    taught = follow(writer, begun, right)
    assert [step.symbol for step in taught.steps] == [START, 4, 4, 5]
    assert taught.is_ended
    assert np.isclose(taught.log_probability, log_probability(writer, begun, right), atol=1e-4)


def test_temperature_by_its_law() -> None:
    p = np.array([0.1, 0.1, 0.2, 0.5, 0.1], np.float32)  # The first two are never chosen.
    flat = tempered(p, 2.0)
    by_hand = np.sqrt([0.2, 0.5, 0.1])
    assert np.allclose(flat, [0, 0, *(by_hand / by_hand.sum())])
    assert tempered(p, 0.01)[3] > 0.999999
    rng = np.random.default_rng(0)
    counted = np.bincount([drawing(rng, 2.0)(p) for _ in range(4000)], minlength=5) / 4000
    assert np.allclose(counted, flat, atol=0.03)
    with pytest.raises(ValueError, match="above 0, got 0"):
        drawing(rng, 0.0)


@pytest.mark.parametrize("seed", range(4))
def test_a_beam_wide_enough_finds_the_best_of_all_texts(seed: int) -> None:
    writer, begun = begun_of(seed)
    symbols = range(END + 1, len(WRITES))
    texts = [(*middle, END) for length in range(MOST) for middle in product(symbols, repeat=length)]
    best = max(texts, key=lambda text: log_probability(writer, begun, text))
    beam = search(writer, begun, 400, MOST)
    assert beam.text_of(beam.ended[0]) == best
    top = beam.branches[beam.ended[0]]
    assert np.isclose(top.log_probability, log_probability(writer, begun, best), atol=1e-4)


def test_a_beam_of_one_is_greedy() -> None:
    writer, begun = begun_of(2)
    beam = search(writer, begun, 1, 8)
    kept = [branch.symbol for branch in beam.branches if branch.kept]
    assert tuple(kept) == write(writer, begun, 8).symbols


def test_a_beam_keeps_no_more_than_its_width_and_ends() -> None:
    writer, begun = begun_of(3)
    beam = search(writer, begun, 3, 6)
    for depth in range(6):
        kept = [b for b in beam.branches if b.depth == depth and b.kept]
        before = [p for p in beam.ended if beam.branches[p].depth < depth]
        assert len(kept) + len(before) <= 3
    for place in beam.ended:
        assert beam.text_of(place)[-1] == END
    with pytest.raises(ValueError, match="at least 1, got 0"):
        search(writer, begun, 0, 3)
