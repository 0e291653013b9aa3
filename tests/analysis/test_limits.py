"""Windows, length and half-lives: against reading each stretch by itself, and against laws."""

import numpy as np
import pytest

from rnnviz.analysis.limits import (
    NEUTRAL,
    effective_words,
    final_probability,
    from_each_word,
    half_life,
    half_lives,
    lengthened,
    window_of,
)
from rnnviz.text import tokenize
from tests.oracles import KINDS, WIRINGS, Kind, random_network, random_text

each_network = pytest.mark.parametrize(
    ("kind", "wiring"), [(kind, wiring) for kind in KINDS for wiring in WIRINGS], ids=str
)


@each_network
def test_reading_from_each_word_on_is_reading_the_rest_alone(kind: Kind, wiring: str) -> None:
    rng = np.random.default_rng(1)
    network = random_network(kind, wiring, rng)
    text = random_text(rng, 7)
    reading, words = network.read(text), tokenize(text)
    found = from_each_word(network, reading.embeddings)
    for n, word in enumerate(words):
        alone = network.read(text[word.start :])
        assert found[n] == pytest.approx(alone.probability, abs=1e-6)
        assert final_probability(network, alone.embeddings) == pytest.approx(alone.probability, abs=1e-6)


@pytest.mark.parametrize(
    ("probabilities", "words"),
    [
        ([0.9, 0.9, 0.9], 1),
        ([0.9, 0.9, 0.1], 2),  # The last word alone is not enough.
        ([0.9, 0.1, 0.9], 3),  # Enough by chance does not count: more words stray.
        ([0.9, 0.86, 0.84], 2),
        ([0.9], 1),
        ([np.nan, 0.9], 2),
    ],
)
def test_the_effective_window_is_the_shortest_that_never_strays(
    probabilities: list[float], words: int
) -> None:
    assert effective_words(np.array(probabilities)) == words


def test_a_window_has_the_horizon_of_the_chain_rule() -> None:
    """h_t = tanh(a h_{t-1} + 0): at h = 0 every step multiplies by a, so 0.5^7 is the first under 1 %."""
    rng = np.random.default_rng(2)
    network = random_network(KINDS[0], "one-layer", rng)
    cell = network.layers[0].forward
    halving = type(cell)(np.zeros_like(cell.kernel), 0.5 * np.eye(cell.units), np.zeros_like(cell.bias))
    network = type(network)(
        network.name,
        network.vocabulary,
        network.embeddings,
        (type(network.layers[0])(halving),),
        network.head,
    )
    window = window_of(network, network.read(random_text(rng, 12)))
    assert window.horizon == 7
    assert window_of(network, network.read(random_text(rng, 5))).horizon is None


@each_network
def test_a_longer_text_is_read_as_it_would_be_typed(kind: Kind, wiring: str) -> None:
    rng = np.random.default_rng(3)
    network = random_network(kind, wiring, rng)
    text, counts = random_text(rng, 3), (0, 1, 4, len(NEUTRAL) + 2)
    again = [*NEUTRAL, *NEUTRAL]
    typed = [network.read(" ".join([text, *again[:count]])).probability for count in counts]
    assert lengthened(network, text, counts) == pytest.approx(typed, abs=1e-6)


def test_after_a_half_life_one_half_is_left() -> None:
    gate = np.array([0.5, 0.9, 0.25, 0.999])
    assert gate ** half_life(gate) == pytest.approx([0.5] * 4)
    assert half_life(np.array([0.5, 0.25])) == pytest.approx([1, 0.5])
    assert half_life(np.array([1.0]))[0] == np.inf and half_life(np.array([0.0]))[0] == 0


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_half_lives_are_of_the_gate_that_keeps(kind: Kind) -> None:
    rng = np.random.default_rng(4)
    network = random_network(kind, "one-layer", rng)
    trace = network.read(random_text(rng, 6)).layers[0].forward
    lives = half_lives(trace)
    if kind.title == "SimpleRNN":
        assert lives is None
        return
    assert lives is not None
    steps = trace.steps._asdict()
    gate = steps["forget_gate" if kind.title == "LSTM" else "update_gate"].astype(float)
    kept = np.prod(gate, axis=0)  # Of what a unit held before the first word.
    assert 0.5 ** (len(gate) / lives.typical) == pytest.approx(kept)
    assert (lives.least <= lives.typical).all() and (lives.typical <= lives.most).all()
    assert lives.least == pytest.approx(np.log(0.5) / np.log(gate.min(axis=0)))
    assert lives.slowest[0] == lives.typical.argmax() and sorted(lives.slowest) == list(range(len(gate[0])))
