"""Limits, measured: how many of the last words a verdict rests on, and how it stands more words later."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.chain import chain_of, horizon_of
from rnnviz.arrays import FloatArray
from rnnviz.cells import Cell, GRUCell, LSTMCell
from rnnviz.layers import final_states_of_rows
from rnnviz.network import Network, Reading
from rnnviz.text import encode
from rnnviz.unroll import Trace, read_rows, stepping

TOLERANCE = 0.05  # Points of probability within which a verdict is called the same.
# Said after a text: words that judge nothing. What a network makes of them is measured, not assumed.
NEUTRAL = tuple("it was on a tuesday in november and we went there by train with the two of them".split())


@dataclass(frozen=True, eq=False)
class Window:
    """The verdict of a text from each word on.

    Attributes:
        probabilities: of "positive" where reading begins at word t with an empty state, (timesteps,); the
            first is that of the whole text.
        words: the smallest k so that the last k words give the verdict within TOLERANCE, as any more do.
        horizon: the smallest lag at which less than 1 % of a change of the state is felt at the end of the
            last layer that reads forward; None: not within this text.
    """

    probabilities: FloatArray
    words: int
    horizon: int | None


@dataclass(frozen=True, eq=False)
class HalfLives:
    """After how many words a unit keeps half of what it held, ln 0.5 / ln(gate); each (units,).

    Attributes:
        typical: over the words of a text, of the geometric mean of the gate: what is kept is its product.
        least: of the word at which the gate was most closed.
        most: of the word at which it was most open; inf where the gate rounds to 1.
    """

    typical: FloatArray
    least: FloatArray
    most: FloatArray

    @property
    def slowest(self) -> tuple[int, ...]:
        """All units, the one that keeps longest first."""
        return tuple(np.argsort(-self.typical, kind="stable").tolist())


def window_of(network: Network, reading: Reading) -> Window:
    """Let a network read a text again from each of its words on.

    Args:
        network: which read, with one or two outputs.
        reading: of a text with at least one word.
    """
    found = from_each_word(network, reading.embeddings)
    trace = reading.layers[-1].forward
    chain = chain_of(trace)
    return Window(found, effective_words(found), horizon_of(chain.times, chain.state_norms))


def from_each_word(network: Network, embedded: FloatArray) -> FloatArray:
    """The verdicts of vectors (timesteps, embedding_dim) from each of them on, all at once; (timesteps,)."""
    count = len(embedded)
    words = np.arange(count)
    begun = [slice(int(t) + 1) for t in words]

    def read(number: int, cell: Cell, inputs: FloatArray, is_back: bool) -> tuple[FloatArray, FloatArray]:
        if not is_back:
            return read_rows(stepping(cell), inputs, cell.initial_step((count,)), begun)
        # Read from the end, all rows are alike as far as each of them goes.
        first = cell.initial_step(inputs.shape[1:2])
        states, _ = read_rows(stepping(cell), inputs, first, reverse=True)
        return states, states[words, words % inputs.shape[1]]

    one_row = embedded[:, None]  # (timesteps, one row for all beginnings, width)
    return network.judge(final_states_of_rows(network.layers, one_row, read))[:, -1]


def effective_words(probabilities: FloatArray, tolerance: float = TOLERANCE) -> int:
    """How many of the last words it takes until the verdict stays that of the whole text.

    Args:
        probabilities: of the text from each word on, (timesteps,), the whole text first.
        tolerance: how far it may stray.
    """
    with np.errstate(invalid="ignore"):
        strays = ~(np.abs(probabilities - probabilities[0]) <= tolerance)  # What is no number strays.
    # The latest beginning from which on, going back, every longer stretch agrees, too.
    first = int(strays.argmax()) if strays.any() else len(strays)
    return min(max(1, len(strays) - first + 1), len(strays))


def final_probability(network: Network, embedded: FloatArray) -> float:
    """The verdict of vectors (timesteps, embedding_dim), without those of all their prefixes."""
    inputs, final = embedded, np.empty(0)
    for layer in network.layers:
        read = layer.read(inputs)
        inputs, final = read.steps.hidden_state, read.final
    return float(network.judge(final)[-1])


def lengthened(network: Network, text: str, counts: Sequence[int]) -> FloatArray:
    """The verdict of a text with more and more neutral words behind it, (counts,).

    Args:
        network: which reads.
        text: as typed.
        counts: how many words of NEUTRAL, said over and over, are put behind it.
    """
    most = max(counts, default=0)
    extra = [NEUTRAL[n % len(NEUTRAL)] for n in range(most)]
    columns = encode(f"{text} {' '.join(extra)}", network.vocabulary)
    embedded, begun = network.embeddings[[column.id for column in columns]], len(columns) - most
    if network.is_causal:
        inputs = embedded
        for layer in network.layers:
            inputs = layer.read(inputs).steps.hidden_state
        return network.judge(inputs[[begun + count - 1 for count in counts]])[:, -1]
    return np.array([final_probability(network, embedded[: begun + count]) for count in counts])


def half_lives(trace: Trace) -> HalfLives | None:
    """How long each unit keeps what it holds, by its forget gate (LSTM) or its update gate (GRU).

        half-life = ln 0.5 / ln f, over a text with the geometric mean of f, for c_T ∋ c_0 Π f_t

    Only the gate's own path is counted; what the matrix path brings back is not.

    Args:
        trace: of a text with at least one word.

    Returns:
        None of a cell without such a gate.
    """
    if isinstance(trace.cell, LSTMCell):
        gate = trace.steps.forget_gate  # type: ignore[union-attr]
    elif isinstance(trace.cell, GRUCell):
        gate = trace.steps.update_gate  # type: ignore[union-attr]
    else:
        return None
    values = gate.astype(np.float64)
    with np.errstate(divide="ignore"):  # A gate of 0 keeps nothing.
        middle = np.exp(np.log(values).mean(axis=0))
    return HalfLives(*map(half_life, (middle, values.min(axis=0), values.max(axis=0))))


@np.errstate(divide="ignore")
def half_life(gate: FloatArray) -> FloatArray:
    """ln 0.5 / ln(gate): 0 where nothing is kept, inf where everything is."""
    return np.log(2) / np.abs(np.log(gate))
