"""One unit looked at closely: its strongest words and places, its values, and what is lost without it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.concepts import CONCEPTS, auc, ranks
from rnnviz.analysis.corpus import Index, scores_held
from rnnviz.analysis.corpus_states import Held
from rnnviz.analysis.finder import Study, UnitOf, states_asked
from rnnviz.arrays import FloatArray
from rnnviz.network import Network

LEAST = 10  # Occurrences of a word whose mean is told.
WORDS, PLACES = 8, 4  # Told of each end.
BINS = 30
OTHERS = 16  # Units drawn at random, beside which an ablation is judged; of wide layers fewer,
USUAL_UNITS = 64  # for a test part read by many more units than these takes seconds.


class WordMean(NamedTuple):
    """A word, the mean value of the unit right after it, and how often it stands in the corpus."""

    word: str
    mean: float
    times: int


class Peak(NamedTuple):
    """A place where a unit has a great value: the sentence, the word's number in it, the value."""

    sentence: int
    word: int
    value: float


class Histogram(NamedTuple):
    """Shares of the states with a label and without it that fall into bins of equal width.

    edges: (bins + 1,). yes: (bins,), summing to 1. no: likewise; NaN where there is no such state.
    """

    edges: FloatArray
    yes: FloatArray
    no: FloatArray


@dataclass(frozen=True, eq=False)
class Portrait:
    """A unit, looked at closely.

    Attributes:
        unit: which.
        highest: words with the highest mean, the highest first.
        lowest: the lowest first.
        peaks: places of its highest values, one a sentence.
        valleys: of its lowest.
        histogram: of its values by concept, on the test part.
        aucs: what it tells of each concept, in its better direction (chosen on validation, test part).
    """

    unit: UnitOf
    highest: tuple[WordMean, ...]
    lowest: tuple[WordMean, ...]
    peaks: tuple[Peak, ...]
    valleys: tuple[Peak, ...]
    histogram: Histogram
    aucs: tuple[float, ...]


class Ablation(NamedTuple):
    """What becomes of the verdicts on the test part if a unit is held at 0.

    accuracy: without it. original: with everything. others: without each of some units drawn at random.
    flipped: sentences judged otherwise without it. others_flipped: likewise without each of the others.
    sentences: how many there are. auc: of the verdict without it. original_auc: with everything. An accuracy
    is NaN where not every verdict is a number.
    """

    accuracy: float
    original: float
    others: tuple[float, ...]
    flipped: int
    others_flipped: tuple[int, ...]
    sentences: int
    auc: float
    original_auc: float


def portrait(study: Study, concept: str, unit: UnitOf) -> Portrait:
    """Look at a unit closely.

    Args:
        study: of its network.
        concept: by which its values are told apart.
        unit: which.
    """
    values = study.index.states[unit.trace][:, unit.unit].astype(np.float32)
    means = word_means(study.index, values)
    asked_values, answers = states_asked(study.index, concept, unit)
    return Portrait(
        unit,
        *(means[:WORDS], means[::-1][:WORDS]),
        *(peaks(study.index, values), peaks(study.index, values, -1)),
        histogram(asked_values, answers.labels),
        tuple(study.findings[each].auc(unit) for each in CONCEPTS),
    )


def word_means(index: Index, values: FloatArray, least: int = LEAST) -> tuple[WordMean, ...]:
    """The mean value at every word that occurs often enough, the highest first.

    Args:
        index: of the corpus.
        values: of a unit, (words,).
        least: occurrences.
    """
    corpus = index.corpus
    times = np.bincount(corpus.words, minlength=len(corpus.types))
    sums = np.bincount(corpus.words, values, len(corpus.types))
    often = np.flatnonzero((times >= least) & np.isfinite(sums))
    means = sums[often] / times[often]
    order = often[np.argsort(-means, kind="stable")]
    return tuple(WordMean(corpus.types[n], float(sums[n] / times[n]), int(times[n])) for n in order)


def peaks(index: Index, values: FloatArray, sign: int = 1, most: int = PLACES) -> tuple[Peak, ...]:
    """Where the values are greatest (sign 1) or least (sign -1), one place a sentence."""
    corpus = index.corpus
    signed = np.nan_to_num(sign * values, nan=-np.inf)
    tops = np.maximum.reduceat(signed, corpus.starts[:-1])
    found = []
    for n in np.argsort(-tops, kind="stable")[:most].tolist():
        at = corpus.starts[n] + int(signed[corpus.starts[n] : corpus.starts[n + 1]].argmax())
        found.append(Peak(n, int(corpus.number[at]), float(values[at])))
    return tuple(found)


def histogram(values: FloatArray, labels: FloatArray, bins: int = BINS) -> Histogram:
    """How values are spread by label, on [-1, 1], or as far as they reach."""
    known = np.isfinite(values)
    reach = max(1.0, float(np.abs(values[known]).max(initial=0)))
    edges = np.linspace(-reach, reach, bins + 1)
    shares = []
    for wanted in (True, False):
        chosen = values[known & (labels == wanted)]
        counts = np.histogram(chosen, edges)[0]
        shares.append(counts / len(chosen) if len(chosen) else np.full(bins, np.nan))
    return Histogram(edges, *shares)


def ablate(study: Study, network: Network, unit: UnitOf, rng: np.random.Generator) -> Ablation:
    """Hold a unit at 0 at every word of every test sentence, and others for comparison.

    Args:
        study: of the network.
        network: that reads again.
        unit: which is held.
        rng: draws others of the same trace.
    """
    index = study.index
    test = index.corpus.part("test")
    labels, original = index.corpus.labels[test] > 0.5, index.scores[test]
    units = np.delete(np.arange(index.states[unit.trace].shape[1]), unit.unit)
    most = min(OTHERS, max(2, OTHERS * USUAL_UNITS // max(1, len(units))))
    drawn = rng.choice(units, min(most, len(units)), replace=False)
    mine, *others = (
        scores_held(index, network, test, Held(unit.trace, int(each))) for each in (unit.unit, *drawn)
    )

    def right(scores: FloatArray) -> float:
        is_known = len(scores) and not np.isnan(scores).any()
        return float(np.mean((scores > 0) == labels)) if is_known else float("nan")

    def flipped(scores: FloatArray) -> int:
        return int(np.sum((scores > 0) != (original > 0)))

    return Ablation(
        *(right(mine), right(original), tuple(map(right, others))),
        *(flipped(mine), tuple(map(flipped, others)), len(test)),
        *(_auc(mine, study), study.verdict),
    )


def _auc(scores: FloatArray, study: Study) -> float:
    corpus = study.index.corpus
    with np.errstate(over="ignore"):
        ranked = ranks(scores.astype(np.float16)[:, None])
    return float(auc(ranked, corpus.labels[corpus.part("test")][None] > 0.5)[0, 0])
