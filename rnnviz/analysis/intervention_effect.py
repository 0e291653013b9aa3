"""What an intervention did: how far the states were moved, for how long; and which unit alone moves most."""

from typing import NamedTuple

import numpy as np

from rnnviz.analysis.intervention import ablations, traces_of
from rnnviz.analysis.score import log_odds
from rnnviz.arrays import FloatArray
from rnnviz.network import Network, Reading

MOST_PRODUCTS = 4e9  # Of weights and numbers, for one ranking: about a third of a second.
LASTING = 0.1  # Of the largest move: what is left of it below this has faded.


class Moves(NamedTuple):
    """How far a trace's hidden states were moved, |h'_t - h_t|, in words.

    sizes: Euclidean length of the move after each word, (timesteps,).
    peak: the word of the largest move.
    faded: the first word in the order of reading after the peak from which on less than a tenth of that is
        left; None if that never comes.
    """

    sizes: FloatArray
    peak: int
    faded: int | None

    @property
    def largest(self) -> float:
        """The length of the largest move."""
        return float(self.sizes[self.peak])


class Ranking(NamedTuple):
    """Each unit held at 0 alone at every word, those that move the verdict most first.

    units: as trained.
    moves: of the final log-odds, (units,).
    tried_all: whether that is every unit of the trace.
    """

    units: tuple[int, ...]
    moves: FloatArray
    tried_all: bool


@np.errstate(over="ignore", invalid="ignore")  # What an exploding network makes is shown as what it is.
def moves_of(before: Reading, after: Reading, trace: int) -> Moves:
    """Compare two readings of a text of at least one word."""
    pair = [traces_of(reading)[trace] for reading in (before, after)]
    states = [one.steps.hidden_state.astype(np.float64) for one in pair]
    sizes = np.linalg.norm(states[1] - states[0], axis=-1)
    order = np.arange(len(sizes))[:: -1 if pair[0].reverse else 1]
    read = np.nan_to_num(sizes[order], nan=np.inf)
    peak = int(read.argmax())
    left = np.flatnonzero(read[peak:] >= LASTING * read[peak]) + peak
    end = int(left[-1]) + 1 if len(left) else peak + 1
    return Moves(sizes, int(order[peak]), int(order[end]) if end < len(order) else None)


@np.errstate(over="ignore", invalid="ignore")
def ranking_of(network: Network, reading: Reading, trace: int) -> Ranking:
    """Hold each unit of a trace at 0 in turn; of a large layer only those whose states are largest here."""
    most = max(1, int(MOST_PRODUCTS / (network.products * max(1, len(reading.columns)))))
    sizes = np.linalg.norm(traces_of(reading)[trace].steps.hidden_state, axis=0)
    units = np.argsort(-sizes, kind="stable")[:most]
    score = log_odds(network, reading.layers[-1].final)
    moves = ablations(network, reading.embeddings, trace, units.tolist()) - score
    order = np.argsort(-np.abs(moves), kind="stable")
    return Ranking(tuple(units[order].tolist()), moves[order], len(units) == len(sizes))
