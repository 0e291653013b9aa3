"""Where the state goes: its way through a plane of two principal components, and where the verdict turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.plane import Frame, Plane, decision_line, frame_around, plane_of, plane_towards, wider
from rnnviz.analysis.score import log_odds
from rnnviz.arrays import FloatArray
from rnnviz.network import Network, Reading
from rnnviz.text import RESERVED, encode

READ = "read"  # The key of the state that the head reads.
IN_ONE, OF_OWN = 8, 640  # Words of a sentence made of a network's own words, and of all of them.


class Site(NamedTuple):
    """A state that can be followed from word to word.

    key: as an address names it: "read", or "1-forward".
    layer: counted from 0. direction: 0 forward, 1 backward; None the one that the head reads.
    """

    key: str
    layer: int
    direction: int | None

    @property
    def is_read(self) -> bool:
        """Whether the head reads this state and no other."""
        return self.direction is None


@dataclass(frozen=True, eq=False)
class Walk:
    """One state through a sentence, in the order of reading.

    Attributes:
        states: the first one before any word, (words + 1, units), in double precision.
        words: after which word, counted from 0, each state but the first stands; (words,).
        is_backward: whether the last word is read first, so that no verdict belongs to a state on the way.
        is_afresh: whether each state is that of the words up to there, read afresh.
    """

    states: FloatArray
    words: NDArray[np.intp]
    is_backward: bool = False
    is_afresh: bool = False


@dataclass(frozen=True, eq=False)
class Landscape:
    """A plane through the states of many sentences, and what stands in it.

    Attributes:
        plane: through all states after each word.
        finals: where the last state of each sentence stands; (sentences, 2).
        verdicts: on each sentence, the probability of positive; (sentences,).
        frame: what all states take up.
        line: pieces of the line on which the log-odds are 0 in this plane, (pieces, 2 ends, 2); None where
            the head reads more than this state.
        agreement: of all states that are finite the share whose verdict is that of their side of the line;
            NaN without one.
        unknown: the share of the words that the network does not know.
        is_of_own: whether the sentences are made of the network's own words, for it reads nothing in those
            that were given.
        is_afresh: as of the walks.
    """

    plane: Plane
    finals: FloatArray
    verdicts: FloatArray
    frame: Frame
    line: FloatArray | None
    agreement: float
    unknown: float
    is_of_own: bool = False
    is_afresh: bool = False


def sites(network: Network) -> tuple[Site, ...]:
    """The states of a network that can be followed; the one that the head reads first."""
    last = len(network.layers) - 1
    found = [Site(READ, last, None)]
    for n, layer in enumerate(network.layers):
        if n < last or layer.backward is not None:
            found += [
                Site(f"{n + 1}-{('forward', 'backward')[way]}", n, way) for way in range(len(layer.cells))
            ]
    return tuple(found)


def follow(network: Network, reading: Reading, site: Site) -> Walk:
    """Follow one state through a reading.

    Of a network that reads backwards too, the state that the head reads "after a word" is that of the words
    up to there, read afresh; as of its running verdict.
    """
    words = np.arange(len(reading.columns))
    if site.is_read and not network.is_causal:
        before = np.concatenate([trace.initial.hidden_state for trace in reading.layers[-1].traces])
        return Walk(_joined(before, reading.judged), words, is_afresh=True)
    layer = reading.layers[site.layer]
    trace = layer.traces[site.direction or 0]
    states, first = trace.steps.hidden_state, trace.initial.hidden_state
    if trace.reverse:
        return Walk(_joined(first, states[::-1]), words[::-1], is_backward=True)
    return Walk(_joined(first, states), words)


def step_lengths(states: FloatArray) -> FloatArray:
    """How far a state moves with each word, (words + 1, units) to (words,); NaN from infinity to infinity."""
    with np.errstate(invalid="ignore", over="ignore"):
        return np.linalg.norm(np.diff(states, axis=0), axis=1)


def landscape_of(network: Network, site: Site, texts: Sequence[str], towards: bool = False) -> Landscape:
    """Let a network read many sentences, and lay a plane through all states on the way.

    Args:
        network: which reads.
        site: the state that is followed.
        texts: sentences; where the network reads no two words in them, its own words take their place.
        towards: whether the plane looks towards the verdict, see `plane_towards`; of the state that the head
            reads only.
    """
    known = texts if _is_read(network, texts) else _own_words(network)
    readings = [network.read(text) for text in known]
    walks = [follow(network, reading, site) for reading in readings]
    states = np.concatenate([walk.states[1:] for walk in walks])
    if towards and site.is_read:
        plane = plane_towards(states, network)
    else:
        plane = plane_of(states, network if site.is_read else None)
    points = plane.place(states)
    frame = frame_around(points)
    line, agreement = None, float("nan")
    if site.is_read:
        line = decision_line(network, plane, wider(frame))
        finite = np.isfinite(states).all(axis=1)
        with np.errstate(invalid="ignore", over="ignore"):  # Finite, and yet too large for the head.
            sides, verdicts = (log_odds(network, each[finite]) > 0 for each in (plane.lift(points), states))
        agreement = float((sides == verdicts).mean()) if finite.any() else agreement
    statuses = [column.status for reading in readings for column in reading.columns]
    return Landscape(
        plane,
        plane.place(np.stack([walk.states[-1] for walk in walks])),
        np.array([reading.probability for reading in readings]),
        frame,
        line,
        agreement,
        statuses.count("unknown") / max(len(statuses), 1),
        known is not texts,
        walks[0].is_afresh,
    )


def _is_read(network: Network, texts: Sequence[str]) -> bool:
    """Whether these texts have two words for a network: one may leave out all that it does not know."""
    words = 0
    for text in texts:
        words += len(encode(text, network.vocabulary))
        if words >= 2:
            return True
    return False


def _own_words(network: Network) -> tuple[str, ...]:
    """Sentences of the most frequent words of a network, as they stand in its vocabulary; one at least."""
    words = network.vocabulary.words[len(RESERVED) :][:OF_OWN]
    return tuple(" ".join(words[n : n + IN_ONE]) for n in range(0, max(len(words), 1), IN_ONE))


def _joined(first: FloatArray, states: FloatArray) -> FloatArray:
    return np.concatenate([first[None], states]).astype(np.float64)
