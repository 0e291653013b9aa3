"""Where the state goes: its way through a plane of two principal components, and where the verdict turns."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.plane import Frame, Plane, decision_line, frame_around, plane_of, plane_towards, wider
from rnnviz.analysis.score import log_odds
from rnnviz.arrays import FloatArray
from rnnviz.network import Network, Reading

READ = "read"  # The key of the state that the head reads.


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
    """

    states: FloatArray
    words: NDArray[np.intp]
    is_backward: bool = False


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
        agreement: of all states the share whose verdict is that of their side of the line; NaN without one.
        unknown: the share of the words that the network does not know.
    """

    plane: Plane
    finals: FloatArray
    verdicts: FloatArray
    frame: Frame
    line: FloatArray | None
    agreement: float
    unknown: float


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
        return Walk(_joined(before, reading.judged), words)
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


def landscape_of(network: Network, site: Site, texts: Iterable[str], towards: bool = False) -> Landscape:
    """Let a network read many sentences, and lay a plane through all states on the way.

    Args:
        network: which reads.
        site: the state that is followed.
        texts: at least two words in all.
        towards: whether the plane looks towards the verdict, see `plane_towards`; of the state that the head
            reads only.
    """
    readings = [network.read(text) for text in texts]
    walks = [follow(network, reading, site).states for reading in readings]
    states = np.concatenate([walk[1:] for walk in walks])
    if towards and site.is_read:
        plane = plane_towards(states, network)
    else:
        plane = plane_of(states, network if site.is_read else None)
    points = plane.place(states)
    frame = frame_around(points)
    line, agreement = None, float("nan")
    if site.is_read:
        line = decision_line(network, plane, wider(frame))
        with np.errstate(invalid="ignore", over="ignore"):  # States may have left all numbers.
            sides = log_odds(network, plane.lift(points)) > 0
            agreement = float((sides == (log_odds(network, states) > 0)).mean())
    statuses = [column.status for reading in readings for column in reading.columns]
    return Landscape(
        plane,
        plane.place(np.stack([walk[-1] for walk in walks])),
        np.array([reading.probability for reading in readings]),
        frame,
        line,
        agreement,
        statuses.count("unknown") / max(len(statuses), 1),
    )


def _joined(first: FloatArray, states: FloatArray) -> FloatArray:
    return np.concatenate([first[None], states]).astype(np.float64)
